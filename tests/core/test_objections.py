"""Who objects to mood reading is not scored: no new note, none from before, and nothing follows from them."""

from dataclasses import replace
from datetime import datetime

import pytest

from deskmate.core import customers, follow_ups, interactions, objections, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Draft

UNHAPPY = "waited an hour, nobody came, she left furious and wants her money back"


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    interactions.add(db, number, UNHAPPY, by=owner, now=now)
    assert follow_ups.count_open(db, now=now) == 1
    return number


def readings(db: Database, customer_id: int) -> list[str]:
    return [entry.reading.label if entry.reading else "" for entry in interactions.timeline(db, customer_id)]


@pytest.mark.parametrize("way", ["said", "form"])
def test_what_was_read_goes_and_nothing_new_is_read(
    db: Database, owner: Actor, now: datetime, ann: int, way: str
) -> None:
    if way == "said":
        objections.record(db, ann, True, by=owner, now=now)
    else:
        draft = replace(customers.card(db, ann).draft, no_mood_reading=True)
        customers.update(db, ann, draft, by=owner, now=now)
    interactions.add(db, ann, UNHAPPY, by=owner, now=now)
    assert readings(db, ann) == ["", ""]
    assert follow_ups.count_open(db, now=now) == 0


def test_what_staff_saw_themselves_still_counts(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    objections.record(db, ann, True, by=owner, now=now)
    interactions.add(db, ann, "left without a word", kind="complaint", mood="unhappy", by=owner, now=now)
    assert follow_ups.count_open(db, now=now) == 1


def test_an_objection_is_withdrawn_or_undone(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    objections.record(db, ann, True, by=owner, now=now)
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert readings(db, ann) == ["negative"]
    assert follow_ups.count_open(db, now=now) == 1
    objections.record(db, ann, True, by=owner, now=now)
    objections.record(db, ann, False, by=owner, now=now)
    assert not customers.card(db, ann).draft.no_mood_reading
