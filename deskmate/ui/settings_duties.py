"""Who may do what, as a small table: what everybody may, then what only the owner may, by what it is about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QWidget

from deskmate.core import duties
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Line, PlainLabel, caption


class Duties(QWidget):
    """Two columns: about what, and what may be done. Each line is one label, so that it is read aloud as one."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self._head("Everybody can")
        self._line("At the counter", duties.EVERYBODYS)
        self._head("Only the owner can")
        for about, words in duties.OWNERS:
            self._line(about, words)

    def _head(self, text: str) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(Line(), row, 0, 1, 2)
        self._grid.addWidget(PlainLabel(text, weight=QFont.Weight.Medium), row + 1, 0, 1, 2)

    def _line(self, about: str, words: tuple[str, ...]) -> None:
        row, said = self._grid.rowCount(), duties.in_a_row(words)
        told = caption(said)
        told.setAccessibleName(f"{about}: {said}")
        self._grid.addWidget(caption(about), row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(told, row, 1)
