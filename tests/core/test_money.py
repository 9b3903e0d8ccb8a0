"""Amounts are read as people write them and never change on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import money
from deskmate.core.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12.50", "GBP", 1250),
        ("12,50", "EUR", 1250),
        ("£12", "GBP", 1200),
        ("12 €", "EUR", 1200),
        ("1,234", "GBP", 123400),
        ("1.234,50", "EUR", 123450),
        ("1’234.5", "CHF", 123450),
        ("1 234,56", "EUR", 123456),
        ("1200", "JPY", 1200),
        ("1.250", "KWD", 1250),
        ("-3", "GBP", -300),
        (" 0 ", "GBP", 0),
    ],
)
def test_everyday_spellings_are_read(typed: str, currency: str, minor: int) -> None:
    assert money.parse(typed, currency) == minor


@pytest.mark.parametrize("typed", ["", "abc", "12.345.6x", "--3", "9" * 40, "12.5055"])
def test_what_is_no_amount_gets_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"\.$"):
        money.parse(typed, "GBP")


@given(st.integers(-(10**11), 10**11), st.sampled_from(["GBP", "EUR", "JPY", "KWD", "SEK", ""]))
def test_what_is_shown_is_read_back_the_same(minor: int, currency: str) -> None:
    assert money.parse(money.show(minor, currency), currency) == minor


@given(st.text(max_size=40))
def test_any_text_is_an_amount_or_a_sentence(typed: str) -> None:
    try:
        money.parse(typed, "GBP")
    except InvalidInput as problem:
        assert str(problem).endswith(".")
