"""Backups: whole or not there, open to the right secret only, and going back to one never ends halfway."""

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import audit, backups, book, connections, customers, files, interactions, keys, staff
from deskmate.core import db as door
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.backups import container, restoring
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import BackupError, DeskmateError, InvalidInput, WrongKey
from deskmate.core.people import Draft

pytestmark = pytest.mark.usefixtures("cheap_stretching")
PASSPHRASE = "four plain words here"


@dataclass
class Shop:
    """An open book with a key file, where its backups go, and its recovery code."""

    db: Database
    folder: Path
    code: str

    @property
    def path(self) -> Path:
        return self.db.path

    def names(self) -> list[str]:
        return [row.name for row in customers.page(self.db)]

    def add(self, name: str, now: datetime) -> int:
        owner = staff.owner(self.db)
        number = customers.add(self.db, Draft(name), by=owner, now=now)
        interactions.add(self.db, number, "bought a rye loaf", by=owner, now=now)
        return number

    def reopen(self, now: datetime) -> None:
        self.db = book.open_with_secret(self.path, passphrase=PASSPHRASE, now=now)


@pytest.fixture
def shop(tmp_path: Path, now: datetime):  # type: ignore[no-untyped-def]
    opening = Opening("The Corner Shop", "general", "Olga", zone="Europe/London")
    created = book.create(tmp_path / "shop.deskmate", opening, passphrase=PASSPHRASE)
    made = Shop(created.db, tmp_path / "backups", created.recovery_code)
    made.add("Ann Lee", now)
    yield made
    made.db.close()


def everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


# Making


def test_a_backup_says_what_is_in_it_to_whoever_has_a_secret(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    assert [file.name for file in shop.folder.iterdir()] == ["shop-20260302-090000.deskmate-backup"]
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": shop.code}, {"key": shop.db.key}):
        seen = backups.preview(made.path, **secret)  # type: ignore[arg-type]
        assert seen.contents.shop == "The Corner Shop"
        assert (seen.contents.customers, seen.contents.interactions) == (1, 1)
        assert (seen.contents.appointments, seen.contents.follow_ups) == (0, 0)
        assert (seen.backup.made_at, seen.backup.why, seen.backup.schema) == (now, "asked", door.SCHEMA_VERSION)


def test_a_backup_gives_nothing_away(shop: Shop, now: datetime) -> None:
    data = backups.make(shop.db, shop.folder, now=now).path.read_bytes()
    for word in (b"Ann Lee", b"Corner Shop", b"rye loaf", b"Olga", b"SQLite format", shop.db.key, PASSPHRASE.encode()):
        assert word not in data


def test_two_backups_in_one_second_are_two_files(shop: Shop, now: datetime) -> None:
    assert backups.make(shop.db, shop.folder, now=now).path != backups.make(shop.db, shop.folder, now=now).path
    assert len(backups.list_backups(shop.folder)) == 2


def test_staff_write_on_while_a_backup_is_made(shop: Shop, now: datetime) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            written.append(shop.add(f"Customer {len(written)}", now))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            made = backups.make(shop.db, shop.folder, now=now)
            backups.preview(made.path, key=shop.db.key)
    finally:
        stop.set()
        writer.join()
    assert written
    assert len(shop.names()) == len(written) + 1


def test_no_save_during_a_backup_has_to_fold_the_log(shop: Shop, now: datetime) -> None:
    size = shop.path.stat().st_size
    for n in range(60):
        shop.add(f"Customer {n}", now)
    assert shop.path.stat().st_size == size, "what was saved waits in the log"
    backups.make(shop.db, shop.folder, now=now)
    assert shop.path.stat().st_size > size


def test_a_backup_gives_way_in_each_of_its_parts(shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = set[str]()

    def give() -> None:
        parts.update(frame.name for frame in traceback.extract_stack())

    monkeypatch.setattr(Database, "way", lambda _db: give)
    monkeypatch.setattr(connections, "_STEPS_AT_ONCE", 100)  # the book is small
    backups.make(shop.db, shop.folder, now=now)
    assert parts >= {"copy_book", "inspect", "write_tail", "check_whole"}


def test_a_folder_that_refuses_leaves_nothing_and_says_so(shop: Shop, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError, match="No backup was made"):
        backups.make(shop.db, tmp_path / "file" / "backups", now=now)


def test_a_full_disk_leaves_no_half_backup(shop: Shop, now: datetime) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = shop.path.stat().st_size
    for limit in (0, 5_000, size // 2, size - 1, size + 200):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
        try:
            with pytest.raises(BackupError, match="No backup was made"):
                backups.make(shop.db, shop.folder, now=now)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert list(shop.folder.iterdir()) == []
    backups.make(shop.db, shop.folder, now=now)


def test_a_backup_of_a_damaged_book_is_not_kept(shop: Shop, now: datetime) -> None:
    for n in range(60):
        shop.add(f"Customer {n}", now)
    path, key = shop.path, shop.db.key
    shop.db.close()
    data = bytearray(path.read_bytes())
    data[-2_000] ^= 1  # on a page of rows, so that the book still opens
    path.write_bytes(data)
    shop.db = door.open_database(path, key)
    with pytest.raises(BackupError, match="damaged"):
        backups.make(shop.db, shop.folder, now=now)
    assert list(shop.folder.iterdir()) == []


def test_without_a_key_file_the_book_is_still_backed_up(db: Database, tmp_path: Path, now: datetime) -> None:
    made = backups.make(db, tmp_path / "b", now=now)
    assert backups.preview(made.path, key=db.key).contents.shop == "The Corner Shop"
    with pytest.raises(BackupError, match="carries no key file"):
        backups.preview(made.path, passphrase=PASSPHRASE)


# Refusing


def test_a_wrong_secret_is_named(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    with pytest.raises(WrongKey, match="passphrase does not open"):
        backups.preview(made.path, passphrase="not this one")
    with pytest.raises(WrongKey, match="another key"):
        backups.preview(made.path, key=os.urandom(32))
    with pytest.raises(InvalidInput, match="Give the passphrase"):
        backups.preview(made.path)


def damaged(data: bytes, way: int, chance: random.Random) -> bytes:
    """The backup with one bit flipped, cut short, with a hole, with something appended, or with two blocks swapped."""
    place = chance.randrange(len(data))
    if way == 0:
        return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
    if way == 1:
        return data[:place]
    if way == 2:
        end = min(len(data), place + chance.randrange(1, 5000))
        return data[:place] + bytes(end - place) + data[end:]
    if way == 3:
        return data + os.urandom(chance.randrange(1, 100))
    first, second = sorted(chance.sample(range(len(data) // 4096), 2))
    blocks = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    blocks[first], blocks[second] = blocks[second], blocks[first]
    return b"".join(blocks)


def refuse_damaged(shop: Shop, now: datetime, trials: int) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    data, chance = made.path.read_bytes(), random.Random(trials)
    before = everything(shop.path.parent)
    for trial in range(trials):
        bad = shop.folder.parent / "bad.deskmate-backup"
        harmed = damaged(data, trial % 5, chance)
        if harmed == data:
            continue
        bad.write_bytes(harmed)
        with pytest.raises(BackupError):
            backups.restore(bad, shop.path, key=shop.db.key, backups=shop.folder, db=shop.db, now=now)
        bad.unlink()
        assert everything(shop.path.parent) == before
    assert shop.names() == ["Ann Lee"]  # and the book is still open


def test_damaged_backups_are_refused_before_anything_is_touched(shop: Shop, now: datetime) -> None:
    refuse_damaged(shop, now, 25)


@pytest.mark.slow
def test_two_hundred_damaged_backups_are_refused(shop: Shop, now: datetime) -> None:
    refuse_damaged(shop, now, 200)


def test_a_tail_that_was_made_to_fit_is_still_refused(shop: Shop, now: datetime) -> None:
    """The digest is no secret; the pages' own seals and the counts under the key notice what was put together."""
    first = backups.make(shop.db, shop.folder, now=now)
    shop.add("Bea", now)
    second = backups.make(shop.db, shop.folder, now=now + timedelta(hours=1))
    forged = shop.folder / "forged.deskmate-backup"
    forged.write_bytes(first.path.read_bytes()[: first.size])
    with forged.open("r+b") as out:
        container.write_tail(out, container.Backup(**{**vars(second), "path": forged, "size": first.size}))
    with pytest.raises(BackupError, match="does not hold what it says"):
        backups.preview(forged, key=shop.db.key)


@pytest.mark.parametrize("data", [b"", b"hello", b"\0" * 10_000, container.MAGIC, b"[" * 5000 + container.MAGIC])
def test_a_file_that_is_no_backup_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.deskmate-backup"
    path.write_bytes(data)
    with pytest.raises(BackupError, match="no Deskmate backup"):
        backups.preview(path, passphrase=PASSPHRASE)
    with pytest.raises(BackupError, match="There is no backup"):
        backups.preview(tmp_path / "missing", passphrase=PASSPHRASE)
    with pytest.raises(BackupError, match="can't be read"):
        backups.preview(tmp_path, passphrase=PASSPHRASE)


def test_a_backup_of_a_newer_deskmate_is_refused_untouched(
    shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    monkeypatch.setattr(restoring, "SCHEMA_VERSION", 0)
    with pytest.raises(BackupError, match="newer Deskmate"):
        backups.restore(made.path, shop.path, key=shop.db.key, db=shop.db, now=now)
    assert shop.names() == ["Ann Lee"]


def test_a_disk_that_fails_once_does_not_cost_the_backup_its_key_file(
    shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[Path] = []
    read = Path.read_bytes

    def once(path: Path) -> bytes:
        if path == keys.key_path(shop.path) and not failed:
            failed.append(path)
            raise OSError(errno.EIO, "Input/output error")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", once)
    made = backups.make(shop.db, shop.folder, now=now)
    assert failed and backups.preview(made.path, recovery_code=shop.code).contents.customers == 1


# Going back


def test_restoring_goes_back_and_keeps_what_was_there(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    shop.add("Bea", now)
    later = now + timedelta(hours=1)
    seen = backups.restore(made.path, shop.path, key=shop.db.key, backups=shop.folder, db=shop.db, now=later)
    assert seen.contents.customers == 1
    shop.reopen(later)
    assert shop.names() == ["Ann Lee"]
    safety = backups.list_backups(shop.folder)[0]
    assert (safety.why, safety.made_at) == ("before restore", later)
    backups.restore(safety.path, shop.path, key=shop.db.key, db=shop.db, now=later)
    shop.reopen(later)
    assert shop.names() == ["Ann Lee", "Bea"]
    left = {file.name for file in shop.path.parent.iterdir()} - {"shop.deskmate-wal", "shop.deskmate-shm", "backups"}
    assert left == {"shop.deskmate", "shop.deskmate.key", "shop.deskmate.before-restore", "shop.deskmate.witness"}


@pytest.mark.parametrize("secret", ["passphrase", "code"])
def test_a_dead_computer_comes_back_on_another_one(shop: Shop, now: datetime, tmp_path: Path, secret: str) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    new = tmp_path / "new computer" / "deskmate" / "shop.deskmate"
    given = {"passphrase": PASSPHRASE} if secret == "passphrase" else {"recovery_code": shop.code}
    seen = backups.restore(made.path, new, now=now, **given)  # type: ignore[arg-type]
    opened = book.open_with_secret(new, now=now, **given)  # type: ignore[arg-type]
    assert len(customers.page(opened)) == seen.contents.customers == 1
    assert len(interactions.timeline(opened, 1)) == seen.contents.interactions == 1
    opened.close()


def test_a_changed_passphrase_opens_older_backups_where_the_book_still_is(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    book.change_secrets(shop.db, passphrase="another good phrase", by=staff.owner(shop.db), now=now)
    assert backups.preview(made.path, passphrase="another good phrase", book=shop.path)
    backups.restore(made.path, shop.path, passphrase="another good phrase", db=shop.db, now=now)
    shop.db = book.open_with_secret(shop.path, passphrase="another good phrase", now=now)
    assert shop.names() == ["Ann Lee"]


def test_a_book_under_another_key_gives_way_with_its_key_file(shop: Shop, now: datetime, tmp_path: Path) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    other = tmp_path / "other.deskmate"
    created = book.create(other, Opening("Other", "general", "Pat"), passphrase="other words here")
    old_key = keys.key_path(other).read_bytes()
    backups.restore(made.path, other, passphrase=PASSPHRASE, backups=shop.folder, db=created.db, now=now)
    opened = book.open_with_secret(other, passphrase=PASSPHRASE, now=now)
    assert [row.name for row in customers.page(opened)] == ["Ann Lee"]
    opened.close()
    assert other.with_name("other.deskmate.key.before-restore").read_bytes() == old_key


def left_journal(path: Path, key: bytes) -> bytes:
    """What SQLite lays beside a book while it writes without a log, and leaves there if the disk fails."""
    with connections.raw(path, key) as connection:
        for statement in ("PRAGMA journal_mode=DELETE", "PRAGMA cache_size=1", "BEGIN", "UPDATE setting SET value = 0"):
            connection.execute(statement).fetchall()
        connection.execute("CREATE TABLE much AS SELECT randomblob(9000) FROM audit_event, audit_event, audit_event")
        journal = path.with_name(path.name + "-journal").read_bytes()
        connection.execute("ROLLBACK")
    return journal


@pytest.mark.parametrize("harm", ["empty", "noise", "journal", "gone", "key gone"])
def test_a_book_that_opens_no_more_is_brought_back(shop: Shop, now: datetime, harm: str) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    shop.db.close()
    if harm == "empty":
        shop.path.write_bytes(b"")
    elif harm == "noise":
        shop.path.write_bytes(os.urandom(50_000))
        shop.path.with_name("shop.deskmate-wal").write_bytes(os.urandom(50_000))
    elif harm == "journal":
        journal = left_journal(shop.path, shop.db.key)
        shop.path.unlink()
        shop.path.with_name("shop.deskmate-journal").write_bytes(journal)
    elif harm == "gone":
        shop.path.unlink()
    else:
        keys.key_path(shop.path).unlink()
    backups.restore(made.path, shop.path, passphrase=PASSPHRASE, backups=shop.folder, now=now)
    shop.reopen(now)
    assert shop.names() == ["Ann Lee"]


def test_a_book_that_is_open_elsewhere_is_not_pulled_away(
    shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    shop.add("Bea", now)
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    with shop.db.read() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM customer").scalar()
        with pytest.raises(BackupError, match=r"busy|open elsewhere"):
            backups.restore(made.path, shop.path, key=shop.db.key, now=now)
    assert shop.names() == ["Ann Lee", "Bea"]


def test_restoring_is_the_owners_and_on_the_list(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    with pytest.raises(NotAllowed):
        backups.restore(made.path, shop.path, key=shop.db.key, db=shop.db, by=Actor("Sam"), now=now)
    owner = staff.owner(shop.db)
    backups.restore(made.path, shop.path, key=shop.db.key, db=shop.db, by=owner, now=now)
    shop.reopen(now)
    assert audit.entries(shop.db, by=owner)[0].what == "backup restored"
    assert audit.verify(shop.db) == ""


def test_a_stopped_restore_leaves_everything(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    before = everything(shop.path.parent)
    with pytest.raises(DeskmateError, match="Stopped"):
        backups.restore(made.path, shop.path, key=shop.db.key, db=shop.db, now=now, progress=lambda _done: False)
    assert everything(shop.path.parent) == before
    assert shop.names() == ["Ann Lee"]


# Keeping


def test_a_backup_is_due_when_something_changed_and_the_last_one_is_old(shop: Shop, now: datetime) -> None:
    assert backups.due(shop.db, shop.folder, now=now)
    backups.make(shop.db, shop.folder, now=now)
    later = now + timedelta(minutes=31)
    assert not backups.due(shop.db, shop.folder, now=later)
    shop.add("Bea", now)
    assert not backups.due(shop.db, shop.folder, now=now + timedelta(minutes=29))
    assert backups.due(shop.db, shop.folder, now=later)
    assert backups.due(shop.db, shop.folder, now=now, every=timedelta(0))  # at close
    assert backups.due(shop.db, shop.folder, now=now - timedelta(days=1))  # the clock was put back


def test_nothing_new_is_not_saved_again_after_a_restart(shop: Shop, now: datetime) -> None:
    backups.make(shop.db, shop.folder, now=now)
    shop.db.close()
    shop.reopen(now)
    assert not backups.due(shop.db, shop.folder, now=now + timedelta(days=1))


def test_the_second_place_gets_a_copy_when_it_is_there(shop: Shop, now: datetime, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    number = backups.book_id_of(shop.db)
    first = backups.keep_safe(shop.db, shop.folder, now=now, why="closing", second=stick)
    assert first is not None and not stick.exists()  # a stick that is not there is not made up
    assert backups.elsewhere_overdue(stick, number, now=now)
    stick.mkdir()
    assert backups.keep_safe(shop.db, shop.folder, now=now, why="closing", second=stick) is None
    assert (stick / first.path.name).read_bytes() == first.path.read_bytes()
    assert not backups.elsewhere_overdue(stick, number, now=now + timedelta(days=7))
    assert backups.elsewhere_overdue(stick, number, now=now + timedelta(days=8))
    assert not backups.elsewhere_overdue(None, number, now=now)


def fake_backups(folder: Path, moments: list[datetime], book_id: str = "b") -> None:
    folder.mkdir(exist_ok=True)
    for number, at in enumerate(moments):
        path = folder / f"{book_id}{number}{container.SUFFIX}"
        with files.create_private(path) as out:
            container.write_tail(out, container.Backup(path, book_id, at, "", 1, 1, 0, None, b""))


def test_old_backups_thin_out(tmp_path: Path, now: datetime) -> None:
    every_six_hours = [now - timedelta(hours=6 * step) for step in range(4 * 500)]
    fake_backups(tmp_path, every_six_hours)
    backups.thin(tmp_path, now=now, book_id="b")
    ages = [now - backup.made_at for backup in backups.list_backups(tmp_path)]
    assert sum(age <= timedelta(days=2) for age in ages) == 9
    assert sum(timedelta(days=2) < age <= timedelta(days=14) for age in ages) in (12, 13)
    assert sum(timedelta(days=14) < age <= timedelta(days=75) for age in ages) in range(8, 12)
    assert sum(timedelta(days=75) < age <= timedelta(days=280) for age in ages) in range(5, 9)
    assert len(ages) <= 9 + 12 + 10 + 9
    assert backups.thin(tmp_path, now=now, book_id="b") == []


def test_thinning_day_by_day_keeps_as_much_as_thinning_once(tmp_path: Path) -> None:
    """What stays today must not depend on how often somebody tidied up before."""
    start = datetime(2025, 1, 1, 12, tzinfo=UTC)
    for day in range(400):
        now = start + timedelta(days=day)
        fake_backups(tmp_path, [])
        path = tmp_path / f"{day}{container.SUFFIX}"
        with files.create_private(path) as out:
            container.write_tail(out, container.Backup(path, "b", now, "", 1, 1, 0, None, b""))
        backups.thin(tmp_path, now=now, book_id="b")
    ages = [(start + timedelta(days=399) - backup.made_at).days for backup in backups.list_backups(tmp_path)]
    assert max(ages) > 230
    assert sum(age > 75 for age in ages) >= 5


def test_thinning_touches_neither_the_newest_nor_what_is_not_its_own(tmp_path: Path, now: datetime) -> None:
    fake_backups(tmp_path, [now - timedelta(days=4000), now + timedelta(days=9)])
    fake_backups(tmp_path, [now - timedelta(days=4000 + n) for n in range(3)], "other")
    (tmp_path / f"notes{container.SUFFIX}").write_text("not a backup")
    backups.thin(tmp_path, now=now, book_id="b")
    assert len(backups.list_backups(tmp_path, "other")) == 3
    assert len(list(tmp_path.iterdir())) >= 5
    fake_backups(tmp_path / "one", [now - timedelta(days=4000)])
    assert backups.thin(tmp_path / "one", now=now, book_id="b") == []


# For practice


def test_a_rehearsal_restores_for_practice_and_leaves_nothing_but_its_date(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    assert backups.rehearsal_due(shop.folder, now=now)
    assert backups.rehearse(made, shop.db.key, now=now).contents.customers == 1
    assert {file.name for file in shop.folder.iterdir()} == {made.path.name, "last-rehearsal"}
    assert backups.last_rehearsal(shop.folder) == now
    assert not backups.rehearsal_due(shop.folder, now=now + timedelta(days=30))
    assert backups.rehearsal_due(shop.folder, now=now + timedelta(days=31))
    assert backups.rehearsal_due(shop.folder, now=now - timedelta(days=1))  # the clock was put back


def test_a_rehearsal_of_a_backup_that_would_not_help_says_so(shop: Shop, now: datetime) -> None:
    made = backups.make(shop.db, shop.folder, now=now)
    data = bytearray(made.path.read_bytes())
    data[9_000] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(BackupError, match="damaged"):
        backups.rehearse(made, shop.db.key, now=now)
    assert backups.last_rehearsal(shop.folder) is None
    assert [file.name for file in shop.folder.iterdir()] == [made.path.name]


# Stopped anywhere


def run_sweep(*arguments: str) -> str:
    driver = Path(__file__).with_name("restore_sweep.py")
    done = subprocess.run(
        [sys.executable, str(driver), *arguments],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="stops a forked child")
@pytest.mark.parametrize(
    "way", ["stop", *(pytest.param(way, marks=pytest.mark.slow) for way in ("fail once", "fail for good"))]
)
def test_a_restore_stopped_at_any_step_leaves_the_old_or_the_new_book(tmp_path: Path, way: str) -> None:
    told = run_sweep(str(tmp_path), way)
    assert "bad 0" in told and "old" in told and "new" in told, told


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked child")
def test_a_restore_killed_at_random_moments_leaves_the_old_or_the_new_book(tmp_path: Path) -> None:
    told = run_sweep(str(tmp_path), "kill", "200")
    assert "trials 200 bad 0" in told, told
