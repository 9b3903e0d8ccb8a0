"""What happens in shops is named in plain English, with its exact words; what doesn't count says why."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.sentiment import events
from deskmate.core.sentiment.types import Context


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("waited 40 minutes for the fitting", "waited 40 minutes"),
        ("Stood two hours and no one came", "waited two hours"),
        ("suit is 3 weeks late", "3 weeks late"),
        ("Third time he has brought the heel back.", "third time"),
        ("Wrong size again.", "happened again"),
        ("sent the wrong colour", "wrong colour"),
        ("the button came off on day one", "button came off"),
        ("had to chase us for it", "had to chase"),
        ("nobody rang her back", "nobody rang back"),
        ("Found a hair in the quiche.", "found hair in it"),
        ("charged twice for the cut", "charged twice"),
        ("Mr Singh asked to speak to the manager.", "asked for the manager"),
        ("says she won’t be back", "says they won't be back"),
        ("thinking of moving to the other salon", "going elsewhere"),
        ("we promised it for Friday but it was never sent", "promised and not done"),
        ("refund as the kettle was faulty", "refund because of a fault"),
        ("wants her money back", "wants the money back"),
        ("Great, another delivery without the forks", "said with irony"),
        ("we gave her the cake, she had told us coeliac", "an allergy was not respected"),
    ],
)
def test_let_downs_are_named(text: str, why: str) -> None:
    found = [e for e in events.find(text) if e.counted and e.weight < 0]
    assert why in [e.why for e in found]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mr Hale collected his suit, no complaints.", "no complaints"),
        ("she could not be happier with the curtains", "couldn't be happier"),
        ("Problem with the zip solved", "put right"),
        ("Replaced the kettle straight away", "put right"),
        ("refunded, she changed her mind", "refund because of a change of mind"),
        ("thanked us twice", "thanked us"),
    ],
)
def test_the_opposite_is_named(text: str, why: str) -> None:
    assert why in [e.why for e in events.find(text) if e.counted]
    assert not [e for e in events.find(text) if e.counted and e.weight < 0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fuming about the parking fine she got", "about the parking"),
        ("furious with the council, came in to rant", "about the council"),
        ("asked if the button came off what happens", "only asked about"),
        ("never had to chase us", "the opposite"),
        ("the button came off, fixed on the spot, no charge", "put right since"),
    ],
)
def test_what_does_not_count_says_why(text: str, why: str) -> None:
    found = [e for e in events.find(text) if e.weight < 0]
    assert found and not any(e.counted for e in found)
    assert why in found[0].why


def test_something_grave_is_not_settled_by_a_quick_word() -> None:
    found = events.details("made her ill, refunded straight away, all fine now")
    assert [f.severe for f in found if f.evidence.counted and f.evidence.weight < 0] == [True]


def test_trade_talk_does_not_count_and_the_shops_own_phrases_do() -> None:
    context = Context(neutral_words=("sole came off",), idioms=(("gone to the dogs", -0.8),))
    found = events.find("sole came off, she says the place has gone to the dogs", context)
    assert [(e.counted, e.weight) for e in found if e.weight < 0][-1] == (True, -0.8)
    assert not [e for e in found if e.counted and "came off" in e.why]


def test_each_grievance_has_its_theme() -> None:
    found = events.details("waited 2 hours, nobody rang back")
    counted = {f.theme for f in found if f.evidence.counted and f.evidence.weight < 0}
    assert counted == {"waiting", "communication"}


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_event_quotes_the_text(text: str) -> None:
    for evidence in events.find(text):
        assert text[evidence.start : evidence.end] == evidence.text
        assert -1 <= evidence.weight <= 1


def test_the_longest_note_is_quick() -> None:
    for piece in ("wait ", "promised ", "told 5 ", "no ", "again wrong ", "hair in ", "£5 charged ", "zip a "):
        began = time.perf_counter()
        events.find(piece * (20_000 // len(piece)))
        assert time.perf_counter() - began < 5
