"""Full names taken apart: prefix, given, middle, family, suffix and the name somebody goes by, by language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from deskmate.core.importing import name_capitals, name_customs, name_eastern
from deskmate.core.importing.name_companies import is_business, looks_like_company
from deskmate.core.importing.name_eastern import is_east_asian
from deskmate.core.importing.name_words import (
    Name,
    bare,
    is_initial,
    is_particle,
    is_suffix,
    take_titles,
    word_lists,
)

__all__ = ["Name", "are_suffixes", "compose", "language_code", "looks_like_company", "split"]

_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_QUOTED = re.compile(r"(?<!\w)[\"“„»«]([^\"“”„»«]+)[\"”“«»](?!\w)")
_SINGLE_QUOTED = re.compile(r"(?:(?<=\s)|^)['‘]([^\s'’][^'’]*)['’](?=\s|,|$)")


_COMMA = re.compile(r"\s*,\s*")
_AROUND = " *#~_!?•·"
_BETWEEN = re.compile(r"\s[-–—|/]\s|\w/\w")  # "Anna Müller - VIP", "Müller/Schmidt": what is whose can't be told


def language_code(language: str, region: str = "") -> str:
    """The two letters of a language that a file calls "Spanish", "es_ES" or "es"; else of the shop's country."""
    folded = language.strip().casefold()
    known = word_lists()
    if folded in known.languages:
        return known.languages[folded]
    if len(folded) >= 2 and re.fullmatch(r"[a-z]{2}(?:[-_].*)?", folded):
        return folded[:2]
    return known.language_of_region.get(region.upper(), "") if not folded else ""


@lru_cache(maxsize=20_000)
def split(  # noqa: PLR0911
    full: str, language: str = "", *, family_alone: bool = False, family_first: bool = False, capitals: bool = False
) -> Name:
    """The parts of a full name; a single word is a given name, unless `family_alone` says the column has family names.

    `family_first` says that the whole column has the family name in front, `capitals` that it has family names in
    capitals, which tell that they stand in front: "DUPONT Jean". "Smith, John" is family, given; "Smith, Jr." is not.
    Vietnamese, Hungarian, Chinese, Japanese and Korean names have the family name first. A company or a name that
    cannot be taken apart keeps its parts empty. `organisation` is the company that stands beside a person, as in
    "Smith, John (Miller Ltd)" and "Miller Ltd, John Smith".
    """
    text = full[:300].replace(";", ",").strip(_AROUND)
    text = _COMMA.sub(", ", text) if "," in text else text
    text = " ".join(word for word in text.split() if any(map(str.isalnum, word)) or word in ("&", "+"))
    if not text or text[0] in "=+-@" or ("@" in text and " " not in text) or _BETWEEN.search(full):
        return Name()
    company, comma, person = text.partition(",")
    if comma and looks_like_company(company) and person.strip() and not are_suffixes(person):
        return Name() if looks_like_company(person) else replace(split(person, language), organisation=company.strip())
    if looks_like_company(_BRACKETS.sub(" ", text)) or not any(map(str.isalpha, text)):
        return Name()
    known, birth_name = name_customs.without_birth_name(text)
    if birth_name:
        inside = split(known, language, family_alone=family_alone, family_first=family_first, capitals=capitals)
        return replace(inside, birth_name=birth_name)
    text, nick = _nicknames(text)
    if nick and is_business(nick):
        inside = split(text, language, family_alone=family_alone, family_first=family_first, capitals=capitals)
        return replace(inside, organisation=nick)
    if not text:
        return Name(known_as=nick)
    if (eastern := name_eastern.split(text, language)) is not None:
        return replace(eastern, known_as=nick)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return Name(known_as=nick)
    if len(parts) == 1:
        words = parts[0].split()
        if family := name_customs.family_of_all(words):
            return Name(family=family)
        if len(words) > 1 and (family_first or name_capitals.begins_with_family(parts[0], in_column=capitals)):
            return replace(_turned(words, language), known_as=nick)
        return replace(_straight(words, language, nick, family_alone), known_as=nick)
    if all(is_suffix(word, strict=False) for word in parts[1].split()):
        return _before_suffix(parts, language, nick)
    return replace(_family_comma(parts), known_as=nick)


def _nicknames(text: str) -> tuple[str, str]:
    found: list[str] = []
    for pattern in (_BRACKETS, _QUOTED, _SINGLE_QUOTED):
        found += [match.strip() for match in pattern.findall(text)]
        text = pattern.sub(" ", text)
    text = " ".join(text.split()).replace(" ,", ",").strip()
    return text, next((nick for nick in found if nick), "")


def _is_shouted_suffix(words: Sequence[str]) -> bool:
    """Whether the last of at least three words is a degree in capitals behind a name that isn't: "Anna Müller MBA"."""
    if len(words) < 3 or len(words[-1]) < 3 or not words[-1].isupper() or words[-2].isupper():
        return False
    return is_suffix(words[-1], strict=False)


def are_suffixes(text: str) -> bool:
    """Whether what stands behind a comma are letters such as "MBA, PhD" and no name."""
    words = text.replace(",", " ").split()
    return bool(words) and all(is_suffix(word, strict=False) for word in words)


def _turned(words: list[str], language: str) -> Name:
    """Family before given: titles in front, particles with the family, two families in Spanish and Portuguese."""
    titles, rest = name_customs.take_salutation(words, language or "fr")
    suffixes: list[str] = []
    while len(rest) > 2 and is_suffix(rest[-1]):
        suffixes.insert(0, rest.pop())
    count = name_capitals.count_capital(rest)
    if not count:
        while count < len(rest) - 2 and rest[count].casefold() in word_lists().particles:
            count += 1
        count += 1
        if language in ("es", "pt", "gl", "ca") and len(rest) - count >= 2:
            count += 1
    family, given, middle = " ".join(rest[:count]), " ".join(rest[count : count + 1]), " ".join(rest[count + 1 :])
    return Name(" ".join(titles), given, middle, family, ", ".join(suffixes))


def _straight(words: list[str], language: str, nick: str, family_alone: bool) -> Name:
    """Given before family: titles in front, suffixes behind, particles and conjunctions joined."""
    titles, rest = name_customs.take_salutation(words, language)
    suffixes: list[str] = []
    while (len(rest) > 1 + (not nick and not titles) and is_suffix(rest[-1])) or _is_shouted_suffix(rest):
        suffixes.insert(0, rest.pop())
    rest = name_customs.with_long_given(rest)
    groups = [" ".join(rest)] if _is_family_with_particle(rest) else _join(rest)
    prefix, suffix = " ".join(titles), ", ".join(suffixes)
    if len(groups) == 1:
        alone_is_family = family_alone or (titles and bare(titles[-1]) not in word_lists().before_given)
        alone_is_family = alone_is_family or (nick and len(rest) == 1 and not titles) or _starts_with_particle(rest)
        given, family = ("", groups[0]) if alone_is_family else (groups[0], "")
        return Name(prefix, given, "", family, suffix)
    if language == "hu":
        return Name(prefix, groups[1], " ".join(groups[2:]), groups[0], suffix)
    if language in ("es", "pt", "gl", "ca") and len(groups) >= 3 and not is_initial(groups[-2]):
        return Name(prefix, groups[0], " ".join(groups[1:-2]), " ".join(groups[-2:]), suffix)
    return Name(prefix, groups[0], " ".join(groups[1:-1]), groups[-1], suffix)


def _is_family_with_particle(words: Sequence[str]) -> bool:
    """Whether there is no given name in front of a family name: "von Berg", "van den Berg", "de la Cruz"."""
    return len(words) > 1 and words[-1][0].isupper() and all(w.islower() and is_particle(w) for w in words[:-1])


def _starts_with_particle(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[0].casefold() in word_lists().particles


def _join(words: list[str]) -> list[str]:
    """Words that belong together as one: "John and Jane", "Velasquez y Garcia", "van der Velt"."""
    lists = word_lists()
    joined: list[str] = []
    glue = False
    for place, word in enumerate(words):
        folded = word.casefold()
        short = len(folded) == 1 and folded.isalpha()
        joins = folded in lists.conjunctions and not (short and (len(words) < 4 or word.isupper()))
        if (glue or joins) and joined:
            joined[-1] += " " + word
        else:
            joined.append(word)
        glue = joins and place + 1 < len(words)
    return _join_particles(joined)


def _join_particles(words: list[str]) -> list[str]:
    lists = word_lists()
    result: list[str] = []
    in_particle = False
    for place, word in enumerate(words):
        folded = word.split()[0].rstrip(".").casefold()
        particle = folded in lists.particles and not is_initial(word) and place + 1 < len(words)
        if place == 0:
            particle = particle and (
                folded not in lists.weak_particles or (len(words) == 2 and folded in ("du", "della", "del", "di"))
            )
        elif particle and in_particle and not is_particle(words[place - 1]):
            in_particle = False
        if in_particle and result:
            result[-1] += " " + word
        else:
            result.append(word)
        in_particle = in_particle or particle
    return result


def _before_suffix(parts: list[str], language: str, nick: str) -> Name:
    words = parts[0].split()
    name = _straight(words, language, nick or ("x" if len(words) == 1 else ""), len(words) == 1)
    suffix = ", ".join([part for part in (name.suffix, *parts[1:]) if part])
    return replace(name, suffix=suffix, known_as=nick)


def _family_comma(parts: list[str]) -> Name:
    if len(parts) == 3 and name_customs.are_particles(parts[1]):  # "Berg, van den, Jan", as registers have it
        parts = [f"{parts[1]} {parts[0]}", parts[2]]
    family = parts[0].split()
    behind: list[str] = []
    while len(family) > 1 and is_suffix(family[-1]):
        behind.insert(0, family.pop())
    titles, rest = take_titles(parts[1].split(), keep=0)
    rest = _join(rest) if any(word.casefold() in word_lists().conjunctions for word in rest[1:-1]) else rest
    while len(rest) > 1 and is_suffix(rest[-1]):
        behind.append(rest.pop())
    front_titles, family = take_titles(family)
    if 0 < (moved := name_customs.particles_behind(family)) < len(family):  # "Dijk van, Jan"
        family = [*family[-moved:], *family[:-moved]]
    if rest[1:] and (moved := name_customs.particles_behind(rest[1:])):
        rest, family = rest[:-moved], [*rest[-moved:], *family]
    suffix = ", ".join([*behind, *parts[2:]])
    given, middle = (rest[0], " ".join(rest[1:])) if rest else ("", "")
    return Name(" ".join([*front_titles, *titles]), given, middle, " ".join(family), suffix)


def compose(*, given: str, family: str, prefix: str = "", language: str = "") -> str:
    """The name as it is said: family first and without a blank in East Asia, else given before family."""
    if given and family:
        turned = language in ("hu", "vi") or is_east_asian(given[0]) or is_east_asian(family[0])
        return f"{family} {given}" if turned else f"{given} {family}"
    return " ".join(part for part in (given, family) if part) or prefix
