"""Entries the shop writes about what it did itself: on the timeline and found by search, but not read for a mood."""

from datetime import datetime

from sqlmodel import Session

from deskmate.core import customers, readings, search
from deskmate.core.actors import Actor
from deskmate.core.models import Customer, Interaction


def write(
    session: Session, customer: Customer, body: str, *, kind: str, channel: str = "", by: Actor, now: datetime
) -> Interaction:
    """Puts an entry in the shop's own words on the timeline, inside a bigger use case."""
    assert customer.id is not None
    entry = Interaction(
        customer_id=customer.id, at=now, kind=kind, channel=channel, text=body, by=by.name, created_at=now
    )
    # these words say nothing about the customer's mood
    readings.clear(entry)
    entry.engine_version = readings.OWN_WORDS
    session.add(entry)
    customers.touch(customer, now)
    session.flush()
    assert entry.id is not None
    search.index_note(session, entry.id, body)
    return entry
