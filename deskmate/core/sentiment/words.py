"""vaderSentiment with a word list for shops: who somebody is, goods and trade words weigh nothing."""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol

from deskmate.core.sentiment import lists
from deskmate.core.sentiment.masks import Masked, mask
from deskmate.core.sentiment.types import Context

_SCAN_LIMIT = 4_000  # characters: vaderSentiment's time grows with the square of the length


class _Analyzer(Protocol):
    lexicon: dict[str, float]

    def polarity_scores(self, text: str) -> dict[str, float]: ...


def score(text: str, context: Context | None = None) -> float:
    """How happy the words of `text` sound, -1 to 1, with names and goods masked; the first 4,000 characters count."""
    return _polarity(_masked(text, context).text)


def _masked(text: str, context: Context | None) -> Masked:
    """Names, goods and the trade's neutral words replaced: a list of words can't tell what they mean here."""
    known = context or Context()
    return mask(text[:_SCAN_LIMIT], replace(known, goods=known.goods + known.neutral_words))


def _polarity(text: str) -> float:
    return float(_analyzer().polarity_scores(text)["compound"]) if text.strip() else 0.0


@lru_cache(maxsize=1)
def _analyzer() -> _Analyzer:
    """The analyser with our changes; imported here because it reads 7,500 words."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer: Any = SentimentIntensityAnalyzer()
    changes = lists.table("shop_words")
    persons = lists.table("persons")
    for word in [*changes["neutral"], *persons["identity"], *persons["always"], *persons["titles"]]:
        analyzer.lexicon.pop(word, None)
    analyzer.lexicon.update({word: float(weight) for word, weight in changes["weights"].items()})
    made: _Analyzer = analyzer
    return made
