"""Households: who lives together is found together, and nothing of it is left where somebody leaves or is erased."""

from collections.abc import Callable
from datetime import datetime

import pytest

from deskmate.core import access, check, customers, erasure, households, merging, relations, search, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.people import Detail, Draft

SHARED = Detail("phone", "020 7946 0018", label="Household")
Add = Callable[..., int]


@pytest.fixture
def add(db: Database, owner: Actor, now: datetime) -> Add:
    def put(name: str, *details: Detail) -> int:
        return customers.add(db, Draft(name, details=details), by=owner, now=now)

    return put


def found(db: Database, typed: str) -> set[int]:
    return {hit.customer_id for hit in search.find_people(db, typed)}


def sound(db: Database, now: datetime) -> bool:
    """The search index says what the book says, and no row hangs in the air."""
    return {one.code for one in check.run(db, full=True, now=now)} <= {
        "key-file",
        "backups",
    }  # the book of a test has neither


def test_a_phone_of_the_household_finds_all_of_it(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben, own = add("Ann Meyer", SHARED), add("Ben Meyer"), add("Cy Hall", Detail("phone", "020 7946 0200"))
    assert found(db, "946 0018") == {ann}
    households.join(db, ben, ann, by=owner, now=now)
    assert found(db, "946 0018") == found(db, "+44 20 7946 0018") == {ann, ben}
    households.join(db, own, ann, by=owner, now=now)
    assert found(db, "0018") == {ann, ben, own}
    assert found(db, "0200") == {own}, "a phone that is not marked belongs to one person"
    assert sound(db, now)


def test_the_card_says_who_else_and_which_phones(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    both = Detail("phone", "+44 7700 900123")
    ann, ben = add("Ann Meyer", SHARED, both), add("Ben Meyer", both)
    households.join(db, ben, ann, by=owner, now=now)
    home = households.of(db, ben)
    assert home is not None and home.name == "Meyer"
    assert home.members == (households.Member(ann, "Ann Meyer"),)
    assert home.shared == {"+44 7700 900123"}
    assert home.borrowed == (households.Borrowed("020 7946 0018", ann, "Ann Meyer"),)
    theirs = households.of(db, ann)
    assert theirs is not None and theirs.shared == {"+44 7700 900123", "020 7946 0018"} and not theirs.borrowed


def test_leaving_ends_what_was_shared_and_a_household_of_one(
    db: Database, owner: Actor, now: datetime, add: Add
) -> None:
    ann, ben = add("Ann Meyer", SHARED), add("Ben Meyer")
    households.join(db, ben, ann, by=owner, now=now)
    households.leave(db, ann, by=owner, now=now)
    assert found(db, "0018") == {ann}
    assert households.of(db, ann) is households.of(db, ben) is None
    with pytest.raises(InvalidInput, match="is in no household"):
        households.leave(db, ben, by=owner, now=now)
    assert sound(db, now)


def test_each_step_can_be_taken_back(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben = add("Ann Meyer", SHARED), add("Ben Meyer")
    home = households.join(db, ben, ann, by=owner, now=now)
    households.rename(db, home, "The corner house", by=owner, now=now)
    households.leave(db, ben, by=owner, now=now)
    for expected in ("The corner house", "Meyer", None):
        take_back(db, owner, now)
        shown = households.of(db, ann)
        assert (shown.name if shown else None) == expected
        assert found(db, "0018") == ({ann, ben} if expected else {ann})
        assert sound(db, now)


def test_a_step_back_into_a_household_that_ended_is_refused(
    db: Database, owner: Actor, now: datetime, add: Add
) -> None:
    ann, ben, cy = add("Ann Meyer"), add("Ben Meyer"), add("Cy Meyer")
    for who in (ben, cy):
        households.join(db, who, ann, by=owner, now=now)
    households.leave(db, cy, by=owner, now=now)
    step = undo.history(db)[0].id
    households.leave(db, ben, by=owner, now=now)
    with pytest.raises(Conflict, match="no longer possible"):
        undo.undo(db, step, by=owner, now=now)


def test_moving_in_elsewhere_is_moving_out_here(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben, cy = add("Ann Meyer", SHARED), add("Ben Meyer"), add("Cy Hall")
    households.join(db, ben, ann, by=owner, now=now)
    households.join(db, ben, cy, by=owner, now=now)
    shown = households.of(db, ben)
    assert shown is not None and [one.customer_id for one in shown.members] == [cy] and shown.name == "Hall"
    assert found(db, "0018") == {ann}


def test_what_makes_no_sense_is_refused(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben = add("Ann Meyer"), add("Ben Meyer")
    home = households.join(db, ben, ann, by=owner, now=now)
    for who, other, said in ((ann, ann, "somebody else"), (ann, ben, "live together already")):
        with pytest.raises(InvalidInput, match=said):
            households.join(db, who, other, by=owner, now=now)
    with pytest.raises(InvalidInput, match="needs a name"):
        households.rename(db, home, "  ", by=owner, now=now)
    with pytest.raises(NotFound):
        households.rename(db, home + 1, "Hall", by=owner, now=now)


def test_the_bin_takes_the_phone_along_and_brings_it_back(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben = add("Ann Meyer", SHARED), add("Ben Meyer")
    households.join(db, ben, ann, by=owner, now=now)
    customers.delete(db, ann, by=owner, now=now)
    assert found(db, "0018") == set() and households.of(db, ben) is None
    customers.restore(db, ann, by=owner, now=now)
    assert found(db, "0018") == {ann, ben} and households.of(db, ben) is not None
    assert sound(db, now)


def test_a_changed_label_is_heard_by_the_others(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben = add("Ann Meyer", SHARED), add("Ben Meyer")
    households.join(db, ben, ann, by=owner, now=now)
    mine = Detail("phone", SHARED.value, label="mobile")
    customers.update(db, ann, Draft("Ann Meyer", details=(mine,)), by=owner, now=now)
    assert found(db, "0018") == {ann}
    take_back(db, owner, now)
    assert found(db, "0018") == {ann, ben}


def test_a_new_customer_with_a_known_phone_and_family_name_is_offered_the_household(
    db: Database, owner: Actor, now: datetime, add: Add
) -> None:
    phone = Detail("phone", "+44 20 7946 0018")
    ann, _other = add("Ann Meyer", SHARED), add("Zoe Hall", SHARED)
    typed = Draft("Ben Meyer", details=(phone,))
    assert households.neighbours(db, typed) == [households.Member(ann, "Ann Meyer")]
    assert households.neighbours(db, Draft("Ann Meyer", details=(phone,))) == [], "that is the same person, not another"
    assert households.neighbours(db, Draft("Ben Meyer")) == households.neighbours(db, Draft("Ben")) == []
    ben = households.add_member(db, typed, ann, by=owner, now=now)
    assert households.of(db, ben) is not None
    take_back(db, owner, now)
    assert households.of(db, ann) is None and found(db, "ben") == set()


def test_merging_and_parting_keep_the_household(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben, twin = add("Ann Meyer", SHARED), add("Ben Meyer"), add("B. Meyer")
    households.join(db, ben, ann, by=owner, now=now)
    merge = merging.merge(db, twin, ben, by=owner, now=now)
    assert found(db, "0018") == {ann, twin}
    merging.unmerge(db, merge, by=owner, now=now)
    assert found(db, "0018") == {ann, ben} and households.of(db, twin) is None
    assert sound(db, now)


def test_erasing_one_leaves_the_others_nothing_of_them(db: Database, owner: Actor, now: datetime, add: Add) -> None:
    ann, ben = add("Ann Ziegelmann", SHARED), add("Ben Moss")
    home = households.join(db, ben, ann, by=owner, now=now)
    households.rename(db, home, "Ziegelmanns", by=owner, now=now)
    relations.add(db, ben, ann, "partner", by=owner, now=now)
    erasure.erase(db, ann, by=owner, now=now)
    assert found(db, "0018") == set()
    assert households.of(db, ben) is None and relations.of(db, ben) == []
    with db.read() as session:
        run = session.connection().exec_driver_sql
        for table in ("household", "relation", "undo_entry"):
            assert "Ziegel" not in repr(run(f"SELECT * FROM {table}").fetchall())
    assert sound(db, now)


def test_the_access_report_names_household_and_relations_from_their_side(
    db: Database, owner: Actor, now: datetime, add: Add
) -> None:
    ann, ben = add("Ann Meyer"), add("Ben Meyer")
    households.join(db, ben, ann, by=owner, now=now)
    relations.add(db, ann, ben, "child", by=owner, now=now)
    for who, role, name in ((ann, "child", "Ben Meyer"), (ben, "parent", "Ann Meyer")):
        held = access.report(db, who, by=owner, now=now).as_json()["held"]
        assert held["relation"] == [{role: name}]
        assert held["customer"][0]["household"] == "Meyer"


def take_back(db: Database, owner: Actor, now: datetime) -> None:
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
