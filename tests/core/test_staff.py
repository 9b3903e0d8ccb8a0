"""Who works here: only the owner decides, and the shop is never left without one."""

from datetime import datetime

import pytest

from deskmate.core import staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, DeskmateError, InvalidInput, NotFound


def test_somebody_who_comes_back_keeps_their_number(db: Database, owner: Actor, now: datetime) -> None:
    sam = staff.add(db, "Sam", by=owner, now=now)
    staff.leave(db, sam, by=owner, now=now)
    assert [person.name for person in staff.everybody(db)] == ["Olga"]
    assert staff.add(db, "SAM", role="owner", by=owner, now=now) == sam
    assert {(person.name, person.role) for person in staff.everybody(db)} == {("Olga", "owner"), ("SAM", "owner")}


def test_a_name_is_corrected_and_a_role_is_changed(db: Database, owner: Actor, now: datetime) -> None:
    sam = staff.add(db, "Sam", by=owner, now=now)
    staff.change(db, sam, name="Samira", role="owner", by=owner, now=now)
    assert staff.actor(db, "samira") == Actor("Samira", "owner", sam)
    with pytest.raises(NotFound):
        staff.actor(db, "Sam")


def test_the_last_owner_stays_one(db: Database, owner: Actor, now: datetime) -> None:
    assert owner.staff_id is not None
    with pytest.raises(Conflict, match="at least one owner"):
        staff.change(db, owner.staff_id, name="Olga", role="staff", by=owner, now=now)
    with pytest.raises(Conflict, match="at least one owner"):
        staff.leave(db, owner.staff_id, by=owner, now=now)
    staff.add(db, "Sam", role="owner", by=owner, now=now)
    staff.change(db, owner.staff_id, name="Olga", role="staff", by=owner, now=now)
    assert staff.owner(db).name == "Sam"


def test_two_people_never_share_a_name(db: Database, owner: Actor, now: datetime) -> None:
    sam = staff.add(db, "Sam", by=owner, now=now)
    with pytest.raises(Conflict, match="Olga is already"):
        staff.change(db, sam, name="olga", role="staff", by=owner, now=now)
    with pytest.raises(Conflict, match="Sam is already"):
        staff.add(db, "sam", by=owner, now=now)


@pytest.mark.parametrize(("name", "role", "error"), [("", "staff", InvalidInput), ("Sam", "king", InvalidInput)])
def test_what_makes_no_sense_is_refused(
    db: Database, owner: Actor, now: datetime, name: str, role: str, error: type[DeskmateError]
) -> None:
    with pytest.raises(error):
        staff.add(db, name, role=role, by=owner, now=now)


def test_only_the_owner_decides(db: Database, owner: Actor, now: datetime) -> None:
    sam = staff.add(db, "Sam", by=owner, now=now)
    for work in (
        lambda: staff.add(db, "Kim", by=Actor("Sam"), now=now),
        lambda: staff.change(db, sam, name="Sam", role="owner", by=Actor("Sam"), now=now),
        lambda: staff.leave(db, sam, by=Actor("Sam"), now=now),
    ):
        with pytest.raises(NotAllowed, match="Only the owner"):
            work()


def test_everybody_sets_their_own_quiet_hours_and_an_owner_anybodys(db: Database, owner: Actor, now: datetime) -> None:
    number = staff.add(db, "Sam", by=owner, now=now)
    sam = staff.actor(db, "Sam")
    assert staff.quiet_of(db, number) == ("", "")
    staff.keep_quiet(db, number, begin="20", end="8.30", by=sam, now=now)
    assert staff.quiet_of(db, number) == ("20:00", "08:30")
    with pytest.raises(InvalidInput, match="both a beginning and an end"):
        staff.keep_quiet(db, number, begin="20:00", end="", by=sam, now=now)
    assert owner.staff_id is not None
    with pytest.raises(NotAllowed):
        staff.keep_quiet(db, owner.staff_id, begin="20:00", end="8:00", by=sam, now=now)
    staff.keep_quiet(db, number, begin="", end="", by=owner, now=now)
    assert staff.quiet_of(db, number) == staff.quiet_of(db, None) == ("", "")
