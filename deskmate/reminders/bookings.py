"""Reminders of appointments: some time ahead, time to get ready, and the call the day before."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session

from deskmate.core.models import Appointment, Customer, Service
from deskmate.core.models.base import table_of
from deskmate.reminders.kinds import Due, Kind, appointment_key
from deskmate.reminders.window import Window, spoken

_LEAD = timedelta(days=2)  # getting ready and the call the day before begin no earlier

_A, _C, _S = (table_of(model).c for model in (Appointment, Customer, Service))
_BOOKED = (
    select(
        _A.id, _A.customer_id, _A.starts_at, _A.updated_at, _A.service_name, _C.name,
        _S.name.label("service"), _S.prepare_minutes, _S.call_day_before,
    )
    .join(table_of(Customer), _C.id == _A.customer_id)
    .outerjoin(table_of(Service), _S.id == _A.service_id)
    .where(
        _A.status == literal_column("'booked'"),  # a bound value would not find the index of the booked ones
        _C.deleted_at.is_(None),
    )
)  # fmt: skip
_BETWEEN = _BOOKED.where(_A.starts_at > bindparam("since"), _A.starts_at <= bindparam("until"))
_THESE = _BOOKED.where(_A.id.in_(bindparam("numbers", expanding=True)))


def between(session: Session, window: Window) -> Iterator[Due]:
    """Those of the window."""
    lead = max(timedelta(minutes=window.shop.appointment_lead_minutes), _LEAD)
    since, until = max(window.since, window.begins), window.until + lead
    rows = session.connection().execute(_BETWEEN, {"since": since, "until": until}).all()
    return (due for due in _reminders(rows, window) if window.holds(due.due_at))


def named(session: Session, window: Window, numbers: Collection[int]) -> Iterator[Due]:
    """Those of the appointments with these numbers, whenever they fall due."""
    return _reminders(session.connection().execute(_THESE, {"numbers": list(numbers)}).all(), window)


def _reminders(rows: Iterable[Any], window: Window) -> Iterator[Due]:
    for row in rows:
        for kind, at, what in _times(row, window):
            yield _reminder(row, kind, _once_known(row, at, window), what, window)


def _times(row: Any, window: Window) -> Iterator[tuple[Kind, datetime, str]]:
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
    booked: datetime = row.updated_at if row.updated_at <= window.now else at
    starts: datetime = row.starts_at
    return max(at, min(booked, starts))


def _reminder(row: Any, kind: Kind, due_at: datetime, what: str, window: Window) -> Due:
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
