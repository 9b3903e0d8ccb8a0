"""Events of a calendar that are somebody's birthday or anniversary, in the words that calendars make up for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from deskmate.core.importing import names, values
from deskmate.core.importing.records import Appointment, Birthday, Occasion, Record

_BIRTHDAY = (
    r"birthday|b-?day|geburtstag|anniversaire|cumplea[ñn]os|compleanno|anivers[áa]rio|verjaardag|f[øo]dselsdag|"
    r"f[öo]delsedag|urodziny|syntym[äa]p[äa]iv[äa]|誕生日|день рождения"
)
_ANNIVERSARY = r"(?:wedding )?anniversary|hochzeitstag|jahrestag|anniversaire de mariage|aniversario|anniversario"
_BEFORE = r"(?:of|von|vom|de|del|di|da|do|van|for|für|:|-|–|d[’'])"


def _patterns(word: str) -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"(?P<who>.+?)(?:[’']s|(?<=s)[’'])\s+(?:\d+(?:st|nd|rd|th|\.)?\s+)?(?:{word})", re.IGNORECASE),
        re.compile(rf"(?P<who>.+?)\s+(?:hat|has|a)\s+(?:{word})", re.IGNORECASE),
        re.compile(rf"(?:\d+\.?\s+)?(?:{word})\s*{_BEFORE}\s*(?P<who>.+)", re.IGNORECASE),
        re.compile(rf"(?P<who>.+?)\s*(?:[-–:,]\s*)?(?:の)?\(?(?:{word})\)?", re.IGNORECASE),
    )


# "our anniversary" and "wedding anniversary" name nobody, so there the words between have to be plain
_KINDS = (("birthday", _patterns(_BIRTHDAY)), ("anniversary", _patterns(_ANNIVERSARY)[:3]))
_NOBODY = frozenset((
    "a", "the", "my", "our", "your", "happy", "mein", "meine", "unser", "mon", "notre", "joyeux", "mi", "nuestro",
    "feliz", "buon", "il", "mio", "mijn", "ons", "alles",
))  # fmt: skip
_YEAR = re.compile(r"\s*[(\[]?\s*\*?\s*((?:19|20)\d{2})\s*[)\]]?\s*$")
_AGE = re.compile(r"\s*\(\d{1,3}\)\s*$")
_CAKE = re.compile("[\U0001f382\U0001f370\U0001f381\U0001f389]")
_CALENDAR = re.compile(rf"\b(?:{_BIRTHDAY}|birthdays|geburtstage)", re.IGNORECASE)
_UNKNOWN_YEARS = (1600, 1604, 1900, 1904)
_WRITTEN_LATER = 5


def person(plan: Appointment, uid: str, calendar: str, made: int | None) -> Record | None:
    """Whose birthday or anniversary an all-day event is, as a customer with that day; None for any other event.

    `made` is the year in which the event was written: a series that begins long before was begun at the birth.
    """
    if not plan.all_day or not plan.subject or len(plan.subject) > 200:
        return None
    subject = _CAKE.sub("", plan.subject).strip()
    stated = _YEAR.search(subject)
    bare = _AGE.sub("", _YEAR.sub("", subject)).strip()
    yearly = "FREQ=YEARLY" in plan.rrule.upper() or bool(plan.rdates) or "BIRTHDAY" in uid.upper()
    for kind, who in _readings(bare, named=bool(_CALENDAR.search(calendar)), cake=subject != plan.subject):
        if not yearly and kind == "anniversary":
            continue
        return _record(plan, kind, who, int(stated[1]) if stated else _year(plan, made))
    return None


def _readings(subject: str, *, named: bool, cake: bool) -> Iterator[tuple[str, str]]:
    for kind, patterns in _KINDS:
        for pattern in patterns:
            if (found := pattern.fullmatch(subject)) and (who := _somebody(found["who"])):
                yield kind, values.one_line(who)
                return
            if found:
                return
    if (named or cake) and subject:
        yield "birthday", values.one_line(subject)


def _somebody(text: str) -> str:
    """The name, or an empty text where the words name nobody ("Happy birthday")."""
    who = text.strip(" ,:-–")
    return "" if who.casefold().split()[:1] and who.casefold().split()[0] in _NOBODY else who


def _year(plan: Appointment, made: int | None) -> int | None:
    year = date.fromisoformat(plan.start).year
    if year in _UNKNOWN_YEARS or made is None or made - year < _WRITTEN_LATER:
        return None
    return year


def _record(plan: Appointment, kind: str, who: str, year: int | None) -> Record:
    start = date.fromisoformat(plan.start)
    day = Birthday(start.month, start.day, year)
    split = names.split(who, "")
    return Record(
        source_row=plan.source_row,
        name=who,
        given=split.given,
        family=split.family,
        birthday=day if kind == "birthday" else None,
        occasions=(Occasion(kind, day),) if kind != "birthday" else (),
        notes=plan.notes if kind not in plan.notes.casefold() else "",
    )
