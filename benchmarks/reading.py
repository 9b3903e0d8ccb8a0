"""What is only read: searching while one types, the owner's list, the tick, the week ahead, and the index's size."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from benchmarks import keystrokes
from benchmarks.books import NOW, Book
from benchmarks.meter import Line, Step, Times, compared, spoken, take_turns
from deskmate.core import follow_ups, search
from deskmate.core.connections import connect
from deskmate.core.db import Database
from deskmate.core.search.index import TABLES
from deskmate.reminders import due
from deskmate.reminders.watch import Watch
from deskmate.ui.outlook import Outlook

POINT = "SELECT id, name, last_seen_at FROM customer WHERE id = ?"
_HOT = 200  # customers whose pages stay cached
_PEOPLE, _NOTES = 8, 4  # what the search box asks for


@contextmanager
def raw_connection(book: Book) -> Iterator[Any]:
    """The same file without anything of ours between."""
    connection = connect(book.path, book.key)
    try:
        yield connection
    finally:
        connection.close()


def point(connection: Any, number: int) -> None:
    """The reference: one row by its number, from cached pages."""
    connection.execute(POINT, (number % _HOT + 1,)).fetchone()


def as_the_box_does(db: Database, typed: str) -> None:
    """People at once, then tags, own fields, appointments and notes, as after every letter in the search box."""
    people = search.find_people(db, typed, limit=_PEOPLE)
    search.find_labelled(db, typed, limit=_NOTES + len(people))
    search.find_booked(db, typed, since=NOW, services=("Appointment",), limit=_NOTES + len(people))
    if not typed.startswith(("#", "@")):
        search.find_own(db, typed, limit=_NOTES + len(people))
        search.find_notes(db, typed, limit=_NOTES + len(people))


def searching(book: Book, size: str) -> tuple[list[Line], Times]:
    """The lines about one letter typed, and the times behind them."""
    bars = {"M": (None, 200.0, None, 130.0), "L": (60.0, 400.0, 40.0, 300.0)}.get(size, (None, None, None, None))
    with book.opened() as db, raw_connection(book) as bare:
        with db.read() as session:
            states = keystrokes.typed(session, book)
        search_step = partial(_search, db, states)
        take_turns([search_step, partial(point, bare)], len(states))  # once to warm the caches
        found, points = take_turns([search_step, partial(point, bare)], len(states))
    one = points.at(0.5)
    lines = [
        compared("search, one letter typed, p50", size, found.at(0.5), one, bar=bars[0], aim=bars[2], against="point"),
        compared("search, one letter typed, p99", size, found.at(0.99), one, bar=bars[1], aim=bars[3], against="point"),
    ]
    return lines, found


def _search(db: Database, states: list[str], number: int) -> None:
    as_the_box_does(db, states[number % len(states)])


def lists(book: Book, size: str) -> list[Line]:
    """The follow-up list, the tick and the week ahead, on a copy: what is due gets marked as told."""
    with book.copied(durable=False) as db, raw_connection(book) as bare:
        watch = Watch(db)
        watch.poll(NOW)  # tells what is due now; from then on nothing is
        fifty = _against_point(bare, lambda _number: follow_ups.list_open(db, now=NOW, limit=50))
        count = _against_point(bare, lambda _number: follow_ups.count_open(db, now=NOW))
        tick = _against_point(bare, lambda _number: watch.poll(NOW))
        week, again, today = take_turns(
            [
                lambda _n: due.upcoming(db, now=NOW),
                lambda _n: due.claim(db, now=NOW),
                lambda _n: Outlook(db).coming(NOW),
            ],
            5,
        )
        ahead = sum(item.due_at > NOW for item in due.upcoming(db, now=NOW))
    return [
        compared("follow-up list of 50", size, *fifty, bar=60, aim=25, against="point"),
        compared("count of open follow-ups", size, *count, against="point"),
        compared("tick, nothing due", size, *tick, bar=60, aim=20, against="point"),
        Line("tick after a write", size, spoken(again.at(0.5))),
        Line("what Today and the panel show of it", size, spoken(today.at(0.5))),
        Line(f"next 7 days ({ahead:,} due), bar 50 ms", size, spoken(week.at(0.5)), "50.00 ms", week.at(0.5) / 0.05, 1),
    ]


def _against_point(bare: Any, work: Step) -> tuple[float, float]:
    """The medians of some work and of the point queries made between, which find the processor's caches as it does."""
    found, points = take_turns([work, partial(point, bare)], 300)
    return found.at(0.5), points.at(0.5)


def index_size(book: Book, size: str) -> Line:
    """How much larger searching makes the book, both without empty pages."""
    with book.copied(durable=False) as db:
        _alone(db, "VACUUM")
        whole = _bytes(db)
        for table in TABLES:
            _alone(db, f"DROP TABLE {table}")
        _alone(db, "VACUUM")
        rest = _bytes(db)
    share = (whole - rest) / rest
    mega = f"{(whole - rest) / 1e6:.0f} MB"
    return Line("search index ÷ rest of the book", size, mega, f"{rest / 1e6:.0f} MB", share, 0.6, 0.5)


def _alone(db: Database, statement: str) -> None:
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute(statement)
    finally:
        raw.close()


def _bytes(db: Database) -> int:
    with db.read() as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages) * int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def growth(small: Times, large: Times, sizes: str) -> Line:
    """How much slower the slow letters get in the larger book."""
    bars = (10.0, 7.0) if sizes == "S → L" else (None, None)
    return compared("growth of search p99", sizes, large.at(0.99), small.at(0.99), bar=bars[0], aim=bars[1])
