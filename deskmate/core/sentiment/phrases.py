"""Known phrases (names, goods, trade words) found among the words of a text, longest first."""

from functools import lru_cache

from deskmate.core.sentiment.draft import Draft

Phrases = dict[str, list[tuple[str, ...]]]


@lru_cache(maxsize=64)
def table(terms: tuple[str, ...]) -> Phrases:
    """`terms` as folded word tuples by their first word, longest first."""
    found: Phrases = {}
    for term in terms:
        words = tuple(w.low for w in Draft(term).words)
        if words:
            found.setdefault(words[0], []).append(words)
    for same_start in found.values():
        same_start.sort(key=len, reverse=True)
    return found


def match(draft: Draft, index: int, known: Phrases) -> int:
    """How many words from `index` on are one of the phrases; the last word may carry a plural or possessive s."""
    for key in _forms(draft.low(index)):
        for words in known.get(key, ()):
            if all(_same(draft.low(index + n), word, last=n == len(words) - 1) for n, word in enumerate(words)):
                return len(words)
    return 0


def _same(low: str, word: str, *, last: bool) -> bool:
    return low == word or (last and word in _forms(low))


def _forms(low: str) -> tuple[str, ...]:
    """The word, and what it may be the plural or possessive of."""
    cut = (
        low.removesuffix(ending) for ending in ("'s", "s", "es") if low.endswith(ending) and len(low) > len(ending) + 2
    )
    return (low, *cut)
