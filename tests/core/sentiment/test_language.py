"""English is told from other languages offline; staff's shorthand and regional English are English."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import shared_data
from deskmate.core.sentiment.language import is_english

DATA = shared_data.folder()

ENGLISH = [
    "winter tyres x2 fitted",
    "rang re appt, moved to thurs 3pm, pd dep",
    "nobody knew owt about it",
    "she carry on whole time bout de light bill",
    "uncle say next week can or not",
    "oga came, no wahala this time",
    "TERRIBLE PEOPLE (band) A2 x40",
    "ordered 2 pain au chocolat and a bouquet for Frau Müller",
    "R -1.75/-0.50x90 L -2.00",
    "👍",
    "",
]
OTHERS = [
    "Der Kunde war sehr unzufrieden und kommt nicht wieder",
    "La cliente n'était pas contente du tout et ne reviendra pas",
    "El cliente está muy enojado porque el pedido no ha llegado",
    "A cliente ficou muito contente com o vestido",
    "De klant is niet tevreden en wil het geld terug",
    "Il cliente non è contento della riparazione",
    "Klientka była bardzo zadowolona z usługi",
    "お客様はとても満足していました",
    "Клиент очень недоволен",
    "العميل غير راض",
    "Mteja amesema kazi yake bado haijaisha leo",
]


@pytest.mark.parametrize("text", ENGLISH)
def test_notes_as_staff_type_them_are_english(text: str) -> None:
    assert is_english(text) >= 0.5


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_not(text: str) -> None:
    assert is_english(text) < 0.3


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert 0 <= is_english(text) <= 1


@pytest.mark.parametrize(("name", "most"), [("uci_yelp", 0.01), ("nps_verbatims", 0.01), ("ijcnlp17_feedback", 0.01)])
def test_english_comments_pass(name: str, most: float) -> None:
    assert _share(name) <= most


@pytest.mark.parametrize("name", ["ijcnlp17_feedback_es", "ijcnlp17_feedback_fr"])
def test_other_languages_are_caught(name: str) -> None:
    assert _share(name) >= 0.85


def _share(name: str) -> float:
    path = DATA / "sentiment" / f"{name}.csv"
    if not path.exists():
        pytest.skip("the shared test data is not here")
    with path.open(newline="", encoding="utf-8") as source:
        texts = [row["text"] for row in csv.DictReader(source)]
    return sum(is_english(text) < 0.5 for text in texts) / len(texts)
