"""Doubles: the whole book is looked through, a person decides, and a decision is remembered."""

from datetime import datetime

import pytest

from deskmate.core import customers, doubles, interactions, merging, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled, InvalidInput, NotFound
from deskmate.core.people import Birthday, Detail, Draft

PHONE = (Detail("phone", "020 7946 0018"),)
ANN = Draft("Ann Lee", given="Ann", family="Lee", birthday=Birthday(3, 5, 1980), details=PHONE)
ANNE = Draft("Anne Lee", given="Anne", family="Lee", birthday=Birthday(3, 5, 1980), details=PHONE, about="tall")
ROB = Draft("Robert Quill", given="Robert", family="Quill", birthday=Birthday(9, 9, 1971))


@pytest.fixture
def two(db: Database, owner: Actor, now: datetime) -> tuple[int, int]:
    """Two cards that may be one person, and somebody else."""
    ann, anne, _rob = (customers.add(db, draft, by=owner, now=now) for draft in (ANN, ANNE, ROB))
    return ann, anne


def test_a_pair_is_found_with_what_agrees_and_how_far_it_is(db: Database, two: tuple[int, int]) -> None:
    told: list[tuple[int, int]] = []
    (pair,) = doubles.find(db, progress=lambda done, total: told.append((done, total)))
    assert (pair.a, pair.b, pair.a_name, pair.b_name) == (*two, "Ann Lee", "Anne Lee")
    assert {"phone", "birthday", "family"} <= set(pair.agree)
    assert told[-1] == (100, 100)


def test_looking_can_be_stopped(db: Database, two: tuple[int, int]) -> None:
    with pytest.raises(Cancelled):
        doubles.find(db, should_stop=lambda: True)


def test_whoever_is_said_to_be_two_is_not_proposed_again(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    doubles.keep_apart(db, two[1], two[0], by=owner, now=now)
    doubles.keep_apart(db, *two, by=owner, now=now)  # saying it twice is no error
    assert doubles.find(db) == []
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert len(doubles.find(db)) == 1


def test_said_of_a_card_it_holds_for_the_one_it_became_part_of(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    twin = customers.add(db, ANN, by=owner, now=now)
    doubles.keep_apart(db, two[1], twin, by=owner, now=now)
    merging.merge(db, two[0], twin, by=owner, now=now)
    assert doubles.find(db) == []


def test_side_by_side_a_person_chooses_only_where_both_say_something_else(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    interactions.add(db, two[1], "bought rye", by=owner, now=now)
    seen = doubles.compare(db, *two)
    assert [(item.field, item.ours, item.theirs) for item in seen.choose] == [
        ("name", "Ann Lee", "Anne Lee"),
        ("given", "Ann", "Anne"),
    ]
    assert (seen.ours.entries, seen.theirs.entries) == (0, 1)
    takes = [column for item in seen.choose for column in item.take]
    merging.merge(db, *two, take=takes, by=owner, now=now)
    draft = customers.card(db, two[0]).draft
    assert (draft.name, draft.given, draft.about) == ("Anne Lee", "Anne", "tall")
    with pytest.raises(NotFound):
        doubles.compare(db, *two)


def test_after_a_merge_the_other_pairs_are_the_joint_cards(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    def pair(a: int, b: int) -> doubles.Double:
        return doubles.Double(a, b, f"n{a}", f"n{b}", 0.9, (), (), "likely")

    left = doubles.after_merge([pair(1, 2), pair(2, 3), pair(1, 3), pair(4, 5)], 2, 1, "Ann")
    assert [(item.a, item.b) for item in left] == [(2, 3), (4, 5)]
    assert (left[0].a_name, left[0].b_name) == ("Ann", "n3")
    with pytest.raises(InvalidInput):
        doubles.keep_apart(db, 1, 1, by=owner, now=now)
