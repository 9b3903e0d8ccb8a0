"""What falls due between two instants, read from the book: appointments, birthdays, promises, calls, late regulars.

Each source is one query along an index, so that a large book costs no more than what is due. Nothing here is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, exists, literal, tuple_
from sqlmodel import Session, col, select

from deskmate.core import people, settings, zones
from deskmate.core.customers import MOST_DAYS_AHEAD
from deskmate.core.models import (
    Appointment,
    Customer,
    FollowUp,
    Occasion,
    Preference,
    Promise,
    Reminder,
    ReminderState,
    Service,
)
from deskmate.reminders import late_visits, recurrence, rhythm
from deskmate.reminders.kinds import Due, Kind, appointment_key, dated_key, yearly_key

EXPIRY_DAYS_AHEAD = 14
LONGEST_LEAD = timedelta(days=3)
_WAITING = ("booked", "arrived")


@dataclass(frozen=True)
class Window:
    """What is asked for at `now`: reminders with `since` < due <= `until`, in the shop's zone and by its settings.

    What a person decided on (a promise, a call, an own reminder) is asked for however long ago it fell due.
    """

    since: datetime
    until: datetime
    now: datetime
    zone: ZoneInfo
    shop: settings.Settings

    def holds(self, at: datetime) -> bool:
        """Whether something due at this instant is asked for."""
        return self.since < at <= self.until

    def reaches(self, at: datetime) -> bool:
        """Whether something due at this instant is asked for, were it ever so long ago."""
        return at <= self.until

    def opening(self, day: date) -> datetime:
        """When the shop opens that day: the time at which what concerns a whole day falls due."""
        opens = zones.parse_time(self.shop.opens)
        return zones.instant(datetime.combine(day, opens), self.zone)

    def days(self, *, later: int = 0) -> tuple[date, date]:
        """The wall dates the window touches, moved by some days."""
        shift = timedelta(days=later)
        return self.since.astimezone(self.zone).date() + shift, self.until.astimezone(self.zone).date() + shift


def everything(session: Session, window: Window) -> list[Due]:
    """All reminders of the window, the first due first."""
    sources = (_appointments, _birthdays, _occasions, _promises, _follow_ups, _own, _expiring, _rhythms)
    found = [due for source in sources for due in source(session, window)]
    return sorted(found, key=lambda due: (due.due_at, due.key))


def window(session: Session, *, since: datetime, until: datetime, now: datetime) -> Window:
    """The window between two instants for this shop."""
    shop = settings.load(session)
    return Window(since, until, now, zones.of(shop), shop)


def _appointments(session: Session, window: Window) -> Iterator[Due]:
    rows = session.exec(
        select(Appointment, Customer, Service)
        .join(Customer, col(Customer.id) == Appointment.customer_id)
        .outerjoin(Service, col(Service.id) == Appointment.service_id)
        .where(
            col(Appointment.starts_at) > window.since,
            col(Appointment.starts_at) <= window.until + LONGEST_LEAD,
            Appointment.status == "booked",
            col(Customer.deleted_at).is_(None),
        )
        .order_by(col(Appointment.starts_at))
    ).all()
    for row, customer, service in rows:
        for kind, due_at, what in _appointment_times(row, service, window):
            if window.holds(due_at):
                yield _appointment(row, customer, service, kind, due_at, what, window)


def _appointment_times(
    row: Appointment, service: Service | None, window: Window
) -> Iterator[tuple[Kind, datetime, str]]:
    lead = timedelta(minutes=window.shop.appointment_lead_minutes)
    if lead:
        yield "appointment", row.starts_at - lead, ""
    if service is not None and service.prepare_minutes:
        yield "prepare", row.starts_at - timedelta(minutes=service.prepare_minutes), "Get ready for "
    if service is not None and service.call_day_before:
        before = row.starts_at.astimezone(window.zone).date() - timedelta(days=1)
        yield "call-before", window.opening(before), "Call to confirm: "


def _appointment(
    row: Appointment,
    customer: Customer,
    service: Service | None,
    kind: Kind,
    due_at: datetime,
    what: str,
    window: Window,
) -> Due:
    start = row.starts_at.astimezone(window.zone)
    name = (service.name if service else row.service_name) or "Appointment"
    assert row.id is not None
    return Due(
        key=appointment_key(kind, row.id, row.starts_at),
        kind=kind,
        customer_id=customer.id,
        customer=customer.name,
        text=f"{what}{name}, {start:%a} {start.day} {start:%b} at {start:%H:%M}",
        due_at=due_at,
        about_at=row.starts_at,
    )


def _birthdays(session: Session, window: Window) -> Iterator[Due]:
    for falls, whose in _calendars(window):
        rows = session.exec(
            select(Customer, FollowUp.id)
            .outerjoin(FollowUp, (col(FollowUp.customer_id) == Customer.id) & (col(FollowUp.state) == "open"))
            .where(
                tuple_(col(Customer.birthday_month), col(Customer.birthday_day)).in_(list(falls)),
                whose,
                col(Customer.deleted_at).is_(None),
            )
        ).all()
        for customer, follow_up in rows:
            born = (customer.birthday_month or 0, customer.birthday_day or 0)
            for day, due_at in _greeting_times(customer, falls[born], window):
                yield _birthday(customer, day, due_at, paused=follow_up is not None, window=window)


def _birthday(customer: Customer, day: date, due_at: datetime, *, paused: bool, window: Window) -> Due:
    name = people.call_name(customer.name, customer.given, customer.known_as)
    age = ""
    if window.shop.show_ages and customer.birthday_year is not None:
        age = f", turns {day.year - customer.birthday_year}"
    assert customer.id is not None
    return Due(
        key=yearly_key("birthday", customer.id, day.year),
        kind="birthday",
        customer_id=customer.id,
        customer=customer.name,
        text=f"Birthday of {name} on {_spoken(day)}{age}",
        due_at=due_at,
        about_at=window.opening(day),
        paused="May need a call first: the greeting waits until somebody has called." if paused else "",
    )


def _occasions(session: Session, window: Window) -> Iterator[Due]:
    for falls, whose in _calendars(window):
        rows = session.exec(
            select(Occasion, Customer)
            .join(Customer, col(Customer.id) == Occasion.customer_id)
            .where(
                tuple_(col(Occasion.month), col(Occasion.day)).in_(list(falls)),
                whose,
                col(Customer.deleted_at).is_(None),
            )
        ).all()
        for row, customer in rows:
            for day, due_at in _greeting_times(customer, falls[row.month, row.day], window):
                assert row.id is not None
                yield Due(
                    key=yearly_key("occasion", row.id, day.year),
                    kind="occasion",
                    customer_id=customer.id,
                    customer=customer.name,
                    text=f"{row.name} on {_spoken(day)}",
                    due_at=due_at,
                    about_at=window.opening(day),
                )


def _promises(session: Session, window: Window) -> Iterator[Due]:
    rows = session.exec(
        select(Promise, Customer)
        .join(Customer, col(Customer.id) == Promise.customer_id)
        .where(Promise.state == "open", col(Promise.due_on) <= window.days()[1], col(Customer.deleted_at).is_(None))
    ).all()
    for row, customer in rows:
        assert row.id is not None
        due_at = window.opening(row.due_on)
        if window.reaches(due_at):
            yield Due(
                key=f"promise:{row.id}",
                kind="promise",
                customer_id=customer.id,
                customer=customer.name,
                text=f"Promised: {row.text}",
                due_at=due_at,
                about_at=due_at,
            )


def _follow_ups(session: Session, window: Window) -> Iterator[Due]:
    rows = session.exec(
        select(FollowUp, Customer)
        .join(Customer, col(Customer.id) == FollowUp.customer_id)
        .where(FollowUp.state == "open", col(FollowUp.due_on) <= window.days()[1], col(Customer.deleted_at).is_(None))
    ).all()
    for row, customer in rows:
        assert row.id is not None
        whose = f" ({row.owner})" if row.owner else ""
        due_at = window.opening(row.due_on)
        if window.reaches(due_at):
            yield Due(
                key=dated_key("follow-up", row.id, row.due_on),
                kind="follow-up",
                customer_id=customer.id,
                customer=customer.name,
                text=f"Call by {_spoken(row.due_on)}{whose}",
                due_at=due_at,
                about_at=due_at,
            )


def _own(session: Session, window: Window) -> Iterator[Due]:
    rows = session.exec(
        select(Reminder, Customer)
        .outerjoin(Customer, col(Customer.id) == Reminder.customer_id)
        .where(
            col(Reminder.deleted_at).is_(None),
            col(Reminder.at) <= window.until,
            (col(Reminder.at) > window.since) | (col(Reminder.rrule) != "") | ~_handled_once(),
            col(Customer.deleted_at).is_(None),
        )
    ).all()
    for row, customer in rows:
        for at in _times_of(row, window):
            yield Due(
                key=f"reminder:{row.id}:{int(at.timestamp()) // 60}",
                kind="reminder",
                customer_id=row.customer_id,
                customer=customer.name if customer else "",
                text=row.text,
                due_at=at,
                about_at=at,
            )


def _handled_once() -> Any:
    """Whether staff handled an own reminder that does not repeat."""
    begin = literal("reminder:") + cast(col(Reminder.id), String)
    return exists().where(
        col(ReminderState.key) > begin + ":",
        col(ReminderState.key) < begin + ";",
        col(ReminderState.done_at).is_not(None) | col(ReminderState.dismissed_at).is_not(None),
    )


def _times_of(row: Reminder, window: Window) -> Iterator[datetime]:
    if not row.rrule:
        if window.reaches(row.at):
            yield row.at
        return
    wall, zone = datetime.fromisoformat(row.wall_at), zones.named(row.zone)
    yield from recurrence.occurrences(wall, row.rrule, zone, window.since, window.until)


def _expiring(session: Session, window: Window) -> Iterator[Due]:
    first, last = window.days(later=EXPIRY_DAYS_AHEAD)
    rows = session.exec(
        select(Preference, Customer)
        .join(Customer, col(Customer.id) == Preference.customer_id)
        .where(
            col(Preference.expires_on) >= first,
            col(Preference.expires_on) <= last,
            col(Preference.health).is_(False),
            col(Customer.deleted_at).is_(None),
            col(Customer.deceased).is_(False),
        )
    ).all()
    for row, customer in rows:
        assert row.id is not None and row.expires_on is not None
        yield from _on_day(
            Due(
                key=dated_key("expiry", row.id, row.expires_on),
                kind="expiry",
                customer_id=customer.id,
                customer=customer.name,
                text=f"{row.category}: {row.text}, until {_spoken(row.expires_on)}",
                due_at=window.opening(row.expires_on - timedelta(days=EXPIRY_DAYS_AHEAD)),
                about_at=window.opening(row.expires_on),
            ),
            window,
        )


def _rhythms(session: Session, window: Window) -> Iterator[Due]:
    if not window.shop.rhythm_reminders:
        return
    for late in late_visits.between(session, *window.days(), window.zone):
        usual = late.usual
        assert usual.late_on is not None and usual.last_on is not None and usual.usual_days is not None
        as_of = max(usual.late_on, window.now.astimezone(window.zone).date())
        said = rhythm.spoken(usual.usual_days, (as_of - usual.last_on).days)
        yield from _on_day(
            Due(
                key=late.key,
                kind="rhythm",
                customer_id=usual.customer_id,
                customer=late.customer,
                text=f"{said}: {usual.visits} visits, the last on {_spoken(usual.last_on)}",
                due_at=window.opening(usual.late_on),
                about_at=window.opening(usual.late_on),
            ),
            window,
        )


def greets(customer: Customer, day: date) -> bool:
    """Whether a cheerful reminder is fitting for this customer on that day."""
    mourning = customer.bereaved_until is not None and customer.bereaved_until >= day
    return not (customer.deceased or customer.no_greetings or customer.do_not_contact or mourning)


def _greeting_times(customer: Customer, days: list[date], window: Window) -> Iterator[tuple[date, datetime]]:
    """On which of these days to greet, and when staff are told; not those over before the card was made."""
    own = customer.greet_days_ahead
    ahead = window.shop.birthday_days_ahead if own is None else own
    for day in days:
        due_at = window.opening(day - timedelta(days=ahead))
        known = customer.created_at.astimezone(window.zone).date() <= day
        if window.holds(due_at) and known and greets(customer, day):
            yield day, due_at


def _calendars(window: Window) -> Iterator[tuple[dict[tuple[int, int], list[date]], Any]]:
    """The days of the year to look at: for those greeted as the shop does, and for those with an own time ahead."""
    ahead = window.shop.birthday_days_ahead
    yield _calendar(window, ahead, ahead), col(Customer.greet_days_ahead).is_(None)
    yield _calendar(window, 0, MOST_DAYS_AHEAD), col(Customer.greet_days_ahead).is_not(None)


def _calendar(window: Window, least: int, most: int) -> dict[tuple[int, int], list[date]]:
    first, last = window.days(later=least)[0], window.days(later=most)[1]
    falls: dict[tuple[int, int], list[date]] = {}
    for month, day, on in recurrence.days_between(first, last, leap_day=window.shop.leap_day):
        falls.setdefault((month, day), []).append(on)
    return falls


def _on_day(due: Due, window: Window) -> Iterator[Due]:
    if window.holds(due.due_at):
        yield due


def _spoken(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
