"""Commands to book appointments and to see a day."""

from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, day, moment, number
from deskmate.core import appointments, settings, staff, zones
from deskmate.core.errors import NotFound


def register(commands: Commands) -> None:
    """Adds `book` and `agenda`."""
    book = commands.add("book", _book, help="book an appointment; overlaps are reported, not refused")
    book.add_argument("customer", type=number, help="the customer's number")
    book.add_argument("--start", type=moment, required=True, help="the shop's wall time, or a time with its zone")
    book.add_argument("--service", required=True)
    book.add_argument("--staff", dest="with_staff", metavar="NAME", help="who it is with")
    book.add_argument("--minutes", type=number, default=None, help="if not the service's usual length")
    agenda = commands.add("agenda", _agenda, help="the appointments of a day")
    agenda.add_argument("--day", type=day, default=None, help="default: today")


def _book(context: Context) -> dict[str, Any]:
    o = context.options
    booked = appointments.book(
        context.db,
        o.customer,
        start=o.start,
        service=o.service,
        staff_id=_staff_id(context, o.with_staff),
        minutes=o.minutes,
        by=context.actor,
        now=context.now,
    )
    row = appointments.one(context.db, booked.id)
    return {**_shown(row), "alerts": booked.alerts, "conflicts": [_shown(other) for other in booked.conflicts]}


def _agenda(context: Context) -> list[dict[str, Any]]:
    zone = zones.of(settings.current(context.db))
    wanted = context.options.day or context.now.astimezone(zone).date()
    return [_shown(row) for row in appointments.agenda(context.db, wanted)]


def _staff_id(context: Context, name: str | None) -> int | None:
    if not name:
        return None
    known = {person.name.casefold(): person.id for person in staff.everybody(context.db)}
    if name.casefold() not in known:
        raise NotFound(f"Nobody called “{name}” works here.")
    return known[name.casefold()]


def _shown(row: appointments.AppointmentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "customer_id": row.customer_id,
        "customer": row.customer,
        "service": row.service,
        "staff": row.staff,
        "start": row.starts_at,
        "end": row.ends_at,
        "wall_start": row.wall_start,
        "minutes": row.minutes,
        "status": row.status,
        "alerts": row.alerts,
    }
