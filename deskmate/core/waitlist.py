"""The waiting list: who would come if a time became free, and booking them into it.

Only what a customer waits for is stored. Who is to be offered which gap follows from the calendar, along the list: the
first who waits and whom it fits, then the next.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from deskmate.core import appointments, changes, customers, gaps, services, settings, text, zones
from deskmate.core.actors import Actor
from deskmate.core.appointments import Booked, Wanted
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.gaps import Gap, Wish
from deskmate.core.models import Customer, Staff, WaitEntry

EVERY_DAY = "1234567"
FURTHEST = timedelta(days=366)
_TOPICS = (Topic.APPOINTMENTS, Topic.REMINDERS)


@dataclass(frozen=True)
class WaitRow:
    """One who waits; `days` are ISO weekdays, `after` and `before` wall times of the shop or None."""

    id: int
    customer_id: int
    customer: str
    service: str
    minutes: int
    staff_id: int | None
    staff: str
    days: str
    after: time | None
    before: time | None
    until: date
    note: str
    created_at: datetime

    @property
    def wish(self) -> Wish:
        """What would suit."""
        return Wish(self.minutes, self.staff_id, self.days, self.after, self.before, self.until)


@dataclass(frozen=True)
class Fit:
    """A free time that suits somebody who waits, with the person who would serve them."""

    row: WaitRow
    gap: Gap
    starts_at: datetime
    staff: str

    @property
    def known_at(self) -> datetime:
        """From when on it could be offered: since the time is free and the customer waits."""
        return max(self.gap.freed_at, self.row.created_at)


def add(
    db: Database,
    customer_id: int,
    *,
    service: str,
    until: date,
    staff_id: int | None = None,
    minutes: int | None = None,
    days: str = EVERY_DAY,
    after: str = "",
    before: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Puts a customer on the waiting list until the given day; gives the entry's number.

    `service` names a service (its usual length applies) or is free text. Raises `InvalidInput` for days and times
    into which nothing could fit, `Conflict` where the customer waits for the same already.
    """
    with db.write(*_TOPICS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        known = services.find(session, service)
        row = WaitEntry(
            customer_id=customer_id,
            service_id=known.id if known else None,
            service_name=known.name if known else text.clean_line(service, what="The service"),
            minutes=minutes if minutes is not None else known.minutes if known else 30,
            staff_id=staff_id,
            days="".join(day for day in EVERY_DAY if day in days),
            after=_clock(after),
            before=_clock(before),
            until=until,
            note=text.clean_line(note, what="The note", limit=400),
            created_at=now,
            created_by=by.name,
        )
        _check(session, row, now)
        session.add(row)
        changes.remember(session, f"Put {customer.name} on the waiting list", by=by, now=now)
        assert row.id is not None
        return row.id


def withdraw(db: Database, entry_id: int, *, by: Actor, now: datetime) -> None:
    """Takes an entry off the list: the customer waits no longer."""
    with db.write(*_TOPICS) as session:
        changes.watch(session)
        row = _waiting(session, entry_id)
        row.state, row.closed_at = "withdrawn", now
        customer = session.get(Customer, row.customer_id)
        name = customer.name if customer else ""
        changes.remember(session, f"Took {name} off the waiting list", by=by, now=now)


def book(db: Database, entry_id: int, *, start: datetime, by: Actor, now: datetime) -> Booked:
    """Books whom an offer was made into the gap, and takes them off the list; one step of undo takes back both.

    Raises `Conflict` when the time is no longer free.
    """
    with db.write(*_TOPICS) as session:
        changes.watch(session)
        entry = _waiting(session, entry_id)
        customer = customers.get(session, entry.customer_id)
        fit = next((fit for fit in _fits(session, [entry_id], now=now) if fit.starts_at == start), None)
        if fit is None:
            raise Conflict("This time is no longer free; nothing was booked.")
        wanted = Wanted(start, entry.service_name, fit.gap.staff_id, entry.minutes, entry.note)
        booked = appointments.insert(session, entry.customer_id, wanted, by=by, now=now)
        entry.state, entry.closed_at, entry.appointment_id = "booked", now, booked.id
        changes.remember(session, f"Booked {customer.name} from the waiting list", by=by, now=now)
        return booked


def waiting(db: Database, *, now: datetime, customer_id: int | None = None) -> list[WaitRow]:
    """Who waits, the longest waiting first; entries whose last day is over are left out."""
    with db.read() as session:
        rows = _rows(session, _today(session, now))
    return [row for row in rows if customer_id in (None, row.customer_id)]


def one(db: Database, entry_id: int) -> WaitRow:
    """A single entry of somebody who waits; raises `NotFound`, or `Conflict` for one who waits no longer."""
    with db.read() as session:
        entry = _waiting(session, entry_id)
        customer = customers.get(session, entry.customer_id)
        person = session.get(Staff, entry.staff_id) if entry.staff_id is not None else None
        return _row(entry, customer.name, person.name if person else "")


def fits(session: Session, *, now: datetime) -> list[Fit]:
    """Every free time with everybody on the list whom it suits, by time and then in the order of the list.

    Those who are not to be called (deceased, do not contact, in mourning) are left out.
    """
    return _fits(session, None, now=now)


def _fits(session: Session, only: list[int] | None, *, now: datetime) -> list[Fit]:
    rows = [row for row in _rows(session, _today(session, now)) if only is None or row.id in only]
    if not rows:
        return []
    zone = zones.of(settings.load(session))
    names = dict(session.exec(select(Staff.id, Staff.name)).all())
    found = []
    for gap in gaps.open_ones(session, now=now):
        for row in rows:
            start = gaps.place(gap, row.wish, zone)
            if start is not None:
                found.append(Fit(row, gap, start, names.get(gap.staff_id, "")))
    return found


def _rows(session: Session, today: date) -> list[WaitRow]:
    query = (
        select(WaitEntry, Customer.name, Staff.name)
        .join(Customer, col(Customer.id) == WaitEntry.customer_id)
        .outerjoin(Staff, col(Staff.id) == WaitEntry.staff_id)
        .where(
            WaitEntry.state == "waiting",
            col(WaitEntry.until) >= today,
            col(Customer.deleted_at).is_(None),
            ~col(Customer.deceased),
            ~col(Customer.do_not_contact),
            col(Customer.bereaved_until).is_(None) | (col(Customer.bereaved_until) < today),
        )
        .order_by(col(WaitEntry.created_at), col(WaitEntry.id))
    )
    return [_row(entry, customer, staff or "") for entry, customer, staff in session.exec(query).all()]


def _row(entry: WaitEntry, customer: str, staff: str) -> WaitRow:
    return WaitRow(
        id=entry.id or 0,
        customer_id=entry.customer_id,
        customer=customer,
        service=entry.service_name,
        minutes=entry.minutes,
        staff_id=entry.staff_id,
        staff=staff,
        days=entry.days,
        after=zones.parse_time(entry.after) if entry.after else None,
        before=zones.parse_time(entry.before) if entry.before else None,
        until=entry.until,
        note=entry.note,
        created_at=entry.created_at,
    )


def _check(session: Session, row: WaitEntry, now: datetime) -> None:
    today = _today(session, now)
    if not row.service_name:
        raise InvalidInput("Say what the customer waits for.")
    services.check_minutes(row.minutes)
    if not row.days:
        raise InvalidInput("Choose at least one day of the week that suits.")
    if not today <= row.until <= today + FURTHEST:
        raise InvalidInput("The last day must be between today and a year from now.")
    if row.staff_id is not None and session.get(Staff, row.staff_id) is None:
        raise NotFound("That person is not in the staff list.")
    if row.after and row.before and _minutes(row.before) - _minutes(row.after) < row.minutes:
        raise InvalidInput(f"Between {row.after} and {row.before} there is no room for {row.minutes} minutes.")
    same = select(WaitEntry.id).where(
        WaitEntry.customer_id == row.customer_id,
        WaitEntry.state == "waiting",
        WaitEntry.service_name == row.service_name,
        col(WaitEntry.until) >= today,
    )
    if session.exec(same).first() is not None:
        raise Conflict("This customer is on the waiting list for that already.")


def _waiting(session: Session, entry_id: int) -> WaitEntry:
    row = session.get(WaitEntry, entry_id)
    if row is None:
        raise NotFound(f"There is nobody on the waiting list with the number {entry_id}.")
    if row.state != "waiting":
        raise Conflict("This customer is no longer on the waiting list.")
    return row


def _today(session: Session, now: datetime) -> date:
    return now.astimezone(zones.of(settings.load(session))).date()


def _clock(typed: str) -> str:
    return f"{zones.parse_time(typed):%H:%M}" if typed.strip() else ""


def _minutes(clock: str) -> int:
    at = zones.parse_time(clock)
    return at.hour * 60 + at.minute
