"""A form's card and what it wants remembered are one step: saved together, undone together."""

from datetime import date, datetime

import pytest

from deskmate.core import customers, preferences, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.people import Draft
from deskmate.core.preferences import PreferenceDraft

LATEX = PreferenceDraft("allergy", "Latex", alert=True, health=True, consent_on=date(2026, 1, 5))


def test_saved_and_undone_in_one_step(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft(name="Ann"), remember=[PreferenceDraft("size", "UK 6"), LATEX], by=owner, now=now)
    before = customers.card(db, number)
    assert [item.text for item in before.preferences] == ["Latex", "UK 6"]
    size = before.preferences[1].id

    customers.update(
        db, number, Draft(name="Ann B"), remember=[PreferenceDraft("likes", "Tea")], forget=[size], by=owner, now=now
    )
    after = customers.card(db, number)
    assert (after.name, [item.text for item in after.preferences]) == ("Ann B", ["Latex", "Tea"])

    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert customers.card(db, number) == before


def test_another_customers_preference_is_not_forgotten(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft(name="Ann"), remember=[PreferenceDraft("size", "UK 6")], by=owner, now=now)
    bob = customers.add(db, Draft(name="Bob"), by=owner, now=now)
    (kept,) = customers.card(db, ann).preferences
    customers.update(db, bob, Draft(name="Bob"), forget=[kept.id], by=owner, now=now)
    assert customers.card(db, ann).preferences == (kept,)


@pytest.mark.parametrize("wrong", [PreferenceDraft("size", "  "), PreferenceDraft("health", "Asthma", health=True)])
def test_nothing_is_saved_when_one_part_is_refused(
    db: Database, owner: Actor, now: datetime, wrong: PreferenceDraft
) -> None:
    with pytest.raises(InvalidInput):
        customers.add(db, Draft(name="Ann"), remember=[PreferenceDraft("size", "UK 6"), wrong], by=owner, now=now)
    assert customers.page(db) == []


def test_ask_next_time_is_an_answer_until_there_is_a_better_one(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(
        db, Draft(name="Ann"), remember=[PreferenceDraft("size", "Ask next time")], by=owner, now=now
    )
    customers.add_preference(db, number, category="allergy", what=preferences.DECLINED, by=owner, now=now)

    def kept() -> list[tuple[str, str]]:
        return [(item.category, item.text) for item in customers.card(db, number).preferences]

    assert kept() == [("size", preferences.ASK), ("allergy", preferences.DECLINED)]
    customers.add_preference(db, number, category="size", what="UK 6", by=owner, now=now)
    assert kept() == [("allergy", preferences.DECLINED), ("size", "UK 6")]
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert ("size", preferences.ASK) in kept()
