"""Columns that may hold the names of customers: what is none, and which one it is where none is called so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from deskmate.core.importing import dates, values
from deskmate.core.importing.headers import fold, recognise, words
from deskmate.core.importing.records import Column
from deskmate.core.importing.visit_columns import HAPPENED, are_order_numbers, is_about_visit

_NAMED = frozenset({"name", "name_or_part", "given", "family"})
_REACHED = frozenset({"phone", "email"})
_THINGS = frozenset({"nazwa", "denominazione"})  # what a customer is called, or what was sold to them
_CONTACT_NUMBERS = frozenset({"contact number", "contact no", "contact"})
_FEW_DIGITS = 5
_MANY_WORDS = 4
_LIKE_A_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*\.?(?:[ -][^\W\d_][^\W\d_.'’-]*\.?)+")


def without_doubt(columns: Sequence[Column]) -> list[Column]:
    """The columns, with "Customers" or "Guest" for the name where no other column holds one, and else for nothing."""
    fields = {column.field for column in columns}
    animals = any(fold(column.name) in words().visits["animals"] for column in columns)

    def meant(column: Column) -> Column:
        if column.field != "who":
            return column
        known = (
            fields & _NAMED or (column.label and not animals) or (fold(column.name) in _THINGS and fields & HAPPENED)
        )
        return replace(column, field="" if known else column.label or "name", label="")

    return list(map(meant, columns))


def are_no_names(samples: Sequence[str]) -> bool:
    """Whether none of these can be a name or a part of one: numbers of orders, days, yes and no."""
    return (
        are_order_numbers(samples)
        or all(any(map(str.isdigit, sample)) and dates.parse(sample) is not None for sample in samples)
        or all(values.yes_or_no(sample) is not None and not _is_initial(sample) for sample in samples)
    )


def are_ways_to_reach(samples: Sequence[str]) -> bool:
    """Whether most of these are no people but ways to reach them: "Email", "Phone", "Text"."""
    return sum(recognise(sample)[0] in _REACHED for sample in samples) * 2 > len(samples)


def _is_initial(text: str) -> bool:
    return text.isascii() and len(text) == 1


def are_counts(samples: Sequence[str]) -> bool:
    """Whether these are small numbers, as of how many came."""
    return all(sample.isdecimal() and len(sample) < _FEW_DIGITS for sample in samples)


def is_customer_number(column: Column, samples: Sequence[str]) -> bool:
    """Whether "Contact no" holds numbers of customers, and none that could be called."""
    asked = column.field == "phone" and fold(column.name) in _CONTACT_NUMBERS
    return asked and not any(map(values.looks_like_phone, samples))


def guessed(columns: list[Column], samples: Sequence[Sequence[str]]) -> list[Column]:
    """The columns, with the first unknown one full of names for the name where nothing else says who can be reached."""
    fields = {column.field for column in columns}
    if not fields & _REACHED or fields & (_NAMED | HAPPENED | {"organisation"}):
        return columns
    reached = max(len(samples[column.index]) for column in columns if column.field in _REACHED)
    for place, column in enumerate(columns):
        asked = column.name and not column.field and not _is_of_others(column.name)
        if asked and len(samples[column.index]) * 2 > reached and _look_like_names(samples[column.index]):
            columns[place] = replace(column, field="name", confidence=0.4)
            break
    return columns


def _is_of_others(name: str) -> bool:
    return not words().others.isdisjoint(fold(name).split()) or is_about_visit(name)


def _look_like_names(samples: Sequence[str]) -> bool:
    """Whether most are a few words of letters that begin with capitals, and hardly two are the same."""
    alike = sum(1 for sample in samples if _is_like_a_name(sample))
    return len(samples) > 1 and alike * 10 >= len(samples) * 8 and len(set(samples)) * 10 >= len(samples) * 9


def _is_like_a_name(text: str) -> bool:
    if _LIKE_A_NAME.fullmatch(text) is None:
        return False
    said = text.split()
    return len(said) <= _MANY_WORDS and not any(map(str.islower, (said[0][0], said[-1][0])))
