"""What a grievance is about: a proposal for a person to confirm."""

from collections.abc import Sequence

THEMES = (
    "waiting",
    "price",
    "quality",
    "manner",
    "mistake",
    "communication",
    "promise",
    "cleanliness",
    "access",
    "other",
)


def propose(logits: Sequence[float]) -> str:
    """The likeliest theme by the reader's second head."""
    return max(zip(logits, THEMES, strict=True))[1]
