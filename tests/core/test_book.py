"""A book as a whole: whatever is wrong with it has its own sentence, and not a byte of it changes."""

import os
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from deskmate.core import book, customers, keys, staff
from deskmate.core.book import Opening
from deskmate.core.errors import BookError, DeskmateError, InvalidInput, KeyFileError, WrongKey
from deskmate.core.keys import KeyringUnavailable
from deskmate.core.people import Draft

pytestmark = pytest.mark.usefixtures("cheap_stretching")
PASSPHRASE = "four plain words here"
OPENING = Opening("The Corner Shop", "general", "Olga", zone="Europe/London")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shop.deskmate"


@pytest.fixture
def code(path: Path, now: datetime) -> str:
    """A closed book with one customer; its recovery code."""
    created = book.create(path, OPENING, passphrase=PASSPHRASE)
    customers.add(created.db, Draft("Ann Lee"), by=staff.owner(created.db), now=now)
    created.db.close()
    return created.recovery_code


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def names(path: Path, now: datetime, **secret: str) -> list[str]:
    db = book.open_with_secret(path, now=now, **secret)  # type: ignore[arg-type]
    try:
        return [row.name for row in customers.page(db)]
    finally:
        db.close()


def test_a_new_book_opens_with_either_secret(path: Path, code: str, now: datetime) -> None:
    assert names(path, now, passphrase=PASSPHRASE) == ["Ann Lee"]
    assert names(path, now, recovery_code=code.lower()) == ["Ann Lee"]
    assert {file.name for file in path.parent.iterdir()} == {
        "shop.deskmate",
        "shop.deskmate.key",
        "shop.deskmate.witness",
    }


def test_with_a_trusted_keyring_no_secret_is_asked_for(
    trusted_keyring: Any, path: Path, code: str, now: datetime
) -> None:
    db = book.open_with_keyring(path, now=now)
    assert customers.page(db)[0].name == "Ann Lee"
    db.close()


def test_without_a_keyring_the_passphrase_opens_the_book(path: Path, code: str, now: datetime) -> None:
    with pytest.raises(KeyringUnavailable, match="passphrase opens the book"):
        book.open_with_keyring(path, now=now)
    assert names(path, now, passphrase=PASSPHRASE) == ["Ann Lee"]


@pytest.mark.parametrize("entry", [None, "rubbish", os.urandom(32).hex()], ids=["none", "rubbish", "another"])
def test_a_keyring_that_lost_the_key_learns_it_again(
    trusted_keyring: Any, path: Path, code: str, now: datetime, entry: str | None
) -> None:
    file = keys.load(path)
    trusted_keyring.kept.clear()
    if entry is not None:
        trusted_keyring.set_password(keys.SERVICE, file.book_id, entry)
    before = everything(path.parent)
    with pytest.raises(WrongKey, match="does not know the book's key"):
        book.open_with_keyring(path, now=now)
    assert everything(path.parent) == before
    assert names(path, now, passphrase=PASSPHRASE) == ["Ann Lee"]
    book.open_with_keyring(path, now=now).close()


def test_a_hanging_keyring_does_not_keep_a_new_book_from_being_made(
    trusted_keyring: Any, path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    monkeypatch.setattr(keys, "KEYRING_SECONDS", 0.05)
    monkeypatch.setattr(trusted_keyring, "set_password", lambda *_: time.sleep(1))
    started = time.monotonic()
    book.create(path, OPENING, passphrase=PASSPHRASE).db.close()
    assert time.monotonic() - started < 0.9


def test_with_a_wrong_secret_nothing_changes(path: Path, code: str, now: datetime) -> None:
    before = everything(path.parent)
    with pytest.raises(WrongKey, match="passphrase does not open"):
        book.open_with_secret(path, passphrase="something else", now=now)
    with pytest.raises(WrongKey, match="recovery code does not open"):
        book.open_with_secret(path, recovery_code=keys.new_recovery_code(), now=now)
    with pytest.raises(InvalidInput, match="28 letters"):
        book.open_with_secret(path, recovery_code="ABC", now=now)
    assert everything(path.parent) == before


def _remove(file: Path) -> None:
    file.unlink()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _noise(file: Path) -> None:
    file.write_bytes(os.urandom(file.stat().st_size))


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "error", "sentence"),
    [
        (_remove, KeyFileError, "is missing"),
        (_empty, KeyFileError, "damaged"),
        (_half, KeyFileError, "damaged"),
        (_noise, KeyFileError, "damaged"),
        (_flip, KeyFileError, "damaged"),
    ],
)
def test_a_key_file_that_is_not_whole_is_named(
    path: Path, code: str, now: datetime, harm: Any, error: type[Exception], sentence: str
) -> None:
    harm(keys.key_path(path))
    before = everything(path.parent)
    with pytest.raises(error, match=sentence):
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    with pytest.raises(error, match=sentence):
        book.open_with_keyring(path, now=now)
    assert everything(path.parent) == before


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (_remove, "There is no book"),
        (_empty, "empty"),
        (_flip, "start of the book .* is damaged"),
        (_noise, "start of the book .* is damaged"),
    ],
)
def test_a_book_that_is_not_whole_is_named(path: Path, code: str, now: datetime, harm: Any, sentence: str) -> None:
    harm(path)
    before = everything(path.parent)
    with pytest.raises(BookError, match=sentence) as caught:
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    assert not isinstance(caught.value, WrongKey)  # the passphrase is right, and must not be asked for again
    assert everything(path.parent) == before


def test_the_key_file_of_another_book_is_named(path: Path, code: str, tmp_path: Path, now: datetime) -> None:
    other = tmp_path / "other.deskmate"
    book.create(other, OPENING, passphrase=PASSPHRASE).db.close()
    keys.key_path(other).replace(keys.key_path(path))
    with pytest.raises(BookError, match="belongs to another book"):
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now)


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [
        ("user_version = 999", "newer Deskmate"),
        ("application_id = 7", "not a Deskmate"),
        ("user_version = 0", "schema"),
    ],
)
def test_a_book_of_another_version_is_named(path: Path, code: str, now: datetime, pragma: str, sentence: str) -> None:
    raw = sqlcipher3.connect(str(path))
    raw.execute(f"PRAGMA key = \"x'{keys.unseal(keys.load(path), passphrase=PASSPHRASE).hex()}'\"")
    raw.execute(f"PRAGMA {pragma}")
    raw.close()
    before = everything(path.parent)
    with pytest.raises(BookError, match=sentence):
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    assert everything(path.parent) == before


def test_a_book_that_exists_is_never_made_anew(path: Path, code: str) -> None:
    before = everything(path.parent)
    with pytest.raises(BookError, match="already a book"):
        book.create(path, OPENING, passphrase=PASSPHRASE)
    assert everything(path.parent) == before


def test_a_book_that_cannot_be_made_leaves_nothing(path: Path) -> None:
    with pytest.raises(DeskmateError, match="dragons"):
        book.create(path, Opening("Shop", "dragons", "Olga"), passphrase=PASSPHRASE)
    assert list(path.parent.iterdir()) == []


def test_a_key_file_without_its_book_is_set_aside_not_overwritten(path: Path, code: str) -> None:
    """It may be all that opens a backup of a book that was lost."""
    lone = keys.key_path(path).read_bytes()
    path.unlink()
    book.create(path, OPENING, passphrase=PASSPHRASE).db.close()
    assert lone in [file.read_bytes() for file in path.parent.glob("*.key.*")]


def test_a_new_passphrase_and_a_new_code_replace_the_old_ones(path: Path, code: str, now: datetime) -> None:
    db = book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    new = book.change_secrets(db, passphrase="another good phrase", new_code=True, by=staff.owner(db), now=now)
    db.close()
    assert names(path, now, passphrase="another good phrase") == names(path, now, recovery_code=new) == ["Ann Lee"]
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": code}):
        with pytest.raises(WrongKey):
            names(path, now, **secret)


def test_a_passphrase_too_short_leaves_the_old_one(path: Path, code: str, now: datetime) -> None:
    db = book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    with pytest.raises(InvalidInput):
        book.change_secrets(db, passphrase="short", by=staff.owner(db), now=now)
    db.close()
    assert names(path, now, passphrase=PASSPHRASE)


def test_the_book_counts_its_writes_and_nothing_else(path: Path, code: str, now: datetime) -> None:
    db = book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
    seen: list[int] = []
    db.witness(seen.append)
    owner = staff.owner(db)
    customers.add(db, Draft("Bea"), by=owner, now=now)
    with pytest.raises(InvalidInput):
        customers.add(db, Draft(""), by=owner, now=now)
    with db.write():
        pass
    customers.add(db, Draft("Cleo"), by=owner, now=now)
    assert len(seen) == 2
    assert seen[1] == seen[0] + 1 == db.writes
    db.close()


def test_a_folder_that_refuses_is_named(path: Path, code: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()
    path.mkdir()
    with pytest.raises(BookError, match="is not a file"):
        book.open_with_secret(path, passphrase=PASSPHRASE, now=now)
