"""Writes notes in a child process, kills it, opens the book again, and counts what is missing. Run by test_kill.

    python kill_sweep.py FOLDER TRIALS MOST EVERY

The child reports each note on a pipe after `interactions.add` came back: that is when staff see it as saved. It is
killed somewhere within the note after 0 to MOST of them. Each time the rows are counted; every so many trials, and at
the end, the whole book is checked as well. Children are forked before this process has opened the book, so that
nothing is shared between two of them but the loaded program.
"""

import gc
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from deskmate.core import book, check, customers, interactions, keys, settings, staff
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.people import Draft

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSPHRASE = "four plain words here"
CUSTOMERS = 5
WORDS = "waited an hour and wants the money back"
A_NOTE = 0.012  # seconds, at most, on a machine that has nothing else to do
# a note, its entry on the audit list and its words for the search are kept together or not at all
COUNTS = (
    "SELECT count(*) FROM interaction",
    "SELECT count(*) FROM audit_event WHERE what = 'interaction added'",
    "SELECT count(*) FROM note_fts WHERE note_fts MATCH 'waited'",
)


def prepare(path: Path) -> None:
    """A shop with some customers. Notes are read before their transaction begins, so here they need not be read."""
    db = book.create(path, Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    settings.change(db, read_moods=False, by=staff.owner(db), now=NOW)
    for number in range(CUSTOMERS):
        customers.add(db, Draft(f"Customer {number}"), by=staff.owner(db), now=NOW)
    db.close()


def reopen(path: Path) -> Database:
    """As a start of Deskmate does."""
    return book.open_with_secret(path, passphrase=PASSPHRASE, now=NOW, remember=False)


def write_for_ever(path: Path, pipe: int) -> None:
    """The child: notes until somebody pulls the plug."""
    db = reopen(path)
    owner, number = staff.owner(db), 0
    os.write(pipe, b"ready\n")
    while True:
        number += 1
        words = WORDS * (1 + number % 40)
        mood = ("unhappy", "", "happy")[number % 3]
        saved = interactions.add(db, 1 + number % CUSTOMERS, words, mood=mood, by=owner, now=NOW)
        os.write(pipe, f"{saved.interaction_id}\n".encode())


def trial(path: Path, chance: random.Random, most: int) -> list[int]:
    """One child, killed at a random moment; the notes it reported."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            write_for_ever(path, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.readline() == "ready\n"
        reported = [int(told.readline()) for _ in range(chance.randint(0, most))]
        time.sleep(chance.uniform(0, A_NOTE))
        os.kill(child, signal.SIGKILL)
        reported += [int(line) for line in told if line.endswith("\n")]
    os.waitpid(child, 0)
    return reported


def look(db: Database) -> tuple[set[int], int]:
    """The notes that are there, and what of them is half there."""
    with db.read() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql("SELECT id, text FROM interaction").all()
        counts = {connection.exec_driver_sql(query).scalar_one() for query in COUNTS}
    half = sum(body.replace(WORDS, "") != "" for _number, body in rows)
    return {number for number, _body in rows}, half + len(counts) - 1


def main() -> None:
    """Runs the trials on one book and prints what was lost, what was half there, and the slowest opening."""
    keys.COST = {"iterations": 1, "lanes": 1, "memory_cost": 64}
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    path = Path(sys.argv[1]) / "shop.deskmate"
    trials, most, every = map(int, sys.argv[2:5])
    prepare(path)
    gc.freeze()  # a child's look for garbage would copy the whole program's memory
    chance, lost, half, slowest, saved, known = random.Random(trials), 0, 0, 0.0, 0, 0
    for number in range(1, trials + 1):
        reported = trial(path, chance, most)
        started = time.monotonic()
        db = reopen(path)
        there, halves = look(db)
        slowest = max(slowest, time.monotonic() - started)
        lost += len(set(reported) - there)
        # one more than was reported may be there: the plug was pulled between the save and the report
        half += halves + (not known + len(reported) <= len(there) <= known + len(reported) + 1)
        if number % every == 0 or number == trials:
            half += len(check.run(db, full=number == trials, now=NOW))
        db.close()
        saved, known = saved + len(reported), len(there)
    print(f"trials {trials} saved {saved} lost {lost} half {half} slowest opening {slowest:.3f} s")
    sys.exit(1 if lost or half or slowest > 1 or not saved else 0)


if __name__ == "__main__":
    main()
