"""Segments: the saved filters with live counts at the left, the sentence of one in the middle, its customers beside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from deskmate.core import segments, settings
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.core.segments import Example, Filter, Reach, SegmentRow, Subject
from deskmate.ui import segment_lists
from deskmate.ui.background import Job
from deskmate.ui.desk import Desk
from deskmate.ui.segment_editor import SegmentEditor, Written
from deskmate.ui.segment_lists import Ordered
from deskmate.ui.segment_members import SegmentMembers
from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import (
    Card,
    IconButton,
    PageHeader,
    PrimaryButton,
    QuietButton,
    Row,
    RowList,
    RowModel,
    SecondaryButton,
    caption,
    column,
    row,
)

_LIST_WIDTH, _MEMBERS_WIDTH = 232, 308
_NARROW = 1000  # below this the conditions would be cut between the two others
_HINT = "Saved questions to the book; the answer is always today's."
_LOST = "One condition asks about a field that is no longer there. Saving goes on without it."
_NEW = 0
_PAUSE = 150  # milliseconds: several changes of the book one after the other are counted once


@dataclass(frozen=True)
class _Shown:
    """A row of the list: a saved segment, or one that is being written (number 0)."""

    id: int
    name: str
    sentence: str
    count: int | None
    edited: bool


class SegmentsView(QWidget):
    """`begin()` when it is shown. `left` when one goes back to the customers; `open_asked(customer_id)`."""

    left = Signal()
    open_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._saved: dict[int, SegmentRow] = {}
        self._subjects: tuple[Subject, ...] = ()
        self._counts: dict[int, int] = {}
        self._drafts: dict[int, Written] = {}
        self._current = _NEW
        self._job: Job | None = None
        self.model = RowModel(_row, key=_key, parent=self)
        self.list = RowList(self.model, "Segments")
        self.editor = SegmentEditor(desk.today)
        self.members = SegmentMembers(desk)
        self._count_soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._count_soon.timeout.connect(self._count_all)
        self._build()
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.editor.changed.connect(self._on_edited)
        self.editor.example_chosen.connect(self._on_example)
        self.members.open_asked.connect(self.open_asked)
        self.members.counted.connect(self._on_counted)

    def begin(self) -> None:
        """Read the segments; the first of them is shown, or the examples where there is none."""
        first = not self._saved and self._current == _NEW and not self._drafts
        self.reload()
        if first and self._saved:
            self._go(next(iter(self._saved)))
        self.focus_first()

    def focus_first(self) -> None:
        """Where one goes on by keyboard."""
        (self.list if self._saved else self.editor.more).setFocus(Qt.FocusReason.TabFocusReason)

    def reload(self) -> None:
        """Read the saved segments and what can be asked, count anew; what is being written stays."""
        db = self._desk.db
        self._subjects = segments.offered(db)
        self.editor.set_subjects(self._subjects)
        self.editor.offer(segments.examples(settings.current(db).currency))
        self._saved = {one.id: one for one in segments.every(db)}
        self._drafts = {number: one for number, one in self._drafts.items() if number in {*self._saved, _NEW}}
        self._go(self._current if self._current in self._saved else _NEW)
        self._count_soon.start()

    @Slot()
    def new(self) -> None:
        """Begin another segment."""
        self._drafts.pop(_NEW, None)
        self._go(_NEW)
        self.editor.add_condition()

    @Slot()
    def save(self) -> None:
        """Keep what is written under its name; what is wrong is said and nothing is kept."""
        self.editor.forget_lost()
        desk, wanted = self._desk, self.editor.wanted()
        problem = self.editor.problems()
        if wanted is None or problem:
            desk.say(problem or "One of the conditions is not whole yet.")
            return
        name, number, made = self.editor.name.text(), self._current, []
        if not name.strip() and wanted.conditions:
            self.editor.name.setFocus(Qt.FocusReason.OtherFocusReason)

        def work() -> None:
            by, now = desk.actor(), desk.now()
            if number == _NEW:
                made.append(segments.create(desk.db, name, wanted, by=by, now=now))
            else:
                segments.change(desk.db, number, name, wanted, by=by, now=now)

        if desk.attempt(work):
            self._drafts.pop(number, None)
            self._current = made[0] if made else number
            self.reload()
            self.focus_first()  # the conditions are made anew, and the focus would fall out of the page
            desk.did("The segment is saved.")

    @Slot()
    def delete(self) -> None:
        """Forget the segment shown; the toast brings it back."""
        desk, number = self._desk, self._current
        if number == _NEW:
            self._drafts.pop(_NEW, None)
            self._go(next(iter(self._saved), _NEW))
            return
        if desk.attempt(lambda: segments.delete(desk.db, number, by=desk.actor(), now=desk.now())):
            numbers = list(self._saved)
            at = numbers.index(number)
            self._current = next(iter([*numbers[at + 1 :], *reversed(numbers[:at])]), _NEW)
            self._drafts.pop(number, None)
            self.reload()
            self.focus_first()
            desk.did("The segment is deleted; the customers stay as they are.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self.delete()
        else:
            super().keyPressEvent(event)

    def ordered(self) -> Ordered | None:
        """The list that would be printed now; None where there is nothing whole to ask."""
        wanted = self.editor.wanted()
        if wanted is None or not wanted.conditions:
            self._desk.say("Say first which customers belong on the list.")
            return None
        return Ordered(self.editor.name.text().strip() or "Customers", wanted, self.members.contacting())

    def _build(self) -> None:
        back = IconButton("chevron-left", "Back to the customers (Esc)", self._leave)
        self._add = SecondaryButton("New segment", self.new, icon="plus", shortcut="Ctrl+Shift+E")
        self.header = PageHeader("Segments", subtitle=_HINT, actions=[self._add])
        across = row(back, self.header, spacing=Space.M)
        across.setAlignment(back, Qt.AlignmentFlag.AlignTop)
        across.setStretch(1, 1)
        self._side = QWidget()
        self._side.setLayout(column(self.list, spacing=0))
        self._written, self._found = self._middle(), self._right()
        self._below = QGridLayout()
        self._below.setSpacing(Space.L)
        self._below.setColumnStretch(1, 1)
        self._place(narrow=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addLayout(across)
        layout.addLayout(self._below, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._place(narrow=narrow)

    def _place(self, *, narrow: bool) -> None:
        """Segments, conditions and customers side by side; the customers below the segments where that is too much."""
        self._narrow = narrow
        self._side.setFixedWidth(_MEMBERS_WIDTH if narrow else _LIST_WIDTH)
        self._below.addWidget(self._side, 0, 0, 1 if narrow else 2, 1)
        self._below.addWidget(self._written, 0, 1, 2, 1)
        self._below.addWidget(self._found, *((1, 0, 1, 1) if narrow else (0, 2, 2, 1)))
        self._below.setHorizontalSpacing(Space.L)
        self._below.setRowStretch(0, 1)
        self._below.setRowStretch(1, 2 if narrow else 0)

    def _middle(self) -> Card:
        self._drop = QuietButton("Delete", self.delete, icon="trash-2")
        self._save = PrimaryButton("Save", self.save, icon="save", shortcut="Ctrl+Return")
        self._say = caption("")
        self._say.setWordWrap(True)
        card = Card(padding=Space.L)
        card.add(self.editor)
        card.body.setStretch(0, 1)
        card.add(self._say, row(self._drop, None, self._save))
        return card

    def _right(self) -> Card:
        outs = (("Print", "printer", self._on_print), ("PDF", "file-text", self._on_pdf))
        buttons = [QuietButton(words, slot, icon=icon) for words, icon, slot in outs]
        buttons.append(QuietButton("Export", self._on_export, icon="download"))
        card = Card(padding=Space.L)
        card.setFixedWidth(_MEMBERS_WIDTH)
        card.add(self.members)
        card.body.setStretch(0, 1)
        card.add(row(*buttons, None, spacing=0))
        return card

    def _go(self, number: int) -> None:
        """Show one of the segments, or the new one, as it was last left."""
        self._current = number
        row_, draft = self._saved.get(number), self._drafts.get(number)
        if draft is not None:
            self.editor.show_written(draft)
        elif row_ is not None:
            self.editor.show_filter(row_.name, row_.wanted)
        else:
            self.editor.show_filter("", Filter())
        self._show_list()
        self._follow()

    def _show_list(self) -> None:
        shown = [
            _Shown(
                one.id,
                one.name,
                one.problem or segments.sentence(one.wanted, self._subjects).removeprefix("Customers "),
                self._counts.get(one.id),
                one.id in self._drafts,
            )
            for one in self._saved.values()
        ]
        if self._current == _NEW or _NEW in self._drafts:
            shown.insert(0, _Shown(_NEW, "New segment", "not saved yet", None, False))
        self.list.blockSignals(True)
        self.model.show(shown)
        if not self.list.choose_key(self._current):
            self.list.setCurrentIndex(QModelIndex())
        self.list.blockSignals(False)

    def _follow(self) -> None:
        """The preview and the sentence follow what is written."""
        wanted = self.editor.wanted()
        self.members.show_filter(wanted)
        shown = wanted is not None and bool(wanted.conditions)
        words = segments.sentence(wanted, self._subjects) + "." if shown and wanted is not None else ""
        self._say.setText(_LOST if self.editor.has_lost() else words)
        self._drop.setVisible(self._current != _NEW or bool(self.editor.rows))

    @Slot()
    def _count_all(self) -> None:
        if not self.isVisible():
            return
        if self._job is not None:
            self._job.cancel()
        db, now, saved = self._desk.db, self._desk.now(), [one for one in self._saved.values() if not one.problem]

        def work(_progress: Any, should_stop: Any) -> dict[int, int]:
            counts: dict[int, int] = {}
            for one in saved:
                if should_stop():
                    raise Cancelled("Another count was asked for.")
                try:
                    counts[one.id] = segments.count(db, one.wanted, now=now)
                except DeskmateError:
                    continue  # it asks about a field that is gone: its sentence says so
            return counts

        self._job = self._desk.background.run(work, on_done=self._on_counts, on_failed=self._on_failed, owner=self)

    def _on_counts(self, counts: dict[int, int]) -> None:
        self._job = None
        self._counts = counts
        self._show_list()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, DeskmateError):
            raise error

    @Slot(object)
    def _on_counted(self, reach: Reach | None) -> None:
        if reach is not None and self._current != _NEW and self._current not in self._drafts:
            self._counts[self._current] = reach.found
            self._show_list()

    @Slot(object)
    def _on_chosen(self, shown: _Shown | None) -> None:
        if shown is not None and shown.id != self._current:
            self._go(shown.id)

    @Slot(object)
    def _on_opened(self, _shown: _Shown) -> None:
        first = self.editor.rows[0].about if self.editor.rows else self.editor.more
        first.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_edited(self) -> None:
        self.editor.forget_lost()
        before = self._current in self._drafts
        self._drafts[self._current] = self.editor.written()
        if not before:
            self._show_list()
        self._follow()

    @Slot(object)
    def _on_example(self, example: Example) -> None:
        name = segments.free_name(self._desk.db, example.name)
        self.editor.show_filter(name, replace(example.wanted))
        self._on_edited()
        self.editor.rows[0].about.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_print(self) -> None:
        if (ordered := self.ordered()) is not None:
            segment_lists.print_list(self._desk, ordered)

    @Slot()
    def _on_pdf(self) -> None:
        if (ordered := self.ordered()) is not None:
            segment_lists.save_pdf(self._desk, ordered)

    @Slot()
    def _on_export(self) -> None:
        if (ordered := self.ordered()) is not None:
            segment_lists.save_file(self._desk, ordered)

    @Slot()
    def _leave(self) -> None:
        self.left.emit()


def _row(item: object) -> Row:
    assert isinstance(item, _Shown)
    return Row(
        title=item.name,
        subtitle=item.sentence,
        trailing="" if item.count is None else f"{item.count:,}",
        chips=(("edited", Tone.NEUTRAL, ""),) if item.edited else (),
    )


def _key(item: object) -> int:
    assert isinstance(item, _Shown)
    return item.id
