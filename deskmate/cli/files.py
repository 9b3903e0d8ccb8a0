"""Commands that bring files in and take them back."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from deskmate import paths
from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, number
from deskmate.core import importing
from deskmate.core.errors import FileProblem
from deskmate.core.importing import Import, series

_AHEAD = timedelta(days=366)


def register(commands: Commands) -> None:
    """Adds `import`, `undo-import`, `export` and `duplicates`."""
    bring = commands.add("import", _import, help="bring customers in from CSV, Excel, vCard, calendars, chats or mails")
    bring.add_argument("file", type=Path, nargs="+", metavar="FILE")
    bring.add_argument("--dry-run", action="store_true", help="only say what each record would become; needs no book")
    bring.add_argument("--region", default=None, metavar="CC", help="the country the file is from (ISO 3166)")
    bring.add_argument("--map", action="append", type=_mapping, default=[], metavar="COLUMN=FIELD")
    bring.add_argument(
        "--date-order", choices=("dmy", "mdy"), default="", help="what 01/09 means, where a file has both"
    )
    bring.add_argument("--encoding", metavar="NAME", help="the file's characters, where it was read wrongly")
    bring.add_argument("--delimiter", type=_delimiter, metavar="SIGN", help="what parts the columns (tab: \\t)")
    bring.add_argument("--own-name", default="", metavar="NAME", help="what the shop is called in a chat")
    first = bring.add_mutually_exclusive_group()
    first.add_argument(
        "--header", dest="has_header", action="store_true", default=None, help="the first row names the columns"
    )
    first.add_argument("--no-header", dest="has_header", action="store_false", help="the first row is data")
    back = commands.add("undo-import", _undo_import, help="take an import back")
    back.add_argument("batch", type=number, help="the import's number")
    export = commands.add("export", _export, help="write everything out (only the owner may)")
    export.add_argument("format", choices=("csv", "json", "vcard", "vcard-3.0", "xlsx"))
    export.add_argument("--to", type=Path, required=True, metavar="PATH", help="the folder to write into")
    twice = commands.add("duplicates", _duplicates, help="pairs that may be one person, in the book or in a file")
    twice.add_argument("--csv", type=Path, metavar="FILE")
    twice.add_argument("--id", metavar="COLUMN", help="the column that names each row")


def _mapping(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals or not column:
        raise argparse.ArgumentTypeError(f"“{text}” is no mapping; write it like Kontakt=name")
    return column, field


def _delimiter(text: str) -> str:
    sign = {"\\t": "\t", "tab": "\t"}.get(text, text)
    if len(sign) != 1 or sign in '"\r\n':
        raise argparse.ArgumentTypeError(f"“{text}” is no single sign that parts columns")
    return sign


def _import(context: Context) -> dict[str, Any]:
    o = context.options
    if len(o.file) == 1 and b'"deskmate-book"' in _head(o.file[0]):
        return _whole_book(context, o.file[0])
    if o.dry_run:
        return _dry_run([(path.name, _read(context, path, o.region or "")) for path in o.file], context.now)
    from deskmate.core import backups, imports, rereading, settings

    region = o.region or settings.current(context.db).region
    files = [(path.name, _read(context, path, region)) for path in o.file]
    plan = imports.make_plan(context.db, files, now=context.now)
    backups.make(context.db, paths.backups(context.path), now=context.now, why="before-import")
    batch = imports.carry_out(context.db, plan, by=context.actor, now=context.now)
    rereading.read_waiting(context.db, now=context.now)
    unsure = [
        {"row": d.record.source_row, "name": d.record.name, "may_be": [{"id": n, "name": name} for n, name in d.likely]}
        for d in plan.unsure
    ]
    return {
        "batch": batch.batch,
        "rows": batch.rows,
        "created": batch.created,
        "updated": batch.updated,
        "skipped": batch.skipped,
        "problems": [_problem(problem) for problem in (*plan.problems, *plan.left_out)],
        "cautions": [_problem(caution) for caution in plan.cautions],
        "likely": unsure,
    }


def _whole_book(context: Context, file: Path) -> dict[str, Any]:
    """A whole book goes into an empty one, table by table."""
    from deskmate.core import backups
    from deskmate.core.imports import whole_book

    if context.options.dry_run:
        held = whole_book.look(file)
    else:
        backups.make(context.db, paths.backups(context.path), now=context.now, why="before-import")
        held = whole_book.bring(context.db, file, by=context.actor, now=context.now)
    rows = sum(held.rows.values())
    return {"batch": None, "rows": rows, "created": held.customers, "updated": 0, "skipped": 0, "problems": [],
            "likely": [], "tables": held.rows}  # fmt: skip


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(200)
    except OSError as error:
        raise FileProblem(f"{path.name} can't be read: {error.strerror or error}.") from error


def _dry_run(files: list[tuple[str, Import]], now: datetime) -> dict[str, Any]:
    records = [record for _name, read in files for record in read.records]
    return {
        "batch": None,
        "rows": sum(read.rows for _name, read in files),
        "created": sum(record.repeat_of is None for record in records),
        "updated": 0,
        "skipped": sum(record.repeat_of is not None for record in records),
        "problems": [_problem(problem) for _name, read in files for problem in read.problems],
        "questions": [
            {"file": name, "kind": question.kind, "text": question.text, "choices": question.choices}
            for name, read in files
            for question in read.questions
        ],
        "customers": [importing.to_json(record) for record in records],
        "appointments": [
            series.to_json(plan, until=now.date() + _AHEAD) for _name, read in files for plan in read.appointments
        ],
    }


def _read(context: Context, path: Path, region: str) -> Import:
    o = context.options
    return importing.read_file(
        path.name,
        _bytes(path),
        region=region,
        mapping=dict(o.map) or None,
        encoding=o.encoding,
        delimiter=o.delimiter,
        date_order=o.date_order,
        has_header=o.has_header,
        own_name=o.own_name,
        today=context.now.date(),
    )


def _bytes(path: Path) -> bytes:
    try:
        importing.check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise FileProblem(f"{path.name} can't be read: {error.strerror or error}.") from error


def _problem(problem: importing.Problem) -> dict[str, Any]:
    return {"row": problem.row, "field": problem.field, "reason": problem.reason}


def _undo_import(context: Context) -> dict[str, Any]:
    from deskmate.core import imports

    undone = imports.undo(context.db, context.options.batch, by=context.actor, now=context.now)
    return {"removed": undone.removed, "restored": undone.restored, "kept": undone.kept}


def _export(context: Context) -> dict[str, Any]:
    from deskmate.core import exports

    o = context.options
    written = exports.export(context.db, o.format, o.to, by=context.actor, now=context.now)
    return {"files": written.files, "customers": written.customers, "interactions": written.interactions}


def _duplicates(context: Context) -> list[dict[str, Any]]:
    from deskmate.core import duplicates, lookalikes

    o = context.options
    people = _people(o.csv, o.id) if o.csv is not None else lookalikes.everybody(context.db)
    return [
        {"a": p.a, "b": p.b, "score": round(p.score, 4), "agree": p.agree, "differ": p.differ, "verdict": p.verdict}
        for p in duplicates.find_pairs(people)
    ]


def _people(path: Path, id_column: str | None) -> list[Any]:
    from deskmate.core import duplicates
    from deskmate.core.importing import delimited, encodings

    table = delimited.parse(encodings.decode(_bytes(path)).text)
    rows = [[cell.strip() for cell in cells] for _number, cells in table.rows]
    if not rows:
        raise FileProblem(f"{path.name} is empty.")
    if id_column is not None and id_column not in rows[0]:
        raise FileProblem(f"{path.name} has no column called “{id_column}”.")
    return duplicates.from_rows(rows[0], rows[1:], id_column)
