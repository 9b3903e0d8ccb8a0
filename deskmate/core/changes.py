"""What one use case changed, row by row, so that the person who did it can take it back.

`remember` is called at the end of a use case, inside its transaction. Rows are caught as SQLAlchemy flushes them, so a
use case needs no bookkeeping of its own; what is written with Core statements is not caught, and is not undoable,
unless `added` or `changed` are told.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import delete, event, insert, inspect, select
from sqlalchemy.orm import InstanceState, Mapper, UOWTransaction
from sqlmodel import Session, SQLModel

from deskmate.core import audit
from deskmate.core.actors import Actor
from deskmate.core.models import UndoEntry
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared

KEPT, THINNED_EVERY = 200, 20  # steps; to look for the oldest ones costs more than to keep some for longer
_UNDO = table_of(UndoEntry)
_KEEP = Prepared(insert(_UNDO), columns=("at", "by", "label", "changes"))
_OLDEST = select(_UNDO.c.id).order_by(_UNDO.c.id.desc()).offset(KEPT).limit(1)
_CAUGHT = "deskmate_changes"
_ALSO = "deskmate_changes_also"
# kept state and bookkeeping follow from the rest and are made anew, never put back
DERIVED = frozenset({"undo_entry", "customer_state", "reminder_state", "setting", "import_change"})


def watch(session: Session, *, also: Collection[str] = ()) -> None:
    """Starts catching what this session changes; call it before the first change.

    `also` names tables of kept state that belong to this step and are to be put back with it.
    """
    session.info[_ALSO] = frozenset(also)
    if _CAUGHT not in session.info:
        session.info[_CAUGHT] = []


def added(session: Session, table: str, number: int, values: dict[str, Any]) -> None:
    """Catches a row that a Core statement put in; `values` are all its columns but its number."""
    after = {"id": number} | {name: encode(value) for name, value in values.items()}
    change = {"table": table, "id": {"id": number}, "before": None, "after": after}
    if (customer := values.get("customer_id")) is not None:
        change["customer_id"] = customer
    _keep(session, change)


def changed(
    session: Session,
    table: str,
    number: int,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    customer_id: int | None = None,
) -> None:
    """Catches what a Core statement changed of a row; `customer_id` says whose it is, where it is no customer's own."""
    old, new = ({name: encode(value) for name, value in values.items()} for values in (before, after))
    change: dict[str, Any] = {"table": table, "id": {"id": number}, "before": old, "after": new}
    if customer_id is not None:
        change["customer_id"] = customer_id
    _keep(session, change)


def _keep(session: Session, change: dict[str, Any]) -> None:
    caught = session.info.get(_CAUGHT)
    if caught is not None and change["table"] not in DERIVED - session.info[_ALSO]:
        caught.append(change)


def remember(session: Session, label: str, *, by: Actor, now: datetime) -> int | None:
    """Stores what the session changed since `watch` as one step that can be undone; gives the step's number."""
    session.flush()
    caught = session.info.pop(_CAUGHT, [])
    session.info[_CAUGHT] = []
    if not caught:
        return None
    number = _KEEP.insert(session, at=now, by=by.name, label=label, changes=caught)
    audit.note_changes(session, by, caught, now=now)
    if number % THINNED_EVERY == 0:
        _thin(session)
    return number


def encode(value: Any) -> Any:
    """A column's value as JSON can hold it."""
    if isinstance(value, datetime):
        return {"$at": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"$on": value.isoformat()}
    if isinstance(value, bytes):
        return {"$hex": value.hex()}
    return value


def decode(value: Any) -> Any:
    """The column's value again."""
    if isinstance(value, dict) and len(value) == 1:
        ((kind, text),) = value.items()
        if kind == "$at":
            return datetime.fromisoformat(text)
        if kind == "$on":
            return date.fromisoformat(text)
        if kind == "$hex":
            return bytes.fromhex(text)
    return value


def row_values(row: SQLModel) -> dict[str, Any]:
    """All columns of a row, encoded."""
    mapper: Mapper[Any] = inspect(type(row))
    return {attribute.key: encode(getattr(row, attribute.key)) for attribute in mapper.column_attrs}


@event.listens_for(Session, "after_flush")
def _catch(session: Session, _context: UOWTransaction) -> None:
    caught = session.info.get(_CAUGHT)
    if caught is None:  # nobody watches this one
        return
    left_out = DERIVED - session.info[_ALSO]
    for row in session.new:
        # what was added is only ever taken out again, so a whole picture need not be written down twice
        values = {name: value for name, value in row_values(row).items() if not _is_bytes(value)}
        _note(caught, left_out, row, None, values)
    for row in session.dirty:
        before, after = _difference(inspect(row))
        if after:
            _note(caught, left_out, row, before, after)
    for row in session.deleted:
        _note(caught, left_out, row, row_values(row), None)


def _is_bytes(value: Any) -> bool:
    return isinstance(value, dict) and "$hex" in value


def _note(
    caught: list[dict[str, Any]],
    left_out: frozenset[str],
    row: Any,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    state = inspect(row)
    table = state.mapper.local_table.name
    if table not in left_out:
        identity = {column.name: encode(getattr(row, column.key)) for column in state.mapper.primary_key}
        change = {"table": table, "id": identity, "before": before, "after": after}
        if (customer := getattr(row, "customer_id", None)) is not None:
            change["customer_id"] = customer  # whose follow-up and search terms may hang on it, when it is undone
        caught.append(change)


def _difference(state: InstanceState[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = {}, {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.has_changes():
            before[attribute.key] = encode(history.deleted[0] if history.deleted else None)
            after[attribute.key] = encode(history.added[0] if history.added else None)
    return before, after


def _thin(session: Session) -> None:
    connection = session.connection()
    oldest = connection.execute(_OLDEST).scalar()
    if oldest is not None:
        connection.execute(delete(_UNDO).where(_UNDO.c.id <= oldest))
