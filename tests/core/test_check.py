"""Checking the book: what is wrong is named, what can be made anew is, and a sound book is called sound."""

import os
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import backups, book, check, connections, customers, interactions, keys, search, staff, witness
from deskmate.core import db as door
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import BookError, Cancelled
from deskmate.core.people import Detail, Draft

pytestmark = pytest.mark.usefixtures("cheap_stretching")
PASSPHRASE = "four plain words here"
MOODS = ("unhappy", "", "happy")


@pytest.fixture
def shop(tmp_path: Path, now: datetime):  # type: ignore[no-untyped-def]
    opened = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    owner = staff.owner(opened)
    for number in range(6):
        draft = Draft(
            f"Customer {number} O'Neill", details=(Detail("phone", f"020 7946 00{number:02}"),), tags=("rye",)
        )
        customer = customers.add(opened, draft, by=owner, now=now)
        at = now - timedelta(days=number)
        interactions.add(opened, customer, "bought a rye loaf", mood=MOODS[number % 3], by=owner, now=at)
    backups.make(opened, tmp_path / "backups", now=now)
    yield opened
    opened.close()


def codes(db: Database, now: datetime, *, full: bool = False) -> list[str]:
    found = check.run(db, full=full, backups=db.path.parent / "backups", now=now)
    assert all(finding.sentence.endswith(".") for finding in found)
    return [finding.code for finding in found]


def sql(db: Database, statement: str) -> None:
    with connections.raw(db.path, db.key) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(statement)


@pytest.mark.parametrize("full", [False, True])
def test_a_sound_book_is_called_sound(shop: Database, now: datetime, full: bool) -> None:
    assert codes(shop, now, full=full) == []
    assert codes(shop, now + timedelta(days=5), full=full) == []


def test_the_check_changes_nothing(shop: Database, now: datetime) -> None:
    with shop.read() as session:
        before = session.connection().exec_driver_sql("SELECT * FROM customer_state").fetchall()
    writes = shop.writes
    codes(shop, now + timedelta(days=30), full=True)
    with shop.read() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM customer_state").fetchall() == before
        assert session.connection().exec_driver_sql("SELECT writes FROM book_mark").scalar() == writes


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM search_term WHERE term LIKE 'n%' AND customer_id = 3",
        "DELETE FROM search_phone WHERE key & 15 = 3",
        "DELETE FROM search_card WHERE customer_id = 3",
        "INSERT INTO search_phone VALUES (7 << 28 | 3)",
        "INSERT INTO search_phone VALUES (7 << 28 | 999)",
        "UPDATE search_card SET others = '' || char(10) || 'tghost' || char(10) WHERE customer_id = 3",
        "INSERT INTO search_term (term, customer_id) VALUES ('nghost', 3)",
        "INSERT INTO search_term (term, customer_id) VALUES ('nghost', 999)",
        "UPDATE search_term SET seen = 5 WHERE term LIKE 'n%' AND customer_id = 3",
        "UPDATE search_term SET begins = 1 WHERE term LIKE 'n%' AND customer_id = 3",
        "INSERT INTO note_fts (note_fts, rowid, body) VALUES ('delete', -2, 'bought a rye loaf')",
    ],
)
def test_an_index_out_of_step_is_noticed_and_made_anew(shop: Database, now: datetime, harm: str) -> None:
    sql(shop, harm)
    assert "search" in codes(shop, now)
    check.repair(shop, check.run(shop, now=now), now=now)
    assert "search" not in codes(shop, now, full=True)
    assert [hit.customer_id for hit in search.find(shop, "0003")] == [4]


def test_a_kept_state_that_disagrees_is_noticed_and_made_anew(shop: Database, now: datetime) -> None:
    sql(shop, "UPDATE customer_state SET worry_key = worry_key + 5 WHERE customer_id = 1")
    assert codes(shop, now) == ["follow-ups"]
    check.repair(shop, check.run(shop, now=now), now=now)
    assert codes(shop, now) == []


def test_rows_that_hang_on_nothing_are_noticed(shop: Database, now: datetime) -> None:
    sql(shop, "DELETE FROM tag")
    assert "loose-rows" in codes(shop, now)


def test_a_key_file_that_does_not_fit_is_noticed(shop: Database, now: datetime) -> None:
    keys.key_path(shop.path).unlink()
    assert codes(shop, now)[0] == "key-file"
    file = keys.seal(os.urandom(32), book_id="x", passphrase=PASSPHRASE, recovery_code=keys.new_recovery_code())
    keys.save(shop.path, file)
    assert codes(shop, now)[0] == "key-file"


def test_missing_and_old_backups_are_noticed(shop: Database, now: datetime, tmp_path: Path) -> None:
    assert codes(shop, now + timedelta(days=8)) == ["backups"]
    assert [finding.code for finding in check.run(shop, backups=tmp_path / "none", now=now)] == ["backups"]


def test_a_check_can_be_stopped(shop: Database, now: datetime) -> None:
    seen: list[float] = []
    check.run(shop, now=now, progress=lambda done: seen.append(done) is None)
    assert seen == sorted(seen) and seen[0] == 0 and seen[-1] == 1
    with pytest.raises(Cancelled):
        check.run(shop, now=now, progress=lambda done: done < 0.3)


def flip(path: Path, chance: random.Random, bits: int = 1) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(bits):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def notice_flips(db: Database, now: datetime, trials: int) -> None:
    path, key = db.path, db.key
    db.close()
    good, chance = path.read_bytes(), random.Random(trials)
    for _ in range(trials):
        path.write_bytes(good)
        flip(path, chance)
        try:
            opened = door.open_database(path, key)
        except BookError:
            continue
        try:
            found = check.run(opened, full=True, now=now)
            assert found and found[0].code == "damaged"
        finally:
            opened.close()
    path.write_bytes(good)


def test_flipped_bits_are_noticed(shop: Database, now: datetime) -> None:
    notice_flips(shop, now, 15)


@pytest.mark.slow
def test_three_hundred_flipped_bits_are_noticed(shop: Database, now: datetime) -> None:
    notice_flips(shop, now, 300)


# The witness


def test_an_older_copy_is_noticed(shop: Database, now: datetime) -> None:
    path = shop.path
    shop.close()
    older = path.read_bytes()
    opened = book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    assert opened.warnings == ()
    for name in ("Bea", "Cleo"):
        customers.add(opened, Draft(name), by=staff.owner(opened), now=now)
    opened.close()
    path.write_bytes(older)
    opened = book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    assert "older copy" in opened.warnings[0] and "2 changes" in opened.warnings[0]
    assert "older-copy" in codes(opened, now)
    witness.accept(opened)
    assert "older-copy" not in codes(opened, now)
    opened.close()
    assert book.open_with_secret(path, passphrase=PASSPHRASE, now=now).warnings == ()


def test_a_lost_log_is_noticed_though_the_book_is_whole(shop: Database, now: datetime, tmp_path: Path) -> None:
    """The newest saves stand in the `-wal` file until the book is closed."""
    copy = tmp_path / "copy"
    copy.mkdir()
    shop.close()
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    customers.add(opened, Draft("Bea"), by=staff.owner(opened), now=now)
    for file in tmp_path.glob("shop.deskmate*"):
        if not file.name.endswith(("-wal", "-shm")):
            (copy / file.name).write_bytes(file.read_bytes())
    opened.close()
    lost = book.open_with_secret(copy / "shop.deskmate", passphrase=PASSPHRASE, now=now)
    assert "the newest change" in lost.warnings[0]
    lost.close()


@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_a_witness_that_is_lost_raises_no_alarm(shop: Database, now: datetime, content: bytes | None) -> None:
    shop.close()
    place = witness.path_of(shop.path)
    place.unlink()
    if content is not None:
        place.write_bytes(content)
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert opened.warnings == ()
    opened.close()


def test_going_back_to_a_backup_on_purpose_raises_no_alarm(shop: Database, now: datetime) -> None:
    made = backups.list_backups(shop.path.parent / "backups")[0]
    customers.add(shop, Draft("Bea"), by=staff.owner(shop), now=now)
    backups.restore(made.path, shop.path, key=shop.key, db=shop, now=now)
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert opened.warnings == ()
    opened.close()
