"""How long a visit takes, from a column that says when it ends or how long it lasts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from deskmate.core.importing import dates
from deskmate.core.importing.headers import fold, words

_DAY = 24 * 60
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
_HOURS = re.compile(
    r"(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?|std|stunden?|heures?|horas?|ore|ora|uur|時間)(?![^\W\d_])\.?\s*",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|mins?|minutes?|minuten|minutos?|minuti|minuut|分)?\.?", re.IGNORECASE)


def minutes(said: Iterable[tuple[str, str]], at: str) -> int | None:
    """The minutes of a visit that begins `at` (ISO), from (column, cell); None where no column says it, or no clock."""
    if len(at) <= len("2026-01-31"):
        return None
    for name, value in said:
        kind = _kind(name)
        found = _until(value, at) if kind == "ends" else _lasting(value) if kind == "lengths" else None
        if found:
            return found
    return None


@lru_cache(maxsize=1_000)
def _kind(name: str) -> str:
    folded = fold(name.partition("(")[0])
    return next((kind for kind in ("ends", "lengths") if folded in words().visits[kind]), "")


def _until(value: str, at: str) -> int | None:
    """From the beginning to this time of day, which may be after midnight; on which day it ends is not looked at."""
    if not (time := dates.time_in(value)):
        return None
    begins, ends = (datetime.fromisoformat(when).replace(tzinfo=None) for when in (at, f"{at[:10]}T{time}"))
    return int((ends - begins) / timedelta(minutes=1)) % _DAY or None


def _lasting(value: str) -> int | None:
    text = value.strip()
    if clock := _CLOCK.fullmatch(text):
        return int(clock[1]) * 60 + int(clock[2])
    hours = _HOURS.match(text)
    rest = text[hours.end() :] if hours else text
    found = round(float(hours[1].replace(",", ".")) * 60) if hours else 0
    if rest:
        left = _MINUTES.fullmatch(rest)
        if left is None:
            return None
        found += int(left[1])
    return found if 0 < found <= _DAY else None
