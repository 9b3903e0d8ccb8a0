"""Who did what: a list that only grows, each entry sealed together with the one before it.

An entry names the person, what was done, to which row and to which fields, never what was written there, so that it
need not change when a customer is erased. Whoever edits, cuts or inserts an entry breaks the chain of seals from there
on; whoever makes the whole chain anew is found out by its head, which backups and the keyring keep as well.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database
from deskmate.core.models import AuditEvent
from deskmate.core.models.base import as_stored
from deskmate.core.prepared import plain

RESTORED, ACCEPTED = "backup restored", "older copy accepted"  # where the list may go back on purpose
_TRIGGERS = {
    "audit_event_stays": "BEFORE DELETE ON audit_event",
    "audit_event_is_kept": "BEFORE UPDATE ON audit_event",
}
_INSERT = "INSERT INTO audit_event (id, at, who, what, subject, fields, seal) VALUES (?, ?, ?, ?, ?, ?, ?)"
_LAST = "SELECT id, seal FROM audit_event ORDER BY id DESC LIMIT 1"
_ROWS = "SELECT id, at, who, what, subject, fields, seal FROM audit_event ORDER BY id"


@dataclass(frozen=True)
class Entry:
    """One thing somebody did."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """Somebody looked at a customer's card."""

    who: Actor
    customer_id: int
    at: datetime


@dataclass(frozen=True)
class Head:
    """The newest entry's number and seal; kept elsewhere it proves that the list up to there is the one it was."""

    id: int
    seal: str

    def __str__(self) -> str:
        return f"{self.id}:{self.seal}"


def create(connection: Connection) -> None:
    """Makes the list refuse changes, in a new book and after a migration; what is there already stays."""
    for name, when in _TRIGGERS.items():
        connection.exec_driver_sql(
            f"CREATE TRIGGER IF NOT EXISTS {name} {when} BEGIN SELECT raise(ABORT, 'the audit list only grows'); END"
        )


def note(session: Session, who: Actor, what: str, subject: str, fields: Iterable[str] = (), *, now: datetime) -> None:
    """Adds an entry inside a use case's transaction. `fields` are names of fields, never what they hold."""
    last = _head(session)
    # the time as it is stored, so that the seal can be made again from the row
    values = (last.id + 1, as_stored(now), who.name, what, subject, json.dumps(sorted(set(fields))))
    plain(session)(_INSERT, (*values, _seal(last.seal, values)))


def note_alone(db: Database, who: Actor, what: str, subject: str, fields: Iterable[str] = (), *, now: datetime) -> None:
    """Adds an entry about something that changes nothing in the book: a card looked at, an export, a print."""
    with db.write() as session:
        note(session, who, what, subject, fields, now=now)


def note_views(db: Database, views: Iterable[View]) -> None:
    """Adds an entry for each card that somebody looked at, in one transaction; each keeps its own time."""
    with db.write() as session:
        for view in views:
            note(session, view.who, "card viewed", f"customer:{view.customer_id}", now=view.at)


def note_changes(
    session: Session, who: Actor, changes: list[dict[str, Any]], *, turned: str = "", now: datetime
) -> None:
    """Adds an entry for what one use case changed, as `core/changes.py` caught it, or for its being `turned`:
    "undone" or "done again".
    """
    first = changes[0]
    what = f"{f'{turned}: ' if turned else ''}{first['table'].replace('_', ' ')} {_verb(first)}"
    note(session, who, what, _subject(changes), (name for change in changes for name in _fields(change)), now=now)


def entries(
    db: Database,
    *,
    by: Actor,
    subject: str = "",
    who: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[Entry]:
    """The newest entries, or those before the given number. For the owner only.

    They can be narrowed to one subject ("customer:17"), to one person's name, and to the time from `since` up to, but
    not including, `until`.
    """
    require_owner(by, "see who did what")
    query = select(AuditEvent).order_by(col(AuditEvent.id).desc()).limit(limit)
    if subject:
        query = query.where(AuditEvent.subject == subject)
    if who:
        query = query.where(AuditEvent.who == who)
    if since is not None:
        query = query.where(col(AuditEvent.at) >= since)
    if until is not None:
        query = query.where(col(AuditEvent.at) < until)
    if before is not None:
        query = query.where(col(AuditEvent.id) < before)
    with db.read() as session:
        return [
            Entry(row.id or 0, row.at, row.who, row.what, row.subject, tuple(row.fields))
            for row in session.exec(query).all()
        ]


def head(db: Database) -> Head:
    """The newest entry's number and seal; (0, "") of an empty list."""
    with db.read() as session:
        return _head(session)


def people(db: Database, *, by: Actor) -> list[str]:
    """Everybody who stands on the list, by name; also those who left. For the owner only."""
    require_owner(by, "see who did what")
    with db.read() as session:
        return sorted(session.exec(select(AuditEvent.who).distinct()).all(), key=str.casefold)


def excused(db: Database, heads: Iterable[tuple[Head, datetime]]) -> list[Head]:
    """The heads that must stand in the list, of those that were kept at the given times.

    When the owner goes back to a backup, what the list held beyond it goes with the book; heads kept before that
    moment and beyond the entry that says so are no sign of tampering.
    """
    with db.read() as session:
        query = select(AuditEvent.id, AuditEvent.at).where(col(AuditEvent.what).in_((RESTORED, ACCEPTED)))
        back = session.exec(query).all()
    return [head for head, kept in heads if not any(head.id >= (number or 0) and kept <= at for number, at in back)]


def stands(db: Database, head: Head) -> bool:
    """Whether the entry of that number is still there with that seal: a look at one row."""
    with db.read() as session:
        found = session.exec(select(AuditEvent.seal).where(AuditEvent.id == head.id)).first()
    return not head.id or found == head.seal


def verify(db: Database, *, known: Iterable[Head] = ()) -> str:
    """A sentence that says where the list was tampered with, or "" if it is whole.

    `known` are heads kept elsewhere: each must still be in the list, with the same seal.
    """
    wanted = {head.id: head.seal for head in known if head.id}
    seal, expected = "", 1
    with db.read() as session:
        for row in session.connection().exec_driver_sql(_ROWS):
            values = tuple(row[:6])
            if row[0] != expected:
                return f"Entries {expected} to {row[0] - 1} of the list of who did what are missing."
            seal = _seal(seal, values)
            if seal != row[6] or wanted.get(row[0], seal) != seal:
                return f"The list of who did what was changed at entry {row[0]} or before it."
            expected += 1
    if wanted and max(wanted) >= expected:
        return f"The list of who did what ends at entry {expected - 1}, but once had {max(wanted)} or more."
    return ""


def parse_head(text: str) -> Head | None:
    """The head written as `id:seal`, or nothing for what is none."""
    number, _, seal = text.partition(":")
    return Head(int(number), seal) if number.isdigit() and seal else None


def _head(session: Session) -> Head:
    row = plain(session)(_LAST).fetchone()
    return Head(row[0], row[1]) if row else Head(0, "")


def _seal(previous: str, values: tuple[Any, ...]) -> str:
    return sha256(json.dumps([previous, *values]).encode()).hexdigest()


def _verb(change: dict[str, Any]) -> str:
    return "added" if change["before"] is None else "removed" if change["after"] is None else "changed"


def _fields(change: dict[str, Any]) -> Iterable[str]:
    table = change["table"]
    if _verb(change) != "changed":
        return [f"{table} {_verb(change)}"]
    return [f"{table}.{name}" for name in change["after"]]


def _subject(changes: list[dict[str, Any]]) -> str:
    for change in changes:
        if change["table"] == "customer":
            return f"customer:{change['id'].get('id')}"
        for values in (change["after"], change["before"], change["id"]):
            if values and isinstance(values.get("customer_id"), int):
                return f"customer:{values['customer_id']}"
    return f"{changes[0]['table']}:{next(iter(changes[0]['id'].values()), '')}"
