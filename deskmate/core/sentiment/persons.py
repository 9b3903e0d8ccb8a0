"""Persons in a note: names, titles, pronouns and descriptions all become one word, so that who it is cannot matter."""

from functools import lru_cache

from deskmate.core.sentiment import lists, names, phrases
from deskmate.core.sentiment.draft import Draft
from deskmate.core.sentiment.names import PERSON, bare, grammar, persons
from deskmate.core.sentiment.types import Context


def known(draft: Draft, context: Context) -> None:
    """The names the shop knows. One that is an ordinary word too (Hope, Will) needs its capital letter."""
    table = phrases.table(_parts(context.names))
    ordinary = lists.words("vocabulary")
    for index in range(len(draft.words)) if table else ():
        length = phrases.match(draft, index, table) if draft.free(index) else 0
        plain = length == 1 and bare(draft.low(index)) in ordinary and not draft.words[index].capital
        if length and not plain:
            draft.replace(index, index + length - 1, PERSON)


@lru_cache(maxsize=64)
def _parts(names: tuple[str, ...]) -> tuple[str, ...]:
    """Full names and each of their words with three letters or more."""
    never = persons("never") | persons("titles")
    parts = {part for name in names for part in name.split() if len(part) > 2 and part.lower().strip(".") not in never}
    return tuple(sorted(parts | {name for name in names if len(name) > 2 and name.lower() not in never}))


def titled(draft: Draft, _context: Context) -> None:
    """Mr, Mrs, Dr … with the name behind, in capital or small letters."""
    for index in range(len(draft.words)):
        if draft.free(index) and draft.low(index) in persons("titles"):
            last = _titled_until(draft, index)
            if last > index:
                described = (
                    draft.low(index - 1) in persons("identity") and draft.follows(index) and draft.free(index - 1)
                )
                draft.replace(index - described, last, PERSON)


def _titled_until(draft: Draft, index: int) -> int:
    """The last word of the name behind the title at `index`; `index` itself when there is no name."""
    low, last = draft.low(index), index
    if not draft.free(index + 1) or not draft.words[index + 1].close:
        return index
    if low not in persons("plain_titles") and not draft.words[index + 1].capital:
        return index
    if low in persons("careful_titles") and not draft.words[index].capital:
        return index
    if not draft.words[index + 1].low[:1].isalpha() or draft.low(index + 1) in {"and", "or", "is", "was", "said", "to"}:
        return index
    last += 1
    while last - index < 5 and draft.free(last + 1) and draft.words[last + 1].close and names.goes_on(draft, last + 1):
        last += 1
    return last


def described(draft: Draft, _context: Context) -> None:
    """The customer, an old lady, the Muslim gentleman …: article, who they are, and the noun become one word."""
    identity, nouns, guarded = persons("identity"), persons("nouns"), persons("guarded")
    for index in range(len(draft.words)):
        low = bare(draft.low(index))
        if not draft.free(index) or low not in nouns:
            continue
        first = index
        while draft.free(first - 1) and draft.words[first].close and draft.low(first - 1) in identity:
            first -= 1
        article = draft.free(first - 1) and draft.words[first].close and draft.low(first - 1) in grammar("articles")
        first -= article
        before = draft.low(first - 1) if draft.words[first].close and not draft.words[first].opens else ""
        alone = first == index and before and before not in grammar("before_person")
        if (low in guarded and first == index) or (
            alone and low not in {"customer", "cust", "client", "patient", "guest"}
        ):
            continue
        draft.replace(first, index, PERSON)


def pronouns(draft: Draft, _context: Context) -> None:
    """He, she and they, and their other forms; the verb behind takes one form ("they want" as "she wants")."""
    agree: dict[str, str] = lists.table("persons")["agree"]
    for index in range(len(draft.words)):
        low = draft.low(index)
        tail = next((t for t in ("'ll", "'d") if low.endswith(t)), "")
        plural = low == "them" and draft.low(index - 1) not in persons("before_name") | {"to", "of", "both"}
        if draft.free(index) and bare(low).removesuffix(tail) in persons("pronouns") and not plural:
            draft.replace(index, index, PERSON + tail)
            if draft.free(index + 1) and draft.follows(index + 1) and (form := agree.get(draft.low(index + 1))):
                draft.replace(index + 1, index + 1, form)


def identity(draft: Draft) -> None:
    """Words for who somebody is, where they speak of a person: "is deaf", "she's a widow", "he is Polish"."""
    for index in range(len(draft.words)):
        if draft.free(index) and _speaks_of_person(draft, index):
            article = draft.free(index - 1) and draft.low(index - 1) in {"a", "an"} and draft.words[index].close
            draft.replace(index - article, index, "regular")


def _speaks_of_person(draft: Draft, index: int) -> bool:
    low = draft.low(index)
    if low in persons("always"):
        return draft.low(index - 1) not in persons("not_identity_before") and _singular(
            draft.low(index + 1)
        ) not in persons("not_identity_after")
    origin = low in persons("identity") and draft.words[index].capital and not draft.words[index].opens
    return origin and draft.low(index - 1) in persons("is_words") and not draft.follows(index + 1)


def _singular(low: str) -> str:
    return low.removesuffix("s")
