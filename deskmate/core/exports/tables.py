"""Every table of the book as it is: what has no place in a list of customers is not left behind.

A book as JSON (`book.json`), which `imports.whole_book` brings into an empty book again:

    {"format": "deskmate-book", "version": 2, "tables": {
    "customer": [
    {"id": 1, "name": "Ann Lee", …},
    …],
    "interaction": [ … ]
    }}

`version` is the schema's. Each table stands under its name after those it refers to, each row on a line of its own
under the names of its columns. Times are ISO 8601 in UTC, days ISO dates, pictures and documents base64, money is in
minor units. Not in it: the bin, PINs, drafts, the list of who did what, and what could be undone; they are no part of
what a shop knows, or mean nothing in another book.
"""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import Session

from deskmate.core import exporting
from deskmate.core.db import SCHEMA_VERSION
from deskmate.core.models import metadata

FORMAT = "deskmate-book"
# the rhythm of visits follows from the visits, and is written by the book itself as they come in
_NEVER = frozenset({"audit_event", "book_mark", "draft", "staff_pin", "undo_entry", "visit_rhythm"})
_BOOKKEEPING = frozenset({"customer_state", "import_batch", "import_change", "reminder_state"})
# these are in customers.csv and history.csv already, and pictures are no table cells
_TOLD_ELSEWHERE = frozenset({"attachment", "customer", "customer_tag", "contact_detail", "interaction", "tag"})


def write_json(session: Session, file: Path) -> None:
    """The whole book in one JSON file, in the form that stands above."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{"format": "{FORMAT}", "version": {SCHEMA_VERSION}, "tables": {{')
        for number, table in enumerate(whole()):
            out.write(("" if number == 0 else ",") + f'\n"{table.name}": [')
            for place, row in enumerate(_rows(session, table)):
                out.write(("\n" if place == 0 else ",\n") + json.dumps(row, ensure_ascii=True, default=_plain))
            out.write("]")
        out.write("}}\n")


def write_csvs(session: Session, folder: Path) -> list[Path]:
    """A CSV file for each table that holds anything; the columns have the names of the book's own."""
    written = []
    for table in whole():
        if table.name in _TOLD_ELSEWHERE | _BOOKKEEPING:
            continue
        rows = _rows(session, table)
        first = next(rows, None)
        if first is None:
            continue
        file = folder / f"{table.name.replace('_', '-')}.csv"
        with file.open("w", encoding="utf-8-sig", errors="replace", newline="") as out:
            exporting.write_csv(out, [first])
            exporting.write_csv(out, (map(_cell, row.values()) for row in chain([first], rows)))
        written.append(file)
    return written


def whole() -> list[Table]:
    """The tables that make up a whole book, each after those it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in _NEVER]


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, without those of customers in the bin and without deleted ones.

    A card that went into another one by a merge is not in the bin: the two can be parted again.
    """
    people = metadata.tables["customer"]
    there = people.c.deleted_at.is_(None) | people.c.merged_into_id.is_not(None)
    query = select(table).order_by(*table.primary_key)
    if table is people:
        query = query.where(there)
    elif "deleted_at" in table.c:
        query = query.where(table.c.deleted_at.is_(None))
    for name in ("customer_id", "other_id", "kept_id"):
        if name in table.c:
            column = table.c[name]
            query = query.where(column.in_(select(people.c.id).where(there)) | column.is_(None))
    if table.name == "import_change":
        query = _without_the_bin(query, table, people)
    for row in session.connection().execute(query).mappings():
        yield dict(row)


def _without_the_bin(query: Select[Any], table: Table, people: Table) -> Select[Any]:
    binned = select(people.c.id).where(people.c.deleted_at.is_not(None), people.c.merged_into_id.is_(None))
    return query.where((table.c.table != "customer") | table.c.row_id.not_in(binned))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no place in a JSON file")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date | bytes):
        return _plain(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return str(value)
