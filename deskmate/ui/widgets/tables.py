"""A table of plain words, for previews and figures. For customers and notes use rows, which read better."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from deskmate.ui.tokens import Size

_DISPLAY = 0
_ALIGNMENT = 7
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class TableModel(QAbstractTableModel):
    """Headers and rows of words; the columns named in `figures` stand at the right, as numbers do."""

    def __init__(
        self, headers: Sequence[str], *, figures: frozenset[int] = frozenset(), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._headers, self._figures = list(headers), figures
        self._cells: list[Sequence[str]] = []

    def show(self, rows: Sequence[Sequence[str]], *, headers: Sequence[str] | None = None) -> None:
        """Replace the rows, and the headers where given; a short row is filled up with nothing."""
        self.beginResetModel()
        self._cells = list(rows)
        self._headers = self._headers if headers is None else list(headers)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._cells)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._headers)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            cells = self._cells[index.row()]
            # a cell shows a screen's width at most, whatever a file holds
            return cells[index.column()][:300].replace("\n", " ") if index.column() < len(cells) else ""
        if role == _ALIGNMENT:
            return _RIGHT if index.column() in self._figures else _LEFT
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _ALIGNMENT:
            return _RIGHT if section in self._figures else _LEFT
        if role == _DISPLAY:
            return self._headers[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)
        return None


class Table(QTableView):
    """Shows a TableModel: whole rows are chosen, nothing is edited in place."""

    def __init__(self, model: TableModel, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(Size.CONTROL)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultSectionSize(150)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        across.setStretchLastSection(True)
