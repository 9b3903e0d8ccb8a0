"""Taking back what somebody did last: the rows go back to what they were, unless somebody changed them since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import Table, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from deskmate.core import audit, follow_ups, search, undo_words
from deskmate.core.actors import Actor, require_owner
from deskmate.core.changes import decode, encode
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, NotFound
from deskmate.core.models import Interaction, UndoEntry, metadata
from deskmate.core.models.base import table_of

# what only the owner changes, and so only the owner puts back
OWNERS = frozenset({"own_field", "service", "staff"})
_STEP = tuple(table_of(UndoEntry).c[name] for name in ("id", "label", "at", "by", "changes"))


@dataclass(frozen=True)
class Step:
    """One thing that can be taken back. `label` may name a customer, `kind` does not; `owners`: only the owner may."""

    id: int
    label: str
    at: datetime
    by: str
    kind: str
    owners: bool


def last(db: Database, *, by: Actor, now: datetime, within: timedelta = timedelta(hours=12)) -> Step | None:
    """The newest thing this person did that was not taken back yet, if it is recent."""
    mine = (UndoEntry.by == by.name, col(UndoEntry.at) >= now - within)
    return next(iter(_steps(db, *mine, order=(col(UndoEntry.id).desc(),), limit=1)), None)


def history(db: Database, *, limit: int = 50) -> list[Step]:
    """What can be taken back, the newest first by the clock."""
    return _steps(db, order=(col(UndoEntry.at).desc(), col(UndoEntry.id).desc()), limit=limit)


def _steps(db: Database, *which: Any, order: tuple[Any, ...], limit: int) -> list[Step]:
    query = sqlalchemy.select(*_STEP).where(col(UndoEntry.undone_at).is_(None), *which).order_by(*order).limit(limit)
    with db.read() as session:
        rows = session.connection().execute(query).all()
    return [
        Step(number, label, at, by, undo_words.kind_of(changed), _is_owners(changed))
        for number, label, at, by, changed in rows
    ]


def _is_owners(changes: list[dict[str, Any]]) -> bool:
    return any(change["table"] in OWNERS for change in changes)


def undo(db: Database, step_id: int, *, by: Actor, now: datetime) -> str:
    """Takes one step back and gives its label.

    Raises `Conflict` when a row was changed since, and `NotAllowed` where the step itself needed the owner; then
    nothing changes.
    """
    with db.write(*Topic) as session:
        entry = session.get(UndoEntry, step_id)
        if entry is None or entry.undone_at is not None:
            raise NotFound("There is nothing to undo.")
        if _is_owners(entry.changes):
            require_owner(by, "undo a step that needs the owner")
        notes_before = _note_texts(session, entry.changes)
        try:
            for change in reversed(entry.changes):
                _put_back(session, metadata.tables[change["table"]], change)
        except IntegrityError as error:  # for example back into a household that is no longer there
            raise Conflict("This can't be undone any more: what it belongs to is gone.") from error
        entry.undone_at = now
        session.flush()
        session.expire_all()
        _follow(session, entry.changes, notes_before, now)
        audit.note_changes(session, by, entry.changes, undone=True, now=now)
        return entry.label


def _put_back(session: Session, table: Table, change: dict[str, Any]) -> None:
    connection = session.connection()
    where = [table.c[name] == decode(value) for name, value in change["id"].items()]
    stored = connection.execute(table.select().where(*where)).mappings().first()
    before, after = change["before"], change["after"]
    if after is not None:
        _refuse_if_changed(stored, after)
    if before is None:
        if table.name == "customer":
            search.forget_customer(session, change["id"]["id"])  # while its terms still say what it was found by
        connection.execute(delete(table).where(*where))
    elif after is None:
        if stored is not None:
            raise Conflict("This can't be undone: something new has taken its place since.")
        connection.execute(insert(table).values(_decoded(before)))
    else:
        connection.execute(update(table).where(*where).values(_decoded(before)))


def _refuse_if_changed(stored: Any, after: dict[str, Any]) -> None:
    if stored is None or any(encode(stored[name]) != value for name, value in after.items()):
        raise Conflict("This can't be undone any more: it was changed again since.")


def _decoded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: decode(value) for name, value in values.items()}


def _note_texts(session: Session, changes: list[dict[str, Any]]) -> dict[int, str]:
    """The indexed words of the notes that are about to change, which the full-text index needs to forget them."""
    numbers = {change["id"]["id"] for change in changes if change["table"] == "interaction"}
    rows = session.exec(
        select(Interaction.id, Interaction.text).where(
            col(Interaction.id).in_(numbers), col(Interaction.deleted_at).is_(None)
        )
    ).all()
    return {number: body for number, body in rows if number is not None}


def _follow(session: Session, changes: list[dict[str, Any]], notes_before: dict[int, str], now: datetime) -> None:
    """Brings what is derived (search, follow-ups) into line with the rows as they are again."""
    notes_after = _note_texts(session, changes)
    for number in notes_before.keys() | notes_after.keys():
        old, new = notes_before.get(number), notes_after.get(number)
        if old != new:
            if old is not None:
                search.drop_note(session, number, old)
            if new is not None:
                search.index_note(session, number, new)
    for household_id in sorted(_households(changes)):
        search.index_household(session, household_id)
    for customer_id in sorted(_customers(changes)):
        search.index_customer(session, customer_id)
        follow_ups.review(session, customer_id, now)


def _households(changes: list[dict[str, Any]]) -> set[int]:
    """Households that somebody comes back to or leaves again."""
    rows = (values for change in changes for values in (change["before"], change["after"]))
    return {values["household_id"] for values in rows if values and values.get("household_id")}


def _customers(changes: list[dict[str, Any]]) -> set[int]:
    found = {change["id"]["id"] for change in changes if change["table"] == "customer"}
    for change in changes:
        for values in (change["before"], change["after"], change["id"]):
            if values and isinstance(values.get("customer_id"), int):
                found.add(values["customer_id"])
        if change["table"] == "interaction" and change["before"] and change["after"]:
            found |= {change.get("customer_id", 0)} - {0}
    return found
