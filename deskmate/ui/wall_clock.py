"""The shop's zone and today, read once for a whole page: asking the book for each row would be felt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from deskmate.core import settings, zones
from deskmate.core.settings import Settings
from deskmate.ui.desk import Desk


@dataclass(frozen=True)
class WallClock:
    """Good until the page is read again."""

    zone: ZoneInfo
    today: date

    def wall(self, at: datetime) -> datetime:
        """An instant as the shop's clock shows it."""
        return at.astimezone(self.zone)

    def day(self, at: datetime | None) -> date | None:
        """The day of an instant on the shop's calendar."""
        return None if at is None else at.astimezone(self.zone).date()

    def midnight(self) -> datetime:
        """The instant at which today began."""
        return zones.instant(datetime.combine(self.today, time.min), self.zone)


def read(desk: Desk) -> WallClock:
    """The clock as the settings have it now."""
    return of(settings.current(desk.db), desk.now())


def of(shop: Settings, now: datetime) -> WallClock:
    """The clock where the settings are at hand already."""
    zone = zones.of(shop)
    return WallClock(zone, now.astimezone(zone).date())
