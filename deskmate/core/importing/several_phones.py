"""A cell with several phone numbers in it, parted as people and programs write them."""

from __future__ import annotations

import re
from functools import lru_cache

from deskmate.core.importing.headers import kind_of

_LINES = re.compile(r"\s+:::\s+|\s*[;\n]\s*")
_WORD = r"(phone|tel|mobile|mobil|handy|cell|fax|home|privat|work|office|other|[tmchwpgf])"
_WORDED = re.compile(rf"(?:^|(?<=[\s,;])){_WORD}\s*:\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"([+(]?\d[\d\s()./-]{4,}?\d)\s*\(([^\W\d_]{1,14})\)[\s,;/]*")
_LETTERS = {
    "t": "",
    "tel": "",
    "phone": "",
    "m": "mobile",
    "c": "mobile",
    "h": "home",
    "p": "home",
    "w": "work",
    "g": "work",
    "f": "fax",
}
_SIGNS = (" / ", ", ", " | ", " or ", " oder ", " und ", " and ", " & ", " + ")
_DOUBTFUL = ("/", " - ")  # which also stand within a number
_ANY = re.compile("|".join(map(re.escape, (*_SIGNS, *_DOUBTFUL))))
_BEGINS = re.compile(r"[0+(]")


def worded(text: str) -> list[tuple[str, str]]:
    """(label, number) where words or letters say which is which: "Phone: 030 1234 Mobile: 0171 5678", "… (p) … (m)"."""
    if ":" in text and (parts := _WORDED.split(text))[1:]:
        rest = [("", number) for number in split(parts[0]) if number.strip(" ,;/|")]
        named = zip(parts[1::2], parts[2::2], strict=True)
        return rest + [(_label(word), number.strip(" ,;/|")) for word, number in named]
    if text.count("(") > 1 and (found := _BRACKETED.findall(text))[1:] and not _BRACKETED.sub("", text).strip():
        return [(_label(word), number.strip()) for number, word in found]
    return []


@lru_cache(maxsize=100)
def _label(word: str) -> str:
    folded = word.lower()
    return _LETTERS[folded] if folded in _LETTERS else kind_of(word)


def split(text: str) -> list[str]:
    """The numbers of a cell that holds several: "030 1234 / 0171 5678", "a ::: b"."""
    if text.startswith("tel:"):
        return [text]
    if ";" not in text and "\n" not in text and ":::" not in text:
        return _parted(text)
    parts = [part.strip() for part in _LINES.split(text) if part.strip()]
    return [number for part in parts for number in _parted(part)]


def _parted(text: str) -> list[str]:
    """What stands between parts numbers only where each side is long enough to be a number of its own."""
    if _ANY.search(text) is None:
        return [text]
    for sign in _SIGNS:
        pieces = [piece.strip() for piece in text.split(sign)]
        if len(pieces) > 1 and all(_digits(piece) >= 6 for piece in pieces):
            return [number for piece in pieces for number in _parted(piece)]
    for sign in _DOUBTFUL:
        pieces = [piece.strip() for piece in text.split(sign)]
        if len(pieces) > 1 and all(map(_is_whole, pieces)):
            return pieces
    return [text]


def _is_whole(piece: str) -> bool:
    """Whether this is no part of a number: it begins as a whole one does, or is as long."""
    digits = _digits(piece)
    return digits > 8 or (digits > 6 and _BEGINS.match(piece) is not None)


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)
