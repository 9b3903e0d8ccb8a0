"""What the book tells the owner as a whole: did calls help, what are grievances about, is the reading fair.

Counts only: no names of customers, and no share of fewer than ten. Everything here reads some aggregate queries over
the period, which may take longer than a page may wait: run it on the worker.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, extract, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from deskmate.core.db import Database
from deskmate.core.models import CallAttempt, Customer, FollowUp, Interaction

FEWEST = 10  # below this a share says more about chance than about people
CAME_BACK = timedelta(days=60)
NEW_MONTHS = 3
NOT_NOTED = "not noted"
_NEW, _REGULAR = "New", "Regular"
_Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Share:
    """`part` of `whole`; with fewer than ten it is too few to say."""

    part: int
    whole: int

    @property
    def told(self) -> bool:
        """Whether there are enough to speak of a share."""
        return self.whole >= FEWEST

    @property
    def value(self) -> float:
        """From 0 to 1; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies with 95 % confidence (Wilson 1927)."""
        if not self.whole:
            return 0.0, 1.0
        n, p, z2 = self.whole, self.value, _Z * _Z
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        spread = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, min(p, centre - spread)), min(1.0, max(p, centre + spread))


@dataclass(frozen=True)
class Calls:
    """What calls led to. `back_after_right`: of customers whose matter was put right at least 60 days ago, how many
    came back within 60 days; `back_otherwise`: the same for those reached without putting it right, or not reached.
    `too_recent`: put right less than 60 days ago and not back yet, so that nothing can be said.
    """

    tried: int
    reached: Share
    put_right: Share
    back_after_right: Share
    back_otherwise: Share
    too_recent: int


@dataclass(frozen=True)
class Theme:
    """What unhappy notes are about: how many a person confirmed, and how many the reader only proposes."""

    name: str
    confirmed: int
    proposed: int


@dataclass(frozen=True)
class Month:
    """One month: follow-ups that notes opened, and readings that a person overruled."""

    year: int
    month: int
    flags: int
    overruled: int


@dataclass(frozen=True)
class Group:
    """One group of notes: of those read, how many read unhappy, and of these, how many a person overruled."""

    name: str
    flagged: Share
    overruled: Share


@dataclass(frozen=True)
class Comparison:
    """The groups of one kind, the largest first; `hidden` groups have too few notes to say anything."""

    by: str
    groups: tuple[Group, ...]
    hidden: int


@dataclass(frozen=True)
class Insights:
    """Everything the page shows, of the entries since `since` (None: all)."""

    since: datetime | None
    notes: int
    calls: Calls
    themes: tuple[Theme, ...]
    months: tuple[Month, ...]
    fairness: tuple[Comparison, ...]


def look(db: Database, *, since: datetime | None, now: datetime) -> Insights:
    """What the book tells since then, up to `now`."""
    span = _Span(since or datetime.min.replace(tzinfo=UTC), now)
    with db.read() as session:
        counts = _grouped(session, span)
        return Insights(
            since=since,
            notes=_notes(session, span),
            calls=_calls(session, span),
            themes=_themes(session, span),
            months=_months(session, span),
            fairness=tuple(_compare(by, place, counts) for place, by in enumerate(_GROUPINGS)),
        )


@dataclass(frozen=True)
class _Span:
    """From when to when."""

    since: datetime
    now: datetime

    def holds(self, column: Any) -> Any:
        """The condition that a moment lies in it."""
        return and_(column >= self.since, column <= self.now)

    def counts(self) -> Any:
        """The condition that an entry is there, has words, and lies in it."""
        return and_(self.holds(col(Interaction.at)), col(Interaction.deleted_at).is_(None), col(Interaction.text) != "")


_GROUPINGS = ("Who wrote it", "Channel", "Customer's language", "New (first 3 months) or regular")
_Counts = list[tuple[tuple[str, ...], int, int, int]]


def _notes(session: Session, span: _Span) -> int:
    return session.exec(select(func.count()).select_from(Interaction).where(span.counts())).one()


def _calls(session: Session, span: _Span) -> Calls:
    matter = (col(CallAttempt.follow_up_id), col(CallAttempt.customer_id))
    query = (
        sa_select(
            *matter,
            func.count(),
            func.sum(_one_if(col(CallAttempt.outcome) == "reached")),
            func.sum(_one_if(and_(col(CallAttempt.put_right), col(CallAttempt.outcome) == "reached"))),
            func.max(col(CallAttempt.at)),
        )
        .where(span.holds(col(CallAttempt.at)))
        .group_by(*matter)
    )
    rows = session.connection().execute(query).all()
    visits = _visits(session, {row[1] for row in rows}, span)
    back: dict[bool, list[bool]] = {True: [], False: []}
    too_recent = 0
    for _follow_up, customer_id, _tried, _reached, right, last in rows:
        came = _came_between(visits.get(customer_id, []), last, min(last + CAME_BACK, span.now))
        if last + CAME_BACK <= span.now:
            back[bool(right)].append(came)
        elif right and not came:
            too_recent += 1
    tried, reached, right = (sum(row[place] for row in rows) for place in (2, 3, 4))
    return Calls(
        tried=tried,
        reached=Share(reached, tried),
        put_right=Share(right, reached),
        back_after_right=Share(sum(back[True]), len(back[True])),
        back_otherwise=Share(sum(back[False]), len(back[False])),
        too_recent=too_recent,
    )


def _visits(session: Session, customers: set[int], span: _Span) -> dict[int, list[datetime]]:
    """When these customers visited or bought something, in order."""
    found: dict[int, list[datetime]] = defaultdict(list)
    numbers = sorted(customers)
    for start in range(0, len(numbers), 500):
        query = select(Interaction.customer_id, Interaction.at).where(
            col(Interaction.customer_id).in_(numbers[start : start + 500]),
            span.holds(col(Interaction.at)),
            col(Interaction.kind).in_(("visit", "purchase")),
            col(Interaction.deleted_at).is_(None),
        )
        for customer_id, at in session.exec(query.order_by(col(Interaction.at))):
            found[customer_id].append(at)
    return found


def _came_between(visits: list[datetime], after: datetime, until: datetime) -> bool:
    place = bisect_right(visits, after)
    return place < len(visits) and visits[place] <= until


def _themes(session: Session, span: _Span) -> tuple[Theme, ...]:
    read_so = and_(
        col(Interaction.mood) == "", col(Interaction.overruled_at).is_(None), col(Interaction.label) == "negative"
    )
    confirmed = func.sum(_one_if(col(Interaction.theme_confirmed)))
    rows = session.exec(
        select(Interaction.theme, func.count(), confirmed)
        .where(span.counts(), or_(col(Interaction.mood) == "unhappy", read_so), col(Interaction.theme) != "")
        .group_by(Interaction.theme)
        .order_by(func.count().desc(), Interaction.theme)
    ).all()
    return tuple(Theme(name, sure, whole - sure) for name, whole, sure in rows)


def _months(session: Session, span: _Span) -> tuple[Month, ...]:
    flags = _by_month(session, col(FollowUp.opened_at), col(FollowUp.kind).in_(("mood", "severe")), span)
    overruled = _by_month(session, col(Interaction.overruled_at), col(Interaction.deleted_at).is_(None), span)
    known = sorted(flags.keys() | overruled.keys())
    return tuple(
        Month(year, month, flags.get((year, month), 0), overruled.get((year, month), 0))
        for year, month in (_range(known[0], known[-1]) if known else ())
    )


def _by_month(session: Session, moment: Any, which: Any, span: _Span) -> dict[tuple[int, int], int]:
    year, month = extract("year", moment), extract("month", moment)
    query = sa_select(year, month, func.count()).where(span.holds(moment), which).group_by(year, month)
    return {(row[0], row[1]): row[2] for row in session.connection().execute(query)}


def _range(first: tuple[int, int], last: tuple[int, int]) -> Iterable[tuple[int, int]]:
    """Every month from the first to the last, so that an empty one is seen as empty."""
    for number in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1]):
        yield number // 12, number % 12 + 1


def _grouped(session: Session, span: _Span) -> _Counts:
    """(groups in the order of `_GROUPINGS`, notes read, read as unhappy, of these overruled), in one query."""
    first = (
        # deleted ones too: then the index alone answers, and a customer is no newer for a deleted note
        select(Interaction.customer_id, func.min(Interaction.at).label("at"))
        .group_by(col(Interaction.customer_id))
        .subquery()
    )
    is_new = _month_number(col(Interaction.at)) - _month_number(first.c.at) < NEW_MONTHS
    group: tuple[Any, ...] = (
        Interaction.by,
        Interaction.channel,
        Customer.language,
        case((is_new, _NEW), else_=_REGULAR),
    )
    unhappy = col(Interaction.label) == "negative"
    query = (
        sa_select(
            *group,
            func.count(),
            func.sum(_one_if(unhappy)),
            func.sum(_one_if(and_(unhappy, col(Interaction.overruled_at).is_not(None)))),
        )
        .join_from(Interaction, Customer, col(Customer.id) == col(Interaction.customer_id))
        .join(first, first.c.customer_id == col(Interaction.customer_id))
        .where(span.counts(), col(Interaction.label) != "", col(Customer.deleted_at).is_(None))
        .group_by(*group)
    )
    return [(tuple(row[:4]), row[4], row[5], row[6]) for row in session.connection().execute(query)]


def _compare(by: str, place: int, counts: _Counts) -> Comparison:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for groups, *figures in counts:
        theirs = sums[groups[place] or NOT_NOTED]
        for at, figure in enumerate(figures):
            theirs[at] += figure
    found = [Group(name, Share(unhappy, whole), Share(no, unhappy)) for name, (whole, unhappy, no) in sums.items()]
    told = sorted((g for g in found if g.flagged.told), key=lambda g: (-g.flagged.whole, g.name))
    return Comparison(by, tuple(told), len(found) - len(told))


def _one_if(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _month_number(moment: Any) -> Any:
    return extract("year", moment) * 12 + extract("month", moment)
