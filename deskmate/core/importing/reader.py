"""The door for every file that somebody brings: what it is, and what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from deskmate.core import bulk
from deskmate.core.errors import FileProblem
from deskmate.core.importing import delimited, encodings, fixed_width, headers, tables, vcard_lines
from deskmate.core.importing.limits import Progress, ShouldStop, check_size, never, silent
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Import, Problem, Question

_OWN = b'{"format": "deskmate-customers"'
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_LISTS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf",
             b"{\\rtf")  # fmt: skip
_CARD = re.compile(r"^[ \t]*(?:\w{1,40}\.)?BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE | re.MULTILINE)
_CALENDAR = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*(?:VCALENDAR|VEVENT)", re.IGNORECASE | re.MULTILINE)


@bulk.hurried()
def read_file(
    name: str | PurePath,
    data: bytes,
    *,
    region: str = "",
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    date_order: str = "",
    has_header: bool | None = None,
    own_name: str = "",
    today: date | None = None,
    progress: Progress = silent,
    should_stop: ShouldStop = never,
) -> Import:
    """What a file holds, as records; nothing is written anywhere.

    `region` is the shop's country (for phones and dates), `mapping` column → field, `date_order` "dmy" or "mdy",
    `own_name` what the shop is called in a chat; after `today` nobody was born.
    Raises FileProblem for a file that can't be read at all or is too large, InvalidInput for a wrong mapping,
    Cancelled when `should_stop` says so. Whatever the bytes are, nothing else is raised.
    """
    check_size(len(data), own=data.startswith(_OWN))
    options = Options(
        region=region.upper(),
        mapping=mapping or {},
        delimiter=delimiter or "",
        date_order=date_order,
        has_header=has_header,
        own_name=own_name,
        today=today,
        progress=progress,
        should_stop=should_stop,
    )
    if data.startswith(_ZIP):
        return _workbook(data, options)
    _refuse_binary(data)
    decoded = encodings.decode(data, encoding=encoding, region=region)
    if not decoded.text.strip():
        raise FileProblem("The file is empty.")
    read = _text(PurePath(name).name.lower(), data, decoded, options)
    declared = read.format in ("vcard", "ics") and (bool(read.encoding) or vcard_lines.declares_all(data))
    certain = decoded.sure or declared or read.format == "mail"  # a mail says it for each of its parts
    questions = read.questions if certain else (_ask_encoding(decoded), *read.questions)
    remarks = (Problem(0, "", decoded.note),) if decoded.note and not declared and read.format != "mail" else ()
    return replace(read, encoding=read.encoding or decoded.encoding, questions=questions,
                   problems=(*remarks, *read.problems))  # fmt: skip


def _workbook(data: bytes, options: Options) -> Import:
    from deskmate.core.importing import workbooks

    return workbooks.read(data, options)


def _refuse_binary(data: bytes) -> None:
    if data.startswith(_OLD_OFFICE):
        raise FileProblem("This is an old Excel file (.xls). Open it, save it as .xlsx or CSV, and bring that.")
    if data.startswith(_NO_LISTS):
        raise FileProblem(
            "This file holds no list of customers; CSV, Excel (.xlsx), vCard and chat exports can be read."
        )


def _text(file: str, data: bytes, decoded: encodings.Decoded, options: Options) -> Import:
    if not options.mapping and not options.delimiter and (read := _own_form(file, data, decoded, options)) is not None:
        return read
    return _table(decoded.text, options)


def _own_form(file: str, data: bytes, decoded: encodings.Decoded, options: Options) -> Import | None:
    """What a file with a form of its own holds; None for a table."""
    from deskmate.core.importing import chats, ical, json_file, mails, vcard

    text = decoded.text
    if file.endswith((".vcf", ".vcard")) or _CARD.search(text[:20_000]):
        return vcard.read(data, decoded, options)
    if file.endswith((".ics", ".ical", ".icalendar", ".vcs")) or _CALENDAR.search(text[:2_000]):
        return ical.read(data, decoded, options)
    if json_file.is_own(text):
        return json_file.read(text)
    if mails.is_mail(file, text):
        return mails.read(data, options)
    return chats.read(text, options) if chats.is_chat(text) else None


def _table(text: str, options: Options) -> Import:
    from deskmate.core.importing import blocks, json_table, markup

    if json_table.is_json(text):
        return _rows("json", json_table.rows(text, options.should_stop), replace(options, has_header=True))
    if markup.is_markup(text):
        return _rows("html", markup.rows(text, options.should_stop), options)
    if not options.delimiter and blocks.is_blocks(text):
        return _rows("ldif", blocks.rows(text, options.should_stop), replace(options, has_header=True))
    return _separated(text, options)


def _rows(kind: str, found: list[tuple[int, list[str]]], options: Options) -> Import:
    return replace(tables.understand(found, replace(options, guarded=False)), format=kind)


def _separated(text: str, options: Options) -> Import:
    delimiter, stop = options.delimiter, options.should_stop
    if not delimiter and (at := fixed_width.header_line(text)) >= 0:
        return _rows("text", fixed_width.rows(text, at, stop), options)
    table = delimited.parse(text, delimiter=delimiter, likes=headers.is_known, should_stop=stop)
    read = tables.understand(table.rows, options)
    kind = "tsv" if table.delimiter == "\t" else "csv"
    return replace(read, format=kind, delimiter=table.delimiter, problems=(*table.problems, *read.problems))


def _ask_encoding(decoded: encodings.Decoded) -> Question:
    text = "The file doesn't say which characters it uses. Which of these lines reads right?"
    return Question("encoding", text, decoded.alternatives, decoded.encoding)
