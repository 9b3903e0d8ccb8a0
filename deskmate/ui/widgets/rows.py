"""Two-line rows, painted fast: what every list in the window shows. Its models are in `row_models`."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QTextLayout, QTextLine
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
from deskmate.ui.tokens import Colours, Radius, Size, Text, tone_colours
from deskmate.ui.widgets.marks import CHIP_HEIGHT, chip_width, paint_avatar, paint_chip, paint_focus
from deskmate.ui.widgets.row_models import ROW, Index, Row, RowModel

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_CHOSEN = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus
_NO_PEN = Qt.PenStyle.NoPen
_ELIDE = Qt.TextElideMode.ElideRight


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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A list that gets the focus has a current row; it is seen to be the chosen one too."""
        super().focusInEvent(event)
        if self.currentIndex().isValid() and not self.selectionModel().hasSelection():
            self.setCurrentIndex(self.currentIndex())

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
