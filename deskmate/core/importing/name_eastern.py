"""Names of East Asia, where the family comes first."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from deskmate.core.importing.name_words import Name, word_lists


def split(text: str, language: str) -> Name | None:
    """Names of East Asia, where the family comes first; None for a name in another order."""
    words = text.split()
    if any(is_east_asian(char) for char in text):
        return _with_honorific(words) or _cjk(words)
    if len(words) >= 2 and (language == "vi" or _vietnamese(text)) and words[0].casefold() in word_lists().vietnamese:
        return Name(given=words[-1], middle=" ".join(words[1:-1]), family=words[0])
    return None


def _with_honorific(words: list[str]) -> Name | None:
    """The name before a "様" or "先生", which may be a family's alone; None where there is no such word."""
    lists = word_lists()
    honorific = next((word for word in lists.honorifics if words[-1].endswith(word)), "")
    before = [word for word in (*words[:-1], words[-1].removesuffix(honorific)) if word]
    if not honorific or not before:
        return None
    known = {*lists.japanese, *lists.chinese, *lists.double}
    if len(before) == 1 and before[0] in known:
        return Name(prefix=honorific, family=before[0])
    return replace(_cjk(before), prefix=honorific)


def _vietnamese(text: str) -> bool:
    first = text.split(maxsplit=1)[0].casefold()
    marks = unicodedata.normalize("NFD", text)
    return first in ("nguyễn", "nguyen") or any(mark in marks for mark in ("\u0323", "\u0309", "\u031b", "đ", "Đ"))


def is_east_asian(char: str) -> bool:
    """Whether a character is Japanese, Chinese or Korean."""
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"


def _cjk(words: list[str]) -> Name:  # noqa: PLR0911
    lists = word_lists()
    if len(words) == 2 and all(is_east_asian(word[0]) for word in words):
        return Name(given=words[1], family=words[0])
    if len(words) != 1:
        return Name()
    word = words[0]
    if not all(is_east_asian(char) for char in word) or not 2 <= len(word) <= 6:
        return Name()
    if "\uac00" <= word[0] <= "\ud7a3":
        cut = 2 if word[:2] in lists.double and len(word) > 2 else 1
        return Name(given=word[cut:], family=word[:cut]) if len(word) <= 4 else Name()
    for family in lists.japanese:
        if word.startswith(family) and len(word) > len(family) and (len(family) > 1 or len(word) > 2):
            return Name(given=word[len(family) :], family=family)
    if word[:2] in lists.double and len(word) in (3, 4):
        return Name(given=word[2:], family=word[:2])
    if word[0] in lists.chinese and len(word) <= 3 and all("\u3400" <= char <= "\u9fff" for char in word):
        return Name(given=word[1:], family=word[0])
    return Name()
