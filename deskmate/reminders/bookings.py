"""Reminders of appointments: some time ahead, time to get ready, and the call the day before."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, String, bindparam, literal_column, select, type_coerce
from sqlmodel import Session

from deskmate.core.models import Appointment, Service
from deskmate.core.models.base import as_stored, instant, table_of
from deskmate.reminders import sets
from deskmate.reminders.kinds import Due, Kind, appointment_key
from deskmate.reminders.window import Window, spoken

_DAY_BEFORE = timedelta(days=2)  # the call on that day is due no earlier before the start

_A, _S = (table_of(model).c for model in (Appointment, Service))
_STARTS, _UPDATED = (type_coerce(column, String) for column in (_A.starts_at, _A.updated_at))  # as they are stored
_BOOKED = select(_A.id, _A.customer_id, _STARTS, _UPDATED, _A.service_id, _A.service_name).where(
    _A.status == literal_column("'booked'")  # a bound value would not find the index of the booked ones
)
_BETWEEN = _BOOKED.where(_A.starts_at > bindparam("since"), _A.starts_at <= bindparam("until"))
_THESE = _BOOKED.where(_A.id.in_(sets.among("numbers")))
_SERVICES = select(_S.id, _S.name, _S.prepare_minutes, _S.call_day_before)
_NOTHING = ("", 0, False)  # what is known of a service that was typed freely


class _Moment(NamedTuple):
    """What falls due of all appointments with the same start and service, and when.

    `stored` is that time as the book keeps times, `holds` whether it is asked for.
    """

    kind: Kind
    due_at: datetime
    stored: str
    holds: bool
    starts_at: datetime
    text: str


_Services = dict[int, tuple[str, int, bool]]  # name, minutes to get ready, whether to call the day before
_Found = tuple[int, int, _Moment, datetime]  # appointment, customer, what falls due, and when


def between(session: Session, window: Window) -> Iterator[Due]:
    """Those of the window."""
    services = _services(session)
    since, until = max(window.since, window.begins), window.until + _longest_lead(services, window)
    rows = session.connection().execute(_BETWEEN, {"since": since, "until": until}).all()
    return _named(session, list(_reminders(rows, services, window)))


def named(session: Session, window: Window, numbers: Collection[int]) -> Iterator[Due]:
    """Those of the appointments with these numbers, whenever they fall due."""
    rows = session.connection().execute(_THESE, {"numbers": sets.listed(numbers)}).all()
    return _named(session, list(_reminders(rows, _services(session), window, whenever=True)))


def _services(session: Session) -> _Services:
    return {number: tuple(rest) for number, *rest in session.connection().execute(_SERVICES)}


def _longest_lead(services: _Services, window: Window) -> timedelta:
    minutes = max((prepare for _, prepare, _ in services.values()), default=0)
    calls = any(call_before for *_, call_before in services.values())
    lead = timedelta(minutes=max(minutes, window.shop.appointment_lead_minutes))
    return max(lead, _DAY_BEFORE) if calls else lead


def _reminders(
    rows: Sequence[Row[Any]], services: _Services, window: Window, *, whenever: bool = False
) -> Iterator[_Found]:
    """What falls due of these appointments, the columns of `_BOOKED`, within the window."""
    known: dict[tuple[str, int | None, str], list[_Moment]] = {}  # most appointments start when others do
    for number, customer, starts_at, updated_at, service_id, service_name in rows:
        alike = starts_at, service_id, service_name
        moments = known.get(alike)
        if moments is None:
            service = services.get(service_id, _NOTHING)
            moments = known[alike] = list(_moments(instant(starts_at), service, service_name, window))
        for moment in moments:
            if updated_at <= moment.stored:
                if moment.holds or whenever:
                    yield number, customer, moment, moment.due_at
                continue
            due_at = _once_known(instant(updated_at), moment, window)
            if whenever or window.holds(due_at):
                yield number, customer, moment, due_at


def _named(session: Session, found: Sequence[_Found]) -> Iterator[Due]:
    """Without those of customers who have died or are in the bin, and calls to whoever is not to be contacted."""
    people = sets.expected(session, {customer for _, customer, *_ in found}) if found else {}
    for number, customer, (kind, _, _, _, starts_at, text), due_at in found:
        name, may_call = people.get(customer, ("", False))
        if customer in people and (may_call or kind != "call-before"):
            key = appointment_key(kind, number, starts_at)
            yield Due(key, kind, customer, name, text, due_at, starts_at)


def _moments(starts_at: datetime, service: tuple[str, int, bool], typed: str, window: Window) -> Iterator[_Moment]:
    name, prepare, call_before = service
    start, lead = starts_at.astimezone(window.zone), window.shop.appointment_lead_minutes
    words = f"{name or typed or 'Appointment'}, {spoken(start.date())} at {start:%H:%M}"

    def moment(kind: Kind, at: datetime, what: str) -> _Moment:
        return _Moment(kind, at, as_stored(at), window.holds(at), starts_at, what + words)

    if lead:
        yield moment("appointment", starts_at - timedelta(minutes=lead), "")
    if prepare:
        yield moment("prepare", starts_at - timedelta(minutes=prepare), "Get ready for ")
    if call_before:
        yield moment("call-before", window.opening(start.date() - timedelta(days=1)), "Call to confirm: ")


def _once_known(booked: datetime, moment: _Moment, window: Window) -> datetime:
    """Not before it was booked or changed, because nobody was away then; never after its start."""
    if booked > window.now:  # where the clock was set back, a later change says nothing
        return moment.due_at
    return max(moment.due_at, min(booked, moment.starts_at))
