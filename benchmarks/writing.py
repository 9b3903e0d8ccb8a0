"""What is written: a note at the counter, and a file of 50,000 customers."""

import csv
import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.books import NOW, Book
from benchmarks.meter import Line, Times, compared, spoken, take_turns
from benchmarks.town import Town
from deskmate.core import book as books
from deskmate.core import importing, imports, interactions, readings, sentiment, staff
from deskmate.core.actors import Actor
from deskmate.core.connections import connect
from deskmate.core.db import Database

ROWS = 50_000
_SAVES = 60
_BODIES = (
    "waited an hour for her perm, left cross and said so",
    "picked up the parcel, paid by card, next time in six weeks",
    "asked whether the copper kettle comes in a smaller size",
    "over the moon with the colour, told her sister to come too",
)
_HEADER = ("First name", "Last name", "Phone", "Email", "Birthday", "Tags")


def note_save(book: Book, size: str) -> list[Line]:
    """Saving a note durably against one durable row in a file of its own, with and without the reader's own time."""
    with book.copied() as db, _bare_file() as bare:
        whose, by = _regulars(db, book), staff.owner(db)
        for number in range(20):
            _save(db, whose, by, number)
        one_row = partial(_insert_one, bare)
        with _readings_at_hand():
            save = partial(_save, db, whose, by)
            bare_wall, wall = take_turns([one_row, save], _SAVES, clock=time.perf_counter)
            bare_work, work = take_turns([one_row, save], _SAVES)
        _bare, with_reader = take_turns([one_row, partial(_save, db, whose, by)], _SAVES, clock=time.perf_counter)
    return [
        compared("note saved, reading at hand", size, wall.at(0.5), bare_wall.at(0.5), bar=4, aim=3, against="a row"),
        _undisturbed(size, work, bare_wall, bare_work),
        Line("  of it the processor", size, spoken(work.at(0.5)), f"a row {spoken(bare_work.at(0.5))}"),
        compared("note saved and read", size, with_reader.at(0.5), _bare.at(0.5), against="a row"),
    ]


def _undisturbed(size: str, work: Times, bare_wall: Times, bare_work: Times) -> Line:
    """The same on a machine with nothing else to do: the processor's time, and one usual wait for the disk."""
    disk = bare_wall.at(0.5) - bare_work.at(0.5)
    saved, row = disk + work.at(0.5), disk + bare_work.at(0.5)
    return compared("the same, undisturbed (work + one wait)", size, saved, row, bar=4, aim=3, against="a row")


def _save(db: Database, whose: list[int], by: Actor, number: int) -> None:
    now = NOW + timedelta(minutes=number)
    customer, body = whose[number % len(whose)], _BODIES[number % len(_BODIES)]
    interactions.add(db, customer, f"{body} ({number})", by=by, now=now)


def _insert_one(connection: Any, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    values = (number, "2026-03-02 09:00:00", _BODIES[number % len(_BODIES)])
    connection.execute("INSERT INTO bare (customer_id, at, body) VALUES (?, ?, ?)", values)
    connection.execute("COMMIT")


def _regulars(db: Database, book: Book) -> list[int]:
    """Customers as they come to the counter: who has many notes comes more often."""
    chance = Random(book.seed)
    with db.read() as session:
        rows = (chance.randint(1, book.notes) for _ in range(200))
        query = "SELECT customer_id FROM interaction WHERE id = ?"
        return [session.connection().exec_driver_sql(query, (row,)).scalar_one() for row in rows]


@contextmanager
def _bare_file() -> Iterator[Any]:
    with tempfile.TemporaryDirectory(prefix="deskmate-benchmark-") as folder:
        connection = connect(Path(folder) / "bare", bytes(32), create=True)
        connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, customer_id INT, at TEXT, body TEXT)")
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def _readings_at_hand() -> Iterator[None]:
    """For a while notes are not read but get the reading that their words got before."""
    module: Any = readings
    real = module.read
    known = {body: sentiment.read(body) for body in _BODIES}

    def at_hand(text: str, *, context: object = None) -> sentiment.Reading:
        return known[text.rpartition(" (")[0]]

    module.read = at_hand
    try:
        yield
    finally:
        module.read = real


def file_import(seed: int) -> list[Line]:
    """A file of 50,000 customers into an empty book, against reading it with `csv` and inserting bare rows.

    The processor's time of both; bare are rows of people, phones and e-mails in an encrypted file, and nothing else.
    """
    data = _csv(seed)
    bare = [_timed(partial(_bare_import, data)) for _ in range(2)]
    with tempfile.TemporaryDirectory(prefix="deskmate-benchmark-") as folder:
        db = books.create_unlocked(Path(folder) / "shop", books.Opening("S", "general", "O"), key=bytes(32))
        parts = _import(db, data)
        db.close()
    bare.append(_timed(partial(_bare_import, data)))
    whole, reference = sum(parts.values()), sorted(bare)[1]
    told = [Line(f"  of it {name}", f"{ROWS:,}", spoken(took)) for name, took in parts.items()]
    what = compared("import of a CSV file", f"{ROWS:,}", whole, reference, bar=6, aim=3, against="csv + bare rows")
    return [what, *told]


def _import(db: Database, data: bytes) -> dict[str, float]:
    by, parts = staff.owner(db), {}
    start = time.process_time()
    read = importing.read_file("people.csv", data, region="GB")
    parts["reading the file"] = time.process_time() - start
    start = time.process_time()
    plan = imports.make_plan(db, [("people.csv", read)])
    parts["planning"] = time.process_time() - start
    start = time.process_time()
    batch = imports.carry_out(db, plan, by=by, now=NOW)
    parts["writing"] = time.process_time() - start
    if batch.created != ROWS:
        raise RuntimeError(f"{batch.created:,} of {ROWS:,} customers came in")
    return parts


def _bare_import(data: bytes) -> None:
    """What nobody can do without: the rows read by `csv`, then people, their phones and e-mails, with no index."""
    with _bare_file() as connection:
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, given TEXT, family TEXT, day TEXT, tags TEXT)")
        connection.execute("CREATE TABLE phone (id INTEGER PRIMARY KEY, person_id INT, value TEXT)")
        connection.execute("CREATE TABLE email (id INTEGER PRIMARY KEY, person_id INT, value TEXT)")
        rows = list(enumerate(list(csv.reader(io.StringIO(data.decode("utf-8"))))[1:], start=1))
        connection.execute("BEGIN IMMEDIATE")
        people = [(number, row[0], row[1], row[4], row[5]) for number, row in rows]
        connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?)", people)
        for table, column in (("phone", 2), ("email", 3)):
            reached = [(number, row[column]) for number, row in rows if row[column]]
            connection.executemany(f"INSERT INTO {table} (person_id, value) VALUES (?, ?)", reached)
        connection.execute("COMMIT")


def _csv(seed: int) -> bytes:
    town, out = Town(seed + 1, ROWS), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for number in range(ROWS):
        one = town.person()
        day = f"{one.birth_year or 1980}-{one.birthday[0]:02}-{one.birthday[1]:02}" if one.birthday else ""
        phone = f"07{700_000_000 + number}"  # everybody's own, so that nobody is taken for somebody else
        email = one.emails[0].replace("@", f"{number}@") if one.emails else ""
        writer.writerow((one.given, one.family, phone, email, day, ", ".join(one.tags)))
    return out.getvalue().encode("utf-8")


def _timed(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
