"""Two-line rows, painted fast: what every list in the window shows.

A model answers `ROW` with a `Row`; everything else (what a screen reader says, what is sorted) follows from it.
Roles are compared as plain ints: comparing Qt's enum costs more than painting the row.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QTextLayout, QTextLine
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Colours, Radius, Size, Text, Tone, tone_colours
from deskmate.ui.widgets.marks import CHIP_HEIGHT, chip_width, paint_avatar, paint_chip, paint_focus

DISPLAY = 0  # Qt.ItemDataRole.DisplayRole
ACCESSIBLE = 11  # Qt.ItemDataRole.AccessibleTextRole
ROW = 256  # Qt.ItemDataRole.UserRole
ITEM = 257
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_CHOSEN = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus
_NO_PEN = Qt.PenStyle.NoPen
_ELIDE = Qt.TextElideMode.ElideRight

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows. `avatar` is a name (its initials are drawn); `lead` is a time or a number in its own column.

    `chips` are (words, tone, icon); `struck` dims a row that is done. `marks` and `marks_below` are the (start, end) of
    letters of the title and the subtitle that were looked for.
    """

    title: str
    subtitle: str = ""
    trailing: str = ""
    avatar: str = ""
    icon: str = ""
    icon_tone: Tone = Tone.NEUTRAL
    lead: str = ""
    chips: tuple[tuple[str, Tone, str], ...] = ()
    struck: bool = False
    marks: tuple[tuple[int, int], ...] = ()
    marks_below: tuple[tuple[int, int], ...] = ()

    def spoken(self) -> str:
        """The row as one line, for a screen reader."""
        parts = (self.lead, self.title, self.subtitle, *(words for words, _, _ in self.chips), self.trailing)
        return ", ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """A short list held whole. `show(items)` replaces it; the row of each item comes from `to_row`."""

    def __init__(
        self, to_row: Callable[[object], Row], *, key: Callable[[object], Hashable] | None = None, parent: object = None
    ) -> None:
        super().__init__(parent)  # type: ignore[arg-type]
        self._to_row = to_row
        self._key = key
        self._items: list[object] = []
        self._rows: list[Row | None] = []

    def show(self, items: Sequence[object]) -> None:
        """Replace the items; where they are the same ones in the same order, only repaint."""
        same = self._key is not None and [*map(self._key, items)] == [*map(self._key, self._items)]
        if same:
            self._items, self._rows = list(items), [None] * len(items)
            if items:
                self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self._items, self._rows = list(items), [None] * len(items)
        self.endResetModel()

    def items(self) -> list[object]:
        """The items held now."""
        return list(self._items)

    def item(self, row: int) -> object:
        """The item in a row."""
        return self._items[row]

    def row_of(self, key: Hashable) -> int:
        """Where the item with this key is, or -1."""
        if self._key is None:
            return -1
        return next((at for at, item in enumerate(self._items) if self._key(item) == key), -1)

    def key_of(self, row: int) -> Hashable:
        """The key of the item in a row."""
        return self._key(self._items[row]) if self._key is not None else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = DISPLAY) -> object:
        at = index.row()
        if not 0 <= at < len(self._rows):
            return None
        if role == ROW:
            return self._row(at)
        if role == DISPLAY:
            return self._row(at).title
        if role == ACCESSIBLE:
            return self._row(at).spoken()
        if role == ITEM:
            return self._items[at]
        return None

    def _row(self, at: int) -> Row:
        row = self._rows[at]
        if row is None:
            row = self._rows[at] = self._to_row(self._items[at])
        return row


class PagedListModel(RowModel):
    """A list of any length, fetched page by page as it is scrolled to.

    `fetch(after, limit)` answers up to `limit` items that follow the item `after` (None: from the start), in order: a
    keyset query, so the millionth row costs what the first does. Fewer than `limit` means the end.
    """

    def __init__(
        self,
        fetch: Callable[[object | None, int], Sequence[object]],
        to_row: Callable[[object], Row],
        *,
        key: Callable[[object], Hashable],
        page: int = 100,
        parent: object = None,
    ) -> None:
        super().__init__(to_row, key=key, parent=parent)
        self._fetch, self._page = fetch, page
        self._more = True

    def reload(self, *, most: int | None = None) -> None:
        """Ask again for as much as is held, so that the place in the list stays; a fresh list gets its first page.

        `most` lets go of rows beyond that many: where the list is scrolled, nothing below is needed yet.
        """
        held = len(self._items) if most is None else min(most, len(self._items))
        wanted = max(self._page, held)
        items = self._fetch(None, wanted)
        self._more = len(items) >= wanted
        self.show(items)

    def restart(self) -> None:
        """Show another list from its top, for example after the filter changed."""
        items = self._fetch(None, self._page)
        self._more = len(items) >= self._page
        self.show(items)

    def canFetchMore(self, parent: Index) -> bool:
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        items = self._fetch(self._items[-1] if self._items else None, self._page)
        self._more = len(items) >= self._page
        if items:
            first = len(self._items)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._items.extend(items)
            self._rows.extend([None] * len(items))
            self.endInsertRows()


class RowList(QListView):
    """The list itself. Enter or a double click emits `opened(item)`; moving emits `chosen(item)` (None: nothing).

    Keeps the chosen item by its key when the model is reloaded. `single_click` opens at the first click, for results.
    """

    opened = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        model: RowModel,
        name: str,
        *,
        slim: bool = False,
        single_click: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rows")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(RowDelegate(slim=slim, parent=self))
        self._rows = model
        self._kept: Hashable = None
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.activated.connect(self._on_activated)
        if single_click:
            self.clicked.connect(self._on_activated)
        self.selectionModel().currentChanged.connect(self._on_current)

    def current_item(self) -> object | None:
        """The item chosen now, or None."""
        index = self.currentIndex()
        return self._rows.item(index.row()) if index.isValid() else None

    def choose_row(self, row: int) -> None:
        """Choose a row, if there is such a row."""
        if 0 <= row < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row))

    def choose_key(self, key: Hashable) -> bool:
        """Choose the item with this key; False where it is not in the list."""
        row = self._rows.row_of(key)
        self.choose_row(row)
        return row >= 0

    def step(self, by: int) -> None:
        """Choose the next or previous row: for a search field that keeps the focus."""
        row = self.currentIndex().row() + by
        self.choose_row(min(max(row, 0), self._rows.rowCount() - 1))

    def open_current(self) -> None:
        """Open what is chosen, as Enter does."""
        item = self.current_item()
        if item is not None:
            self.opened.emit(item)

    def last_needed_row(self) -> int:
        """The last row that is on the screen, or chosen: what lies below need not be held."""
        below = self.indexAt(self.viewport().rect().bottomLeft())
        last = below.row() if below.isValid() else self._rows.rowCount() - 1
        return max(last, self.currentIndex().row(), 0)

    def height_for(self, rows: int) -> int:
        """How high the list must be to show `rows` rows whole."""
        delegate = self.itemDelegate()
        assert isinstance(delegate, RowDelegate)
        return rows * delegate.height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.open_current()
            return
        super().keyPressEvent(event)

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.item(index.row()))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self._rows.item(current.row()) if current.isValid() else None)

    def _keep(self) -> None:
        index = self.currentIndex()
        self._kept = self._rows.key_of(index.row()) if index.isValid() else None

    def _restore(self) -> None:
        if self._kept is not None:
            self.choose_key(self._kept)


class RowDelegate(QStyledItemDelegate):
    """Paints a `Row`: avatar or icon or lead, title over subtitle, chips and trailing words at the right."""

    def __init__(self, *, slim: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.height = Size.ROW_SLIM if slim else Size.ROW
        self._slim = slim
        self._title = theme.font(Text.BODY, QFont.Weight.Medium)
        self._small = theme.font(Text.SMALL, tabular=True)
        self._chip = theme.font(Text.SMALL, QFont.Weight.Medium)
        self._lead = theme.font(Text.BODY, QFont.Weight.Medium, tabular=True)
        self._title_metrics = QFontMetrics(self._title)
        self._small_metrics = QFontMetrics(self._small)
        self._chip_metrics = QFontMetrics(self._chip)
        self._lead_width = QFontMetrics(self._lead).horizontalAdvance("00:00") + 14

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if row is None:
            return
        view = option.widget
        colours = theme.colours(view)
        painter.save()
        state = option.state
        if state & (_CHOSEN | _HOVERED):
            self._paint_ground(painter, option, colours)
        room = option.rect.adjusted(12, 0, -12, 0)
        room = self._paint_front(painter, room, row, colours)
        room = self._paint_end(painter, room, row, colours)
        self._paint_words(painter, room, row, colours)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, colours: Colours) -> None:
        state = option.state
        chosen = bool(state & _CHOSEN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.selection if chosen else colours.hover))
        box = QRectF(option.rect).adjusted(2, 1, -2, -1)
        painter.drawRoundedRect(box, Radius.CONTROL, Radius.CONTROL)
        if chosen and state & _FOCUSED:
            paint_focus(painter, box, colours, radius=Radius.CONTROL)

    def _paint_front(self, painter: QPainter, room: QRect, row: Row, colours: Colours) -> QRect:
        if row.lead:
            painter.setFont(self._lead)
            painter.setPen(QColor(colours.text_muted if row.struck else colours.text))
            painter.drawText(room, _LEFT, row.lead)
            room = room.adjusted(self._lead_width, 0, 0, 0)
        if row.avatar:
            side = 28 if self._slim else Size.AVATAR
            box = QRect(room.x(), room.y() + (room.height() - side) // 2, side, side)
            paint_avatar(painter, box, row.avatar, colours)
            room = room.adjusted(side + 12, 0, 0, 0)
        elif row.icon:
            ink = tone_colours(colours, row.icon_tone)[0]
            icons.paint(painter, QRectF(room.x(), room.y() + (room.height() - 20) / 2, 20, 20), row.icon, ink)
            room = room.adjusted(32, 0, 0, 0)
        return room

    def _paint_end(self, painter: QPainter, room: QRect, row: Row, colours: Colours) -> QRect:
        if row.trailing:
            painter.setFont(self._small)
            painter.setPen(QColor(colours.text_muted))
            painter.drawText(room, _RIGHT, row.trailing)
            room = room.adjusted(0, 0, -self._small_metrics.horizontalAdvance(row.trailing) - 12, 0)
        painter.setFont(self._chip)
        for words, tone, icon in reversed(row.chips):
            width = min(chip_width(self._chip_metrics, words, icon=bool(icon)), room.width() // 2)
            box = QRect(room.right() - width + 1, room.y() + (room.height() - CHIP_HEIGHT) // 2, width, CHIP_HEIGHT)
            paint_chip(painter, box, words, tone=tone, icon=icon, colours=colours)
            room = room.adjusted(0, 0, -width - 8, 0)
        return room

    def _paint_words(self, painter: QPainter, room: QRect, row: Row, colours: Colours) -> None:
        two = bool(row.subtitle) and not self._slim
        middle = room.y() + room.height() // 2
        painter.setFont(self._title)
        painter.setPen(QColor(colours.text_muted if row.struck else colours.text))
        top = QRect(room.x(), middle - 22, room.width(), 22) if two else room
        title = self._title_metrics.elidedText(_line(row.title), _ELIDE, room.width())
        if row.marks:
            _paint_marks(painter, top, title, row.marks, colours)
        painter.drawText(top, _LEFT, title)
        if not row.subtitle:
            return
        below = QRect(room.x(), middle, room.width(), 21)
        if self._slim:
            used = self._title_metrics.horizontalAdvance(row.title) + 10
            below = room.adjusted(used, 0, 0, 0)
        if below.width() > 20:
            painter.setFont(self._small)
            painter.setPen(QColor(colours.text_muted))
            words = self._small_metrics.elidedText(_line(row.subtitle), _ELIDE, below.width())
            if row.marks_below:
                _paint_marks(painter, below, words, row.marks_below, colours)
            painter.drawText(below, _LEFT, words)


def _paint_marks(
    painter: QPainter, room: QRect, words: str, marks: tuple[tuple[int, int], ...], colours: Colours
) -> None:
    """A line below the letters that were looked for; a layout knows where they are in any script."""
    layout = QTextLayout(words, painter.font())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    if not line.isValid():
        return
    left, foot = room.x(), round(room.y() + (room.height() + line.height()) / 2)
    painter.save()
    painter.setPen(_NO_PEN)
    painter.setBrush(QColor(colours.accent))
    for start, end in marks:
        first, last = (_x_of(line, min(at, len(words))) for at in (start, end))
        if first != last:
            painter.drawRoundedRect(QRectF(left + min(first, last), foot - 3, abs(last - first), 2), 1, 1)
    painter.restore()


def _x_of(line: QTextLine, at: int) -> float:
    place = line.cursorToX(at)  # (x, position); the stubs don't say so
    return float(place[0]) if isinstance(place, tuple) else 0.0


def _line(text: str) -> str:
    # painting a row never lays out a whole note: a screen's width is enough, and line breaks are spaces
    return text[:300].replace("\n", " ")
