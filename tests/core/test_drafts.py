"""What was begun is kept for the person who began it, and for nobody else."""

import threading
from datetime import datetime, timedelta

import pytest

from deskmate.core import customers, drafts, erasure, interactions, staff
from deskmate.core.actors import Actor
from deskmate.core.db import Database, open_database
from deskmate.core.errors import NotFound
from deskmate.core.people import Draft


@pytest.fixture
def sam(db: Database) -> Actor:
    with db.write() as session:
        staff.insert(session, "Sam", "staff")
    return staff.actor(db, "Sam")


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann Quixbury"), by=owner, now=now)


def test_it_is_found_again_by_whoever_began_it_also_after_a_crash(
    db: Database, sam: Actor, owner: Actor, ann: int, now: datetime
) -> None:
    drafts.keep(db, "note", {"text": "She was"}, customer_id=ann, by=sam, now=now)
    drafts.keep(db, "note", {"text": "She was kind"}, customer_id=ann, by=sam, now=now)
    again = open_database(db.path, db.key)  # while the first one was never closed
    assert drafts.find(again, "note", customer_id=ann, by=sam) == {"text": "She was kind"}
    again.close()
    assert drafts.find(db, "note", customer_id=ann, by=owner) is None
    assert drafts.find(db, "note", by=sam) is None
    assert drafts.find(db, "customer", customer_id=ann, by=sam) is None


def test_each_form_and_each_customer_has_its_own(db: Database, sam: Actor, ann: int, now: datetime) -> None:
    drafts.keep(db, "note", {"text": "to nobody yet"}, by=sam, now=now)
    drafts.keep(db, "note", {"text": "to Ann"}, customer_id=ann, by=sam, now=now + timedelta(minutes=1))
    assert [(one.customer_id, one.body["text"]) for one in drafts.mine(db, by=sam)] == [
        (ann, "to Ann"),
        (None, "to nobody yet"),
    ]
    drafts.drop(db, "note", by=sam)
    drafts.drop(db, "note", by=sam)
    assert [one.customer_id for one in drafts.mine(db, by=sam)] == [ann]


def test_who_is_in_no_list_has_drafts_too(db: Database, now: datetime) -> None:
    somebody = Actor("Owner", "owner")
    drafts.keep(db, "note", {"text": "a"}, by=somebody, now=now)
    drafts.keep(db, "note", {"text": "b"}, by=somebody, now=now)
    assert [one.body for one in drafts.mine(db, by=somebody)] == [{"text": "b"}]


def test_it_goes_with_the_customer_and_so_does_one_that_names_them(
    db: Database, sam: Actor, owner: Actor, ann: int, now: datetime
) -> None:
    drafts.keep(db, "note", {"text": "about her"}, customer_id=ann, by=sam, now=now)
    drafts.keep(db, "customer", {"lines": ["ANN QUIXBURY"]}, by=sam, now=now)
    drafts.keep(db, "note", {"text": "about somebody else"}, by=sam, now=now)
    erasure.erase(db, ann, by=owner, now=now)
    assert [one.body for one in drafts.mine(db, by=sam)] == [{"text": "about somebody else"}]


def test_a_form_that_is_open_while_its_customer_is_erased_keeps_nothing(
    db: Database, sam: Actor, owner: Actor, ann: int, now: datetime
) -> None:
    erasure.erase(db, ann, by=owner, now=now)
    drafts.keep(db, "note", {"text": "too late"}, customer_id=ann, by=sam, now=now)
    assert drafts.mine(db, by=sam) == []


def test_it_goes_in_the_same_moment_in_which_it_is_saved(db: Database, sam: Actor, ann: int, now: datetime) -> None:
    drafts.keep(db, "note", {"text": "She was kind"}, customer_id=ann, by=sam, now=now)
    drafts.keep(db, "customer", {"name": "Ann"}, customer_id=ann, by=sam, now=now)
    seen = list[tuple[int, int]]()

    def look(_writes: int) -> None:
        """As a start after a power cut right behind the first commit that there is."""
        again = open_database(db.path, db.key)
        seen.append((len(interactions.timeline(again, ann)), len(drafts.mine(again, by=sam))))
        again.close()

    db.witness(look)
    with drafts.saving(db, "note", customer_id=ann, by=sam):
        interactions.add(db, ann, "She was kind", by=sam, now=now)
    assert seen == [(1, 1)], "the note is there, and of the drafts only the other one"
    drafts.keep(db, "note", {"text": "and again"}, customer_id=ann, by=sam, now=now)
    assert len(drafts.mine(db, by=sam)) == 2, "what is kept later stays"


def test_it_stays_when_it_could_not_be_saved(db: Database, sam: Actor, ann: int, now: datetime) -> None:
    drafts.keep(db, "note", {"text": "half"}, customer_id=ann, by=sam, now=now)
    with pytest.raises(NotFound), drafts.saving(db, "note", customer_id=ann, by=sam):
        interactions.add(db, ann + 1, "half", by=sam, now=now)
    with pytest.raises(ZeroDivisionError), drafts.saving(db, "note", customer_id=ann, by=sam), db.write():
        _ = 1 / 0
    assert len(drafts.mine(db, by=sam)) == 1


def test_what_others_save_meanwhile_leaves_it_alone(db: Database, sam: Actor, ann: int, now: datetime) -> None:
    drafts.keep(db, "note", {"text": "half"}, customer_id=ann, by=sam, now=now)
    with drafts.saving(db, "note", customer_id=ann, by=sam):
        other = threading.Thread(target=lambda: interactions.add(db, ann, "by another", by=sam, now=now))
        other.start()
        other.join()
    assert len(drafts.mine(db, by=sam)) == 1
