"""What is known of a table's columns, and a customer while their row is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from deskmate.core.importing import dates
from deskmate.core.importing.records import (
    Birthday,
    Column,
    EmailValue,
    Entry,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
)

Taker = Callable[["Draft", Column, str, "Plan", str], None]
Step = tuple[int, Taker, bool, bool, Column]  # (index, what takes a cell, are all plain, is it free text, column)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table's columns mean, and how its dates are ordered."""

    columns: tuple[Column, ...]
    orders: Mapping[int, dates.Order]
    region: str = ""
    ambiguous_order: frozenset[int] = frozenset()
    labels: Mapping[int, int] = field(default_factory=dict)
    family_alone: bool = False
    family_first: bool = False
    capitals: bool = False  # whole names have the family name in front, in capitals
    steps: tuple[Step, ...] = ()
    country: int = -1
    dated: Column | None = None
    by_number: bool = False
    days_in_parts: bool = False
    comments: frozenset[int] = frozenset()  # columns of notes that are of the visit, not of who came
    today: date | None = None


@dataclass(slots=True)
class Draft:
    """A record while its row is read."""

    row: int
    region: str
    one: dict[str, str] = field(default_factory=dict)
    phones: list[PhoneValue] = field(default_factory=list)
    emails: list[EmailValue] = field(default_factory=list)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    occasions: list[Occasion] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    extra: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    birthday: Birthday | None = None
    opted_out: bool | None = None

    def say(self, column: Column, reason: str) -> None:
        """Note a problem with a cell of this row."""
        self.problems.append(Problem(self.row, column.name, reason))

    def keep(self, column: Column, text: str) -> None:
        """Keep a cell as it is, under the name of its column, or of the own field that the column was chosen for."""
        if column.field == "own":
            self.extra.append((column.label, text))
            return
        self.extra.append((column.name or f"Column {column.index + 1}", text))
