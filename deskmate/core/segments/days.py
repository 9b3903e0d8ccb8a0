"""Days that move with the calendar ("6 months ago", "start of this year"), so that a saved filter stays true."""

import re
from calendar import monthrange
from datetime import date, timedelta

from deskmate.core import text
from deskmate.core.errors import InvalidInput

_AGO = re.compile(r"(\d{1,4}) (day|week|month|year)s? ago")
_STARTS = tuple(f"start of {one}" for one in ("this week", "this month", "last month", "this year", "last year"))


def checked(typed: str) -> str:
    """The day as it is kept: an ISO 8601 date, "today", "6 months ago" or "start of this year".

    Raises `InvalidInput` with a sentence that shows how to write one.
    """
    words = text.clean_line(typed, what="The day", limit=60).casefold()
    if words == "today" or words in _STARTS:
        return words
    if match := _AGO.fullmatch(words):
        number, unit = int(match[1]), match[2]
        return f"{number} {unit}{'' if number == 1 else 's'} ago"
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise InvalidInput(
            f"“{typed[:40]}” is no day; write it like 2026-03-01, 6 months ago or start of this year."
        ) from None


def resolve(day: str, today: date) -> date:
    """The date that a checked day means today; one before the calendar begins is its first day."""
    if day == "today":
        return today
    if match := _AGO.fullmatch(day):
        return _back(today, int(match[1]), match[2])
    if day.startswith("start of "):
        return _start(day.removeprefix("start of "), today)
    return date.fromisoformat(day)


def _back(today: date, number: int, unit: str) -> date:
    if unit in ("day", "week"):
        days = number * (7 if unit == "week" else 1)
        return today - timedelta(days=days) if days < today.toordinal() else date.min
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))  # 31 May, a month ago: 30 April


def _start(of: str, today: date) -> date:
    if of == "this week":
        return today - timedelta(days=today.weekday())
    if of == "this month":
        return today.replace(day=1)
    if of == "last month":
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return date(today.year - (of == "last year"), 1, 1)
