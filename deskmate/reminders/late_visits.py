"""Regulars who stay away longer than they usually do: a few a day, whom it is fitting to call."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, exists, select
from sqlmodel import Session

from deskmate.core.models import Customer, FollowUp, ReminderState, VisitRhythm
from deskmate.core.models.base import table_of
from deskmate.reminders import sets, usual_visits
from deskmate.reminders.kinds import dated_key
from deskmate.reminders.usual_visits import Usual

MOST_A_DAY = 5

_R, _C, _F, _S = (table_of(model).c for model in (VisitRhythm, Customer, FollowUp, ReminderState))
# whoever may need a call anyway is on that list, and is asked there how things are
_FITTING = (
    _C.deleted_at.is_(None),
    ~_C.seasonal,
    ~_C.deceased,
    ~_C.do_not_contact,
    ~exists().where(_F.customer_id == _C.id, _F.state == "open"),
)
_NAMED = select(_C.id, _C.name, _C.bereaved_until).where(_C.id.in_(bindparam("customers", expanding=True)), *_FITTING)
_DAYS = select(_R.late_on).distinct().where(_R.late_on >= bindparam("first"), _R.late_on <= bindparam("last"))
_EACH_DAY = sets.each("days")
_OF_ONE_DAY = (
    select(_R.customer_id)
    .join(table_of(Customer), _C.id == _R.customer_id)
    .where(_R.late_on == _EACH_DAY.c.value, ~_R.stale, *_FITTING)
    .where(_C.bereaved_until.is_(None) | (_C.bereaved_until < _R.late_on))
    .order_by(_R.overdue.desc(), _R.customer_id)
    .limit(bindparam("most"))
    .correlate(_EACH_DAY)
)
_USUAL = tuple(getattr(_R, name) for name in Usual._fields)
_OF_DAYS = (
    select(*_USUAL, _C.name)
    .join_from(_EACH_DAY, table_of(VisitRhythm), _R.customer_id.in_(_OF_ONE_DAY))
    .join(table_of(Customer), _C.id == _R.customer_id)
)
_OF_CUSTOMERS = (
    select(*_USUAL, _C.name)
    .join(table_of(Customer), _C.id == _R.customer_id)
    .where(_R.customer_id.in_(bindparam("customers", expanding=True)), _R.late_on.is_not(None), ~_R.stale, *_FITTING)
    .where(_C.bereaved_until.is_(None) | (_C.bereaved_until < _R.late_on))
)
_SPOKEN_FOR = select(_S.key, _S.due_at).where(
    _S.key >= "rhythm:", _S.key < "rhythm;", _S.due_at >= bindparam("since"), _S.due_at < bindparam("until")
)


class Late(NamedTuple):
    """A regular who is late from `usual.late_on` on; the next contact makes another `key` of it."""

    usual: Usual
    customer: str
    key: str


def between(session: Session, first: date, last: date, zone: ZoneInfo) -> Iterator[Late]:
    """Those who become late between two days, both included: at most five of each day, those furthest over their usual.

    Whoever staff were told of stays among the five of that day, and one who was called is not replaced by the next.
    """
    told, taken = _spoken_for(session, first, last, zone)
    fresh = [late for late in _fresh(session, zone) if late.usual.late_on and first <= late.usual.late_on <= last]
    kept_days = session.connection().execute(_DAYS, {"first": first, "last": last}).scalars()
    days = sorted({*kept_days, *(late.usual.late_on for late in fresh if late.usual.late_on)})
    kept = _of_days(session, days, MOST_A_DAY + max(taken.values(), default=0))
    for day in days:
        found = kept[day][: MOST_A_DAY + taken[day]] + [late for late in fresh if late.usual.late_on == day]
        yield from _chosen(found, told, taken[day])


def _of_days(session: Session, days: list[date], most: int) -> dict[date, list[Late]]:
    """Who becomes late on each of these days, up to so many a day, those furthest over their usual first."""
    if not days:
        return {}
    asked = {"days": sets.listed(day.isoformat() for day in days), "most": most}
    found: dict[date, list[Late]] = {day: [] for day in days}
    for late in map(_of_row, session.connection().execute(_OF_DAYS, asked).all()):
        assert late.usual.late_on is not None
        found[late.usual.late_on].append(late)
    return {day: sorted(some, key=_furthest_first) for day, some in found.items()}


def _furthest_first(late: Late) -> tuple[float, int]:
    return -late.usual.overdue, late.usual.customer_id


def of_customers(session: Session, numbers: Collection[int], zone: ZoneInfo) -> list[Late]:
    """Those of these customers who are or will be late, whenever that is and however many they are."""
    session.flush()
    rows = session.connection().execute(_OF_CUSTOMERS, {"customers": list(numbers)}).all()
    return [*map(_of_row, rows), *(late for late in _fresh(session, zone) if late.usual.customer_id in numbers)]


def _chosen(found: Iterable[Late], told: set[str], taken: int) -> Iterator[Late]:
    room = MOST_A_DAY - taken
    for late in sorted(found, key=lambda late: (late.key not in told, *_furthest_first(late))):
        if late.key in told:
            yield late
        elif room > 0:
            room -= 1
            yield late


def _spoken_for(session: Session, first: date, last: date, zone: ZoneInfo) -> tuple[set[str], Counter[date]]:
    """The keys that staff were told of or handled, and how many those are on each day."""
    session.flush()
    begin = datetime.combine(first, time(), UTC) - timedelta(days=2)
    end = datetime.combine(last, time(), UTC) + timedelta(days=3)
    rows = session.connection().execute(_SPOKEN_FOR, {"since": begin, "until": end}).all()
    return {row.key for row in rows}, Counter(row.due_at.astimezone(zone).date() for row in rows)


def _fresh(session: Session, zone: ZoneInfo) -> list[Late]:
    late = {usual.customer_id: usual for usual in usual_visits.stale_few(session, zone) if usual.late_on is not None}
    if not late:
        return []
    rows = session.connection().execute(_NAMED, {"customers": list(late)})
    return [_late(late[row.id], row.name) for row in rows if not _mourns(row, late[row.id])]


def _mourns(row: Row[Any], usual: Usual) -> bool:
    until = row.bereaved_until
    return until is not None and usual.late_on is not None and bool(until >= usual.late_on)


def _late(usual: Usual, customer: str) -> Late:
    assert usual.contact_on is not None
    return Late(usual, customer, dated_key("rhythm", usual.customer_id, usual.contact_on))


def _of_row(row: Row[Any]) -> Late:
    *usual, customer = row
    return _late(Usual(*usual), customer)
