"""Lists that are set in columns by blanks, as old tills and databases print them."""

from __future__ import annotations

import re

from deskmate.core.importing import headers
from deskmate.core.importing.limits import STEP, ShouldStop, check_columns, check_rows, check_stop

_NAME = re.compile(r"\S+(?: \S+)*")
_LOOK = 20


def header_line(text: str) -> int:
    """The number of the line that names the columns, two or more blanks apart; -1 for any other text."""
    for number, line in enumerate(text[:20_000].splitlines()[:_LOOK]):
        names = _NAME.findall(line)
        if len(names) > 1 and "\t" not in line and sum(map(headers.is_known, names)) * 2 > len(names):
            return number if sum(map(headers.is_known, names)) > 1 else -1
    return -1


def rows(text: str, at: int, should_stop: ShouldStop) -> list[tuple[int, list[str]]]:
    """The lines from the header on, cut where its names begin, or before a word that begins earlier than its name."""
    lines = text.splitlines()
    starts = [found.start() for found in _NAME.finditer(lines[at])]
    check_columns(len(starts))
    found: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines[at:], start=at + 1):
        if not number % STEP:
            check_stop(should_stop)
            check_rows(number)
        if line.strip():
            cuts = [_cut(line, start) for start in starts]
            ends = [*cuts[1:], len(line)]
            found.append((number, [line[cut:end].strip() for cut, end in zip(cuts, ends, strict=True)]))
    return found


def _cut(line: str, start: int) -> int:
    """Where a column begins in this line: at its name, or at the beginning of the word that stands across it."""
    while 0 < start < len(line) and line[start] != " " and line[start - 1] != " ":
        start -= 1
    return start
