"""A whole book from the JSON that an export writes, into an empty one: every table as it was, or nothing at all.

The form is documented in `deskmate.core.exports.tables`. Files of older versions come in too: what a later version
added is filled as it is for anybody who never said anything about it.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Float, Integer, LargeBinary, Table, func
from sqlalchemy import select as sa_select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from deskmate.core import audit, bulk, follow_ups, salvage, search
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import SCHEMA_VERSION, Database, Topic
from deskmate.core.errors import Cancelled, Conflict, FileProblem
from deskmate.core.exports import tables
from deskmate.core.models import Interaction, metadata
from deskmate.core.models.base import UtcDateTime

AT_ONCE = 1_000
_HEAD = re.compile(r'\s*\{\s*"format"\s*:\s*"deskmate-book"\s*,\s*"version"\s*:\s*(\d{1,4})\s*,\s*"tables"\s*:\s*\{\s*')
_TABLE = re.compile(r'"(\w+)": \[')
_DAMAGED = "This file is no whole book, or it is damaged; nothing was brought in."
_LONGEST_LINE = 100_000_000  # an attachment in base64 with all that stands beside it
Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Held:
    """What such a file holds: the schema it was written by, and how many rows of each table."""

    version: int
    rows: dict[str, int]

    @property
    def customers(self) -> int:
        """How many customers."""
        return self.rows.get("customer", 0)


def is_one(head: bytes) -> bool:
    """Whether a file is a whole book, by its first bytes."""
    return b'"deskmate-book"' in head[:200] and head.lstrip()[:1] == b"{"


def look(file: Path) -> Held:
    """What the file holds, read to its end; raises `FileProblem` for one that is damaged or of a later version."""
    version, rows = _opened(file)
    counts: dict[str, int] = {}
    for table, _row in rows:
        counts[table] = counts.get(table, 0) + 1
    return Held(version, counts)


def bring(
    db: Database,
    file: Path,
    *,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Held:
    """Fills an empty book with all that the file holds, in one transaction.

    The services, staff and settings it began with give way to those of the file. Raises `Conflict` for a book that
    holds anybody, `NotAllowed`, `FileProblem` or `Cancelled`; then the book is as it was.
    """
    require_owner(by, "bring a whole book in")
    held = look(file)
    total = sum(held.rows.values())
    try:
        with db.write(*Topic) as session:
            connection = session.connection()
            _refuse_unless_empty(connection)
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            _clear(connection)
            for done in _fill(connection, file):
                if should_stop is not None and should_stop():
                    raise Cancelled("Bringing the book in was stopped. Nothing was changed.")
                if progress is not None:
                    progress(done, total, "Writing the book")
            salvage.drop_the_loose(connection)
            if "customer_state" not in held.rows:  # version 1 left it out, as it follows from the notes
                for number in session.exec(select(Interaction.customer_id).distinct()).all():
                    follow_ups.review(session, number, now)
            search.rebuild(session)
            audit.note(session, by, "whole book brought in", "book", now=now)
    except (SQLAlchemyError, ValueError, TypeError, KeyError, AttributeError, OverflowError, binascii.Error) as error:
        raise FileProblem(_DAMAGED) from error
    return held


def _refuse_unless_empty(connection: Connection) -> None:
    for name in ("customer", "interaction", "reminder", "appointment"):
        there = connection.execute(sa_select(func.count()).select_from(metadata.tables[name])).scalar_one()
        if there:
            raise Conflict(
                "A whole book can only be brought into an empty one, and somebody is in this one already. "
                "Make a new book first, or bring in customers.json, which is compared with who is there."
            )


def _clear(connection: Connection) -> None:
    for table in reversed(tables.whole()):
        connection.execute(table.delete())


def _fill(connection: Connection, file: Path) -> Iterator[int]:
    """Writes the rows, some at a time; gives how many are written."""
    _version, rows = _opened(file)
    kept: list[dict[str, Any]] = []
    done, name = 0, ""
    for table, row in rows:
        if kept and (table != name or len(kept) == AT_ONCE or kept[0].keys() != row.keys()):
            _insert(connection, metadata.tables[name], kept)
            done, kept = done + len(kept), []
            yield done
        name = table
        kept.append(row)
    if kept:
        _insert(connection, metadata.tables[name], kept)
        yield done + len(kept)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    ways = {name: _way(table.c[name]) for name in rows[0]}
    missing = {column.name: _unsaid(column) for column in table.columns if column.name not in rows[0]}
    missing = {name: value for name, value in missing.items() if value is not _OF_ITSELF}
    values = [{**missing, **{name: ways[name](value) for name, value in row.items()}} for row in rows]
    bulk.insert(connection, table, values)


_OF_ITSELF = object()


def _unsaid(column: Column[Any]) -> Any:
    """What a column holds that an older version did not have."""
    default: Any = column.default
    if default is not None:
        return default.arg(None) if callable(default.arg) else default.arg
    return None if column.nullable else _OF_ITSELF


def _way(column: Column[Any]) -> Callable[[Any], Any]:
    """How a value of the JSON becomes one of the column."""
    if isinstance(column.type, JSON):
        return lambda value: value
    found = next((way for kind, way in _WAYS if isinstance(column.type, kind)), lambda value: _checked(value, str))
    return _optional(found)


def _optional(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else way(value)


def _checked(value: Any, kind: type) -> Any:
    """SQLite takes anything anywhere, so that a text among numbers would be found out only by whoever reads it."""
    if not isinstance(value, kind):
        raise TypeError("a value of another kind than its column's")
    return value


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


_WAYS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (UtcDateTime, _moment),
    (DateTime, _moment),
    (Date, date.fromisoformat),
    (LargeBinary, _bytes),
    (Boolean, bool),
    (Float, float),
    (Integer, lambda value: _checked(value, int)),
)


def _opened(file: Path) -> tuple[int, Iterator[tuple[str, dict[str, Any]]]]:
    """The version, and the rows as they come: a book may be far larger than what fits into memory."""
    try:
        with file.open(encoding="utf-8") as source:
            head = _HEAD.match(source.read(400))
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(f"{file.name} can't be read.") from error
    if head is None:
        raise FileProblem(_DAMAGED)
    version = int(head[1])
    if version > SCHEMA_VERSION:
        raise FileProblem("This book was written by a later version of Deskmate; update Deskmate and try again.")
    return version, _rows(file)


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) in the order of the file; raises `FileProblem` where it is not what an export writes."""
    known = {table.name: set(table.c.keys()) for table in tables.whole()}
    decoder = json.JSONDecoder()
    name, ended = "", False
    try:
        with file.open(encoding="utf-8") as source:
            for number, line in enumerate(iter(lambda: source.readline(_LONGEST_LINE), "")):
                text = line if number else _HEAD.sub("", line, count=1)
                if text.startswith("{"):
                    row, end = decoder.raw_decode(text)
                    rest = text[end:].strip()
                    if not name or not row.keys() <= known[name]:
                        raise FileProblem(_DAMAGED)
                    yield name, row
                elif found := _TABLE.match(text):
                    name, rest = found[1], text[found.end() :].strip()
                    if name not in known:
                        raise FileProblem(_DAMAGED)
                else:
                    rest = text.strip()
                if (ended and rest) or rest not in ("", ",", "]", "],", "]}}", "}}"):
                    raise FileProblem(_DAMAGED)
                ended = ended or rest.endswith("}}")
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise FileProblem(_DAMAGED) from error
    if not ended:
        raise FileProblem(_DAMAGED)
