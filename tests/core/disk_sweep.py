"""Does one job again and again, each time with another operation on the disk failing, and looks at what is left.

LD_PRELOAD=disk_faults.so python disk_sweep.py LIBRARY FOLDER JOB "once" or "for good" EIO or ENOSPC EVERY [reads]
"""

import ctypes
import errno
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faults

from deskmate.core import backups, book, connections, customers, erasure, importing, imports, interactions, keys, staff
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import BackupError
from deskmate.core.people import Draft
from tests.core import released_books

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PASSPHRASE = "four plain words here"
CODE = keys.new_recovery_code()
FILE = b"Name,Phone,Tags\nCleo,07700 900123,rye\nDora,07700 900124,oat\n"
# how far the book has come, who did what and the marks on rhythms say nothing about whether a job was done whole
LEFT_OUT = ("audit_event", "book_mark", "sqlite_stat1")


@dataclass(frozen=True)
class Job:
    """`do(open book, its folder)`; `laid` says how the folder comes to be, if not as a shop of this version."""

    do: Callable[[Database, Path], object]
    laid: Callable[[Path], None]


def lay_shop(folder: Path) -> None:
    """A shop with two customers, some notes, and a backup from when there was one."""
    opening = Opening("Shop", "general", "Olga")
    db = book.create(folder / "shop.deskmate", opening, passphrase=PASSPHRASE, recovery_code=CODE).db
    by = staff.owner(db)
    ann = customers.add(db, Draft("Ann"), by=by, now=NOW)
    interactions.add(db, ann, "two rye loaves", by=by, now=NOW)
    backups.make(db, folder / "kept", now=NOW)
    bea = customers.add(db, Draft("Bea"), by=by, now=NOW)
    for number in range(40):
        interactions.add(db, bea, f"a note of some length, number {number} " * 20, by=by, now=NOW)
    db.close()


def lay_released(folder: Path) -> None:
    """A shop as the first released version left it."""
    opening = Opening("Shop", "general", "Olga")
    path = folder / "shop.deskmate"
    db = book.create(path, opening, passphrase=PASSPHRASE, recovery_code=CODE).db
    key = db.key
    db.close()
    path.unlink()
    released_books.lay(released_books.versions()[0], path, key)


def save(db: Database, _folder: Path) -> None:
    """A note at the counter."""
    interactions.add(db, 1, "waited half an hour, left without her loaf " * 100, by=staff.owner(db), now=LATER)


def bring_in(db: Database, _folder: Path) -> None:
    """A small file."""
    plan = imports.make_plan(db, [("people.csv", importing.read_file("people.csv", FILE))])
    imports.carry_out(db, plan, by=staff.owner(db), now=LATER)


def back_up(db: Database, folder: Path) -> None:
    """A backup beside the one there is."""
    backups.make(db, folder / "kept", now=LATER)


def restore(db: Database, folder: Path) -> None:
    """Back to the backup."""
    (made,) = (folder / "kept").glob("*" + backups.SUFFIX)
    backups.restore(made, db.path, key=db.key, backups=folder / "own", db=db, by=staff.owner(db), now=LATER)


def erase(db: Database, _folder: Path) -> None:
    """A customer who wishes to be forgotten."""
    erasure.erase(db, 2, by=staff.owner(db), now=LATER)


JOBS = {
    "save": Job(save, lay_shop),
    "import": Job(bring_in, lay_shop),
    "migrate": Job(lambda _db, _folder: None, lay_released),  # opening it is the job
    "backup": Job(back_up, lay_shop),
    "restore": Job(restore, lay_shop),
    "erase": Job(erase, lay_shop),
}


def open_shop(folder: Path) -> Database:
    """The book as a start opens it."""
    path = folder / "shop.deskmate"
    return book.open_with_secret(path, passphrase=PASSPHRASE, now=LATER, backups=folder / "own", remember=False)


def attempt(job: Job, folder: Path, arm: Callable[[], None]) -> bool:
    """Opens the book and does the job, with the fault in it; closes the book as an end of the program would."""
    if job is JOBS["migrate"]:
        arm()
        open_shop(folder).close()
        return False
    db = open_shop(folder)
    arm()
    try:
        job.do(db, folder)
    finally:
        db.close()
    return False


def fingerprint(folder: Path) -> str:
    """Every row of every table as the next start finds them; for an older book without opening it as one of ours."""
    path = folder / "shop.deskmate"
    key = keys.unseal(keys.load(path), passphrase=PASSPHRASE)
    backups.finish(path)
    with connections.raw(path, key) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if whole != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            return f"bad: {whole}"
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        told = sha256(str(connection.execute("PRAGMA user_version").fetchone()).encode())
        for (name,) in tables:
            if name not in LEFT_OUT and not name.startswith(("search_note_", "sqlite_")):
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                told.update(repr((name, sorted(map(repr, rows)))).encode())
    return told.hexdigest()


def backups_of(folder: Path) -> str:
    """Whether each backup that is offered is whole, and how many there are."""
    for kept in (folder / "kept", folder / "own"):
        for made in backups.list_backups(kept):
            try:
                backups.preview(made.path, passphrase=PASSPHRASE)
            except BackupError as error:
                return f"bad: {error}"
    return str(len(backups.list_backups(folder / "kept")))


def state(folder: Path) -> tuple[str, str]:
    """What is left in a folder."""
    try:
        return fingerprint(folder), backups_of(folder)
    except Exception as error:
        return f"bad: {error!r}", ""


def verdict(status: int, left: tuple[str, str], old: tuple[str, str], new: tuple[str, str]) -> str:
    """One word for a trial; `bad` for what must not be."""
    if status not in (faults.DONE, faults.FAILED):
        return "bad: it ended without a sentence"
    if left[0] not in (old[0], new[0]) or left[1].startswith("bad"):
        return f"bad: neither old nor new {left}"
    if status == faults.DONE:
        return "done" if left == new else "bad: said to be done, and is not"
    return "refused" if left == old else "refused, and there at the next start"


def opens_again(folder: Path) -> str:
    """The next start works, whatever was left."""
    try:
        open_shop(folder).close()
    except Exception as error:
        return f"bad: does not open: {error!r}"
    return ""


def main() -> None:
    """One trial for each operation that the job needs."""
    library, folder, name, way, what, every = sys.argv[1:7]
    shim, job = ctypes.CDLL(library), JOBS[name]
    work, laid, reads = Path(folder) / "work", Path(folder) / "laid", "reads" in sys.argv[7:]
    laid.mkdir()
    keys.COST.update(iterations=1, lanes=1, memory_cost=64)  # what is tried here is the disk
    job.laid(laid)

    def trial(number: int) -> tuple[int, int, tuple[str, str]]:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(laid, work)

        def arm() -> None:
            shim.fault_arm(number, way == "for good", getattr(errno, what), reads)

        def child() -> Any:
            shim.fault_watch(str(work).encode())
            try:
                return attempt(job, work, arm)
            finally:
                (Path(folder) / "counted").write_text(f"{shim.fault_count()} {shim.fault_met()}")

        status = faults.in_child(child)
        counted, met = map(int, (Path(folder) / "counted").read_text().split())
        return status, counted if number == 0 else met, state(work)

    shutil.copytree(laid, work)
    old = state(work)
    status, total, new = trial(0)
    assert status == faults.DONE and not old[0].startswith("bad") and not new[0].startswith("bad"), (status, old, new)
    results: Counter[str] = Counter()
    for number in range(1, total + 1, int(every)):
        status, _met, left = trial(number)
        said = verdict(status, left, old, new) if not (bad := opens_again(work)) else bad
        if said.startswith("bad"):
            print(number, said)
        results[said.split(":")[0]] += 1
    print(f"{name} {way} {what}: operations {total} trials {sum(results.values())} bad {results['bad']}", dict(results))
    sys.exit(1 if results["bad"] else 0)


if __name__ == "__main__":
    main()
