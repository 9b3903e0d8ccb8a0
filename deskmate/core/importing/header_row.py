"""Which row of a table holds the column names, and what the columns are called where none does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deskmate.core.importing import dates, headers, name_words, values
from deskmate.core.importing.records import Column

Rows = Sequence[tuple[int, list[str]]]


def lies_on_its_side(filled: Rows) -> bool:
    """Whether the first column holds the names of columns, and each other one is a customer."""
    if not 3 <= len(filled) <= 60 or len({len(cells) for _number, cells in filled}) > 1 or len(filled[0][1]) < 2:
        return False
    names = [cells[0].strip() for _number, cells in filled]
    beside = [cell for _number, cells in filled for cell in cells[1:4]]
    known = sum(map(headers.is_known, names))
    return known > 2 and known * 10 >= len(names) * 8 and sum(map(headers.is_known, beside)) * 5 < len(beside)


def found_at(filled: Rows) -> int:
    """Which of the first rows holds the column names; -1 when none does."""
    best, best_known = -1, 0
    for place, (_number, cells) in enumerate(filled[:15]):
        shown = [cell.strip() for cell in cells if cell.strip()]
        if any(_is_data(cell) for cell in shown):
            if best >= 0:
                break
            continue
        known = sum(1 for cell in shown if headers.is_known(cell))
        if known > best_known and (known >= 2 or len(shown) == 1 or known * 3 >= len(shown)):
            best, best_known = place, known
    if best < 0 or (best > 0 and best_known < 2):
        best = 0 if _unknown_header(filled) else -1 if best < 0 else best
    return best


def _is_data(cell: str) -> bool:
    """Whether a cell can't be the name of a column: an e-mail address, a phone, a date, a number."""
    if values.is_email(cell) or values.looks_like_phone(cell):
        return True
    bare = cell.replace(".", "").replace(",", "").replace(" ", "").lstrip("+-$€£")
    return (bare.isdecimal() and len(bare) > 2) or (any(c.isdigit() for c in cell) and dates.parse(cell) is not None)


def _unknown_header(filled: Rows) -> bool:
    """Whether the first row reads like column names that nobody has seen before."""
    cells = [cell.strip() for cell in filled[0][1]]
    shown = [cell for cell in cells if cell]
    if (
        not shown
        or any(_is_data(cell) or len(cell) > 60 for cell in shown)
        or len(set(map(str.casefold, shown))) < len(shown)
    ):
        return False
    if len(filled) == 1:
        return False
    return not _same_kind(cells, [row for _number, row in filled[1:30]])


def _same_kind(first: Sequence[str], others: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds the same kind of words as the rows below."""
    for index, cell in enumerate(first):
        below = [row[index].strip() for row in others if index < len(row) and row[index].strip()]
        if below and cell and sum(_is_data(value) for value in below) * 2 > len(below):
            return False
    return all(" " in cell.strip() and cell[:1].isupper() for cell in first if cell)


def taken(filled: Rows, at: int) -> tuple[list[str], Rows, tuple[str, ...]]:
    """The column names, the rows below them, and the columns of a known program where row `at` is -1."""
    if at >= 0:
        header = [values.tidy(cell) for cell in filled[at][1]]
        if at and filled[at - 1][0] == filled[at][0] - 1:
            header = _under(filled[at - 1][1], header)
        return header, filled[at + 1 :], ()
    vendor = _vendor_without_header(filled)
    return [], filled, vendor


def _under(above: Sequence[str], header: Sequence[str]) -> list[str]:
    """Column names that stand in two rows, as in "Phone" over "Home, Work": each with the word above it it needs."""
    groups = [values.tidy(cell) for cell in above]
    if sum(map(bool, groups)) < 2 or any(map(_is_data, filter(None, groups))):
        return list(header)
    names: list[str] = []
    group = ""
    for index, name in enumerate(header):
        over = groups[index] if index < len(groups) else ""
        group = over or group
        names.append(over if not name else _together(group, name))
    return names


def _together(group: str, name: str) -> str:
    alone, both = headers.recognise(name)[0], headers.recognise(f"{group} {name}")[0]
    qualifies = headers.kind_of(group) in ("home", "work", "billing", "shipping")
    return f"{group} {name}" if both and (not alone or (alone == both and qualifies)) else name


def _vendor_without_header(filled: Rows) -> tuple[str, ...]:
    """The columns of a program that writes none, recognised by their number and where its e-mails stand."""
    for names, email_at in headers.words().headerless:
        for _number, cells in filled[:5]:
            there = [cells[index].strip() for index in email_at if index < len(cells)]
            fits = abs(len(cells) - len(names)) <= 1 and all(not cell or values.is_email(cell) for cell in there)
            if not fits or not any(there):
                break
        else:
            return names
    return ()


def guess_names(planned: tuple[Column, ...], body: Rows) -> tuple[Column, ...]:
    """Without column names: the first columns of plain words hold the name."""
    words = [column for column in planned if not column.field and _is_wordy(column, body)]
    if not words:
        return planned
    two = (
        len(words) > 1 and words[1].index == words[0].index + 1 and _single_words(words[0]) and _single_words(words[1])
    )
    guessed = {words[0].index: "name"}
    if two:
        turned = _given_names(words[1], body) > 2 * _given_names(words[0], body)
        guessed = {words[0].index: "family" if turned else "given", words[1].index: "given" if turned else "family"}
    return tuple(
        replace(column, field=guessed[column.index], confidence=0.4) if column.index in guessed else column
        for column in planned
    )


def _given_names(column: Column, body: Rows) -> int:
    """How many of the first cells of a column are known given names."""
    cells = (cells[column.index].strip() for _number, cells in body[:50] if column.index < len(cells))
    return sum(map(name_words.is_given, cells))


def _single_words(column: Column) -> bool:
    return bool(column.samples) and all(" " not in sample for sample in column.samples)


def _is_wordy(column: Column, body: Rows) -> bool:
    cells = [
        cells[column.index] for _number, cells in body[:50] if column.index < len(cells) and cells[column.index].strip()
    ]
    letters = [
        cell
        for cell in cells
        if any(c.isalpha() for c in cell) and not any(c.isdigit() for c in cell) and len(cell) < 60
    ]
    return bool(cells) and len(letters) * 10 >= len(cells) * 8
