"""One look at how safe the book is says what is so, and nothing more."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import backups, book, keys, rekeying, safety, settings, staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database

DAY = timedelta(days=1)


@pytest.fixture
def real(tmp_path: Path, cheap_stretching: None, trusted_keyring: Any) -> Database:
    """A book with its key file and its key in the key store."""
    opening = book.Opening("Shop", "general", "Olga")
    return book.create(tmp_path / "real.deskmate", opening, passphrase="correct horse battery").db


def test_a_book_without_key_file_and_backups_says_so(db: Database, now: datetime, tmp_path: Path) -> None:
    told = safety.look(db, tmp_path / "none", now=now)
    assert (told.last, told.kept, told.second, told.second_overdue) == (None, 0, None, False)
    assert not told.opens_alone
    assert not told.can_come_back
    assert not told.throw_away


def test_a_book_to_look_around_in_is_known_as_one(now: datetime, tmp_path: Path) -> None:
    opening = book.Opening("Demo", "general", "Olga")
    demo = book.create_unlocked(tmp_path / "demo.deskmate", opening, key=b"k" * 32, durable=False)
    assert safety.look(demo, tmp_path, now=now).throw_away
    demo.close()


def test_backups_here_and_elsewhere_are_told(real: Database, now: datetime, tmp_path: Path) -> None:
    here, stick = tmp_path / "here", tmp_path / "stick"
    settings.change(real, by=staff.owner(real), now=now, backup_folder=str(stick))
    told = safety.look(real, here, now=now)
    assert (told.second, told.second_there, told.second_overdue) == (stick, False, True)
    stick.mkdir()
    backups.keep_safe(real, here, now=now, why="asked", second=stick)
    told = safety.look(real, here, now=now + DAY)
    assert (told.last, told.kept, told.second_last, told.second_overdue) == (now, 1, now, False)
    assert safety.look(real, here, now=now + 8 * DAY).second_overdue
    real.close()


def test_backups_under_an_earlier_key_are_counted(real: Database, now: datetime, tmp_path: Path) -> None:
    here, path, words = tmp_path / "here", real.path, "five plain words in a row"
    backups.make(real, here, now=now)
    assert safety.look(real, here, now=now).earlier == 0
    rekeying.rekey(real, passphrase=words, kept=here, by=staff.owner(real), now=now + DAY)
    again = book.open_with_secret(path, passphrase=words, now=now + DAY)
    backups.make(again, here, now=now + 2 * DAY)
    told = safety.look(again, here, now=now + 2 * DAY)
    assert (told.kept, told.earlier) == (3, 2)
    again.close()


def test_backups_that_are_all_in_one_place_for_a_week_are_warned_of(
    real: Database, now: datetime, tmp_path: Path
) -> None:
    here, stick = tmp_path / "here", tmp_path / "stick"
    assert safety.alone(real, here, now=now) == ""
    backups.make(real, here, now=now)
    assert safety.alone(real, here, now=now + 6 * DAY) == ""
    assert "All backups are on this computer" in safety.alone(real, here, now=now + 8 * DAY)
    stick.mkdir()
    settings.change(real, by=staff.owner(real), now=now, backup_folder=str(stick))
    assert "has had none for a week" in safety.alone(real, here, now=now + DAY)
    backups.keep_safe(real, here, now=now + 8 * DAY, why="asked", second=stick)
    assert safety.alone(real, here, now=now + 14 * DAY) == ""
    assert safety.alone(real, here, now=now + 16 * DAY) != ""
    real.close()


def test_the_key_store_is_told_in_each_of_its_states(
    real: Database, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, by = backups.book_id_of(real), staff.owner(real)
    assert safety.look(real, tmp_path, now=now).keyring == "opens"
    book.keep_key_here(real, False, by=by, now=now)
    assert safety.look(real, tmp_path, now=now).keyring == "no entry"
    keys.to_keyring(number, b"x" * 32)
    assert safety.look(real, tmp_path, now=now).keyring == "another key"
    book.keep_key_here(real, True, by=by, now=now)
    assert safety.look(real, tmp_path, now=now).keyring == "opens"
    monkeypatch.setattr(keys, "TRUSTED_BACKENDS", ())
    assert safety.look(real, tmp_path, now=now).keyring == "not there"
    with pytest.raises(NotAllowed):
        book.keep_key_here(real, True, by=Actor("Sam"), now=now)
    real.close()


def test_what_opens_the_book_is_told(real: Database, now: datetime, tmp_path: Path) -> None:
    told = safety.look(real, tmp_path, now=now)
    assert told.opens_alone and told.can_come_back
    keys.forget(backups.book_id_of(real))
    keys.key_path(real.path).write_bytes(b"{}")
    told = safety.look(real, tmp_path, now=now)
    assert not told.opens_alone and not told.can_come_back
    real.close()
