"""Times that became free and still are: which stretch around them nobody has booked, and what fits into it.

Pure but for one query: a gap is worked out from what the calendar says now, so an appointment that is booked, moved or
restored into it needs no code of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from deskmate.core import services, settings, zones
from deskmate.core.models import Appointment, Customer, FreedTime

_LONGEST = timedelta(minutes=services.LONGEST_MINUTES)
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Gap:
    """A stretch that is free from `starts_at` to `ends_at` (UTC), around a time `freed` at `freed_at`."""

    staff_id: int | None
    freed: Stretch
    starts_at: datetime
    ends_at: datetime
    freed_at: datetime


@dataclass(frozen=True)
class Wish:
    """What a customer waits for; `days` are ISO weekdays, times are the shop's wall time."""

    minutes: int
    staff_id: int | None
    days: str
    after: time | None
    before: time | None
    until: date


def open_ones(session: Session, *, now: datetime) -> list[Gap]:
    """The gaps still to come, the soonest first; each stretch of free time is there once."""
    shop = settings.load(session)
    zone = zones.of(shop)
    found: dict[tuple[int | None, datetime], Gap] = {}
    query = select(FreedTime).where(col(FreedTime.starts_at) > now)
    for row in session.exec(query.order_by(col(FreedTime.starts_at), col(FreedTime.id))).all():
        hours = _hours(shop, row, zone)
        for gap in _gaps(row, hours, _busy(session, row.staff_id, hours), now):
            known = found.get((gap.staff_id, gap.starts_at))
            found[gap.staff_id, gap.starts_at] = gap if known is None else _both(known, gap)
    return sorted(found.values(), key=lambda gap: (gap.starts_at, gap.staff_id or 0))


def place(gap: Gap, wish: Wish, zone: ZoneInfo) -> datetime | None:
    """When the appointment would begin: as near the beginning of the freed time as fits; None where it does not fit."""
    day = gap.starts_at.astimezone(zone).date()
    wanted = wish.staff_id is None or wish.staff_id == gap.staff_id
    if not wanted or day > wish.until or str(day.isoweekday()) not in wish.days:
        return None
    first = max(gap.starts_at, _at(day, wish.after, zone) or gap.starts_at)
    last = min(gap.ends_at, _at(day, wish.before, zone) or gap.ends_at) - timedelta(minutes=wish.minutes)
    start = min(max(first, gap.freed[0]), last)
    touches = start < gap.freed[1] and start + timedelta(minutes=wish.minutes) > gap.freed[0]
    return start if first <= start and touches else None


def _both(one: Gap, other: Gap) -> Gap:
    """One stretch that became free twice."""
    freed = min(one.freed[0], other.freed[0]), max(one.freed[1], other.freed[1])
    return replace(one, freed=freed, freed_at=max(one.freed_at, other.freed_at))


def _gaps(row: FreedTime, hours: Stretch, busy: list[Stretch], now: datetime) -> Iterator[Gap]:
    """The free stretches that touch the freed time."""
    begin = max(hours[0], now)
    for start, end in (*busy, (hours[1], hours[1])):
        if begin < min(start, row.ends_at) and start > row.starts_at:
            yield Gap(row.staff_id, (row.starts_at, row.ends_at), begin, start, row.freed_at)
        begin = max(begin, end)


def _busy(session: Session, staff_id: int | None, hours: Stretch) -> list[Stretch]:
    query = (
        select(Appointment.starts_at, Appointment.ends_at)
        .join(Customer, col(Customer.id) == Appointment.customer_id)
        .where(
            col(Appointment.starts_at) > hours[0] - _LONGEST,
            col(Appointment.starts_at) < hours[1],
            col(Appointment.ends_at) > hours[0],
            col(Appointment.status).in_(("booked", "arrived", "done")),
            col(Appointment.staff_id).is_(None) if staff_id is None else Appointment.staff_id == staff_id,
            col(Customer.deleted_at).is_(None),
        )
    )
    return list(_joined(sorted(session.exec(query).all())))


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Overlapping stretches as one."""
    here: Stretch | None = None
    for start, end in stretches:
        if here is not None and start <= here[1]:
            here = (here[0], max(here[1], end))
            continue
        if here is not None:
            yield here
        here = (start, end)
    if here is not None:
        yield here


def _hours(shop: settings.Settings, row: FreedTime, zone: ZoneInfo) -> Stretch:
    """The opening hours of that day, and whatever was agreed outside of them."""
    day = row.starts_at.astimezone(zone).date()
    opens, closes = (
        zones.instant(datetime.combine(day, zones.parse_time(at)), zone) for at in (shop.opens, shop.closes)
    )
    return min(opens, row.starts_at), max(closes, row.ends_at)


def _at(day: date, at: time | None, zone: ZoneInfo) -> datetime | None:
    return None if at is None else zones.instant(datetime.combine(day, at), zone)
