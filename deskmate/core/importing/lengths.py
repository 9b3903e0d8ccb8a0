"""How long a visit takes, from a column that says when it ends or how long it lasts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from deskmate.core.importing import dates
from deskmate.core.importing.headers import fold, words

_LONGEST = 12 * 60
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_HOUR = r"(?:h|hrs?|hours?|std|stunden?|heures?|horas?|ore|ora|uur|時間)"
_AND = r"(?:and|und|et|y|e|en)?"
_HOURS = re.compile(rf"(\d{{1,2}}(?:[.,]\d{{1,2}})?)\s*{_HOUR}(?![^\W\d_])\.?\s*{_AND}\s*", re.IGNORECASE)
_MINUTE = r"(?:m|mins?|minutes?|minuten|minutos?|minuti|minuut|分)"
_MINUTES = re.compile(rf"(\d{{1,4}})(?:[.,]0+)?\s*{_MINUTE}?\.?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?")
_IN_HOURS = re.compile(rf"\b{_HOUR}\b", re.IGNORECASE)


def minutes(said: Iterable[tuple[str, str]], at: str) -> int | None:
    """The minutes of a visit that begins `at` (ISO), from (column, cell); None where no column says it, or no clock.

    What would be longer than half a day is no visit but another way to write, and counts as not said.
    """
    if len(at) <= len("2026-01-31"):
        return None
    for name, value in said:
        kind = _kind(name)
        found = _until(value, at) if kind == "ends" else _lasting(value, name) if kind == "lengths" else None
        if found is not None and 0 < found <= _LONGEST:
            return found
    return None


@lru_cache(maxsize=1_000)
def _kind(name: str) -> str:
    folded = fold(name.partition("(")[0])
    return next((kind for kind in ("ends", "lengths") if folded in words().visits[kind]), "")


def _until(value: str, at: str) -> int | None:
    """From the beginning to that time, of the same day or the next; None where it says another day."""
    if not (time := dates.time_in(value)):
        return None
    begins, ends = datetime.fromisoformat(at), datetime.fromisoformat(f"{at[:10]}T{time}")
    if (begins.tzinfo is None) != (ends.tzinfo is None):
        return None
    days = {moment.day.iso for order in ("dmy", "mdy") if (moment := dates.parse(value, dates.Order(order, True)))}
    same, next_day = ((begins + timedelta(days=later)).date().isoformat() for later in (0, 1))
    if days and days.isdisjoint({same, next_day}):
        return None
    if same not in days if days else ends < begins:
        ends += timedelta(days=1)
    return int((ends - begins) / timedelta(minutes=1))


def _lasting(value: str, name: str) -> int | None:
    text = value.strip()
    if clock := _CLOCK.fullmatch(text):
        first, second = int(clock[1]), int(clock[2])
        # nobody stays for 45 hours: minutes and seconds
        return first if first > _LONGEST // 60 and not clock[3] else first * 60 + second
    if _NUMBER.fullmatch(text) and _IN_HOURS.search(name):
        return round(float(text.replace(",", ".")) * 60)
    hours = _HOURS.match(text)
    rest = text[hours.end() :] if hours else text
    found = round(float(hours[1].replace(",", ".")) * 60) if hours else 0
    if rest:
        left = _MINUTES.fullmatch(rest)
        if left is None:
            return None
        found += int(left[1])
    return found
