"""How a segment's conditions stand in its form: what is kept, as one types it, and back. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from deskmate.core import money
from deskmate.core.errors import InvalidInput
from deskmate.core.segments import Condition, Subject, days
from deskmate.ui.widgets import day_first_here, parse_date, spoken_date

DAY_HINT = "6 months ago, 1 June, start of this year"
_HINTS = {"day": DAY_HINT, "number": "2", "money": "200", "tag": "vip"}


def placeholder(subject: Subject, test: str) -> str:
    """What stands in the empty field as an example."""
    return _HINTS.get(subject.holds_for(test), subject.example)


def typed_of(kept: Condition, subject: Subject) -> Condition:
    """The condition as a person would type it."""
    value = kept.value
    if subject.holds == "money":
        with suppress(ValueError):
            value = money.plain(int(kept.value), kept.which)
    elif subject.holds == "day":
        value = _spoken(kept.value)
    return replace(kept, value=value, since=_spoken(kept.since), until=_spoken(kept.until))


def kept_of(typed: Condition, subject: Subject, today: date) -> Condition:
    """The condition as it is kept, but for what core checks; raises `InvalidInput` for a day or an amount."""
    value, holds = typed.value, subject.holds_for(typed.test)
    if holds == "money" and value.strip():
        value = str(money.parse(value, typed.which))
    elif holds == "number":
        value = value.strip().replace(",", ".")
    elif holds == "day":
        value = day(value, today)
    return replace(typed, value=value, since=day(typed.since, today), until=day(typed.until, today))


def day(typed: str, today: date) -> str:
    """A day as it is kept: one that moves with the calendar stays as it was typed, any other becomes a date."""
    if not typed.strip():
        return ""
    with suppress(InvalidInput):
        return days.checked(typed)
    try:
        return parse_date(typed, today, day_first=day_first_here(), lean="past").isoformat()
    except ValueError:
        raise InvalidInput(f"“{typed[:40]}” is no day; write {DAY_HINT}.") from None


def echo(typed: str, today: date) -> str:
    """Which date a typed day means today; nothing where it says so itself."""
    try:
        kept = day(typed, today)
        meant = spoken_date(days.resolve(kept, today)) if kept else ""
    except InvalidInput:
        return ""
    return "" if meant == typed.strip() else meant


def grouped(subjects: Sequence[Subject]) -> list[list[Subject]]:
    """The subjects by their groups, each in its order."""
    names = dict.fromkeys(one.group for one in subjects)
    return [[one for one in subjects if one.group == name] for name in names]


def _spoken(kept: str) -> str:
    with suppress(ValueError):
        return spoken_date(date.fromisoformat(kept))
    return kept
