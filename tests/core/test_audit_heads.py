"""Cutting the end of who did what, or putting an older book back, is found out by what the keyring keeps."""

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import audit, audit_heads, backups, book, check, connections, customers, keys, staff, witness
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.people import Draft

pytestmark = pytest.mark.usefixtures("cheap_stretching")
PASSPHRASE = "four plain words here"


@pytest.fixture
def shop(tmp_path: Path, trusted_keyring: Any) -> Path:
    """A closed book whose key, and the seal of what was done in it, are in the keyring."""
    made = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    made.close()
    return made.path


def work(db: Database, now: datetime, *names: str) -> None:
    for name in names:
        customers.add(db, Draft(name), by=staff.owner(db), now=now)


def cut_the_end(db: Database, keep: int) -> None:
    raw = connections.connect(db.path, db.key)
    raw.execute("DROP TRIGGER audit_event_stays")
    raw.execute("DELETE FROM audit_event WHERE id > ?", (keep,))
    raw.close()


def codes(db: Database, folder: Path | None, now: datetime) -> list[str]:
    return [finding.code for finding in check.run(db, backups=folder, now=now) if finding.serious]


def test_a_list_whose_end_was_cut_is_noticed_at_the_next_start_and_by_the_check(shop: Path, now: datetime) -> None:
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann", "Bea", "Cleo")
    assert audit_heads.Keeper(db).keep()
    assert audit_heads.known(db) == audit.head(db)
    cut_the_end(db, 2)
    db.close()
    again = book.open_with_keyring(shop, now=now)
    assert again.warnings == (audit_heads.MISSING,)
    assert audit.verify(again) == "", "the chain itself is whole: only the seal kept elsewhere tells"
    assert codes(again, None, now) == ["audit"]
    again.close()


def test_the_seal_of_a_cut_list_never_takes_the_place_of_the_one_that_tells(shop: Path, now: datetime) -> None:
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann", "Bea")
    audit_heads.Keeper(db).keep()
    cut_the_end(db, 1)
    work(db, now, "Cleo", "Dora", "Eve")
    assert not audit_heads.Keeper(db).keep()
    assert codes(db, None, now) == ["audit"]
    db.close()


def test_an_older_copy_is_noticed_though_the_witness_was_taken_away(shop: Path, now: datetime) -> None:
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann")
    db.close()
    older = shutil.copy(shop, shop.with_name("older"))
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Bea")
    audit_heads.Keeper(db).keep()
    db.close()
    shutil.copy(older, shop)
    witness.path_of(shop).unlink()
    again = book.open_with_keyring(shop, now=now)
    assert again.warnings == (audit_heads.MISSING,)
    again.close()


def test_the_owner_may_take_the_older_copy_for_the_right_one(shop: Path, now: datetime) -> None:
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann", "Bea")
    keeper = audit_heads.Keeper(db)
    keeper.keep()
    cut_the_end(db, 1)
    with pytest.raises(NotAllowed):
        audit_heads.accept(db, by=Actor("Sam"), now=now)
    audit_heads.accept(db, by=staff.owner(db), now=now)
    assert codes(db, None, now) == []
    assert audit.entries(db, by=staff.owner(db))[0].what == audit.ACCEPTED
    assert audit_heads.Keeper(db).keep()
    db.close()


def test_going_back_to_a_backup_on_purpose_is_no_alarm(shop: Path, now: datetime, tmp_path: Path) -> None:
    folder, hour = tmp_path / "b", timedelta(hours=1)
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann")
    first = backups.make(db, folder, now=now)
    work(db, now + hour, "Bea", "Cleo", "Dora")
    backups.make(db, folder, now=now + hour)
    audit_heads.Keeper(db).keep()
    backups.restore(first.path, shop, key=db.key, backups=folder, db=db, by=staff.owner(db), now=now + 2 * hour)
    again = book.open_with_keyring(shop, now=now + 2 * hour)
    assert again.warnings == ()
    work(again, now + 3 * hour, "Eve", "Flo", "Gus", "Hal")  # the numbers of the lost entries are given out anew
    assert codes(again, folder, now + 3 * hour) == []
    late = backups.make(again, folder, now=now + 3 * hour)
    cut_the_end(again, 3)
    assert codes(again, folder, now + 4 * hour) == ["audit"], f"{late.path.name} knows that there was more"
    again.close()


def test_a_restore_rehearsed_leaves_the_kept_seal_alone(shop: Path, now: datetime, tmp_path: Path) -> None:
    db = book.open_with_keyring(shop, now=now)
    work(db, now, "Ann")
    audit_heads.Keeper(db).keep()
    backups.rehearse(backups.make(db, tmp_path / "b", now=now), db.key, now=now)
    assert audit_heads.known(db) == audit.head(db)
    db.close()


def test_without_a_keyring_nothing_is_kept_and_nothing_is_lost(
    shop: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "TRUSTED_BACKENDS", ())
    db = book.open_with_secret(shop, passphrase=PASSPHRASE, now=now)
    work(db, now, "Ann")
    assert not audit_heads.Keeper(db).keep()
    assert audit_heads.known(db) is None
    assert codes(db, None, now) == []
    db.close()


def test_a_keyring_that_does_not_answer_is_asked_once_and_not_again(
    shop: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, trusted_keyring: Any
) -> None:
    db = book.open_with_keyring(shop, now=now)
    asked: list[str] = []

    def hangs(_service: str, name: str) -> None:
        asked.append(name)
        time.sleep(0.5)

    monkeypatch.setattr(trusted_keyring, "get_password", hangs)
    keeper = audit_heads.Keeper(db)
    started = time.monotonic()
    assert not keeper.keep(seconds=0.05)
    work(db, now, "Ann")
    assert not keeper.keep(seconds=0.05)
    assert time.monotonic() - started < 0.4
    assert len(asked) == 1
    db.close()
