"""Files of visits: a line each, with who and when, in whatever character set and date form they come."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from deskmate.core.errors import FileProblem
from deskmate.core.importing import dates, delimited, encodings

_Row = tuple[int, str, str]


def read(path: Path, customer: str, day: str) -> Iterator[tuple[str, date]]:
    """Who came on which day; lines without a customer or a date (sales to nobody in particular, totals) are left out.

    Raises `FileProblem` with the line for what can't be read. Whether 3/4 is in March or April, the whole column says;
    where it doesn't, the file is refused rather than guessed at.
    """
    rows = list(_cells(_text(path), customer, day))
    written = list(dict.fromkeys(row[2] for row in rows))
    order = dates.column_order(written)
    if not order.sure and any(map(dates.needs_order, written)):
        raise FileProblem(f"The dates in “{day}” could be day first or month first; write them like 2026-03-31.")
    known = {text: _day(text, order) for text in written}
    for number, who, text in rows:
        when = known[text]
        if when is None:
            raise FileProblem(f"Line {number}: “{text[:40]}” is no date; write it like 2026-03-31.")
        yield who, when


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileProblem(f"The file {path.name} can't be read; is it there, and is it yours to open?") from error
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(f"{path.name} is no CSV file. Save the table as CSV and bring that.")
    text = encodings.decode(data).text
    if not text.strip():
        raise FileProblem(f"The file {path.name} is empty.")
    return text


def _cells(text: str, customer: str, day: str) -> Iterator[_Row]:
    """Line number, customer and date of each line that has both; the quotes must be whole, or lines would be lost."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimited.sniff(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader)]
        who, when = _column(header, customer), _column(header, day)
        for cells in reader:
            if len(cells) > max(who, when):
                name, written = cells[who].strip(), cells[when].strip()
                if name and not dates.is_empty(written):
                    yield reader.line_num, name, written
            elif any(cell.strip() for cell in cells):
                raise FileProblem(f"Line {reader.line_num} has fewer cells than the header.")
    except csv.Error as error:
        raise FileProblem(f"Line {reader.line_num} can't be read: a quotation mark is open or out of place.") from error


def _column(header: Sequence[str], name: str) -> int:
    for exact in (True, False):
        for place, title in enumerate(header):
            if title == name.strip() or (not exact and title.casefold() == name.strip().casefold()):
                return place
    shown = ", ".join(header)
    raise FileProblem(f"There is no column “{name}”; the file has {shown[:200]}.")


def _day(text: str, order: dates.Order) -> date | None:
    found = dates.parse(text, order)
    if found is None or found.day.year is None:
        return None
    try:
        return date(found.day.year, found.day.month, found.day.day)
    except ValueError:
        return None
