"""Names that sound alike, short forms, slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.duplicates.names import name_words, nearness, roots, shares, sound, split_full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meyer", "Maier"),
        ("Schmidt", "Schmitt"),
        ("Katherine", "Catherine"),
        ("Philips", "Filipps"),
        ("Knight", "Nite"),
    ],
)
def test_names_of_one_sound_share_a_key(one: str, other: str) -> None:
    assert sound(one.lower()) == sound(other.lower())


@pytest.mark.parametrize(
    ("one", "other"), [("bob", "robert"), ("bob", "rob"), ("peggy", "margaret"), ("pepe", "jose"), ("uschi", "ursula")]
)
def test_short_forms_lead_to_the_same_name(one: str, other: str) -> None:
    assert roots(one) & roots(other)


def test_two_names_with_one_short_form_stay_two_names() -> None:
    assert not roots("albert") & roots("robert")
    assert not roots("alexander") & roots("albert")


@pytest.mark.parametrize(("one", "other"), [("anna", "hugo"), ("peter", "oliver"), ("jan", "joe"), ("claire", "chloe")])
def test_other_names_are_not_slips(one: str, other: str) -> None:
    assert nearness(one, other) == "differ"


@pytest.mark.parametrize(
    ("one", "other"), [("jonathan", "jonathon"), ("kowalczyk", "kowalcyzk"), ("pmurphy", "murphy"), ("brker", "barker")]
)
def test_a_slip_of_the_pen_is_close(one: str, other: str) -> None:
    assert nearness(one, other) == "close"


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Anna Maria Doe", (("anna", "maria"), ("doe",))),
        ("Doe, Anna", (("anna",), ("doe",))),
        ("Sina van den Heuvel", (("sina",), ("van", "den", "heuvel"))),
        ("Mr. John Doe", (("john",), ("doe",))),
        ("Madonna", (("madonna",), ())),
        ("", ((), ())),
        ("Dr.", (("dr",), ())),
    ],
)
def test_whole_names_are_split(full: str, parts: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    assert split_full(full) == parts


def test_the_shipped_lists_are_whole() -> None:
    """Every share is a small one and every short form has a name: a slip in the lists would skew every score."""
    assert all(0 < share < 0.02 for listed in shares().values() for share in listed.values())
    assert shares()["family"]["smith"] > shares()["family"]["kelly"]


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_names_are_compared_the_same_both_ways(one: str, other: str) -> None:
    sound(one)
    assert nearness(one, other) == nearness(other, one)
    assert all(word == word.strip() and word for word in name_words(one))
