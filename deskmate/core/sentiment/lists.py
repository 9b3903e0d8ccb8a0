"""The word lists and trade packs that come with Deskmate, read once when first asked for."""

import tomllib
from functools import lru_cache
from typing import Any

from deskmate import paths

_QUOTES = str.maketrans({"’": "'", "‘": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\u00a0": " "})


@lru_cache(maxsize=32)
def table(name: str) -> dict[str, Any]:
    """The TOML file `words/<name>.toml`."""
    return tomllib.loads((paths.resources() / "words" / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def words(name: str) -> frozenset[str]:
    """The words of `words/<name>.txt`, one a line, `#` lines left out."""
    lines = (paths.resources() / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def fold(text: str) -> str:
    """`text` in small letters with plain quotes, every character at its old place.

    Characters whose small form is longer (İ) stay as they are, so that offsets into the result fit `text`.
    """
    low = text.translate(_QUOTES).lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_QUOTES))
