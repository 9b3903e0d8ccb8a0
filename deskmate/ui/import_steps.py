"""The first and the last pages of an import: choosing files, what a whole book holds, and how far the work is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from deskmate.core import imports
from deskmate.core.imports import Batch, BatchRow, Undone, whole_book
from deskmate.ui.background import Progress
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    EmptyState,
    PlainLabel,
    QuietButton,
    SectionHeader,
    caption,
    clear,
    column,
    row,
    spoken_date,
)


def taken_back(undone: Undone) -> str:
    """What came of taking an import back, in a sentence or two."""
    gone = ((undone.removed, "customer"), (undone.entries, "entry"), (undone.appointments, "appointment"))
    removed = joined([counted(number, what) for number, what in gone if number])
    parts = [f"{removed} removed"] if removed else []
    if undone.reinstated:
        parts.append(f"{counted(undone.reinstated, 'appointment')} as before")
    if undone.restored:
        parts.append(f"{counted(undone.restored, 'customer')} as before")
    kept = f" {undone.kept:,} stayed, because somebody wrote about them since." if undone.kept else ""
    return f"The import was taken back: {', '.join(parts) or 'there was nothing to remove'}.{kept}"


def counted(number: int, what: str) -> str:
    """ "1 entry", "1,200 entries"."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else many}"


def joined(parts: Sequence[str]) -> str:
    """ "3 customers, 2 entries and 1 appointment"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


class ChooseStep(QWidget):
    """Where one begins: drop or choose files, and see earlier imports with the way back."""

    files_asked = Signal()
    undo_asked = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._layout = column(spacing=Space.M)
        self.setLayout(self._layout)

    def reload(self) -> None:
        """Read the earlier imports again."""
        clear(self._layout)
        self._layout.addWidget(
            EmptyState(
                "file-spreadsheet",
                "Drop files here, or choose them",
                "CSV, Excel, vCard, a calendar, a chat or mails, from Outlook, a phone, Google, a till or any other "
                "program. You see how each file is understood before anything is written.",
            ),
            1,
        )
        earlier = imports.batches(self._desk.db, limit=4)
        if earlier:
            self._layout.addWidget(SectionHeader("Earlier imports"))
        for batch in earlier:
            self._layout.addLayout(self._batch(batch))

    def _batch(self, batch: BatchRow) -> QHBoxLayout:
        day = spoken_date(self._desk.wall(batch.at).date(), self._desk.today())
        words = column(
            PlainLabel(batch.source, elide=True),
            caption(f"{day}, {batch.by}: {batch.created:,} new, {batch.updated:,} completed"),
            spacing=0,
        )
        across = row(words, spacing=Space.M)
        across.setStretch(0, 1)
        if batch.undone_at is None:
            back = QuietButton("Take back", icon="undo-2")
            back.clicked.connect(lambda _checked=False, number=batch.id: self.undo_asked.emit(number))
            across.addWidget(back)
        else:
            across.addWidget(caption("taken back"))
        return across


class WholeBookStep(QWidget):
    """What a whole book holds, before it goes into an empty one."""

    def __init__(self) -> None:
        super().__init__()
        self.path = Path()
        self._words = PlainLabel("", wrap=True)
        self.setLayout(column(None, self._words, None, spacing=Space.M))

    def show_book(self, path: Path, held: whole_book.Held) -> None:
        """Show what this file holds."""
        self.path = path
        self._words.setText(
            f"{path.name} is a whole book: {held.customers:,} customers, {held.rows.get('interaction', 0):,} entries, "
            f"{held.rows.get('appointment', 0):,} appointments. It can go into an empty book only, just as it is, with "
            "its staff, services and settings instead of those here. Before it begins, this book is backed up."
        )


class WorkingStep(QWidget):
    """How far the worker is, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._words = PlainLabel("", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._done = EmptyState("check", "")
        self._going = QWidget()
        self._going.setLayout(column(None, self._words, self._bar, None, spacing=Space.M))
        self.setLayout(column(self._going, self._done, spacing=0))
        self._done.hide()

    def begin(self, what: str) -> None:
        """A new piece of work."""
        self._words.setText(what)
        self._bar.setRange(0, 0)
        self._done.hide()
        self._going.show()

    def say(self, words: str) -> None:
        """What is going on."""
        self._words.setText(words)

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        if progress.total:
            self._bar.setRange(0, progress.total)
            self._bar.setValue(progress.done)

    def say_done(self, words: str, more: str = "") -> None:
        """What came of it."""
        self._going.hide()
        self._done.set_words(words, more)
        self._done.show()

    def finished(self, batch: Batch, entries: int, appointments: int, changed: int) -> None:
        """What came of an import, with how much it wrote besides the customers, and what it moved or called off."""
        numbers = ((entries, "entry"), (appointments, "appointment"))
        parts = [counted(batch.created, "new customer")] * bool(batch.created or not batch.updated)
        parts += [f"{batch.updated:,} completed"] * bool(batch.updated)
        parts += [counted(number, what) for number, what in numbers if number]
        left = f" {counted(changed, 'appointment')} moved or cancelled." if changed else ""
        left += f" {batch.skipped:,} left out." if batch.skipped else ""
        reading = "Notes are read in the background. " if entries else ""
        back = "Under Earlier imports it can be taken back."
        self.say_done(f"Done: {joined(parts)}.{left}", f"{reading}{back}")
