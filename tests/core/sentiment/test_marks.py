"""What a note says about the course of things: apologised, promised, kept, left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.sentiment import marks


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("said please don't ring me about it any more", "leave_alone"),
        ("“Quit calling, it’s fine”", "leave_alone"),
        ("Rang her and said sorry", "apologised"),
        ("she said thank you for owning it, we're good", "accepted"),
        ("redone by Sal, nothing charged", "put_right"),
        ("will ring her with a price", "promised"),
        ("Orla to ring w price", "promised"),
        ("asked after the paint", "asked_after"),
        ("still waiting, any news?", "asked_again"),
        ("nobody knew anything about it", "not_done"),
        ("collected as agreed", "kept"),
        ("ended up in hospital after our cake", "severe"),
        ("cancelled her August and October appointments", "leaving"),
        ("told Friday, not ready", "letdown"),
    ],
)
def test_marks(text: str, mark: marks.Mark) -> None:
    assert mark in marks.find(text)


@pytest.mark.parametrize(
    "text", ["winter tyres x2 fitted", "6 shirts, 1 skirt", "don't ring before 10", "booked for Friday"]
)
def test_routine_has_no_grave_marks(text: str) -> None:
    assert not {"leave_alone", "severe", "leaving", "not_done"} & set(marks.find(text))


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("nobody free to look till next week", False),
        ("is she free on Friday? rang back", False),
        ("wants it nut free", False),
        ("did it again free", True),
        ("second one free of charge", True),
    ],
)
def test_who_is_free_has_put_nothing_right(text: str, done: bool) -> None:
    assert ("put_right" in marks.find(text)) is done


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_mark_quotes_the_text(text: str) -> None:
    assert all(words in text for words in marks.find(text).values())
