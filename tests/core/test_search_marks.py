"""A result shows which letters were looked for, whatever accents, hyphens and case they were typed with."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import search


@pytest.mark.parametrize(
    ("name", "query", "marked"),
    [
        ("Annabel Hartley", "har ann", ["Ann", "Har"]),
        ("Zoë Müller", "zoe mul", ["Zoë", "Mül"]),
        ("Zoe\u0308 Quinn", "zoe", ["Zoe\u0308"]),
        ("Łukasz Weiß", "lukasz weiss", ["Łukasz", "Weiß"]),
        ("Sean O’Brien", "obrien", ["O", "Brien"]),
        ("Sean O'Brien", "o'br", ["O", "Br"]),
        ("Anne-Marie Roy", "marie", ["Marie"]),
        ("Anne-Marie Roy", "annem", ["Anne", "M"]),
        ("Hartley", "artley", []),
        ("Ann Lee", "#ann ann@example.org", []),
        ("محمد علي", "علي", ["علي"]),
        ("", "ann", []),
        ("Ann", "", []),
    ],
)
def test_the_letters_looked_for(name: str, query: str, marked: list[str]) -> None:
    assert [name[start:end] for start, end in search.marks(name, query)] == marked


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_text_gives_spans_within_the_name(name: str, query: str) -> None:
    spans = search.marks(name, query)
    assert all(0 <= start < end <= len(name) for start, end in spans)
    assert list(spans) == sorted(spans) and all(a[1] <= b[0] for a, b in pairwise(spans))
