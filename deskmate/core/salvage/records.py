"""The rows on a table's leaf pages, read page by page.

Source: "Database File Format" of the SQLite documentation, sections 1.6 (B-tree pages) and 2.1 (record format).
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from deskmate.core.salvage.pages import USABLE

LEAF, INTERIOR = 0x0D, 0x05
INDEX_LEAF, INDEX_INTERIOR = 0x0A, 0x02
_HEADER = {LEAF: 8, INTERIOR: 12, INDEX_LEAF: 8, INDEX_INTERIOR: 12}
_WHOLE_NUMBERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST = USABLE - 35  # more of a row than this goes to overflow pages
_MOST_IN_INDEX = (USABLE - 12) * 64 // 255 - 23
_LEAST = (USABLE - 12) * 32 // 255 - 23

GetPage = Callable[[int], bytes | None]


class Lost(Exception):
    """A part of this row stood on a page that is damaged."""


@dataclass(frozen=True)
class Row:
    """A row as it was stored: its number and its values, in the order of the columns."""

    rowid: int
    values: tuple[Any, ...]


def children(page: bytes, number: int) -> list[int]:
    """The pages that an interior page of a table points to."""
    start = _start(number)
    below = [struct.unpack_from(">I", page, at)[0] for at in _cells(page, start)]
    return [*below, struct.unpack_from(">I", page, start + 8)[0]]


def kind(page: bytes, number: int) -> int:
    """What sort of page it is: `LEAF` and `INTERIOR` are of tables; others do not matter here."""
    return page[_start(number)]


def entries(page: bytes, number: int) -> Iterator[tuple[Any, ...]]:
    """The entries on a page of an index: its columns, then the row's number. Very long ones are left out."""
    start = _start(number)
    for cell in _cells(page, start):
        try:
            length, at = _number(page, cell + (4 if page[start] == INDEX_INTERIOR else 0))
            if length <= _MOST_IN_INDEX:
                yield _values(page[at : at + length])
        except (Lost, IndexError, struct.error, ValueError):
            continue


def rows(page: bytes, number: int, get_page: GetPage) -> Iterator[Row | None]:
    """The rows on a leaf page; nothing for one that reaches onto a damaged page."""
    for cell in _cells(page, _start(number)):
        try:
            length, after_length = _number(page, cell)
            rowid, start = _number(page, after_length)
            yield Row(_signed(rowid), _values(_payload(page, start, length, get_page)))
        except (Lost, IndexError, struct.error, ValueError):
            yield None


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _cells(page: bytes, start: int) -> list[int]:
    count = struct.unpack_from(">H", page, start + 3)[0]
    first = start + _HEADER[page[start]]
    return [struct.unpack_from(">H", page, first + 2 * index)[0] for index in range(count)]


def _payload(page: bytes, at: int, length: int, get_page: GetPage) -> bytes:
    if length <= _MOST:
        return page[at : at + length]
    local = _LEAST + (length - _LEAST) % (USABLE - 4)
    local = local if local <= _MOST else _LEAST
    data = page[at : at + local]
    following = struct.unpack_from(">I", page, at + local)[0]
    while len(data) < length:
        more = get_page(following) if following else None
        if more is None:
            raise Lost
        following = struct.unpack_from(">I", more, 0)[0]
        data += more[4 : min(USABLE, 4 + length - len(data))]
    return data


def _values(payload: bytes) -> tuple[Any, ...]:
    header, at = _number(payload, 0)
    types = []
    while at < header:
        serial, at = _number(payload, at)
        types.append(serial)
    values, at = [], header
    for serial in types:
        value, size = _value(payload, at, serial)
        values.append(value)
        at += size
    if at > len(payload):
        raise Lost
    return tuple(values)


def _value(data: bytes, at: int, serial: int) -> tuple[Any, int]:
    if serial in _WHOLE_NUMBERS:
        size = _WHOLE_NUMBERS[serial]
        return int.from_bytes(data[at : at + size], "big", signed=True), size
    if serial == 7:
        return struct.unpack_from(">d", data, at)[0], 8
    if serial in (8, 9):
        return serial - 8, 0
    if serial >= 12:
        size = (serial - 12) // 2
        piece = data[at : at + size]
        return (piece if serial % 2 == 0 else piece.decode("utf-8")), size
    return None, 0


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for index in range(9):
        byte = data[at + index]
        if index == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value, at + index + 1
    raise ValueError("no number")


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value
