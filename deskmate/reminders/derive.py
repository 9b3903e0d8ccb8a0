"""What falls due between two instants, read from the book: appointments, birthdays, promises, calls, late regulars.

Each source is one query along an index, so that a large book costs no more than what is due. Nothing here is stored.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, bindparam, cast, exists, literal, literal_column, select
from sqlmodel import Session

from deskmate.core import zones
from deskmate.core.models import (
    Appointment,
    Customer,
    FollowUp,
    Preference,
    Promise,
    Reminder,
    ReminderState,
    Service,
)
from deskmate.core.models.base import table_of
from deskmate.reminders import greetings, late_visits, recurrence, rhythm
from deskmate.reminders.kinds import Due, Kind, appointment_key, dated_key
from deskmate.reminders.window import Window, spoken

EXPIRY_DAYS_AHEAD = 14
_LEAD = timedelta(days=2)  # getting ready and the call the day before begin no earlier

_A, _C, _S, _P = (table_of(model).c for model in (Appointment, Customer, Service, Promise))
_F, _R, _E, _H = (table_of(model).c for model in (FollowUp, Reminder, Preference, ReminderState))
_SERVICE = (_S.name.label("service"), _S.prepare_minutes, _S.call_day_before)
_BOOKED = (
    select(_A.id, _A.customer_id, _A.starts_at, _A.updated_at, _A.service_name, _C.name, *_SERVICE)
    .join(table_of(Customer), _C.id == _A.customer_id)
    .outerjoin(table_of(Service), _S.id == _A.service_id)
    .where(
        _A.starts_at > bindparam("since"),
        _A.starts_at <= bindparam("until"),
        _A.status == literal_column("'booked'"),  # a bound value would not find the index of the booked ones
        _C.deleted_at.is_(None),
    )
)
_PROMISED = (
    select(_P.id, _P.customer_id, _P.text, _P.due_on, _C.name)
    .join(table_of(Customer), _C.id == _P.customer_id)
    .where(_P.state == "open", _P.due_on <= bindparam("last"), _C.deleted_at.is_(None))
)
_CALLS = (
    select(_F.id, _F.customer_id, _F.owner, _F.due_on, _C.name)
    .join(table_of(Customer), _C.id == _F.customer_id)
    .where(_F.state == "open", _F.due_on <= bindparam("last"), _C.deleted_at.is_(None))
)
_MINE = literal("reminder:") + cast(_R.id, String)
_HANDLED = exists().where(
    _H.key > _MINE + ":", _H.key < _MINE + ";", _H.done_at.is_not(None) | _H.dismissed_at.is_not(None)
)
_OWN = (
    select(_R.id, _R.customer_id, _R.text, _R.at, _R.wall_at, _R.zone, _R.rrule, _C.name)
    .outerjoin(table_of(Customer), _C.id == _R.customer_id)
    .where(
        _R.deleted_at.is_(None),
        _R.at <= bindparam("until"),
        (_R.at > bindparam("since")) | (_R.rrule != "") | ~_HANDLED,
        _C.deleted_at.is_(None),
    )
)
_EXPIRING = (
    select(_E.id, _E.customer_id, _E.category, _E.text, _E.expires_on, _C.name)
    .join(table_of(Customer), _C.id == _E.customer_id)
    .where(
        _E.expires_on >= bindparam("first"),
        _E.expires_on <= bindparam("last"),
        ~_E.health,
        _C.deleted_at.is_(None),
        ~_C.deceased,
    )
)


def everything(session: Session, window: Window) -> list[Due]:
    """All reminders of the window, the first due first."""
    session.flush()
    sources = (_appointments, greetings.birthdays, greetings.occasions, _promises, _calls, _own, _expiring, _rhythms)
    found = [due for source in sources for due in source(session, window)]
    return sorted(found, key=lambda due: (due.due_at, due.key))


def _appointments(session: Session, window: Window) -> Iterator[Due]:
    lead = max(timedelta(minutes=window.shop.appointment_lead_minutes), _LEAD)
    between = {"since": max(window.since, window.begins), "until": window.until + lead}
    for row in session.connection().execute(_BOOKED, between).all():
        for kind, at, what in _appointment_times(row, window):
            due_at = _once_known(row, at, window)
            if window.holds(due_at):
                yield _appointment(row, kind, due_at, what, window)


def _appointment_times(row: Any, window: Window) -> Iterator[tuple[Kind, datetime, str]]:
    lead = window.shop.appointment_lead_minutes
    if lead:
        yield "appointment", row.starts_at - timedelta(minutes=lead), ""
    if row.prepare_minutes:
        yield "prepare", row.starts_at - timedelta(minutes=row.prepare_minutes), "Get ready for "
    if row.call_day_before:
        before = row.starts_at.astimezone(window.zone).date() - timedelta(days=1)
        yield "call-before", window.opening(before), "Call to confirm: "


def _once_known(row: Any, at: datetime, window: Window) -> datetime:
    """Not before it was booked or changed, because nobody was away then; never after its start."""
    # where the clock was set back, a later change says nothing
    known = row.updated_at if row.updated_at <= window.now else at
    return max(at, min(known, row.starts_at))


def _appointment(row: Any, kind: Kind, due_at: datetime, what: str, window: Window) -> Due:
    start = row.starts_at.astimezone(window.zone)
    name = row.service or row.service_name or "Appointment"
    return Due(
        key=appointment_key(kind, row.id, row.starts_at),
        kind=kind,
        customer_id=row.customer_id,
        customer=row.name,
        text=f"{what}{name}, {spoken(start.date())} at {start:%H:%M}",
        due_at=due_at,
        about_at=row.starts_at,
    )


def _promises(session: Session, window: Window) -> Iterator[Due]:
    for row in session.connection().execute(_PROMISED, {"last": window.days()[1]}):
        due_at = window.opening(row.due_on)
        if window.reaches(due_at):
            yield Due(
                key=f"promise:{row.id}",
                kind="promise",
                customer_id=row.customer_id,
                customer=row.name,
                text=f"Promised: {row.text}",
                due_at=due_at,
                about_at=due_at,
            )


def _calls(session: Session, window: Window) -> Iterator[Due]:
    for row in session.connection().execute(_CALLS, {"last": window.days()[1]}):
        due_at = window.opening(row.due_on)
        if window.reaches(due_at):
            whose = f" ({row.owner})" if row.owner else ""
            yield Due(
                key=dated_key("follow-up", row.id, row.due_on),
                kind="follow-up",
                customer_id=row.customer_id,
                customer=row.name,
                text=f"Call by {spoken(row.due_on)}{whose}",
                due_at=due_at,
                about_at=due_at,
            )


def _own(session: Session, window: Window) -> Iterator[Due]:
    for row in session.connection().execute(_OWN, {"since": window.since, "until": window.until}):
        for at in _times_of(row, window):
            yield Due(
                key=f"reminder:{row.id}:{int(at.timestamp()) // 60}",
                kind="reminder",
                customer_id=row.customer_id,
                customer=row.name or "",
                text=row.text,
                due_at=at,
                about_at=at,
            )


def _times_of(row: Any, window: Window) -> Iterator[datetime]:
    if not row.rrule:
        if window.reaches(row.at):
            yield row.at
        return
    wall, zone = datetime.fromisoformat(row.wall_at), zones.named(row.zone)
    yield from recurrence.occurrences(wall, row.rrule, zone, window.since, window.until)


def _expiring(session: Session, window: Window) -> Iterator[Due]:
    first, last = window.days(later=EXPIRY_DAYS_AHEAD)
    first = max(first, window.begins.astimezone(window.zone).date())
    for row in session.connection().execute(_EXPIRING, {"first": first, "last": last}):
        due_at = window.opening(row.expires_on - timedelta(days=EXPIRY_DAYS_AHEAD))
        if window.holds(due_at):
            yield Due(
                key=dated_key("expiry", row.id, row.expires_on),
                kind="expiry",
                customer_id=row.customer_id,
                customer=row.name,
                text=f"{row.category}: {row.text}, until {spoken(row.expires_on)}",
                due_at=due_at,
                about_at=window.opening(row.expires_on),
            )


def _rhythms(session: Session, window: Window) -> Iterator[Due]:
    if not window.shop.rhythm_reminders:
        return
    for late in late_visits.between(session, *window.days(), window.zone):
        usual = late.usual
        assert usual.late_on is not None and usual.last_on is not None and usual.usual_days is not None
        due_at = window.opening(usual.late_on)
        as_of = max(usual.late_on, window.now.astimezone(window.zone).date())
        said = rhythm.spoken(usual.usual_days, (as_of - usual.last_on).days)
        if window.holds(due_at):
            yield Due(
                key=late.key,
                kind="rhythm",
                customer_id=usual.customer_id,
                customer=late.customer,
                text=f"{said}: {usual.visits} visits, the last on {spoken(usual.last_on)}",
                due_at=due_at,
                about_at=due_at,
            )
