"""A try before saving: a button that looks, progress that can be stopped, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from deskmate.core import previews
from deskmate.ui.background import Job, Progress
from deskmate.ui.counter_safe import Discretion
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    PlainLabel,
    PrimaryButton,
    QuietButton,
    Row,
    RowList,
    RowModel,
    SecondaryButton,
    SectionHeader,
    clear,
    row,
)

MOST_SHOWN = 6
Groups = Callable[[], Sequence[tuple[str, Sequence[Row]]]]


class PreviewPanel(QWidget):
    """Emits `look_asked`, `save_asked` and `leave_asked`. It can be saved only what was looked at before.

    Whoever works it by keyboard goes from the look to saving, and back to `home` when that is done.
    """

    look_asked = Signal()
    save_asked = Signal()
    leave_asked = Signal()

    def __init__(self, home: QWidget, *, look: str = "See what would change", save: str = "Save") -> None:
        super().__init__()
        self._home = home
        self._job: Job | None = None
        self._groups: Groups = _nothing
        self.look = SecondaryButton(look, self.look_asked.emit, icon="eye")
        self.save = PrimaryButton(save, self.save_asked.emit)
        self.leave = QuietButton("Leave as it was", self.leave_asked.emit)
        self._stop = QuietButton("Stop", self._on_stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._words = PlainLabel("", wrap=True)
        self._lists = QVBoxLayout()
        self._lists.setSpacing(Space.S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._words)
        layout.addLayout(self._lists)
        layout.addLayout(row(self._bar, self._stop))
        layout.addLayout(row(self.look, None, self.leave, self.save))
        self.rest()

    def rest(self, *, changed: bool = False) -> None:
        """Nothing was looked at yet; `changed`: there is something to look at."""
        if self._has_focus():
            self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show(busy=False, words="", changed=changed)
        self.save.setEnabled(False)
        self._clear()

    def begin(self, job: Job) -> None:
        """A look has begun."""
        self._job = job
        self._clear()
        held = self._has_focus()
        self._show(busy=True, words="Looking at what happened lately …", changed=True)
        if held:
            self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def show_found(self, words: str, groups: Groups) -> None:
        """What would change, in a sentence and in lists; now it can be saved."""
        self._end(words)
        self.save.setEnabled(True)
        if self._has_focus():
            self.save.setFocus(Qt.FocusReason.OtherFocusReason)
        self._groups = groups
        self.dress()

    def dress(self) -> None:
        """Show what was found anew: lists may have become counter-safe, or are so no more."""
        clear(self._lists)
        for name, rows in self._groups():
            if rows:
                self._add_list(name, rows)

    def stopped(self, words: str = "") -> None:
        """The look ended without an answer."""
        self._end(words)

    def _end(self, words: str) -> None:
        self._job = None
        held = self._has_focus()
        self._show(busy=False, words=words, changed=True)
        if held:
            self.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show(self, *, busy: bool, words: str, changed: bool) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._bar.setVisible(busy)
        self._stop.setVisible(busy)
        self.look.setVisible(not busy)
        self.look.setEnabled(changed)
        self.leave.setVisible(not busy and changed)
        self.save.setVisible(not busy)

    def _add_list(self, name: str, rows: Sequence[Row]) -> None:
        model = RowModel(_as_row, parent=self)
        shown = RowList(model, name)
        model.show(list(rows))
        shown.setFixedHeight(shown.height_for(min(len(rows), MOST_SHOWN)))
        self._lists.addWidget(SectionHeader(name, count=len(rows)))
        self._lists.addWidget(shown)

    def _clear(self) -> None:
        self._groups = _nothing
        clear(self._lists)

    @Slot()
    def _on_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()


def list_rows(customers: Sequence[previews.Row], discretion: Discretion) -> list[Row]:
    """Who would come onto the list of calls or leave it, and why; without the why where lists are counter-safe."""
    return [
        Row(
            title=discretion.name(item.customer),
            subtitle="" if discretion.on else item.sentence,
            icon="phone-call",
        )
        for item in customers
    ]


def _nothing() -> Sequence[tuple[str, Sequence[Row]]]:
    return ()


def _as_row(item: object) -> Row:
    assert isinstance(item, Row)
    return item
