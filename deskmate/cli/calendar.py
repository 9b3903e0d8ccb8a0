"""Commands to book appointments, to see a day, and who waits for a time."""

from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, day, moment, number
from deskmate.core import appointments, settings, staff, waitlist, zones
from deskmate.core.errors import InvalidInput, NotFound


def register(commands: Commands) -> None:
    """Adds `book`, `agenda` and `waitlist`."""
    book = commands.add("book", _book, help="book an appointment; overlaps are reported, not refused")
    book.add_argument("customer", type=number, help="the customer's number")
    book.add_argument("--start", type=moment, required=True, help="the shop's wall time, or a time with its zone")
    book.add_argument("--service", required=True)
    book.add_argument("--staff", dest="with_staff", metavar="NAME", help="who it is with")
    book.add_argument("--minutes", type=number, default=None, help="if not the service's usual length")
    agenda = commands.add("agenda", _agenda, help="the appointments of a day")
    agenda.add_argument("--day", type=day, default=None, help="default: today")
    waits = commands.add("waitlist", _waitlist, help="who waits for a time to become free; adds or takes off")
    waits.add_argument("--add", type=number, metavar="CUSTOMER", help="put this customer on the list")
    waits.add_argument("--service", default="", help="with --add: what for")
    waits.add_argument("--until", type=day, metavar="DATE", help="with --add: the last day that suits")
    waits.add_argument("--staff", dest="with_staff", metavar="NAME", help="with --add: with whom; default: anybody")
    waits.add_argument("--off", type=number, metavar="ENTRY", help="take this entry off the list")


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


def _waitlist(context: Context) -> list[dict[str, Any]]:
    o, db = context.options, context.db
    if o.add is not None:
        if o.until is None:
            raise InvalidInput("Say with --until which day is the last that suits.")
        whom = _staff_id(context, o.with_staff)
        waitlist.add(db, o.add, service=o.service, until=o.until, staff_id=whom, by=context.actor, now=context.now)
    if o.off is not None:
        waitlist.withdraw(db, o.off, by=context.actor, now=context.now)
    return [_waits(row) for row in waitlist.waiting(db, now=context.now)]


def _waits(row: waitlist.WaitRow) -> dict[str, Any]:
    plain = ("id", "customer_id", "customer", "service", "minutes", "staff", "days", "after", "before", "until", "note")
    return {name: getattr(row, name) for name in plain}


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
