"""A list of entries of any height. Only what is new is measured, so the five-thousandth costs what the first does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from deskmate.core.interactions import TimelineEntry
from deskmate.ui.entry_painter import EntryPainter, Look
from deskmate.ui.widgets import PagedListModel
from deskmate.ui.widgets.row_models import ITEM, Index

_STEP = 40
_Move = QAbstractItemView.CursorAction


class TimelineList(QListView):
    """`chosen(entry | None)` follows the selection; `acted(letter)` tells one of the letters in `keys`."""

    chosen = Signal(object)
    acted = Signal(str)

    def __init__(
        self,
        model: PagedListModel,
        painter: EntryPainter,
        *,
        keys: frozenset[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries, self._painter, self._keys = model, painter, keys
        self._kept: object = None
        self._tops = [0]  # where each row begins, and where the last one ends
        self._down_at: object = None
        self.setProperty("kind", "rows")
        self.setAccessibleName("History")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(_STEP)
        painter.set_width(self.viewport().width())
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._keep)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current_entry(self) -> TimelineEntry | None:
        """The entry chosen now."""
        return _entry(self.currentIndex())

    def open_entry(self, row: int) -> bool:
        """Choose the entry in `row` and show the whole of it; False where there is no such row."""
        if not 0 <= row < self._entries.rowCount():
            return False
        index = self._entries.index(row)
        self.setCurrentIndex(index)
        if self._painter.open_entry != index.data(ITEM).id:
            self.toggle(index)
        self.scrollTo(index)
        return True

    def toggle(self, index: QModelIndex) -> None:
        """Show the whole of an entry, or its beginning again."""
        number = index.data(ITEM).id
        before = self._painter.open_entry
        self._painter.open_entry = None if before == number else number
        rows = [index.row(), *([self._entries.row_of(before)] if before not in (None, number) else [])]
        self._measure(min(row for row in rows if row >= 0))

    def forget_place(self) -> None:
        """Start another list: nothing chosen, nothing shown whole."""
        self._painter.open_entry = None
        self.setCurrentIndex(QModelIndex())
        self.verticalScrollBar().setValue(0)
        self._kept = None

    def last_needed_row(self) -> int:
        """The last row that can be seen or is chosen."""
        seen = self._row_at(self.verticalOffset() + self.viewport().height())
        return max(seen, self.currentIndex().row())

    # what Qt asks of a view

    def visualRect(self, index: Index) -> QRect:
        row = index.row()
        if not 0 <= row < len(self._tops) - 1:
            return QRect()
        top, end = self._tops[row], self._tops[row + 1]
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), end - top)

    def indexAt(self, point: QPoint) -> QModelIndex:
        y = point.y() + self.verticalOffset()
        return self._entries.index(self._row_at(y)) if 0 <= y < self._tops[-1] else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        rect = self.visualRect(index)
        room, bar = self.viewport().height(), self.verticalScrollBar()
        if rect.isNull():
            return
        if rect.top() < 0 or rect.height() > room:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > room:
            bar.setValue(bar.value() + rect.bottom() - room + 1)

    def moveCursor(self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        row, last = self.currentIndex().row(), self._entries.rowCount() - 1
        page = self._row_at(self._tops[max(row, 0)] + self.viewport().height()) if last >= 0 else 0
        back = self._row_at(max(self._tops[max(row, 0)] - self.viewport().height(), 0)) if last >= 0 else 0
        to = {
            _Move.MoveDown: row + 1, _Move.MoveNext: row + 1, _Move.MoveUp: row - 1, _Move.MovePrevious: row - 1,
            _Move.MoveHome: 0, _Move.MoveEnd: last, _Move.MovePageDown: max(page, row + 1), _Move.MovePageUp: back,
        }.get(action, row)  # fmt: skip
        return self._entries.index(min(max(to, 0), last)) if last >= 0 else QModelIndex()

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def doItemsLayout(self) -> None:
        """Only the scroll bar: QListView would measure every row again for each page that is fetched."""
        self._set_bar()

    def reset(self) -> None:
        super().reset()
        self._measure(0)
        row = self._entries.row_of(self._kept) if isinstance(self._kept, int) else -1
        if row >= 0:
            self.setCurrentIndex(self._entries.index(row))

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self._measure(start)

    def dataChanged(self, top: Index, bottom: Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(top, bottom, list(roles))
        self._measure(top.row())
        self.chosen.emit(self.current_entry())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()
        self._fetch_ahead()

    def resizeEvent(self, event: QResizeEvent) -> None:
        place = self.verticalOffset()
        super().resizeEvent(event)  # sets the scroll bar by a layout that is never made
        self._painter.set_width(self.viewport().width())
        self._measure(0)
        self.verticalScrollBar().setValue(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        current, focused = self.currentIndex().row(), self.hasFocus()
        under = self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row() if self.underMouse() else -1
        first = self._row_at(self.verticalOffset() + event.rect().top())
        last = self._row_at(self.verticalOffset() + event.rect().bottom())
        for row in range(first, min(last, self._entries.rowCount() - 1) + 1):
            entry = self._entries.item(row)
            assert isinstance(entry, TimelineEntry)
            rect = QRect(0, self._tops[row] - self.verticalOffset(), self.viewport().width(), self._high(row))
            look = Look(chosen=row == current, focused=focused and row == current, under=row == under)
            self._painter.paint_entry(painter, rect, entry, look)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if index.isValid() and plain:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self.toggle(index)
                self.scrollTo(index)
                return
            letter = "delete" if key == Qt.Key.Key_Delete else event.text().casefold()
            if letter in self._keys:
                self.acted.emit(letter)
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        entry = _entry(self.indexAt(event.position().toPoint()))
        self._down_at = entry.id if entry is not None else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        entry = _entry(index)
        if entry is not None and entry.id == self._down_at and event.button() == Qt.MouseButton.LeftButton:
            self.toggle(index)

    def keyboardSearch(self, search: str) -> None:
        """Letters are actions here, not a search by first letter."""

    def _row_at(self, y: int) -> int:
        return min(max(bisect_right(self._tops, y) - 1, 0), max(len(self._tops) - 2, 0))

    def _high(self, row: int) -> int:
        return self._tops[row + 1] - self._tops[row]

    def _measure(self, first: int) -> None:
        """Work out where rows begin, from row `first` on."""
        del self._tops[first + 1 :]
        end = self._tops[-1]
        for row in range(first, self._entries.rowCount()):
            entry = self._entries.item(row)
            assert isinstance(entry, TimelineEntry)
            end += self._painter.height(entry)
            self._tops.append(end)
        self._set_bar()
        self.viewport().update()  # QListView does this when it lays out, which it never does here

    def _set_bar(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        bar.setPageStep(room)
        bar.setRange(0, max(self._tops[-1] - room, 0))
        self._fetch_ahead()

    def _fetch_ahead(self) -> None:
        """Fetch the next page before its place is scrolled to, so that nobody waits for it."""
        root, room = QModelIndex(), self.viewport().height()
        if self.verticalOffset() + 3 * room > self._tops[-1] > 0 and self._entries.canFetchMore(root):
            self._entries.fetchMore(root)

    @Slot()
    def _keep(self) -> None:
        entry = self.current_entry()
        self._kept = entry.id if entry is not None else None

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.viewport().update()
        self.chosen.emit(_entry(current))


def _entry(index: QModelIndex) -> TimelineEntry | None:
    found = index.data(ITEM) if index.isValid() else None
    return found if isinstance(found, TimelineEntry) else None
