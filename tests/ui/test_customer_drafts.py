"""A form that is kept as plain values comes back as it was, or not at all."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.people import Birthday, Detail, Draft, Occasion
from deskmate.ui.customer_drafts import from_plain, plain

words = st.text(max_size=20)
days = st.builds(Birthday, st.integers(1, 12), st.integers(1, 28), st.none() | st.integers(1900, 2026))
drafts = st.builds(
    Draft,
    name=words,
    about=words,
    birthday=st.none() | days,
    bereaved_until=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    seasonal=st.booleans(),
    details=st.lists(st.builds(Detail, st.sampled_from(["phone", "email"]), words), max_size=3).map(tuple),
    tags=st.lists(words, max_size=3).map(tuple),
    occasions=st.lists(st.builds(Occasion, words, days), max_size=2).map(tuple),
    own=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)


@given(drafts)
def test_there_and_back(draft: Draft) -> None:
    assert from_plain(json.loads(json.dumps(plain(draft)))) == draft


def test_what_another_version_kept_is_left_alone() -> None:
    assert from_plain({"name": "Ann", "details": [{"colour": "red"}]}) is None
    assert from_plain({"name": "Ann", "colour": "red"}) == Draft("Ann")
    assert from_plain({}) is None
