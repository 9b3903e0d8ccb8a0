"""The timeline: its newest page, what is filtered out of it, and what can be corrected."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from deskmate.core import changes, customers, interactions, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.interactions import Amount
from deskmate.core.models import Interaction, UndoEntry
from deskmate.core.people import Draft

DAY = timedelta(days=1)


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    for days, words in ((0, "rye, sliced"), (40, "Rye bread, and a cake"), (400, "the rye was late")):
        interactions.add(db, number, words, at=now - days * DAY, by=owner, now=now)
    return number


def texts(entries: list[interactions.TimelineEntry]) -> list[str]:
    return [entry.text for entry in entries]


def test_words_and_period_are_searched_on_every_page(db: Database, ann: int, now: datetime) -> None:
    assert texts(interactions.timeline(db, ann, words="rye brea")) == ["Rye bread, and a cake"]
    first = interactions.timeline(db, ann, words="RYE", limit=1)
    last = first[0]
    rest = interactions.timeline(db, ann, words="RYE", before=(last.at, last.id))
    assert texts(first + rest) == ["rye, sliced", "Rye bread, and a cake", "the rye was late"]
    period = interactions.timeline(db, ann, since=now - 100 * DAY, until=now)
    assert texts(period) == ["Rye bread, and a cake"]
    assert interactions.timeline(db, ann, words="bagel") == []


@pytest.mark.parametrize("typed", ["!!", '"', "rye OR", "a" * 5_000, "NEAR(", "\x00"])
def test_no_text_is_an_error(db: Database, ann: int, typed: str) -> None:
    interactions.timeline(db, ann, words=typed)


def test_nobody_elses_notes_are_found(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    bob = customers.add(db, Draft("Bob"), by=owner, now=now)
    assert interactions.timeline(db, bob, words="rye") == []


def test_an_amount_is_corrected_only_where_one_is_given(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    sold = interactions.add(db, ann, "", kind="purchase", amount_minor=500, currency="GBP", by=owner, now=now)
    number, by = sold.interaction_id, {"by": owner, "now": now}
    interactions.edit(db, number, body="loaf", kind="purchase", **by)
    assert interactions.one(db, number).amount_minor == 500
    interactions.edit(db, number, body="loaf", kind="purchase", amount=Amount(450, "GBP"), **by)
    assert interactions.one(db, number).amount_minor == 450
    with pytest.raises(InvalidInput):
        interactions.edit(db, number, body="", kind="purchase", amount=Amount(None), **by)
    assert interactions.one(db, number).amount_minor == 450
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert interactions.one(db, number).amount_minor == 500


def test_the_step_of_a_new_note_tells_every_column_of_its_row(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    saved = interactions.add(db, number, "the rye was late again", mood="unhappy", by=owner, now=now)
    with db.read() as session:
        step = session.exec(select(UndoEntry).order_by(col(UndoEntry.id).desc())).first()
        note = session.get(Interaction, saved.interaction_id)
        assert step is not None
        assert note is not None
        told = step.changes[0]
        assert told["after"] == changes.row_values(note)
        assert told["customer_id"] == number
        assert [change["table"] for change in step.changes[:2]] == ["interaction", "customer"]
