"""Wall time and its zone: what people say ("Friday at three") against the instants the book keeps."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzlocal

from deskmate.core.errors import InvalidInput
from deskmate.core.settings import Settings


def of(shop: Settings) -> ZoneInfo:
    """The shop's zone: the one that was set, else the computer's, else UTC."""
    return named(shop.zone) if shop.zone else local()


def named(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises `InvalidInput` for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(f"“{name}” is no time zone; write it like Europe/London.") from error


def local() -> ZoneInfo:
    """The computer's own zone, as an IANA zone so that its rules reach into the past and the future; else UTC."""
    try:
        return ZoneInfo(tzlocal.get_localzone_name())
    except (ZoneInfoNotFoundError, ValueError, OSError, LookupError):
        return ZoneInfo("UTC")


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a wall time; a time that spring skipped counts as the moment after the gap."""
    aware = wall.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall time of an instant in the zone."""
    return at.astimezone(zone)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants between which a day lies in the zone; 23 to 25 hours apart."""
    return instant(datetime.combine(day, time()), zone), instant(
        datetime.combine(day + timedelta(days=1), time()), zone
    )


def parse_time(text: str) -> time:
    """A wall time like 09:30 or 9; raises `InvalidInput`."""
    try:
        hour, _, minute = text.strip().replace(".", ":").partition(":")
        return time(int(hour), int(minute or 0))
    except ValueError as error:
        raise InvalidInput(f"“{text}” is no time; write it like 9:30.") from error
