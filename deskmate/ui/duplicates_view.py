"""Find duplicates: the pairs of the whole book at the left, two cards side by side at the right; a person decides."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from deskmate.core import doubles, merging
from deskmate.core.doubles import Double
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.ui import customer_words, wall_clock
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.side_by_side import SideBySide
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    EmptyState,
    IconButton,
    PagedListModel,
    PageHeader,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    Row,
    RowList,
    SecondaryButton,
    caption,
    column,
    row,
    sentence_for,
)

_LIST_WIDTH = 380
_PAGE = 100
_HINT = "Whatever both cards hold comes together; where they differ, choose. It can be parted again at any time."


class DuplicatesView(QWidget):
    """`look()` searches on the worker. `left` when one goes back to the customers; `open_asked(customer_id)`."""

    left = Signal()
    open_asked = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._clock = wall_clock.read(desk)
        self._pairs: list[Double] = []
        self._meant: Double | None = None  # the pair that was opened on purpose, where lists are counter-safe
        self._job: Job | None = None
        self.model = PagedListModel(self._page, self._row, key=_key, page=_PAGE, parent=self)
        self.list = RowList(self.model, "Pairs that may be one customer")
        self.sides = SideBySide()
        self.working = _Working()
        self.empty = EmptyState("users", "", "")
        self._build()
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.working.stop.clicked.connect(self.stop)

    def look(self) -> None:
        """Compare everybody with everybody, unless that is going on already."""
        if self._job is not None:
            return
        db = self._desk.db

        def work(progress: Any, should_stop: Any) -> list[Double]:
            return doubles.find(db, progress=progress, should_stop=should_stop)

        self.working.begin()
        self._go(self.working)
        self._job = self._desk.background.run(
            work, on_done=self._on_found, on_failed=self._on_failed, on_progress=self.working.show_progress, owner=self
        )
        self.working.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def stop(self) -> None:
        """Stop looking; what was found before stays."""
        if self._job is not None:
            self._job.cancel()

    def begin(self) -> None:
        """Go on with what was found earlier, or look for the first time."""
        if self._pairs:
            self._show(self._pairs)
        else:
            self.look()

    def reload(self) -> None:
        """Read the two cards again; what was chosen stays unless they changed."""
        self._clock = wall_clock.read(self._desk)
        if self._stack.currentWidget() is self._found:
            self._compare()

    def focus_first(self) -> None:
        """The pairs are where one goes on by keyboard; without any, Esc must still be heard here."""
        (self.list if self._pairs else self._again).setFocus(Qt.FocusReason.TabFocusReason)

    def current(self) -> Double | None:
        """The pair shown."""
        pair = self.list.current_item()
        return pair if isinstance(pair, Double) else None

    @Slot()
    def merge(self) -> None:
        """Make one card of the pair shown; the toast offers to part them again."""
        pair = self.current()
        if pair is None or self._stack.currentWidget() is not self._found or self._is_covered(pair):
            return
        before, place, kept = list(self._pairs), self.list.currentIndex().row(), self._kept_name(pair)
        made: list[int] = []
        if not self._desk.attempt(lambda: made.append(self._merge(pair))):
            return
        self._show(doubles.after_merge(self._pairs, pair.a, pair.b, kept), place)

        def part() -> None:
            if self._desk.attempt(lambda: self._part(made[0])):
                self._show(before, place)
                self._desk.say("They are two cards again.")

        said = self._desk.discretion.toast(f"One card now: {kept}.")
        self._desk.shell.toasts.say(said, undo=part, undo_text="Part again")

    @Slot()
    def keep_apart(self) -> None:
        """Remember that these are two customers, and go on with the next pair."""
        pair = self.current()
        if pair is None or self._stack.currentWidget() is not self._found or self._is_covered(pair):
            return
        by, now, place = self._desk.actor(), self._desk.now(), self.list.currentIndex().row()
        if self._desk.attempt(lambda: doubles.keep_apart(self._desk.db, pair.a, pair.b, by=by, now=now)):
            self._show([item for item in self._pairs if item is not pair], place)
            self._desk.did("Two customers. They won't be proposed again.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
            return
        super().keyPressEvent(event)

    # the worker's answers

    def _on_found(self, found: list[Double]) -> None:
        self._job = None
        self._show(found)

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self._show(self._pairs)
        if not isinstance(error, Cancelled):
            self.empty.set_words(sentence_for(error), "")
        elif not self._pairs:
            self.empty.set_words("Stopped before the end", "“Look again” starts anew; nothing was changed.")
        if not isinstance(error, DeskmateError):
            raise error

    # what is shown

    def _build(self) -> None:
        back = IconButton("chevron-left", "Back to the customers (Esc)", self._leave)
        self._again = SecondaryButton("Look again", self.look, icon="rotate-ccw")
        self.header = PageHeader("Find duplicates", subtitle=_HINT, actions=[self._again])
        across = row(back, self.header, spacing=Space.M)
        across.setAlignment(back, Qt.AlignmentFlag.AlignTop)
        across.setStretch(1, 1)
        self._found = QWidget()
        self._stack = QStackedWidget()
        for page in (self.working, self.empty, self._found):
            self._stack.addWidget(page)
        self._build_found()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addLayout(across)
        layout.addWidget(self._stack, 1)

    def _build_found(self) -> None:
        self._count = caption("")
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH)
        side.setLayout(column(self._count, self.list))
        self._merge_button = PrimaryButton("Make one card", self.merge, icon="merge", shortcut="Ctrl+Return")
        self._apart_button = SecondaryButton("Not the same", self.keep_apart, icon="x", shortcut="Ctrl+Shift+X")
        opens = [
            QuietButton(words, slot) for words, slot in (("Open left", self._open_a), ("Open right", self._open_b))
        ]
        right = column(self.sides, row(*opens, None, self._apart_button, self._merge_button), spacing=Space.M)
        right.setStretch(0, 1)
        across = QHBoxLayout(self._found)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(Space.L)
        across.addWidget(side)
        across.addLayout(right, 1)

    def _show(self, pairs: list[Double], place: int = 0) -> None:
        self._pairs = pairs
        self.model.restart()
        self._count.setText("1 pair" if len(pairs) == 1 else f"{len(pairs):,} pairs, the surest first")
        if not pairs:
            self.empty.set_words(
                "Nobody seems to be here twice", "Looking again is worth it after an import or a busy season."
            )
            self._go(self.empty)
            self.focus_first()
            return
        self._go(self._found)
        self.list.choose_row(min(place, self.model.rowCount() - 1))
        self.focus_first()
        self._compare()

    def _compare(self) -> None:
        pair = self.current()
        found: list[doubles.Comparison] = []
        if pair is None:
            return
        self.sides.setVisible(not self._is_covered(pair))
        if self._is_covered(pair):
            return
        try:
            found.append(doubles.compare(self._desk.db, pair.a, pair.b))
        except DeskmateError:  # one of them was deleted or merged meanwhile
            self._show([item for item in self._pairs if item is not pair], self.list.currentIndex().row())
            return
        for number in (pair.a, pair.b):
            self._desk.saw(number)
        self.sides.show_pair(found[0], self._clock)

    def _is_covered(self, pair: Double) -> bool:
        """Whether the two cards stay unseen until somebody opens the pair on purpose."""
        return self._desk.discretion.on and pair is not self._meant

    def _go(self, page: QWidget) -> None:
        self._stack.setCurrentWidget(page)
        self._again.setEnabled(page is not self.working)

    def _page(self, after: object | None, limit: int) -> list[Double]:
        start = 0 if after is None else self.model.rowCount()
        return self._pairs[start : start + limit]

    def _row(self, pair: object) -> Row:
        assert isinstance(pair, Double)
        pair = self._desk.discretion.one(pair)
        agree = customer_words.field_words(pair.agree, most=3)
        differ = customer_words.field_words(pair.differ, most=2)
        sure = "very likely" if pair.verdict == "same" else ""
        words = filter(None, (sure, agree and f"alike: {agree}", differ and f"differ: {differ}"))
        return Row(
            title=pair.a_name if pair.a_name == pair.b_name else f"{pair.a_name}  –  {pair.b_name}",
            subtitle=" · ".join(words),
            trailing=f"{min(round(pair.score * 100), 99)} %",
        )

    # doing

    def _merge(self, pair: Double) -> int:
        desk = self._desk
        return merging.merge(desk.db, pair.a, pair.b, take=self.sides.take(), by=desk.actor(), now=desk.now())

    def _part(self, merge_id: int) -> None:
        merging.unmerge(self._desk.db, merge_id, by=self._desk.actor(), now=self._desk.now())

    def _kept_name(self, pair: Double) -> str:
        return pair.b_name if "name" in self.sides.take() else pair.a_name

    @Slot(object)
    def _on_chosen(self, pair: Double | None) -> None:
        if pair is not None and self._stack.currentWidget() is self._found:
            self._compare()

    @Slot(object)
    def _on_opened(self, pair: Double) -> None:
        self._meant = pair
        self._compare()
        choice = next(iter(self.sides.choices.values()), None)
        (choice or self._merge_button).setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _open_a(self) -> None:
        if (pair := self.current()) is not None:
            self.open_asked.emit(pair.a)

    @Slot()
    def _open_b(self) -> None:
        if (pair := self.current()) is not None:
            self.open_asked.emit(pair.b)

    @Slot()
    def _leave(self) -> None:
        self.stop()
        self.left.emit()


class _Working(QWidget):
    """How far the search is, and the way to stop it."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(360)
        self.bar.setAccessibleName("How far the search is")
        self.stop = SecondaryButton("Stop")
        words = PlainLabel("Comparing everybody with everybody …")
        centred = [row(None, part, None) for part in (words, self.bar, self.stop)]
        layout = column(None, *centred, None, spacing=Space.L)
        self.setLayout(layout)

    def begin(self) -> None:
        """A new search."""
        self.bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        if progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)


def _key(pair: object) -> tuple[int, int]:
    assert isinstance(pair, Double)
    return pair.a, pair.b
