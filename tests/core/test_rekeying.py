"""A new key: the old one opens nothing any more but old backups, and nothing is lost on the way."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import backups, book, customers, keys, rekeying, staff, whole_file
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.backups import restoring
from deskmate.core.book import Created, Opening
from deskmate.core.db import open_database
from deskmate.core.errors import BackupError, BookBusy, BookError, Cancelled, InvalidInput, WrongKey
from deskmate.core.people import Draft

pytestmark = pytest.mark.usefixtures("cheap_stretching")
OLD, NEW = "four plain words here", "some quite new words"


@pytest.fixture
def shop(tmp_path: Path, now: datetime) -> Created:
    created = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=OLD)
    customers.add(created.db, Draft("Ann"), by=staff.owner(created.db), now=now)
    return created


def names(path: Path, now: datetime, **secret: str) -> list[str]:
    db = book.open_with_secret(path, now=now, **secret)  # type: ignore[arg-type]
    try:
        return [row.name for row in customers.page(db)]
    finally:
        db.close()


def test_only_the_new_secrets_open_the_book(shop: Created, now: datetime, tmp_path: Path, trusted_keyring: Any) -> None:
    db, path, old_key = shop.db, shop.db.path, shop.db.key
    code = rekeying.rekey(db, passphrase=NEW, kept=tmp_path / "kept", by=staff.owner(db), now=now)
    assert names(path, now, passphrase=NEW) == names(path, now, recovery_code=code) == ["Ann"]
    for secret in ({"passphrase": OLD}, {"recovery_code": shop.recovery_code}):
        with pytest.raises(WrongKey):
            names(path, now, **secret)
    with pytest.raises(WrongKey):
        open_database(path, old_key)
    book.open_with_keyring(path, now=now).close()
    assert not list(tmp_path.glob("*before-restore*")) and not list(tmp_path.glob("*restoring*"))


def test_the_backup_from_before_opens_with_the_old_secrets(shop: Created, now: datetime, tmp_path: Path) -> None:
    db, path = shop.db, shop.db.path
    rekeying.rekey(db, passphrase=NEW, kept=tmp_path / "kept", by=staff.owner(db), now=now)
    (kept,) = backups.list_backups(tmp_path / "kept")
    with pytest.raises(WrongKey):
        backups.preview(kept.path, passphrase=NEW)
    backups.restore(kept.path, path, passphrase=OLD, now=now)
    assert names(path, now, passphrase=OLD) == ["Ann"]


def test_staff_may_not_and_a_short_passphrase_changes_nothing(shop: Created, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        rekeying.rekey(shop.db, passphrase=NEW, kept=tmp_path / "kept", by=Actor("Sam"), now=now)
    with pytest.raises(InvalidInput):
        rekeying.rekey(shop.db, passphrase="short", kept=tmp_path / "kept", by=staff.owner(shop.db), now=now)
    assert customers.page(shop.db)
    shop.db.close()
    assert names(shop.db.path, now, passphrase=OLD) == ["Ann"]


@pytest.mark.parametrize("step", ["copy_book", "change_key", "inspect", "lay_key_file", "swap_in"])
def test_a_change_that_fails_leaves_the_old_key(
    shop: Created, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    kept = tmp_path / "kept"
    owner = staff.owner(shop.db)
    make = backups.make

    def make_and_then_fail(*arguments: Any, **named: Any) -> Any:
        made = make(*arguments, **named)
        for module in (whole_file, restoring, rekeying.making):
            if hasattr(module, step):
                monkeypatch.setattr(module, step, fail)
        return made

    monkeypatch.setattr(rekeying.backups, "make", make_and_then_fail)
    with pytest.raises(BackupError, match="The book is as it was"):
        rekeying.rekey(shop.db, passphrase=NEW, kept=kept, by=owner, now=now)
    monkeypatch.undo()
    shop.db.close()
    assert names(shop.db.path, now, passphrase=OLD) == ["Ann"]
    assert not list(tmp_path.glob("*restoring*"))


def test_a_book_without_its_key_file_is_refused(shop: Created, now: datetime, tmp_path: Path) -> None:
    keys.key_path(shop.db.path).unlink()
    with pytest.raises(BookError, match="is missing"):
        rekeying.rekey(shop.db, passphrase=NEW, kept=tmp_path / "kept", by=staff.owner(shop.db), now=now)
    shop.db.close()


def test_what_is_saved_meanwhile_is_not_lost(
    shop: Created, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, owner, change = shop.db, staff.owner(shop.db), whole_file.change_key

    def change_and_save(*arguments: Any) -> None:
        change(*arguments)
        customers.add(db, Draft("Bea"), by=owner, now=now)

    monkeypatch.setattr(whole_file, "change_key", change_and_save)
    with pytest.raises(BookBusy, match="Something was saved meanwhile"):
        rekeying.rekey(db, passphrase=NEW, kept=tmp_path / "kept", by=owner, now=now)
    customers.add(db, Draft("Cleo"), by=owner, now=now)  # the window goes on
    db.close()
    assert names(db.path, now, passphrase=OLD) == ["Ann", "Bea", "Cleo"]
    assert not list(tmp_path.glob("*restoring*"))


def test_nothing_is_written_beside_a_book_that_is_being_replaced(shop: Created, now: datetime, tmp_path: Path) -> None:
    db, owner = shop.db, staff.owner(shop.db)
    rekeying.rekey(db, passphrase=NEW, kept=tmp_path / "kept", by=owner, now=now)
    with pytest.raises(BookBusy):
        customers.add(db, Draft("Bea"), by=owner, now=now)
    with pytest.raises(BookBusy):
        customers.page(db)
    assert not db.path.with_name(db.path.name + "-wal").exists()
    assert names(db.path, now, passphrase=NEW) == ["Ann"]


def test_it_takes_a_code_that_was_written_down_and_can_be_stopped(shop: Created, now: datetime, tmp_path: Path) -> None:
    db, owner, told, code = shop.db, staff.owner(shop.db), list[float](), keys.new_recovery_code()

    def stop_at_once(share: float) -> bool:
        told.append(share)
        return share < 0.9

    with pytest.raises(Cancelled):
        rekeying.rekey(db, passphrase=NEW, kept=tmp_path / "kept", by=owner, now=now, progress=stop_at_once)
    assert told == sorted(told) and len(told) == 5
    assert customers.page(db) and not list(tmp_path.glob("*restoring*"))
    again = {"passphrase": NEW, "recovery_code": code, "kept": tmp_path / "kept"}
    assert rekeying.rekey(db, **again, by=owner, now=now, progress=lambda _share: True) == code  # type: ignore[arg-type]
    assert names(db.path, now, recovery_code=code) == ["Ann"]


def test_a_key_store_that_does_not_keep_the_key_is_not_given_the_new_one(
    shop: Created, now: datetime, tmp_path: Path, trusted_keyring: Any
) -> None:
    owner = staff.owner(shop.db)
    book.keep_key_here(shop.db, False, by=owner, now=now)
    rekeying.rekey(shop.db, passphrase=NEW, kept=tmp_path / "kept", by=owner, now=now)
    with pytest.raises(WrongKey):
        book.open_with_keyring(shop.db.path, now=now)
