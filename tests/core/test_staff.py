"""Who works here: only the owner decides, and the shop is never left without one."""

import pytest

from deskmate.core import staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, DeskmateError, InvalidInput, NotFound


def test_somebody_who_comes_back_keeps_their_number(db: Database, owner: Actor) -> None:
    sam = staff.add(db, "Sam", by=owner)
    staff.leave(db, sam, by=owner)
    assert [person.name for person in staff.everybody(db)] == ["Olga"]
    assert staff.add(db, "SAM", role="owner", by=owner) == sam
    assert {(person.name, person.role) for person in staff.everybody(db)} == {("Olga", "owner"), ("SAM", "owner")}


def test_a_name_is_corrected_and_a_role_is_changed(db: Database, owner: Actor) -> None:
    sam = staff.add(db, "Sam", by=owner)
    staff.change(db, sam, name="Samira", role="owner", by=owner)
    assert staff.actor(db, "samira") == Actor("Samira", "owner", sam)
    with pytest.raises(NotFound):
        staff.actor(db, "Sam")


def test_the_last_owner_stays_one(db: Database, owner: Actor) -> None:
    assert owner.staff_id is not None
    with pytest.raises(Conflict, match="at least one owner"):
        staff.change(db, owner.staff_id, name="Olga", role="staff", by=owner)
    with pytest.raises(Conflict, match="at least one owner"):
        staff.leave(db, owner.staff_id, by=owner)
    staff.add(db, "Sam", role="owner", by=owner)
    staff.change(db, owner.staff_id, name="Olga", role="staff", by=owner)
    assert staff.owner(db).name == "Sam"


def test_two_people_never_share_a_name(db: Database, owner: Actor) -> None:
    sam = staff.add(db, "Sam", by=owner)
    with pytest.raises(Conflict, match="Olga is already"):
        staff.change(db, sam, name="olga", role="staff", by=owner)
    with pytest.raises(Conflict, match="Sam is already"):
        staff.add(db, "sam", by=owner)


@pytest.mark.parametrize(("name", "role", "error"), [("", "staff", InvalidInput), ("Sam", "king", InvalidInput)])
def test_what_makes_no_sense_is_refused(
    db: Database, owner: Actor, name: str, role: str, error: type[DeskmateError]
) -> None:
    with pytest.raises(error):
        staff.add(db, name, role=role, by=owner)


def test_only_the_owner_decides(db: Database, owner: Actor) -> None:
    sam = staff.add(db, "Sam", by=owner)
    for work in (
        lambda: staff.add(db, "Kim", by=Actor("Sam")),
        lambda: staff.change(db, sam, name="Sam", role="owner", by=Actor("Sam")),
        lambda: staff.leave(db, sam, by=Actor("Sam")),
    ):
        with pytest.raises(NotAllowed, match="Only the owner"):
            work()
