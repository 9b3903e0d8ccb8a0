"""What stands in the search box, read as parts: where each may be found in the sorted terms. No text is an error."""

import re
from dataclasses import dataclass

from deskmate.core import text
from deskmate.core.search.phone_keys import SHORTEST
from deskmate.core.search.terms import EMAIL, NAME, PHONE, TAG

LONGEST_QUERY = 200
MOST_WORDS = 8
END = "\U0010ffff"  # comes after every letter
_PHONE_LIKE = re.compile(r"[\s\d()+./\-–]+")

Range = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One word of the query: where it may stand in the sorted terms; `word` is what a name may begin with."""

    ranges: tuple[Range, ...]
    word: str = ""

    @property
    def only_name(self) -> bool:
        """Whether nothing but a word of a name can be meant."""
        return bool(self.word) and len(self.ranges) == 1


def parts(query: str) -> list[Part]:
    """The words, phone number, e-mails and #tags of a query, eight at most."""
    query = query[:LONGEST_QUERY].replace("(0)", "").strip()  # the trunk zero people write after +49
    digits = text.digits(query)
    if digits and _PHONE_LIKE.fullmatch(query):
        return [Part(_phone_ranges(digits))] if len(digits) >= SHORTEST else [Part((_prefix(NAME, digits),))]
    found: list[Part] = []
    for token in query.split():
        folded = text.fold(token)
        if token.startswith("#") and len(token) > 1:
            found.append(Part((_prefix(TAG, folded[1:]),)))
        elif "@" in token:  # one in front may only say that an e-mail is meant
            starts = dict.fromkeys((folded, folded.lstrip("@")))
            found.append(Part(tuple(_prefix(EMAIL, start) for start in starts)))
        else:
            found += [Part(_word_ranges(word), word) for word in text.words(token)]
    return found[:MOST_WORDS]


def words(query: str) -> list[str]:
    """The words of a query that are looked for in notes and in the shop's own fields."""
    return text.words(query[:LONGEST_QUERY])[:MOST_WORDS]


def _word_ranges(word: str) -> tuple[Range, ...]:
    names = _prefix(NAME, word)
    return (names, _prefix(PHONE, word)) if word.isascii() and word.isdecimal() and len(word) >= SHORTEST else (names,)


def _phone_ranges(digits: str) -> tuple[Range, ...]:
    # a number dialled with 00 or a national 0 is in the book without it
    forms = dict.fromkeys((digits, digits.lstrip("0") or digits))
    return tuple(_prefix(PHONE, form) for form in forms if len(form) >= SHORTEST)


def _prefix(kind: str, start: str) -> Range:
    return kind + start, kind + start + END
