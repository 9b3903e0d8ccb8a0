"""Relations: written down once, read with the right word from either side."""

from datetime import datetime

import pytest

from deskmate.core import customers, households, merging, relations, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.people import Draft

OTHER_SIDE = {
    "partner": "partner",
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "carer": "cared for",
    "cared for": "carer",
    "owner": "pet",
    "pet": "owner",
    "employer": "employee",
    "employee": "employer",
    "friend": "friend",
    "other": "other",
}


@pytest.fixture
def two(db: Database, owner: Actor, now: datetime) -> tuple[int, int]:
    ann, ben = (customers.add(db, Draft(name), by=owner, now=now) for name in ("Ann Lee", "Ben Moss"))
    return ann, ben


def roles(db: Database, customer_id: int) -> list[tuple[int, str]]:
    return [(one.customer_id, one.role) for one in relations.of(db, customer_id)]


def test_there_is_a_word_for_each_side() -> None:
    assert set(relations.ROLES) == OTHER_SIDE.keys()


@pytest.mark.parametrize("role", relations.ROLES)
def test_both_cards_show_the_right_word(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int], role: str
) -> None:
    ann, ben = two
    relations.add(db, ann, ben, role, by=owner, now=now)
    assert roles(db, ann) == [(ben, role)]
    assert roles(db, ben) == [(ann, OTHER_SIDE[role])]
    with pytest.raises(InvalidInput, match="already"):
        relations.add(db, ben, ann, OTHER_SIDE[role], by=owner, now=now)


def test_removing_and_taking_back(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    ann, ben = two
    number = relations.add(db, ann, ben, "carer", by=owner, now=now)
    relations.remove(db, number, by=owner, now=now)
    assert roles(db, ann) == roles(db, ben) == []
    with pytest.raises(NotFound):
        relations.remove(db, number, by=owner, now=now)
    for expected in ([(ben, "carer")], []):
        step = undo.last(db, by=owner, now=now)
        assert step is not None
        undo.undo(db, step.id, by=owner, now=now)
        assert roles(db, ann) == expected


def test_a_pet_gets_a_card_in_the_same_step(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    ann, _ben = two
    rex = relations.add_new(db, ann, "Rex", "pet", by=owner, now=now)
    assert roles(db, ann) == [(rex, "pet")] and roles(db, rex) == [(ann, "owner")]
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert roles(db, ann) == []
    with pytest.raises(NotFound):
        customers.card(db, rex)


def test_who_lives_together_is_said_in_the_same_step(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    ann, ben = two
    relations.add(db, ann, ben, "partner", together=True, by=owner, now=now)
    rex = relations.add_new(db, ann, "Rex", "pet", together=True, by=owner, now=now)
    home = households.of(db, ann)
    assert home is not None and home.name == "Lee"
    assert {one.customer_id for one in home.members} == {ben, rex}
    for _step in range(2):
        step = undo.last(db, by=owner, now=now)
        assert step is not None
        undo.undo(db, step.id, by=owner, now=now)
    assert households.of(db, ann) is None and roles(db, ann) == []


def test_who_is_in_the_bin_is_not_shown(db: Database, owner: Actor, now: datetime, two: tuple[int, int]) -> None:
    ann, ben = two
    relations.add(db, ann, ben, "friend", by=owner, now=now)
    customers.delete(db, ben, by=owner, now=now)
    assert roles(db, ann) == []
    customers.restore(db, ben, by=owner, now=now)
    assert roles(db, ann) == [(ben, "friend")]


def test_two_cards_of_one_person_bring_a_relation_once(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    ann, ben = two
    twin = customers.add(db, Draft("B. Moss"), by=owner, now=now)
    relations.add(db, ann, ben, "partner", by=owner, now=now)
    relations.add(db, twin, ann, "partner", by=owner, now=now)
    merge = merging.merge(db, ben, twin, by=owner, now=now)
    assert roles(db, ann) == [(ben, "partner")] and roles(db, ben) == [(ann, "partner")]
    merging.unmerge(db, merge, by=owner, now=now)
    assert roles(db, ann) == [(twin, "partner"), (ben, "partner")]


@pytest.mark.parametrize(("role", "same", "said"), [("cousin", False, "is no relation"), ("friend", True, "same card")])
def test_what_makes_no_sense_is_refused(
    db: Database, owner: Actor, now: datetime, two: tuple[int, int], role: str, same: bool, said: str
) -> None:
    ann, ben = two
    with pytest.raises(InvalidInput, match=said):
        relations.add(db, ann, ann if same else ben, role, by=owner, now=now)
