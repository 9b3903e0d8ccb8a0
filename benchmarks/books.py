"""Made-up books of a given size, built in bulk and kept in a temporary folder for the next run."""

import json
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from benchmarks import shop_time, town
from benchmarks.shop_time import NOW, YEARS
from benchmarks.town import Person, Town
from deskmate.core import book, people, phones, search, text, visits, whole_file
from deskmate.core.db import Database, open_database
from deskmate.core.models import metadata
from deskmate.core.models.base import as_stored
from deskmate.core.search import index
from deskmate.core.search.terms import terms_for
from deskmate.core.sentiment import engine_version
from deskmate.reminders import usual_visits
from deskmate.reminders.watch import Watch

SIZES = {"S": 10_000, "M": 100_000, "L": 1_000_000}
_VERSION = 5  # of this generator: another one makes other books
_AT_ONCE = 20_000
_CACHE_KIB = 1_500_000
_AHEAD_DAYS = 14  # bookings thin out with a mean of two weeks ahead
_OPEN, _CLOSED, _PROMISED = 0.015, 0.03, 0.004
_HOURS = (9, 10, 11, 12, 14, 15, 16, 17)


@dataclass(frozen=True)
class Book:
    """A made-up book: where it lies, its key, and how many customers and notes it has."""

    path: Path
    key: bytes
    size: int
    notes: int
    seed: int

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The book itself, for reading only."""
        db = open_database(self.path, self.key)
        try:
            yield db
        finally:
            db.close()

    @contextmanager
    def copied(self, *, durable: bool = True) -> Iterator[Database]:
        """A copy of its own that may be written to; gone at the end."""
        with tempfile.TemporaryDirectory(prefix="deskmate-benchmark-") as folder:
            db = open_database(Path(shutil.copy(self.path, folder)), self.key, durable=durable)
            try:
                yield db
            finally:
                db.close()


def folder() -> Path:
    """Where made-up books are kept between runs."""
    return Path(tempfile.gettempdir()) / "deskmate-benchmarks"


def get(size: str, *, seed: int) -> Book:
    """The book of that size (S, M or L), made if it is not there yet."""
    number = SIZES[size]
    each = 5 if number >= 1_000_000 else 10
    key = sha256(f"made up {seed}".encode()).digest()
    path = folder() / f"{size}-{seed}-{_fingerprint()}.deskmate"
    made = Book(path, key, number, number * each, seed)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".unfinished")
        for leftover in path.parent.glob(half.name + "*"):
            leftover.unlink()
        _build(half, made)
        half.replace(path)
    return made


def _fingerprint() -> str:
    tables = [str(CreateTable(table).compile(dialect=dialect())) for table in metadata.sorted_tables]
    indexes = [
        str(CreateIndex(i).compile(dialect=dialect())) for table in metadata.sorted_tables for i in table.indexes
    ]
    parts = [_VERSION, tables, sorted(indexes), index.DDL, Path(town.__file__).read_text("utf-8"), engine_version()]
    return f"{zlib.crc32(repr(parts).encode()):08x}"


def _build(path: Path, made: Book) -> None:
    opening = book.Opening("The Made-up Shop", "general", "Owner", zone="Europe/London")
    book.create_unlocked(path, opening, key=made.key, durable=False).close()
    maker = _Maker(made)
    with _in_bulk(path, made.key) as connection:
        for step in (maker.customers, maker.notes, maker.appointments, maker.follow_ups):
            for write in step():
                write(connection)
    db = open_database(path, made.key, durable=False)
    _take_up_work(db)
    db.close()


@contextmanager
def _in_bulk(path: Path, key: bytes) -> Iterator[Connection]:
    """A connection that keeps no journal and much in memory, to tables whose indexes and triggers come at the end."""
    engine = whole_file.engine(path, key)
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=OFF", f"cache_size=-{_CACHE_KIB}"):
            raw.execute(f"PRAGMA {pragma}").fetchall()
        later = connection.exec_driver_sql(
            "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
            "ORDER BY type, rowid"
        ).fetchall()
        for kind, name, _sql in later:
            connection.exec_driver_sql(f"DROP {kind} {name}")
        yield connection
        for _kind, _name, sql in later:
            connection.exec_driver_sql(sql)
        _mark_rhythms(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("the made-up book does not hang together")
        connection.commit()
    engine.dispose()


def _mark_rhythms(connection: Connection) -> None:
    """What the triggers would have done: everybody with a contact has a rhythm that is to be worked out."""
    marks = [", ".join("?" * len(values)) for values in (visits.CONTACTS, visits.COUNTED_APPOINTMENTS)]
    connection.exec_driver_sql(
        "INSERT INTO visit_rhythm (customer_id, stale, visits, overdue) SELECT customer_id, 1, 0, 0 FROM ("
        f"SELECT customer_id FROM interaction WHERE kind IN ({marks[0]}) UNION "
        f"SELECT customer_id FROM appointment WHERE status IN ({marks[1]}))",
        (*visits.CONTACTS, *visits.COUNTED_APPOINTMENTS),
    )


def _take_up_work(db: Database) -> None:
    """A book in use: staff were told what was due, and saw to all but the last two days of it."""
    settled = 1
    while settled:
        with db.write() as session:
            session.connection().exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
            settled = usual_visits.settle(session, ZoneInfo("Europe/London"), most=_AT_ONCE)
        db.empty_log()
    Watch(db).poll(NOW)
    with db.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE reminder_state SET done_at = ? WHERE due_at < ?",
            (as_stored(NOW), as_stored(NOW - timedelta(days=2))),
        )


Write = Any  # a function that takes a Connection


class _Maker:
    """Makes the rows of one book, some thousand at a time."""

    def __init__(self, made: Book) -> None:
        self._made = made
        self._town = Town(made.seed, made.size)
        self._chance = np.random.default_rng(made.seed)
        weights = self._chance.lognormal(0.0, 1.0, made.size)  # a few come every week, most now and then
        self._weights = np.minimum(weights, 25.0) / np.minimum(weights, 25.0).sum()
        self._notes_of, self._notes_at = self._events(made.notes, 0)
        self._seen = np.full(made.size, -1.0)
        np.maximum.at(self._seen, self._notes_of, self._notes_at)
        self._engine = engine_version()

    def customers(self) -> Iterator[Write]:
        """Customers with phones, e-mails and tags, and their terms in the index."""
        tags = {tag: number for number, tag in enumerate(town.TAGS, start=1)}

        def labels(connection: Connection) -> None:
            _insert(connection, "tag", ("id", "name", "folded"), [(n, tag, tag) for tag, n in tags.items()])

        yield labels
        numbers = iter(range(1, self._made.size + 1))
        while chunk := list(islice(numbers, _AT_ONCE)):
            people_made = [(number, self._town.person()) for number in chunk]
            yield lambda connection, some=people_made: self._write_people(connection, some, tags)

    def _write_people(self, connection: Connection, some: list[tuple[int, Person]], tags: dict[str, int]) -> None:
        _insert(connection, "customer", _CUSTOMER, [self._customer(number, one) for number, one in some])
        details = {number: _details(number, one) for number, one in some}
        _insert(connection, "contact_detail", _DETAIL, [row for rows in details.values() for row in rows])
        worn = [(number, tags[tag]) for number, one in some for tag in one.tags]
        _insert(connection, "customer_tag", ("customer_id", "tag_id"), worn)
        search.index_customers(
            connection,
            (
                (number, terms_for(f"{one.name} {one.company}", [row[1:5] for row in details[number]], one.tags))
                for number, one in some
            ),
        )

    def _customer(self, number: int, one: Person) -> tuple[Any, ...]:
        draft = people.Draft(name=one.name, given=one.given, family=one.family)
        month, day = one.birthday or (None, None)
        seen = None if self._seen[number - 1] < 0 else shop_time.stamps(self._seen[number - 1 : number])[0]
        names = (one.name, people.sort_name(draft), one.given, one.family, one.company)
        return (number, *names, one.birth_year, month, day, seen, _OPENED, _OPENED, *_CUSTOMER_REST.values())

    def notes(self) -> Iterator[Write]:
        """Notes as they were written over the years, the oldest first."""
        for start in range(0, self._made.notes, _AT_ONCE):
            stop = min(start + _AT_ONCE, self._made.notes)
            each = zip(self._notes_of[start:stop].tolist(), shop_time.stamps(self._notes_at[start:stop]), strict=True)
            rows = [self._note(number, whose, at) for number, (whose, at) in enumerate(each, start=start)]
            yield lambda connection, some=rows: _write_notes(connection, some)

    def _note(self, number: int, whose: int, at: str) -> tuple[Any, ...]:
        body, frame = self._town.note()
        start = body.find(frame.carries)
        evidence = [{"text": frame.carries, "start": start, "end": start + len(frame.carries), "why": frame.carries}]
        kept = json.dumps([item | {"weight": frame.score, "counted": True} for item in evidence] if frame.score else [])
        reading = (frame.label, frame.score, 0.8, kept, self._engine)
        return (number + 1, whose + 1, at, frame.kind, body, *reading, at, *_NOTE_REST.values())

    def appointments(self) -> Iterator[Write]:
        """Ten appointments a customer, nearly all of them past."""
        total = self._made.notes
        ahead = total // 160
        whose, at = self._events(total - ahead, 0)
        soon = np.sort(self._chance.exponential(_AHEAD_DAYS, ahead)) + 365.0 * YEARS
        whose = np.concatenate([whose, self._chance.choice(self._made.size, ahead, p=self._weights)])
        at = np.concatenate([at, soon])
        status = self._chance.choice(["done", "no-show", "cancelled"], total, p=[0.9, 0.04, 0.06])
        status[total - ahead :] = "booked"
        for start in range(0, total, _AT_ONCE):
            some = slice(start, min(start + _AT_ONCE, total))
            rows = _appointments(start, whose[some].tolist(), at[some], status[some].tolist())
            yield lambda connection, some=rows: _insert(connection, "appointment", _APPOINTMENT, some)

    def follow_ups(self) -> Iterator[Write]:
        """Open and closed follow-ups, promises, and a kept state for whoever has notes."""
        numbers = np.nonzero(self._seen >= 0)[0]
        kind = self._chance.random(len(numbers))
        states: list[tuple[Any, ...]] = []
        calls: list[tuple[Any, ...]] = []
        promises: list[tuple[Any, ...]] = []
        for place, number in enumerate(numbers.tolist()):
            is_open, share = kind[place] < _OPEN, float(kind[place])
            until = as_stored(NOW + timedelta(days=20 + share * 2_000)) if is_open else None
            states.append((number + 1, 150.0 + share if is_open else 0.0, None, until, None, as_stored(NOW)))
            if share < _OPEN + _CLOSED:
                calls.append(_follow_up(len(calls) + 1, number + 1, is_open, place))
            elif share < _OPEN + _CLOSED + _PROMISED:
                due = (NOW + timedelta(days=place % 40)).date().isoformat()
                promises.append((number + 1, None, "ring back about the order", due, "open", as_stored(NOW), "Owner"))
        yield lambda connection: _insert(connection, "customer_state", _STATE, states)
        yield lambda connection: _insert(connection, "follow_up", _FOLLOW_UP, calls)
        yield lambda connection: _insert(connection, "promise", _PROMISE, promises)

    def _events(self, number: int, since: float) -> tuple[Any, Any]:
        """Whose (place in the book) and when (days since the shop began), in order of time."""
        at = np.sort(since + (365.0 * YEARS - since) * np.sqrt(self._chance.random(number)))  # the shop grew
        return self._chance.choice(self._made.size, number, p=self._weights), at


_CUSTOMER_REST = {
    **dict.fromkeys(("prefix", "suffix", "known_as", "say_it", "language", "about", "best_time", "best_channel"), ""),
    **dict.fromkeys(("is_company", "no_greetings", "deceased", "do_not_contact", "no_mood_reading", "seasonal"), 0),
    "created_by": "Owner",
}
_CUSTOMER: tuple[str, ...] = (
    "id",
    "name",
    "sort_name",
    "given",
    "family",
    "organisation",
    "birthday_year",
    "birthday_month",
)
_CUSTOMER += ("birthday_day", "last_seen_at", "created_at", "updated_at", *_CUSTOMER_REST)
_DETAIL_REST = dict.fromkeys(("label", "street", "city", "region", "postcode", "country"), "")
_DETAIL = ("customer_id", "kind", "value", "normal", "digits", "position", "preferred", *_DETAIL_REST)
_NOTE_REST = {
    **dict.fromkeys(("channel", "currency", "mood", "theme", "overruled_because", "overruled_by"), ""),
    "theme_confirmed": 0,
    "by": "Owner",
}
_NOTE: tuple[str, ...] = (
    "id",
    "customer_id",
    "at",
    "kind",
    "text",
    "label",
    "score",
    "confidence",
    "evidence",
    "engine_version",
)
_NOTE += ("created_at", *_NOTE_REST)
_APPOINTMENT: tuple[str, ...] = (
    "id",
    "customer_id",
    "service_name",
    "starts_at",
    "ends_at",
    "wall_start",
    "zone",
    "minutes",
    "status",
)
_APPOINTMENT += ("note", "created_at", "created_by", "updated_at")
_STATE = ("customer_id", "worry_key", "cleared_at", "lapses_at", "look_again_at", "reviewed_at")
_FOLLOW_UP: tuple[str, ...] = (
    "id",
    "customer_id",
    "kind",
    "reason",
    "evidence",
    "opened_at",
    "due_on",
    "owner",
    "by_hand",
    "state",
)
_FOLLOW_UP += ("outcome", "closed_at", "closed_by")
_PROMISE = ("customer_id", "follow_up_id", "text", "due_on", "state", "created_at", "created_by")


def _write_notes(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
    _insert(connection, "interaction", _NOTE, rows)
    search.index_notes(connection, ((row[0], row[4]) for row in rows))


def _appointments(first: int, whose: list[int], at: Any, status: list[str]) -> list[tuple[Any, ...]]:
    """Half an hour each, at a full quarter of an hour of these days (since the shop began)."""
    numbers = np.arange(first, first + len(whose))
    minutes = 60 * np.array(_HOURS)[numbers % len(_HOURS)] + 15 * (numbers % 4)
    start = shop_time.moments(at).astype("datetime64[D]") + minutes.astype("timedelta64[m]")
    made = np.minimum(start - np.timedelta64(14, "D"), shop_time.naive(NOW))
    times = [
        shop_time.spelt(start),
        shop_time.spelt(start + np.timedelta64(30, "m")),
        np.datetime_as_string(start, unit="s"),
        shop_time.spelt(made),
    ]
    each = zip(numbers.tolist(), whose, status, *(list(map(str, spelt)) for spelt in times), strict=True)
    return [
        (number + 1, who + 1, "Appointment", starts, ends, wall, "Europe/London", 30, how, "", since, "Owner", since)
        for number, who, how, starts, ends, wall, since in each
    ]


def _details(number: int, one: Person) -> list[tuple[Any, ...]]:
    rest = tuple(_DETAIL_REST.values())
    rows: list[tuple[Any, ...]] = []
    for typed in one.phones:
        parsed = phones.parse(typed, "GB")
        rows.append((number, "phone", typed, parsed.e164 or "", parsed.digits, len(rows), 0, *rest))
    rows += [(number, "email", one_email, text.fold(one_email), "", len(rows), 0, *rest) for one_email in one.emails]
    return rows


def _follow_up(number: int, customer: int, is_open: bool, place: int) -> tuple[Any, ...]:
    opened = NOW - timedelta(days=place % 20 if is_open else 30 + place % 600, minutes=place % 600)
    quote = {"interaction_id": None, "at": opened.isoformat(), "quote": "not happy", "why": "The note reads unhappy."}
    due: date = (opened + timedelta(days=22)).date()
    if is_open:
        end: tuple[Any, ...] = ("open", "", None, "")
    else:
        end = ("closed", "put right", as_stored(opened + timedelta(days=2)), "Owner")
    evidence = json.dumps([quote, quote])
    return (
        number, customer, "mood", "The note reads unhappy.", evidence, as_stored(opened), due.isoformat(), "", 0, *end
    )  # fmt: skip


def _insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(rows))


_OPENED = as_stored(NOW - timedelta(days=365 * YEARS))
