"""Separated text into rows: which character separates, and every row kept even where quotes are broken."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from deskmate.core.importing.limits import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    STEP,
    ShouldStop,
    check_columns,
    check_rows,
    check_stop,
    never,
)
from deskmate.core.importing.records import Problem

DELIMITERS = (",", ";", "\t", "|", "~")
_RARE = ("^", ":", "\x1f")  # only where they part column names that are known and none of the others does
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?\s*(?:\r\n|\r|\n|$)')
_SNIFF_LINES = 60
_LONGEST_CELL_LINES = 400


@dataclass(slots=True)
class Table:
    """Rows as they stand in the file (row numbers as a spreadsheet counts them, from 1), and what was wrong."""

    rows: list[tuple[int, list[str]]]
    delimiter: str = ","
    problems: list[Problem] = field(default_factory=list)


def parse(text: str, *, delimiter: str | None = None, likes: Callable[[str], bool] | None = None,
          should_stop: ShouldStop = never) -> Table:  # fmt: skip
    """All rows of separated text. `likes` says whether a cell is a known column name, which settles the delimiter.

    Raises FileProblem for more than 200,000 rows or 200 columns, Cancelled when asked to stop.
    """
    text = text.replace("\x00", "")
    if (declared := _SEP_LINE.match(text)) and not delimiter:
        delimiter, text = declared[1], text[declared.end() :]
    chosen = delimiter or sniff(text, likes=likes)
    text = _double_quoted(text, chosen)
    blank_after = f'{chosen} "' in text[:20_000] and chosen != " "
    try:
        table = _strict(text, chosen, blank_after, should_stop)
    except csv.Error:
        table = None
    if table is None or _swallowed(table):
        table = _tolerant(text, chosen, should_stop)
    elif not delimiter and likes is not None and (inner := _quoted_whole(table, likes)) and inner != text.strip():
        return parse(inner, likes=likes, should_stop=should_stop)
    if declared:
        table.rows = [(number + 1, cells) for number, cells in table.rows]
    check_columns(max((len(cells) for _number, cells in table.rows[:50]), default=0))
    return table


def _quoted_whole(table: Table, likes: Callable[[str], bool]) -> str:
    """The text of a table whose lines were each put into quotation marks, as saving it twice does; else nothing."""
    if len(table.rows) < 2 or any(len(cells) != 1 for _number, cells in table.rows):
        return ""
    first = table.rows[0][1][0]
    sign = max(DELIMITERS, key=first.count)
    names = [cell.strip().strip('"') for cell in first.split(sign)]
    if len(names) < 2 or sum(map(likes, names)) < 2 or likes(first):
        return ""
    return "\n".join(cells[0] for _number, cells in table.rows)


def sniff(text: str, *, likes: Callable[[str], bool] | None = None) -> str:
    """The delimiter: the one that shows most known column names, then the one that splits most evenly."""
    head = _head(text)
    best, best_score = ",", (0.0, 0.0, 0.0)
    for rank, delimiter in enumerate((*DELIMITERS, *_RARE)):
        if delimiter in _RARE and (best_score[0] >= 1 or likes is None):
            break
        rows = [cells for line in head if (cells := _rough_split(line, delimiter)) and any(c.strip() for c in cells)]
        score = _evenness(rows, likes)
        if delimiter in _RARE and score[0] < 2:
            continue
        if score[1] and (score[0], score[1], -rank) > best_score:
            best, best_score = delimiter, (score[0], score[1], -rank)
    return best


def _double_quoted(text: str, delimiter: str) -> str:
    """The text with “…” or '…' around its cells made "…", where every cell of its first line stands in them."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    cells = [cell.strip() for cell in first.split(delimiter)]
    if len(cells) < 2 or '"' in first:
        return text
    if all(cell[:1] in "“„" and cell[-1:] in "”“" and len(cell) > 1 for cell in cells):
        return text.translate({ord("“"): '"', ord("”"): '"', ord("„"): '"'})
    if all(len(cell) > 2 and cell[0] == cell[-1] == "'" for cell in cells):
        quoted = re.compile(
            rf"(^|{re.escape(delimiter)})[ ]*'((?:[^'\n]|'')*)'[ ]*(?=$|{re.escape(delimiter)})", re.MULTILINE
        )
        return quoted.sub(_requoted, text)
    return text


def _requoted(cell: re.Match[str]) -> str:
    inner = cell[2].replace("''", "'").replace('"', '""')
    return f'{cell[1]}"{inner}"'


def _head(text: str) -> list[str]:
    """The first logical lines: a line with an open quote is joined with the next ones."""
    lines: list[str] = []
    pending = ""
    for line in io.StringIO(text[:100_000], newline=None):
        pending += line
        if pending.count('"') % 2 and pending.count("\n") < 20:
            continue
        lines.append(pending.rstrip("\n"))
        pending = ""
        if len(lines) >= _SNIFF_LINES:
            break
    return [line for line in [*lines, pending] if line.strip()]


_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def _rough_split(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    kept = _QUOTED.sub(lambda match: match[0].replace(delimiter, "\ue000"), line)
    return [cell.strip().strip('"').replace("\ue000", delimiter) for cell in kept.split(delimiter)]


def _evenness(rows: list[list[str]], likes: Callable[[str], bool] | None) -> tuple[float, float]:
    if not rows:
        return 0.0, 0.0
    known = max(sum(1 for cell in row if likes(cell)) for row in rows[:15]) if likes else 0
    known = known if known > 1 or (known and len(rows[0]) > 1) else 0
    widths = Counter(len(row) for row in rows)
    width, often = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return float(known), 0.0
    return float(known), often / len(rows) * (1 - 1 / (1 + width))


def _strict(text: str, delimiter: str, blank_after: bool, should_stop: ShouldStop) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=blank_after)
    rows: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(reader, start=1):
        if cells:
            rows.append((number, cells))
        if not number % STEP:
            check_stop(should_stop)
            check_rows(number)
            check_columns(len(cells))
    check_rows(len(rows))
    return Table(rows, delimiter)


def _swallowed(table: Table) -> bool:
    """Whether a well-formed reading hides rows inside one cell: a quote opened in one row and closed in a later one."""
    widths = Counter(len(cells) for _number, cells in table.rows[:200])
    if not widths:
        return False
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    if width < 3:
        return False
    for _number, cells in table.rows:
        if len(cells) == width:
            continue
        for cell in cells:
            if "\n" in cell and _hides_rows(cell, table.delimiter, width):
                return True
    return False


def _hides_rows(cell: str, delimiter: str, width: int) -> bool:
    inner = cell.splitlines()[1:-1]
    return any(line.count(delimiter) == width - 1 for line in inner)


def _tolerant(text: str, delimiter: str, should_stop: ShouldStop) -> Table:
    """Row by row, closing a quote that never ends at its own line and saying so."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    table = Table([], delimiter)
    width = lines[0].count(delimiter) + 1 if lines else 1
    position = number = 0
    while position < len(lines):
        number += 1
        cells, position, broken = _record(lines, position, delimiter, width)
        if any(cell.strip() for cell in cells):
            table.rows.append((number, cells))
        if broken:
            table.problems.append(
                Problem(number, "", "A quotation mark is opened and not closed; the row is read up to its end.")
            )
        if len(cells) > MAX_COLUMNS:
            check_columns(len(cells))
        if not number % STEP:
            check_stop(should_stop)
        if number > MAX_ROWS:
            check_rows(number)
    return table


def _record(lines: list[str], position: int, delimiter: str, width: int) -> tuple[list[str], int, bool]:
    """One record that begins at this line: its cells, the next line, whether a quote was left open."""
    line = lines[position]
    if '"' not in line:
        return line.split(delimiter), position + 1, False
    cells: list[str] = []
    broken = False
    column = 0
    while True:
        start = column
        while start < len(line) and line[start] == " ":
            start += 1
        if start < len(line) and line[start] == '"':
            closed = _close(lines, position, start + 1, delimiter, width)
            if closed is None:
                broken = True
                end = line.find(delimiter, start)
                end = len(line) if end < 0 else end
                cells.append(line[start + 1 : end].replace('""', '"').rstrip('"'))
            else:
                value, position, end = closed
                line = lines[position]
                cells.append(value)
        else:
            end = line.find(delimiter, column)
            end = len(line) if end < 0 else end
            cells.append(line[column:end])
        if end >= len(line):
            return cells, position + 1, broken
        column = end + 1


def _close(lines: list[str], position: int, column: int, delimiter: str, width: int) -> tuple[str, int, int] | None:
    """Where the quoted cell ends: its value, the line and the column after the closing quote; None if it never does."""
    pieces: list[str] = []
    size = 0
    for at in range(position, min(len(lines), position + _LONGEST_CELL_LINES)):
        line = lines[at]
        begin = column if at == position else 0
        if at > position and _looks_like_opening(line, delimiter):
            return None
        end = _closing_quote(line, begin, delimiter)
        if at > position and end is None and width >= 3 and line.count(delimiter) == width - 1:
            return None
        if end is not None:
            pieces.append(line[begin:end])
            after = line.find(delimiter, end + 1)
            return "\n".join(pieces).replace('""', '"'), at, len(line) if after < 0 else after
        pieces.append(line[begin:])
        size += len(pieces[-1])
        if size > MAX_CELL:
            return None
    return None


def _looks_like_opening(line: str, delimiter: str) -> bool:
    """Whether the first quote of a later line opens a cell there, which no text inside a quoted cell does."""
    first = line.find('"')
    if first < 0 or line[first : first + 2] == '""':
        return False
    before = line[:first].rstrip(" ")
    if before and not before.endswith(delimiter):
        return False
    after = line[first + 1 :].lstrip(" ")
    return bool(after) and not after.startswith(delimiter)


def _closing_quote(line: str, begin: int, delimiter: str) -> int | None:
    """The first quote that ends a cell: followed by the delimiter or the end of the line, doubled ones apart."""
    at = line.find('"', begin)
    while at >= 0:
        if line[at + 1 : at + 2] == '"':
            at = line.find('"', at + 2)
            continue
        after = at + 1
        while line.startswith(" ", after):
            after += 1
        if after == len(line) or line.startswith(delimiter, after):
            return at
        at = line.find('"', at + 1)
    return None
