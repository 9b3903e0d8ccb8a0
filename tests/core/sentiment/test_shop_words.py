"""The word list knows a shop: goods, bodies and who somebody is weigh nothing; requests is never imported."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.sentiment import words
from deskmate.core.sentiment.types import Context


@pytest.mark.parametrize(
    "text",
    [
        "Picked up her pain killers and cold medicine.",
        "Rob picked up the parcel.",
        "allergic to nuts",
        "cancelled, funeral on Friday",
        "Mr Savage ordered weed killer for Friday.",
        "the poor deaf lady",
    ],
)
def test_goods_bodies_and_persons_weigh_nothing(text: str) -> None:
    assert words.score(text) == 0


def test_feelings_weigh() -> None:
    assert words.score("absolutely delighted, so grateful") > 0.5
    assert words.score("rude and unprofessional, a disgrace") < -0.5


def test_the_trades_own_words_weigh_nothing() -> None:
    assert (
        words.score("dirty hands cream", Context(neutral_words=("dirty hands",)))
        == 0
        > words.score("dirty hands cream")
    )


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_a_score(text: str) -> None:
    assert -1 <= words.score(text) <= 1


def test_nothing_for_the_network_is_imported() -> None:
    code = (
        "import sys; from deskmate.core.sentiment import words; words.score('rude'); print('requests' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize("piece", ["said again, ", "rude ", "so glad! "])
def test_the_longest_note_is_quick(piece: str) -> None:
    began = time.perf_counter()
    words.score(piece * (20_000 // len(piece)))
    assert time.perf_counter() - began < 4
