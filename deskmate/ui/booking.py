"""Books, moves and marks appointments for whichever page asks: opens the form, saves, says what was done."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from deskmate.core import appointments, settings, zones
from deskmate.core.appointments import AppointmentRow
from deskmate.ui import appointment_words as words
from deskmate.ui.day_layout import Column, as_time
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import spoken_date

if TYPE_CHECKING:  # the first page can book, and need not load the forms before somebody does
    from deskmate.ui.appointment_dialog import AppointmentData, AppointmentDialog
    from deskmate.ui.wait_dialog import WaitPrefilled


def book(
    desk: Desk,
    *,
    customer_id: int | None = None,
    day: date | None = None,
    at: time | None = None,
    staff_id: int | None = None,
) -> AppointmentDialog:
    """Opens the form with what is known already; a filled form is booked."""
    from deskmate.ui.appointment_dialog import AppointmentDialog, Prefilled

    dialog = AppointmentDialog(desk, Prefilled(customer_id, day, at, staff_id), parent=desk.shell)
    dialog.wait_asked.connect(partial(_wait, desk, dialog))
    return _open(dialog, partial(_book, desk, dialog))


def book_slot(desk: Desk, column: Column, minute: int) -> AppointmentDialog:
    """Opens the form for a time in the grid."""
    return book(desk, day=column.day, at=as_time(minute), staff_id=column.staff_id)


def move(desk: Desk, row: AppointmentRow) -> AppointmentDialog:
    """Opens the form for another time."""
    from deskmate.ui.appointment_dialog import AppointmentDialog, Prefilled

    dialog = AppointmentDialog(desk, Prefilled(), moving=row, parent=desk.shell)
    return _open(dialog, partial(_move, desk, row, dialog))


def drop(desk: Desk, row: AppointmentRow, column: Column, minute: int) -> None:
    """Moves an appointment to where it was dragged."""
    start = datetime.combine(column.day, as_time(minute))

    def work() -> None:
        booked = appointments.move(
            desk.db, row.id, start=start, staff_id=column.staff_id, by=desk.actor(), now=desk.now()
        )
        desk.did(_sentence(f"{row.customer} moved to", start, desk.today(), booked.conflicts))

    desk.attempt(work)


def set_status(desk: Desk, row: AppointmentRow, status: str) -> None:
    """Marks an appointment; asked again for what it is already, it goes back to booked."""
    if status == row.status:
        status = "booked"
    if status == row.status:
        return

    def work() -> None:
        appointments.set_status(desk.db, row.id, status, by=desk.actor(), now=desk.now())
        desk.did(words.did(row, status, zones.of(settings.current(desk.db))))

    desk.attempt(work)


def _open(dialog: AppointmentDialog, save: partial[None]) -> AppointmentDialog:
    dialog.filled.connect(save, Qt.ConnectionType.DirectConnection)
    dialog.open()
    dialog.focus_first()
    return dialog


def _book(desk: Desk, dialog: AppointmentDialog, data: AppointmentData) -> None:
    def work() -> None:
        booked = appointments.book(
            desk.db,
            data.customer_id,
            start=data.start,
            service=data.service,
            staff_id=data.staff_id,
            minutes=data.minutes,
            note=data.note,
            by=desk.actor(),
            now=desk.now(),
        )
        desk.did(_sentence("Booked for", data.start, desk.today(), booked.conflicts))

    if desk.attempt(work, problem=dialog.refuse):
        dialog.finish()


def _wait(desk: Desk, dialog: AppointmentDialog, prefilled: WaitPrefilled) -> None:
    from deskmate.ui import waiting

    dialog.reject()
    waiting.put_on(desk, prefilled)


def _move(desk: Desk, row: AppointmentRow, dialog: AppointmentDialog, data: AppointmentData) -> None:
    def work() -> None:
        booked = appointments.move(
            desk.db,
            row.id,
            start=data.start,
            minutes=data.minutes,
            staff_id=data.staff_id,
            by=desk.actor(),
            now=desk.now(),
        )
        desk.did(_sentence(f"{row.customer} moved to", data.start, desk.today(), booked.conflicts))

    if desk.attempt(work, problem=dialog.refuse):
        dialog.finish()


def _sentence(begin: str, start: datetime, today: date, conflicts: tuple[AppointmentRow, ...]) -> str:
    overlap = f" It overlaps {conflicts[0].customer}." if conflicts else ""
    return f"{begin} {spoken_date(start.date(), today)} at {start:%H:%M}.{overlap}"
