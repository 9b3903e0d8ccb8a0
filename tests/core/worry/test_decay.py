"""The key that orders customers by worry never changes places, however much time goes by."""

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.worry.decay import Kept, fade, key

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=800)
ENTRIES = st.lists(st.tuples(st.floats(-1, 1), st.integers(0, 800 * 24)), max_size=30)
HALF_LIVES = st.sampled_from([1.0, 7.0, 30.0, 60.0, 365.0])


def worth(entries: list[tuple[float, int]], at: datetime, half_life: float) -> float:
    """The sum from scratch: each entry with what it still counts."""
    return math.fsum(score * fade(START + timedelta(hours=hours), at, half_life) for score, hours in entries)


@settings(deadline=None)
@given(ENTRIES, ENTRIES, HALF_LIVES, st.integers(0, 2000))
def test_the_key_orders_customers_at_any_moment(
    one: list[tuple[float, int]], two: list[tuple[float, int]], half_life: float, days: int
) -> None:
    a, b = (key(Kept(worth(each, NOW, half_life), NOW), half_life_days=half_life) for each in (one, two))
    x, y = (worth(each, NOW + timedelta(days=days), half_life) for each in (one, two))
    if x > y * 1.001 and x > 1e-9:
        assert a >= b


@settings(deadline=None)
@given(ENTRIES, HALF_LIVES, st.integers(0, 2000))
def test_looking_again_later_gives_the_same_key(entries: list[tuple[float, int]], half_life: float, days: int) -> None:
    """So what was kept stays true while nothing new is written."""
    later = NOW + timedelta(days=days)
    now = key(Kept(worth(entries, NOW, half_life), NOW), half_life_days=half_life)
    again = key(Kept(worth(entries, later, half_life), later), half_life_days=half_life)
    if worth(entries, later, half_life) > 1e-9:
        assert math.isclose(now, again, rel_tol=1e-6)


def test_an_entry_counts_half_after_a_half_life() -> None:
    assert fade(NOW - timedelta(days=30), NOW, 30) == 0.5
    assert fade(NOW, NOW, 30) == 1


def test_a_short_half_life_does_not_overflow_in_a_hundred_years() -> None:
    assert math.isfinite(key(Kept(1.0, datetime(2125, 1, 1, tzinfo=UTC)), half_life_days=1))
