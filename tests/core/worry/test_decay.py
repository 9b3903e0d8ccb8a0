"""The kept sum equals the sum from scratch, in any order, and its key never changes places."""

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.worry import Kept, key, state_add, threshold_key, value_at

START = datetime(2024, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=800)
ENTRIES = st.lists(st.tuples(st.floats(-1, 1), st.integers(0, 800 * 24)), max_size=30)
HALF_LIVES = st.sampled_from([1.0, 7.0, 30.0, 60.0, 365.0])


def kept_of(entries: list[tuple[float, int]], half_life: float) -> Kept:
    kept = Kept()
    for score, hours in entries:
        kept = state_add(kept, score, START + timedelta(hours=hours), half_life_days=half_life)
    return kept


@settings(deadline=None)
@given(ENTRIES, HALF_LIVES)
def test_the_kept_sum_equals_the_sum_from_scratch(entries: list[tuple[float, int]], half_life: float) -> None:
    scratch = math.fsum(score * 0.5 ** ((800 - hours / 24) / half_life) for score, hours in entries)
    assert math.isclose(value_at(kept_of(entries, half_life), NOW, half_life_days=half_life), scratch, abs_tol=1e-9)


@settings(deadline=None)
@given(ENTRIES, ENTRIES, HALF_LIVES, st.integers(0, 2000))
def test_the_key_orders_customers_at_any_moment(
    one: list[tuple[float, int]], two: list[tuple[float, int]], half_life: float, days: int
) -> None:
    a, b = kept_of(one, half_life), kept_of(two, half_life)
    x, y = (value_at(k, NOW + timedelta(days=days), half_life_days=half_life) for k in (a, b))
    if x > y * 1.001 and x > 1e-9:
        assert key(a, half_life_days=half_life) >= key(b, half_life_days=half_life)


@settings(deadline=None)
@given(ENTRIES, HALF_LIVES)
def test_the_key_reaches_the_threshold_when_the_sum_reaches_the_cut(
    entries: list[tuple[float, int]], half_life: float
) -> None:
    kept = kept_of(entries, half_life)
    value = value_at(kept, NOW, half_life_days=half_life)
    if abs(value - 0.4) > 1e-6:
        over = key(kept, half_life_days=half_life) >= threshold_key(0.4, NOW, half_life_days=half_life)
        assert over == (value > 0.4)


def test_a_short_half_life_does_not_overflow_in_a_hundred_years() -> None:
    kept = state_add(Kept(), 1.0, datetime(2125, 1, 1, tzinfo=UTC), half_life_days=1)
    assert math.isfinite(key(kept, half_life_days=1))
