"""Columns of a list of visits that look as if they said who came or when, and say something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from deskmate.core.importing import dates
from deskmate.core.importing.headers import ADDRESS_PARTS, fold, words
from deskmate.core.importing.records import Column
from deskmate.core.importing.visit_columns import HAPPENED, NAMES, are_times, meant

_REACHED = frozenset({"name", "email", "phone"})
_WHO = (*sorted(NAMES), "email", "phone", "birthday")
_OF_CUSTOMERS = ADDRESS_PARTS | {"birthday", "tags", "marketing_ok", "opted_out"}
_NAMESAKES = 50  # among so many customers two may have one name
_LOOK = 5_000  # rows


def not_of_who_came(
    columns: Sequence[Column], samples: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]
) -> frozenset[int]:
    """Where something else stands than who came and when: when it was agreed on, by whom, the numbers of visits.

    `samples` are the first cells of each column that say something.
    """
    fields = {column.field for column in columns}
    if not any((meant(column, fields, samples[column.index]) or column.field) in HAPPENED for column in columns):
        return frozenset()
    return frozenset(_agreed_on(columns, samples) | _hosts(columns) | _numbers(columns, rows))


def hosts_in(columns: Sequence[Column]) -> frozenset[str]:
    """The names of columns about whose calendar it is, beside such about who comes."""
    if not any(_first_word(column) in words().visits["guests"] for column in columns):
        return frozenset()
    return frozenset(column.name for column in columns if _first_word(column) in words().visits["hosts"])


def _agreed_on(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> set[int]:
    """Days on which a visit was agreed on, where the day of the visit stands in another column."""
    fields = {column.field for column in columns}
    days = [column for column in columns if column.field == "visit_at" and meant(column, fields, ()) != ""]
    agreed = {column.index for column in days if fold(column.name) in words().visits["agreed"]}
    most = max((len(samples[index]) for index in agreed), default=0)
    others = (samples[column.index] for column in days if column.index not in agreed)
    proven = any(
        cells and len(cells) >= most and not are_times(cells) and any(map(dates.parse, cells)) for cells in others
    )
    return agreed if proven else set()


def _hosts(columns: Sequence[Column]) -> set[int]:
    who = [column for column in columns if column.field in NAMES | _REACHED]
    if not any(_first_word(column) in words().visits["guests"] for column in who):
        return set()
    return {c.index for c in who if c.field in _REACHED and _first_word(c) in words().visits["hosts"]}


def _numbers(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> set[int]:
    """Bare numbers ("ID") that are of the visits: beside numbers of customers, or where somebody has several."""
    all_of_them = [column for column in columns if column.field == "external_id"]
    bare = {column.index for column in all_of_them if fold(column.name) in words().visits["numbers"]}
    who = [column.index for column in columns if column.field in _WHO]
    if not bare or not who:
        return set()
    fields = {column.field for column in columns}
    if len(bare) < len(all_of_them) or (fields & {"entry_text", "entry_time"} and not fields & _OF_CUSTOMERS):
        return bare
    sure = [column.index for column in columns if column.field in ("email", "phone", "birthday")]
    return {index for index in bare if _are_several_of_one(rows[:_LOOK], index, who, sure)}


def _are_several_of_one(rows: Sequence[Sequence[str]], number: int, who: Sequence[int], sure: Sequence[int]) -> bool:
    """Whether people have more than one number each; of those known by name alone more than there are namesakes."""
    numbers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        if number < len(row) and row[number].strip():
            key = tuple(row[index].strip().casefold() if index < len(row) else "" for index in who)
            if any(key):
                numbers[key].add(row[number].strip())
    reached = [who.index(index) for index in sure]
    extra = 0
    for key, found in numbers.items():
        if len(found) > 1 and any(key[place] for place in reached):
            return True
        extra += len(found) - 1
    return extra * _NAMESAKES > len(rows)


def _first_word(column: Column) -> str:
    return fold(column.name).partition(" ")[0]
