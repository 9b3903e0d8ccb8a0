"""Days and times that come back: birthdays on 29 February, and repeating reminders in wall time."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from deskmate.core import zones
from deskmate.core.errors import InvalidInput

_MOST_STEPS = 20_000


def in_year(month: int, day: int, year: int, *, leap_day: str) -> date:
    """The day in that year; 29 February falls on 28 Feb or 1 Mar (`leap_day`) where the year has none."""
    if (month, day) == (2, 29) and not isleap(year):
        return date(year, 3, 1) if leap_day == "1 Mar" else date(year, 2, 28)
    return date(year, month, day)


def days_between(first: date, last: date, *, leap_day: str) -> Iterator[tuple[int, int, date]]:
    """(month, day, date it falls on) of every day of the year that falls between two dates, both included."""
    day = first
    while day <= last:
        yield day.month, day.day, day
        if not isleap(day.year) and in_year(2, 29, day.year, leap_day=leap_day) == day:
            yield 2, 29, day
        day += timedelta(days=1)


def check_rule(rule: str) -> None:
    """Raises `InvalidInput` for a repetition that can't be read (RFC 5545, RRULE)."""
    try:
        rrulestr(rule, dtstart=datetime(2026, 1, 1))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise InvalidInput(f"“{rule}” is no repetition; write it like FREQ=WEEKLY;BYDAY=MO.") from error


def occurrences(start: datetime, rule: str, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    """The instants (UTC) of a repeating reminder with after < instant <= until.

    `start` is a naive wall time. The rule is unfolded in wall time and each occurrence turned into an instant by the
    zone, so that "every day at nine" stays at nine when the clocks change.
    """
    first = after.astimezone(zone).replace(tzinfo=None) - timedelta(days=2)
    last = until.astimezone(zone).replace(tzinfo=None) + timedelta(days=2)
    seen: set[datetime] = set()
    for steps, wall in enumerate(rrulestr(rule, dtstart=start).xafter(first, inc=True)):
        if wall > last or steps > _MOST_STEPS:
            return
        at = zones.instant(wall, zone)
        if after < at <= until and at not in seen:
            seen.add(at)
            yield at
