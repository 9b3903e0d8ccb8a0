"""A linear model on words and letter groups, beside the transformer: it knows shop phrases letter by letter.

The two err on different notes; together they are clearly better than either. Features are weighted by tf-idf as
scikit-learn's TfidfVectorizer has it; `grams.npz` holds three weights for each feature, found by its CRC-32.
"""

import math
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from deskmate import paths
from deskmate.core.sentiment import lists

LONGEST = 4_000  # characters; more say nothing new and cost time
_WORD = re.compile(r"[^\W_]+(?:'\w+)?|[!?]")


def features(text: str) -> tuple[dict[int, float], dict[int, float]]:
    """Keys with their dampened counts: words to triples of words, and letter groups of two to five."""
    found = _WORD.findall(lists.fold(text[:LONGEST]))
    return _counted(_words(found)), _counted(_letters(found))


def _words(found: list[str]) -> Iterator[str]:
    for size in (1, 2, 3):
        for at in range(len(found) - size + 1):
            yield "w" + " ".join(found[at : at + size])


def _letters(found: list[str]) -> Iterator[str]:
    for word in found:
        padded = f" {word} "
        for size in (2, 3, 4, 5):
            for at in range(max(1, len(padded) - size + 1)):
                yield "c" + padded[at : at + size]


def _counted(grams: Iterator[str]) -> dict[int, float]:
    counts = Counter(zlib.crc32(g.encode("utf-8", "replace")) for g in grams)
    return {key: 1 + math.log(n) for key, n in counts.items()}


class Grams:
    """The weights, loaded: sorted keys, a rarity and three weights for each, three biases."""

    def __init__(self, path: Path) -> None:
        """Load an .npz that training wrote; raises OSError, KeyError or ValueError where it is broken."""
        import numpy

        if not zipfile.is_zipfile(path):
            raise ValueError(f"{path.name} is broken")
        with numpy.load(path, allow_pickle=False) as stored:
            self._keys = stored["keys"]
            self._rarity = stored["rarity"].astype(numpy.float32)
            self._weights = stored["weights"].astype(numpy.float32)
            self._bias = stored["bias"].astype(numpy.float32)
        self._numpy: Any = numpy

    def logits(self, text: str) -> tuple[float, float, float]:
        """Logits for negative, neutral, positive; features never seen in training are as if not there."""
        total = self._bias.copy()
        for counted in features(text):
            rows, values = self._known(counted)
            values = values * self._rarity[rows]
            length = float(self._numpy.sqrt((values * values).sum()))
            if length:
                total += (values / length) @ self._weights[rows]
        sad, calm, glad = total.tolist()
        return sad, calm, glad

    def _known(self, counted: dict[int, float]) -> tuple[Any, Any]:
        keys = self._numpy.fromiter(counted.keys(), dtype=self._numpy.uint32, count=len(counted))
        values = self._numpy.fromiter(counted.values(), dtype=self._numpy.float32, count=len(counted))
        rows = self._numpy.searchsorted(self._keys, keys)
        rows[rows == len(self._keys)] = 0
        same = self._keys[rows] == keys
        return rows[same], values[same]


@lru_cache(maxsize=1)
def load() -> Grams:
    """The weights that come with Deskmate, loaded when first asked for."""
    return Grams(paths.resources() / "reader" / "grams.npz")
