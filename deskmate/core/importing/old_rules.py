"""Repetitions of vCalendar 1.0 ("W1 MO #4"), as old phones and organisers write them, in the words of RFC 5545."""

from __future__ import annotations

import re

_RULE = re.compile(
    r"(D|W|MP|MD|YM|YD)(\d{1,3})((?:\s+[\w+-]{1,5}){0,40})(?:\s+(?:#(\d{1,4})|(\d{8}(?:T\d{6}Z?)?)))?", re.IGNORECASE
)
_DAYS = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
_FREQUENCY = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}


def translated(rule: str) -> str:
    """The rule as RFC 5545 writes it; unchanged where it is none of vCalendar 1.0.

    `#0` is for ever, and a rule that says no end comes twice (vCalendar 1.0, 2.1.11.1).
    """
    found = _RULE.fullmatch(rule.strip())
    if found is None:
        return rule
    kind, every, on, times, until = found[1].upper(), found[2], found[3].upper().split(), found[4], found[5]
    if (where := _where(kind, on)) is None:
        return rule
    end = f"UNTIL={until}" if until else "" if times == "0" else f"COUNT={int(times or 2)}"
    return ";".join(part for part in (f"FREQ={_FREQUENCY[kind]}", f"INTERVAL={int(every)}", where, end) if part)


def _where(kind: str, on: list[str]) -> str | None:
    """The part that says on which days or months; None where the words make no sense."""
    if kind == "W" and all(word in _DAYS for word in on):
        return f"BYDAY={','.join(on)}" if on else ""
    if kind == "MP":
        return _positions(on)
    numbers = ["-1" if word == "LD" else f"{word[-1].replace('+', '')}{word[:-1]}" if word[-1] in "+-" else word
               for word in on]  # fmt: skip
    if not all(re.fullmatch(r"-?\d{1,3}", number) for number in numbers) or kind == "W":
        return None
    name = {"MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}.get(kind, "")
    if not numbers:
        return ""
    return f"{name}={','.join(numbers)}" if name else None


def _positions(on: list[str]) -> str | None:
    """ "1+ MO 2- FR": the first Monday and the last but one Friday."""
    days: list[str] = []
    place = ""
    for word in on:
        if re.fullmatch(r"[1-5][+-]", word):
            place = f"{word[1].replace('+', '')}{word[0]}"
        elif word in _DAYS and place:
            days.append(f"{place}{word}")
        else:
            return None
    return f"BYDAY={','.join(days)}" if days else None
