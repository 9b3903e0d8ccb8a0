"""Goods, services and titles of works in a note: their names are no feelings ("Crime and Punishment")."""

from functools import lru_cache

from deskmate.core.sentiment import lists, names, phrases
from deskmate.core.sentiment.draft import Draft
from deskmate.core.sentiment.types import Context

ITEM = "item"

_QUOTES = frozenset("\"“”'‘’«»„")
_LONGEST_TITLE = 12


@lru_cache(maxsize=8)
def _set(name: str) -> frozenset[str]:
    return frozenset(lists.table("grammar")[name])


def known(draft: Draft, context: Context) -> None:
    """The shop's goods and services. Its neutral words stay: the reader knows what they mean."""
    table = phrases.table(context.goods)
    for index in range(len(draft.words)) if table else ():
        if draft.free(index) and (length := phrases.match(draft, index, table)):
            draft.replace(index, index + length - 1, ITEM)


def quoted(draft: Draft, _context: Context) -> None:
    """Titles in quotes: every word but the small ones with a capital letter, as speech has not."""
    text, words = draft.text, draft.words
    index = 0
    while index < len(words):
        last = index
        if words[index].start and text[words[index].start - 1] in _QUOTES and words[index].capital:
            while last + 1 < len(words) and last - index < _LONGEST_TITLE and not _quote_behind(draft, last):
                last += 1
            if _quote_behind(draft, last) and _is_title(draft, index, last):
                draft.replace(index, last, ITEM)
        index = last + 1


def _quote_behind(draft: Draft, index: int) -> bool:
    end = draft.words[index].end
    return end < len(draft.text) and draft.text[end] in _QUOTES


def _is_title(draft: Draft, first: int, last: int) -> bool:
    words = [w for w in draft.words[first : last + 1] if w.low not in _set("small_in_titles") and w.low[:1].isalpha()]
    if len(words) < 2 and not (first and draft.low(first - 1) in _set("before_titles")):
        return False
    return all(w.capital for w in words) and not draft.shouted


def works(draft: Draft, _context: Context) -> None:
    """Titles without quotes: two or more capitalised words in a row within a sentence, one of them an ordinary word."""
    if draft.shouted:
        return
    index = 0
    while index < len(draft.words):
        last = _run(draft, index)
        if last > index and _names_a_work(draft, index, last):
            draft.replace(index, last, ITEM)
        index = last + 1


def _run(draft: Draft, first: int) -> int:
    """The last word of the capitalised run that starts at `first`, small words only between two capitals."""
    if not _starts(draft, first):
        return first
    last = at = first
    while draft.free(at + 1) and draft.follows(at + 1) and at - first < _LONGEST_TITLE:
        at += 1
        word = draft.words[at]
        if word.capital and word.low not in _set("calendar"):
            last = at
        elif word.low not in _set("small_in_titles"):
            break
    return last


def _starts(draft: Draft, index: int) -> bool:
    word = draft.words[index]
    return draft.free(index) and word.capital and word.low[:1].isalpha() and not names.starts_sentence(draft, index)


def _names_a_work(draft: Draft, first: int, last: int) -> bool:
    """A run at the start of a sentence needs a third capital, as the first word has one anyway."""
    capitals = [w for w in draft.words[first : last + 1] if w.capital]
    enough = 3 if draft.words[first].opens else 2
    ordinary = lists.words("vocabulary")
    loud = sum(draft.text[w.start : w.end].isupper() and w.end - w.start > 1 for w in capitals)
    return len(capitals) >= enough and loud * 2 < len(capitals) and any(w.low in ordinary for w in capitals)
