"""The files of a customer, at the side of the card: open, remove, attach another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QFont

from deskmate.core.attachments import FileRow
from deskmate.ui import pictures
from deskmate.ui.card_files import CardFiles
from deskmate.ui.customer_words import day_words, shortened
from deskmate.ui.tokens import Space, Text
from deskmate.ui.wall_clock import WallClock
from deskmate.ui.widgets import Card, Icon, IconButton, PlainLabel, QuietButton, caption, column, row

_FIRST = 6


class FilesSection(Card):
    """Made anew from the book's list each time the card is read."""

    def __init__(self, files: Sequence[FileRow], acts: CardFiles, clock: WallClock) -> None:
        super().__init__(padding=Space.M, spacing=Space.XS)
        self._files, self._acts, self._clock = files, acts, clock
        self.attach_button = QuietButton("Attach", self._on_attach, icon="paperclip", tip="Attach a picture or a PDF")
        name = PlainLabel("Files", size=Text.SMALL, weight=QFont.Weight.DemiBold, tone="muted")
        self.add(row(name, None, self.attach_button))
        if not files:
            self.add(caption("Pictures and PDFs: drop them on the card."))
        self._show(files[:_FIRST])
        if len(files) > _FIRST:
            self._more = QuietButton(f"Show {len(files) - _FIRST} more", self._on_more)
            self.add(row(self._more, None))

    def _show(self, files: Sequence[FileRow]) -> None:
        for file in files:
            self.add(self._line(file))

    def _line(self, file: FileRow) -> Card:
        open_it = QuietButton(_short(file.name), partial(self._on_open, file), tip=f"Open {file.name}")
        open_it.setAccessibleName(f"Open {file.name}")
        drop = IconButton("x", f"Remove {file.name}", partial(self._on_remove, file), size=24)
        day = day_words(self._clock.wall(file.at).date(), self._clock.today)
        below = caption(" · ".join((pictures.size_words(file.size), day)))
        below.setContentsMargins(12, 0, 0, 0)
        holder = Card(kind="plain", padding=0, spacing=0)
        across = row(
            Icon("image" if file.is_picture else "file-text", size=16), column(open_it, below, spacing=0), drop
        )
        across.setSpacing(0)
        across.setStretch(1, 1)
        holder.add(across)
        return holder

    def _on_attach(self) -> None:
        self._acts.choose()

    def _on_open(self, file: FileRow, _checked: bool = False) -> None:
        self._acts.open(file)

    def _on_remove(self, file: FileRow, _checked: bool = False) -> None:
        self._acts.remove(file)

    def _on_more(self) -> None:
        self._more.hide()
        self._show(self._files[_FIRST:])


def _short(name: str) -> str:
    """The name with its ending, as long as the side is wide."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= 20 or not dot:
        return shortened(name, 20)
    return f"{stem[:15].rstrip()}…{ending[:5]}"
