"""What single languages write into a name: birth names, salutations that are an initial elsewhere, long given names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from deskmate.core.importing.name_words import bare, is_given, is_title, take_titles, word_lists


def without_birth_name(text: str) -> tuple[str, str]:
    """A name and the one that somebody was born with: "Eva Berg, geb. Lang", "Eva Berg (née Lang)"."""
    words = word_lists().birth_name
    if not any(word in text for word in words) or (found := _birth_pattern().fullmatch(text)) is None:
        return text, ""
    name, birth, behind = found["name"], found["birth"].strip(), found["behind"] or ""
    before, _, last = birth.rpartition(" ")
    if before and not behind and " " not in name and is_given(last):
        return f"{name}, {last}", before  # "Dupont née Martin Marie", as registers have it
    return name + behind, birth


@lru_cache(maxsize=1)
def _birth_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, word_lists().birth_name))
    return re.compile(rf"(?P<name>[^\d(]*[^\s\d(,])[\s(,]+(?:{words})\s+(?P<birth>[^\d(),]+)\)?(?P<behind>,[^\d]*)?")


def family_of_all(words: Sequence[str]) -> str:
    """The family name of a whole family, as in "The Smith Family"; empty for anybody else."""
    bare_words = words[1:] if words[0].casefold() == "the" else words
    return bare_words[0] if len(bare_words) == 2 and bare_words[1].casefold() == "family" else ""


def take_salutation(words: list[str], language: str) -> tuple[list[str], list[str]]:
    """Titles in front, among them those of one language only, as the "D." of Spain, and of two: "M. et Mme Dupont"."""
    lists = word_lists()
    couple = len(words) > 3 and bare(words[0]) in ("m", "mm") and words[1].casefold() in lists.conjunctions
    count = 2 if couple and is_title(words[2]) else int(_is_local_title(words, language))
    titles, rest = take_titles(words[count:])
    return [*words[:count], *titles], rest


def _is_local_title(words: Sequence[str], language: str) -> bool:
    """Whether a title of this language stands before a name; but for the French M. one letter may be an initial."""
    if bare(words[0]) not in word_lists().titles_of_language.get(language, ()):
        return False
    may_be_initial = len(bare(words[0])) == 1 and language != "fr"
    return len(words) > 2 and words[0].endswith(".") if may_be_initial else len(words) > 1


def with_long_given(words: list[str]) -> list[str]:
    """The words of a name with a given name of several as one: "María del Carmen", "Juan de Dios", "عبد الله"."""
    lists = word_lists()
    folded = [word.casefold() for word in words]
    if len(words) > 1 and words[0] == "عبد" and words[1].startswith("ال"):
        return [" ".join(words[:2]), *words[2:]]
    for count in (3, 4):
        devotion = " ".join(folded[1:count])
        known = devotion in lists.devotions or (
            devotion in lists.devotions_of_maria and folded[0] in ("maría", "maria")
        )
        if len(words) > count and (known or (folded[0], devotion) == ("juan", "de dios")):
            return [" ".join(words[:count]), *words[count:]]
    return words


def particles_behind(words: Sequence[str]) -> int:
    """How many words behind a given name belong before the family name: the "van den" of "Berg, Jan van den"."""
    count = 0
    while count < len(words) and _is_plain_particle(words[-1 - count]):
        count += 1
    return count


def are_particles(text: str) -> bool:
    """Whether these are nothing but a "van der" that stands before a family name."""
    return bool(text) and all(map(_is_plain_particle, text.split()))


def _is_plain_particle(word: str) -> bool:
    lists = word_lists()
    return word.islower() and word in lists.particles and word not in lists.conjunctions
