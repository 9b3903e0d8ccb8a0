"""An Excel workbook into records: of several sheets the one that says most of people, and words about the others."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from deskmate.core.importing import tables, xlsx
from deskmate.core.importing.headers import ADDRESS_PARTS
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Import, Problem
from deskmate.core.importing.visit_columns import NAMES

_ABOUT_PEOPLE = NAMES | ADDRESS_PARTS | {"phone", "email", "birthday", "organisation"}


def read(data: bytes, options: Options) -> Import:
    """What the workbook holds. Raises FileProblem for one that can't be read."""
    options = replace(options, guarded=False)
    sheets = xlsx.sheets(data, options.should_stop)
    if not sheets:
        return replace(tables.understand([], options), format="xlsx")
    chosen = max(sheets, key=partial(_says_of_people, options)) if len(sheets) > 1 else sheets[0]
    read_ = tables.understand(chosen[1], options)
    unread = [
        Problem(0, "", f"The sheet “{name[:60]}” was not read; save it as a file of its own and bring that too.")
        for name, rows in sheets
        if rows is not chosen[1] and len(rows) > 1
    ]
    return replace(read_, format="xlsx", problems=(*unread, *read_.problems))


def _says_of_people(options: Options, sheet: xlsx.Sheet) -> tuple[int, int]:
    """How much a sheet says of people: kinds of columns about them, and records."""
    found = tables.understand(sheet[1], replace(options, mapping={}, has_header=None))
    return len({column.field for column in found.columns} & _ABOUT_PEOPLE), len(found.records)
