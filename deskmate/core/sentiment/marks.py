"""What a note says about the course of things (apologised, promised, put right, …), beside how the customer feels."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Literal, cast

from deskmate.core.sentiment import lists, literals

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
    searches = _searches()
    may_stand = searches.that_may_find(folded)
    found: dict[Mark, str] = {}
    for mark, any_of_them, patterns in searches.by_mark if may_stand else ():
        if any_of_them & may_stand:
            hit = next((m for bit, p in patterns if bit & may_stand and (m := p.search(folded))), None)
            if hit:
                found[mark] = text[hit.start() : hit.end()].strip()
    return found


@dataclass(frozen=True)
class _Searches:
    """The patterns, a bit for each; `full` and `shorter` say for which of them these letters may be (a part of) it."""

    by_mark: list[tuple[Mark, int, list[tuple[int, re.Pattern[str]]]]]  # the bits of all of a mark's patterns, and each
    full: dict[str, int]
    shorter: dict[str, int]

    def that_may_find(self, folded: str) -> int:
        """The bits of the patterns that are worth a search: the text holds what each of their matches holds."""
        bits = 0
        for letters in self.full.keys() & {folded[at : at + literals.LENGTH] for at in range(len(folded))}:
            bits |= self.full[letters]
        for letters, some in self.shorter.items():
            if letters in folded:
                bits |= some
        return bits


@lru_cache(maxsize=1)
def _searches() -> _Searches:
    searches, place = _Searches([], defaultdict(int), defaultdict(int)), count()
    for mark, each in patterns().items():
        bits = [(1 << next(place), pattern) for pattern in each]
        searches.by_mark.append((mark, sum(bit for bit, _pattern in bits), bits))
        for bit, pattern in bits:
            for letters in literals.required(pattern):
                (searches.full if len(letters) == literals.LENGTH else searches.shorter)[letters] |= bit
    return searches


def patterns() -> dict[Mark, tuple[re.Pattern[str], ...]]:
    """What gives each mark: the first of its patterns that stands in the folded text."""
    table = lists.table("marks")
    shorthand: dict[str, str] = table["shorthand"]
    return {
        cast(Mark, mark): tuple(re.compile(_TAG.sub(lambda m: shorthand.get(m[1], m[0]), p)) for p in part["patterns"])
        for mark, part in table.items()
        if mark != "shorthand"
    }
