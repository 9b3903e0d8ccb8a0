"""Columns that mean something else in a list of visits or sales than in one of customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from deskmate.core.importing import values
from deskmate.core.importing.headers import ADDRESS_PARTS, fold, words
from deskmate.core.importing.records import Column

NAMES = frozenset({"name", "name_or_part", "given", "family", "middle", "known_as", "reading"})
DATES = frozenset({"entry_at", "visit_at", "purchase_at", "note_at", "review_at", "last_visit", "last_purchase"})
_HAPPENED = frozenset({"entry_at", "visit_at", "purchase_at"})
_LISTED = frozenset({"entry_text", "amount", "status", "entry_time"})
_REACHED = frozenset({"name", "email", "phone"})
_NAMESAKES = 50  # among so many customers two may have one name
_PLACES = ADDRESS_PARTS - {"region", "country"}
_ANIMAL, _MATTER = "animal", "matter"  # marks among the fields: there are columns about these
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"#\d+")


def standing(columns: Sequence[Column]) -> set[str]:
    """The fields of the columns, but for days on which something began that is no visit or was paid that is no sale."""
    fields = {column.field for column in columns}
    fields |= {_ANIMAL for column in columns if _is(fold(column.name), "animals")}
    fields |= {_MATTER for column in columns if not column.field and _is(fold(column.name), "matters")}
    left = {column.field for column in columns if meant(column, fields, ()) != ""}
    return left | (fields & {_ANIMAL, _MATTER})


def meant(column: Column, fields: AbstractSet[str], samples: Sequence[str]) -> str | None:  # noqa: PLR0911
    """The field of a column beside columns of these fields; empty: none; None where the list tells nothing of it."""
    name, dated = fold(column.name.partition("(")[0]), bool(fields & _HAPPENED)
    match column.field:
        case "" if dated and _is(name, "matters"):
            return "entry_text"
        case "" if "visit_at" in fields and fields & {"amount", "entry_time"} and _is(name, "types"):
            return None if "entry_text" in fields else "entry_text"
        case "" if {"amount", "currency"} <= fields and not fields & (DATES | {"phone"}) and _is(name, "made"):
            return "purchase_at"
        case "" if not fields & (NAMES | {"organisation"}) and _is(name, "owners"):
            return "name" if _ANIMAL in fields or _is(name, "pet_owners") else None
        case "region" | "country" if dated and not fields & _PLACES and _is(name, "states"):
            return "status" if any(map(says_how_far, samples)) else None
        case "title" if fields & {"entry_at", "purchase_at"} and "amount" in fields and "entry_text" not in fields:
            return "prefix" if values.mostly_prefixes(samples) else "entry_text"
        case "prefix" if dated and "entry_text" not in fields and is_service(column.name):
            return "prefix" if values.mostly_prefixes(samples) else "entry_text"
        case "visit_at" if not fields & {"entry_text", "entry_time", _MATTER} and _is(name, "begins"):
            return ""  # of a membership, or of anything
        case "purchase_at" if not fields & {"entry_text", "amount"} and _is(name, "paid"):
            return ""
    return None


def not_of_who_came(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> frozenset[int]:
    """Where something else stands than who came and when: numbers of visits, when they were agreed on, by whom.

    `samples` are the first cells of each column that say something.
    """
    fields = {column.field for column in columns}
    days = [column for column in columns if column.field in _HAPPENED and meant(column, fields, ()) != ""]
    agreed = {column.index for column in days if _is(fold(column.name), "agreed")}
    found = agreed if len(agreed) < len(days) else set()
    guests = {column.field for column in columns if _first_word(column) in words().visits["guests"]} & _REACHED
    found |= {c.index for c in columns if c.field in guests and _first_word(c) in words().visits["hosts"]}
    if fields & _HAPPENED and fields & _LISTED and _come_again(columns, samples):
        numbers = (c.index for c in columns if c.field == "external_id" and _is(fold(c.name), "numbers"))
        found |= {index for index in numbers if len(set(samples[index])) == len(samples[index])}
    return frozenset(found)


def _come_again(columns: Sequence[Column], samples: Sequence[Sequence[str]]) -> bool:
    """Whether more rows have the name of an earlier one than there are namesakes among customers."""
    names = [list(samples[c.index]) for c in columns if c.field in ("name", "name_or_part")][:1]
    names = names or [list(samples[c.index]) for part in ("given", "family") for c in columns if c.field == part]
    rows = list(zip(*names, strict=False))
    return (len(rows) - len(set(rows))) * _NAMESAKES > len(rows)


def _first_word(column: Column) -> str:
    return fold(column.name).partition(" ")[0]


def comments_in(columns: Iterable[Column]) -> frozenset[int]:
    """Where notes stand that are of the visit or the sale, and not of who came."""
    known = list(columns)
    fields = {column.field for column in known}
    if not fields & _HAPPENED:
        return frozenset()
    notes = [(column.index, fold(column.name)) for column in known if column.field == "notes"]
    return frozenset(
        index
        for index, name in notes
        if not is_about_customer(name) and (fields & _LISTED or not words().visits["comments"].isdisjoint(name.split()))
    )


def is_about_customer(name: str) -> bool:
    """Whether a column of notes says by its name that they are of who came, not of the visit."""
    return not words().visits["about_customer"].isdisjoint(fold(name).split())


def is_about_visit(name: str) -> bool:
    """Whether a column of this name is about the visit in any list of them: who did it, when it ended, the receipt."""
    folded = fold(name.partition("(")[0])
    return any(
        folded in words().visits[kind]
        for kind in ("visit_numbers", "beside", "staff", "agreed", "made", "ends", "lengths")
    )


def says_who_did_it(name: str) -> bool:
    """Whether a column of this name says who served the customer."""
    return _is(fold(name.partition("(")[0]), "staff")


def says_which_visit(column: Column) -> bool:
    """Whether a column holds the numbers of visits, or numbers that turned out to be theirs."""
    name = fold(column.name.partition("(")[0])
    return not column.field and (_is(name, "visit_numbers") or _is(name, "numbers"))


def are_times(samples: Sequence[str]) -> bool:
    """Whether these are times of day, without a day."""
    return all(map(_TIME_OF_DAY.fullmatch, samples))


def are_order_numbers(samples: Sequence[str]) -> bool:
    """Whether these are numbers of orders, as a shop's program calls orders: "#1001"."""
    return all(map(_ORDER_NUMBER.fullmatch, samples))


def is_service(name: str) -> bool:
    """Whether a column of this name says what was done for somebody, which takes a visit."""
    return _is(fold(name), "services")


def hosts_in(columns: Sequence[Column]) -> frozenset[str]:
    """The names of columns about whose calendar it is, beside such about who comes."""
    if not any(_first_word(column) in words().visits["guests"] for column in columns):
        return frozenset()
    return frozenset(column.name for column in columns if _first_word(column) in words().visits["hosts"])


def says_how_far(text: str) -> bool:
    """Whether this is how far a visit or an order is: "Completed", "Confirmed", "Cancelled"."""
    return values.says_called_off(text) or _is(fold(text), "settled")


def _is(name: str, kind: str) -> bool:
    return name in words().visits[kind]
