"""Dates as people and programs write them; the order of day and month is decided by a whole column."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from deskmate.core.importing import values
from deskmate.core.importing.records import Birthday, Question

_EMPTY = re.compile(r"0{1,4}([/.\- ])0{1,2}\1(?:0{1,4}|1900|1899)?|0000-?00-?00.*|00/00|0")
_ISO = re.compile(r"(\d{4})(?:[-/.]|\. )(\d{1,2})(?:[-/.]|\. )(\d{1,2})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,12}))?")  # days since 1900, as spreadsheets count them
_NO_YEAR = re.compile(r"--?(\d{1,2})-?(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*([./\-\s])\s*(\d{1,2})(?:\s*\2\s*|\s+)(\d{4}|\d{2})\.?")
_SHORT = re.compile(r"(\d{1,2})([./\-])(\d{1,2})\.?")
_JAPANESE = re.compile(r"(?:(\d{4})[年년])?\s*(\d{1,2})[月월]\s*(\d{1,2})[日일号]")
_ERA = re.compile(r"(明治|大正|昭和|平成|令和|[MTSHR])\s*(元|\d{1,2})[年./-]\s*(\d{1,2})[月./-]\s*(\d{1,2})日?")
_ERAS = {"明治": 1867, "M": 1867, "大正": 1911, "T": 1911, "昭和": 1925, "S": 1925, "平成": 1988, "H": 1988,
         "令和": 2018, "R": 2018}  # fmt: skip
# vowel signs of Hindi are no letters to a regular expression, so a word goes on to the next blank, digit or stop
_WORDS = re.compile(r"[^\W\d_][^\s\d.,/()-]*\.?|\d+")
_TIME = re.compile(
    r"[T\s,]+(?:um\s+|at\s+|à\s+)?(\d{1,2})[:h.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?\s?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$"
)
_FIRST_YEARS = frozenset({"0001", "1601", "1753", "1899", "1900", "4501"})
_FIRST_DAY = re.compile(
    r"(?:0?1[./-]0?1[./-](?:0001|1601|1753|1899|1900|4501)|(?:0001|1601|1753|1899|1900|4501)[-/.]0?1[-/.]0?1|"
    r"3[01][./-]12[./-]1899|12[./-]3[01][./-]1899|1899-12-3[01]|0?[01][./-]0?[01][./-]1900)(?!\d)"
)
_LEAD = re.compile(
    r"^(?:\*|geb(?:oren)?\b\.?(?: am\b)?|born\b(?: on\b)?|née? le\b|nat[oa] il\b|nacid[oa] el\b|nascid[oa] em\b)\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*\(\s*\d{1,3}\s*[^\W\d_]{0,8}\.?\s*\)$")  # how old somebody is
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed|thur?s?|fri|satur|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mo|di|mi|do|fr|sa|so)"
    r"(?:day|nesday)?[.,]*\s+(?=\S)",
    re.IGNORECASE,
)
_DAY_THEN_WORD = re.compile(r"\d{1,2}[\s.\-/]+[^\W\d_]{3,}")
_WORD_THEN_DAY = re.compile(r"[^\W\d_]{3,}[\s.\-/]+\d{1,2}[\s,\-/]+\d{2,4}$")
_FOUR_DIGITS = re.compile(r"\d{4}")
_OLDEST, _YOUNGEST = 1850, 2200
MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "PW", "GU", "PR"})
_MIXED_REGIONS = frozenset({"CA"})
_EXCEL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Order:
    """How the numbers of a column's dates are ordered ("dmy" or "mdy"), and whether that is known or only likely."""

    order: str
    sure: bool
    serial: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, with a wall time (`HH:MM:SS`, and an offset where the text has one) if it was given."""

    day: Birthday
    time: str = ""

    @property
    def iso(self) -> str:
        """ISO 8601; the time is left out where there was none."""
        return f"{self.day.iso}T{self.time}" if self.time else self.day.iso


def is_empty(text: str) -> bool:
    """Whether this is a program's way to write "no date", such as Outlook's 0/0/00."""
    return not text or (text[0] == "0" and _EMPTY.fullmatch(text) is not None)


def column_order(cells: Iterable[str], *, region: str = "", hints: Iterable[Order] = ()) -> Order:
    """What all cells of a column together say about the order of day and month.

    A first number above 12 proves day first, a second one month first; dots are day first (DIN 5008). Where the column
    does not tell, the other date columns do, then the shop's country; otherwise the answer is not sure.
    """
    day_first = month_first = dots = ambiguous = serial = dated = day_word = month_word = 0
    for cell, times in Counter(cells).items():
        if _ISO.fullmatch(cell) and cell[0] != "0":
            dated += times
            continue
        text = _without_time(cell.strip())[0]
        if not text or is_empty(text):
            continue
        if text.isascii() and text[:5].isdecimal() and _SERIAL.fullmatch(text) and 3_654 <= int(text[:5]) <= 80_000:
            serial += times
            continue
        dated += times
        found = _NUMERIC.fullmatch(text) or _SHORT.fullmatch(text)
        if found is None:
            day_word += times * (_DAY_THEN_WORD.match(text) is not None)
            month_word += times * (text[0].isalpha() and _WORD_THEN_DAY.match(text) is not None)
            continue
        first, second = int(found[1]), int(found[3])
        day_first += times * (first > 12 >= second)
        month_first += times * (second > 12 >= first)
        dots += times * (found[2] == ".")
        ambiguous += times * (first <= 12 and second <= 12 and first != second)
    if day_first or month_first:
        return Order("dmy" if day_first >= month_first else "mdy", not (day_first and month_first), False)
    if not ambiguous or dots == ambiguous:
        return Order("dmy", True, bool(serial) and not dated)
    if bool(day_word) != bool(month_word):
        # "01-Sep-08" beside "01/09/08": who writes the day first in words does so in numbers
        return Order("dmy" if day_word else "mdy", True)
    for hint in hints:
        if hint.sure:
            return hint
    return _order_of_region(region)


def _order_of_region(region: str) -> Order:
    region = region.upper()
    if region in MONTH_FIRST_REGIONS:
        return Order("mdy", True)
    return Order("dmy", bool(region) and region not in _MIXED_REGIONS)


def needs_order(text: str) -> bool:
    """Whether this date means two different days, depending on the order."""
    found = _NUMERIC.fullmatch(_without_time(text.strip())[0])
    return (
        found is not None and found[2] != "." and int(found[1]) <= 12 and int(found[3]) <= 12 and found[1] != found[3]
    )


def ask_order(name: str, cells: Iterable[str]) -> Question:
    """Whether the day or the month comes first in a column, with what its first doubtful date would be."""
    example = next((cell.strip() for cell in cells if needs_order(cell)), "")
    choices = []
    for order in ("dmy", "mdy"):
        moment = parse(example, Order(order, True))
        choices.append((order, f"{example} is {in_words(moment.day)}" if moment else example))
    return Question("date_order", f"In “{name}”, does the day or the month come first?", tuple(choices))


def parse(text: str, order: Order | None = None) -> Moment | None:
    """The date (and time) that a text says, or None; the year may be missing."""
    return _parse(text.strip()[:80], order)


@lru_cache(maxsize=20_000)
def _parse(text: str, order: Order | None) -> Moment | None:
    if is_empty(text):
        return None
    if order is not None and order.serial and (serial := _SERIAL.fullmatch(text)) is not None:
        return _of_serial(serial)
    bare, time = _without_time(text)
    day = _date(bare, order or Order("dmy", True))
    if day is None and (plain := _TAIL.sub("", _LEAD.sub("", text))) != text:
        return _parse(plain, order)
    return Moment(day, time) if day is not None else None


def of_birth(day: Birthday, text: str, today: date | None) -> Birthday | None:
    """The birthday that a date in a text says: in two digits "28" is 1928; None for a day to come."""
    if today is None or day.year is None or (day.year, day.month, day.day) <= (today.year, today.month, today.day):
        return day
    return None if _FOUR_DIGITS.search(text) else _checked(day.year - 100, day.month, day.day)


def is_placeholder(text: str) -> bool:
    """Whether this is the first day that a program knows, which it writes where there is none: 1/1/1900, 0001-01-01."""
    likely = text[-4:] in _FIRST_YEARS or text[:4] in _FIRST_YEARS or " " in text
    return likely and _FIRST_DAY.match(text) is not None


def time_in(text: str) -> str:
    """The time of day, `HH:MM:SS` and an offset if there is one, that a text ends with or is; empty for none."""
    return _without_time(f"on {text.strip()[:80]}")[1]


def _without_time(text: str) -> tuple[str, str]:
    found = _TIME.search(text)
    if found is None or found.start() == 0:
        return text.removesuffix("T").strip(), ""
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").replace(".", "").replace(" ", "").lower()
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return text[: found.start()].strip(), ""
    offset = (found[5] or "").replace("UTC", "Z").replace("GMT", "Z")
    if len(offset) > 1 and (offset[1:3] > "14" or offset[-2:] > "59"):
        offset = ""  # no place on earth
    return text[: found.start()].strip(" ,"), f"{hour:02d}:{minute:02d}:{second:02d}{offset}"


def _date(text: str, order: Order) -> Birthday | None:  # noqa: PLR0911
    if text.isascii() and text.isdecimal():
        if (found := _COMPACT.fullmatch(text)) is not None:
            return _checked(int(found[1]), int(found[2]), int(found[3]))
        return None
    if (found := _ISO.fullmatch(text)) is not None:
        return _checked(int(found[1]), int(found[2]), int(found[3]))
    if (found := _NUMERIC.fullmatch(text)) is not None:
        return _by_order(int(found[1]), int(found[3]), _full_year(found[4]), order)
    if (found := _NO_YEAR.fullmatch(text)) is not None:
        return _checked(None, int(found[1]), int(found[2]))
    if (found := _SHORT.fullmatch(text)) is not None:
        return _by_order(int(found[1]), int(found[3]), None, order)
    if (found := _JAPANESE.fullmatch(text)) is not None:
        return _checked(int(found[1]) if found[1] else None, int(found[2]), int(found[3]))
    if (found := _ERA.fullmatch(text)) is not None:
        year = 1 if found[2] == "元" else int(found[2])
        return _checked(_ERAS[found[1]] + year, int(found[3]), int(found[4]))
    weekday = _WEEKDAY.match(text)
    return _with_month_name(text[weekday.end() :] if weekday else text)


def _by_order(first: int, second: int, year: int | None, order: Order) -> Birthday | None:
    """By the column's order; a number above 12 in the other place can only be a day."""
    day, month = (second, first) if order.order == "mdy" else (first, second)
    if month > 12 >= day:
        day, month = month, day
    return _checked(year, month, day)


def _with_month_name(text: str) -> Birthday | None:
    """`3. Dezember 1980`, `Sept 12, 2008`, `01-Sep-08`, `12 sept`."""
    numbers: list[str] = []
    month = 0
    for word in _WORDS.findall(text):
        if word.isdecimal():
            numbers.append(word)
        elif found := _month(word):
            if month:
                return None
            month = found
        elif word.rstrip(".").casefold() not in ("st", "nd", "rd", "th", "de", "of", "del", "den", "the", "er"):
            return None
    if not month or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 1:
        return _checked(None, month, int(numbers[0])) if len(numbers[0]) <= 2 else None
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    return _checked(_full_year(year), month, int(day)) if len(day) <= 2 and len(year) in (2, 4) else None


def _month(word: str) -> int:
    months = values.words().months
    folded = unicodedata.normalize("NFKD", word.rstrip(".").casefold())
    return months.get("".join(c for c in folded if not unicodedata.combining(c)), 0) or months.get(word.casefold(), 0)


def _full_year(text: str) -> int:
    """Two digits mean a person alive today: 00 to 29 are 2000 to 2029, the rest the century before."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 30 else 1900)


def _of_serial(found: re.Match[str]) -> Moment | None:
    """A day as a spreadsheet counts it, with the part of the day behind the point as its time."""
    if int(found[1]) < 1:
        return None
    at = datetime.combine(_EXCEL_ZERO, datetime.min.time()) + timedelta(days=int(found[1]))
    part = float(f"0.{found[2] or 0}") * 86_400
    # few digits are a cut off minute
    at += timedelta(seconds=round(part) if len(found[2] or "") > 5 else round(part / 60) * 60)
    return Moment(Birthday(at.month, at.day, at.year), f"{at:%H:%M:%S}" if found[2] else "")


def _checked(year: int | None, month: int, day: int) -> Birthday | None:
    # Apple writes 1604 where the year is unknown
    year = None if year == 1604 else year
    if year is not None and not _OLDEST <= year <= _YOUNGEST:
        return None
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year or 2000, month)[1]:
        return None
    return Birthday(month, day, year)


def proven(cells: Iterable[str]) -> Order | None:
    """The order that these dates prove by a number above 12, or None."""
    day_first = month_first = False
    for cell in cells:
        found = _NUMERIC.fullmatch(_without_time(cell.strip()[:60])[0])
        if found is not None:
            day_first = day_first or int(found[1]) > 12 >= int(found[3])
            month_first = month_first or int(found[3]) > 12 >= int(found[1])
    if day_first == month_first:
        return None
    return Order("dmy" if day_first else "mdy", True)


_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def in_words(day: Birthday) -> str:
    """`1 September 2008`."""
    return f"{day.day} {_ENGLISH[day.month - 1]}" + (f" {day.year}" if day.year else "")
