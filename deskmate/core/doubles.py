"""Customers of the book that may be one person: found, laid side by side, and those known to be two left in peace."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from deskmate.core import changes, customer_rows, customers, duplicates, lookalikes
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.duplicates import Verdict
from deskmate.core.duplicates.pairs import Progress, ShouldStop
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Apart, Appointment, Customer, Interaction
from deskmate.core.people import FLAGS, LINES, Birthday

BIRTHDAY = ("birthday_year", "birthday_month", "birthday_day")
_CHOSEN = ("name", *(name for name in LINES if name != "name"), "birthday", "about", "bereaved_until", "is_company")

Value = str | bool | date | Birthday | None


@dataclass(frozen=True)
class Double:
    """Two customers who may be one: the older card first; `agree` and `differ` name fields, the strongest first."""

    a: int
    b: int
    a_name: str
    b_name: str
    score: float
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Difference:
    """A field that both cards fill and fill differently, so that a person chooses; `take` are its columns."""

    field: str
    ours: Value
    theirs: Value
    take: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """One of the two cards, with how much hangs on it."""

    card: customers.Card
    entries: int
    appointments: int


@dataclass(frozen=True)
class Comparison:
    """Two cards side by side, and the fields to choose between; everything else of both stays."""

    ours: Side
    theirs: Side
    choose: tuple[Difference, ...]


def find(db: Database, *, progress: Progress | None = None, should_stop: ShouldStop | None = None) -> list[Double]:
    """The pairs of the whole book, the surest first, without those that somebody said are two customers.

    `progress(done, total)` is told how far it is; raises `Cancelled` when `should_stop()` says so.
    """
    people = lookalikes.everybody(db)
    names = {person.id: person.full for person in people}
    with db.read() as session:
        apart = _apart(session)
    found = []
    for pair in duplicates.find_pairs(people, progress=progress, should_stop=should_stop):
        a, b = sorted((int(pair.a), int(pair.b)))
        if (a, b) not in apart:
            sides = names[str(a)], names[str(b)]
            found.append(Double(a, b, *sides, pair.score, pair.agree, pair.differ, pair.verdict))
    return found


def compare(db: Database, ours: int, theirs: int) -> Comparison:
    """The two cards side by side; raises `NotFound` where one is no longer in the book."""
    with db.read() as session:
        one, other = customers.get(session, ours), customers.get(session, theirs)
        choose = [_difference(name, one, other) for name in _CHOSEN]
        sides = [Side(customers.card(db, number), *_hanging(session, number)) for number in (ours, theirs)]
    return Comparison(sides[0], sides[1], tuple(item for item in choose if item is not None))


def keep_apart(db: Database, one: int, other: int, *, by: Actor, now: datetime) -> None:
    """Remembers that these are two customers, so that they are not proposed again; can be undone."""
    if one == other:
        raise InvalidInput("These are the same card.")
    first, second = sorted((one, other))
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        names = [customers.get(session, number).name for number in (first, second)]
        said = select(Apart).where(Apart.customer_id == first, Apart.other_id == second)
        if session.exec(said).first() is None:
            session.add(Apart(customer_id=first, other_id=second, at=now, by=by.name))
        changes.remember(session, f"{names[0]} and {names[1]} are two customers", by=by, now=now)


def _apart(session: Session) -> set[tuple[int, int]]:
    """The pairs known to be two; what was said of a card holds for the one it was merged into."""
    merged = session.exec(
        select(Customer.id, Customer.merged_into_id).where(col(Customer.merged_into_id).is_not(None))
    ).all()
    into = {number: target for number, target in merged if number is not None and target is not None}
    pairs = session.exec(select(Apart.customer_id, Apart.other_id)).all()
    return {_ordered(_followed(one, into), _followed(other, into)) for one, other in pairs}


def _followed(number: int, into: dict[int, int]) -> int:
    while number in into:
        number = into[number]
    return number


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _difference(name: str, ours: Customer, theirs: Customer) -> Difference | None:
    mine, other = _value(name, ours), _value(name, theirs)
    filled = (mine and other) or name in FLAGS
    if mine == other or not filled:
        return None
    return Difference(name, mine, other, BIRTHDAY if name == "birthday" else (name,))


def _value(name: str, customer: Customer) -> Value:
    if name == "birthday":
        return customer_rows.birthday_of(customer)
    value: Value = getattr(customer, name)
    return value


def _hanging(session: Session, customer_id: int) -> tuple[int, int]:
    live = (Interaction.customer_id == customer_id, col(Interaction.deleted_at).is_(None))
    return (
        session.exec(select(func.count()).select_from(Interaction).where(*live)).one(),
        session.exec(select(func.count()).select_from(Appointment).where(Appointment.customer_id == customer_id)).one(),
    )


def after_merge(doubles: Iterable[Double], kept: int, other: int, name: str) -> list[Double]:
    """The pairs still to look at once `other` is part of `kept`: its other pairs are now the kept one's, each once."""
    left: dict[tuple[int, int], Double] = {}
    for pair in doubles:
        a, b = (kept if number == other else number for number in (pair.a, pair.b))
        if a == b:
            continue
        names = {pair.a: pair.a_name, pair.b: pair.b_name, kept: name}
        first, second = _ordered(a, b)
        moved = Double(first, second, names[first], names[second], pair.score, pair.agree, pair.differ, pair.verdict)
        left.setdefault((first, second), moved)
    return list(left.values())
