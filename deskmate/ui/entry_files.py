"""The files of the chosen entry of a history, as chips: Enter or a click opens one, Delete removes it."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.attachments import FileRow
from deskmate.core.interactions import TimelineEntry
from deskmate.ui.customer_words import shortened
from deskmate.ui.widgets import Chip, Flow, set_tooltip


class EntryFiles(QWidget):
    """`attach_asked(entry)`, `open_asked(FileRow)`, `remove_asked(FileRow)`; `act(letter)` does what a key says."""

    attach_asked = Signal(object)
    open_asked = Signal(object)
    remove_asked = Signal(object)

    KEYS: ClassVar[frozenset[str]] = frozenset({"a", "f"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: TimelineEntry | None = None
        self.chips = Flow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chips)
        self.hide()

    def show_entry(self, entry: TimelineEntry | None) -> None:
        """Show another entry's files; without any, it takes no place."""
        self._entry = entry
        self.chips.clear()
        for file in entry.files if entry is not None else ():
            chip = Chip(
                shortened(file.name, 40),
                icon="image" if file.is_picture else "file-text",
                on_click=partial(self._on_open, file),
                on_remove=partial(self.remove_asked.emit, file),
            )
            set_tooltip(chip, f"Open {file.name} (F opens the first)")
            self.chips.add(chip)
        self.setVisible(entry is not None and bool(entry.files))

    @Slot(str)
    def act(self, letter: str) -> None:
        """A attaches a file to the entry, F opens its first."""
        entry = self._entry
        if entry is None:
            return
        if letter == "a":
            self.attach_asked.emit(entry)
        elif letter == "f" and entry.files:
            self.open_asked.emit(entry.files[0])

    def _on_open(self, file: FileRow, _checked: bool = False) -> None:
        self.open_asked.emit(file)
