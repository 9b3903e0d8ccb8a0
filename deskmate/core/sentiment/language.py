"""Whether a note is English, told offline from its small words, its vocabulary and its letters."""

import math
import re
import unicodedata
from functools import lru_cache

from deskmate.core.sentiment import lists

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENDINGS = ("'s", "'ll", "'d", "'re", "'ve", "n't", "ing", "ed", "es", "er", "ers", "ly", "s", "d", "in", "y")
_FOREIGN_LETTERS = frozenset("àâäãåæçèéêëìíîïñòóôöõøùúûüýßœğışčćžšłąęńśźżěřůťďőűăâîțș¿¡")


def is_english(text: str) -> float:
    """How surely `text` is English, 0 to 1; codes and single words, which could be anything, get .5 or more.

    Shorthand and regional English count as English. Foreign dishes and names in an English sentence do not spoil it.
    """
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return 1.0
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters) / len(letters)
    found = _WORD.findall(lists.fold(text))
    return round(latin * _sigmoid(_evidence(found)), 3)


def _evidence(found: list[str]) -> float:
    """Log odds: what each word says, with a start in favour of English as the shop writes English."""
    total = 1.5
    for word in found:
        total += _weight(word)
    return total / (1 + max(0, len(found) - 12) / 12)


def _weight(word: str) -> float:
    english, foreign = _small("english"), _small("foreign")
    if word in english and word not in foreign:
        return 0.9
    if word in foreign:
        return -0.1 if word in english else -1.3
    if known(word):
        return 0.45 if len(word) > 3 else 0.2
    odd = any(c in _FOREIGN_LETTERS for c in word)
    return -0.9 if odd else -0.45 if len(word) > 3 else 0.0


def known(word: str) -> bool:
    """Whether `word` (in small letters) or its stem is an ordinary English word."""
    ordinary = lists.words("vocabulary")
    if word in ordinary:
        return True
    stems = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    return any(stem in ordinary or stem + "e" in ordinary for stem in stems if len(stem) > 2)


@lru_cache(maxsize=4)
def _small(name: str) -> frozenset[str]:
    table = lists.table("languages")
    if name == "english":
        return frozenset(table["english"])
    return frozenset(word for language, words in table.items() if language != "english" for word in words)


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
