"""Columns of house numbers, which many lists call no more than "Nr" or "Número", as they call other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deskmate.core.importing.headers import fold
from deskmate.core.importing.records import Column

_BARE = frozenset({"numero", "nummer", "number", "num", "no", "nr", "n"})
_STREETS = frozenset({"street", "address"})
_LONGEST = 8  # "12a-14b"


def known(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> list[Column]:
    """The columns, with a bare "Nr" for the house number beside a street that has none, and else for nothing."""
    return [_meant(columns, samples, place) for place in range(len(columns))]


def _meant(columns: Sequence[Column], samples: Sequence[Sequence[str]], place: int) -> Column:
    column = columns[place]
    if column.field not in ("", "house_number") or fold(column.name) not in _BARE:
        return column
    street = next((other for other in _beside(columns, place) if other.field in _STREETS), None)
    wanted = street is not None and _are_bare(samples[street.index]) and _are_short(samples[column.index])
    return replace(column, field="house_number" if wanted else "")


def _beside(columns: Sequence[Column], place: int) -> Sequence[Column]:
    """The columns before and behind; the first column of a table numbers its rows, not the houses behind it."""
    return (*columns[max(place - 1, 0) : place], *(columns[place + 1 : place + 2] if place else ()))


def _are_bare(streets: Sequence[str]) -> bool:
    return sum(any(map(str.isdigit, street)) for street in streets) * 2 <= len(streets)


def _are_short(numbers: Sequence[str]) -> bool:
    return all(len(number) <= _LONGEST and any(map(str.isdigit, number)) for number in numbers)
