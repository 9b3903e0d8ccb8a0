"""How names are compared: folded words, nicknames, a sound key, near misses."""

from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from deskmate import paths
from deskmate.core.text import fold, words


def listed(text: str) -> frozenset[str]:
    """The words of a constant list, which reads better as one line of text."""
    return frozenset(text.split())


# Joining words of family names; they agree too often to say anything ("van den Berg", "de la Cruz")
PARTICLES = listed("van von der den de del della di da do dos du la le el al bin ibn ben zu zum ter ten y e")
TITLES = listed("mr mrs ms miss mx dr prof herr frau mme mlle sr sra srta sig jr snr jnr phd md")
LEGAL_FORMS = listed("ltd limited inc llc plc gmbh ag kg ug co company corp sa sarl srl bv nv oy ab as pty")

# Spellings with one sound, longest first; applied in this order on the folded name
_SOUNDS = (
    ("tsch", "C"),
    ("sch", "S"),
    ("tch", "C"),
    ("ght", "t"),
    ("sh", "S"),
    ("ch", "C"),
    ("ph", "f"),
    ("th", "t"),
    ("dt", "t"),
    ("ck", "k"),
    ("cz", "C"),
    ("kn", "n"),
    ("wr", "r"),
    ("wh", "w"),
    ("mc", "mk"),
    ("qu", "k"),
    ("tz", "s"),
    ("x", "ks"),
    ("q", "k"),
    ("z", "s"),
    ("v", "f"),
    ("w", "f"),
    ("j", "y"),
)


def name_words(text: str) -> tuple[str, ...]:
    """The folded words of a name without titles; the titles stay where there is nothing else."""
    found = words(text)
    return tuple(word for word in found if word not in TITLES) or tuple(found)


def split_full(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given and family words of a whole name: "Family, Given" by its comma, otherwise the last word is the family.

    One word alone is taken for the name somebody goes by, not for a family's.
    """
    before, comma, after = text.partition(",")
    if comma and name_words(after):
        return name_words(after), name_words(before)
    found = name_words(text)
    if len(found) == 1:
        return found, ()
    start = len(found) - 1
    while start > 1 and found[start - 1] in PARTICLES:
        start -= 1
    return found[:start], found[start:]


def plain(word: str) -> str:
    """The folded word with German and Nordic digraphs undone, so that "mueller" and "muller" are one spelling."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=1 << 17)
def sound(word: str) -> str:
    """A key that names of one sound share: consonants by sound, no vowels after the first letter, nothing doubled.

    In the manner of Metaphone (L. Philips, 1990), kept coarse because its users spell in many languages.
    """
    rest = fold(word)
    for spelling, heard in _SOUNDS:
        rest = rest.replace(spelling, heard)
    kept = ""
    for position, letter in enumerate(rest):
        soft = letter == "c" and rest[position + 1 : position + 2] in ("e", "i", "y")
        heard = ("s" if soft else "k") if letter == "c" else letter
        if heard in "aeiouyh" and kept:
            continue
        heard = "a" if heard in "aeiouyh" else heard
        if not kept.endswith(heard):
            kept += heard
    return kept


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    """The lines "head: words" of a list in resources/names."""
    for line in (paths.resources() / "names" / name).read_text("utf-8").splitlines():
        head, colon, listed_words = line.partition(":")
        if colon and not line.startswith("#"):
            yield head, listed_words.split()


@cache
def _roots() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for root, short_forms in _lines("nicknames.txt"):
        for name in (root, *short_forms):
            found.setdefault(fold(name), set()).add(fold(root))
    return {name: frozenset(names) for name, names in found.items()}


def roots(name: str) -> frozenset[str]:
    """The names this one may be short for, itself among them ("bob" → "bob", "robert")."""
    return _roots().get(name, frozenset()) | {name}


@cache
def shares() -> dict[str, dict[str, float]]:
    """How common the commonest names are, as a share of people: `{"given": {"john": 0.008, …}, "family": {…}}`."""
    found: dict[str, dict[str, float]] = {"given": {}, "family": {}}
    for head, listed_names in _lines("common_names.txt"):
        kind, per_mille = head.split()
        found[kind] |= {fold(name): float(per_mille) / 1000 for name in listed_names}
    return found


@lru_cache(maxsize=1 << 18)
def nearness(a: str, b: str) -> str:
    """How near two different words are: "close" (a slip of the pen), "similar" (may be meant) or "differ".

    A slip spares the first or the last letter; names that differ at both ends are two names.
    """
    shortest = min(len(a), len(b))
    if shortest < 3 or (a[0] != b[0] and a[-1] != b[-1]):
        return "differ"
    edits = OSA.distance(a, b, score_cutoff=3)
    if edits <= 1 or (edits == 2 and shortest >= 6):
        return "close" if shortest >= 4 else "similar"
    likeness = JaroWinkler.normalized_similarity(a, b)
    if likeness >= 0.93 and shortest >= 5:
        return "close"
    if (edits == 2 and shortest >= 4) or likeness >= 0.86 or (shortest >= 4 and sound(a) == sound(b)):
        return "similar"
    return "differ"
