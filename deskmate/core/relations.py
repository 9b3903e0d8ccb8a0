"""Who belongs with whom: parents, partners, carers, owners of pets. Kept once, read from either side.

A pet is a customer with a card of its own, so that its likes, allergies and visits have a place.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from deskmate.core import changes, customers, households, people
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import Customer, Relation


class _Kind(NamedTuple):
    """How a relation is stored, and whether it is `customer` (not `other`) whom the role names."""

    kind: str
    first: bool


# vCard's words (RFC 6350, 6.6.6) where it has one
_ROLES = {
    "partner": _Kind("partner", True),
    "parent": _Kind("parent", True),
    "child": _Kind("parent", False),
    "sibling": _Kind("sibling", True),
    "carer": _Kind("carer", True),
    "cared for": _Kind("carer", False),
    "owner": _Kind("owner", True),
    "pet": _Kind("owner", False),
    "employer": _Kind("employer", True),
    "employee": _Kind("employer", False),
    "friend": _Kind("friend", True),
    "other": _Kind("other", True),
}
ROLES = tuple(_ROLES)
_BOTH_WAYS = frozenset({"partner", "sibling", "friend", "other"})
_SIDES = {(kind, first): role for role, (kind, first) in _ROLES.items()}


@dataclass(frozen=True)
class Related:
    """Somebody who belongs with a customer: `role` is what they are to that customer ("parent", "pet" …)."""

    id: int
    customer_id: int
    name: str
    role: str


def of(db: Database, customer_id: int) -> list[Related]:
    """Everybody who belongs with a customer but those in the bin, in the order of roles and names."""
    end = case((col(Relation.customer_id) == customer_id, col(Relation.other_id)), else_=col(Relation.customer_id))
    mine = or_(col(Relation.customer_id) == customer_id, col(Relation.other_id) == customer_id)
    query = (
        sa_select(col(Relation.id), col(Relation.kind), col(Relation.customer_id), col(Customer.id), col(Customer.name))
        .join(Customer, col(Customer.id) == end)
        .where(mine, col(Customer.deleted_at).is_(None), col(Customer.id) != customer_id)
        .order_by(col(Relation.id))
    )
    found: dict[tuple[int, str], Related] = {}
    with db.read() as session:
        for number, kind, first, other, name in session.connection().execute(query):
            role = role_of(kind, first=first != customer_id)
            # two cards that became one may have been partners of the same person
            found.setdefault((other, role), Related(number, other, name, role))
    return sorted(found.values(), key=lambda one: (ROLES.index(one.role), one.name, one.id))


def role_of(kind: str, *, first: bool) -> str:
    """What the one end of a stored relation is to the other; `first` is the end that the kind names."""
    return _SIDES.get((kind, first or kind in _BOTH_WAYS), "other")


def add(
    db: Database, customer_id: int, other_id: int, role: str, *, together: bool = False, by: Actor, now: datetime
) -> int:
    """Writes down that the other is the customer's `role`, one of `ROLES`; gives the relation's number.

    `together`: and that they live in one household.
    """
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer, other = customers.get(session, customer_id), customers.get(session, other_id)
        row = insert(session, customer, other, role)
        _house(session, customer, other, together, now)
        changes.remember(session, f"{other.name} belongs with {customer.name}", by=by, now=now)
        assert row.id is not None
        return row.id


def add_new(
    db: Database, customer_id: int, name: str, role: str, *, together: bool = False, by: Actor, now: datetime
) -> int:
    """Puts somebody new into the book who is the customer's `role`, such as a pet; gives the number of their card."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        other = customers.insert(session, people.Draft(name), (), by=by, now=now)
        insert(session, customer, other, role)
        _house(session, customer, other, together, now)
        changes.remember(session, f"New customer {other.name}", by=by, now=now)
        assert other.id is not None
        return other.id


def remove(db: Database, relation_id: int, *, by: Actor, now: datetime) -> None:
    """Forgets that two belong together; both stay in the book."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        row = session.get(Relation, relation_id)
        if row is None:
            raise NotFound("These two are no longer written down as belonging together.")
        session.delete(row)
        changes.remember(session, "Removed who belongs with whom", by=by, now=now)


def is_known(session: Session, customer_id: int, other_id: int, role: str) -> bool:
    """Whether the other is written down as the customer's `role` already."""
    kind, first = _ROLES[role]
    one, two = (other_id, customer_id) if first else (customer_id, other_id)
    return _stored(session, one, two, kind) is not None


def insert(session: Session, customer: Customer, other: Customer, role: str) -> Relation:
    """Adds the relation inside a bigger use case; raises `InvalidInput` for one that is there or makes no sense."""
    if role not in _ROLES:
        raise InvalidInput(f"“{role}” is no relation; use one of {', '.join(ROLES)}.")
    if customer.id == other.id:
        raise InvalidInput("Choose somebody else; this is the same card.")
    if is_known(session, customer.id or 0, other.id or 0, role):
        raise InvalidInput(f"{other.name} is written down as {role} of {customer.name} already.")
    kind, first = _ROLES[role]
    one, two = (other.id or 0, customer.id or 0) if first else (customer.id or 0, other.id or 0)
    row = Relation(customer_id=one, other_id=two, kind=kind)
    session.add(row)
    session.flush()
    return row


def _house(session: Session, customer: Customer, other: Customer, together: bool, now: datetime) -> None:
    if together and (other.household_id is None or other.household_id != customer.household_id):
        households.move_in(session, other, customer, now)


def _stored(session: Session, one: int, two: int, kind: str) -> Relation | None:
    there = (col(Relation.customer_id) == one) & (col(Relation.other_id) == two)
    if kind in _BOTH_WAYS:
        there |= (col(Relation.customer_id) == two) & (col(Relation.other_id) == one)
    return session.exec(select(Relation).where(Relation.kind == kind, there)).first()
