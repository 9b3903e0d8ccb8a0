"""A name at the counter is the person: few tries, each counted on the disk before it is made."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import audit, book, keys, pins, staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database, open_database
from deskmate.core.errors import InvalidInput, NotFound, WrongKey
from deskmate.core.models import Staff, StaffPin, metadata
from deskmate.core.pins import PinRefused

SAMS, OLGAS, WRONG = "274918", "830265", "918274"
PASSPHRASE = "three green kettles"
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("cheap_stretching")


@pytest.fixture
def sam(db: Database) -> Actor:
    with db.write() as session:
        staff.insert(session, "Sam", "staff")
    return staff.actor(db, "Sam")


@pytest.fixture
def shop(tmp_path: Path, trusted_keyring: object) -> Iterator[Database]:
    """A book with its key file, on a computer with a keyring; Sam works there."""
    opening = book.Opening("The Corner Shop", "general", "Olga", zone="Europe/London")
    made = book.create(tmp_path / "kept.deskmate", opening, passphrase=PASSPHRASE).db
    with made.write() as session:
        staff.insert(session, "Sam", "staff")
    yield made
    made.close()


def row_of(db: Database, staff_id: int | None) -> StaffPin:
    with db.read() as session:
        row = session.get(StaffPin, staff_id)
        assert row is not None
        return row


def refused(db: Database, who: Actor, now: datetime, pin: str = WRONG) -> PinRefused:
    with pytest.raises(PinRefused) as caught:
        pins.enter(db, who.staff_id or 0, pin, now=now)
    return caught.value


def has_any(db: Database) -> bool:
    return any(person.has_pin for person in pins.everybody(db))


def test_who_has_none_just_comes(db: Database, sam: Actor, now: datetime) -> None:
    assert pins.enter(db, sam.staff_id or 0, now=now) == sam
    assert not has_any(db)


def test_the_right_pin_lets_in_and_another_does_not(db: Database, sam: Actor, owner: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    assert has_any(db)
    assert pins.enter(db, sam.staff_id or 0, "27 49 18", now=now) == sam
    assert str(refused(db, sam, now)) == "That is not Sam’s PIN."
    assert [entry.what for entry in audit.entries(db, by=owner)] == ["PIN wrong", "came by PIN", "PIN set"]


def test_no_pin_is_on_the_disk_or_in_the_audit(db: Database, sam: Actor, owner: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    refused(db, sam, now)
    with db.read() as session:
        rows = [tuple(row) for table in metadata.sorted_tables for row in session.connection().execute(table.select())]
    assert len(rows) > 3
    assert SAMS not in str(rows)
    assert WRONG not in str(rows)
    assert {entry.subject for entry in audit.entries(db, by=owner)} == {f"staff:{sam.staff_id}"}


def test_two_people_with_one_pin_can_not_be_told_by_it(db: Database, sam: Actor, owner: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=owner, now=now)
    pins.put(db, owner.staff_id or 0, SAMS, by=owner, now=now)
    assert row_of(db, sam.staff_id).stretched != row_of(db, owner.staff_id).stretched


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "890123", "121212", "123123", "112233", "111222", "123321", "147258", "357951"],
)
def test_what_everybody_tries_first_is_refused(pin: str) -> None:
    with pytest.raises(InvalidInput, match=r"^This PIN is one of those that everybody tries first\. .*\.$"):
        pins.checked(pin)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123 45"])
def test_what_is_no_pin_is_said_and_not_counted(db: Database, sam: Actor, now: datetime, typed: str) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    with pytest.raises(InvalidInput, match=r"^A PIN has 6 digits\.$"):
        pins.enter(db, sam.staff_id or 0, typed, now=now)
    assert row_of(db, sam.staff_id).wrong == 0


def test_waits_grow_and_a_try_before_their_end_is_no_try(db: Database, sam: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    waits = []
    for number in range(1, pins.STOP):
        refusal = refused(db, sam, now)
        assert row_of(db, sam.staff_id).wrong == number
        assert refusal.wait is not None
        waits.append(refusal.wait.total_seconds())
        if refusal.wait:
            # even the right one is not looked at
            early = refused(db, sam, now + refusal.wait - timedelta(seconds=1), SAMS)
            assert str(early) == "Too many wrong PINs. Try again in 1 second."
            assert row_of(db, sam.staff_id).wrong == number
        now += refusal.wait
    assert waits == [0, 0, 5, 15, 30, 60, 120, 300, 600]


def test_the_right_pin_after_a_wait_lets_in_and_the_count_begins_anew(db: Database, sam: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    for _ in range(3):
        refused(db, sam, now)
    assert pins.enter(db, sam.staff_id or 0, SAMS, now=now + timedelta(seconds=5)) == sam
    assert row_of(db, sam.staff_id).wrong == 0


def stop(db: Database, who: Actor, now: datetime) -> PinRefused:
    for days in range(pins.STOP - 1):
        refused(db, who, now + days * DAY)
    return refused(db, who, now + 10 * DAY)


def test_after_ten_it_opens_no_more_and_the_owner_sets_a_new_one(
    db: Database, sam: Actor, owner: Actor, now: datetime
) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    last = stop(db, sam, now)
    assert str(last) == "Sam’s PIN was wrong 10 times and opens no more. The owner can set a new one."
    assert last.wait is None
    much_later = now + 365 * DAY
    assert refused(db, sam, much_later, SAMS).wait is None
    assert [person.stopped for person in pins.everybody(db)] == [False, True]
    with pytest.raises(PinRefused):  # and changing it is no way round
        pins.put(db, sam.staff_id or 0, OLGAS, proof=SAMS, by=sam, now=much_later)
    pins.put(db, sam.staff_id or 0, OLGAS, by=owner, now=much_later)
    assert pins.enter(db, sam.staff_id or 0, OLGAS, now=much_later) == sam


def test_the_owners_passphrase_lets_the_owner_in(shop: Database, now: datetime) -> None:
    owner = staff.owner(shop)
    number = owner.staff_id or 0
    pins.put(shop, number, OLGAS, by=owner, now=now)
    assert "The owner’s passphrase lets them in." in str(stop(shop, owner, now))
    with pytest.raises(WrongKey, match="Nothing was changed"):
        pins.enter_with_passphrase(shop, number, "three green bottles", now=now)
    assert row_of(shop, number).wrong == pins.STOP
    assert pins.enter_with_passphrase(shop, number, PASSPHRASE, now=now) == owner
    assert pins.enter(shop, number, OLGAS, now=now) == owner
    assert audit.entries(shop, by=owner)[1].what == "came by passphrase"


def test_a_clock_set_back_gives_no_try_and_locks_nobody_out(db: Database, sam: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    for _ in range(4):
        refused(db, sam, now)
        now += timedelta(seconds=5)
    before = now - 30 * DAY
    assert str(refused(db, sam, before, SAMS)) == "Too many wrong PINs. Try again in 15 seconds."
    assert row_of(db, sam.staff_id).wrong == 4
    assert pins.enter(db, sam.staff_id or 0, SAMS, now=before + timedelta(seconds=15)) == sam


def test_a_crash_while_it_is_checked_gives_no_free_try(tmp_path: Path, db: Database, sam: Actor, now: datetime) -> None:
    """A process is killed after the try was counted and before the PIN is looked at, again and again."""
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    path, key = db.path, db.key
    db.close()
    script = f"""
import os, signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from deskmate.core import db, pins
pins._stretch = lambda *_a, **_k: os.kill(os.getpid(), signal.SIGKILL)
book = db.open_database(Path({str(path)!r}), bytes.fromhex({key.hex()!r}))
pins.enter(book, {sam.staff_id}, {WRONG!r}, now=datetime.fromisoformat({now.isoformat()!r}))
"""
    for _ in range(2):
        ended = subprocess.run([sys.executable, "-c", script], env=dict(os.environ), timeout=60, check=False)
        assert ended.returncode < 0
    again = open_database(path, key)
    assert row_of(again, sam.staff_id).wrong == 2
    assert refused(again, sam, now).wait == timedelta(seconds=5)
    again.close()


def test_a_wrong_pin_counts_on_another_connection_at_once(db: Database, sam: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    refused(db, sam, now)
    other = open_database(db.path, db.key)
    assert row_of(other, sam.staff_id).wrong == 1
    other.close()


def test_people_set_their_own_and_only_the_owner_anothers(
    db: Database, sam: Actor, owner: Actor, now: datetime
) -> None:
    with pytest.raises(NotAllowed, match=r"^Only the owner can set or remove somebody else's PIN\.$"):
        pins.put(db, owner.staff_id or 0, OLGAS, by=sam, now=now)
    pins.put(db, owner.staff_id or 0, OLGAS, by=owner, now=now)
    with pytest.raises(NotAllowed):
        pins.remove(db, owner.staff_id or 0, by=sam, now=now)
    pins.put(db, sam.staff_id or 0, SAMS, by=owner, now=now)
    pins.remove(db, sam.staff_id or 0, by=owner, now=now)
    assert [person.has_pin for person in pins.everybody(db)] == [True, False]


def test_changing_ones_own_needs_the_one_so_far_and_wrong_ones_count(db: Database, sam: Actor, now: datetime) -> None:
    number = sam.staff_id or 0
    pins.put(db, number, SAMS, by=sam, now=now)
    with pytest.raises(PinRefused):
        pins.put(db, number, OLGAS, proof=WRONG, by=sam, now=now)
    with pytest.raises(PinRefused):
        pins.remove(db, number, proof=WRONG, by=sam, now=now)
    assert row_of(db, number).wrong == 2
    pins.put(db, number, OLGAS, proof=SAMS, by=sam, now=now)
    assert pins.enter(db, number, OLGAS, now=now) == sam
    pins.remove(db, number, proof=OLGAS, by=sam, now=now)
    assert not has_any(db)


def test_a_forgotten_one_is_changed_with_the_passphrase(shop: Database, now: datetime) -> None:
    owner = staff.owner(shop)
    number = owner.staff_id or 0
    pins.put(shop, number, OLGAS, by=owner, now=now)
    with pytest.raises(WrongKey):
        pins.put(shop, number, SAMS, proof="three green bottles", by=owner, now=now)
    pins.put(shop, number, SAMS, proof=PASSPHRASE, by=owner, now=now)
    assert pins.enter(shop, number, SAMS, now=now) == owner


def test_the_pepper_is_in_the_keyring_and_not_in_the_book(
    shop: Database, now: datetime, memory_keyring: object
) -> None:
    owner = staff.owner(shop)
    pins.put(shop, owner.staff_id or 0, OLGAS, by=owner, now=now)
    assert row_of(shop, owner.staff_id).pepper is None
    assert not pins.kept_in_book(shop)
    entry = ("Deskmate", keys.load(shop.path).book_id + ":pins")
    kept = memory_keyring.kept  # type: ignore[attr-defined]
    assert len(kept[entry]) == 64
    kept[entry] = bytes(32).hex()  # as on another computer
    with pytest.raises(keys.KeyringUnavailable, match="set on another computer"):
        pins.enter(shop, owner.staff_id or 0, OLGAS, now=now)
    del kept[entry]
    with pytest.raises(keys.KeyringUnavailable, match="set on another computer"):
        pins.enter(shop, owner.staff_id or 0, OLGAS, now=now)
    assert row_of(shop, owner.staff_id).wrong == 0
    assert pins.enter_with_passphrase(shop, owner.staff_id or 0, PASSPHRASE, now=now) == owner


def test_a_keyring_that_does_not_answer_is_said_and_no_try_is_counted(
    shop: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = staff.owner(shop)
    pins.put(shop, owner.staff_id or 0, OLGAS, by=owner, now=now)
    monkeypatch.setattr(keys, "TRUSTED_BACKENDS", ())
    with pytest.raises(keys.KeyringUnavailable, match="PINs can’t be checked now"):
        pins.enter(shop, owner.staff_id or 0, OLGAS, now=now)
    assert row_of(shop, owner.staff_id).wrong == 0


def test_without_a_keyring_the_pepper_is_in_the_book_and_that_can_be_said(
    db: Database, sam: Actor, now: datetime
) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    assert pins.kept_in_book(db)
    assert pins.enter(db, sam.staff_id or 0, SAMS, now=now) == sam


def test_who_left_comes_no_more(db: Database, sam: Actor, owner: Actor, now: datetime) -> None:
    pins.put(db, sam.staff_id or 0, SAMS, by=sam, now=now)
    with db.write() as session:
        session.get_one(Staff, sam.staff_id).active = False
    with pytest.raises(NotFound):
        pins.enter(db, sam.staff_id or 0, SAMS, now=now)
    assert [person.name for person in pins.everybody(db)] == ["Olga"]
