"""Which suggested texts fit a reminder, and what they are filled with."""

from datetime import datetime

from deskmate.core import appointments, settings, templates, waitlist, zones
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.templates import Suggestion
from deskmate.reminders.kinds import Due, Kind

_APPOINTMENT = ("appointment-confirmation", "appointment-moved")
_FITTING: dict[Kind, tuple[str, ...]] = {
    "appointment": _APPOINTMENT,
    "call-before": _APPOINTMENT,
    "birthday": ("birthday-greeting",),
    "occasion": ("occasion-greeting",),
    "promise": ("promise-kept",),
    "follow-up": ("put-right",),
    "rhythm": ("not-seen-lately",),
    "offer": ("time-free",),
}


def fitting(due: Due) -> tuple[str, ...]:
    """The names of the texts that fit this reminder, the likeliest first."""
    return _FITTING.get(due.kind, ()) if due.customer_id is not None else ()


def suggest(db: Database, due: Due, name: str, *, now: datetime) -> Suggestion:
    """A text for the customer of this reminder; raises `Conflict` with the reason where they should not get it."""
    if due.customer_id is None or name not in fitting(due):
        raise InvalidInput("There is no such text for this reminder.")
    return templates.suggest(db, name, due.customer_id, about=_about(db, due), now=now)


def appointment_number(due: Due) -> int | None:
    """The appointment that a reminder is about."""
    return int(due.key.split(":")[1]) if due.kind in ("appointment", "call-before", "prepare") else None


def _about(db: Database, due: Due) -> dict[str, str]:
    at = due.about_at.astimezone(zones.of(settings.current(db)))
    about = {"date": templates.spoken_day(at.date())}
    number = appointment_number(due)
    if number is not None:
        row = appointments.one(db, number)
        about |= {"time": f"{row.wall_start:%H:%M}", "service": row.service}
    if due.kind == "offer":
        about |= {"time": f"{at:%H:%M}", "service": waitlist.one(db, int(due.key.split(":")[1])).service}
    if due.kind == "promise":
        about["promise"] = due.text.removeprefix("Promised: ")
    return about
