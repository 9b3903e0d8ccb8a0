"""Persons in a note: names, titles, pronouns and descriptions all become one word, so that who it is cannot matter."""

from functools import lru_cache

from deskmate.core.sentiment import lists, phrases
from deskmate.core.sentiment.draft import Draft
from deskmate.core.sentiment.types import Context

PERSON = "customer"

_ENDINGS = ("'s", "'re", "'ve", "'")


@lru_cache(maxsize=32)
def _set(name: str) -> frozenset[str]:
    return frozenset(lists.table("persons")[name])


@lru_cache(maxsize=8)
def _grammar(name: str) -> frozenset[str]:
    return frozenset(lists.table("grammar")[name])


def _bare(low: str) -> str:
    """The word without a possessive or short "is", "are", "have"; staff leave those out anyway."""
    for ending in _ENDINGS:
        if low.endswith(ending):
            return low.removesuffix(ending)
    return low


def known(draft: Draft, context: Context) -> None:
    """The names the shop knows. One that is an ordinary word too (Hope, Will) needs its capital letter."""
    table = phrases.table(_parts(context.names))
    ordinary = lists.words("vocabulary")
    for index in range(len(draft.words)) if table else ():
        length = phrases.match(draft, index, table) if draft.free(index) else 0
        plain = length == 1 and _bare(draft.low(index)) in ordinary and not draft.words[index].capital
        if length and not plain:
            draft.replace(index, index + length - 1, PERSON)


@lru_cache(maxsize=64)
def _parts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Full names and each of their words with three letters or more."""
    never = _set("never") | _set("titles")
    parts = {part for name in names for part in name.split() if len(part) > 2 and part.lower().strip(".") not in never}
    return tuple(sorted(parts | {name for name in names if len(name) > 2 and name.lower() not in never}))


def titled(draft: Draft, _context: Context) -> None:
    """Mr, Mrs, Dr … with the name behind, in capital or small letters."""
    for index in range(len(draft.words)):
        if draft.free(index) and draft.low(index) in _set("titles"):
            last = _titled_until(draft, index)
            if last > index:
                described = draft.low(index - 1) in _set("identity") and draft.follows(index) and draft.free(index - 1)
                draft.replace(index - described, last, PERSON)


def _titled_until(draft: Draft, index: int) -> int:
    """The last word of the name behind the title at `index`; `index` itself when there is no name."""
    low, last = draft.low(index), index
    if not draft.free(index + 1) or not draft.words[index + 1].close:
        return index
    if low not in _set("plain_titles") and not draft.words[index + 1].capital:
        return index
    if low in _set("careful_titles") and not draft.words[index].capital:
        return index
    if not draft.words[index + 1].low[:1].isalpha() or draft.low(index + 1) in {"and", "or", "is", "was", "said", "to"}:
        return index
    last += 1
    while last - index < 5 and draft.free(last + 1) and draft.words[last + 1].close and _goes_on(draft, last + 1):
        last += 1
    return last


def _goes_on(draft: Draft, index: int) -> bool:
    """Whether the word at `index` still belongs to a name: a capital, or "van der" before one."""
    word = draft.words[index]
    if word.low in _grammar("in_names"):
        return any(draft.free(n) and draft.words[n].capital for n in (index + 1, index + 2))
    initial = word.end - word.start == 1 and word.low not in {"a", "i"}
    dotted = draft.text[draft.words[index - 1].end : word.start].startswith(".")
    short = draft.words[index - 1].end - draft.words[index - 1].start <= 2 or draft.low(index - 1) in _set("titles")
    if dotted and not short:
        return False
    return word.capital and word.low[:1].isalpha() and (initial or word.low not in _set("never")) and not draft.shouted


def described(draft: Draft, _context: Context) -> None:
    """The customer, an old lady, the Muslim gentleman …: article, who they are, and the noun become one word."""
    identity, nouns, guarded = _set("identity"), _set("nouns"), _set("guarded")
    for index in range(len(draft.words)):
        low = _bare(draft.low(index))
        if not draft.free(index) or low not in nouns:
            continue
        first = index
        while draft.free(first - 1) and draft.words[first].close and draft.low(first - 1) in identity:
            first -= 1
        article = draft.free(first - 1) and draft.words[first].close and draft.low(first - 1) in _grammar("articles")
        first -= article
        before = draft.low(first - 1) if draft.words[first].close and not draft.words[first].opens else ""
        alone = first == index and before and before not in _grammar("before_person")
        if (low in guarded and first == index) or (
            alone and low not in {"customer", "cust", "client", "patient", "guest"}
        ):
            continue
        draft.replace(first, index, PERSON)


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
    while draft.follows(index) and draft.free(index - 1) and draft.low(index - 1) in _grammar("opens_names"):
        index -= 1
    return index


def _name_until(draft: Draft, first: int) -> int:
    """The last of up to four capitalised words from `first` on; `first - 1` when the word can't be a name."""
    word = draft.words[first]
    if not draft.free(first) or not word.capital or not word.low[:1].isalpha() or starts_sentence(draft, first):
        return first - 1
    last = first
    while last - first < 3 and draft.free(last + 1) and draft.follows(last + 1) and _goes_on(draft, last + 1):
        last += 1
    return last


def starts_sentence(draft: Draft, index: int) -> bool:
    """Whether the capital of the word at `index` says nothing: a word that is never a name, or a verb that opens."""
    low = _bare(draft.low(index))
    verb = draft.words[index].opens and (low in _set("before_name") or low in _set("verbs"))
    return low in _set("never") or verb


def _is_person(draft: Draft, first: int, last: int) -> bool:
    listed = _bare(draft.low(first)) in lists.words("given_names")
    ordinary = _bare(draft.low(first)) in lists.words("vocabulary")
    if listed and (not ordinary or draft.low(last).endswith("'s")):
        return True
    return _acts(draft, first, last, listed=listed) or _is_addressed(draft, first, last, ordinary=ordinary)


def _acts(draft: Draft, first: int, last: int, *, listed: bool) -> bool:
    """Whether a person's verb follows; goods do some of these too ("parcel left"), so ordinary words need an object."""
    verb = draft.low(last + 1)
    if not draft.follows(last + 1) or verb not in _set("verbs"):
        return False
    if listed or (verb not in _set("weak_verbs") and verb not in _set("passive")):
        return True
    after = last + 2
    if draft.low(after) in _set("particles") and draft.follows(after):
        after += 1
    return draft.follows(after) and (draft.low(after) in _set("objects") or draft.low(after).isdigit())


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
        return draft.low(first - 2) in _set("before_to")
    if before in {"for", "by", "with"} and last > first and ordinary:
        return False
    return before in _set("before_name")


def pronouns(draft: Draft, _context: Context) -> None:
    """He, she and they, and their other forms; the verb behind takes one form ("they want" as "she wants")."""
    agree: dict[str, str] = lists.table("persons")["agree"]
    for index in range(len(draft.words)):
        low = draft.low(index)
        tail = next((t for t in ("'ll", "'d") if low.endswith(t)), "")
        plural = low == "them" and draft.low(index - 1) not in _set("before_name") | {"to", "of", "both"}
        if draft.free(index) and _bare(low).removesuffix(tail) in _set("pronouns") and not plural:
            draft.replace(index, index, PERSON + tail)
            if draft.free(index + 1) and draft.follows(index + 1) and (form := agree.get(draft.low(index + 1))):
                draft.replace(index + 1, index + 1, form)


def identity(draft: Draft) -> None:
    """Words for who somebody is, where they speak of a person: "is deaf", "she's a widow", "he is Polish"."""
    for index in range(len(draft.words)):
        if draft.free(index) and _speaks_of_person(draft, index):
            draft.replace(index, index, "regular")


def _speaks_of_person(draft: Draft, index: int) -> bool:
    low = draft.low(index)
    if low in _set("always"):
        return draft.low(index - 1) not in _set("not_identity_before") and _singular(draft.low(index + 1)) not in _set(
            "not_identity_after"
        )
    origin = low in _set("identity") and draft.words[index].capital and not draft.words[index].opens
    return origin and draft.low(index - 1) in _set("is_words") and not draft.follows(index + 1)


def _singular(low: str) -> str:
    return low.removesuffix("s")
