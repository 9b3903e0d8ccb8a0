"""The parts of a name, and the words that tell them apart: titles, letters behind a name, particles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deskmate.core.importing import resource
from deskmate.core.sentiment.lists import words as listed


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name; any may be empty."""

    prefix: str = ""
    given: str = ""
    middle: str = ""
    family: str = ""
    suffix: str = ""
    known_as: str = ""
    organisation: str = ""
    birth_name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of resources/import/names.toml."""

    titles: frozenset[str]
    before_given: frozenset[str]
    weak_titles: frozenset[str]
    suffixes: frozenset[str]
    weak_suffixes: frozenset[str]
    particles: frozenset[str]
    weak_particles: frozenset[str]
    conjunctions: frozenset[str]
    company: frozenset[str]
    company_first: frozenset[str]
    trades: frozenset[str]
    vietnamese: frozenset[str]
    japanese: tuple[str, ...]
    chinese: frozenset[str]
    double: frozenset[str]
    devotions: frozenset[str]
    devotions_of_maria: frozenset[str]
    birth_name: tuple[str, ...]
    honorifics: tuple[str, ...]
    titles_of_language: Mapping[str, Sequence[str]]
    languages: Mapping[str, str]
    language_of_region: Mapping[str, str]


@lru_cache(maxsize=1)
def word_lists() -> Words:
    """The lists, read once when first asked for."""
    lists: dict[str, Any] = resource.load("names.toml")
    return Words(
        titles=frozenset(lists["titles"]),
        before_given=frozenset(lists["titles_before_given"]),
        weak_titles=frozenset(lists["only_with_other_titles"]),
        suffixes=frozenset(lists["suffixes"]) - frozenset(lists["suffixes_after_comma"]),
        weak_suffixes=frozenset(lists["suffixes_after_comma"]),
        particles=frozenset(lists["particles"]),
        weak_particles=frozenset(lists["particles_or_given"]),
        conjunctions=frozenset(lists["conjunctions"]),
        company=frozenset(lists["company"]),
        company_first=frozenset(lists["company_first"]),
        trades=frozenset(lists["trades"]),
        vietnamese=frozenset(lists["vietnamese"]),
        japanese=tuple(sorted(lists["japanese"], key=lambda name: -len(name))),
        chinese=frozenset(lists["chinese"]),
        double=frozenset(lists["chinese_double"]) | frozenset(lists["korean_double"]),
        devotions=frozenset(lists["devotions"]),
        devotions_of_maria=frozenset(lists["devotions_of_maria"]),
        birth_name=tuple(lists["birth_name"]),
        honorifics=tuple(lists["honorifics"]),
        titles_of_language=lists["titles_of_language"],
        languages=lists["languages"],
        language_of_region=lists["language_of_region"],
    )


def bare(word: str) -> str:
    """A word as the lists have it, without full stops and in small letters."""
    return word.replace(".", "").casefold()


def is_suffix(word: str, *, strict: bool = True) -> bool:
    """Whether a word is a degree or a "Jr." behind a name; not `strict`: even where it may be a family name."""
    lists = word_lists()
    if word in ("sen.", "sen"):
        return True  # in capitals it is a family name
    letters = bare(word.strip(","))
    if letters in ("jr", "sr") and word[:2].isupper() and word[1:2] == "." and len(word) > 3:
        return False  # J.R. are initials
    return letters in lists.suffixes or (not strict and letters in lists.weak_suffixes)


def is_title(word: str) -> bool:
    """Whether a word is a salutation or a title, or several with no blank between: "Dr.med."."""
    titles = word_lists().titles
    if bare(word) in titles:
        return True
    pieces = [piece for piece in word.casefold().split(".") if piece]
    return len(pieces) > 1 and all(piece in titles for piece in pieces)


def take_titles(words: list[str], *, keep: int = 1) -> tuple[list[str], list[str]]:
    """Leading titles, as long as `keep` words remain; "Lord of the Universe" is joined by its conjunctions."""
    lists = word_lists()
    count = 0
    while count < len(words) - keep and (
        is_title(words[count])
        or (
            count
            and words[count].casefold() in lists.conjunctions | {"state"}
            and count + 1 < len(words)
            and not is_initial(words[count])
        )
        or (
            count and words[count - 1].casefold() in ("of", "the") and words[count - 1].casefold() in lists.conjunctions
        )
    ):
        count += 1
    if count and all(bare(word) in lists.weak_titles for word in words[:count]) and len(words) - count < 2:
        count = 0
    return words[:count], words[count:]


def is_initial(word: str) -> bool:
    """Whether a word is one letter, with a full stop or without."""
    return len(word.rstrip(".")) == 1 and word[0].isalpha()


def is_particle(word: str) -> bool:
    """Whether the last of these words is a "van" or "de" before a family name."""
    return word.rsplit(maxsplit=1)[-1].rstrip(".").casefold() in word_lists().particles


def is_given(word: str) -> bool:
    """Whether a word, or the first part of a double one, is a given name that many people have."""
    return word.casefold().partition("-")[0] in listed("given_names")
