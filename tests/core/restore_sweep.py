"""Restores a backup over and over, each time stopped elsewhere, and opens what is left. Run by test_backups.

python restore_sweep.py FOLDER (stop | "fail once" | "fail for good" | kill TRIALS)
"""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faults

from deskmate.core import backups, book, customers, keys, staff
from deskmate.core.book import Opening
from deskmate.core.errors import BookError
from deskmate.core.people import Draft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSPHRASE = "four plain words here"
OTHER = "some other words here"


def prepare(folder: Path, *, other_key: bool) -> Path:
    """A shop whose backup has one customer and whose book has two; with `other_key` the book has another key."""
    path = folder / "shop.deskmate"
    opening = Opening("Shop", "general", "Olga")
    db = book.create(path, opening, passphrase=PASSPHRASE).db
    customers.add(db, Draft("Ann"), by=staff.owner(db), now=NOW)
    made = backups.make(db, folder / "kept", now=NOW)
    if other_key:
        db.close()
        for file in (path, keys.key_path(path)):
            file.unlink()
        db = book.create(path, opening, passphrase=OTHER).db
        customers.add(db, Draft("Ann"), by=staff.owner(db), now=NOW)
    customers.add(db, Draft("Bea"), by=staff.owner(db), now=NOW)
    db.close()
    return made.path


def restore(folder: Path, backup: Path) -> None:
    """As the window does it: with the book open, if it opens."""
    path = folder / "shop.deskmate"
    db = open_any(path)
    backups.restore(folder / "kept" / backup.name, path, passphrase=PASSPHRASE, backups=folder / "own", db=db, now=NOW)


def open_any(path: Path):  # type: ignore[no-untyped-def]
    """The book, opened with whichever passphrase fits."""
    try:
        return book.open_with_secret(path, passphrase=PASSPHRASE, now=NOW, remember=False)
    except BookError:
        return book.open_with_secret(path, passphrase=OTHER, now=NOW, remember=False)


def state(path: Path) -> str:
    """What is left: the old book, the new one, or something bad."""
    try:
        db = open_any(path)
        names = [row.name for row in customers.page(db)]
        with db.read() as session:
            whole = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar()
        db.close()
    except Exception as error:
        return f"bad: {error!r}"
    known = {("Ann", "Bea"): "old", ("Ann",): "new"}.get(tuple(names), f"bad: {names}")
    return known if whole == "ok" else f"bad: {whole}"


def every_step(folder: Path, way: str, backup: Path) -> Iterator[str]:
    """One restore for each step on the disk, until one runs to its end."""
    at_step = faults.stop if way == "stop" else faults.disk_is_full
    for chosen in range(1, 500):
        work = fresh(folder)

        def job(chosen: int = chosen, work: Path = work) -> bool:
            steps = faults.Steps(work, chosen, at_step, from_then_on=way == "fail for good")
            restore(work, backup)
            return steps.count >= chosen

        status = faults.in_child(job)
        if status not in (faults.DONE, faults.UNMOVED, faults.FAILED, faults.STOPPED):
            yield f"bad: ended with {status} at step {chosen}"
        left = state(work / "shop.deskmate")
        yield left if not left.startswith("bad") else f"{left} at step {chosen}"
        if status == faults.DONE:
            return


def random_moments(folder: Path, trials: int, backup: Path) -> Iterator[str]:
    """kill -9 after a random part of the time that a restore takes."""
    chance, longest = random.Random(trials), 0.0
    for _ in range(3):
        started = time.monotonic()
        work = fresh(folder)
        faults.in_child(lambda work=work: restore(work, backup))
        longest = max(longest, time.monotonic() - started)
    for _ in range(trials):
        work = fresh(folder)
        child = os.fork()
        if child == 0:
            restore(work, backup)
            os._exit(0)
        time.sleep(chance.uniform(0, longest))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        yield state(work / "shop.deskmate")


def fresh(folder: Path) -> Path:
    """The prepared shop, as it was before the restore."""
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "shop", work)
    return work


def main() -> None:
    """Runs the sweep for a book under the same key and for one under another, and prints the counts."""
    keys.COST = {"iterations": 1, "lanes": 1, "memory_cost": 64}
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    folder, way = Path(sys.argv[1]), sys.argv[2]
    results: list[str] = []
    for other_key in (False, True):
        shutil.rmtree(folder / "shop", ignore_errors=True)
        (folder / "shop").mkdir()
        backup = prepare(folder / "shop", other_key=other_key)
        if way == "kill":
            results += random_moments(folder, int(sys.argv[3]) // 2, backup)
        else:
            results += every_step(folder, way, backup)
    bad = [result for result in results if result.startswith("bad")]
    print(f"trials {len(results)} bad {len(bad)}", {name: results.count(name) for name in ("old", "new")}, *bad[:5])
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
