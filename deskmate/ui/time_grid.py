"""Appointments in columns over the hours of a day: painted, so that a full week scrolls and redraws at once.

Keys: arrows move, Enter opens, B books where the mark is, A arrived, D done, N didn't come, M moves, Delete cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from deskmate.ui import appointment_words as words
from deskmate.ui import theme
from deskmate.ui.day_layout import Block, Column, clock
from deskmate.ui.grid_geometry import HEADER, HOUR, SNAP, GridGeometry
from deskmate.ui.grid_steps import SLOT, along, along_blocks, around, nearest
from deskmate.ui.time_grid_painter import GridPainter
from deskmate.ui.widgets.labels import set_tooltip

_STATUS_KEYS: dict[int, str] = {
    Qt.Key.Key_A: "arrived",
    Qt.Key.Key_D: "done",
    Qt.Key.Key_N: "no-show",
    Qt.Key.Key_Delete: "cancelled",
}
_OWN_KEYS = (*_STATUS_KEYS, Qt.Key.Key_B, Qt.Key.Key_M)
_MOVABLE = ("booked", "arrived")


class TimeGrid(QAbstractScrollArea):
    """Shows `Block`s in `Column`s, with a mark that the keys move.

    `by_block` lets the arrows go from appointment to appointment (Today); otherwise they go by half hours (Calendar).
    """

    opened = Signal(object)  # AppointmentRow
    chosen = Signal(object)  # AppointmentRow | None
    status_asked = Signal(object, str)  # AppointmentRow, status
    slot_asked = Signal(object, int)  # Column, minute of its day
    move_asked = Signal(object)  # AppointmentRow, to choose another time
    moved = Signal(object, object, int)  # AppointmentRow, Column, minute of its day
    stepped_out = Signal(int)  # an arrow key at the left (-1) or right (+1) edge

    def __init__(self, name: str, *, by_block: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_block = by_block
        self._columns: list[Column] = []
        self._blocks: list[Block] = []
        self._zone = ZoneInfo("UTC")
        self._hours = (9, 18)
        self._now: int | None = None
        self._column, self._minute = 0, 9 * 60
        self._id: int | None = None
        self._hover: int | None = None
        self._pressed: tuple[QPoint, Block] | None = None
        self._ghost: Block | None = None
        self._scrolled = False
        self._painter = GridPainter()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumHeight(240)

    # what is shown

    def show_blocks(
        self, columns: Sequence[Column], blocks: Sequence[Block], *, hours: tuple[int, int], zone: ZoneInfo
    ) -> None:
        """Replace everything; the appointment that was chosen stays chosen where it is still there."""
        self._columns, self._blocks = list(columns), sorted(blocks, key=lambda one: (one.column, one.begin, one.lane))
        self._hours, self._zone = hours, zone
        self._ghost = self._pressed = None
        self._column = min(self._column, max(len(columns) - 1, 0))
        self._minute = min(max(self._minute, hours[0] * 60), hours[1] * 60 - SLOT)
        kept = self.block_of(self._id)
        self._place_mark(kept) if kept else self._set_mark(self._column, self._minute, None)
        self._place_bars()
        self.viewport().update()

    def set_now(self, minute: int | None) -> None:
        """Move the now-line; None takes it away."""
        if minute != self._now:
            self._now = minute
            self.viewport().update()

    def scroll_to_now(self) -> None:
        """Bring the now-line, or the beginning of the day, into view."""
        minute = self._now if self._now is not None else self._hours[0] * 60
        self.verticalScrollBar().setValue(self._geometry().sheet_y(minute) - HEADER - self.viewport().height() // 4)

    def choose(self, appointment_id: int) -> bool:
        """Choose an appointment; False where it is not shown."""
        block = self.block_of(appointment_id)
        if block is not None:
            self._place_mark(block)
        return block is not None

    def choose_slot(self, column: int, minute: int) -> None:
        """Put the mark on a time, and on the appointment that is there."""
        self._go(column, minute)

    def current(self) -> Block | None:
        """The appointment that is chosen."""
        return self.block_of(self._id)

    def slot(self) -> tuple[Column, int] | None:
        """Where the mark is."""
        return (self._columns[self._column], self._minute) if self._columns else None

    def blocks(self) -> list[Block]:
        """All appointments shown."""
        return list(self._blocks)

    def columns(self) -> list[Column]:
        """All columns shown."""
        return list(self._columns)

    def block_of(self, appointment_id: int | None) -> Block | None:
        """The block of an appointment."""
        return next((block for block in self._blocks if block.row.id == appointment_id), None)

    def rect_of(self, block: Block) -> QRect:
        """Where a block is painted, in the viewport."""
        return self._geometry().rect_of(block)

    def point_of(self, column: int, minute: int) -> QPoint:
        """The middle of a column at a time, in the viewport."""
        return self._geometry().point_of(column, minute)

    # where it is shown

    def _geometry(self) -> GridGeometry:
        view, down, across = self.viewport(), self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        return GridGeometry(view.width(), view.height(), len(self._columns), self._hours, down, across)

    def _place_bars(self) -> None:
        place = self._geometry()
        width, height = place.sheet
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(height - place.height, 0))
        down.setPageStep(place.height)
        down.setSingleStep(place.hour_height // 2)
        across.setRange(0, max(width - place.width, 0))
        across.setPageStep(place.width)
        if not self._scrolled and self.isVisible() and self._columns:
            self._scrolled = True
            self.scroll_to_now()

    def _block_at(self, point: QPoint) -> Block | None:
        place = self._geometry()
        if not place.is_on_sheet(point):
            return None
        return next((block for block in reversed(self._blocks) if place.rect_of(block).contains(point)), None)

    # the mark

    def _set_mark(self, column: int, minute: int, block: Block | None) -> None:
        before, self._id = self._id, block.row.id if block else None
        self._column, self._minute = column, minute
        self.setAccessibleDescription(self._spoken())
        if before != self._id or block is not None:
            self.chosen.emit(block.row if block else None)
        self.viewport().update()

    def _place_mark(self, block: Block) -> None:
        self._set_mark(block.column, block.begin, block)

    def _go(self, column: int, minute: int, *, last: bool = False) -> None:
        if not self._columns:
            return
        column = min(max(column, 0), len(self._columns) - 1)
        minute = min(max(minute, self._hours[0] * 60), self._hours[1] * 60 - SLOT)
        here = around(self._blocks, column, minute)
        self._set_mark(column, minute, here[-1 if last else 0] if here else None)
        self._show_and_tell()

    def _reveal(self) -> None:
        block = self.current()
        begin, end = (block.begin, block.end) if block else (self._minute, self._minute + SLOT)
        down, across = self._geometry().scrolled_to(self._column, begin, end)
        self.verticalScrollBar().setValue(down)
        self.horizontalScrollBar().setValue(across)

    def _spoken(self) -> str:
        if not self._columns:
            return ""
        block, column = self.current(), self._columns[self._column]
        if block is not None:
            return f"{column.title}: {words.spoken(block.row, self._zone)}"
        return f"{column.title}, {clock(self._minute)}, free"

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, block = event.key(), self.current()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or not self._columns:
            super().keyPressEvent(event)
        elif self._ghost is not None and key == Qt.Key.Key_Escape:
            self._drop_ghost()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._aside(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(block.row) if block else self._ask_slot()
        elif key == Qt.Key.Key_B or (key == Qt.Key.Key_N and block is None):
            self._ask_slot()
        elif block is not None and key in _STATUS_KEYS:
            self.status_asked.emit(block.row, _STATUS_KEYS[key])
        elif block is not None and key == Qt.Key.Key_M:
            self.move_asked.emit(block.row)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in _OWN_KEYS:  # while the grid has the focus, whatever the window binds them to
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            block = self._block_at(event.pos())
            set_tooltip(self.viewport(), words.spoken(block.row, self._zone) if block else "")
        elif event.type() == QEvent.Type.Leave:
            self._hover = None
            self.viewport().update()
        return super().viewportEvent(event)

    def _ask_slot(self) -> None:
        self.slot_asked.emit(self._columns[self._column], self._minute)

    def _step(self, by: int) -> None:
        mark, block = (self._column, self._minute), self.current()
        if self._by_block:
            self._go_to(self._column, along_blocks(self._blocks, mark, block, by), last=by < 0)
        else:
            self._go_to(self._column, along(self._blocks, mark, block, by, self._hours), last=by < 0)

    def _aside(self, by: int) -> None:
        column = self._column + by
        if not 0 <= column < len(self._columns):
            self.stepped_out.emit(by)
            return
        there = [one for one in self._blocks if one.column == column]
        self._go_to(column, nearest(there, self._minute) if self._by_block and there else self._minute)

    def _go_to(self, column: int, there: Block | int | None, *, last: bool = False) -> None:
        if isinstance(there, Block):
            self._place_mark(there)
            self._show_and_tell()
        elif there is not None:
            self._go(column, there, last=last)

    def _show_and_tell(self) -> None:
        self._reveal()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._spoken()))

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        block = self._block_at(event.position().toPoint())
        if block is not None:
            self._place_mark(block)
            self._pressed = (event.position().toPoint(), block)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        if self._pressed is not None:
            start, block = self._pressed
            far = (point - start).manhattanLength() >= QApplication.startDragDistance()
            if self._ghost is not None or (far and block.row.status in _MOVABLE):
                self._drag(block, start, point)
            return
        block_here = self._block_at(point)
        hover = block_here.row.id if block_here else None
        if hover != self._hover:
            self._hover = hover
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if hover is not None else Qt.CursorShape.ArrowCursor
            )
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        ghost, pressed = self._ghost, self._pressed
        self._drop_ghost()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if ghost is not None and pressed is not None:
            if (ghost.column, ghost.begin) != (pressed[1].column, pressed[1].begin):
                self.moved.emit(ghost.row, self._columns[ghost.column], ghost.begin)
            return
        place = self._geometry().at(event.position().toPoint())
        if pressed is None and place is not None and self._block_at(event.position().toPoint()) is None:
            self._set_mark(place[0], place[1] // SNAP * SNAP, None)
            self._ask_slot()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        block = self._block_at(event.position().toPoint())
        if block is not None:
            self._pressed = None
            self.opened.emit(block.row)

    def _drag(self, block: Block, start: QPoint, point: QPoint) -> None:
        ghost = self._geometry().dragged(block, start, point)
        if ghost is not None:
            self._ghost = ghost
            self.viewport().update()

    def _drop_ghost(self) -> None:
        self._ghost = self._pressed = None
        self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        draw, place = self._painter, self._geometry()
        draw.begin(painter, theme.colours(self), self.viewport().rect(), self._zone)
        hours = [(hour, place.y(hour * 60)) for hour in range(self._hours[0], self._hours[1] + 1)]
        draw.ground(place.spans(), [column.today for column in self._columns], hours, HEADER)
        if self.hasFocus() and self.current() is None and self._columns:
            draw.mark(place.slot_rect(self._column, self._minute, self._minute + SLOT), clock(self._minute))
        if self._now is not None and self._hours[0] * 60 <= self._now <= self._hours[1] * 60:
            spans = [place.span(at) for at, column in enumerate(self._columns) if column.today]
            draw.now_line(place.y(self._now), spans, clock(self._now), HEADER)
        self._paint_blocks(place, event.rect())
        draw.header(place.spans(), self._columns, HEADER)
        painter.end()  # the drawing keeps it, so it would not end by itself

    def _paint_blocks(self, place: GridGeometry, wanted: QRect) -> None:
        draw, ghost = self._painter, self._ghost
        for block in self._blocks:
            box = place.rect_of(block)
            if box.intersects(wanted):
                chosen = block.row.id == self._id
                draw.block(
                    box, block, chosen=chosen, focused=chosen and self.hasFocus(), lit=block.row.id == self._hover,
                    faded=ghost is not None and ghost.row.id == block.row.id,
                    with_staff=self._columns[block.column].staff_id is None,
                )  # fmt: skip
        if ghost is not None:
            draw.ghost(place.rect_of(ghost), f"{clock(ghost.begin)} {ghost.row.customer}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_bars()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._place_bars()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(560, HEADER + (self._hours[1] - self._hours[0]) * HOUR + 20)
