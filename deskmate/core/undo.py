"""Taking back what somebody did last, and doing it again: rows become what they were, unless changed since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import LargeBinary, Table, delete, insert, update
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
_Row = dict[str, Any] | None
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


def last_undone(db: Database, *, by: Actor, now: datetime, within: timedelta = timedelta(hours=12)) -> Step | None:
    """What this person took back last and has not done again; None once they did something else since."""
    with db.read() as session:
        entry = session.exec(
            select(UndoEntry)
            .where(UndoEntry.by == by.name, col(UndoEntry.undone_at) >= now - within)
            .order_by(col(UndoEntry.undone_at).desc(), col(UndoEntry.id))
            .limit(1)
        ).first()
        if entry is None or entry.undone_at is None:
            return None
        newer = select(UndoEntry.id).where(
            UndoEntry.by == by.name,
            col(UndoEntry.undone_at).is_(None),
            col(UndoEntry.id) > entry.id,
            col(UndoEntry.at) >= entry.undone_at,
        )
        if session.exec(newer.limit(1)).first() is not None:
            return None
        return _step(entry.id or 0, entry.label, entry.at, entry.by, entry.changes)


def history(db: Database, *, limit: int = 50) -> list[Step]:
    """What can be taken back, the newest first by the clock."""
    return _steps(db, order=(col(UndoEntry.at).desc(), col(UndoEntry.id).desc()), limit=limit)


def _steps(db: Database, *which: Any, order: tuple[Any, ...], limit: int) -> list[Step]:
    query = sqlalchemy.select(*_STEP).where(col(UndoEntry.undone_at).is_(None), *which).order_by(*order).limit(limit)
    with db.read() as session:
        rows = session.connection().execute(query).all()
    return [_step(*row) for row in rows]


def _step(number: int, label: str, at: datetime, by: str, changes: list[dict[str, Any]]) -> Step:
    return Step(number, label, at, by, undo_words.kind_of(changes), _is_owners(changes))


def _is_owners(changes: list[dict[str, Any]]) -> bool:
    return any(change["table"] in OWNERS for change in changes)


def undo(db: Database, step_id: int, *, by: Actor, now: datetime) -> str:
    """Takes one step back and gives its label.

    Raises `Conflict` when a row was changed since, and `NotAllowed` where the step itself needed the owner; then
    nothing changes.
    """
    return _turn(db, step_id, back=True, by=by, now=now)


def redo(db: Database, step_id: int, *, by: Actor, now: datetime) -> str:
    """Does again what was taken back, and gives its label; raises as `undo` does."""
    return _turn(db, step_id, back=False, by=by, now=now)


def _turn(db: Database, step_id: int, *, back: bool, by: Actor, now: datetime) -> str:
    with db.write(*Topic) as session:
        entry = session.get(UndoEntry, step_id)
        if entry is None or (entry.undone_at is None) != back:
            raise NotFound("There is nothing to undo." if back else "There is nothing to do again.")
        if _is_owners(entry.changes):
            require_owner(by, "undo a step that needs the owner")
        notes_before = _note_texts(session, entry.changes)
        try:
            for change in reversed(entry.changes) if back else entry.changes:
                there, wanted = (change["after"], change["before"]) if back else (change["before"], change["after"])
                _become(session, metadata.tables[change["table"]], change["id"], there, wanted)
        except IntegrityError as error:  # for example back into a household that is no longer there
            raise Conflict("That is no longer possible: what it belongs to is gone.") from error
        entry.undone_at = now if back else None
        session.flush()
        session.expire_all()
        _follow(session, entry.changes, notes_before, now)
        audit.note_changes(session, by, entry.changes, turned="undone" if back else "done again", now=now)
        return entry.label


def _become(session: Session, table: Table, key: dict[str, Any], there: _Row, wanted: _Row) -> None:
    """Makes one row what is wanted (None: no row), provided that it still is what was left there."""
    connection = session.connection()
    where = [table.c[name] == decode(value) for name, value in key.items()]
    stored = connection.execute(table.select().where(*where)).mappings().first()
    if there is not None and (stored is None or any(encode(stored[name]) != value for name, value in there.items())):
        raise Conflict("That is no longer possible: it was changed again since.")
    if wanted is None:
        if table.name == "customer":
            search.forget_customer(session, key["id"])  # while its terms still say what it was found by
        connection.execute(delete(table).where(*where))
    elif there is None:
        if stored is not None:
            raise Conflict("That is no longer possible: something new has taken its place since.")
        if any(isinstance(column.type, LargeBinary) and column.name not in wanted for column in table.columns):
            # what was added is kept without its bytes, see `changes`
            raise Conflict("A file or picture can't be brought back like this; please add it again.")
        connection.execute(insert(table).values(_decoded(wanted)))
    else:
        connection.execute(update(table).where(*where).values(_decoded(wanted)))


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
