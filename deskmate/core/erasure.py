"""Forgetting a customer for good, on their wish: every row, the search index, what could be undone, the log on disk.

Sources: GDPR Articles 17 and 19; for what deleted rows leave behind in SQLite, the documentation of `secure_delete`
(the pragma and the FTS5 option) and of write-ahead logging.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, exists, func, or_
from sqlmodel import Session, col, delete, select

from deskmate.core import audit, drafts, households, keys, ledger, search
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import KeyFileError, NotFound
from deskmate.core.models import (
    Customer,
    CustomerTag,
    ImportBatch,
    ImportChange,
    Interaction,
    Tag,
    UndoEntry,
    metadata,
)

_THE_PROGRAM = Actor("Deskmate", "owner")
_LONG_ENOUGH = 4  # a shorter name stands in too many words to say anything


@dataclass(frozen=True)
class Erased:
    """What was erased. `mentions` are entries of other customers that hold the name, for the owner to look at.

    `log_cleared` is False while something else still reads the book; the rest goes when the book is closed.
    """

    customers: int
    rows: int
    mentions: tuple[int, ...]
    log_cleared: bool


def erase(db: Database, customer_id: int, *, by: Actor, now: datetime) -> Erased:
    """Removes a customer, and those merged into them, without a trace; can't be undone. Only the owner may.

    Backups made before still hold them until they are thinned out; a restored one is cleared when it is opened.
    """
    require_owner(by, "erase a customer")
    lines = _lines(db, customer_id)
    ledger.add(db.path, lines)  # first: a crash in between ends in an erasure, not in a forgotten wish
    try:
        with db.write(*Topic) as session:
            rows, mentions = _erase(session, [line.customer_id for line in lines])
            audit.note(session, by, "customer erased", f"customer:{customer_id}", now=now)
    except BaseException:
        ledger.remove(db.path, lines)
        raise
    _forget_old_copies(db)
    return Erased(len(lines), rows, mentions, db.empty_log())


def replay(db: Database, *, now: datetime) -> int:
    """Erases again whoever the ledger names and an older backup brought back; gives how many."""
    lines = ledger.read(db.path)
    if not lines:
        return 0
    number = _book_id(db)
    with db.read() as session:
        back = [line.customer_id for line in lines if _token(session, number, line.customer_id) == line.token]
    if back:
        with db.write(*Topic) as session:
            _erase(session, back)
            for customer_id in back:
                audit.note(session, _THE_PROGRAM, "customer erased again", f"customer:{customer_id}", now=now)
        _forget_old_copies(db)
        db.empty_log()
    return len(back)


def _lines(db: Database, customer_id: int) -> list[ledger.Line]:
    number = _book_id(db)
    with db.read() as session:
        if session.get(Customer, customer_id) is None:
            raise NotFound(f"There is no customer with the number {customer_id} (any more).")
        everybody, found = [customer_id], 0
        while found < len(everybody):  # whoever was merged into them, and into those
            merged = select(Customer.id).where(Customer.merged_into_id == everybody[found])
            everybody += [one for one in session.exec(merged).all() if one is not None and one not in everybody]
            found += 1
        return [ledger.Line(one, _token(session, number, one)) for one in everybody]


def _token(session: Session, book_id: str, customer_id: int) -> str:
    customer = session.get(Customer, customer_id)
    return ledger.token(book_id, customer_id, customer.created_at) if customer is not None else ""


def _erase(session: Session, customer_ids: list[int]) -> tuple[int, tuple[int, ...]]:
    names = session.exec(select(Customer.name).where(col(Customer.id).in_(customer_ids))).all()
    mine = {table.name: _numbers(session, table, customer_ids) for table in _tables()}
    entries = session.exec(select(Interaction).where(col(Interaction.customer_id).in_(customer_ids))).all()
    for entry in entries:
        if entry.deleted_at is None:
            search.drop_note(session, entry.id or 0, entry.text)
    for customer_id in customer_ids:
        search.forget_customer(session, customer_id)
    homes = set(session.exec(select(Customer.household_id).where(col(Customer.id).in_(customer_ids))).all()) - {None}
    # the name of a household, and who lived in it, is theirs too
    _forget_changes(session, mine | {"household": [{"id": home} for home in homes]}, names)
    drafts.forget(session, names)
    tags = session.exec(select(CustomerTag.tag_id).where(col(CustomerTag.customer_id).in_(customer_ids))).all()
    session.expunge_all()
    session.exec(delete(Customer).where(col(Customer.id).in_(customer_ids)))  # all that hangs on them goes along
    for home in homes:
        households.settle(session, home or 0)
    _forget_lonely(session, tags)
    _forget_samples(session)
    return sum(map(len, mine.values())), _mentions(session, names)


def _tables() -> list[Table]:
    """The customer table and every table with rows that hang on a customer, also those that come later."""
    hanging = [
        table
        for table in metadata.sorted_tables
        if any(key.target_fullname == "customer.id" for column in table.columns for key in column.foreign_keys)
    ]
    return [metadata.tables["customer"], *(table for table in hanging if table.name != "customer")]


def _numbers(session: Session, table: Table, customer_ids: list[int]) -> list[dict[str, Any]]:
    """The primary keys of the rows that go."""
    links = [
        column
        for column in table.columns
        if any(key.target_fullname == "customer.id" and key.ondelete == "CASCADE" for key in column.foreign_keys)
    ]
    if table.name == "customer":
        links = [table.c.id]
    if not links:
        return []
    query = table.primary_key.columns.values()
    where = or_(*(column.in_(customer_ids) for column in links))
    rows = session.connection().execute(select(*query).select_from(table).where(where))
    return [dict(row) for row in rows.mappings()]


def _forget_changes(session: Session, mine: dict[str, list[dict[str, Any]]], names: Iterable[str]) -> None:
    """Removes every step that could be undone and every import's memory that holds something of them."""
    gone = {(table, tuple(sorted(number.items()))) for table, numbers in mine.items() for number in numbers}
    folded = [name.casefold() for name in names if name]
    # a list of what could not be read may name them as they were called then; losing a line too many there is no harm
    words = [word for name in folded for word in name.split() if len(word) >= _LONG_ENOUGH]
    for entry in session.exec(select(UndoEntry)).all():
        touched = {(change["table"], tuple(sorted(change["id"].items()))) for change in entry.changes}
        if touched & gone or any(name in entry.label.casefold() for name in folded) or _names_any(entry, mine):
            session.delete(entry)
    for change in session.exec(select(ImportChange)).all():
        if (change.table, (("id", change.row_id),)) in gone or _hangs_on(change, mine):
            session.delete(change)
    for batch in session.exec(select(ImportBatch)).all():
        kept = [problem for problem in batch.problems if not _mentions_any(problem, words)]
        if len(kept) < len(batch.problems):
            batch.problems = kept
    session.flush()


def _names_any(entry: UndoEntry, mine: dict[str, list[dict[str, Any]]]) -> bool:
    numbers = {number["id"] for number in mine["customer"]}
    return any(
        (values or {}).get("customer_id") in numbers
        for change in entry.changes
        for values in (change["id"], change["before"], change["after"])
    )


def _hangs_on(change: ImportChange, mine: dict[str, list[dict[str, Any]]]) -> bool:
    numbers = {number["id"] for number in mine["customer"]}
    return any((values or {}).get("customer_id") in numbers for values in (change.before, change.after))


def _mentions_any(value: Any, folded: list[str]) -> bool:
    return any(name in str(value).casefold() for name in folded)


def _forget_lonely(session: Session, tags: Iterable[int]) -> None:
    """Removes tags nobody carries any more: their names may say who it was."""
    carried = exists().where(col(CustomerTag.tag_id) == col(Tag.id))
    session.exec(delete(Tag).where(col(Tag.id).in_(list(tags)), ~carried))


def _forget_samples(session: Session) -> None:
    # the query planner keeps samples of indexed values where somebody ran ANALYZE
    connection = session.connection()
    kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name IN ('sqlite_stat3', 'sqlite_stat4')")
    for (name,) in kept.fetchall():
        connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - one of the two names above


def _mentions(session: Session, names: Iterable[str]) -> tuple[int, ...]:
    found: list[int] = []
    for name in names:
        if len(name) >= _LONG_ENOUGH:
            words = func.lower(col(Interaction.text) + "\n" + col(Interaction.details))
            query = select(Interaction.id).where(func.instr(words, name.lower()) > 0)
            found += [number for number in session.exec(query.limit(100)).all() if number is not None]
    return tuple(dict.fromkeys(found))


def _forget_old_copies(db: Database) -> None:
    # the book as it was before a restore, kept beside it, still holds everybody
    for copy in db.path.parent.glob(f"{db.path.name}.before-restore*"):
        with suppress(OSError):
            copy.unlink()


def _book_id(db: Database) -> str:
    try:
        return keys.load(db.path).book_id
    except KeyFileError:
        return ""
