"""The parts of a customer's name from the columns of a row, which may hold it whole, in parts or both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from deskmate.core.importing import name_capitals, name_customs, name_eastern, name_words, names, values
from deskmate.core.importing.draft import Draft, Plan

_BETWEEN_WORDS = re.compile(r"[\s,;-]+")
_NO_PARTS = dict.fromkeys(("name", "given", "middle", "family", "prefix", "suffix", "known_as"), "")
_MORE_OF_A_NAME = frozenset(_NO_PARTS.keys() - {"given", "family"}) | {"infix", "family2", "language"}


def parts_of(draft: Draft, plan: Plan) -> dict[str, str]:
    """The parts of the name of a row's customer, and under "name" how they are called."""
    one = draft.one
    if _only_given_and_family(one):
        family, given = one["family"], one["given"]
        return {**_NO_PARTS, "given": given, "family": family,
                "name": names.compose(given=given, family=family, language=_language(plan.region))}  # fmt: skip
    found = {part: one.get(part, "") for part in ("name", "given", "middle", "family", "prefix", "suffix", "known_as")}
    found["family"] = " ".join(p for p in (one.get("infix", ""), found["family"], one.get("family2", "")) if p)
    _tidy_parts(found)
    language = names.language_code(one.get("language", ""), "" if one.get("language") else plan.region)
    in_parts = bool(found["given"] or found["family"])
    if full := found["name"] or ("" if in_parts else one.get("shown_name", "")):
        found["name"] = full
    if full and not in_parts:
        _take_apart(draft, plan, found, language)
    elif not _completed(found, language):
        _weigh(draft, plan, found, language)
    return found


def _take_apart(draft: Draft, plan: Plan, found: dict[str, str], language: str) -> None:
    """The parts of a name that stands in one cell."""
    full, organisation = found["name"], draft.one.get("organisation", "")
    if _is_company(draft, full):
        return
    person = _without_birth_name(draft, _beside_company(full, organisation) or full)
    capitals = name_capitals.begins_with_family(person, in_column=plan.capitals) and full != organisation
    split = names.split(person, language, family_alone=plan.family_alone, family_first=plan.family_first,
                        capitals=capitals)  # fmt: skip
    for part in ("given", "middle", "family", "prefix", "suffix", "known_as"):
        found[part] = found[part] or getattr(split, part)
    found["name"] = person
    if split.organisation:
        _add_company(draft, split.organisation)
    turned = (plan.family_first or capitals) and not split.middle
    if ("," in person or ";" in person or split.organisation or turned) and split.given and split.family:
        found["name"] = names.compose(given=split.given, family=split.family, language=language)


def _is_company(draft: Draft, full: str) -> bool:
    """Whether the row says so, or names its company only: one person's firm mostly has that person's given name."""
    if values.yes_or_no(draft.one.get("is_company", "")) is True:
        return True
    if full != draft.one.get("organisation", ""):
        return False
    first = names.split(full).given.partition(" ")[0]
    return not name_words.is_given(first)


def _without_birth_name(draft: Draft, person: str) -> str:
    known, birth_name = name_customs.without_birth_name(person)
    if not birth_name or names.looks_like_company(person):
        return person
    draft.extra.append(("Birth name", birth_name))
    return known


def _beside_company(full: str, organisation: str) -> str:
    """The person in a whole name that begins with the row's own company, as Odoo writes it: "Miller, Ann Lee"."""
    begins = organisation and full.casefold().startswith(f"{organisation.casefold()},")
    return full[len(organisation) + 1 :].strip() if begins else ""


def _weigh(draft: Draft, plan: Plan, found: dict[str, str], language: str) -> None:
    """What to call somebody whose parts stand beside a whole name, which may be another's or no name at all."""
    full = found["name"]
    composed = names.compose(given=found["given"], family=found["family"], language=language)
    if full and full == _company_for_name(found, draft.one):
        _add_company(draft, full)
    elif full and _is_another(full, found):
        draft.keep(next(column for column in plan.columns if column.field == "name"), full)
    elif full and not _says_less(full, found) and not _is_filed(full, found["family"]):
        return
    found["name"] = composed or found["middle"] or found["known_as"] or full


def _is_another(full: str, found: Mapping[str, str]) -> bool:
    """Whether a whole name has no word of the given and the family name beside it, as a pet's or a login's."""
    if not (found["given"] and found["family"]) or name_eastern.is_east_asian(full[0]):
        return False
    known = f"{found['given']} {found['family']}"
    return _words(known).isdisjoint(_words(full))


def _words(text: str) -> set[str]:
    return set(_BETWEEN_WORDS.split(text.casefold()))


def _company_for_name(found: Mapping[str, str], one: Mapping[str, str]) -> str:
    """The company that a whole name turns out to be beside the given and family name of somebody there."""
    whole = found["name"]
    beside = found["given"] and found["family"] and one.get("organisation", whole) == whole
    return whole if beside and names.looks_like_company(whole) else ""


def _add_company(draft: Draft, organisation: str) -> None:
    if draft.one.setdefault("organisation", organisation).casefold() != organisation.casefold():
        draft.extra.append(("Organisation", organisation))


def _only_given_and_family(one: Mapping[str, str]) -> bool:
    """Whether a row names its customer in the plainest way, with no title before and no letters behind the name."""
    return (
        _MORE_OF_A_NAME.isdisjoint(one)
        and "," not in one.get("family", ",")
        and bool(one["family"] and one.get("given"))
        and " " not in one["given"]
    )


@lru_cache(maxsize=100)
def _language(region: str) -> str:
    return names.language_code("", region)


def _says_less(full: str, found: Mapping[str, str]) -> bool:
    """Whether a display name only repeats a part of the name, as when it holds the given name alone."""
    whole = f"{found['given']} {found['family']}".casefold().split()
    shown = full.casefold().split()
    return len(shown) < len(whole) and all(word in whole for word in shown)


def _tidy_parts(found: dict[str, str]) -> None:
    """Letters behind a family name and titles before a given name, where their own columns are empty."""
    family, comma, behind = found["family"].partition(",")
    if comma and not found["suffix"] and names.are_suffixes(behind):
        found["family"], found["suffix"] = family.strip(), behind.strip()
    title, _, given = found["given"].partition(" ")
    if given and not found["prefix"] and values.is_prefix(title):
        found["prefix"], found["given"] = title, given.strip()
    if found["family"] and name_customs.are_particles(found["middle"]):
        # Outlook has no other place for the "van der" of a family name
        found["family"], found["middle"] = f"{found['middle']} {found['family']}", ""


def _completed(found: dict[str, str], language: str) -> bool:
    """Whether the whole name beside one part of it gave the other part, as with "Name" and "Surname"."""
    full, known = found["name"], found["given"] or found["family"]
    if not full or (found["given"] and found["family"]) or names.looks_like_company(full):
        return False
    part = "family" if found["given"] else "given"
    if f" {known} ".casefold() in f" {full} ".casefold():
        split = names.split(full, language)
        found[part] = split.family if part == "family" else split.given
        return True
    if len(full.split()) > 2 or set(full.casefold().split()) & set(known.casefold().split()):
        return False
    found[part] = full
    found["name"] = names.compose(given=found["given"], family=found["family"], language=language)
    return True


def _is_filed(full: str, family: str) -> bool:
    """Whether a display name is the one to file under, as in "Müller, Anna" and "Müller"."""
    return bool(family) and full.casefold().startswith(f"{family.casefold()},")
