"""The morning and the closing sheet: what a shop needs on paper when the computer doesn't work. Plain text only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from deskmate.core import appointments, customers, follow_ups, readings, settings, zones
from deskmate.core.appointments import AppointmentRow
from deskmate.core.customers import Card
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.models import CallAttempt, Customer, Interaction, Promise
from deskmate.reminders import due
from deskmate.reminders.kinds import CHEERFUL, Due, Kind

_MOODY = ("note", "call", "visit", "purchase", "complaint", "compliment", "feedback")
_CALLS = 40
_AHEAD = timedelta(days=7)
_LISTED: frozenset[Kind] = frozenset({*CHEERFUL, "promise"})


@dataclass(frozen=True)
class Line:
    """One line: `lead` is a time in its own column, `detail` stands below in smaller letters."""

    text: str
    lead: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the sheet, and what it says when there is nothing."""

    title: str
    lines: tuple[Line, ...]
    empty: str


@dataclass(frozen=True)
class Sheet:
    """A page to print."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footer: str = "This sheet names customers: keep it behind the counter, and destroy it in the evening."


def morning(db: Database, *, now: datetime) -> Sheet:
    """Today's people with what to know about them, occasions, promises due and calls due."""
    shop, zone, today = _shop(db, now)
    rows = appointments.agenda(db, today)
    upcoming = due.upcoming(db, now=now, days=_AHEAD.days + 1, passed=False, ahead=_LISTED)
    return Sheet(
        f"Morning sheet, {_day(today)}",
        shop,
        (
            Section(
                "Appointments", tuple(_appointment(db, row, zone, today) for row in rows), "Nothing is booked today."
            ),
            Section("Birthdays and occasions", tuple(_occasions(upcoming, zone, today)), "None in the coming week."),
            Section("Promises due", tuple(_promises(upcoming, zone, today)), "None are due."),
            Section("May need a call", tuple(_calls(db, now, today)), "Nobody is waiting for a call."),
        ),
    )


def closing(db: Database, *, now: datetime) -> Sheet:
    """What was promised today, what is not yet marked or has no mood, and who comes first tomorrow."""
    shop, zone, today = _shop(db, now)
    tomorrow = today + timedelta(days=1)
    over = [row for row in appointments.agenda(db, today) if row.status in ("booked", "arrived") and row.ends_at <= now]
    first = appointments.agenda(db, tomorrow)
    return Sheet(
        f"Closing sheet, {_day(today)}",
        shop,
        (
            Section("Promises made today", tuple(_made_today(db, today, zone)), "None were made."),
            Section("Notes without a mood", tuple(_without_mood(db, today, zone)), "Every note has one."),
            Section(
                "Not marked yet",
                tuple(_plain(row, zone) for row in over),
                "Every appointment is marked.",
            ),
            Section(
                f"Tomorrow, {_day(tomorrow)}",
                tuple(_appointment(db, row, zone, tomorrow) for row in first[:8]),
                "Nothing is booked.",
            ),
        ),
    )


def _shop(db: Database, now: datetime) -> tuple[str, ZoneInfo, date]:
    shop = settings.current(db)
    zone = zones.of(shop)
    return shop.shop_name, zone, now.astimezone(zone).date()


def _plain(row: AppointmentRow, zone: ZoneInfo) -> Line:
    times = f"{row.starts_at.astimezone(zone):%H:%M}–{row.ends_at.astimezone(zone):%H:%M}"
    with_whom = f" with {row.staff}" if row.staff else ""
    return Line(f"{row.customer}: {row.service}{with_whom}", lead=times)


def _appointment(db: Database, row: AppointmentRow, zone: ZoneInfo, day: date) -> Line:
    line = _plain(row, zone)
    try:
        card = customers.card(db, row.customer_id)
    except NotFound:
        return line
    if card.draft.deceased:
        return Line(line.text, line.lead, "Deceased; the appointment can be taken off.")
    reach = "do not contact" if card.draft.do_not_contact else _phone(card)
    return Line(line.text, line.lead, " · ".join(filter(None, (*_to_know(card, day), row.note, reach))))


def _to_know(card: Card, day: date) -> Iterable[str]:
    """Alerts and pinned preferences in force; health matters stay in the book, and the sheet only points there."""
    for kept in card.preferences:
        if kept.health or not (kept.alert or kept.pinned) or (kept.expires_on is not None and kept.expires_on < day):
            continue
        yield f"{'! ' if kept.alert else ''}{kept.text}"
    if any(alert.health for alert in card.alerts(day)):
        yield "! see the card"


def _phone(card: Card) -> str:
    phones = sorted((one for one in card.draft.details if one.kind == "phone"), key=lambda one: not one.preferred)
    # not to be broken at the end of a line
    return phones[0].value.replace(" ", "\u00a0") if phones else ""


def _occasions(upcoming: Iterable[Due], zone: ZoneInfo, today: date) -> Iterable[Line]:
    found = [one for one in upcoming if one.kind in CHEERFUL]
    for one in sorted(found, key=lambda one: (one.about_at, one.key)):
        day = one.about_at.astimezone(zone).date()
        if today <= day <= today + _AHEAD:
            what = f": {one.text}" if one.kind == "occasion" else ""
            yield Line(one.customer + what, lead=_short(day), detail=one.paused)


def _promises(upcoming: Iterable[Due], zone: ZoneInfo, today: date) -> Iterable[Line]:
    for one in upcoming:
        day = one.about_at.astimezone(zone).date()
        if one.kind == "promise" and day <= today:
            yield Line(f"{one.customer}: {one.text.removeprefix('Promised: ')}", lead=_short(day))


def _calls(db: Database, now: datetime, today: date) -> Iterable[Line]:
    for row in follow_ups.list_open(db, now=now, limit=_CALLS):
        late = " (overdue)" if row.due_on < today else ""
        owner = f", {row.owner}" if row.owner else ""
        yield Line(
            f"{row.customer}{owner}{late}", lead=_short(row.due_on), detail=_phone(customers.card(db, row.customer_id))
        )


def _made_today(db: Database, today: date, zone: ZoneInfo) -> list[Line]:
    begin, end = zones.day_bounds(today, zone)
    with db.read() as session:
        rows = session.exec(
            select(Promise, Customer.name)
            .join(Customer, col(Customer.id) == Promise.customer_id)
            .where(col(Promise.created_at) >= begin, col(Promise.created_at) < end, col(Customer.deleted_at).is_(None))
            .order_by(col(Promise.due_on), col(Promise.id))
        ).all()
        return [Line(f"{name}: {row.text}", lead=f"by {_short(row.due_on)}") for row, name in rows]


def _without_mood(db: Database, today: date, zone: ZoneInfo) -> list[Line]:
    """Today's entries whose mood nobody chose and the reading is not sure of."""
    begin, end = zones.day_bounds(today, zone)
    with db.read() as session:
        rows = session.exec(
            select(Interaction, Customer.name)
            .join(Customer, col(Customer.id) == Interaction.customer_id)
            .outerjoin(CallAttempt, col(CallAttempt.interaction_id) == Interaction.id)
            .where(
                col(CallAttempt.id).is_(None),  # the shop's own calls have no mood,
                Interaction.engine_version != readings.OWN_WORDS,  # nor what it did about a reminder
                col(Interaction.at) >= begin,
                col(Interaction.at) < end,
                Interaction.mood == "",
                col(Interaction.label).in_(("", "unsure")),
                col(Interaction.kind).in_(_MOODY),
                col(Interaction.deleted_at).is_(None),
                col(Customer.deleted_at).is_(None),
            )
            .order_by(col(Interaction.at), col(Interaction.id))
        ).all()
        return [
            Line(f"{name}: {row.kind}", lead=f"{row.at.astimezone(zone):%H:%M}", detail=row.by) for row, name in rows
        ]


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
