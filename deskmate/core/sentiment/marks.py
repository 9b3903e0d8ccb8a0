"""What a note says about the course of things (apologised, promised, put right, …), beside how the customer feels."""

import re
from functools import lru_cache
from typing import Literal, cast

from deskmate.core.sentiment import lists

Mark = Literal[
    "leave_alone",
    "apologised",
    "accepted",
    "put_right",
    "promised",
    "asked_after",
    "asked_again",
    "not_done",
    "kept",
    "severe",
    "leaving",
    "letdown",
]
_TAG = re.compile(r"<(\w+)>")
_SCAN_LIMIT = 20_000


@lru_cache(maxsize=4096)
def find(text: str) -> dict[Mark, str]:
    """The marks of a note and the words that gave each of them. The dictionary is shared: don't change it."""
    folded = lists.fold(text[:_SCAN_LIMIT])
    found: dict[Mark, str] = {}
    for mark, patterns in _patterns().items():
        hit = next((m for p in patterns if (m := p.search(folded))), None)
        if hit:
            found[mark] = text[hit.start() : hit.end()].strip()
    return found


@lru_cache(maxsize=1)
def _patterns() -> dict[Mark, tuple[re.Pattern[str], ...]]:
    table = lists.table("marks")
    shorthand: dict[str, str] = table["shorthand"]
    return {
        cast(Mark, mark): tuple(re.compile(_TAG.sub(lambda m: shorthand.get(m[1], m[0]), p)) for p in part["patterns"])
        for mark, part in table.items()
        if mark != "shorthand"
    }
