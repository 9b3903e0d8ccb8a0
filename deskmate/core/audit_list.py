"""Who did what, to read: in plain words with the name it is about, narrowed as the owner likes, and as a file."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core import audit, exporting, files, settings, zones
from deskmate.core.actors import Actor
from deskmate.core.audit import Entry
from deskmate.core.db import Database
from deskmate.core.models import Customer, Service, Staff
from deskmate.core.text import LINE_LIMIT

_AT_ONCE = 1_000
_PLAINER = (
    ("interaction", "entry"),
    ("contact detail", "way to reach them"),
    ("follow up", "follow-up"),
    ("call attempt", "call"),
    ("own value", "own field"),
    ("customer tag", "group"),
)
# they follow from the rest, and say nothing to whoever reads the list
_HOUSEKEEPING = frozenset({"updated_at", "sort_name", "folded", "normal", "digits", "position", "last_seen_at", "id"})
_HEADER = ("Number", "When", "Who", "What", "About", "Fields", "Subject")


@dataclass(frozen=True)
class Line:
    """One entry in words; `about` is today's name of whom or what it is about, `customer_id` where that is a customer.

    `fields` are names of fields; what was written in them is nowhere on the list.
    """

    id: int
    at: datetime
    who: str
    what: str
    about: str
    customer_id: int | None
    fields: tuple[str, ...]
    subject: str


@dataclass(frozen=True)
class Narrowed:
    """Which part of the list: one subject ("customer:17"), one person, days from `since` to `until`. Empty is all."""

    subject: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


def lines(
    db: Database, narrowed: Narrowed | None = None, *, by: Actor, before: int | None = None, limit: int = 100
) -> list[Line]:
    """The newest entries of that part of the list, or those before a number, the newest first. For the owner only."""
    found = audit.entries(db, by=by, before=before, limit=limit, **_condition(db, narrowed or Narrowed()))
    with db.read() as session:
        names = _Names(session, found)
        return [_line(entry, names) for entry in found]


def export(db: Database, to: Path, narrowed: Narrowed | None = None, *, by: Actor, now: datetime) -> int:
    """Writes that part of the list as a CSV file, times in UTC, and gives how many entries; it stands on the list too.

    Raises `FileProblem`, then no file is left half written. For the owner only.
    """
    out, count = io.StringIO(newline=""), 0
    exporting.write_csv(out, [_HEADER])
    for chunk in _chunks(db, narrowed, by):
        exporting.write_csv(out, map(_cells, chunk))
        count += len(chunk)
    files.hand_out(to, out.getvalue().encode("utf-8-sig", "replace"))
    audit.note_alone(db, by, "who did what exported", "book", now=now)
    return count


def _chunks(db: Database, narrowed: Narrowed | None, by: Actor) -> Iterator[list[Line]]:
    before: int | None = None
    while chunk := lines(db, narrowed, by=by, before=before, limit=_AT_ONCE):
        yield chunk
        before = chunk[-1].id


def _condition(db: Database, narrowed: Narrowed) -> dict[str, Any]:
    zone = zones.of(settings.current(db))

    def midnight(day: date | None, days: int = 0) -> datetime | None:
        return zones.instant(datetime.combine(day + timedelta(days=days), time()), zone) if day else None

    return {
        "subject": narrowed.subject,
        "who": narrowed.who,
        "since": midnight(narrowed.since),
        "until": midnight(narrowed.until, 1),
    }


class _Names:
    """Today's names of what some entries are about; whoever was erased has none any more."""

    _TABLES: tuple[tuple[str, Any], ...] = (("customer", Customer), ("staff", Staff), ("service", Service))

    def __init__(self, session: Session, entries: list[Entry]) -> None:
        self._found: dict[str, str] = {}
        for kind, table in self._TABLES:
            numbers = {number for entry in entries if (number := _number(entry.subject, kind)) is not None}
            rows = session.exec(select(table.id, table.name).where(col(table.id).in_(numbers))).all()
            self._found |= {f"{kind}:{number}": name for number, name in rows}

    def of(self, subject: str) -> str:
        """The name, or what can be said without one."""
        kind, _, number = subject.partition(":")
        if subject in self._found:
            return self._found[subject]
        if kind == "customer":
            return f"customer {number}, who is no longer in the book"
        return "" if kind in ("book", "settings") else f"{kind.replace('_', ' ')} {number}"[:LINE_LIMIT]


def _number(subject: str, kind: str) -> int | None:
    named, _, number = subject.partition(":")
    return int(number) if named == kind and number.isdigit() else None


def _line(entry: Entry, names: _Names) -> Line:
    return Line(
        entry.id,
        entry.at,
        entry.who,
        _plain(entry.what),
        names.of(entry.subject),
        _number(entry.subject, "customer"),
        _fields(entry),
        entry.subject,
    )


def _fields(entry: Entry) -> tuple[str, ...]:
    told = (_plain(name) for name in entry.fields if name.split(".")[-1] not in _HOUSEKEEPING)
    return tuple(dict.fromkeys(name for name in told if name != _plain(entry.what)))


def _plain(words: str) -> str:
    words = words.removeprefix("customer.").replace(".", ": ").replace("_", " ")
    for term, plainer in _PLAINER:
        words = words.replace(term, plainer)
    return words


def _cells(line: Line) -> tuple[str, ...]:
    when = line.at.isoformat(" ", "seconds")
    return (str(line.id), when, line.who, line.what, line.about, ", ".join(line.fields), line.subject)
