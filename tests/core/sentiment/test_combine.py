"""The parts are put together by learned weights, and "not sure" is an answer."""

import math

from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.sentiment import combine
from deskmate.core.sentiment.types import Evidence

numbers = st.floats(-30, 30)
shares = st.floats(0, 1)


def _event(weight: float, *, counted: bool = True) -> Evidence:
    return Evidence("late", 0, 4, "It was late.", weight, counted)


@given(st.none() | st.tuples(numbers, numbers, numbers), shares, shares, st.floats(-1, 1))
def test_chances_add_up_and_the_label_is_one_of_four(
    logits: tuple[float, float, float] | None, sad: float, glad: float, words: float
) -> None:
    found = combine.chances(combine.Signals(logits, sad=sad, glad=glad, words=words))
    assert math.isclose(found.negative + found.neutral + found.positive, 1)
    assert -1 <= found.score <= 1
    label = combine.decide(found, light=logits is None)
    assert label in ("negative", "neutral", "positive", "unsure")
    assert 0 <= combine.confidence(found, label) <= 1


@given(st.tuples(numbers, numbers, numbers), st.floats(-5, 5))
def test_adding_the_same_to_all_logits_changes_nothing(logits: tuple[float, float, float], more: float) -> None:
    one = combine.chances(combine.Signals(logits))
    other = combine.chances(combine.Signals((logits[0] + more, logits[1] + more, logits[2] + more)))
    assert math.isclose(one.negative, other.negative, abs_tol=1e-6)


def test_an_unhappy_reader_means_unhappy_and_a_happy_one_happy() -> None:
    assert combine.decide(combine.chances(combine.Signals((6.0, 0.0, -2.0)))) == "negative"
    assert combine.decide(combine.chances(combine.Signals((-2.0, 0.0, 6.0)))) == "positive"
    assert combine.decide(combine.chances(combine.Signals((-2.0, 6.0, -2.0)))) == "neutral"


def test_just_under_the_cut_is_not_sure_rather_than_calm() -> None:
    cut = combine.settings()["full"]["negative"]
    rest = 1 - cut + 0.01
    assert combine.decide(combine.Chances(cut - 0.01, rest, 0.0)) == "unsure"
    assert combine.decide(combine.Chances(cut, 1 - cut, 0.0)) == "negative"


def test_without_the_reader_events_and_words_decide() -> None:
    assert (
        combine.decide(combine.chances(combine.Signals(None, (1.5, 0.0, -1.0), sad=0.9, words=-0.6)), light=True)
        == "negative"
    )
    assert combine.decide(combine.chances(combine.Signals(None)), light=True) != "negative"


def test_events_that_do_not_count_have_no_strength() -> None:
    assert combine.strengths((_event(-0.8, counted=False),)) == (0.0, 0.0)


@given(st.lists(st.floats(-1, 1), max_size=8))
def test_strengths_stay_between_nought_and_one(weights: list[float]) -> None:
    sad, glad = combine.strengths(tuple(_event(w) for w in weights))
    assert 0 <= sad <= 1
    assert 0 <= glad <= 1
