"""Reminders of appointments: some time ahead, time to get ready, and the call the day before."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session

from deskmate.core.models import Appointment, Service
from deskmate.core.models.base import table_of
from deskmate.reminders import sets
from deskmate.reminders.kinds import Due, Kind, appointment_key
from deskmate.reminders.window import Window, spoken

_LEAD = timedelta(days=2)  # getting ready and the call the day before begin no earlier

_A, _S = (table_of(model).c for model in (Appointment, Service))
_BOOKED = select(_A.id, _A.customer_id, _A.starts_at, _A.updated_at, _A.service_id, _A.service_name).where(
    _A.status == literal_column("'booked'"),  # a bound value would not find the index of the booked ones
)
_BETWEEN = _BOOKED.where(_A.starts_at > bindparam("since"), _A.starts_at <= bindparam("until"))
_THESE = _BOOKED.where(_A.id.in_(sets.among("numbers")))
_SERVICES = select(_S.id, _S.name, _S.prepare_minutes, _S.call_day_before)
_NOTHING = (None, "", 0, False)  # what is known of a service that was typed freely


class _Booked(NamedTuple):
    """The columns of `_BOOKED`; by name they are read in a fraction of the time that the row itself needs."""

    id: int
    customer_id: int
    starts_at: datetime
    updated_at: datetime
    service_id: int | None
    service_name: str


Reminder = tuple[_Booked, Kind, datetime, str]  # the appointment, and what of it falls due when


def between(session: Session, window: Window) -> Iterator[Due]:
    """Those of the window."""
    lead = max(timedelta(minutes=window.shop.appointment_lead_minutes), _LEAD)
    since, until = max(window.since, window.begins), window.until + lead
    rows = [*map(_Booked._make, session.connection().execute(_BETWEEN, {"since": since, "until": until}).all())]
    return _named(session, [one for one in _reminders(session, rows, window) if window.holds(one[2])], window)


def named(session: Session, window: Window, numbers: Collection[int]) -> Iterator[Due]:
    """Those of the appointments with these numbers, whenever they fall due."""
    rows = [*map(_Booked._make, session.connection().execute(_THESE, {"numbers": sets.listed(numbers)}).all())]
    return _named(session, _reminders(session, rows, window), window)


def _reminders(session: Session, rows: Sequence[_Booked], window: Window) -> Iterator[Reminder]:
    services = {row.id: tuple(row) for row in session.connection().execute(_SERVICES).all()} if rows else {}
    for row in rows:
        _, name, prepare, call_before = services.get(row.service_id, _NOTHING)
        for kind, at, what in _times(row, prepare, call_before, window):
            yield row, kind, _once_known(row, at, window), f"{what}{name or row.service_name or 'Appointment'}"


def _named(session: Session, found: Iterable[Reminder], window: Window) -> Iterator[Due]:
    """Without those of customers in the bin."""
    found = list(found)
    names = sets.names(session, {row.customer_id for row, *_ in found}) if found else {}
    return (_reminder(*one, names[one[0].customer_id], window) for one in found if one[0].customer_id in names)


def _times(row: _Booked, prepare: int, call_before: bool, window: Window) -> Iterator[tuple[Kind, datetime, str]]:
    lead = window.shop.appointment_lead_minutes
    if lead:
        yield "appointment", row.starts_at - timedelta(minutes=lead), ""
    if prepare:
        yield "prepare", row.starts_at - timedelta(minutes=prepare), "Get ready for "
    if call_before:
        before = row.starts_at.astimezone(window.zone).date() - timedelta(days=1)
        yield "call-before", window.opening(before), "Call to confirm: "


def _once_known(row: _Booked, at: datetime, window: Window) -> datetime:
    """Not before it was booked or changed, because nobody was away then; never after its start."""
    # where the clock was set back, a later change says nothing
    booked = row.updated_at if row.updated_at <= window.now else at
    return max(at, min(booked, row.starts_at))


def _reminder(row: _Booked, kind: Kind, due_at: datetime, what: str, customer: str, window: Window) -> Due:
    start = row.starts_at.astimezone(window.zone)
    return Due(
        key=appointment_key(kind, row.id, row.starts_at),
        kind=kind,
        customer_id=row.customer_id,
        customer=customer,
        text=f"{what}, {spoken(start.date())} at {start:%H:%M}",
        due_at=due_at,
        about_at=row.starts_at,
    )
