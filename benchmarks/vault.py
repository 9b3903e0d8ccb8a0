"""How long keeping a big book safe takes, and whether staff notice.

    python -m benchmarks.vault [NOTES]

Prints one line per job: seconds, and for the backup the longest save while it ran beside the longest one without.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
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


def save_on(db: Database, stop: threading.Event, took: list[float]) -> None:
    """Staff at work: five notes a second."""
    owner = staff.owner(db)
    while not stop.wait(EVERY):
        started = time.perf_counter()
        interactions.add(db, 1, WORDS, by=owner, now=NOW)
        took.append(time.perf_counter() - started)


def timed(name: str, work: Callable[[], object]) -> None:
    """Prints how long it took."""
    started = time.perf_counter()
    work()
    print(f"{name:<34}{time.perf_counter() - started:8.2f} s", flush=True)


def main() -> None:
    """Everything, on one book."""
    notes = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    keys.COST = {"iterations": 1, "lanes": 1, "memory_cost": 64}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = book.create(folder / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
        settings.change(db, read_moods=False, by=staff.owner(db), now=NOW)
        timed(f"fill with {notes:,} notes", lambda: fill(db, notes))
        print(f"{'size':<34}{db.path.stat().st_size / 1e6:8.0f} MB")
        interactions.add(db, 1, WORDS, by=staff.owner(db), now=NOW)  # the first one loads the word lists
        for label, work in (
            ("saves alone, 10 s", lambda: time.sleep(10)),
            ("backup while saving 5 a second", lambda: backups.make(db, folder / "kept", now=NOW)),
        ):
            stop, took = threading.Event(), list[float]()
            thread = threading.Thread(target=save_on, args=(db, stop, took))
            thread.start()
            timed(label, work)
            stop.set()
            thread.join()
            middle = sorted(took)[len(took) // 2]
            print(f"{'  saves: number, median, longest':<34}{len(took):8} {_ms(middle)} {_ms(max(took))}")
        (made,) = backups.list_backups(folder / "kept")
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
