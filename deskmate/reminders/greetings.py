"""Birthdays and other occasions: how early staff are reminded, and whom it is fitting to greet."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, and_, bindparam, cast, exists, literal, select, union_all
from sqlmodel import Session

from deskmate.core import people
from deskmate.core.models import Customer, FollowUp, Occasion, ReminderState
from deskmate.core.models.base import table_of
from deskmate.core.people import MOST_DAYS_AHEAD
from deskmate.reminders import recurrence
from deskmate.reminders.kinds import Due, yearly_key
from deskmate.reminders.window import Window, spoken

PAUSED = "May need a call first: the greeting waits until somebody has called."

_C, _O, _F, _H = (table_of(model).c for model in (Customer, Occasion, FollowUp, ReminderState))
_MAY_NEED_A_CALL = exists().where(_F.customer_id == _C.id, _F.state == "open").label("waits")
_WHOM = (_C.name, _C.given, _C.known_as, _C.birthday_year, _C.bereaved_until, _C.created_at, _C.greet_days_ahead)
_FITTING = (_C.deleted_at.is_(None), ~_C.deceased, ~_C.no_greetings, ~_C.do_not_contact)
_THESE_BORN = select(
    _C.id.label("customer"), _C.birthday_month.label("month"), _C.birthday_day.label("day"), _MAY_NEED_A_CALL, *_WHOM
).where(_C.id.in_(bindparam("numbers", expanding=True)), _C.birthday_month.is_not(None), *_FITTING)
_THESE_KEPT = (
    select(_C.id.label("customer"), _O.id.label("number"), _O.name.label("what"), _O.month, _O.day, *_WHOM)
    .join_from(table_of(Occasion), table_of(Customer), _C.id == _O.customer_id)
    .where(_O.id.in_(bindparam("numbers", expanding=True)), *_FITTING)
)


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
    for calendar in _calendars(window):
        ranges = calendar.ranges()
        for row in session.connection().execute(_born_in(len(ranges) // 4, calendar.own), ranges).all():
            for day, due_at in _times(row, calendar.falls.get((row.month, row.day), []), window):
                if window.holds(due_at):
                    yield _birthday(row, day, due_at, window)


def occasions(session: Session, window: Window) -> Iterator[Due]:
    """The other days to remember."""
    for calendar in _calendars(window):
        ranges = calendar.ranges()
        for row in session.connection().execute(_kept_in(len(ranges) // 4, calendar.own), ranges):
            for day, due_at in _times(row, calendar.falls.get((row.month, row.day), []), window):
                if window.holds(due_at):
                    yield _occasion(row, day, due_at, window)


def named(session: Session, window: Window, kind: str, numbers: Collection[int]) -> Iterator[Due]:
    """The greetings of the customers (or occasions) with these numbers, of the years around now."""
    make = _birthday if kind == "birthday" else _occasion
    query = _THESE_BORN if kind == "birthday" else _THESE_KEPT
    here = window.now.astimezone(window.zone).year
    for row in session.connection().execute(query, {"numbers": list(numbers)}).all():
        days = [
            recurrence.in_year(row.month, row.day, year, leap_day=window.shop.leap_day)
            for year in range(here - 2, here + 3)  # what was put off can come from another year
        ]
        for day, due_at in _times(row, days, window):
            yield make(row, day, due_at, window)


def _occasion(row: Any, day: date, due_at: datetime, window: Window) -> Due:
    return Due(
        key=yearly_key("occasion", row.number, day.year),
        kind="occasion",
        customer_id=row.customer,
        customer=row.name,
        text=f"{row.what} on {spoken(day)}",
        due_at=due_at,
        about_at=window.opening(day),
    )


def _birthday(row: Any, day: date, due_at: datetime, window: Window) -> Due:
    age = ""
    if window.shop.show_ages and row.birthday_year is not None:
        age = f", turns {day.year - row.birthday_year}"
    return Due(
        key=yearly_key("birthday", row.customer, day.year),
        kind="birthday",
        customer_id=row.customer,
        customer=row.name,
        text=f"Birthday of {people.call_name(row.name, row.given, row.known_as)} on {spoken(day)}{age}",
        due_at=due_at,
        about_at=window.opening(day),
        paused=PAUSED if row.waits else "",
    )


def _times(row: Any, days: list[date], window: Window) -> Iterator[tuple[date, datetime]]:
    """On which of these days to greet, and when staff are told; not those over before the card was made."""
    own = row.greet_days_ahead
    ahead = window.shop.birthday_days_ahead if own is None else own
    for day in days:
        due_at = window.opening(day - timedelta(days=ahead))
        mourns = row.bereaved_until is not None and row.bereaved_until >= day
        if not mourns and row.created_at.astimezone(window.zone).date() <= day:
            yield day, due_at


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


def _within(month: Any, day: Any, number: int) -> Any:
    return and_(
        month == bindparam(f"month{number}"), day.between(bindparam(f"first{number}"), bindparam(f"last{number}"))
    )


def _unhandled(kind: str, whose: Any, number: int) -> Any:
    """Whether staff have not handled it in its year: asked first, so that no card is read for nothing."""
    key = literal(f"{kind}:") + cast(whose, String) + ":" + cast(bindparam(f"year{number}"), String)
    return ~exists().where(_H.key == key, _H.done_at.is_not(None) | _H.dismissed_at.is_not(None))


def _whose(own: bool) -> Any:
    return _C.greet_days_ahead.is_not(None) if own else _C.greet_days_ahead.is_(None)


@lru_cache(maxsize=32)
def _born_in(months: int, own: bool) -> Select[Any]:
    born = union_all(*(
        select(_C.id, _C.birthday_month.label("month"), _C.birthday_day.label("day")).where(
            _within(_C.birthday_month, _C.birthday_day, number), _unhandled("birthday", _C.id, number)
        )
        for number in range(months)
    )).cte("born")  # fmt: skip
    return (
        select(_C.id.label("customer"), born.c.month, born.c.day, _MAY_NEED_A_CALL, *_WHOM)
        .join_from(born, table_of(Customer), _C.id == born.c.id)
        .where(_whose(own), *_FITTING)
    )


@lru_cache(maxsize=32)
def _kept_in(months: int, own: bool) -> Select[Any]:
    kept = union_all(*(
        select(_O.id, _O.customer_id, _O.name, _O.month, _O.day).where(
            _within(_O.month, _O.day, number), _unhandled("occasion", _O.id, number)
        )
        for number in range(months)
    )).cte("kept")  # fmt: skip
    what = (kept.c.id.label("number"), kept.c.name.label("what"), kept.c.month, kept.c.day)
    return (
        select(_C.id.label("customer"), *what, *_WHOM)
        .join_from(kept, table_of(Customer), _C.id == kept.c.customer_id)
        .where(_whose(own), *_FITTING)
    )
