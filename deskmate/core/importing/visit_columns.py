"""Columns that mean something else in a list of visits or sales than in one of customers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from deskmate.core.importing import values
from deskmate.core.importing.headers import ADDRESS_PARTS, fold, recognise, words
from deskmate.core.importing.records import Column

NAMES = frozenset({"name", "name_or_part", "given", "family", "middle", "known_as", "reading"})
DATES = frozenset({"entry_at", "visit_at", "purchase_at", "note_at", "review_at", "last_visit", "last_purchase"})
HAPPENED = frozenset({"entry_at", "visit_at", "purchase_at"})
LISTED = frozenset({"entry_text", "amount", "status", "entry_time"})
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
    name, dated = fold(column.name.partition("(")[0]), bool(fields & HAPPENED)
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
        case "preference" if dated and fields & LISTED and says_who_did_it(column.name):
            return ""
        case "visit_at" if not fields & {"entry_text", "entry_time", _MATTER} and _is(name, "begins"):
            return ""  # of a membership, or of anything
        case "purchase_at" if not fields & {"entry_text", "amount"} and _is(name, "paid"):
            return ""
    return None


def comments_in(columns: Iterable[Column]) -> frozenset[int]:
    """Where notes stand that are of the visit or the sale, and not of who came."""
    known = list(columns)
    fields = {column.field for column in known}
    if not fields & HAPPENED:
        return frozenset()
    notes = [(column.index, fold(column.name)) for column in known if column.field == "notes"]
    return frozenset(
        index
        for index, name in notes
        if not is_about_customer(name) and (fields & LISTED or not words().visits["comments"].isdisjoint(name.split()))
    )


def is_about_customer(name: str) -> bool:
    """Whether a column of notes says by its name that they are of who came, not of the visit."""
    return not words().visits["about_customer"].isdisjoint(fold(name).split())


def is_about_visit(name: str) -> bool:
    """Whether a column of this name is about the visit in any list of them: who did it, when it ended, the receipt."""
    return is_number_of_visit(name) or may_change(name)


def is_number_of_visit(name: str) -> bool:
    """Whether a column of this name tells a visit, or what was paid then, from all others."""
    return _kinds(name, "visit_numbers", "receipts")


def may_change(name: str) -> bool:
    """Whether what a column of this name says of a visit may change from day to day: who does it, how it was paid."""
    return _kinds(name, "staff", "calendars", "beside", "agreed", "made", "ends", "lengths")


def tells_visits_apart(name: str) -> bool:
    """Whether different values of a column of this name are different visits, and not one whose state has changed."""
    return not (may_change(name) or recognise(name)[0] == "status")


def says_who_did_it(name: str) -> int:
    """How surely a column of this name says who served the customer: 2, 1 or not at all."""
    return 2 if _kinds(name, "staff") else int(_kinds(name, "calendars"))


def says_which_visit(column: Column) -> bool:
    """Whether a column holds the numbers of visits, or numbers that turned out to be theirs."""
    return not column.field and _kinds(column.name, "visit_numbers", "numbers")


def are_times(samples: Sequence[str]) -> bool:
    """Whether these are times of day, without a day."""
    return all(map(_TIME_OF_DAY.fullmatch, samples))


def are_order_numbers(samples: Sequence[str]) -> bool:
    """Whether these are numbers of orders, as a shop's program calls orders: "#1001"."""
    return all(map(_ORDER_NUMBER.fullmatch, samples))


def is_service(name: str) -> bool:
    """Whether a column of this name says what was done for somebody, which takes a visit."""
    return _is(fold(name), "services")


def says_how_far(text: str) -> bool:
    """Whether this is how far a visit or an order is: "Completed", "Confirmed", "Cancelled"."""
    return values.says_called_off(text) or _is(fold(text), "settled")


def _kinds(name: str, *kinds: str) -> bool:
    folded = fold(name.partition("(")[0])
    return any(_is(folded, kind) for kind in kinds)


def _is(name: str, kind: str) -> bool:
    return name in words().visits[kind]
