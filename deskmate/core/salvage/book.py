"""A damaged book read without SQLite: which page belongs to which table, and the rows that are whole."""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deskmate.core.salvage import pages, records
from deskmate.core.salvage.records import INDEX_INTERIOR, INDEX_LEAF, INTERIOR, LEAF, Row

_SCHEMA = "sqlite_master"


@dataclass
class DamagedBook:
    """All pages that can be trusted, and the tables they belong to."""

    whole: dict[int, bytes]
    damaged: list[int]
    definitions: dict[str, str] = field(default_factory=dict)
    indexes: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, list[int]] = field(default_factory=dict)
    lost_pages: Counter[str] = field(default_factory=Counter)


def read(path: Path, key: bytes, usual: dict[str, tuple[int, str]]) -> DamagedBook:
    """Reads every page and finds out where it belongs. Nothing is written.

    `usual` is where a new book has its tables, (first page, definition) by name: where the list of tables itself is
    damaged, those tables are looked for there.
    """
    opened = dict(pages.read(path, key))
    whole = {number: page for number, page in opened.items() if page is not None}
    book = DamagedBook(whole, [number for number, page in opened.items() if page is None])
    roots: dict[str, int] = {}
    _walk(book, _SCHEMA, 1)
    for row in rows(book, _SCHEMA):
        if row is not None and len(row.values) >= 5 and row.values[0] == "table" and row.values[3]:
            name, root, sql = str(row.values[1]), int(row.values[3]), str(row.values[4])
            roots[name], book.definitions[name] = root, sql
        elif row is not None and len(row.values) >= 5 and row.values[0] == "index" and row.values[3]:
            book.indexes[str(row.values[1])] = int(row.values[3])
    if book.lost_pages[_SCHEMA]:
        for name, (root, sql) in usual.items():
            if name not in roots and _plausible(book, root, sql):
                roots[name], book.definitions[name] = root, sql
    for name, root in roots.items():
        if "WITHOUT ROWID" not in book.definitions[name].upper():
            _walk(book, name, root)
    _adopt(book)
    return book


def rows(book: DamagedBook, table: str) -> Iterator[Row | None]:
    """The rows of a table; nothing for each one that was there but is not whole."""
    for number in book.leaves.get(table, []):
        yield from records.rows(book.whole[number], number, book.whole.get)


def index(book: DamagedBook, name: str) -> Iterator[tuple[Any, ...]]:
    """What can be read of an index: it tells something of rows that are lost in their table."""
    waiting, seen = [book.indexes[name]] if name in book.indexes else [], set()
    while waiting:
        number = waiting.pop()
        page = book.whole.get(number)
        if number in seen or page is None:
            continue
        seen.add(number)
        sort = records.kind(page, number)
        if sort in (INDEX_LEAF, INDEX_INTERIOR):
            yield from records.entries(page, number)
        if sort == INDEX_INTERIOR:
            waiting += records.children(page, number)


def _walk(book: DamagedBook, table: str, root: int) -> None:
    waiting, seen = [root], set()
    while waiting:
        number = waiting.pop()
        if number in seen:
            continue
        seen.add(number)
        page = book.whole.get(number)
        if page is None:
            book.lost_pages[table] += 1
        elif records.kind(page, number) == LEAF:
            book.leaves.setdefault(table, []).append(number)
        elif records.kind(page, number) == INTERIOR:
            waiting += records.children(page, number)


def _plausible(book: DamagedBook, root: int, sql: str) -> bool:
    """Whether the page may be the first of that table: the same number of values in its rows, as far as it has any."""
    page = book.whole.get(root)
    if page is None or records.kind(page, root) not in (LEAF, INTERIOR):
        return False
    while page is not None and records.kind(page, root) == INTERIOR:
        root = records.children(page, root)[0]
        page = book.whole.get(root)
    first = next(records.rows(page, root, book.whole.get), None) if page is not None else None
    columns = sum(1 for line in sql.splitlines() if line[:1] == "\t" and "CONSTRAINT" not in line)
    return first is None or len(first.values) == columns


def _adopt(book: DamagedBook) -> None:
    """Gives leaves that nothing points to any more to the table whose inner page was lost.

    Pages that SQLite has freed can't be taken for them: `secure_delete` has overwritten those.
    """
    robbed = [table for table in book.leaves.keys() | book.lost_pages.keys() if book.lost_pages[table]]
    if not robbed:
        return
    known = {number for numbers in book.leaves.values() for number in numbers} | _overflow(book)
    orphans = [n for n, page in book.whole.items() if n > 1 and n not in known and _like_a_leaf(page)]
    for number in orphans:
        fitting = [table for table in robbed if _fits(book, number, table)]
        if len(fitting) == 1:
            book.leaves.setdefault(fitting[0], []).append(number)


def _like_a_leaf(page: bytes) -> bool:
    if page[0] != LEAF:
        return False
    count, content = struct.unpack_from(">HH", page, 3)
    return bool(0 < count < 1_000 and 8 + 2 * count <= content <= pages.USABLE)


def _fits(book: DamagedBook, number: int, table: str) -> bool:
    found = [row for row in records.rows(book.whole[number], number, book.whole.get) if row is not None]
    columns = book.definitions.get(table, "").count(",")
    sample = next((len(row.values) for row in rows(book, table) if row is not None), None)
    widths = {len(row.values) for row in found}
    return len(widths) == 1 and (widths == {sample} if sample is not None else widths.pop() <= columns + 1)


def _overflow(book: DamagedBook) -> set[int]:
    """Pages that long rows reach onto: what stands in them may look like anything."""
    used: set[int] = set()

    def note(number: int) -> bytes | None:
        used.add(number)
        return book.whole.get(number)

    for numbers in book.leaves.values():
        for number in numbers:
            for _row in records.rows(book.whole[number], number, note):
                pass
    return used
