"""Whom the shop might forget: proposals only, an owner decides on each. Source: GDPR Article 5(1)(e)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, exists, func, select

from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Appointment, Customer, FollowUp, Promise

SHORTEST_MONTHS = 6
BIN_DAYS = 30
_DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Proposal:
    """Somebody who might be erased, and why. `last_seen_at` is when anything happened with them last."""

    customer_id: int
    name: str
    last_seen_at: datetime
    why: str


def propose(db: Database, *, months: int = 36, limit: int = 200, by: Actor, now: datetime) -> list[Proposal]:
    """Customers with whom nothing happened for so many months, and those in the bin for 30 days; the longest ago first.

    Left out: whoever has an appointment to come, an open follow-up or promise, or comes with the season. Only the owner
    may; nothing is changed.
    """
    require_owner(by, "see whom the shop might forget")
    if months < SHORTEST_MONTHS:
        raise InvalidInput(f"Customers are proposed after {SHORTEST_MONTHS} months at the earliest.")
    seen = func.coalesce(Customer.last_seen_at, Customer.updated_at)
    quiet = seen < now - timedelta(days=months * _DAYS_A_MONTH)
    binned = col(Customer.deleted_at) < now - timedelta(days=BIN_DAYS)
    busy = (
        exists().where(col(Appointment.customer_id) == col(Customer.id), col(Appointment.starts_at) > now)
        | exists().where(col(FollowUp.customer_id) == col(Customer.id), col(FollowUp.state) == "open")
        | exists().where(col(Promise.customer_id) == col(Customer.id), col(Promise.state) == "open")
    )
    query = (
        select(Customer)
        .where(binned | (quiet & col(Customer.deleted_at).is_(None) & col(Customer.seasonal).is_(False) & ~busy))
        .where(col(Customer.merged_into_id).is_(None))
        .order_by(seen, col(Customer.id))
        .limit(limit)
    )
    with db.read() as session:
        return [_proposal(row, months) for row in session.exec(query).all()]


def _proposal(row: Customer, months: int) -> Proposal:
    assert row.id is not None
    why = f"in the bin for more than {BIN_DAYS} days" if row.deleted_at else f"nothing for more than {months} months"
    return Proposal(row.id, row.name, row.last_seen_at or row.updated_at, why)
