"""The linear model: words and letter groups, quick, and silent about what it never saw."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.sentiment import grams


def _margin(text: str) -> float:
    sad, calm, glad = grams.load().logits(text)
    return sad - max(calm, glad)


def test_grievances_lean_further_to_unhappy_than_routine() -> None:
    sad = [
        "waited two hours and left without the order",
        "zip broke again, wants his money back",
        "nobody rang her back",
    ]
    calm = ["picked up the parcel, paid cash", "booked for friday 10am", "quoted 40 for the hem, ok'd"]
    assert min(map(_margin, sad)) > max(map(_margin, calm))


def test_capitals_and_typographic_quotes_change_nothing() -> None:
    plain = grams.load().logits("can't believe it broke again")
    assert grams.load().logits("CAN’T BELIEVE IT BROKE AGAIN") == pytest.approx(plain)


def test_what_was_never_seen_says_nothing() -> None:
    assert grams.load().logits("語 彙") == pytest.approx(grams.load().logits(""))


@given(st.text(max_size=300))
def test_any_text_has_logits(text: str) -> None:
    assert all(abs(x) < 100 for x in grams.load().logits(text))


def test_a_very_long_text_is_cut() -> None:
    words, letters = grams.features("zip broke again " * 5_000)
    assert len(words) + len(letters) < 200


def test_a_broken_file_is_an_error_that_callers_catch(tmp_path: Path) -> None:
    (tmp_path / "grams.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises((OSError, ValueError, KeyError)):
        grams.Grams(tmp_path / "grams.npz")
