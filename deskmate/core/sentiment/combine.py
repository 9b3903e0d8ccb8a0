"""Reader, events and words put together: one calibrated probability for each label, and when to say "not sure"."""

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deskmate import paths
from deskmate.core.sentiment.types import Evidence, Label

Three = tuple[float, float, float]


# events this strong outweigh a calm reading, unless something in the note speaks for a mended matter; the light
# fallback knows less, so it doubts sooner
STRONG, STRONG_LIGHT, MENDED = 0.8, 0.7, 0.3
FEW_WORDS = 3
OWNERS = 1.0  # the weight of a phrase whose meaning the owner has set; no other event has it


@dataclass(frozen=True)
class Signals:
    """What the parts say of one note; logits are of negative, neutral, positive.

    `logits` are the trained reader's, None where it is missing; `grams` the linear model's; `sad` and `glad` the
    strengths of events; `words` the word list's score.
    """

    logits: Three | None
    grams: Three = (0.0, 0.0, 0.0)
    sad: float = 0.0
    glad: float = 0.0
    words: float = 0.0

    def features(self) -> tuple[float, ...]:
        """The numbers that the learned weights are for, in their order."""
        rest = (*_sides(self.grams), self.sad, self.glad, max(0.0, -self.words), max(0.0, self.words))
        return rest if self.logits is None else (*_sides(self.logits), *rest)


def _sides(logits: Three) -> tuple[float, float]:
    """How far unhappy and happy are above neutral; the same number added to all three changes nothing."""
    return logits[0] - logits[1], logits[2] - logits[1]


@dataclass(frozen=True)
class Chances:
    """Calibrated probabilities; they add up to one."""

    negative: float
    neutral: float
    positive: float

    @property
    def score(self) -> float:
        """From -1 (surely unhappy) to 1 (surely happy)."""
        return self.positive - self.negative


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """What training learned: weights, cuts, and the version they belong to."""
    path = paths.resources() / "reader" / "calibration.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def strengths(events: tuple[Evidence, ...]) -> tuple[float, float]:
    """How strongly events speak for unhappy and for happy, 0 … 1 each: the strongest counts, others add a little."""
    sides = []
    for sign in (-1, 1):
        weights = sorted((sign * e.weight for e in events if e.counted and sign * e.weight > 0), reverse=True)
        sides.append(min(1.0, weights[0] + 0.2 * math.fsum(weights[1:])) if weights else 0.0)
    return sides[0], sides[1]


def chances(signals: Signals) -> Chances:
    """The learned combination; another one serves where the reader is missing."""
    learned = settings()["full" if signals.logits is not None else "light"]
    features = signals.features()
    logits = [
        bias + math.fsum(w * x for w, x in zip(row, features, strict=True))
        for row, bias in zip(learned["weights"], learned["bias"], strict=True)
    ]
    top = max(logits)
    powers = [math.exp(x - top) for x in logits]
    total = math.fsum(powers)
    negative, neutral, positive = (p / total for p in powers)
    return Chances(negative, neutral, positive)


def outranked(found: Chances, events: tuple[Evidence, ...]) -> Chances:
    """The chances where the owner said what a phrase means here (weight -1 or 1): a person outranks what was learned.

    Where the owner's phrases contradict each other the learned chances stand.
    """
    said = {e.weight for e in events if e.counted and abs(e.weight) == OWNERS}
    if said == {-OWNERS}:
        return Chances(max(0.9, found.negative), 0.05, 0.05)
    return Chances(0.05, 0.05, max(0.9, found.positive)) if said == {OWNERS} else found


def decide(found: Chances, *, light: bool = False) -> Label:
    """The label, or "unsure" where the parts are nearly even or a grievance is likely but not likely enough."""
    cuts = settings()["light" if light else "full"]
    if found.negative >= cuts["negative"]:
        return "negative"
    if found.negative >= cuts["perhaps_negative"]:
        return "unsure"
    if found.positive >= cuts["positive"]:
        return "positive"
    return "unsure" if max(found.neutral, found.positive) < cuts["known"] else "neutral"


def agreed(label: Label, signals: Signals, *, words: int, light: bool = False) -> Label:
    """The label, or "unsure" where the parts disagree too much or `words` are too few to go by.

    Something grave ("found glass in it") that the reader takes for routine is for a person to look at. One, two or
    three words ("cut and colour") are no sentence that a trained reader could judge: a feeling is seen in them only
    where an event or the word list knows one.
    """
    strong = STRONG_LIGHT if light else STRONG
    if label == "neutral" and signals.sad >= strong and signals.glad < MENDED:
        return "unsure"
    sides = {"negative": signals.sad > 0 or signals.words < 0, "positive": signals.glad > 0 or signals.words > 0}
    return "unsure" if words <= FEW_WORDS and not sides.get(label, True) else label


def confidence(found: Chances, label: Label) -> float:
    """How likely the label is right; for "unsure" how likely the best guess is."""
    named = {"negative": found.negative, "neutral": found.neutral, "positive": found.positive}
    return named[label] if label in named else max(named.values())
