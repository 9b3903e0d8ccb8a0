"""Columns that mean something else in a list of visits or sales than in one of customers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from deskmate.core.importing import values
from deskmate.core.importing.headers import ADDRESS_PARTS, fold, words
from deskmate.core.importing.records import Column

NAMES = frozenset({"name", "name_or_part", "given", "family", "middle", "known_as", "reading"})
DATES = frozenset({"entry_at", "visit_at", "purchase_at", "note_at", "review_at", "last_visit", "last_purchase"})
_PLACES = ADDRESS_PARTS - {"region"}
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"#\d+")


def meant(column: Column, fields: AbstractSet[str], samples: Sequence[str]) -> str | None:  # noqa: PLR0911
    """The field of a column beside columns of these fields; empty: none; None where the list tells nothing of it."""
    name, dated = fold(column.name.partition("(")[0]), bool(fields & DATES)
    match column.field:
        case "" if dated and _is(name, "matters"):
            return "entry_text"
        case "" if "visit_at" in fields and "entry_text" not in fields and _is(name, "types"):
            return "entry_text"
        case "" if "amount" in fields and not dated and _is(name, "made"):
            return "purchase_at"
        case "" if not fields & (NAMES | {"organisation"}) and _is(name, "owners"):
            return "name"
        case "region" if dated and not fields & _PLACES and _is(name, "states"):
            return "status"
        case "title" if dated and "amount" in fields and "entry_text" not in fields:
            return "prefix" if values.mostly_prefixes(samples) else "entry_text"
        case "visit_at" if not fields & {"entry_text", "entry_time"} and _is(name, "begins"):
            return ""  # of a membership, or of anything
    return None


def are_times(samples: Sequence[str]) -> bool:
    """Whether these are times of day, without a day."""
    return all(map(_TIME_OF_DAY.fullmatch, samples))


def are_order_numbers(samples: Sequence[str]) -> bool:
    """Whether these are numbers of orders, as a shop's program calls orders: "#1001"."""
    return all(map(_ORDER_NUMBER.fullmatch, samples))


def is_service(name: str) -> bool:
    """Whether a column of this name says what was done for somebody, which takes a visit."""
    return _is(fold(name), "services")


def _is(name: str, kind: str) -> bool:
    return name in words().visits[kind]
