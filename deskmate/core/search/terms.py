"""What a customer is found by, as words: of names, of phones and of the rest; and how it stands on the index's card."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from deskmate.core import text

NAME, PHONE, EMAIL, TAG, OWN = "n", "p", "e", "t", "o"
MOST_OWN_WORDS = 40  # of one value; a longer one is a note
END_OF_LINE = "\n"

Card = tuple[str, str, str]


class Terms(NamedTuple):
    """Words of the names, phones as digits, and e-mails, tags and own words with their letter in front."""

    names: frozenset[str]
    phones: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


_EMPTY = {EMAIL, EMAIL + "@"}
NOTHING = Terms(frozenset())


def terms_for(
    names: str, details: Iterable[tuple[str, str, str, str]], tags: Iterable[str], own: Iterable[str] = ()
) -> Terms:
    """What a customer is found by: words of the names, (kind, value, normal, digits) of phones and e-mails, tags.

    `own` are the values of the shop's own fields, but for plain yes and no.
    """
    words: set[str] = set()
    for part in set(names.split()):
        if part.isascii() and part.isalnum():  # as most are: one word, and too many different ones to remember
            words.add(part.lower())
        else:
            words |= _words_of_name(part)
    phones: set[str] = set()
    others = {TAG + tag for tag in tags}
    for kind, value, normal, digits in details:
        if kind == "email":
            folded = text.fold(value)
            others |= {EMAIL + folded, EMAIL + "@" + folded.rpartition("@")[2]}
        elif kind == "phone":
            phones.add(digits)
            phones.add(text.digits(normal))
    for value in own:
        others.update([OWN + word for word in text.words(value)[:MOST_OWN_WORDS]])
    return Terms(frozenset(words), frozenset(phones - {""}), frozenset(others - _EMPTY))


@lru_cache(maxsize=4_000)
def _words_of_name(part: str) -> frozenset[str]:
    """The words of what stands between two blanks of a name; "O'Brien" is looked for as obrien as well."""
    words = text.words(part)
    return frozenset((*words, "".join(words))) - {""}


def card(terms: Terms) -> Card:
    """The terms as the three texts of a card, in which SQL can look for each."""
    names = '["' + '","'.join(terms.names) + '"]' if terms.names else "[]"
    return names, _lines(terms.phones), END_OF_LINE + _lines(terms.others) if terms.others else ""


def from_card(names: str, phones: str, others: str) -> Terms:
    """The terms that a card says."""
    words = frozenset(names[2:-2].split('","')) - {""}
    return Terms(words, frozenset(phones.split(END_OF_LINE)) - {""}, frozenset(others.split(END_OF_LINE)) - {""})


def _lines(words: frozenset[str]) -> str:
    return END_OF_LINE.join([*words, ""])


def on_card(low: str, high: str) -> tuple[str, str]:
    """The column of the card in which a range of terms shows, and the text to look for there."""
    kind, said = low[0], low[1:]
    if kind == NAME:
        return "names", f'"{said}"' if is_whole(low, high) else f'"{said}'
    return ("phones", said) if kind == PHONE else ("others", END_OF_LINE + low)


def whole(term: str) -> tuple[str, str]:
    """The range that holds this term alone."""
    return term, term + "\0"


def is_whole(low: str, high: str) -> bool:
    """Whether a range holds one term alone."""
    return high == low + "\0"
