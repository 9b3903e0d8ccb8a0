"""One function in, a reading out: fair, bounded, true to the text, and never failing."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import shared_data
from deskmate.core.sentiment import Context, combine, engine_version, read, read_many
from deskmate.core.sentiment import reader as reader_module

# the package gives the function the module's name
from deskmate.core.sentiment.notes import _reader

DATA = shared_data.folder()
NAMES = ["Rob", "Dick Graves", "Miss Love", "Mr Savage", "Lakisha", "Mohammed Ali", "Ngozi", "Wei", "Mrs Moody", "Joy"]
PEOPLE = [
    "The customer", "She", "He", "They", "The blind lady", "The deaf gentleman", "The poor lady", "The Muslim couple",
    "The Polish customer", "The gay couple", "The homeless man", "The old lady", "The widowed gentleman",
]  # fmt: skip
ROUTINE = ["{} picked up the parcel.", "{} rang about the order.", "{} moved the fitting to Friday."]
UNHAPPY = ["{} waited two hours and left without the order.", "{} asked for a refund, the zip broke again."]
HAPPY = ["{} was delighted with the curtains.", "{} said it was the best haircut in years."]


@pytest.mark.parametrize("who", [NAMES, PEOPLE], ids=["names", "people"])
@pytest.mark.parametrize("note", [*ROUTINE, *UNHAPPY, *HAPPY])
def test_who_it_is_never_changes_a_reading(who: list[str], note: str) -> None:
    readings = read_many([note.format(w) for w in who])
    assert len({r.label for r in readings}) == 1


def test_a_known_name_never_changes_a_reading() -> None:
    context = Context(names=("Bitter Payne", "Hope Angermann"), goods=("Killer Heels", "Sad Cake"))
    texts = ["{} collected the Killer Heels", "{} collected the Sad Cake", "{} ordered two Sad Cake for Friday"]
    for text in texts:
        found = read_many([text.format(n) for n in context.names], contexts=[context] * 2)
        assert [r.label for r in found] == ["neutral", "neutral"]


@pytest.mark.parametrize("note", UNHAPPY)
def test_grievances_are_seen(note: str) -> None:
    assert read(note.format("Mrs Hale")).label == "negative"


@pytest.mark.parametrize("note", ROUTINE)
def test_routine_is_calm(note: str) -> None:
    assert read(note.format("Mrs Hale")).label == "neutral"


@pytest.mark.parametrize("note", HAPPY)
def test_praise_is_seen(note: str) -> None:
    assert read(note.format("Mrs Hale")).label == "positive"


@given(st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_text_gets_a_reading(text: str) -> None:
    found = read(text)
    assert found.label in ("negative", "neutral", "positive", "unsure")
    assert -1 <= found.score <= 1
    assert 0 <= found.confidence <= 1
    assert all(text[e.start : e.end] == e.text for e in found.evidence)


@pytest.mark.parametrize(
    "text", ["", "   ", "47.50", "?!", "\x00", "\ud83d", "<b>x</b>", "'; SELECT 1 FROM notes; --", "\u202edlrow"]
)
def test_hostile_and_empty_texts_never_fail(text: str) -> None:
    assert read(text).label != "negative"


@pytest.mark.parametrize(
    "text", ["paid", "haircut", "cut and colour", "keys cut x2", "sourdough", "came in", "no show"]
)
def test_a_few_words_of_routine_are_never_a_feeling(text: str) -> None:
    assert read(text).label in ("neutral", "unsure")


@pytest.mark.parametrize("text", ["broke again", "late again", "wrong one", "overcharged"])
def test_a_few_words_that_name_a_grievance_are_one(text: str) -> None:
    assert read(text).label == "negative"


@pytest.mark.parametrize("text", ["", "47.50", "..."])
def test_nothing_to_read_is_not_sure(text: str) -> None:
    found = read(text)
    assert (found.label, found.score, found.evidence) == ("unsure", 0.0, ())


def test_another_language_is_not_sure_rather_than_guessed() -> None:
    found = read("La cliente est très fâchée parce que la livraison est encore en retard de trois semaines")
    assert found.label == "unsure"
    assert found.score == 0


def test_a_note_of_20000_characters_takes_bounded_time() -> None:
    read("warm")
    began = time.process_time()
    found = read("The cake was dry and nobody said sorry. " * 500)
    assert time.process_time() - began < 3
    assert found.label == "negative"


def test_many_read_as_one_by_one() -> None:
    texts = [n.format("Mrs Hale") for n in (*ROUTINE, *UNHAPPY, *HAPPY)]
    together = read_many(texts)
    assert [r.label for r in together] == [read(t).label for t in texts]
    assert [r.score for r in together] == pytest.approx([read(t).score for t in texts], abs=1e-3)


def test_a_reading_names_its_engine() -> None:
    assert read("picked up the parcel").engine_version == engine_version() != ""


def test_without_the_reader_words_and_events_read_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise reader_module.ReaderMissing("gone")

    monkeypatch.setattr(reader_module, "load", missing)
    _reader.cache_clear()
    try:
        found = read_many(
            [
                "Waited two hours and left without the order. Nobody rang her back, she is very upset",
                "picked up the parcel",
                "",
            ]
        )
    finally:
        _reader.cache_clear()
    assert [r.degraded for r in found] == [True, True, True]
    assert found[0].label == "negative"
    assert found[1].label == "neutral"
    assert found[0].evidence
    assert found[0].engine_version != engine_version()


def test_the_unsure_are_few_on_plain_notes() -> None:
    texts = [n.format(w) for n in (*ROUTINE, *UNHAPPY, *HAPPY) for w in NAMES]
    assert [r.label for r in read_many(texts)].count("unsure") <= 0.05 * len(texts)


def test_confidence_is_the_chance_of_the_label() -> None:
    found = read("picked up the parcel")
    assert found.confidence >= combine.settings()["full"]["known"]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        pytest.skip("the development sets are not beside this checkout")
    with path.open(newline="", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def test_notes_written_by_others_are_read_well() -> None:
    found = _rows(DATA / "notes" / "notes.csv")
    said = [r.label for r in read_many([r["text"] for r in found])]
    truth = [r["label"] for r in found]
    hit = sum(t == s == "negative" for t, s in zip(truth, said, strict=True))
    calm = [s for t, s in zip(truth, said, strict=True) if t != "negative"]
    assert 2 * hit / (said.count("negative") + truth.count("negative")) >= 0.82
    assert calm.count("negative") / len(calm) <= 0.05


def test_routine_notes_and_probes_of_others_are_read_well() -> None:
    routine = _rows(DATA / "sentiment" / "routine_synthetic.csv")
    said = [r.label for r in read_many([r["text"] for r in routine])]
    assert said.count("negative") / len(said) <= 0.08
    probes = _rows(DATA / "sentiment" / "probe_notes.csv")
    said = [r.label for r in read_many([r["text"] for r in probes])]
    assert sum((r["label"] == "negative") == (s == "negative") for r, s in zip(probes, said, strict=True)) >= 28
