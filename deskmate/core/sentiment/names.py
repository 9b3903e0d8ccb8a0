"""Names nobody told us: given names, and capitalised words where only a person can stand."""

from functools import lru_cache

from deskmate.core.sentiment import lists
from deskmate.core.sentiment.draft import Draft
from deskmate.core.sentiment.types import Context

PERSON = "customer"
_ENDINGS = ("'s", "'re", "'ve", "'")


@lru_cache(maxsize=32)
def persons(name: str) -> frozenset[str]:
    """One of the lists in persons.toml."""
    return frozenset(lists.table("persons")[name])


@lru_cache(maxsize=8)
def grammar(name: str) -> frozenset[str]:
    """One of the lists in grammar.toml."""
    return frozenset(lists.table("grammar")[name])


@lru_cache(maxsize=1)
def _firms() -> frozenset[str]:
    """Firms that a grievance may be about instead of us; their names matter."""
    return frozenset(lists.table("events")["others"]["words"])


def bare(low: str) -> str:
    """The word without a possessive or short "is", "are", "have"; staff leave those out anyway."""
    for ending in _ENDINGS:
        if low.endswith(ending):
            return low.removesuffix(ending)
    return low


def named(draft: Draft, _context: Context) -> None:
    """Names nobody told us: given names, and any capitalised word where a person stands ("Grim picked up the …")."""
    if draft.shouted:
        return
    index = 0
    while index < len(draft.words):
        last = _name_until(draft, index)
        if last >= index and _is_person(draft, index, last):
            draft.replace(_links_before(draft, index), last, PERSON)
        index = max(index, last) + 1


def _links_before(draft: Draft, index: int) -> int:
    """Where "van der" before the name at `index` begins."""
    while draft.follows(index) and draft.free(index - 1) and draft.low(index - 1) in grammar("opens_names"):
        index -= 1
    return index


def _name_until(draft: Draft, first: int) -> int:
    """The last of up to four capitalised words from `first` on; `first - 1` when the word can't be a name."""
    word = draft.words[first]
    if not draft.free(first) or not word.capital or not word.low[:1].isalpha() or starts_sentence(draft, first):
        return first - 1
    last = first
    while last - first < 3 and draft.free(last + 1) and draft.follows(last + 1) and goes_on(draft, last + 1):
        last += 1
    return last


def starts_sentence(draft: Draft, index: int) -> bool:
    """Whether the capital of the word at `index` says nothing: a word that is never a name, or a verb that opens."""
    low = bare(draft.low(index))
    if low in persons("names_too"):
        return not _named_like_a_month(draft, index)
    verb = draft.words[index].opens and (low in persons("before_name") or low in persons("verbs"))
    return low in persons("never") or verb


def _named_like_a_month(draft: Draft, index: int) -> bool:
    """Will, May, June, … are names before a verb of the past ("Will picked up", not "Will pick up") or when told."""
    verb = draft.low(index + 1)
    past = verb.endswith("ed") or verb in persons("past")
    told = draft.low(index - 1) in persons("spoken_to") and draft.follows(index)
    return told or (past and draft.follows(index + 1) and verb in persons("verbs"))


def _is_person(draft: Draft, first: int, last: int) -> bool:
    listed = bare(draft.low(first)) in lists.words("given_names")
    ordinary = bare(draft.low(first)) in lists.words("vocabulary")
    if listed and (not ordinary or draft.low(last).endswith("'s")):
        return True
    if _stands_out(draft, first):
        return True
    return _acts(draft, first, last, listed=listed) or _is_addressed(draft, first, last, ordinary=ordinary)


def _stands_out(draft: Draft, first: int) -> bool:
    """Whether a capital within a sentence makes it a name, of a person or of something else: neither may matter."""
    word = draft.words[first]
    if word.opens or draft.text[word.start : word.end].isupper():
        return False
    return word.low not in persons("identity") and word.low not in _firms()


def _acts(draft: Draft, first: int, last: int, *, listed: bool) -> bool:
    """Whether a person's verb follows; goods do some of these too ("parcel left"), so ordinary words need an object."""
    verb = draft.low(last + 1)
    if not draft.follows(last + 1) or verb not in persons("verbs"):
        return False
    if listed or (verb not in persons("weak_verbs") and verb not in persons("passive")):
        return True
    after = last + 2
    if draft.low(after) in persons("particles") and draft.follows(after):
        after += 1
    return draft.follows(after) and (draft.low(after) in persons("objects") or draft.low(after).isdigit())


def _is_addressed(draft: Draft, first: int, last: int, *, ordinary: bool) -> bool:
    """Whether somebody was told, rung, asked …, or the thing is for, by or with the capitalised word."""
    before = draft.low(first - 1)
    word = draft.words[first]
    if draft.text[word.start : word.end].isupper() and word.end - word.start > 1:
        return False
    if not draft.follows(first) and not (
        draft.words[first].opens and draft.text[: word.start].endswith("(") and before == "regular"
    ):
        return False
    if before == "to":
        return draft.low(first - 2) in persons("before_to")
    if before in {"for", "by", "with"} and last > first and ordinary:
        return False
    return before in persons("before_name")


def goes_on(draft: Draft, index: int) -> bool:
    """Whether the word at `index` still belongs to a name: a capital, or "van der" before one."""
    word = draft.words[index]
    if word.low in grammar("in_names"):
        return any(draft.free(n) and draft.words[n].capital for n in (index + 1, index + 2))
    initial = word.end - word.start == 1 and word.low not in {"a", "i"}
    dotted = draft.text[draft.words[index - 1].end : word.start].startswith(".")
    short = draft.words[index - 1].end - draft.words[index - 1].start <= 2 or draft.low(index - 1) in persons("titles")
    if dotted and not short:
        return False
    return (
        word.capital and word.low[:1].isalpha() and (initial or word.low not in persons("never")) and not draft.shouted
    )
