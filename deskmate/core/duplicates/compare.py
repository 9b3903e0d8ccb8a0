"""How near two values of one field are, as a level: "exact", "close", … "differ"; None where either is unknown."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from deskmate.core.duplicates.names import nearness
from deskmate.core.duplicates.views import View, telling
from deskmate.core.text import digits

Birthday = tuple[int, int, int]
Level = str


def given(a: View, b: View) -> Level | None:
    """Given names: whole or first name alike, a nickname, one of several, an initial, a slip."""
    if not a.given or not b.given:
        return None
    first, second = a.given[0], b.given[0]
    if a.given_whole == b.given_whole or first == second:
        return _middle(a.given, b.given)
    if not a.given_roots.isdisjoint(b.given_roots):
        return "nickname"
    if len(first) == 1 or len(second) == 1:
        return "initial" if first[0] == second[0] else "differ"
    if (len(a.given) > 1 or len(b.given) > 1) and set(a.given) & set(b.given):
        return "part"
    return _near_word(a.given_whole, b.given_whole, (first, second))


def _middle(a: Sequence[str], b: Sequence[str]) -> Level:
    """First names agree: two different second names make it a part, "Anna Maria" and "Anna M" do not."""
    if len(a) > 1 and len(b) > 1 and a[1][0] != b[1][0]:
        return "part"
    return "exact" if len(a[0]) > 1 else "initial"


def _near_word(a: str, b: str, parts: tuple[str, str]) -> Level:
    level = nearness(a, b)
    if level == "differ" and (a, b) != parts:
        level = nearness(*parts)
    return level


def family(a: View, b: View) -> Level | None:
    """Family names: alike, sharing one of several words, an initial, a slip."""
    if not a.family or not b.family:
        return None
    if a.family_whole == b.family_whole:
        return "exact"
    return family_words(a.family, b.family, wholes=(a.family_whole, b.family_whole))


def family_words(a: tuple[str, ...], b: tuple[str, ...], *, wholes: tuple[str, str]) -> Level:
    """The level of two family names that aren't spelt the same as a whole."""
    if len(a) > 1 or len(b) > 1:
        ours, theirs = telling(a), telling(b)
        if "".join(ours) == "".join(theirs):
            return "exact"
        if set(ours) & set(theirs):
            return "part"
    if min(len(wholes[0]), len(wholes[1])) == 1:
        return "initial" if wholes[0][0] == wholes[1][0] else "differ"
    return nearness(*wholes)


def crossed(one: str, other: str) -> Level | None:
    """A given name against a family name, for entries typed the wrong way round."""
    if not one or not other:
        return None
    return "exact" if one == other else nearness(one, other)


def may_be_crossed(a: View, b: View) -> bool:
    """Whether one's given name begins or ends like the other's family name, so that swapping is worth a look."""
    return _alike_at_an_end(a.given_whole, b.family_whole) or _alike_at_an_end(a.family_whole, b.given_whole)


def _alike_at_an_end(one: str, other: str) -> bool:
    return bool(one and other) and (one[0] == other[0] or one[-1] == other[-1])


def birthday(a: Birthday, b: Birthday) -> Level | None:
    """Birthdays: alike, day and month swapped, one digit off, two of three parts, only the year."""
    if not (any(a) and any(b)):
        return None
    if not (all(a) and all(b)):
        return _partial_birthday(a, b)
    return "exact" if a == b else _other_birthday(a, b)


def _other_birthday(a: Birthday, b: Birthday) -> Level:
    if a[0] == b[0] and a[1] == b[2] and a[2] == b[1]:
        return "swapped"
    alike = (a[0] == b[0]) + (a[1] == b[1]) + (a[2] == b[2])
    slips = OSA.distance(_eight(a), _eight(b), score_cutoff=2)
    if slips == 1 or alike == 2:
        return "typo" if slips == 1 else "two parts"
    if slips == 2:
        return "two digits"
    return "year" if a[0] == b[0] else "differ"


def _partial_birthday(a: Birthday, b: Birthday) -> Level | None:
    if a[1] and b[1] and a[2] and b[2]:
        return "day" if a[1:] == b[1:] else "swapped day" if a[1:] == b[:0:-1] else "differ"
    return None if not (a[0] and b[0]) else "year" if a[0] == b[0] else "differ"


def _eight(day: Birthday) -> str:
    return f"{day[0]:04}{day[1]:02}{day[2]:02}"


def phone(a: str, b: str) -> Level:
    """Phone numbers by their last digits: alike, one ending in the other, one slip or two digits swapped."""
    if a == b:
        return "exact"
    if len(a) != len(b):
        return "ending" if a.endswith(b) or b.endswith(a) else "differ"
    return "close" if len(a) >= 8 and OSA.distance(a, b, score_cutoff=1) == 1 else "differ"


def number(a: str, b: str) -> Level:
    """Customer numbers: alike or not; two that differ by one digit are two customers."""
    return "exact" if a == b else "differ"


def email(a: str, b: str) -> Level:
    """E-mail addresses: alike, a slip or two, one name at two providers, one (rare) domain."""
    if a == b:
        return "exact"
    ours, _, our_domain = a.rpartition("@")
    theirs, _, their_domain = b.rpartition("@")
    if _one_mailbox_mistyped(a, b, ours, theirs):
        return "close"
    if ours == theirs and len(ours) >= 6:
        return "name"
    return "domain" if our_domain == their_domain and our_domain else "differ"


def _one_mailbox_mistyped(a: str, b: str, ours: str, theirs: str) -> bool:
    """Alike as a whole and before the @; anna81@ and anna82@ at one provider are two accounts and no slip."""
    return (
        min(len(a), len(b)) >= 9
        and OSA.normalized_similarity(a, b) >= 0.8
        and OSA.normalized_similarity(ours, theirs) >= 0.6
        and digits(ours) == digits(theirs)
    )


def line(a: str, b: str) -> Level | None:
    """One line of an address (street, city): alike, a slip, one within the other."""
    if not a or not b:
        return None
    if a == b:
        return "exact"
    shortest = min(len(a), len(b))
    if shortest < 4 or not (_alike_at_an_end(a, b) or a in b or b in a):
        return "differ"
    if nearness(a, b) == "close" or OSA.normalized_similarity(a, b) >= 0.8:
        return "close"
    return "part" if a in b or b in a else "differ"


def code(a: str, b: str) -> Level | None:
    """A postcode, region or house number: alike, one slip or two characters swapped."""
    if not a or not b:
        return None
    if a == b:
        return "exact"
    return "close" if min(len(a), len(b)) >= 2 and OSA.distance(a, b, score_cutoff=1) == 1 else "differ"
