"""Who lives with whom: households, the phones they share, and joining, leaving and renaming one.

A phone belongs to the whole household when it carries the label “household”, or when two of its members have it.
Whoever is looked for by it is found with all the others; who is on the line is for a person to ask.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, select

from deskmate.core import changes, customers, phones, search, settings, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import ContactDetail, Customer, Household
from deskmate.core.people import Draft
from deskmate.core.preferences import PreferenceDraft

LABEL = search.HOUSEHOLD_LABEL
MOST_MEMBERS = 40
_NAME_LIMIT = 80

_HOUSEHOLD = sa_select(col(Household.id), col(Household.name)).join(
    Customer, col(Customer.household_id) == col(Household.id)
)
_LIVING = (
    sa_select(col(Customer.id), col(Customer.name))
    .where(col(Customer.deleted_at).is_(None))
    .order_by(col(Customer.sort_name), col(Customer.id))
)
_PHONES = (
    sa_select(
        col(ContactDetail.customer_id),
        col(ContactDetail.value),
        col(ContactDetail.label),
        col(ContactDetail.normal),
        col(ContactDetail.digits),
    )
    .where(col(ContactDetail.kind) == "phone")
    .order_by(col(ContactDetail.position), col(ContactDetail.id))
)


@dataclass(frozen=True)
class Member:
    """Somebody who lives in a household."""

    customer_id: int
    name: str


@dataclass(frozen=True)
class Borrowed:
    """A phone of the household that stands on another member's card."""

    value: str
    customer_id: int
    name: str


@dataclass(frozen=True)
class Home:
    """The household of one customer, as their card shows it.

    `members` are the others; `shared` are the customer's own phones, as typed, that belong to all of them; `borrowed`
    those of the household that stand on another's card.
    """

    id: int
    name: str
    members: tuple[Member, ...]
    shared: frozenset[str]
    borrowed: tuple[Borrowed, ...]


def of(db: Database, customer_id: int) -> Home | None:
    """Whom a customer lives with; nothing where nobody else of the household is in the book (or it is in the bin)."""
    with db.read() as session:
        # plain columns: each card that is opened asks
        connection = session.connection()
        household = connection.execute(_HOUSEHOLD.where(col(Customer.id) == customer_id)).first()
        if household is None:
            return None
        living = connection.execute(_LIVING.where(col(Customer.household_id) == household.id))
        members = tuple(Member(number, name) for number, name in living if number != customer_id)
        if not members:
            return None
        names = {one.customer_id: one.name for one in members}
        phones = connection.execute(_PHONES.where(col(ContactDetail.customer_id).in_([customer_id, *names]))).all()
    return Home(household.id, household.name, members, _shared(phones, customer_id), _borrowed(phones, names))


def join(db: Database, customer_id: int, other_id: int, *, by: Actor, now: datetime) -> int:
    """Makes the customer live with the other, whose household is founded if there was none; gives its number.

    Whoever lived elsewhere moves out there. Raises `InvalidInput` where the two live together already.
    """
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer, other = customers.get(session, customer_id), customers.get(session, other_id)
        household = move_in(session, customer, other, now)
        changes.remember(session, f"{customer.name} lives with {other.name}", by=by, now=now)
        return household


def add_member(
    db: Database,
    draft: Draft,
    other_id: int,
    *,
    remember: Iterable[PreferenceDraft] = (),
    by: Actor,
    now: datetime,
) -> int:
    """Puts a new customer into the book who lives with the other, in one step; gives the new customer's number."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = customers.insert(session, draft, remember, by=by, now=now)
        move_in(session, customer, customers.get(session, other_id), now)
        changes.remember(session, f"New customer {customer.name}", by=by, now=now)
        assert customer.id is not None
        return customer.id


def leave(db: Database, customer_id: int, *, by: Actor, now: datetime) -> None:
    """Takes a customer out of their household, which ends when one alone would be left."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        if customer.household_id is None:
            raise InvalidInput(f"{customer.name} is in no household.")
        _move_out(session, customer, now)
        changes.remember(session, f"{customer.name} left the household", by=by, now=now)


def rename(db: Database, household_id: int, name: str, *, by: Actor, now: datetime) -> None:
    """Gives a household another name."""
    name = text.clean_line(name, what="The name", limit=_NAME_LIMIT)
    if not name:
        raise InvalidInput("A household needs a name, for example the family name.")
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        household = session.get(Household, household_id)
        if household is None:
            raise NotFound("That household is no longer there.")
        household.name = name
        changes.remember(session, f"Renamed the household {name}", by=by, now=now)


def neighbours(db: Database, draft: Draft, *, limit: int = 3) -> list[Member]:
    """Customers with a phone of the form and its family name, who may live with the person on it."""
    family = _family(draft.family, draft.name)
    with db.read() as session:
        region = settings.load(session).region
        wanted = {phones.parse(item.value, region) for item in draft.details if item.kind == "phone"}
        normal = {phone.e164 for phone in wanted if phone.e164}
        if not normal or not family:
            return []
        rows = session.exec(
            select(Customer)
            .join(ContactDetail, col(ContactDetail.customer_id) == col(Customer.id))
            .where(ContactDetail.kind == "phone", col(ContactDetail.normal).in_(normal))
            .where(col(Customer.deleted_at).is_(None))
            .order_by(col(Customer.id))
            .distinct()
        ).all()
    same = (row for row in rows if text.fold(_family(row.family, row.name)) == text.fold(family))
    return [Member(row.id or 0, row.name) for row in same if text.fold(row.name) != text.fold(draft.name)][:limit]


def settle(session: Session, household_id: int) -> None:
    """Ends a household in which one alone is left (those in the bin count, they may come back); keeps search true."""
    rows = session.exec(select(Customer).where(Customer.household_id == household_id)).all()
    household = session.get(Household, household_id)
    if household is not None and len(rows) < 2:
        for row in rows:
            row.household_id = None
        session.flush()
        session.delete(household)
        session.flush()
    for row in rows:
        search.index_customer(session, row.id or 0)


def move_in(session: Session, customer: Customer, other: Customer, now: datetime) -> int:
    """Moves a customer in with another inside a bigger use case; gives the number of the household."""
    if customer.id == other.id:
        raise InvalidInput("Choose somebody else; nobody lives with themselves.")
    if customer.household_id is not None and customer.household_id == other.household_id:
        raise InvalidInput(f"{customer.name} and {other.name} live together already.")
    if customer.household_id is not None:
        _move_out(session, customer, now)
    if other.household_id is None:
        household = Household(name=_family(other.family, other.name)[:_NAME_LIMIT] or other.name[:_NAME_LIMIT])
        session.add(household)
        session.flush()
        other.household_id, other.updated_at = household.id, now
    elif _count(session, other.household_id) >= MOST_MEMBERS:
        raise InvalidInput(f"A household holds up to {MOST_MEMBERS} people.")
    customer.household_id, customer.updated_at = other.household_id, now
    session.flush()
    search.index_customer(session, customer.id or 0)
    assert customer.household_id is not None
    return customer.household_id


def _move_out(session: Session, customer: Customer, now: datetime) -> None:
    left = customer.household_id
    assert left is not None
    customer.household_id, customer.updated_at = None, now
    session.flush()
    search.index_customer(session, customer.id or 0)
    settle(session, left)


def _count(session: Session, household_id: int) -> int:
    return session.exec(select(func.count()).where(Customer.household_id == household_id)).one()


def _shared(rows: Sequence[Any], customer_id: int) -> frozenset[str]:
    theirs = {_number(row) for row in rows if row.customer_id != customer_id}
    mine = (row for row in rows if row.customer_id == customer_id)
    return frozenset(row.value for row in mine if _is_marked(row) or _number(row) in theirs)


def _borrowed(rows: Sequence[Any], names: dict[int, str]) -> tuple[Borrowed, ...]:
    known = {_number(row) for row in rows if row.customer_id not in names}
    found: dict[str, Borrowed] = {}
    for row in rows:
        if row.customer_id in names and _is_marked(row) and _number(row) not in known:
            found.setdefault(_number(row), Borrowed(row.value, row.customer_id, names[row.customer_id]))
    return tuple(found.values())


def _is_marked(row: Any) -> bool:
    return bool(row.label.lower() == LABEL)  # as the search index compares it


def _number(row: Any) -> str:
    return str(row.normal or row.digits)


def _family(family: str, name: str) -> str:
    """The family name; where only a whole name is known, its last word (none of a one-word name)."""
    words = name.split()
    return family or (words[-1] if len(words) > 1 else "")
