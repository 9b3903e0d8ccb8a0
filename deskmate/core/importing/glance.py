"""What is seen of a whole column at once, so that not each of its cells has to be asked the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from deskmate.core.importing import values

_UNTIDY = ("\n ", " \n", "  ", "\n'", "\n=")  # blanks around a cell or doubled in it, and what guards a formula


class Glance(NamedTuple):
    """Whether no cell says anything; whether each is tidy, one line, unguarded and no word for "nothing"; any @."""

    empty: bool
    plain: bool
    has_at: bool


def at_column(cells: Sequence[str]) -> Glance:
    """What is true of all these cells; cells that are not plain are each looked at by whoever reads the rows."""
    text = "\n".join(cells)
    if not text or text.isspace():
        return Glance(empty=True, plain=True, has_at=False)
    return Glance(empty=False, plain=_is_plain(text, len(cells)), has_at="@" in text)


def _is_plain(text: str, cells: int) -> bool:
    lines = f"\n{text}\n"
    return (
        lines.count("\n") == cells + 1
        and lines.replace("\n", "").isprintable()
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
        and not any(sign in lines for sign in _UNTIDY)
        and values.words().no_value.isdisjoint(text.casefold().split("\n"))
    )
