"""Appointments: book, move, cancel, and say who came. Double-booking is warned about, never forbidden."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core import changes, customers, services, settings, text, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import Appointment, Customer, FreedTime, Preference, Service, Staff

STATUSES = ("booked", "arrived", "done", "no-show", "cancelled")
_TOPICS = (Topic.APPOINTMENTS, Topic.REMINDERS)
LONGEST = timedelta(minutes=services.LONGEST_MINUTES)
_USUAL = 30  # minutes, where neither a service nor anybody says


@dataclass(frozen=True)
class AppointmentRow:
    """One appointment as the day list shows it; `starts_at` and `ends_at` in UTC, `wall_start` as it was agreed.

    `alerts` are fit for every eye; `private_alert` says that there is one about health, to be read on the card.
    `deceased` that the customer has died since it was booked, so that somebody can take it off.
    """

    id: int
    customer_id: int
    customer: str
    service: str
    staff_id: int | None
    staff: str
    starts_at: datetime
    ends_at: datetime
    wall_start: datetime
    minutes: int
    status: str
    note: str
    alerts: tuple[str, ...] = ()
    private_alert: bool = False
    deceased: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is to be booked: see `book`."""

    start: datetime
    service: str
    staff_id: int | None = None
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Booked:
    """A booked appointment, with the others it overlaps for the same person and the customer's alerts."""

    id: int
    conflicts: tuple[AppointmentRow, ...]
    alerts: tuple[str, ...]


def book(
    db: Database,
    customer_id: int,
    *,
    start: datetime,
    service: str,
    staff_id: int | None = None,
    minutes: int | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Booked:
    """Books an appointment. `start` is a wall time in the shop's zone, or an aware time.

    `service` names a service, whose usual length applies, or is free text; that takes half an hour unless `minutes`
    says otherwise.
    """
    wanted = Wanted(start, service, staff_id, minutes, text.clean_note(note))
    with db.write(*_TOPICS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        booked = insert(session, customer_id, wanted, by=by, now=now)
        changes.remember(session, f"Booked {customer.name}", by=by, now=now)
        return booked


def insert(session: Session, customer_id: int, wanted: Wanted, *, by: Actor, now: datetime) -> Booked:
    """As `book`, inside a bigger use case."""
    known = services.find(session, wanted.service)
    length = wanted.minutes if wanted.minutes is not None else known.minutes if known else _USUAL
    row = Appointment(
        customer_id=customer_id,
        service_id=known.id if known else None,
        service_name=known.name if known else text.clean_line(wanted.service, what="The service"),
        created_at=now,
        created_by=by.name,
        updated_at=now,
        note=wanted.note,
        **_times(session, wanted.start, length),
    )
    _set_staff(session, row, wanted.staff_id)
    session.add(row)
    session.flush()
    assert row.id is not None
    return Booked(row.id, tuple(_conflicts(session, row)), _alerts(session, customer_id, now))


def move(
    db: Database,
    appointment_id: int,
    *,
    start: datetime,
    minutes: int | None = None,
    staff_id: int | None = None,
    by: Actor,
    now: datetime,
) -> Booked:
    """Moves an appointment to another time, and to another person if one is given."""
    with db.write(*_TOPICS) as session:
        changes.watch(session)
        row = _get(session, appointment_id)
        leave_time(session, row, now)
        for name, value in _times(session, start, minutes if minutes is not None else row.minutes).items():
            setattr(row, name, value)
        if staff_id is not None:
            _set_staff(session, row, staff_id)
        row.updated_at = now
        session.flush()
        changes.remember(session, "Moved an appointment", by=by, now=now)
        return Booked(appointment_id, tuple(_conflicts(session, row)), _alerts(session, row.customer_id, now))


def set_status(db: Database, appointment_id: int, status: str, *, by: Actor, now: datetime) -> None:
    """Says that a customer arrived, was served, did not come, or that it is off; every step can be taken back."""
    if status not in STATUSES:
        raise InvalidInput(f"“{status}” is no status; use one of {', '.join(STATUSES)}.")
    with db.write(*_TOPICS, Topic.CUSTOMERS) as session:
        changes.watch(session)
        row = _get(session, appointment_id)
        if status == "cancelled":
            leave_time(session, row, now)
        row.status, row.updated_at = status, now
        customer = session.get(Customer, row.customer_id)
        if customer is not None and status in ("arrived", "done"):
            customers.touch(customer, min(now, row.starts_at) if row.starts_at <= now else now)
        name = customer.name if customer else ""
        changes.remember(session, f"{name}: {status}", by=by, now=now)


def conflicts(
    db: Database, *, start: datetime, minutes: int, staff_id: int | None, besides: int | None = None
) -> list[AppointmentRow]:
    """What an appointment at this time would overlap for the same person, to warn before it is booked."""
    with db.read() as session:
        probe = Appointment(id=besides, staff_id=staff_id, customer_id=0, **_times(session, start, minutes))
        return list(_conflicts(session, probe))


def agenda(db: Database, day: date, *, days: int = 1, staff_id: int | None = None) -> list[AppointmentRow]:
    """The appointments of one or more days in the shop's zone, in order; cancelled ones are left out."""
    with db.read() as session:
        zone = zones.of(settings.load(session))
        begin, end = zones.day_bounds(day, zone)[0], zones.day_bounds(day + timedelta(days=days - 1), zone)[1]
        query = _query().where(
            col(Appointment.starts_at) >= begin, col(Appointment.starts_at) < end, Appointment.status != "cancelled"
        )
        if staff_id is not None:
            query = query.where(Appointment.staff_id == staff_id)
        rows = _rows(session.exec(query.order_by(col(Appointment.starts_at), col(Appointment.id))).all())
        return _with_alerts(session, rows, day)


def expected_on(db: Database, day: date) -> frozenset[int]:
    """Whose appointments are on that day in the shop's zone; cancelled ones are left out."""
    with db.read() as session:
        begin, end = zones.day_bounds(day, zones.of(settings.load(session)))
        query = select(col(Appointment.customer_id)).where(
            col(Appointment.starts_at) >= begin, col(Appointment.starts_at) < end, Appointment.status != "cancelled"
        )
        return frozenset(session.exec(query).all())


def of_customer(db: Database, customer_id: int, *, limit: int = 50) -> list[AppointmentRow]:
    """The customer's appointments, the newest first, cancelled ones too."""
    with db.read() as session:
        query = _query().where(Appointment.customer_id == customer_id)
        return _rows(session.exec(query.order_by(col(Appointment.starts_at).desc()).limit(limit)).all())


def next_of(db: Database, customer_id: int, *, now: datetime) -> AppointmentRow | None:
    """The customer's next appointment that is still to come."""
    with db.read() as session:
        query = _query().where(
            Appointment.customer_id == customer_id,
            col(Appointment.ends_at) > now,
            col(Appointment.status).in_(("booked", "arrived")),
        )
        rows = _rows(session.exec(query.order_by(col(Appointment.starts_at)).limit(1)).all())
        return rows[0] if rows else None


def one(db: Database, appointment_id: int) -> AppointmentRow:
    """A single appointment; raises `NotFound`."""
    with db.read() as session:
        rows = _rows(session.exec(_query().where(Appointment.id == appointment_id)).all())
    if not rows:
        raise NotFound(f"There is no appointment with the number {appointment_id}.")
    return rows[0]


def _get(session: Session, appointment_id: int) -> Appointment:
    row = session.get(Appointment, appointment_id)
    if row is None:
        raise NotFound(f"There is no appointment with the number {appointment_id}.")
    return row


def leave_time(session: Session, row: Appointment, now: datetime) -> None:
    """Keeps that this time may become free, for those who wait for one."""
    if row.status == "booked" and row.starts_at > now:
        freed = FreedTime(staff_id=row.staff_id, starts_at=row.starts_at, ends_at=row.ends_at, freed_at=now)
        session.add(freed)


def _times(session: Session, start: datetime, minutes: int) -> dict[str, Any]:
    services.check_minutes(minutes)
    zone = zones.of(settings.load(session))
    starts_at = zones.instant(start, zone) if start.tzinfo is None else start
    return {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "wall_start": starts_at.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes"),
        "zone": zone.key,
        "minutes": minutes,
    }


def _set_staff(session: Session, row: Appointment, staff_id: int | None) -> None:
    if staff_id is not None and session.get(Staff, staff_id) is None:
        raise NotFound("That person is not in the staff list.")
    row.staff_id = staff_id


def _conflicts(session: Session, row: Appointment) -> Sequence[AppointmentRow]:
    if row.staff_id is None:
        return []
    query = _query().where(
        # the lower bound lets the index skip everything that must be over by now
        col(Appointment.starts_at) > row.starts_at - LONGEST,
        col(Appointment.starts_at) < row.ends_at,
        col(Appointment.ends_at) > row.starts_at,
        Appointment.staff_id == row.staff_id,
        col(Appointment.status).in_(("booked", "arrived")),
        Appointment.id != (row.id or 0),
    )
    return _rows(session.exec(query.order_by(col(Appointment.starts_at))).all())


def _query() -> Any:
    return (
        select(Appointment, Customer.name, Service.name, Staff.name)
        .add_columns(col(Customer.deceased))
        .join(Customer, col(Customer.id) == Appointment.customer_id)
        .outerjoin(Service, col(Service.id) == Appointment.service_id)
        .outerjoin(Staff, col(Staff.id) == Appointment.staff_id)
        .where(col(Customer.deleted_at).is_(None))
    )


def _rows(found: Sequence[tuple[Appointment, str, str | None, str | None, bool]]) -> list[AppointmentRow]:
    return [
        AppointmentRow(
            id=row.id or 0,
            customer_id=row.customer_id,
            customer=customer,
            service=service or row.service_name,
            staff_id=row.staff_id,
            staff=staff or "",
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            wall_start=datetime.fromisoformat(row.wall_start),
            minutes=row.minutes,
            status=row.status,
            note=row.note,
            deceased=deceased,
        )
        for row, customer, service, staff, deceased in found
    ]


def _with_alerts(session: Session, rows: list[AppointmentRow], day: date) -> list[AppointmentRow]:
    """The rows with their customers' alerts, read in one query however many rows there are."""
    found: dict[int, list[Preference]] = {}
    for alert in session.exec(_alerts_query({row.customer_id for row in rows})).all() if rows else ():
        found.setdefault(alert.customer_id, []).append(alert)
    return [_marked(row, [a for a in found.get(row.customer_id, []) if _in_force(a, day)]) for row in rows]


def _marked(row: AppointmentRow, alerts: list[Preference]) -> AppointmentRow:
    shown = tuple(alert.text for alert in alerts if not alert.health)
    return replace(row, alerts=shown, private_alert=any(alert.health for alert in alerts))


def _alerts(session: Session, customer_id: int, now: datetime) -> tuple[str, ...]:
    day = now.astimezone(zones.of(settings.load(session))).date()
    rows = session.exec(_alerts_query({customer_id})).all()
    return tuple(row.text for row in rows if not row.health and _in_force(row, day))


def _alerts_query(customer_ids: set[int]) -> Any:
    return (
        select(Preference)
        .where(col(Preference.customer_id).in_(customer_ids), col(Preference.alert))
        .order_by(col(Preference.id))
    )


def _in_force(alert: Preference, day: date) -> bool:
    return alert.expires_on is None or alert.expires_on >= day
