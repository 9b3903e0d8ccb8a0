"""Bringing what can still be read out of a damaged book into a new one.

SQLite gives up on a table when one of its inner pages is damaged. Here each page is judged by its own seal, and rows
are taken from every page that is as it was written; nothing from a damaged page is believed.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, exc
from sqlmodel import Session

from deskmate.core import audit, connections, keys, schema, search, whole_file
from deskmate.core.actors import Actor
from deskmate.core.errors import BookError
from deskmate.core.models import metadata
from deskmate.core.salvage import book as damaged_book
from deskmate.core.salvage.book import DamagedBook

_BY = Actor("Deskmate", "owner")
_NAMELESS = "Name lost"


@dataclass(frozen=True)
class Salvaged:
    """What was saved: rows by table, and what is missing.

    `damaged_pages` of the old file (4,096 bytes each); `lost_pages` of those by the table they belonged to, where that
    is known; `broken_rows` had a part on such a page; of the customers in `name_only` an index knew the name, and the
    rest of their card is lost; `nameless` ones are there only because others' rows name them; `dropped_rows` belonged
    to something that is gone. `gaps` are row numbers missing in between.
    """

    rows: dict[str, int]
    damaged_pages: int
    lost_pages: dict[str, int]
    broken_rows: dict[str, int]
    name_only: tuple[int, ...]
    nameless: tuple[int, ...]
    dropped_rows: int
    gaps: dict[str, int]


def salvage(damaged: Path, new: Path, key: bytes, *, now: datetime) -> Salvaged:
    """Makes a new book from what is whole in a damaged one, which stays untouched. The key file is copied along.

    Raises `BookError` when nothing can be read, or when the new file exists; then no new file is left.
    """
    if new.exists():
        raise BookError(f"There is already a file called {new.name}; choose another name.")
    try:
        old = _read(damaged, key)
        if "customer" not in old.definitions:
            raise BookError("Nothing in this book can be read any more. Restore the newest good backup.")
        found = _write(old, new, key, now)
        with suppress(OSError):
            shutil.copyfile(keys.key_path(damaged), keys.key_path(new))
        return found
    except exc.DBAPIError as error:
        _remove(new)
        raise BookError(f"No new book was made. {connections.translated(error.orig or error)}") from error
    except BaseException:
        _remove(new)
        raise


def _remove(new: Path) -> None:
    for suffix in ("", *connections.COMPANIONS):
        new.with_name(new.name + suffix).unlink(missing_ok=True)


def _read(damaged: Path, key: bytes) -> DamagedBook:
    """Reads a copy into which the log was folded, as far as that can be done."""
    with TemporaryDirectory(dir=damaged.parent) as folder:
        copy = Path(folder) / damaged.name
        try:
            for suffix in ("", "-wal", "-journal"):
                if damaged.with_name(damaged.name + suffix).exists():
                    shutil.copyfile(damaged.with_name(damaged.name + suffix), copy.with_name(copy.name + suffix))
            with suppress(BookError):
                whole_file.settle(copy, key)
            return damaged_book.read(copy, key, _usual(Path(folder) / "new", key))
        except OSError as error:
            raise BookError(f"The book {damaged.name} can't be read ({error.strerror}).") from error


def _usual(path: Path, key: bytes) -> dict[str, tuple[int, str]]:
    engine = whole_file.engine(path, key, create=True)
    try:
        with engine.begin() as connection:
            schema.create(connection)
            rows = connection.exec_driver_sql("SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table'")
            return {row[0]: (row[1], row[2]) for row in rows if row[1]}
    finally:
        engine.dispose()


def _write(old: DamagedBook, new: Path, key: bytes, now: datetime) -> Salvaged:
    engine = whole_file.engine(new, key, create=True)
    try:
        with Session(engine) as session:
            connection = session.connection()
            schema.create(connection)
            saved = {table: _copy(connection, old, table) for table in _tables(old)}
            name_only = _bring_names(connection, old, now)
            nameless = _name_the_missing(connection, now)
            dropped = drop_the_loose(connection)
            gaps = _gaps(connection, saved)
            search.rebuild(session)
            if connection.exec_driver_sql("SELECT count(*) FROM book_mark").scalar() == 0:
                connection.exec_driver_sql("INSERT INTO book_mark (id, writes) VALUES (1, 0)")
            audit.note(session, _BY, "salvaged", "book", now=now)
            session.commit()
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()
    new.chmod(0o600)
    return Salvaged(
        rows={table: number for table, (number, _broken) in saved.items()},
        damaged_pages=len(old.damaged),
        lost_pages=dict(old.lost_pages),
        broken_rows={table: broken for table, (_number, broken) in saved.items() if broken},
        name_only=name_only,
        nameless=nameless,
        dropped_rows=dropped,
        gaps=gaps,
    )


def _tables(old: DamagedBook) -> Iterable[str]:
    return [table.name for table in metadata.sorted_tables if table.name in old.definitions]


def _copy(connection: Connection, old: DamagedBook, table: str) -> tuple[int, int]:
    columns = _columns(connection, old, table)
    known = set(metadata.tables[table].columns.keys())
    kept = [(index, name) for index, (name, _is_rowid) in enumerate(columns) if name in known]
    names = ", ".join(f'"{name}"' for _index, name in kept)
    statement = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({', '.join('?' * len(kept))})"  # noqa: S608
    batch: list[tuple[Any, ...]] = []
    broken = 0
    for row in damaged_book.rows(old, table):
        if row is None:
            broken += 1
            continue
        values = [*row.values, *[None] * (len(columns) - len(row.values))]
        batch.append(tuple(row.rowid if columns[index][1] else values[index] for index, _name in kept))
    if batch:
        connection.exec_driver_sql(statement, batch)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()), broken  # noqa: S608


def _columns(connection: Connection, old: DamagedBook, table: str) -> list[tuple[str, bool]]:
    """(name, whether it is the row's number) in the order in which the old file stores them."""
    definition = old.definitions[table].split("(", 1)[1]
    connection.exec_driver_sql(f"CREATE TABLE salvage_shape ({definition}")
    shape = connection.exec_driver_sql("PRAGMA table_info(salvage_shape)").fetchall()
    connection.exec_driver_sql("DROP TABLE salvage_shape")
    keyed = sum(1 for column in shape if column[5])
    return [(column[1], bool(column[5]) and keyed == 1 and column[2].upper() == "INTEGER") for column in shape]


def _bring_names(connection: Connection, old: DamagedBook, now: datetime) -> tuple[int, ...]:
    """Puts a customer whose row is lost where the index by name still knows what they are called."""
    if not old.lost_pages["customer"]:
        return ()
    there = {row[0] for row in connection.exec_driver_sql("SELECT id FROM customer")}
    brought = {}
    for entry in damaged_book.index(old, "ix_customer_sort_name"):
        if len(entry) == 2 and isinstance(entry[0], str) and isinstance(entry[1], int) and entry[1] not in there:
            brought[entry[1]] = entry[0]
    for number, sort_name in sorted(brought.items()):
        _put_customer(connection, number, sort_name.title() or f"{_NAMELESS} ({number})", sort_name, now)
    return tuple(sorted(brought))


def _put_customer(connection: Connection, number: int, name: str, sort_name: str, now: datetime) -> None:
    customers = metadata.tables["customer"]
    blank = {column.name: _blank(column) for column in customers.columns if not column.nullable}
    blank |= {"id": number, "name": name, "sort_name": sort_name, "created_at": now, "updated_at": now}
    connection.execute(customers.insert().values(blank))


def _name_the_missing(connection: Connection, now: datetime) -> tuple[int, ...]:
    """Puts a customer without a name where only what hangs on them was saved, so that their notes are not lost."""
    missing: set[int] = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            for link in column.foreign_keys:
                if link.target_fullname == "customer.id":
                    query = (
                        f"SELECT DISTINCT {column.name} FROM {table.name} WHERE {column.name} IS NOT NULL "  # noqa: S608
                        f"AND {column.name} NOT IN (SELECT id FROM customer)"
                    )
                    missing |= {row[0] for row in connection.exec_driver_sql(query)}
    for number in sorted(missing):
        _put_customer(connection, number, f"{_NAMELESS} ({number})", _NAMELESS.lower(), now)
    return tuple(sorted(missing))


def _blank(column: Any) -> Any:
    return {"Boolean": False, "Integer": 0, "Float": 0.0}.get(type(column.type).__name__, "")


def drop_the_loose(connection: Connection) -> int:
    """Empties links to what is gone, and removes rows that are nothing without it."""
    dropped = 0
    while loose := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        for table, rowid, _target, number in loose:
            column = next(
                row[3] for row in connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})") if row[0] == number
            )
            if metadata.tables[table].c[column].nullable:
                connection.exec_driver_sql(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))  # noqa: S608
            else:
                connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608
                dropped += 1
    return dropped


def _gaps(connection: Connection, saved: dict[str, tuple[int, int]]) -> dict[str, int]:
    found = {}
    for table in saved:
        if "id" in metadata.tables[table].columns:
            top = connection.exec_driver_sql(f"SELECT max(id) - count(*) FROM {table}").scalar()  # noqa: S608
            if top:
                found[table] = int(top)
    return found
