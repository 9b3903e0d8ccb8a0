"""What Today and the calendar share: the grid of appointments, the bar below it, and what is done with either."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Slot

from deskmate.core.appointments import AppointmentRow
from deskmate.ui import booking
from deskmate.ui.appointment_bar import AppointmentBar
from deskmate.ui.bus import Page
from deskmate.ui.day_layout import Column
from deskmate.ui.desk import Desk
from deskmate.ui.time_grid import TimeGrid


class GridPage(Page):
    """A page of appointments. Whoever inherits puts `grid` and `bar` in their places and keeps `_zone` true."""

    def __init__(self, desk: Desk, grid: TimeGrid, *, hint: str) -> None:
        super().__init__()
        self._desk = desk
        self._zone = ZoneInfo("UTC")
        self.grid = grid
        self.bar = AppointmentBar(hint)
        for part in (self.grid, self.bar):
            part.opened.connect(self._on_opened)
            part.status_asked.connect(self._on_status)
            part.move_asked.connect(self._on_move)
        grid.chosen.connect(self._on_chosen)
        grid.slot_asked.connect(self._on_slot)
        grid.moved.connect(self._on_moved)

    @Slot(object)
    def _on_chosen(self, row: AppointmentRow | None) -> None:
        self.bar.show_row(row, self._zone)

    @Slot(object)
    def _on_opened(self, row: AppointmentRow) -> None:
        self._desk.ways.open_customer(row.customer_id)

    @Slot(object, str)
    def _on_status(self, row: AppointmentRow, status: str) -> None:
        booking.set_status(self._desk, row, status)

    @Slot(object)
    def _on_move(self, row: AppointmentRow) -> None:
        booking.move(self._desk, row)

    @Slot(object, object, int)
    def _on_moved(self, row: AppointmentRow, column: Column, minute: int) -> None:
        booking.drop(self._desk, row, column, minute)

    @Slot(object, int)
    def _on_slot(self, column: Column, minute: int) -> None:
        booking.book_slot(self._desk, column, minute)
