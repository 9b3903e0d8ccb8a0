"""Time zones as calendar files name them: IANA's names, Windows' names, or rules of their own (VTIMEZONE)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dateutil import tz as dateutil_tz

from deskmate.core.importing import resource
from deskmate.core.importing.ical_lines import Component

_OFFSET = re.compile(r"\s*\(?(?:UTC|GMT)([+-])(\d{1,2}):?(\d{2})?\)?.*", re.IGNORECASE | re.DOTALL)
_LONGEST_RULES = 20_000
_WINTER, _JULY = datetime(2024, 1, 15), datetime(2024, 7, 15)
_FAR = datetime(2040, 12, 31)


class Zones:
    """The zones that one file speaks of; each name is looked up once."""

    def __init__(self, definitions: Iterable[Component]) -> None:
        self._definitions = {_bare(item.text("TZID")): item for item in definitions}
        self._known: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """The zone of that name, or None for one that nobody knows."""
        name = _bare(name)
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> tzinfo | None:
        if name.upper().rpartition("/")[2] in ("UTC", "Z", "GMT"):
            return UTC
        defined = self._definitions.get(name)
        names = [name, defined.text("X-LIC-LOCATION") if defined else "", _windows().get(name.casefold(), "")]
        found: tzinfo | None = next((zone for each in names if (zone := _iana(each)) is not None), None)
        if found is None and defined is not None:
            found = _by_rules(defined)
        return found or _by_city(name) or _by_offset(name)


def label(zone: tzinfo | None, name: str) -> str:
    """What the zone is called: its IANA name, else as the file has it."""
    if isinstance(zone, ZoneInfo):
        return zone.key
    return "UTC" if zone is UTC else name


def _bare(name: str) -> str:
    return name.strip().strip('"').strip()


def _iana(name: str) -> ZoneInfo | None:
    """The IANA zone of a name, also behind a prefix (`/mozilla.org/20050126_1/America/Chicago`, `America_Bogota`)."""
    parts = [part for part in name.split("/") if part]
    tries = ["/".join(parts[-length:]) for length in (3, 2, 1) if len(parts) >= length and "/" in name]
    tries += [name] if "/" not in name and name else []
    tries += [name.replace("_", "/", 1)] if "/" not in name and "_" in name else []
    for candidate in tries:
        try:
            return ZoneInfo(_all_zones().get(candidate.replace(" ", "_").casefold(), candidate))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _by_rules(defined: Component) -> tzinfo | None:
    """The zone that the file itself defines; None where its rules can't be followed."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{_bare(defined.text('TZID'))}"]
    for part in defined.children:
        wanted = [f"{p.name}:{p.value}" for p in part.properties if p.name in _RULES]
        if any(p.name.startswith("TZOFFSET") and not _LESS_THAN_A_DAY.match(p.value) for p in part.properties):
            return None
        lines += [f"BEGIN:{part.name}", *wanted, f"END:{part.name}"]
    text = "\n".join([*lines, "END:VTIMEZONE", ""])
    if len(text) > _LONGEST_RULES or any(name in text for name in ("SECONDLY", "MINUTELY", "HOURLY", "DAILY")):
        return None
    try:
        zone = dateutil_tz.tzical(io.StringIO(text)).get()
        if zone is not None:
            zone.utcoffset(_FAR)  # dateutil follows the rules only when asked, and only then finds them wrong
        return zone
    except Exception:  # dateutil raises nearly anything on broken rules
        return None


@lru_cache(maxsize=1)
def _all_zones() -> dict[str, str]:
    """The names of all zones by their small letters, and those of cities by the city alone."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].casefold(): name for name in names if name.count("/") == 1}
    return {**{f"city {city}": name for city, name in cities.items()}, **{name.casefold(): name for name in names}}


def _by_city(name: str) -> tzinfo | None:
    """`(UTC+01:00) Amsterdam, Berlin, …` and `(UTC-05:00) Eastern Time (US & Canada)`: Windows' names for people."""
    found = _SHOWN.fullmatch(name)
    if found is None:
        known = _TIMES.get(name.partition("(")[0].strip().casefold())
        return ZoneInfo(known) if known else None
    offset = _by_offset(f"UTC{found[1]}")
    for place in found[2].split(","):
        part = place.partition("(")[0].strip().casefold()
        zone = _TIMES.get(part) or _all_zones().get(f"city {part.replace(' ', '_')}", "")
        # the offset that the name gives is the winter's
        if zone and offset and offset.utcoffset(_WINTER) in (ZoneInfo(zone).utcoffset(day) for day in (_WINTER, _JULY)):
            return ZoneInfo(zone)
    return None


_SHOWN = re.compile(r"\((?:UTC|GMT)([+-]\d{1,2}:?\d{2})\)\s*(.+)", re.IGNORECASE)
_TIMES = {"eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
          "pacific time": "America/Los_Angeles", "atlantic time": "America/Halifax",
          "mitteleuropäische zeit": "Europe/Berlin", "mitteleuropäische sommerzeit": "Europe/Berlin"}  # fmt: skip
_LESS_THAN_A_DAY = re.compile(r"\s*[+-]?(?:[01]\d|2[0-3])[0-5]\d")
_RULES = frozenset({"DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"})


def _by_offset(name: str) -> tzinfo | None:
    """`(UTC-03:00) Brasilia` and `UTC+11` say how far they are from UTC, if nothing else."""
    found = _OFFSET.fullmatch(name)
    if found is None or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    seconds = int(found[2]) * 3600 + int(found[3] or 0) * 60
    return dateutil_tz.tzoffset(None, -seconds if found[1] == "-" else seconds)


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in resource.load("windows_zones.toml").items()}
