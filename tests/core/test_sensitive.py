"""Card numbers, bank accounts and health words are pointed out while one types; everyday notes are left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import sensitive


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("card 4111 1111 1111 1111 exp 12/27", "card"),
        ("paid with 5500-0000-0000-0004", "card"),
        ("378282246310005 amex", "card"),
        ("refund to GB29 NWBK 6016 1331 9268 19 please", "account"),
        ("DE89370400440532013000", "account"),
        ("she is diabetic, no sugar", "health"),
        ("Allergic to nuts", "health"),
        ("came back after chemotherapy", "health"),
        ("takes blood thinners", "health"),
    ],
)
def test_what_does_not_belong_in_a_note_is_pointed_out(text: str, kind: str) -> None:
    (hint,) = sensitive.hints(text)
    assert hint.kind == kind
    assert hint.sentence.endswith(".")
    assert 0 <= hint.start < hint.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "call +44 7700 900123 or 020 7946 0018",
        "order 4111111111111112 arrived",  # the check digit is wrong
        "tracking JD014600003SE 00340434161094021501",
        "0000 0000 0000 0000",
        "ISBN 978-3-16-148410-0",
        "a stroke of luck, brush strokes on canvas",
        "IBAN will follow by post",
        "12 rye rolls, 4 oat, 3.50 each on 12/03/2026",
        "",
    ],
)
def test_everyday_notes_are_left_alone(text: str) -> None:
    assert sensitive.hints(text) == []


def test_each_kind_is_said_once_in_the_order_of_the_text() -> None:
    found = sensitive.hints("asthma, diabetes, 4111 1111 1111 1111, 4111 1111 1111 1111")
    assert [hint.kind for hint in found] == ["health", "card"]


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_an_error(text: str) -> None:
    assert all(text[hint.start : hint.end] for hint in sensitive.hints(text))


@pytest.mark.parametrize("piece", ["4 ", "4111 1111 ", "GB29 ", "AA11 A1", "a", "pregnan", "on on "])
def test_a_whole_note_takes_no_time_to_look_through(piece: str) -> None:
    text = (piece * sensitive.LOOKED_AT)[: sensitive.LOOKED_AT]
    started = time.process_time()
    sensitive.hints(text)
    assert time.process_time() - started < 0.1
