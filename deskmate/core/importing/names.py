"""Full names taken apart: prefix, given, middle, family, suffix and the name somebody goes by, by language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from deskmate.core.importing import resource

_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_QUOTED = re.compile(r"(?<!\w)[\"“„»«]([^\"“”„»«]+)[\"”“«»](?!\w)")
_SINGLE_QUOTED = re.compile(r"(?:(?<=\s)|^)['‘]([^\s'’][^'’]*)['’](?=\s|,|$)")


_AROUND = " *#~_!?•·"
_BETWEEN = re.compile(r"\s[-–—|/]\s|\w/\w")  # "Anna Müller - VIP", "Müller/Schmidt": what is whose can't be told


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


@dataclass(frozen=True, slots=True)
class _Words:
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
    languages: Mapping[str, str]
    language_of_region: Mapping[str, str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists: dict[str, Any] = resource.load("names.toml")
    return _Words(
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
        languages=lists["languages"],
        language_of_region=lists["language_of_region"],
    )


def language_code(language: str, region: str = "") -> str:
    """The two letters of a language that a file calls "Spanish", "es_ES" or "es"; else of the shop's country."""
    folded = language.strip().casefold()
    known = _words()
    if folded in known.languages:
        return known.languages[folded]
    if len(folded) >= 2 and re.fullmatch(r"[a-z]{2}(?:[-_].*)?", folded):
        return folded[:2]
    return known.language_of_region.get(region.upper(), "") if not folded else ""


def looks_like_company(text: str) -> bool:
    """Whether a name carries a legal form such as GmbH, Inc. or 株式会社."""
    words = text.replace(",", " ").split()
    known = _words().company
    if len(words) > 1 and words[0].casefold() in _words().company_first:
        return True
    if len(words) > 1 and any(word.replace(".", "").casefold() in known for word in words[1:]):
        return words[-1].replace(".", "").casefold() in known or words[-2].replace(".", "").casefold() in known
    return text.startswith(("株式会社", "有限会社", "合同会社")) or text.endswith(("株式会社", "有限会社", "有限公司"))


@lru_cache(maxsize=20_000)
def split(full: str, language: str = "", *, family_alone: bool = False, family_first: bool = False) -> Name:  # noqa: PLR0911
    """The parts of a full name; a single word is a given name, unless `family_alone` says the column has family names.

    `family_first` says that the whole column has the family name in front; so does "DUPONT Jean" by itself.
    "Smith, John" is family, given; "Smith, Jr." is not. Vietnamese, Hungarian, Chinese, Japanese and Korean names have
    the family name first. A company or a name that cannot be taken apart keeps its parts empty. `organisation` is the
    company that stands beside a person, as in "Smith, John (Miller Ltd)" and "Miller Ltd, John Smith".
    """
    text = full[:300].replace(";", ",").strip(_AROUND)
    text = " ".join(word for word in text.split() if any(map(str.isalnum, word)) or word in ("&", "+"))
    if not text or text[0] in "=+-@" or ("@" in text and " " not in text) or _BETWEEN.search(full):
        return Name()
    company, comma, person = text.partition(",")
    if comma and looks_like_company(company) and person.strip() and not are_suffixes(person):
        return Name() if looks_like_company(person) else replace(split(person, language), organisation=company.strip())
    if looks_like_company(_BRACKETS.sub(" ", text)) or not any(map(str.isalpha, text)):
        return Name()
    text, nick = _nicknames(text)
    if nick and _is_business(nick):
        return replace(split(text, language, family_alone=family_alone, family_first=family_first), organisation=nick)
    if not text:
        return Name(known_as=nick)
    if (eastern := _eastern(text, language)) is not None:
        return replace(eastern, known_as=nick)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return Name(known_as=nick)
    if len(parts) == 1:
        words = parts[0].split()
        if len(words) > 1 and (family_first or _shouted(words)):
            return replace(_turned(words, language), known_as=nick)
        return replace(_straight(words, language, nick, family_alone), known_as=nick)
    if all(_is_suffix(word, strict=False) for word in parts[1].split()):
        return _before_suffix(parts, language, nick)
    return replace(_family_comma(parts), known_as=nick)


def _is_business(text: str) -> bool:
    """Whether what stands in brackets behind a name is where somebody works, not what they are called."""
    return looks_like_company(text) or any(word.casefold() in _words().trades for word in text.split()[:2])


def _nicknames(text: str) -> tuple[str, str]:
    found: list[str] = []
    for pattern in (_BRACKETS, _QUOTED, _SINGLE_QUOTED):
        found += [match.strip() for match in pattern.findall(text)]
        text = pattern.sub(" ", text)
    text = " ".join(text.split()).replace(" ,", ",").strip()
    return text, next((nick for nick in found if nick), "")


def _bare(word: str) -> str:
    return word.replace(".", "").casefold()


def _is_suffix(word: str, *, strict: bool = True) -> bool:
    words = _words()
    bare = _bare(word.strip(","))
    if bare in ("jr", "sr") and word[:2].isupper() and word[1:2] == "." and len(word) > 3:
        return False  # J.R. are initials
    return bare in words.suffixes or (not strict and bare in words.weak_suffixes)


def _is_shouted_suffix(words: Sequence[str]) -> bool:
    """Whether the last of at least three words is a degree in capitals behind a name that isn't: "Anna Müller MBA"."""
    if len(words) < 3 or len(words[-1]) < 3 or not words[-1].isupper() or words[-2].isupper():
        return False
    return _is_suffix(words[-1], strict=False)


def are_suffixes(text: str) -> bool:
    """Whether what stands behind a comma are letters such as "MBA, PhD" and no name."""
    words = text.replace(",", " ").split()
    return bool(words) and all(_is_suffix(word, strict=False) for word in words)


def _is_title(word: str) -> bool:
    titles = _words().titles
    if _bare(word) in titles:
        return True
    pieces = [piece for piece in word.casefold().split(".") if piece]
    return len(pieces) > 1 and all(piece in titles for piece in pieces)


def _take_titles(words: list[str], *, keep: int = 1) -> tuple[list[str], list[str]]:
    """Leading titles, as long as `keep` words remain; "Lord of the Universe" is joined by its conjunctions."""
    lists = _words()
    count = 0
    while count < len(words) - keep and (
        _is_title(words[count])
        or (
            count
            and words[count].casefold() in lists.conjunctions | {"state"}
            and count + 1 < len(words)
            and not _is_initial(words[count])
        )
        or (
            count and words[count - 1].casefold() in ("of", "the") and words[count - 1].casefold() in lists.conjunctions
        )
    ):
        count += 1
    if count and all(_bare(word) in lists.weak_titles for word in words[:count]) and len(words) - count < 2:
        count = 0
    return words[:count], words[count:]


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isalpha()


def begins_with_family(full: str) -> bool:
    """Whether a name says by capitals that the family name stands first: "DUPONT Jean"."""
    return "," not in full and _shouted(full.split()) > 0


def _shouted(words: Sequence[str]) -> int:
    """How many words in front are a family name in capitals, as in "DE LA TOUR Anne"; 0 where not all tell."""
    capital = [word.isupper() and _is_family_word(word) for word in words]
    small = [word.istitle() or "-" in word for word in words]
    count = next((place for place, is_capital in enumerate(capital) if not is_capital), 0)
    rest = words[count:]
    # one or two capitals alone are initials, as in E and JP
    count = count if any(len(word) > 2 for word in words[:count]) else 0
    return count if count and all(small[count:]) and not any(_is_title(word) for word in (*words[:count], *rest)) else 0


def _is_family_word(word: str) -> bool:
    """A whole word, or a particle before one."""
    long = len(word) > 2 or word.casefold() in _words().particles
    return long and "." not in word and not _is_suffix(word)


def _turned(words: list[str], language: str) -> Name:
    """Family before given: titles in front, particles with the family, two families in Spanish and Portuguese."""
    titles, rest = _take_titles(words)
    suffixes: list[str] = []
    while len(rest) > 2 and _is_suffix(rest[-1]):
        suffixes.insert(0, rest.pop())
    count = _shouted(rest)
    if not count:
        while count < len(rest) - 2 and rest[count].casefold() in _words().particles:
            count += 1
        count += 1
        if language in ("es", "pt", "gl", "ca") and len(rest) - count >= 2:
            count += 1
    family, given, middle = " ".join(rest[:count]), " ".join(rest[count : count + 1]), " ".join(rest[count + 1 :])
    return Name(" ".join(titles), given, middle, family, ", ".join(suffixes))


def _straight(words: list[str], language: str, nick: str, family_alone: bool) -> Name:
    """Given before family: titles in front, suffixes behind, particles and conjunctions joined."""
    titles, rest = _take_titles(words)
    suffixes: list[str] = []
    while (len(rest) > 1 + (not nick and not titles) and _is_suffix(rest[-1])) or _is_shouted_suffix(rest):
        suffixes.insert(0, rest.pop())
    groups = _join(rest)
    prefix, suffix = " ".join(titles), ", ".join(suffixes)
    if len(groups) == 1:
        alone_is_family = family_alone or (titles and _bare(titles[-1]) not in _words().before_given)
        alone_is_family = alone_is_family or (nick and len(rest) == 1 and not titles) or _starts_with_particle(rest)
        given, family = ("", groups[0]) if alone_is_family else (groups[0], "")
        return Name(prefix, given, "", family, suffix)
    if language == "hu":
        return Name(prefix, groups[1], " ".join(groups[2:]), groups[0], suffix)
    if language in ("es", "pt", "gl", "ca") and len(groups) >= 3 and not _is_initial(groups[-2]):
        return Name(prefix, groups[0], " ".join(groups[1:-2]), " ".join(groups[-2:]), suffix)
    return Name(prefix, groups[0], " ".join(groups[1:-1]), groups[-1], suffix)


def _starts_with_particle(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[0].casefold() in _words().particles


def _join(words: list[str]) -> list[str]:
    """Words that belong together as one: "John and Jane", "Velasquez y Garcia", "van der Velt"."""
    lists = _words()
    joined: list[str] = []
    glue = False
    for place, word in enumerate(words):
        bare = word.casefold()
        short = len(bare) == 1 and bare.isalpha()
        joins = bare in lists.conjunctions and not (short and (len(words) < 4 or word.isupper()))
        if (glue or joins) and joined:
            joined[-1] += " " + word
        else:
            joined.append(word)
        glue = joins and place + 1 < len(words)
    return _join_particles(joined)


def _join_particles(words: list[str]) -> list[str]:
    lists = _words()
    result: list[str] = []
    in_particle = False
    for place, word in enumerate(words):
        bare = word.split()[0].rstrip(".").casefold()
        particle = bare in lists.particles and not _is_initial(word) and place + 1 < len(words)
        if place == 0:
            particle = particle and (
                bare not in lists.weak_particles or (len(words) == 2 and bare in ("du", "della", "del", "di"))
            )
        elif particle and in_particle and not _is_particle(words[place - 1]):
            in_particle = False
        if in_particle and result:
            result[-1] += " " + word
        else:
            result.append(word)
        in_particle = in_particle or particle
    return result


def _is_particle(word: str) -> bool:
    return word.rsplit(maxsplit=1)[-1].rstrip(".").casefold() in _words().particles


def _before_suffix(parts: list[str], language: str, nick: str) -> Name:
    words = parts[0].split()
    name = _straight(words, language, nick or ("x" if len(words) == 1 else ""), len(words) == 1)
    suffix = ", ".join([part for part in (name.suffix, *parts[1:]) if part])
    return replace(name, suffix=suffix, known_as=nick)


def _family_comma(parts: list[str]) -> Name:
    family = parts[0].split()
    behind: list[str] = []
    while len(family) > 1 and _is_suffix(family[-1]):
        behind.insert(0, family.pop())
    titles, rest = _take_titles(parts[1].split(), keep=0)
    rest = _join(rest) if any(word.casefold() in _words().conjunctions for word in rest[1:-1]) else rest
    while len(rest) > 1 and _is_suffix(rest[-1]):
        behind.append(rest.pop())
    front_titles, family = _take_titles(family)
    suffix = ", ".join([*behind, *parts[2:]])
    given, middle = (rest[0], " ".join(rest[1:])) if rest else ("", "")
    return Name(" ".join([*front_titles, *titles]), given, middle, " ".join(family), suffix)


def _eastern(text: str, language: str) -> Name | None:
    """Names of East Asia, where the family comes first; None for a name in another order."""
    words = text.split()
    if any(_is_east_asian(char) for char in text):
        return _cjk(words)
    if len(words) >= 2 and (language == "vi" or _vietnamese(text)) and words[0].casefold() in _words().vietnamese:
        return Name(given=words[-1], middle=" ".join(words[1:-1]), family=words[0])
    return None


def _vietnamese(text: str) -> bool:
    first = text.split(maxsplit=1)[0].casefold()
    marks = unicodedata.normalize("NFD", text)
    return first in ("nguyễn", "nguyen") or any(mark in marks for mark in ("\u0323", "\u0309", "\u031b", "đ", "Đ"))


def _is_east_asian(char: str) -> bool:
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"


def _cjk(words: list[str]) -> Name:  # noqa: PLR0911
    lists = _words()
    if len(words) == 2 and all(_is_east_asian(word[0]) for word in words):
        return Name(given=words[1], family=words[0])
    if len(words) != 1:
        return Name()
    word = words[0]
    if not all(_is_east_asian(char) for char in word) or not 2 <= len(word) <= 6:
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


def compose(*, given: str, family: str, prefix: str = "", language: str = "") -> str:
    """The name as it is said: family first and without a blank in East Asia, else given before family."""
    if given and family:
        turned = language in ("hu", "vi") or _is_east_asian(given[0]) or _is_east_asian(family[0])
        return f"{family} {given}" if turned else f"{given} {family}"
    return " ".join(part for part in (given, family) if part) or prefix
