"""How long keeping a big book safe takes, and whether staff notice.

    python -m benchmarks.vault [NOTES [ROUNDS]]

Prints one line per job: seconds, and for each backup the longest save while it ran beside the longest one without. Of
the longest it tells the processor's time, the time it waited for a processor (which other programs, or the backup, had)
and the rest: the disk, and whoever else uses it. On a busy machine only the two together say what a backup costs.
"""

import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from deskmate.core import backups, book, check, customers, interactions, keys, settings, staff
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.models import Interaction
from deskmate.core.people import Draft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSPHRASE = "four plain words here"
EVERY = 0.2  # seconds between two saves
WORDS = "came by on the way home and asked for the usual loaf, sliced, and two rolls for the neighbour "


def fill(db: Database, notes: int) -> None:
    """A tenth as many customers as notes."""
    people = max(1, notes // 10)
    owner = staff.owner(db)
    customers.add(db, Draft("Ann Lee"), by=owner, now=NOW)
    with db.write() as session:
        connection = session.connection()
        template = dict(connection.exec_driver_sql("SELECT * FROM customer").mappings().one())
        rows = [{**template, "id": n, "name": f"Customer {n}"} for n in range(2, people + 1)]
        statement = f"INSERT INTO customer ({', '.join(template)}) VALUES ({', '.join('?' * len(template))})"
        connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])
    for start in range(0, notes, 50_000):
        with db.write() as session:
            session.connection().execute(
                insert(Interaction), [_note(n, people) for n in range(start, min(start + 50_000, notes))]
            )


def _note(number: int, people: int) -> dict[str, object]:
    at = NOW - timedelta(minutes=number)
    blank = {"kind": "note", "text": f"{number} {WORDS}", "evidence": [], "created_at": at}
    return {"customer_id": 1 + number % people, "at": at, **blank}


@dataclass(frozen=True)
class Save:
    """What one save took, in seconds: in all, in the processor, and waiting for one (Linux only)."""

    whole: float
    busy: float
    queued: float


def save_on(db: Database, stop: threading.Event, took: list[Save]) -> None:
    """Staff at work: five notes a second."""
    owner = staff.owner(db)
    while not stop.wait(EVERY):
        started, busy, queued = time.perf_counter(), time.thread_time(), _queued()
        interactions.add(db, 1, WORDS, by=owner, now=NOW)
        took.append(Save(time.perf_counter() - started, time.thread_time() - busy, _queued() - queued))


def _queued() -> float:
    """How long this thread has waited for a processor in its life."""
    told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


def timed(name: str, work: Callable[[], object]) -> None:
    """Prints how long it took."""
    started = time.perf_counter()
    work()
    print(f"{name:<34}{time.perf_counter() - started:8.2f} s", flush=True)


def watched(db: Database, name: str, work: Callable[[], object]) -> None:
    """Times the work while somebody saves, and prints how the saves went."""
    stop, took = threading.Event(), list[Save]()
    thread = threading.Thread(target=save_on, args=(db, stop, took))
    thread.start()
    timed(name, work)
    stop.set()
    thread.join()
    ordered = sorted(took, key=lambda save: save.whole)
    middle, longest = ordered[len(ordered) // 2], ordered[-1]
    print(f"{'  saves: number, median, longest':<34}{len(took):8} {_ms(middle.whole)} {_ms(longest.whole)}", end="")
    rest = longest.whole - longest.busy - longest.queued
    print(f"  ({_ms(longest.busy)} at work,{_ms(longest.queued)} in the queue,{_ms(rest)} disk)", flush=True)


def main() -> None:
    """Everything, on one book."""
    notes, rounds = (int(word) for word in (sys.argv[1:] + ["1000000", "3"][len(sys.argv) - 1 :])[:2])
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    keys.COST = {"iterations": 1, "lanes": 1, "memory_cost": 64}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = book.create(folder / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
        settings.change(db, read_moods=False, by=staff.owner(db), now=NOW)
        timed(f"fill with {notes:,} notes", lambda: fill(db, notes))
        print(f"{'size':<34}{db.path.stat().st_size / 1e6:8.0f} MB")
        interactions.add(db, 1, WORDS, by=staff.owner(db), now=NOW)  # the first one loads the word lists
        gc.freeze()  # as the program does once its book is open
        kept = folder / "kept"
        for _ in range(rounds):
            shutil.rmtree(kept, ignore_errors=True)
            watched(db, "saves alone, 10 s", lambda: time.sleep(10))
            watched(db, "backup while saving 5 a second", lambda: backups.make(db, kept, now=NOW))
        (made,) = backups.list_backups(kept)
        timed("look into a backup", lambda: backups.preview(made.path, key=db.key))
        timed("check, quick", lambda: check.run(db, now=NOW))
        new = folder / "new.deskmate"
        timed("restore on a new computer", lambda: backups.restore(made.path, new, key=db.key, now=NOW))
        timed("rehearse", lambda: backups.rehearse(made, db.key, now=NOW))
        db.close()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:7.1f} ms"


if __name__ == "__main__":
    main()
