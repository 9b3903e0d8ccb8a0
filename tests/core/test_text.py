"""Text as people type it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import text
from deskmate.core.errors import InvalidInput


@given(st.text())
def test_clean_text_is_stable_and_harmless(typed: str) -> None:
    cleaned = text.clean(typed)
    assert text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in cleaned)
    cleaned.encode("utf-8")


@given(st.text())
def test_folding_twice_changes_nothing_more(typed: str) -> None:
    assert text.fold(text.fold(typed)) == text.fold(typed)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Łukasz Ørsted", "lukasz orsted"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Zoë", "zoe"),
        ("Ðorđe", "dorde"),
    ],
)
def test_people_are_found_without_accents_and_strokes(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


def test_bidi_overrides_and_zero_bytes_are_dropped() -> None:
    assert text.clean("paid\u202e 001\x00 pounds\u2066") == "paid 001 pounds"


def test_a_note_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(InvalidInput, match="20,001"):
        text.clean_note("x" * 20_001)


def test_digits_of_other_scripts_count() -> None:
    assert text.digits("٤٧ 11") == "4711"
