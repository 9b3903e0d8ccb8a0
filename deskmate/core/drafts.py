"""What somebody began to write and has not saved: kept in the book for that person, found again after a crash.

A draft belongs to one person, one form and at most one customer. Nobody else sees it; it goes with the customer.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import Customer, Draft

_LONG_ENOUGH = 4  # a shorter name stands in too many words to say anything


@dataclass(frozen=True)
class Kept:
    """A draft as it was typed: `place` is the form, `body` what its fields held."""

    place: str
    customer_id: int | None
    body: dict[str, Any]
    at: datetime


def keep(
    db: Database, place: str, body: dict[str, Any], *, customer_id: int | None = None, by: Actor, now: datetime
) -> None:
    """Keeps what is typed in a form now, instead of what was kept for it before. On the disk when this returns."""
    with db.write() as session:
        if customer_id is not None and session.get(Customer, customer_id) is None:
            return  # erased while the form was open
        row = session.exec(_one(place, customer_id, by)).first() or Draft(
            staff_id=by.staff_id, customer_id=customer_id, place=place, body={}, at=now
        )
        row.body, row.at = body, now
        session.add(row)


def find(db: Database, place: str, *, customer_id: int | None = None, by: Actor) -> dict[str, Any] | None:
    """What this person left in the form, or nothing."""
    with db.read() as session:
        row = session.exec(_one(place, customer_id, by)).first()
        return dict(row.body) if row is not None else None


def drop(db: Database, place: str, *, customer_id: int | None = None, by: Actor) -> None:
    """Forgets a draft: it is wanted no more."""
    with db.write() as session:
        _drop(session, place, customer_id, by)


@contextmanager
def saving(db: Database, place: str, *, customer_id: int | None = None, by: Actor) -> Iterator[None]:
    """While it lasts, what this thread saves is saved instead of the draft, which goes in the same transaction.

    So no crash leaves both. Where nothing is saved, the draft stays.
    """
    with db.along(lambda session: _drop(session, place, customer_id, by)):
        yield


def mine(db: Database, *, by: Actor) -> list[Kept]:
    """All that this person began and did not save, the newest first."""
    with db.read() as session:
        query = (
            select(Draft).where(col(Draft.staff_id).is_not_distinct_from(by.staff_id)).order_by(col(Draft.at).desc())
        )
        return [Kept(row.place, row.customer_id, dict(row.body), row.at) for row in session.exec(query).all()]


def forget(session: Session, names: Iterable[str]) -> None:
    """Forgets drafts that hold one of the names, whomever they are about: a step of erasing a customer.

    An entry that was saved stays for the owner to look at; what was not saved is nobody's record.
    """
    folded = [name.casefold() for name in names if len(name) >= _LONG_ENOUGH]
    for row in session.exec(select(Draft)).all():
        typed = str(row.body).casefold()
        if any(name in typed for name in folded):
            session.delete(row)
    session.flush()


def _drop(session: Session, place: str, customer_id: int | None, by: Actor) -> None:
    row = session.exec(_one(place, customer_id, by)).first()
    if row is not None:
        session.delete(row)


def _one(place: str, customer_id: int | None, by: Actor) -> Any:
    return select(Draft).where(
        Draft.place == place,
        col(Draft.customer_id).is_not_distinct_from(customer_id),
        col(Draft.staff_id).is_not_distinct_from(by.staff_id),
    )
