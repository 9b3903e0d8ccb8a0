"""What the reader learns from: staff notes with their evidence, customers' own words, and harmless changes to both."""

import csv
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from network import LABELS, THEMES

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"

# Customers' own words whose licence lets a model learn from them. Read where they lie, never copied.
# file -> (share of its rows to use, weight of a row)
PUBLIC = {
    "uci_yelp": 1.0,
    "uci_amazon": 1.0,
    "uci_imdb": 0.3,
    "ijcnlp17_feedback": 1.0,
    "vader_amazon": 0.8,
    "vader_tweets": 0.5,
}
NOT_NEGATIVE = -1


@dataclass(frozen=True)
class Example:
    """One text with what is known of it; label -1 means only "not negative" is known, theme -1 none."""

    text: str
    label: int
    theme: int = -1
    spans: tuple[tuple[int, int], ...] | None = None
    weight: float = 1.0
    source: str = ""


def corpus_files() -> list[Path]:
    """The notes' files, in order."""
    return sorted(CORPUS.glob("*.csv"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def notes(paths: Iterable[Path]) -> list[Example]:
    """Staff notes as examples, evidence as character spans."""
    return [_note(row, path.stem) for path in paths for row in rows(path)]


def _note(row: dict[str, str], source: str) -> Example:
    theme = THEMES.index(row["theme"]) if row.get("theme") in THEMES else -1
    spans = tuple(_find(row["text"], row.get("evidence") or ""))
    return Example(row["text"], LABELS.index(row["label"]), theme, spans, source=source)


def _find(text: str, evidence: str) -> Iterable[tuple[int, int]]:
    for part in filter(None, (p.strip() for p in evidence.split(" | "))):
        start = text.find(part)
        if start >= 0:
            yield start, start + len(part)


def public(folder: Path, *, held_out: Sequence[str] = (), seed: int = 0) -> list[Example]:
    """Customers' own words from `folder`; nothing where it is absent."""
    found: list[Example] = []
    for name, weight in PUBLIC.items():
        path = folder / f"{name}.csv"
        if name in held_out or not path.exists():
            continue
        found += [
            Example(r["text"], _public_label(r["label"]), weight=weight, source=name)
            for r in rows(path)
            if r["label"] in (*LABELS, "nonnegative") and len(r["text"]) < 400
        ]
    return found


def _public_label(label: str) -> int:
    return NOT_NEGATIVE if label == "nonnegative" else LABELS.index(label)


def masked(example: Example) -> Example:
    """The example as the reader will see it: persons, goods and amounts masked, evidence where it went."""
    from deskmate.core.sentiment import masks

    found = masks.mask(example.text)
    spans = None if example.spans is None else tuple(found.masked(a, b) for a, b in example.spans)
    return replace(example, text=found.text, spans=spans)


def shake(example: Example, pool: Sequence[Example], rng: random.Random) -> Example:
    """The same example changed in a way that must not matter."""
    if rng.random() < 0.12:
        example = join(example, rng.choice(pool), rng)
    if rng.random() < 0.15:
        example = _typo(example, rng)
    if rng.random() < 0.10:
        example = replace(example, text=example.text.rstrip(".!?"))
    return example


def join(example: Example, other: Example, rng: random.Random) -> Example:
    """Two notes in one: a grievance stays one beside anything, praise beside routine stays praise."""
    if example.spans is None or other.spans is None or len(example.text) + len(other.text) > 220:
        return example
    rank = {0: 2, 2: 1, 1: 0}
    first, second = (example, other) if rng.random() < 0.5 else (other, example)
    glue = rng.choice((". ", " ", "; ", " - ", "\n"))
    shift = len(first.text) + len(glue)
    lead = max((first, second), key=lambda e: rank[e.label])
    moved = tuple((a + shift, b + shift) for a, b in second.spans or ())
    spans = ((first.spans or ()) if first.label == lead.label else ()) + (moved if second.label == lead.label else ())
    return replace(lead, text=first.text + glue + second.text, spans=spans)


def _typo(example: Example, rng: random.Random) -> Example:
    """Two neighbouring letters swapped: no length changes, so the spans stay true."""
    places = [m.start() + 1 for m in re.finditer(r"[a-z]{5,}", example.text)]
    if not places:
        return example
    at = rng.choice(places)
    t = example.text
    return replace(example, text=t[:at] + t[at + 1] + t[at] + t[at + 2 :])
