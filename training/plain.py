"""Plain full sentences with everyday and frightening goods, so that neither goods nor plainness reads as a feeling.

The corpus is terse and vivid; a note may also be dull and grammatical. Each sentence is put together anew by chance,
and the evidence is known, because the sentence says where it is: between braces.
"""

import random
import tomllib
from pathlib import Path
from typing import Any

from data import Example
from network import LABELS, THEMES


def sentences(count: int, seed: int) -> list[Example]:
    """`count` sentences: two in three calm, the others unhappy or happy."""
    rng = random.Random(seed)
    parts = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return [_one(parts, rng) for _ in range(count)]


def _one(parts: dict[str, Any], rng: random.Random) -> Example:
    kind = rng.random()
    theme = -1
    if kind < 0.66:
        label, pattern = "neutral", rng.choice(parts["calm"])
    elif kind < 0.88:
        every = [(pattern, name) for name, patterns in parts["sad"].items() for pattern in patterns]
        label, (pattern, name) = "negative", rng.choice(every)
        theme = THEMES.index(name)
    else:
        label, pattern = "positive", rng.choice(parts["glad"])
    text, spans = _filled(pattern, parts, rng)
    return Example(text, LABELS.index(label), theme, spans, weight=0.5, source="plain")


def _filled(pattern: str, parts: dict[str, Any], rng: random.Random) -> tuple[str, tuple[tuple[int, int], ...]]:
    choices = {"p": "people", "g": "goods", "d": "days", "d2": "days"}
    fields = {field: rng.choice(parts[name]) for field, name in choices.items()}
    text, spans = "", []
    for n, part in enumerate(pattern.replace("}", "{").split("{")):
        inside = n % 2 == 1
        piece = fields.get(part, part) if inside else part
        if inside and part not in fields:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    if rng.random() < 0.5:
        text = text[:1].upper() + text[1:]
    return text + rng.choice(("", ".", "", "!") if spans else ("", ".")), tuple(spans)
