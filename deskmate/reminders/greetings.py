"""Birthdays and other occasions: how early staff are reminded, and whom it is fitting to greet."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import Session

from deskmate.core import people
from deskmate.core.models import Customer, Occasion, ReminderState
from deskmate.core.models.base import UtcDateTime, instant, table_of
from deskmate.core.people import MOST_DAYS_AHEAD
from deskmate.reminders import recurrence, sets
from deskmate.reminders.kinds import Due, yearly_key
from deskmate.reminders.window import Window, spoken

PAUSED = "May need a call first: the greeting waits until somebody has called."

Cheerful = Literal["birthday", "occasion"]

_C, _O, _H = (table_of(model).c for model in (Customer, Occasion, ReminderState))
_RECENT = _C.created_at > bindparam("recent", type_=UtcDateTime)
_MADE = type_coerce(case((_RECENT, _C.created_at), else_=None), String)
_CARDS = select(
    _C.id, _C.name, _C.given, _C.known_as, _C.birthday_year, _C.bereaved_until, _MADE, _C.greet_days_ahead
).where(
    _C.id.in_(sets.among("customers")), _C.deleted_at.is_(None), ~_C.deceased, ~_C.no_greetings, ~_C.do_not_contact
)  # fmt: skip
_MONTH: dict[Cheerful, Any] = {"birthday": _C.birthday_month, "occasion": _O.month}
_DAY: dict[Cheerful, Any] = {"birthday": _C.birthday_day, "occasion": _O.day}
_NUMBER: dict[Cheerful, Any] = {"birthday": _C.id, "occasion": _O.id}
_WHOSE: dict[Cheerful, Any] = {"birthday": _C.id, "occasion": _O.customer_id}
_WHAT: dict[Cheerful, Any] = {"birthday": literal(""), "occasion": _O.name}
_WITH_AN_OWN_TIME = select(_C.id).where(_C.greet_days_ahead.is_not(None))


class _Card(NamedTuple):
    """The columns of `_CARDS`; by name they are read in a fraction of the time that the row itself needs."""

    id: int
    name: str
    given: str
    known_as: str
    birthday_year: int | None
    bereaved_until: date | None
    created_at: str | None  # as it is stored, where that is so lately that it matters
    greet_days_ahead: int | None


class _Day(NamedTuple):
    """The columns of `_days`: whose day it is, and which of the year."""

    customer: int
    number: int
    what: str
    month: int
    day: int


@dataclass(frozen=True)
class _Calendar:
    """The days of the year to look at, with the dates they fall on; `own` for customers with an own time ahead."""

    falls: dict[tuple[int, int], list[date]]
    own: bool

    def ranges(self) -> dict[str, int]:
        """From which to which day of each month that is touched, and in which year."""
        months: dict[int, list[tuple[int, int]]] = {}
        for (month, day), dates in self.falls.items():
            months.setdefault(month, []).append((day, dates[-1].year))
        values: dict[str, int] = {}
        for number, (month, days) in enumerate(sorted(months.items())):
            first, last = min(days)[0], max(days)[0]
            values |= {f"month{number}": month, f"first{number}": first, f"last{number}": last}
            values[f"year{number}"] = days[0][1] if len({year for _, year in days}) == 1 else 0  # no key has year 0
        return values


def birthdays(session: Session, window: Window) -> Iterator[Due]:
    """The birthdays of the window; while a customer may need a call, the greeting is paused."""
    return _between(session, window, "birthday")


def occasions(session: Session, window: Window) -> Iterator[Due]:
    """The other days to remember."""
    return _between(session, window, "occasion")


def named(session: Session, window: Window, kind: Cheerful, numbers: Collection[int]) -> Iterator[Due]:
    """The greetings of the customers (or occasions) with these numbers, of the years around now."""
    query = _days(kind).where(_NUMBER[kind].in_(sets.among("numbers")), _MONTH[kind].is_not(None))
    rows = list(map(_Day._make, session.connection().execute(query, {"numbers": sets.listed(numbers)}).all()))
    here = window.now.astimezone(window.zone).year
    years = range(here - 2, here + 3)  # what was put off can come from another year
    cards = _cards(session, rows, date(years[0], 1, 1))
    found = [
        (row, card, [recurrence.in_year(row.month, row.day, year, leap_day=window.shop.leap_day) for year in years])
        for row in rows
        if (card := cards.get(row.customer)) is not None
    ]
    return _greetings(session, kind, found, window)


def _between(session: Session, window: Window, kind: Cheerful) -> Iterator[Due]:
    for calendar in _calendars(window):
        ranges = calendar.ranges()
        asked = _days_in(kind, len(ranges) // 4, calendar.own)
        rows = list(map(_Day._make, session.connection().execute(asked, ranges).all()))
        cards = _cards(session, rows, min(map(min, calendar.falls.values()), default=date.min))
        found = [
            (row, card, calendar.falls.get((row.month, row.day), []))
            for row in rows
            if (card := cards.get(row.customer)) is not None and (card.greet_days_ahead is not None) == calendar.own
        ]
        yield from (due for due in _greetings(session, kind, found, window) if window.holds(due.due_at))


def _cards(session: Session, rows: Iterable[_Day], first: date) -> dict[int, _Card]:
    """The cards of those whom it is fitting to greet on that day or later."""
    numbers = {row.customer for row in rows}
    if not numbers:
        return {}
    asked = {"customers": sets.listed(numbers), "recent": datetime.combine(first, time(), UTC) - timedelta(days=2)}
    return {card.id: card for card in map(_Card._make, session.connection().execute(_CARDS, asked).all())}


def _greetings(
    session: Session, kind: Cheerful, found: Sequence[tuple[_Day, _Card, list[date]]], window: Window
) -> Iterator[Due]:
    """One for each of the days, given with the row of the day and the card."""
    waiting = sets.waiting_for_a_call(session) if found and kind == "birthday" else set()
    for (customer, number, what, _, _), card, days in found:
        paused = PAUSED if customer in waiting else ""
        own = card.greet_days_ahead
        ahead = timedelta(days=window.shop.birthday_days_ahead if own is None else own)
        for day in _fitting(card, days, window):
            text = _birthday(card, day, window) if kind == "birthday" else f"{what} on {spoken(day)}"
            due_at, about_at = window.opening(day - ahead), window.opening(day)
            yield Due(yearly_key(kind, number, day.year), kind, customer, card.name, text, due_at, about_at, paused)


def _birthday(card: _Card, day: date, window: Window) -> str:
    year = card.birthday_year if window.shop.show_ages else None
    age = f", turns {day.year - year}" if year is not None else ""
    return f"Birthday of {people.call_name(card.name, card.given, card.known_as)} on {spoken(day)}{age}"


def _fitting(card: _Card, days: list[date], window: Window) -> list[date]:
    """On which of these days to greet: not while somebody mourns, and none that was over before the card was made."""
    if card.created_at is None and card.bereaved_until is None:
        return days
    made = instant(card.created_at).astimezone(window.zone).date() if card.created_at else date.min
    return [day for day in days if made <= day and (card.bereaved_until or date.min) < day]


def _calendars(window: Window) -> Iterator[_Calendar]:
    """One for those who are greeted as the shop does, one for those with an own time ahead."""
    ahead = window.shop.birthday_days_ahead
    yield _Calendar(_falls(window, ahead, ahead), own=False)
    yield _Calendar(_falls(window, 0, MOST_DAYS_AHEAD), own=True)


def _falls(window: Window, least: int, most: int) -> dict[tuple[int, int], list[date]]:
    first = max(window.days(later=least)[0], window.begins.astimezone(window.zone).date())
    last = window.days(later=most)[1]
    falls: dict[tuple[int, int], list[date]] = {}
    for month, day, on in recurrence.days_between(first, last, leap_day=window.shop.leap_day):
        falls.setdefault((month, day), []).append(on)
    return falls


def _days(kind: Cheerful) -> Select[Any]:
    return select(
        _WHOSE[kind].label("customer"), _NUMBER[kind].label("number"), _WHAT[kind].label("what"),
        _MONTH[kind].label("month"), _DAY[kind].label("day"),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _days_in(kind: Cheerful, months: int, own: bool) -> CompoundSelect[Any]:
    """The days of these stretches of the year, each in a month; with `own` of the few with an own time ahead.

    Those are found by who they are: their stretch is a third of the year, which is most of the book.
    """
    month = _MONTH[kind] + 0 if own else _MONTH[kind]  # of a sum there is no index
    parts = [
        _days(kind).where(_within(month, _DAY[kind], number), _unhandled(kind, number)) for number in range(months)
    ]
    return union_all(*(part.where(_WHOSE[kind].in_(_WITH_AN_OWN_TIME)) for part in parts) if own else parts)


def _within(month: Any, day: Any, number: int) -> Any:
    return and_(
        month == bindparam(f"month{number}"), day.between(bindparam(f"first{number}"), bindparam(f"last{number}"))
    )


def _unhandled(kind: Cheerful, number: int) -> Any:
    """Whether staff have not handled it in its year: asked first, so that no card is read for nothing."""
    key = literal(f"{kind}:") + cast(_NUMBER[kind], String) + ":" + cast(bindparam(f"year{number}"), String)
    return ~exists().where(_H.key == key, _H.done_at.is_not(None) | _H.dismissed_at.is_not(None))
