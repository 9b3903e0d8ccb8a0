"""Merging: nothing is lost, nobody is decided by the machine, and two can be parted again at any time."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import appointments, customers, follow_ups, interactions, merging, search
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.reminders import due

DAY = timedelta(days=1)
ANN = Draft("Ann Lee", given="Ann", family="Lee", details=(Detail("phone", "020 7946 0018"),), tags=("rye",))
ANNE = Draft(
    "Anne Lee",
    known_as="Annie",
    birthday=Birthday(3, 5, 1980),
    details=(Detail("email", "anne@example.org"),),
    tags=("rye", "vip"),
    no_greetings=True,
    about="likes the window",
)


@pytest.fixture
def two(db: Database, owner: Actor, now: datetime) -> tuple[int, int]:
    """Two cards of one person, each with a history."""
    kept, other = (customers.add(db, draft, by=owner, now=now) for draft in (ANN, ANNE))
    interactions.add(db, kept, "bought rye", by=owner, now=now)
    interactions.add(db, other, "lamp broken again, third time, furious", mood="unhappy", by=owner, now=now)
    appointments.book(db, other, start=now + DAY, service="Fitting", by=owner, now=now)
    return kept, other


def test_the_joint_card_has_everything_of_both(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    kept, other = two
    merging.merge(db, kept, other, by=owner, now=now)
    draft = customers.card(db, kept).draft
    assert (draft.name, draft.known_as, draft.birthday, draft.about) == (
        "Ann Lee", "Annie", Birthday(3, 5, 1980), "likes the window",
    )  # fmt: skip
    assert {detail.value for detail in draft.details} == {"020 7946 0018", "anne@example.org"}
    assert set(draft.tags) == {"rye", "vip"}
    assert draft.no_greetings  # etiquette is never lost
    assert len(interactions.timeline(db, kept)) == 2
    assert len(appointments.of_customer(db, kept)) == 1
    assert [hit.customer_id for hit in search.find(db, "anne@example.org")] == [kept]
    assert [row.customer_id for row in follow_ups.list_open(db, now=now)] == [kept]
    assert customers.card(db, other).merged_into_id == kept


def test_the_others_value_is_taken_where_a_person_says_so(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    kept, other = two
    merging.merge(db, kept, other, take=("name",), by=owner, now=now)
    assert customers.card(db, kept).name == "Anne Lee"


def test_parting_restores_both_as_they_were(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    kept, other = two
    before = [customers.card(db, number).draft for number in two]
    merge = merging.merge(db, kept, other, take=("name",), by=owner, now=now)
    assert merging.unmerge(db, merge, by=owner, now=now) == other
    assert [customers.card(db, number).draft for number in two] == before
    assert [len(interactions.timeline(db, number)) for number in two] == [1, 1]
    assert [row.customer_id for row in follow_ups.list_open(db, now=now)] == [other]
    assert [hit.customer_id for hit in search.find(db, "annie")] == [other]
    assert [hit.customer_id for hit in search.find(db, "lamp")] == [other]
    assert merging.of_customer(db, kept) == []


def test_what_both_have_stands_on_the_joint_card_once(db: Database, owner: Actor, now: datetime) -> None:
    phones = ("+44 20 7946 0018", "+44 (0)20 7946-0018")
    kept, other = (
        customers.add(db, Draft("Ann Lee", details=(Detail("phone", phone),)), by=owner, now=now) for phone in phones
    )
    for number in (kept, other):
        customers.add_preference(db, number, category="size", what="UK 6", by=owner, now=now)
    merge = merging.merge(db, kept, other, by=owner, now=now)
    card = customers.card(db, kept)
    assert [detail.value for detail in card.draft.details] == [phones[0]] and len(card.preferences) == 1
    merging.unmerge(db, merge, by=owner, now=now)
    card = customers.card(db, other)
    assert [detail.value for detail in card.draft.details] == [phones[1]] and len(card.preferences) == 1


def test_what_came_after_stays_where_it_was_written(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    kept, other = two
    merge = merging.merge(db, kept, other, by=owner, now=now)
    interactions.add(db, kept, "bought a scarf", by=owner, now=now + DAY)
    moved = next(entry for entry in interactions.timeline(db, kept) if "lamp" in entry.text)
    interactions.edit(db, moved.id, body="lamp broken, replaced", kind="visit", by=owner, now=now + DAY)
    draft = customers.card(db, kept).draft
    customers.update(db, kept, Draft(**{**vars(draft), "known_as": "Nan"}), by=owner, now=now + DAY)
    merging.unmerge(db, merge, by=owner, now=now + 2 * DAY)
    assert {entry.text for entry in interactions.timeline(db, kept)} == {"bought rye", "bought a scarf"}
    assert {entry.text for entry in interactions.timeline(db, other)} == {"lamp broken, replaced"}
    assert customers.card(db, kept).draft.known_as == "Nan"  # changed since, so it is not taken away
    assert customers.card(db, other).draft.known_as == "Annie"


def test_an_acknowledged_birthday_stays_acknowledged(db: Database, owner: Actor, now: datetime) -> None:
    first, second = (customers.add(db, Draft("Ann Lee", birthday=Birthday(3, 5)), by=owner, now=now) for _ in range(2))
    keys = {item.customer_id: item.key for item in due.open_list(db, now=now)}
    due.done(db, keys[second], by=owner, now=now)
    merging.merge(db, first, second, by=owner, now=now)
    assert due.open_list(db, now=now) == []


def test_merges_are_parted_in_the_reverse_order(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    kept, other = two
    third = customers.add(db, Draft("A Lee"), by=owner, now=now)
    first = merging.merge(db, kept, other, by=owner, now=now)
    second = merging.merge(db, kept, third, by=owner, now=now)
    with pytest.raises(Conflict, match="first"):
        merging.unmerge(db, first, by=owner, now=now)
    merging.unmerge(db, second, by=owner, now=now)
    merging.unmerge(db, first, by=owner, now=now)
    with pytest.raises(Conflict, match="already"):
        merging.unmerge(db, first, by=owner, now=now)


def test_what_makes_no_sense_is_refused(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    with pytest.raises(InvalidInput):
        merging.merge(db, two[0], two[0], by=owner, now=now)
    with pytest.raises(InvalidInput):
        merging.merge(db, *two, take=("shoe_size",), by=owner, now=now)
    with pytest.raises(NotFound):
        merging.merge(db, two[0], 999, by=owner, now=now)
    with pytest.raises(NotFound):
        merging.unmerge(db, 999, by=owner, now=now)
