"""Every table of the book as it is: what has no place in a list of customers is not left behind."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from deskmate.core import exporting
from deskmate.core.db import SCHEMA_VERSION
from deskmate.core.models import metadata

# bookkeeping that follows from the rest or means nothing outside this book
_LEFT_OUT = frozenset({
    "audit_event", "book_mark", "customer_state", "draft", "import_batch", "import_change", "reminder_state",
    "staff_pin", "undo_entry", "visit_rhythm",
})  # fmt: skip
# these are in customers.csv and history.csv already, and pictures are no table cells
_TOLD_ELSEWHERE = frozenset({"attachment", "customer", "customer_tag", "contact_detail", "interaction", "tag"})


def write_json(session: Session, file: Path) -> None:
    """One JSON file: each table under its name, a row a line; times are ISO 8601 in UTC, bytes are base64."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(f'{{"format": "deskmate-book", "version": {SCHEMA_VERSION}, "tables": {{')
        for number, table in enumerate(_tables()):
            out.write(("" if number == 0 else ",") + f'\n"{table.name}": [')
            for place, row in enumerate(_rows(session, table)):
                out.write(("\n" if place == 0 else ",\n") + json.dumps(row, ensure_ascii=True, default=_plain))
            out.write("]")
        out.write("}}\n")


def write_csvs(session: Session, folder: Path) -> list[Path]:
    """A CSV file for each table that holds anything; the columns have the names of the book's own."""
    written = []
    for table in _tables():
        if table.name in _TOLD_ELSEWHERE:
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


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in _LEFT_OUT]


def _rows(session: Session, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, without those of customers in the bin and without deleted ones."""
    people = metadata.tables["customer"]
    query = select(table).order_by(*table.primary_key)
    if "deleted_at" in table.c:
        query = query.where(table.c.deleted_at.is_(None))
    if "customer_id" in table.c:
        query = query.where(table.c.customer_id.in_(select(people.c.id).where(people.c.deleted_at.is_(None))))
    for row in session.connection().execute(query).mappings():
        yield dict(row)


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
