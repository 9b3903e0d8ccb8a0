"""Family names in capitals, which tell that they stand first: "DUPONT Jean"."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from deskmate.core.importing.name_customs import take_salutation
from deskmate.core.importing.name_words import bare, is_given, is_suffix, is_title, word_lists

_LOOK = 2_000  # rows


def begins_with_family(full: str, *, in_column: bool = False) -> bool:
    """Whether a name says by capitals that the family name stands first: "DUPONT Jean".

    So does "ABC Plumbing", which names nobody: a known given name has to follow, or others of the column do so.
    """
    _titles, words = take_salutation(full.split(), "fr")  # mostly the French write them so
    if "," in full or not (count := count_capital(words)):
        return False
    if any(map(_is_abbreviation, words[:count])):
        return False
    # by itself a short word may be an abbreviation, and the list of given names is in Latin letters
    long = len("".join(words[:count])) > 4
    return in_column or (long and (is_given(words[count]) or not _is_latin(words[count])))


def are_shown_by(cells: Iterable[str]) -> bool:
    """Whether a column of whole names writes family names in capitals, and in front."""
    several = [cell for cell in islice(cells, _LOOK) if " " in cell.strip() and "," not in cell]
    shown = sum(map(begins_with_family, several))
    return shown > 1 and shown * 2 >= len(several)


def count_capital(words: Sequence[str]) -> int:
    """How many words in front are a family name in capitals, as in "DE LA TOUR Anne"; 0 where not all tell."""
    capital = [word.isupper() and _is_family_word(word) for word in words]
    small = [word.istitle() or "-" in word for word in words]
    count = next((place for place, is_capital in enumerate(capital) if not is_capital), 0)
    rest = words[count:]
    # one or two capitals alone are initials, as in E and JP
    count = count if any(len(word) > 2 for word in words[:count]) else 0
    return count if count and all(small[count:]) and not any(is_title(word) for word in (*words[:count], *rest)) else 0


def _is_family_word(word: str) -> bool:
    """A whole word, or a particle before one."""
    long = len(word) > 2 or word.casefold() in word_lists().particles
    return long and "." not in word and not is_suffix(word)


def _is_latin(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith("LATIN")


def _is_abbreviation(word: str) -> bool:
    """Whether capitals are short for something, as in "KFZ Müller" and "SARL Dupont": no vowel, or a legal form."""
    if bare(word) in word_lists().particles:
        return False
    without_vowel = word.isascii() and not any(letter in "AEIOUY" for letter in word)
    return without_vowel or bare(word) in word_lists().company
