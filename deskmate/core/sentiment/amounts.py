"""Numbers in a note: money, dates, clock times and codes read alike, lengths of time and counts keep their size."""

import re
from functools import lru_cache

from deskmate.core.sentiment import lists
from deskmate.core.sentiment.draft import Draft

_SIZES = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 60, 90, 120)
_CURRENCY = r"quid|pounds?|euros?|dollars?|bucks|rupees|naira|rand|cedis|shillings|ringgit|pesos|pence"
_MONEY = r"(?:[£$€₹₦¥₱₵] ?|\b(?:rs|usd|eur|gbp|inr|ksh|ugx|php|aud|nzd|cad|sgd)\.? ?|\b(?:rm|r|p|s\$|a\$))"
_AMOUNT = r"\d{1,9}(?:[.,]\d{1,3}){0,4}"
_UNITS = r"minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|mths?|years?|yrs?"
_PATTERN = re.compile(
    rf"(?P<money>{_MONEY}{_AMOUNT}(?:k\b)?|\b{_AMOUNT} ?(?:[£$€₹]|(?:{_CURRENCY})\b))"
    r"|(?P<date>\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}/\d{1,2}\b)"
    r"|(?P<clock>\b\d{1,2}[:.]\d\d(?: ?(?:am|pm))?\b(?!\.\d)|\b\d{1,2} ?(?:am|pm)\b|\b\d{1,2} ?o'?clock\b)"
    r"|(?P<ordinal>\b\d{1,3}(?:st|nd|rd|th)\b)"
    rf"|(?P<span>\b\d{{1,4}}(?:[.,]\d{{1,2}})? ?-?(?P<unit>{_UNITS})\b)"
    r"|(?P<code>\b(?=[a-z\d/-]{0,24}\d)(?=[a-z\d/-]{0,24}[a-z])[a-z\d][a-z\d/-]{2,24}\b)"
    r"|(?P<number>\b\d{1,12}(?:[.,]\d{1,3}){0,4}\b)"
)
_FIXED = {"date": "4/5", "clock": "3pm", "code": "N4"}


def normalise(draft: Draft) -> None:
    """Replaces amounts in what the other masks left."""
    folded = lists.fold(draft.text)
    busy = sorted((start, end) for start, end, _ in draft.changes)
    at = 0
    for found in _PATTERN.finditer(folded):
        while at < len(busy) and busy[at][1] <= found.start():
            at += 1
        if at < len(busy) and busy[at][0] < found.end():
            continue
        by = _form(found)
        if by != draft.text[found.start() : found.end()]:
            draft.changes.append((found.start(), found.end(), by))
    _in_words(draft)


def _form(found: re.Match[str]) -> str:
    kind = "span" if found.lastgroup == "unit" else str(found.lastgroup)
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "span":
        number = re.match(r"\d+", found.group())
        return f"{_size(int(number.group()) if number else 1)} {_units()[found.group('unit')]}"
    if kind == "ordinal":
        return _ordinal(int(re.sub(r"\D", "", found.group())))
    return f"£{_round(found.group())}" if kind == "money" else _count(found.group())


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    units: dict[str, str] = lists.table("grammar")["units"]
    return units


def _ordinal(number: int) -> str:
    """Small ordinals keep their value ("3rd time"); the others are dates or numbers in a list."""
    names = ("", "first", "second", "third", "fourth", "fifth")
    return names[number] if 0 < number < len(names) else "ninth"


def _size(number: int) -> int:
    return min(_SIZES, key=lambda size: abs(size - number))


def _count(text: str) -> str:
    """Up to twelve as it is, larger ones with one digit that counts: 28 of 41 reads as 30 of 40."""
    if text.isdigit() and int(text) <= 12:
        return text
    return str(_round(text))


def _round(text: str) -> int:
    whole = re.sub(r"[.,]\d{1,2}$", "", re.sub(r"[^\d.,]", "", text).strip(".,"))
    value = int(re.sub(r"\D", "", whole) or 0)
    size: int = 10 ** max(len(str(value)) - 1, 0)
    return max(value, 1) if value <= 12 else (value + size // 2) // size * size


def _in_words(draft: Draft) -> None:
    """ "two hours" and "an hour" as their digits; large ordinals as one."""
    numbers: dict[str, int] = lists.table("grammar")["numbers"]
    ordinals: dict[str, str] = lists.table("grammar")["ordinals"]
    for index, word in enumerate(draft.words):
        if not draft.free(index):
            continue
        unit = (
            _units().get(draft.low(index + 1)) if draft.follows(index + 1) and len(draft.low(index + 1)) > 1 else None
        )
        if unit and word.low in numbers:
            draft.replace(index, index + 1, f"{_size(numbers[word.low])} {unit}")
        elif unit and word.low in {"a", "an"} and draft.low(index - 1) not in {"half", "quarter"}:
            draft.replace(index, index + 1, f"1 {unit}")
        elif word.low in ordinals:
            draft.replace(index, index, ordinals[word.low])
