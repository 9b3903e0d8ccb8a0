"""A note is cut where its feeling can change, and nothing of it is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.sentiment import clauses


def pieces(text: str) -> list[str]:
    return [text[a:b].strip(" ,;–\n") for a, b in clauses.split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loves the coat but the buttons came off.", ["Loves the coat", "but the buttons came off."]),
        ("Dress fine; hem late", ["Dress fine", "hem late"]),
        ("Praised Ebo – back cover won't close", ["Praised Ebo", "back cover won't close"]),
        ("Nice cut, she said it was too short though", ["Nice cut", "she said it was too short", "though"]),
        ("Mr. Hale rang. No answer", ["Mr. Hale rang.", "No answer"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("well… not great", ["well…", "not great"]),
    ],
)
def test_cuts(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from('ab. ,;!?…—-\n"but sheİ'), max_size=80))
def test_the_clauses_are_the_whole_text(text: str) -> None:
    spans = clauses.split(text)
    assert "".join(text[a:b] for a, b in spans) == text
    assert all(a < b for a, b in spans)


def test_around_takes_the_clauses_that_are_touched() -> None:
    spans = clauses.split("One. Two. Three.")
    assert clauses.around(spans, 6, 12) == (5, 16)
    assert clauses.around((), 2, 3) == (2, 3)
