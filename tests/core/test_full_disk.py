"""A full disk costs nothing that was saved: each save is whole or not there, and the sentence says why."""

import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from deskmate.core import backups, book, check, customers, erasure, interactions, rekeying, salvage, staff
from deskmate.core import db as door
from deskmate.core.actors import Actor
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import DeskmateError
from deskmate.core.people import Draft

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="limits the size of files as POSIX systems do"),
    pytest.mark.usefixtures("cheap_stretching"),
]
PASSPHRASE = "four plain words here"


@contextmanager
def no_file_larger_than(limit: int) -> Iterator[None]:
    """What a disk without room does: writing beyond fails, for SQLite as for Python."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def shop(tmp_path: Path, now: datetime) -> Iterator[Database]:
    opened = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    for name in ("Ann", "Bea"):
        customers.add(opened, Draft(name), by=staff.owner(opened), now=now)
    opened.close()
    opened = door.open_database(opened.path, opened.key)
    yield opened
    opened.close()


def state(db: Database) -> tuple[list[str], int]:
    return [row.name for row in customers.page(db)], len(interactions.timeline(db, 1))


def test_a_save_without_room_is_refused_whole_and_works_again_with_room(
    shop: Database, owner: Actor, now: datetime
) -> None:
    saved, refused = 0, 0
    wal = shop.path.with_name(shop.path.name + "-wal")
    for room in range(0, 200_000, 17_000):
        before = state(shop)
        with no_file_larger_than(wal.stat().st_size + room):
            try:
                interactions.add(shop, 1, "bought a loaf " * 300, by=owner, now=now)
                saved += 1
            except DeskmateError as error:
                refused += 1
                assert str(error).endswith(".")
                assert state(shop) == before
    assert saved and refused
    interactions.add(shop, 1, "bought a loaf", by=owner, now=now)
    assert len(interactions.timeline(shop, 1, limit=1_000)) == saved + 1
    assert check.run(shop, full=True, now=now) == []


@pytest.fixture
def owner(shop: Database) -> Actor:
    return staff.owner(shop)


JOBS: dict[str, Callable[[Database, Path, datetime], object]] = {
    "backup": lambda db, folder, now: backups.make(db, folder / "b", now=now),
    "erase": lambda db, _folder, now: erasure.erase(db, 1, by=staff.owner(db), now=now),
    "salvage": lambda db, folder, now: salvage.salvage(db.path, folder / "new.deskmate", db.key, now=now),
    "rekey": lambda db, folder, now: rekeying.rekey(
        db, passphrase="some new words", kept=folder / "b", by=staff.owner(db), now=now
    ),
}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_without_room_ends_with_a_sentence_and_the_book_as_it_was(
    shop: Database, now: datetime, tmp_path: Path, job: str
) -> None:
    path, size = shop.path, shop.path.stat().st_size
    refused = 0
    for limit in (0, 40, 5_000, 20_000, 60_000, size // 2, size - 4_096, size - 100, size + 100):
        with no_file_larger_than(limit):
            try:
                JOBS[job](shop, tmp_path, now)
            except DeskmateError as error:
                refused += 1
                assert str(error).endswith(".")
                assert state(shop)[0] == ["Ann", "Bea"]
                assert not (tmp_path / "new.deskmate").exists()
                assert not list(tmp_path.glob("*restoring*"))
                continue
        break
    assert refused >= 4
    shop.close()
    if job != "rekey":
        names = customers.page(again := book.open_with_secret(path, passphrase=PASSPHRASE, now=now))
        assert len(names) == (1 if job == "erase" else 2)
        again.close()
