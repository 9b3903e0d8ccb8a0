"""While a new customer is typed, whoever may be the same person is found."""

from datetime import datetime

import pytest

from deskmate.core import customers, lookalikes
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Birthday, Detail, Draft


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    draft = Draft(
        name="Annabel Hartley",
        given="Annabel",
        family="Hartley",
        birthday=Birthday(12, 3, 1980),
        details=(Detail("phone", "+44 7700 900123"), Detail("email", "ann@hartley.example")),
    )
    for name in ("Bob Brown", "Clara Hartley", "Dinesh Singh"):
        customers.add(db, Draft(name=name), by=owner, now=now)
    return customers.add(db, draft, by=owner, now=now)


@pytest.mark.parametrize(
    "typed",
    [
        Draft(name="Annabel Hartley"),
        Draft(name="Anabel Hartley", details=(Detail("phone", "07700 900 123"),)),
        Draft(name="A. Hartley", details=(Detail("email", "Ann@Hartley.example"),)),
        Draft(name="Annabel Hartly", birthday=Birthday(12, 3, 1980)),
    ],
)
def test_the_same_person_is_found(db: Database, ann: int, typed: Draft) -> None:
    assert [one.customer_id for one in lookalikes.find(db, typed)] == [ann]


@pytest.mark.parametrize(
    "typed", [Draft(name=""), Draft(name="Zoe Quill"), Draft(name="C++ 50% \"o'brien"), Draft("x")]
)
def test_strangers_and_odd_text_find_nobody(db: Database, ann: int, typed: Draft) -> None:
    assert lookalikes.find(db, typed) == []


def test_the_card_being_changed_is_not_its_own_lookalike(db: Database, ann: int) -> None:
    assert lookalikes.find(db, Draft(name="Annabel Hartley"), besides=ann) == []


def test_somebody_in_the_bin_is_not_offered(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    customers.delete(db, ann, by=owner, now=now)
    assert lookalikes.find(db, Draft(name="Annabel Hartley")) == []
