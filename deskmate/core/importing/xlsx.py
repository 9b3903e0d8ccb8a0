"""Excel workbooks (.xlsx) into rows, with a guard against files that unpack to far more than they are."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from deskmate.core.errors import Cancelled, FileProblem
from deskmate.core.importing.limits import MAX_RATIO, STEP, ShouldStop, check_columns, check_rows, check_stop, never

_UNPACKED = 400 * 1024 * 1024
_SMALL = 1024 * 1024


Sheet = tuple[str, list[tuple[int, list[str]]]]


def sheets(data: bytes, should_stop: ShouldStop = never) -> list[Sheet]:
    """The sheets that hold anything, by name, as rows with their spreadsheet numbers; empty rows are left out.

    Sheets with the same first row are one table: the second goes on where the first ends, with numbers that do, too.
    Raises FileProblem for anything that is no workbook, is protected, or unpacks to more than 100 times its size.
    """
    _check_archive(data)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [sheet for sheet in book.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"]
            found = [(str(sheet.title), _sheet(sheet, should_stop)) for sheet in shown or book.worksheets]
        finally:
            book.close()
    except (FileProblem, Cancelled):
        raise
    except Exception as error:  # openpyxl raises nearly anything on damaged files
        raise FileProblem(
            "This Excel file can't be read; it may be damaged. Open it, save it as CSV, and bring that."
        ) from error
    return _joined(found)


def _joined(found: list[Sheet]) -> list[Sheet]:
    tables: dict[tuple[str, ...], Sheet] = {}
    for name, rows in found:
        if not rows:
            continue
        first = tuple(rows[0][1])
        if len(first) > 1 and first in tables:
            names, before = tables[first]
            last = before[-1][0]
            check_rows(len(before) + len(rows))
            tables[first] = f"{names}, {name}", [*before, *((last + number, cells) for number, cells in rows[1:])]
        else:
            tables[first] = name, rows
    return list(tables.values())


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileProblem("This file is a damaged archive; it can't be read.") from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _UNPACKED or (unpacked > _SMALL and unpacked > MAX_RATIO * max(len(data), 1)):
        raise FileProblem("This file unpacks to more than 100 times its size; such a file is not opened, for safety.")
    if "content.xml" in names or any(name.endswith(".iwa") for name in names):
        raise FileProblem("This table is in another program's own form. Save it there as Excel (.xlsx) or CSV.")
    if not any(name.startswith("xl/") for name in names):
        raise FileProblem("This is an archive, not an Excel workbook. Unpack it first and bring the files in it.")


def _sheet(sheet: Any, should_stop: ShouldStop) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if not number % STEP:
            check_stop(should_stop)
            # a sheet may claim a million empty rows
            check_rows(len(found))
            if number > 1_100_000:
                break
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            check_columns(len(texts))
            found.append((number, texts))
    check_rows(len(found))
    return found


def _text(cell: Any) -> str:
    """A cell as people would have typed it: dates in ISO, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)
