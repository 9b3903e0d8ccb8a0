"""How probable it is that two entries are one person, and what speaks for and against it."""

from collections.abc import Callable, Iterable
from itertools import product
from math import log2
from typing import NamedTuple

from deskmate.core.duplicates import compare
from deskmate.core.duplicates.frequencies import SMALLEST_BOOK, Frequencies, birthday_value
from deskmate.core.duplicates.persons import Verdict
from deskmate.core.duplicates.views import AddressView, View
from deskmate.core.duplicates.weights import (
    ADDRESS_MOST,
    CROSSED,
    HOUSEHOLDS,
    PLACE_MOST,
    PRIOR_HOUSEHOLD,
    PRIOR_SAME,
    STRANGERS,
    WEIGHTS,
)

# From here on a pair is shown, and from here on it may be called the same: one threshold for every book and file
LIKELY = 0.5
SAME = 0.99
_DIFFERENT = frozenset({"differ", "year", "two parts", "two digits"})
_UNTELLING = frozenset({"domain"})


class Evidence(NamedTuple):
    """What one field says: log2 of the probability of its level for one person, one household, strangers."""

    field: str
    level: str
    same: float
    household: float
    stranger: float

    @property
    def bits(self) -> float:
        """How strongly the field speaks for one person (above 0) or for two (below)."""
        return self.same - max(self.household, self.stranger)


_PLAIN = {
    (field, level): Evidence(field, level, *odds) for field, levels in WEIGHTS.items() for level, odds in levels.items()
}
# Levels at which a field is personal enough for "same", if the value is rare enough here to say this much (bits)
_PERSONAL = {
    "birthday": ("exact", "swapped", "typo"),
    "phone": ("exact", "ending"),
    "email": ("exact",),
    "number": ("exact",),
}
_TELLING = 5.0
_SURE_NAMES = frozenset({"exact", "nickname"})


class Scored(NamedTuple):
    """The probability that two entries are one person, and what it rests on."""

    probability: float
    evidence: list[Evidence]


def score(a: View, b: View, book: Frequencies) -> Scored:
    """Weighs three stories against each other: one person, two of one household, two strangers.

    The evidence is whole from a probability of one half on; hopeless pairs are left before everything is compared.
    """
    size = max(book.size, SMALLEST_BOOK)
    start = log2(PRIOR_SAME / size)
    found = _personal(a, b, book)
    if a.addresses and b.addresses:
        if start + _bits(found) + ADDRESS_MOST < 0:
            return Scored(0.0, found)
        homes = product(a.addresses, b.addresses)
        found += max([_address(ours, theirs, book) for ours, theirs in homes], key=_bits)
    same, household, stranger = start, log2(PRIOR_HOUSEHOLD / size), 0.0
    for item in found:
        same += item.same
        household += item.household
        stranger += item.stranger
    if max(household, stranger) - same > 60:
        return Scored(0.0, found)
    return Scored(1 / (1 + 2 ** (household - same) + 2 ** (stranger - same)), found)


def _personal(a: View, b: View, book: Frequencies) -> list[Evidence]:
    """What every field but the address says, where it is known on both sides."""
    found = _names(a, b, book)
    if level := compare.birthday(a.birthday, b.birthday):
        share = book.share("birthday", birthday_value(a.birthday)) if level == "exact" else 0.0
        found.append(_weigh("birthday", level, share, personal=True))
    if a.phones and b.phones:
        found.append(_best("phone", a.phones, b.phones, compare.phone, book))
    if a.emails and b.emails:
        found.append(_best("email", a.emails, b.emails, compare.email, book))
    if a.numbers and b.numbers:
        found.append(_best("number", a.numbers, b.numbers, compare.number, book))
    return found


def _weigh(field: str, level: str, share: float = 0.0, *, personal: bool = False) -> Evidence:
    """The weight of a level; `share` is how common the agreeing value is, `personal` what families don't share."""
    plain = _PLAIN[field, level]
    if not share:
        return plain
    stranger = STRANGERS[field][level] + share
    household = log2(max(HOUSEHOLDS[field][level], stranger)) if personal else plain.household
    return Evidence(field, level, plain.same, household, log2(stranger))


def _names(a: View, b: View, book: Frequencies) -> list[Evidence]:
    straight = []
    if level := compare.given(a, b):
        straight.append(_weigh("given", level, _common(book, "given", level, a.given[0], b.given[0]), personal=True))
    if level := compare.family(a, b):
        straight.append(_weigh("family", level, _common(book, "family", level, a.family_whole, b.family_whole)))
    if not compare.may_be_crossed(a, b) or all(item.level in _SURE_NAMES for item in straight if straight):
        return straight
    crossed = _crossed(a, b, book)
    return crossed if _bits(crossed) > max(_bits(straight), 0.0) else straight


def _crossed(a: View, b: View, book: Frequencies) -> list[Evidence]:
    """Names the wrong way round in one entry; the stronger agreement may be no more than the name of a family."""
    found = []
    for one, other in ((a.given_whole, b.family_whole), (a.family_whole, b.given_whole)):
        if level := compare.crossed(one, other):
            share = min(_common(book, "given", level, one, other), _common(book, "family", level, one, other))
            found.append(_weigh("family", level, share))
    found.sort(key=_strength)
    if found:
        found[0] = found[0]._replace(same=found[0].same + log2(CROSSED), household=found[0].household + log2(CROSSED))
    return found[:1] + [_weigh("given", found[1].level)._replace(stranger=found[1].stranger) for item in found[1:]]


def _strength(item: Evidence) -> float:
    return item.stranger - item.same


def _bits(items: Iterable[Evidence]) -> float:
    total = 0.0
    for item in items:
        total += item.same - item.stranger
    return total


def _common(book: Frequencies, field: str, level: str, one: str, other: str) -> float:
    """How common the value is that both have, or that one of them has and the other seems to mean."""
    if level == "differ":
        return 0.0
    return book.share(field, one) if one == other else max(book.share(field, one), book.share(field, other))


def _best(
    field: str, ours: tuple[str, ...], theirs: tuple[str, ...], level: Callable[[str, str], str], book: Frequencies
) -> Evidence:
    """The best agreement among several phones or e-mails."""
    if len(ours) == len(theirs) == 1:
        return _value(field, level(ours[0], theirs[0]), ours[0], theirs[0], book)
    values = (_value(field, level(one, other), one, other, book) for one, other in product(ours, theirs))
    return min(values, key=_strength)


def _value(field: str, level: str, one: str, other: str, book: Frequencies) -> Evidence:
    if level == "domain":
        return _weigh(field, level, max(book.share("domain", one.rpartition("@")[2]), 0.01))
    return _weigh(field, level, _common(book, field, level, one, other), personal=field == "number")


def _address(ours: AddressView, theirs: AddressView, book: Frequencies) -> list[Evidence]:
    found = _place(ours, theirs, book)
    for field, one, other in (("street", ours.street, theirs.street), ("more", ours.more, theirs.more)):
        if level := compare.line(one, other):
            found.append(_weigh(field, level, _common(book, field, level, one, other)))
    where = {item.level for item in found if item.field in ("street", "more")}
    if where != {"differ"} and (level := compare.code(ours.number, theirs.number)):
        found.append(_weigh("house", level))
    return _bounded(found, ADDRESS_MOST)


def _place(ours: AddressView, theirs: AddressView, book: Frequencies) -> list[Evidence]:
    found = []
    if level := compare.line(ours.city, theirs.city):
        found.append(_weigh("city", level, _common(book, "city", level, ours.city, theirs.city)))
    for field, one, other in (("postcode", ours.postcode, theirs.postcode), ("region", ours.region, theirs.region)):
        if level := compare.code(one, other):
            found.append(_weigh(field, level, book.share(field, one) if level == "exact" else 0.0))
    return _bounded(found, PLACE_MOST)


def _bounded(found: list[Evidence], most: float) -> list[Evidence]:
    """Parts that repeat each other, with strangers given more credit where together they would say too much."""
    surplus = _bits(found) - most
    if surplus <= 0:
        return found
    return [item._replace(stranger=item.stranger + surplus / len(found)) for item in found]


def verdict(scored: Scored) -> Verdict:
    """ "same" where both names and something personal agree and nothing personal contradicts; otherwise "likely"."""
    levels = {item.field: item.level for item in scored.evidence}
    telling = {item.field: item.level for item in scored.evidence if item.same - item.stranger >= _TELLING}
    personal = any(telling.get(field) in agreeing for field, agreeing in _PERSONAL.items()) or (
        telling.get("street") in ("exact", "close") and levels.get("house") == "exact"
    )
    contradicted = levels.get("birthday") in _DIFFERENT
    sure = scored.probability >= SAME and _named(levels) and personal and not contradicted
    return "same" if sure else "likely"


def _named(levels: dict[str, str]) -> bool:
    """Whether the names are one person's; companies and people with one name have no family name to agree."""
    if "family" not in levels:
        return levels.get("given") in _SURE_NAMES
    return levels.get("given") in _SURE_NAMES | {"close"} and levels["family"] in ("exact", "close", "part")


def sides(found: list[Evidence]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that agree (exactly or nearly) and those that differ, each the strongest first."""
    ordered = sorted(found, key=lambda item: -abs(item.bits))
    agree = (item.field for item in ordered if item.level not in _DIFFERENT | _UNTELLING)
    return tuple(agree), tuple(item.field for item in ordered if item.level in _DIFFERENT)
