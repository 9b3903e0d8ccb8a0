"""What the reminder panel does at a press: copies a text, shows and dials a number, moves an appointment."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from deskmate.core import appointments, customers, phones, settings
from deskmate.core.errors import DeskmateError
from deskmate.reminders import texts
from deskmate.reminders.kinds import Due
from deskmate.ui import booking
from deskmate.ui.appointment_dialog import AppointmentDialog
from deskmate.ui.desk import Desk


def copy_text(desk: Desk, due: Due, name: str) -> bool:
    """Put a suggested text on the clipboard and say so; where the customer should not get it, say why instead."""

    def work() -> None:
        made = texts.suggest(desk.db, due, name, now=desk.now())
        QGuiApplication.clipboard().setText(made.text)
        left = f" Still to fill in: {', '.join(made.open_fields)}." if made.open_fields else ""
        desk.say(f"Copied: {made.title}. Nothing was sent.{left}")

    return desk.attempt(work)


def number_of(desk: Desk, customer_id: int | None) -> str:
    """The number to call a customer at, as it is on the card; "" where there is none."""
    try:
        details = customers.card(desk.db, customer_id or 0).draft.details
    except DeskmateError:
        return ""
    numbers = sorted((one for one in details if one.kind == "phone"), key=lambda one: not one.preferred)
    return numbers[0].value if numbers else ""


def dial(desk: Desk, number: str) -> None:
    """Hand a number to this computer's program for telephone calls, where it has one."""
    link = phones.link(number, settings.current(desk.db).region)
    if not link or not QDesktopServices.openUrl(QUrl(link)):
        desk.say("This computer has no program for telephone calls; please dial by hand.")


def reschedule(desk: Desk, due: Due) -> AppointmentDialog | None:
    """Open the form for another time of the reminder's appointment."""
    number = texts.appointment_number(due)
    if number is None:
        return None
    try:
        row = appointments.one(desk.db, number)
    except DeskmateError as error:
        desk.say(str(error))
        return None
    return booking.move(desk, row)
