"""Lists that customers may look at: first name and one letter, and nothing of what the book says about somebody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from deskmate.reminders.kinds import TITLES, Due

DONE = "Done."
_Item = TypeVar("_Item")
_PREFIXES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "herr", "frau", "m", "mme"})
_NAMES = ("customer", "name", "a_name", "b_name")
# what a list shows of a customer besides the name
_TOLD: dict[str, Any] = {"known_as": "", "organisation": "", "deceased": False}


@dataclass
class Discretion:
    """Whether lists are counter-safe now, and how they show people then. `on` is the setting of the same name."""

    on: bool = False

    def name(self, name: str) -> str:
        """A customer's name as a list may show it."""
        return short_name(name) if self.on else name

    def mask(self, items: Iterable[_Item]) -> list[_Item]:
        """What a list is made of, as it may be shown: for showing only, never for writing."""
        return [_masked(item) for item in items] if self.on else list(items)

    def one(self, item: _Item) -> _Item:
        """As `mask`, for one."""
        return _masked(item) if self.on else item

    def toast(self, text: str) -> str:
        """What may be said at the top of the window after something was done: that, and no more."""
        return DONE if self.on else text


def short_name(name: str) -> str:
    """First name and one letter: "Ann H.". Of a name in one word that is not written in letters, the first sign."""
    words = [word for word in name.replace(",", " ").split() if word.rstrip(".").casefold() not in _PREFIXES]
    if "," in name and len(words) > 1:
        words = words[1:] + words[:1]  # family name, first name
    if not words:
        return "…"
    if len(words) == 1:
        return words[0] if _is_spelled(words[0]) else f"{words[0][0]}…"
    return f"{words[0]} {words[-1][0].upper()}."


def _masked(item: _Item) -> _Item:
    known: Any = item
    if isinstance(item, Due):
        whose = short_name(item.customer) if item.customer else ""
        of_due: _Item = known._replace(customer=whose, text=TITLES[item.kind], paused="")
        return of_due
    names = {field.name for field in fields(known)}
    changed: dict[str, Any] = {key: short_name(getattr(known, key)) for key in _NAMES if key in names}
    changed |= {key: value for key, value in _TOLD.items() if key in names}
    masked: _Item = replace(known, **changed)
    return masked


def _is_spelled(word: str) -> bool:
    # signs that each stand for a word: a name is two or three of them, without a space
    return unicodedata.category(word[0]) != "Lo"
