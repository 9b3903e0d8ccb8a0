"""vaderSentiment with a word list for shops: who somebody is, goods and trade words weigh nothing."""

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol

from deskmate.core.sentiment import lists
from deskmate.core.sentiment.masks import Masked, mask
from deskmate.core.sentiment.types import Context, Evidence

_WORD = re.compile(r"[^\s]+")
_EDGE = ".,;:!?\"'()[]“”‘’…-–—"
_MOST_SPANS = 40
_SCAN_LIMIT = 4_000  # characters: vaderSentiment's time grows with the square of the length
_SPANS_LIMIT = 1_000


class _Analyzer(Protocol):
    lexicon: dict[str, float]

    def polarity_scores(self, text: str) -> dict[str, float]: ...


def score(text: str, context: Context | None = None) -> float:
    """How happy the words of `text` sound, -1 to 1, with names and goods masked; the first 4,000 characters count."""
    return _polarity(_masked(text, context).text)


def spans(text: str, context: Context | None = None) -> tuple[Evidence, ...]:
    """The words that carry the score: their places in `text`, and the score that each one's removal takes away.

    The first 40 words with a weight in the first 1,000 characters are tried, so that very long notes stay quick.
    """
    masked = _masked(text[:_SPANS_LIMIT], context)
    full = _polarity(masked.text)
    found = [_effect(masked, text, hit, full) for hit in _weighty(masked.text)]
    return tuple(evidence for evidence in found if abs(evidence.weight) >= 0.02)


def _masked(text: str, context: Context | None) -> Masked:
    """Names, goods and the trade's neutral words replaced: a list of words can't tell what they mean here."""
    known = context or Context()
    return mask(text[:_SCAN_LIMIT], replace(known, goods=known.goods + known.neutral_words))


def _weighty(text: str) -> list[re.Match[str]]:
    lexicon = _analyzer().lexicon
    hits = (hit for hit in _WORD.finditer(text) if _known(hit.group(), lexicon))
    return [hit for _, hit in zip(range(_MOST_SPANS), hits, strict=False)]


def _known(word: str, lexicon: dict[str, float]) -> bool:
    return bool(lexicon.get(word.strip(_EDGE).lower()) or (not word.isascii() and any(c in _emojis() for c in word)))


def _effect(masked: Masked, text: str, hit: re.Match[str], full: float) -> Evidence:
    without = masked.text[: hit.start()] + masked.text[hit.end() :]
    word = hit.group()
    left = len(word) - len(word.lstrip(_EDGE))
    start, end = masked.original(hit.start() + left, hit.end() - (len(word) - len(word.rstrip(_EDGE))))
    weight = round(full - _polarity(without), 3)
    why = "a happy word" if weight > 0 else "an unhappy word"
    return Evidence(text[start:end], start, end, why, weight)


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


@lru_cache(maxsize=1)
def _emojis() -> frozenset[str]:
    emojis: dict[str, str] = getattr(_analyzer(), "emojis", {})
    return frozenset(emojis)
