"""When a dated plan comes again (RFC 5545, 3.8.5): unfolded in wall time, so that nine o'clock stays nine o'clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from dateutil.rrule import rrulestr

from deskmate.core.importing.records import Appointment, JsonObject

MOST = 2_000
_FAR = 2_300
_UNTIL = re.compile(r"UNTIL=(\d{8}(?:T\d{6}Z?)?)", re.IGNORECASE)
_ALLOWED = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)", re.IGNORECASE)
_INTERVAL = re.compile(r"INTERVAL=0*(\d{1,4})(?:;|$)", re.IGNORECASE)
_NTH = re.compile(r"([+-]?\d+)(?:MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
# with these a daily or weekly rule may look at every day up to the year 9999 and find none
_COSTLY = re.compile(r"FREQ=(?:DAILY|WEEKLY).*BY(?:MONTHDAY|YEARDAY|WEEKNO|SETPOS|EASTER)|BY.*FREQ=(?:DAILY|WEEKLY)",
                     re.IGNORECASE)  # fmt: skip


def can_follow(rule: str) -> bool:
    """Whether one RRULE can be followed: a day, week, month or year apart, by parts that exist."""
    if len(rule) > 500 or not _ALLOWED.search(rule) or _COSTLY.search(rule) or "EASTER" in rule.upper():
        return False
    most = 53 if "YEARLY" in rule.upper() and "BYMONTH=" not in rule.upper() else 5
    if any(abs(int(number)) > most for number in _NTH.findall(rule)):
        return False  # the eleventh Friday of a month
    every = _INTERVAL.search(rule)
    if "INTERVAL" in rule.upper() and (every is None or int(every[1]) < 1):
        return False
    try:
        rrulestr(_UNTIL.sub("", rule).replace(";;", ";").strip(";"), dtstart=datetime(2024, 1, 1))
    except Exception:  # dateutil raises nearly anything on broken rules
        return False
    return True


def moment(written: str) -> datetime:
    """The wall time of an ISO date or time, without its offset."""
    return datetime.fromisoformat(written).replace(tzinfo=None)


def ref_of(uid: str, start: str) -> str:
    """What one time of several is called: by the UID of all, and when it was to begin at first, in whatever zone."""
    at = datetime.fromisoformat(start)
    return f"{uid} {start if at.tzinfo is None else at.astimezone(UTC).isoformat()}"


def occurrences(plan: Appointment, since: date, until: date, most: int = MOST) -> Iterator[tuple[str, str]]:
    """(start, end) of each time from `since` up to but not including `until`, in order, in the form of `plan.start`."""
    start = moment(plan.start)
    length = (moment(plan.end) - start) if plan.end else timedelta()
    first, last = datetime.combine(since, datetime.min.time()), datetime.combine(until, datetime.min.time())
    out = {moment(day) if len(day) > 10 else date.fromisoformat(day) for day in plan.exdates}
    found: set[datetime] = set()
    for rule in plan.rrule.splitlines():
        found.update(_unfold(rule, start, plan, first, last))
    found.update(at for at in map(moment, plan.rdates) if first <= at < last)
    if first <= start < last and (not plan.rrule or _counts_start(plan)):
        found.add(start)
    kept = sorted(at for at in found if at not in out and at.date() not in out)
    for at in kept[:most]:
        yield _written(at, plan), _written(at + length, plan) if plan.end else ""


def _counts_start(plan: Appointment) -> bool:
    """The beginning counts, also where the rule misses it; one that ends before it begins has no time at all."""
    rules = plan.rrule.splitlines()
    ends = [until for rule in rules if (until := _until(rule, plan)) is not None]
    return len(ends) < len(rules) or max(ends) >= moment(plan.start)


def _unfold(rule: str, start: datetime, plan: Appointment, first: datetime, last: datetime) -> Iterator[datetime]:
    end = _until(rule, plan)
    bare = ";".join(part for part in _UNTIL.sub("", rule).split(";") if part)
    stop = last if end is None else min(last, end + timedelta(seconds=1))
    times = takewhile(lambda at: at < stop, rrulestr(bare, dtstart=start))
    try:
        yield from (at for at in times if at >= first)
    except (ValueError, OverflowError, TypeError, IndexError):  # a rule that leads beyond the year 9999
        return


def _until(rule: str, plan: Appointment) -> datetime | None:
    """The last moment of a rule in the plan's wall time; a bare date counts whole."""
    found = _UNTIL.search(rule)
    if found is None:
        return None
    text = found[1].upper()
    try:
        at = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    except ValueError:
        return None
    if at.year > _FAR:
        return None  # "until the end of time" is no end
    if "T" not in text:
        return at + timedelta(days=1, seconds=-1)
    # where the beginning has a zone the end has to be in UTC (RFC 5545, 3.3.10), also if the Z was forgotten
    if plan.tz is not None and not plan.all_day:
        return at.replace(tzinfo=UTC).astimezone(plan.tz).replace(tzinfo=None)
    return at


def _written(at: datetime, plan: Appointment) -> str:
    if plan.all_day:
        return at.date().isoformat()
    return at.replace(tzinfo=plan.tz).isoformat()


def to_json(plan: Appointment, until: date, most: int = 60) -> JsonObject:
    """The plan as `import --dry-run` shows it, with its first times up to `until`."""
    times = occurrences(plan, moment(plan.start).date(), until, most)
    return {
        "source_row": plan.source_row,
        "subject": plan.subject,
        "start": plan.start,
        "end": plan.end,
        "all_day": plan.all_day,
        "zone": plan.zone,
        "status": plan.status,
        "place": plan.place,
        "notes": plan.notes,
        "people": list(plan.people),
        "emails": list(plan.emails),
        "rrule": plan.rrule,
        "exdates": list(plan.exdates),
        "occurrences": [{"start": start, "end": end} for start, end in times],
    }
