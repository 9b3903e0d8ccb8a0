"""Sums that fade by half-lives, kept as two numbers per customer instead of a history.

All sums fade alike, so their order never changes: the kept `key` can be indexed and compared with one threshold.
Forward decay after Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay" (ICDE 2009); the logarithm keeps it from
overflowing.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """A faded sum as it stood at `at`; None before the first entry."""

    total: float = 0.0
    at: datetime | None = None


def key(kept: Kept, *, half_life_days: float) -> float:
    """A number that orders sums for ever: the greater it is, the greater is the sum at any moment. 0 for none."""
    if kept.at is None or kept.total <= 0:
        return 0.0
    return max(0.0, _days(kept.at) / half_life_days + math.log2(kept.total))


def fade(at: datetime, now: datetime, half_life_days: float) -> float:
    """What an entry made at `at` still counts at `now`: 1 at once, ½ after a half-life."""
    return math.pow(0.5, (now - at).total_seconds() / 86_400 / half_life_days)


def _days(at: datetime) -> float:
    return (at - _EPOCH).total_seconds() / 86_400
