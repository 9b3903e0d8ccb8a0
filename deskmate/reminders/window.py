"""The stretch of time that reminders are asked for, in the shop's zone and by its settings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlmodel import Session

from deskmate.core import settings, zones


@dataclass(frozen=True)
class Window:
    """What is asked for at `now`: reminders with `since` < due <= `until`, in the shop's zone and by its settings.

    What a person decided on (a promise, a call, an own reminder) is asked for however long ago it fell due; what was
    over before `begins` (an appointment, a birthday) is not.
    """

    since: datetime
    until: datetime
    now: datetime
    zone: ZoneInfo
    shop: settings.Settings
    begins: datetime

    def holds(self, at: datetime) -> bool:
        """Whether something due at this instant is asked for."""
        return self.since < at <= self.until

    def reaches(self, at: datetime) -> bool:
        """Whether something due at this instant is asked for, were it ever so long ago."""
        return at <= self.until

    def opening(self, day: date) -> datetime:
        """When the shop opens that day: the time at which what concerns a whole day falls due."""
        return _opening(self.shop.opens, self.zone, day)

    def days(self, *, later: int = 0) -> tuple[date, date]:
        """The wall dates the window touches, moved by some days."""
        shift = timedelta(days=later)
        return self.since.astimezone(self.zone).date() + shift, self.until.astimezone(self.zone).date() + shift


def of(session: Session, *, since: datetime, until: datetime, now: datetime, passed: bool = True) -> Window:
    """The window between two instants for this shop; without `passed` nothing that was over before today."""
    shop = settings.load(session)
    zone = zones.of(shop)
    begins = since if passed else zones.day_bounds(now.astimezone(zone).date(), zone)[0]
    return Window(since, until, now, zone, shop, begins)


@lru_cache(maxsize=1_000)
def spoken(day: date) -> str:
    """A day as people say it: Mon 2 Mar."""
    return f"{day:%a} {day.day} {day:%b}"


@lru_cache(maxsize=1_000)
def _opening(opens: str, zone: ZoneInfo, day: date) -> datetime:
    return zones.instant(datetime.combine(day, zones.parse_time(opens)), zone)
