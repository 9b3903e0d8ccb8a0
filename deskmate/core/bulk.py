"""Many rows at once, as an import brings them: plain statements, fewer looks for garbage, more pages in memory."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table

_OBJECTS_MADE = 2_000_000  # between two looks for garbage; usually 700
_CACHE_KIB = 200_000


def insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows that all have the same keys, with the model's defaults for the rest.

    The same as SQLAlchemy's insert, for a fraction of the processor's time: each column's way into the database is
    looked up once, not for each row, and a value that stands in many rows goes that way once.
    """
    if not rows:
        return
    names = list(rows[0])
    several = map(itemgetter(*names), rows) if len(names) > 1 else [(row[names[0]],) for row in rows]
    values = {name: list(column) for name, column in zip(names, zip(*several, strict=True), strict=True)}
    fixed = {
        column.name: [column.default.arg]  # type: ignore[attr-defined]
        for column in table.columns
        if column.name not in values and column.default is not None
    }
    cells, shown = [], []
    for name, given in (fixed | values).items():
        column = _converted(connection, table.columns[name], given)
        plain = _plain(column)
        shown.append(plain or "?")
        if not plain:
            cells.append(column * len(rows) if name in fixed else column)
    quoted = ", ".join(f'"{name}"' for name in fixed | values)
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({", ".join(shown)})'  # noqa: S608  (our own names)
    connection.exec_driver_sql(statement, list(zip(*cells, strict=True)))


def _plain(column: list[Any]) -> str:
    """How a statement itself says what all rows have in a column: nothing, a whole number, an empty text; else "".

    To hand over a value costs as much as to store it, and most columns of most rows are empty.
    """
    first = column[0]
    if not (first is None or first == "" or type(first) is int) or column.count(first) < len(column):
        return ""
    return "NULL" if first is None else str(first) if first != "" else "''"


def _converted(connection: Connection, column: Column[Any], values: list[Any]) -> list[Any]:
    """The values of a column as the database takes them; most rows carry the same moment and the same few flags."""
    way = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if way is None:
        return values
    if values.count(values[0]) == len(values):
        return [way(values[0])] * len(values)
    each = {id(value): value for value in values}
    converted = {key: way(value) for key, value in each.items()}
    return [converted[id(value)] for value in values]


@contextmanager
def hurried(connection: Connection | None = None) -> Iterator[None]:
    """While it lasts, Python seldom looks for garbage, and the connection keeps more pages before it writes them out.

    A large file is a million small objects that all stay; looking through them again and again took a third of the
    time that reading it takes.
    """
    often = gc.get_threshold()
    gc.set_threshold(max(_OBJECTS_MADE, often[0]), *often[1:])
    cache = None if connection is None else connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    if connection is not None:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")
    try:
        yield
    finally:
        gc.set_threshold(*often)
        if connection is not None:
            connection.exec_driver_sql(f"PRAGMA cache_size = {int(cache or -2_000)}")
