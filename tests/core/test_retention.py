"""Whom the shop might forget: proposed with a reason, never without the owner, and nobody who is still expected."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import appointments, customers, follow_ups, interactions, retention
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.people import Draft


def test_the_quiet_ones_and_the_bin_are_proposed_the_longest_ago_first(
    db: Database, owner: Actor, now: datetime
) -> None:
    long_ago = now - timedelta(days=5 * 365)
    old, older, recent, waiting, called, seasonal, binned = (
        customers.add(db, Draft(name, seasonal=name == "Seasonal"), by=owner, now=long_ago + timedelta(days=index))
        for index, name in enumerate(("Old", "Older", "Recent", "Waiting", "Called", "Seasonal", "Binned"))
    )
    interactions.add(db, old, "came by", by=owner, now=long_ago + timedelta(days=300))
    interactions.add(db, recent, "came by", by=owner, now=now - timedelta(days=90))
    appointments.book(db, waiting, start=now + timedelta(days=9), service="Cut", minutes=30, by=owner, now=long_ago)
    follow_ups.open_by_hand(db, called, "asked for a call", due_on=now.date(), by=owner, now=now)
    customers.delete(db, binned, by=owner, now=now - timedelta(days=31))
    found = retention.propose(db, by=owner, now=now)
    assert [proposal.customer_id for proposal in found] == [older, binned, old]
    assert [proposal.why for proposal in found] == [
        "nothing for more than 36 months",
        "in the bin for more than 30 days",
        "nothing for more than 36 months",
    ]
    assert seasonal not in [proposal.customer_id for proposal in found]
    assert len(retention.propose(db, limit=1, by=owner, now=now)) == 1


def test_it_is_for_the_owner_and_not_for_the_hasty(db: Database, owner: Actor, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        retention.propose(db, by=Actor("Sam"), now=now)
    with pytest.raises(InvalidInput):
        retention.propose(db, months=1, by=owner, now=now)
