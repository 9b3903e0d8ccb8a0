"""Where times and appointments stand in the viewport of the time grid, and what stands below a point. Arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect

from deskmate.ui.day_layout import DAY, SHORTEST, Block

GUTTER = 54  # pixels for the hours at the left
HEADER = 44  # pixels for the columns' names
HOUR = 64  # pixels, at least
SNAP = 15  # minutes a click or a drag snaps to
_ABOVE, _BELOW = 8, 10  # pixels before the first and after the last hour
_TALLEST_HOUR = 92
_NARROWEST = 118


@dataclass(frozen=True)
class GridGeometry:
    """A viewport of `width` and `height` pixels, scrolled by `down` and `across`; `hours` are the first and last."""

    width: int
    height: int
    columns: int
    hours: tuple[int, int]
    down: int = 0
    across: int = 0

    @property
    def hour_height(self) -> int:
        """An hour in pixels: as tall as there is room for, within bounds."""
        count = self.hours[1] - self.hours[0]
        return min(max((self.height - HEADER - _ABOVE - 4) // count, HOUR), _TALLEST_HOUR)

    @property
    def column_width(self) -> float:
        """A column in pixels; where there is no room for all of them, the sheet is wider than the viewport."""
        return max((self.width - GUTTER) / max(self.columns, 1), _NARROWEST)

    @property
    def sheet(self) -> tuple[int, int]:
        """Width and height of all there is to see."""
        wide = round(GUTTER + self.column_width * self.columns)
        return wide, self.sheet_y(self.hours[1] * 60) + _BELOW

    def sheet_y(self, minute: int) -> int:
        """How far down the sheet a minute of the day is."""
        return HEADER + _ABOVE + (minute - self.hours[0] * 60) * self.hour_height // 60

    def y(self, minute: int) -> int:
        """Where a minute of the day is in the viewport."""
        return self.sheet_y(minute) - self.down

    def span(self, column: int) -> tuple[int, int]:
        """(left, width) of a column in the viewport."""
        left = GUTTER + column * self.column_width - self.across
        return round(left), round(left + self.column_width) - round(left)

    def spans(self) -> list[tuple[int, int]]:
        """(left, width) of every column."""
        return [self.span(at) for at in range(self.columns)]

    def rect_of(self, block: Block) -> QRect:
        """Where an appointment is painted."""
        left, width = self.span(block.column)
        lane = (width - 6) / block.lanes
        top = self.y(block.begin)
        bottom = self.y(min(max(block.end, block.begin + SHORTEST), DAY))
        gap = 2 if block.lanes > 1 else 0
        x = left + 3 + round(block.lane * lane)
        return QRect(x, top + 1, max(round(lane) - gap, 12), max(bottom - top - 2, 14))

    def slot_rect(self, column: int, begin: int, end: int) -> QRect:
        """Where a stretch of free time is painted."""
        left, width = self.span(column)
        return QRect(left + 3, self.y(begin) + 1, width - 6, self.y(end) - self.y(begin) - 2)

    def point_of(self, column: int, minute: int) -> QPoint:
        """The middle of a column at a time."""
        left, width = self.span(column)
        return QPoint(left + width // 2, self.y(minute))

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """(column, minute) below a point; None in the gutter, the header and outside the day."""
        column = int((point.x() + self.across - GUTTER) // self.column_width)
        minute = (point.y() + self.down - HEADER - _ABOVE) * 60 // self.hour_height + self.hours[0] * 60
        inside = self.is_on_sheet(point) and 0 <= column < self.columns
        return (column, minute) if inside and self.hours[0] * 60 <= minute < self.hours[1] * 60 else None

    def is_on_sheet(self, point: QPoint) -> bool:
        """Whether a point is neither in the gutter nor in the header."""
        return point.x() >= GUTTER and point.y() >= HEADER

    def dragged(self, block: Block, start: QPoint, point: QPoint) -> Block | None:
        """Where an appointment comes to stand that was taken at `start`; None where it can't be left."""
        place = self.at(point)
        if place is None:
            return None
        shift = (point.y() - start.y()) * 60 / self.hour_height
        begin = round((block.begin + shift) / SNAP) * SNAP
        first, length = self.hours[0] * 60, block.end - block.begin
        begin = min(max(begin, first), max(self.hours[1] * 60 - length, first))
        return replace(block, column=place[0], begin=begin, end=begin + length, lane=0, lanes=1)

    def scrolled_to(self, column: int, begin: int, end: int) -> tuple[int, int]:
        """(down, across) that bring a stretch of time into view with the least movement."""
        down, across = self.down, self.across
        top, bottom = self.sheet_y(begin), self.sheet_y(end)
        if top - HEADER - _ABOVE < down:
            down = top - HEADER - _ABOVE
        elif bottom + 8 > down + self.height:
            down = bottom + 8 - self.height
        left, width = self.span(column)
        if left < GUTTER:
            across += left - GUTTER
        elif left + width > self.width:
            across += left + width - self.width
        return down, across
