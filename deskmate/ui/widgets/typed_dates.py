"""Dates and times as people type them: "tomorrow", "fri", "3 dec", "in 2 weeks", "03.12.".

Pure functions: today is an argument. What can't be read raises ValueError with a sentence to show.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, time, timedelta
from typing import Literal

Lean = Literal["future", "past"]

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {"today": 0, "tod": 0, "now": 0, "tomorrow": 1, "tom": 1, "tmr": 1, "tmrw": 1, "yesterday": -1, "yest": -1}
_AHEAD = re.compile(r"(?:in\s+|\+\s*)(\d{1,4}|an?)\s*(d|days?|w|weeks?|m|months?|y|years?)?")
_AGO = re.compile(r"(\d{1,4}|an?)\s*(d|days?|w|weeks?|m|months?|y|years?)\s+ago")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})(?:\s*[-/. ]\s*(\d{4}|\d{2}))?\.?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s*(?:of\s+)?([a-z]{3,9})\.?,?\s*(\d{4}|\d{2})?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?")
_TIME = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|a|p|h|uhr|o'?clock)?")
_HELP = "Please type a date such as “tomorrow”, “fri”, “3 dec” or “03/12/2026”."


def parse_date(text: str, today: date, *, day_first: bool = True, lean: Lean = "future") -> date:
    """The date that `text` means on the day `today`.

    `day_first` reads 3/12 as the third of December; `lean` says which year a date without one belongs to.
    """
    typed = _tidy(text)
    if not typed:
        raise ValueError("Please type a date.")
    found = _relative(typed, today, lean)
    if found is not None:
        return found
    year, month, day = _calendar_parts(typed, day_first)
    return _dated(year, month, day, today, lean)


def parse_birthday(text: str, *, day_first: bool = True) -> tuple[int | None, int, int]:
    """(year or None, month, day) of a birthday; the year may be left out."""
    typed = _tidy(text)
    if not typed:
        raise ValueError("Please type a birthday such as “3 dec” or “3 dec 1980”.")
    year, month, day = _calendar_parts(typed, day_first)
    if year is not None and year < 100:
        raise ValueError("Please type the year with four digits, or leave it out.")
    if year is None and 1 <= month <= 12 and not 1 <= day <= calendar.monthrange(2000, month)[1]:
        raise ValueError(f"{_MONTHS[month - 1].title()} has no day {day}.")
    _checked(2000 if year is None else year, month, day)
    return year, month, day


def parse_time(text: str, *, opening: time = time(7)) -> time:
    """The time that `text` means: 9, 9:30, 930, 2pm, 14.30. A bare hour before `opening` means the afternoon."""
    typed = text.strip().casefold().replace(" ", "")
    if typed in ("noon", "midday"):
        return time(12)
    if typed.isdecimal() and len(typed) in (3, 4):
        return _clock(int(typed[:-2]), int(typed[-2:]), text)
    match = _TIME.fullmatch(typed)
    if match is None:
        raise ValueError("Please type a time such as 9:30 or 14:00.")
    hour, minute, suffix = int(match[1]), int(match[2] or 0), match[3] or ""
    if suffix in ("am", "a", "pm", "p"):
        if not 1 <= hour <= 12:
            raise ValueError(f"There is no {hour} o’clock with am or pm.")
        hour = hour % 12 + (12 if suffix.startswith("p") else 0)
    elif not suffix and not typed.startswith("0") and 1 <= hour < opening.hour and hour + 12 < 24:
        hour += 12
    return _clock(hour, minute, text)


def spoken_date(day: date, today: date | None = None) -> str:
    """A date as staff say it: "Today", "Tomorrow", "Thu 3 Dec" this year, "Thu 3 Dec 2026" otherwise."""
    if today is not None:
        near = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get((day - today).days)
        if near:
            return near
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    return f"{_DAYS[day.weekday()][:3].title()} {day.day} {_MONTHS[day.month - 1][:3].title()}{year}"


def _tidy(text: str) -> str:
    typed = re.sub(r"\s+", " ", text.strip().casefold())[:60]
    # a weekday before a full date only repeats it: "Thu 3 Dec 2026" is how fields show a date
    parted = re.fullmatch(r"([a-z]{3,9})\.?,? (?=\d)(.+)", typed)
    return parted[2] if parted and _day_number(parted[1]) is not None else typed


def _relative(typed: str, today: date, lean: Lean) -> date | None:
    if typed in _WORDS:
        return today + timedelta(days=_WORDS[typed])
    if typed in ("next week", "a week", "week"):
        return today + timedelta(days=7)
    if typed in ("next month", "a month"):
        return _shift(today, 1, "m")
    for pattern, sign in ((_AHEAD, 1), (_AGO, -1)):
        match = pattern.fullmatch(typed)
        if match:
            count = 1 if match[1].startswith("a") else int(match[1])
            return _shift(today, sign * count, (match[2] or "d")[0])
    return _weekday(typed, today, lean)


def _weekday(typed: str, today: date, lean: Lean) -> date | None:
    skip, back = 0, lean == "past"
    for prefix in ("next ", "this ", "on ", "last "):
        if typed.startswith(prefix):
            typed = typed.removeprefix(prefix)
            skip, back = (7 if prefix == "next " else 0), (back if prefix != "last " else True)
    wanted = _day_number(typed)
    if wanted is None:
        return None
    if back:
        return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    if skip:  # "next Friday" is the one in next week, whatever today is
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _shift(today: date, count: int, unit: str) -> date:
    try:
        if unit in "dw":
            return today + timedelta(days=count * (7 if unit == "w" else 1))
        months = today.year * 12 + today.month - 1 + count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError) as error:
        raise ValueError("That date is too far away.") from error


def _calendar_parts(typed: str, day_first: bool) -> tuple[int | None, int, int]:
    if match := _ISO.fullmatch(typed):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMBERS.fullmatch(typed):
        one, two = int(match[1]), int(match[2])
        # where only one order gives a month, that order is meant
        day, month = (one, two) if (day_first and two <= 12) or one > 12 else (two, one)
        return _year(match[3]), month, day
    if match := _DAY_MONTH.fullmatch(typed):
        return _year(match[3]), _month_number(match[2]), int(match[1])
    if match := _MONTH_DAY.fullmatch(typed):
        return _year(match[3]), _month_number(match[1]), int(match[2])
    raise ValueError(_HELP)


def _dated(year: int | None, month: int, day: int, today: date, lean: Lean) -> date:
    if year is not None:
        return _checked(year + 2000 if year < 100 else year, month, day)
    step = 1 if lean == "future" else -1
    for ahead in range(9):  # 29 February may be up to eight years away
        try:
            found = date(today.year + step * ahead, month, day)
        except ValueError:
            continue
        if (found >= today) if lean == "future" else (found <= today):
            return found
    return _checked(today.year, month, day)


def _checked(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(f"There is no month {month}.")
    try:
        return date(year, month, day)
    except ValueError as error:
        if not 1 <= year <= 9999:
            raise ValueError(_HELP) from error
        raise ValueError(f"{_MONTHS[month - 1].title()} {year} has no day {day}.") from error


def _clock(hour: int, minute: int, text: str) -> time:
    if hour > 23 or minute > 59:
        raise ValueError(f"There is no time “{text.strip()[:12]}”. Please type one such as 9:30 or 14:00.")
    return time(hour, minute)


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _month_number(word: str) -> int:
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(word) or (word == "sept" and number == 9):
            return number
    raise ValueError(_HELP)


def _day_number(word: str) -> int | None:
    if len(word) < 2:
        return None
    return next((number for number, day in enumerate(_DAYS) if day.startswith(word)), None)
