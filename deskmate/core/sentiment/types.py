"""What goes into a reading of a note and what comes out."""

from dataclasses import dataclass, field
from typing import Literal

Label = Literal["negative", "neutral", "positive", "unsure"]


@dataclass(frozen=True)
class Context:
    """What the shop knows that must not be mistaken for feeling.

    `names` are people's names (the customer, other customers named in the note, staff), `goods` the shop's products,
    titles and services, `neutral_words` words that are trade talk here ("dead sea scrub", "killer heels"), `idioms`
    the shop's own phrases with a weight from -1 (unhappy) to 1 (happy). `trade` names a pack in resources/trades.
    """

    names: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    neutral_words: tuple[str, ...] = ()
    idioms: tuple[tuple[str, float], ...] = ()
    trade: str = ""


@dataclass(frozen=True)
class Evidence:
    """One span of the text and what it did: `text[start:end]`, a plain-English `why`, a signed `weight` (-1 … 1)."""

    text: str
    start: int
    end: int
    why: str
    weight: float
    counted: bool = True


@dataclass(frozen=True)
class Reading:
    """How a note reads: a label, a score from -1 (unhappy) to 1 (happy), and why.

    `confidence` is calibrated: among readings with .8, 80 % are right. `theme` is a proposal for negative notes.
    `degraded` says that the light fallback read it because the trained reader could not be loaded.
    """

    label: Label
    score: float
    evidence: tuple[Evidence, ...] = ()
    engine_version: str = ""
    confidence: float = 0.0
    theme: str | None = None
    degraded: bool = field(default=False)
