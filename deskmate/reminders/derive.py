"""What falls due between two instants, read from the book: appointments, birthdays, promises, calls, late regulars.

Each source is one query along an index, so that a large book costs no more than what is due. Nothing here is stored.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, cast, exists, literal, select
from sqlmodel import Session

from deskmate.core import zones
from deskmate.core.models import Customer, FollowUp, Preference, Promise, Reminder, ReminderState
from deskmate.core.models.base import table_of
from deskmate.reminders import bookings, greetings, late_visits, offers, recurrence, rhythm
from deskmate.reminders.kinds import ALL, Due, Kind, dated_key
from deskmate.reminders.late_visits import Late
from deskmate.reminders.window import Window, spoken

EXPIRY_DAYS_AHEAD = 14

_C, _P, _F = (table_of(model).c for model in (Customer, Promise, FollowUp))
_R, _E, _H = (table_of(model).c for model in (Reminder, Preference, ReminderState))
_NUMBERS: BindParameter[list[int]] = bindparam("numbers", expanding=True)
_PROMISED = (
    select(_P.id, _P.customer_id, _P.text, _P.due_on, _C.name)
    .join(table_of(Customer), _C.id == _P.customer_id)
    .where(_P.state == "open", _C.deleted_at.is_(None))
)
_CALLS = (
    select(_F.id, _F.customer_id, _F.owner, _F.due_on, _C.name)
    .join(table_of(Customer), _C.id == _F.customer_id)
    .where(_F.state == "open", _C.deleted_at.is_(None))
)
_MINE = literal("reminder:") + cast(_R.id, String)
_HANDLED = exists().where(
    _H.key > _MINE + ":", _H.key < _MINE + ";", _H.done_at.is_not(None) | _H.dismissed_at.is_not(None)
)
_OWN = (
    select(_R.id, _R.customer_id, _R.text, _R.at, _R.wall_at, _R.zone, _R.rrule, _C.name)
    .outerjoin(table_of(Customer), _C.id == _R.customer_id)
    .where(_R.deleted_at.is_(None), _C.deleted_at.is_(None))
)
_EXPIRING = (
    select(_E.id, _E.customer_id, _E.category, _E.text, _E.expires_on, _C.name)
    .join(table_of(Customer), _C.id == _E.customer_id)
    .where(_E.expires_on.is_not(None), ~_E.health, _C.deleted_at.is_(None), ~_C.deceased)
)
_PROMISED_BY = _PROMISED.where(_P.due_on <= bindparam("last"))
_CALLS_BY = _CALLS.where(_F.due_on <= bindparam("last"))
_OWN_UNTIL = _OWN.where(_R.at <= bindparam("until"), (_R.at > bindparam("since")) | (_R.rrule != "") | ~_HANDLED)
_EXPIRING_BETWEEN = _EXPIRING.where(_E.expires_on >= bindparam("first"), _E.expires_on <= bindparam("last"))
_THESE = {
    "promise": _PROMISED.where(_P.id.in_(_NUMBERS)),
    "follow-up": _CALLS.where(_F.id.in_(_NUMBERS)),
    "reminder": _OWN.where(_R.id.in_(_NUMBERS)),
    "expiry": _EXPIRING.where(_E.id.in_(_NUMBERS)),
}


def everything(session: Session, window: Window, *, ahead: Collection[Kind] = ALL) -> list[Due]:
    """All reminders of the window; of what falls due after its `now` others than those of `ahead` may be left out.

    What nobody asks for costs nothing then.
    """
    session.flush()
    near = replace(window, until=min(window.now, window.until))
    asked = frozenset(ahead)
    return [due for kinds, source in _SOURCES for due in source(session, window if kinds & asked else near)]


def named(session: Session, window: Window, keys: Collection[str]) -> list[Due]:
    """The reminders of these keys, whenever they fall due; one whose ground is gone, or of no kind at all, is left out.

    When something falls due follows from settings and cards that may have changed since; its key stays.
    """
    session.flush()
    asked: dict[str, set[int]] = {}
    for key in keys:
        kind, _, rest = key.partition(":")
        number = rest.partition(":")[0]
        if number.isdecimal() and len(number) < 19:
            asked.setdefault(_FAMILIES.get(kind, kind), set()).add(int(number))
    found = [due for kind, numbers in asked.items() for due in _of_kind(session, window, kind, numbers)]
    repeated = (due for key in keys for due in _repetition(session, window, key))
    return list({due.key: due for due in (*found, *repeated) if due.key in keys}.values())


_FAMILIES = {"prepare": "appointment", "call-before": "appointment"}


def _of_kind(session: Session, window: Window, kind: str, numbers: set[int]) -> Iterable[Due]:
    if kind == "appointment":
        return bookings.named(session, window, numbers)
    if kind in ("birthday", "occasion"):
        return greetings.named(session, window, "birthday" if kind == "birthday" else "occasion", numbers)
    if kind == "rhythm":
        late = late_visits.of_customers(session, numbers, window.zone)
        return (_rhythm(one, window) for one in late if window.shop.rhythm_reminders)
    if kind == "offer":
        return offers.open_ones(session, window)
    if kind not in _THESE:
        return ()
    make = {"promise": _promise, "follow-up": _call, "reminder": _once, "expiry": _expiry}[kind]
    rows = session.connection().execute(_THESE[kind], {"numbers": list(numbers)}).all()
    return (make(row, window) for row in rows)


def _repetition(session: Session, window: Window, key: str) -> Iterator[Due]:
    """One time of a repeating reminder."""
    parts = key.split(":")
    if parts[0] != "reminder" or not all(part.isdecimal() and len(part) < 12 for part in parts[1:]) or len(parts) != 3:
        return
    at = datetime.fromtimestamp(int(parts[2]) * 60, UTC)
    then = replace(window, since=at - timedelta(minutes=1), until=at + timedelta(minutes=1))
    for row in session.connection().execute(_THESE["reminder"], {"numbers": [int(parts[1])]}).all():
        yield from (_own_at(row, time) for time in _times_of(row, then))


def _promises(session: Session, window: Window) -> Iterator[Due]:
    rows = session.connection().execute(_PROMISED_BY, {"last": window.days()[1]}).all()
    return (due for due in (_promise(row, window) for row in rows) if window.reaches(due.due_at))


def _promise(row: Any, window: Window) -> Due:
    due_at = window.opening(row.due_on)
    return Due(
        key=f"promise:{row.id}",
        kind="promise",
        customer_id=row.customer_id,
        customer=row.name,
        text=f"Promised: {row.text}",
        due_at=due_at,
        about_at=due_at,
    )


def _calls(session: Session, window: Window) -> Iterator[Due]:
    rows = session.connection().execute(_CALLS_BY, {"last": window.days()[1]}).all()
    return (due for due in (_call(row, window) for row in rows) if window.reaches(due.due_at))


def _call(row: Any, window: Window) -> Due:
    number, customer, owner, due_on, name = row
    due_at, whose = window.opening(due_on), f" ({owner})" if owner else ""
    key, text = dated_key("follow-up", number, due_on), f"Call by {spoken(due_on)}{whose}"
    return Due(key, "follow-up", customer, name, text, due_at, due_at)


def _own(session: Session, window: Window) -> Iterator[Due]:
    for row in session.connection().execute(_OWN_UNTIL, {"since": window.since, "until": window.until}).all():
        if row.rrule:
            yield from (_own_at(row, at) for at in _times_of(row, window))
        elif window.reaches(row.at):
            yield _own_at(row, row.at)


def _once(row: Any, window: Window) -> Due:
    return _own_at(row, row.at)


def _own_at(row: Any, at: datetime) -> Due:
    return Due(
        key=f"reminder:{row.id}:{int(at.timestamp()) // 60}",
        kind="reminder",
        customer_id=row.customer_id,
        customer=row.name or "",
        text=row.text,
        due_at=at,
        about_at=at,
    )


def _times_of(row: Any, window: Window) -> Iterator[datetime]:
    """The times of a repeating reminder within the window."""
    if row.rrule:
        wall, zone = datetime.fromisoformat(row.wall_at), zones.named(row.zone)
        yield from recurrence.occurrences(wall, row.rrule, zone, window.since, window.until)


def _expiring(session: Session, window: Window) -> Iterator[Due]:
    first, last = window.days(later=EXPIRY_DAYS_AHEAD)
    first = max(first, window.begins.astimezone(window.zone).date())
    rows = session.connection().execute(_EXPIRING_BETWEEN, {"first": first, "last": last}).all()
    return (due for due in (_expiry(row, window) for row in rows) if window.holds(due.due_at))


def _expiry(row: Any, window: Window) -> Due:
    return Due(
        key=dated_key("expiry", row.id, row.expires_on),
        kind="expiry",
        customer_id=row.customer_id,
        customer=row.name,
        text=f"{row.category}: {row.text}, until {spoken(row.expires_on)}",
        due_at=window.opening(row.expires_on - timedelta(days=EXPIRY_DAYS_AHEAD)),
        about_at=window.opening(row.expires_on),
    )


def _rhythms(session: Session, window: Window) -> Iterator[Due]:
    if not window.shop.rhythm_reminders:
        return iter(())
    found = late_visits.between(session, *window.days(), window.zone)
    return (due for due in (_rhythm(late, window) for late in found) if window.holds(due.due_at))


def _rhythm(late: Late, window: Window) -> Due:
    usual = late.usual
    assert usual.late_on is not None and usual.last_on is not None and usual.usual_days is not None
    due_at = window.opening(usual.late_on)
    as_of = max(usual.late_on, window.now.astimezone(window.zone).date())
    said = rhythm.spoken(usual.usual_days, (as_of - usual.last_on).days)
    return Due(
        key=late.key,
        kind="rhythm",
        customer_id=usual.customer_id,
        customer=late.customer,
        text=f"{said}: {usual.visits} visits, the last on {spoken(usual.last_on)}",
        due_at=due_at,
        about_at=due_at,
    )


_SOURCES: tuple[tuple[frozenset[Kind], Callable[[Session, Window], Iterable[Due]]], ...] = (
    (frozenset({"appointment", "prepare", "call-before"}), bookings.between),
    (frozenset({"birthday"}), greetings.birthdays),
    (frozenset({"occasion"}), greetings.occasions),
    (frozenset({"promise"}), _promises),
    (frozenset({"follow-up"}), _calls),
    (frozenset({"reminder"}), _own),
    (frozenset({"expiry"}), _expiring),
    (frozenset({"rhythm"}), _rhythms),
    (frozenset({"offer"}), offers.open_ones),
)
