"""Customers as a table, one row each: CSV that no spreadsheet runs as formulas, and Excel with text cells only.

Numbered columns follow Google's export ("Phone 1 - Label", "Phone 1 - Value"), so other programs understand them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from deskmate.core.importing.formulas import guard
from deskmate.core.importing.minding import COLUMNS
from deskmate.core.importing.own import LINES, MARK, PLACE, SEPARATOR
from deskmate.core.importing.records import Record
from deskmate.core.money import digits_after_point

_HISTORY = ("Customer ID", "Name", "E-mail", "Date", "Interaction type", "Details", "Amount", "Currency",
            "Further details")  # fmt: skip


def to_csv(records: Iterable[Record]) -> bytes:
    """One row a customer: UTF-8 with a mark (so that Excel shows umlauts), commas, CRLF (RFC 4180)."""
    return _csv(_table(list(records)))


def history_csv(records: Iterable[Record]) -> bytes:
    """One row for each thing that happened, with the customer it belongs to."""
    return _csv(_history(records))


def to_xlsx(records: Iterable[Record]) -> bytes:
    """One sheet, one row a customer; every cell is a text, so nothing in it runs or is reformatted."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Customers")
    for row in _table(list(records)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(out: TextIO, rows: Iterable[Iterable[str]]) -> None:
    """Rows as CSV (RFC 4180: commas, CRLF) in which no cell is a formula."""
    csv.writer(out, lineterminator="\r\n").writerows([guard(cell) for cell in row] for row in rows)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _table(records: Sequence[Record]) -> Iterator[list[str]]:
    header = _header(records)
    yield header
    for record in records:
        cells = dict(_cells(record))
        yield [cells.get(name, "") for name in header]


def _header(records: Sequence[Record]) -> list[str]:
    """The columns that any record fills, in a fixed order with numbered groups last."""
    fixed = [MARK, "Name", *[name for name in LINES if name != "Name"], "Company", "Birthday", "Labels", "Opted out"]
    fixed += COLUMNS
    used: dict[str, None] = {}
    for record in records:
        used.update(dict.fromkeys(name for name, cell in _cells(record) if cell))
    numbered = [name for name in used if name not in fixed]
    order = {kind: place for place, kind in enumerate(("E-mail", "Phone", "Address", "Website"))}
    numbered.sort(key=lambda name: (order.get(name.split(" ")[0], 9), name.split(" ")[0], int(name.split(" ")[1])))
    keep = (MARK, "Name", "First Name", "Last Name", "Birthday", "Notes")
    return [name for name in fixed if name in used or name in keep] + numbered


def _cells(record: Record) -> Iterator[tuple[str, str]]:
    yield MARK, record.external_id
    for name, field in LINES.items():
        yield name, getattr(record, field)
    yield "Company", "yes" if record.is_company else ""
    yield "Birthday", record.birthday.iso if record.birthday else ""
    yield "Labels", SEPARATOR.join(record.tags)
    yield "Opted out", "" if record.opted_out is None else "yes" if record.opted_out else "no"
    minded = dict(record.to_mind)
    for words, name in COLUMNS.items():
        yield words, minded.get(name, "")
    for number, email in enumerate(record.emails, start=1):
        yield f"E-mail {number} - Label", _label(email.label, email.preferred)
        yield f"E-mail {number} - Value", email.address
    for number, phone in enumerate(record.phones, start=1):
        yield f"Phone {number} - Label", _label(phone.label, phone.preferred)
        yield f"Phone {number} - Value", phone.typed
    yield from _groups(record)


def _groups(record: Record) -> Iterator[tuple[str, str]]:
    for number, address in enumerate(record.addresses, start=1):
        for name, field in PLACE.items():
            yield f"Address {number} - {name}", getattr(address, field)
    for number, url in enumerate(record.urls, start=1):
        yield f"Website {number} - Value", url
    for number, occasion in enumerate(record.occasions, start=1):
        yield f"Occasion {number} - Kind", occasion.kind
        yield f"Occasion {number} - Day", occasion.day.iso
    for number, preference in enumerate(record.preferences, start=1):
        yield f"Preference {number} - Kind", preference.category
        yield f"Preference {number} - Text", preference.text
        yield f"Preference {number} - Marks", preference.marks
    for number, tie in enumerate(record.ties, start=1):
        yield f"Relation {number} - Role", tie.role
        yield f"Relation {number} - Customer ID", tie.other
    for number, (name, text) in enumerate(record.extra, start=1):
        yield f"Extra {number} - Name", name
        yield f"Extra {number} - Text", text


def _label(label: str, preferred: bool) -> str:
    """A label with a star before it for the preferred one, as Google writes it."""
    if preferred:
        return f"* {label}" if label else "*"
    return f"*{label}" if label.startswith("*") else label


def _history(records: Iterable[Record]) -> Iterator[Sequence[str]]:
    yield _HISTORY
    for record in records:
        email = record.emails[0].address if record.emails else ""
        for entry in record.entries:
            amount = ""
            if entry.amount_minor is not None:
                digits = digits_after_point(entry.currency)
                amount = f"{entry.amount_minor / 10**digits:.{digits}f}"
            yield (record.external_id, record.name, email, entry.at, entry.kind, entry.text, amount, entry.currency,
                   entry.details)  # fmt: skip
