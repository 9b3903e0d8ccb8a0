"""Which reminders may pop up now, and under which heading each stands. Pure: the clock and the settings are arguments.

A pop-up interrupts somebody with a customer in front of them, so there are few: none in the quiet hours, no more than
the shop allows an hour, and what fell due unseen is told in one. Whatever does not pop up waits in the panel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from deskmate.core import zones
from deskmate.core.errors import InvalidInput
from deskmate.core.settings import Settings
from deskmate.reminders.kinds import Due, Kind

LATE = timedelta(minutes=10)  # told later than this: the program was closed, or the computer slept
SAID = ("in an hour", "after lunch", "tomorrow", "next working day")
_HOUR = timedelta(hours=1)
_AFTER_LUNCH = time(13, 30)
_BOOKED: frozenset[Kind] = frozenset({"appointment", "prepare", "call-before"})
Quiet = tuple[str, str]  # from, until: wall times, or empty
NEVER: Quiet = ("", "")
Group = Literal["away", "now", "earlier"]
HEADINGS: dict[Group, str] = {"away": "While you were away", "now": "Today", "earlier": "Earlier"}


@dataclass(frozen=True)
class Telling:
    """What to do with reminders just claimed: `popups` one each, `missed` in one together, `waiting` in the panel."""

    popups: tuple[Due, ...] = ()
    missed: tuple[Due, ...] = ()
    waiting: tuple[Due, ...] = ()

    @property
    def interruptions(self) -> int:
        """How many pop-ups this makes, to be counted against the next hour."""
        return len(self.popups) + bool(self.missed)


def plan(
    claimed: Iterable[Due], *, recent: Sequence[datetime], now: datetime, shop: Settings, own: Quiet = NEVER
) -> Telling:
    """Chooses what pops up. `recent` are the instants of earlier pop-ups (UTC); those over an hour old don't count.

    `own` are the quiet hours of who is at the desk, beside the shop's. Where the hour's budget is short, what happens
    soonest goes first.
    """
    due = sorted(claimed, key=lambda one: (one.about_at, one.key))
    room = max(shop.popups_an_hour - sum(now - _HOUR < at <= now for at in recent), 0)
    if is_quiet(now, shop, own) or not room:
        return Telling(waiting=tuple(due))
    missed = tuple(one for one in due if fell_due_unseen(one, now))
    fresh = [one for one in due if not fell_due_unseen(one, now)]
    room -= bool(missed)
    return Telling(tuple(fresh[:room]), missed, tuple(fresh[room:]))


def is_quiet(now: datetime, shop: Settings, own: Quiet = NEVER) -> bool:
    """Whether it is within the shop's quiet hours, or the person's own. Unset or unreadable: no."""
    at = now.astimezone(zones.of(shop)).time()
    return any(_is_within(at, hours) for hours in ((shop.quiet_from, shop.quiet_until), own))


def _is_within(at: time, hours: Quiet) -> bool:
    """In wall time; they may run over midnight."""
    begin, end = map(_clock, hours)
    if begin is None or end is None or begin == end:
        return False
    return begin <= at < end if begin < end else at >= begin or at < end


def fell_due_unseen(due: Due, now: datetime) -> bool:
    """Whether it fell due while nobody could be told: the program was closed or the computer slept.

    An appointment that falls due at its very start was written down late, by somebody who was there.
    """
    if due.kind in _BOOKED and due.shown_from == due.about_at:
        return False
    return (due.told_at or now) - due.shown_from > LATE


def grouped(open_now: Iterable[Due], *, now: datetime, zone: ZoneInfo) -> list[tuple[Group, list[Due]]]:
    """The open reminders under their headings, the oldest first in each; headings without any are left out.

    What was missed stands under "while you were away" on the day it was first told, and under "earlier" after that.
    """
    today = now.astimezone(zone).date()
    groups: dict[Group, list[Due]] = {"away": [], "now": [], "earlier": []}
    for due in sorted(open_now, key=lambda one: (one.shown_from, one.key)):
        groups[_group(due, now, zone, today)].append(due)
    return [(name, found) for name, found in groups.items() if found]


def snoozes(now: datetime, shop: Settings) -> list[tuple[str, datetime]]:
    """Later times as people say them, with their instants (UTC), the soonest first; none in the past."""
    times = {words: said_time(words, now, shop) for words in SAID}
    here = {words: at.astimezone(zones.of(shop)) for words, at in times.items()}
    working = here["next working day"]
    labels = {
        "in an hour": "In an hour",
        "after lunch": f"After lunch, {here['after lunch']:%H:%M}",
        "tomorrow": f"Tomorrow at opening, {here['tomorrow']:%H:%M}",
        "next working day": f"Next working day, {working:%a} {working.day} {working:%b}",
    }
    if times["next working day"] == times["tomorrow"]:
        del labels["next working day"]
    found = [(label, times[words]) for words, label in labels.items() if times[words] > now]
    return sorted(found, key=lambda choice: choice[1])


def said_time(words: str, now: datetime, shop: Settings) -> datetime:
    """The instant (UTC) that one of `SAID` means now; "after lunch" can be over already."""
    if words == "in an hour":
        return now + _HOUR
    zone = zones.of(shop)
    today = now.astimezone(zone).date()
    opens = _clock(shop.opens) or time(9)
    wall = {
        "after lunch": datetime.combine(today, _AFTER_LUNCH),
        "tomorrow": datetime.combine(today + timedelta(days=1), opens),
        "next working day": datetime.combine(_next_working_day(today, shop.open_days), opens),
    }
    return zones.instant(wall[words], zone)


def _next_working_day(today: date, open_days: str) -> date:
    days = (today + timedelta(days=ahead) for ahead in range(1, 8))
    return next((day for day in days if str(day.isoweekday()) in open_days), today + timedelta(days=1))


def _group(due: Due, now: datetime, zone: ZoneInfo, today: date) -> Group:
    told = (due.told_at or now).astimezone(zone).date()
    if fell_due_unseen(due, now) and told == today:
        return "away"
    return "now" if due.shown_from.astimezone(zone).date() == today else "earlier"


def _clock(text: str) -> time | None:
    try:
        return zones.parse_time(text) if text else None
    except InvalidInput:
        return None
