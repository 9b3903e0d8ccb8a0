"""What a pattern needs stands in whatever it is found in, so that leaving a search out changes nothing."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskmate.core.sentiment import lists, literals, marks

PATTERNS = (
    r"\b(?:rang|called|re-?did) (?:\w+ )?(?:him|her)\b",
    r"\b\w+ (?:is )?to (?:ring|call)\b",
    r"(?<!z)go(?:es|ing)? (?:to|[a-e]way)+(?= |$)",
    r"a{2,3}b*(?:c|d\d+|[^x]y)",
    r"\b(?:n/c|foc|\W?\d+ off|free)\b",
    r"x?y?",
    r"(?P<one>ab)(?P=one)",
    r"(?i:loud) noise",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@settings(deadline=None, max_examples=15)
def test_one_of_what_is_required_stands_in_every_match(pattern: str, data: st.DataObject) -> None:
    found = data.draw(st.from_regex(pattern))
    assert any(letters in found for letters in literals.required(re.compile(pattern)))


def test_what_is_required_tells_something() -> None:
    assert literals.required(re.compile(PATTERNS[0])) == {"rang ", "calle", "re-di", "redid"}
    assert literals.required(re.compile(PATTERNS[1])) == {"to ri", "to ca"}
    assert "" in literals.required(re.compile(PATTERNS[5]))
    assert "" in literals.required(re.compile(PATTERNS[7]))


def test_marks_of_the_corpus_are_those_that_every_pattern_by_itself_would_give() -> None:
    corpus = Path(__file__).resolve().parents[3] / "training" / "corpus"
    told: set[marks.Mark] = set()
    for path in sorted(corpus.glob("[a-c].csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in list(csv.DictReader(file))[:250]:
                assert marks.find(row["text"]) == _one_by_one(row["text"])
                told |= marks.find(row["text"]).keys()
    assert len(told) == len(marks.patterns())


@pytest.mark.slow
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_marks_of_any_words_are_those_that_every_pattern_by_itself_would_give(data: st.DataObject) -> None:
    ascii_only = st.characters(max_codepoint=126, exclude_categories=["Cc"])
    patterns = st.sampled_from([pattern for each in marks.patterns().values() for pattern in each])
    pieces = st.lists(patterns.flatmap(lambda p: st.from_regex(p, alphabet=ascii_only)), min_size=1, max_size=3)
    text = " ".join(data.draw(pieces))[:2_000]
    assert marks.find(text) == _one_by_one(text)


def _one_by_one(text: str) -> dict[marks.Mark, str]:
    folded, expected = lists.fold(text), {}
    for mark, patterns in marks.patterns().items():
        hit = next((found for pattern in patterns if (found := pattern.search(folded))), None)
        if hit:
            expected[mark] = text[hit.start() : hit.end()].strip()
    return expected
