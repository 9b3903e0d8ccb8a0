"""The usual order: what was bought most, said in the last words, logged again in one step."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import customers, interactions, undo, usual_orders
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.people import Draft

DAY = timedelta(days=1)


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann"), by=owner, now=now)


def buy(db: Database, customer: int, words: str, at: datetime, owner: Actor, amount: int | None = 300) -> None:
    interactions.add(db, customer, words, kind="purchase", amount_minor=amount, currency="GBP", at=at, by=owner, now=at)


def test_the_most_bought_in_its_last_words_and_price(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    buy(db, ann, "Flat white!", now - 9 * DAY, owner, 300)
    buy(db, ann, "flat  white", now - 5 * DAY, owner, 320)
    buy(db, ann, "croissant", now - DAY, owner)
    interactions.add(db, ann, "croissant", by=owner, now=now)  # a note is no purchase
    usual = usual_orders.of(db, ann, now=now)
    assert usual is not None
    assert (usual.text, usual.amount_minor, usual.currency, usual.times) == ("flat  white", 320, "GBP", 2)


def test_once_or_long_ago_is_not_usual(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    buy(db, ann, "sofa", now - 2 * DAY, owner)
    for days in (800, 900):
        buy(db, ann, "rye", now - days * DAY, owner)
    for _ in range(2):
        buy(db, ann, "a long story " * 20, now, owner)
        buy(db, ann, "", now, owner)
    assert usual_orders.of(db, ann, now=now) is None
    with pytest.raises(NotFound):
        usual_orders.again(db, ann, by=owner, now=now)


def test_logged_again_and_undone(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    for days in (5, 9):
        buy(db, ann, "rye", now - days * DAY, owner, None)
    saved = usual_orders.again(db, ann, by=owner, now=now)
    entry = interactions.one(db, saved.interaction_id)
    assert (entry.text, entry.kind, entry.at, entry.amount_minor) == ("rye", "purchase", now, None)
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    usual = usual_orders.of(db, ann, now=now)
    assert usual is not None and usual.times == 2
