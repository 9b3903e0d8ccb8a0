"""Phones in any spelling become the same number, and words never become digits."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import shared_data
from deskmate.core import phones

DATA = shared_data.folder("imports/phone")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the collected phone numbers are not on this machine")
REGIONS = ["", "DE", "US", "GB", "FR", "IT", "AR", "BR", "MX", "AU", "RU", "JP", "IN", "CH", "HU", "SM", "XX"]


@pytest.mark.parametrize(
    ("typed", "region", "e164"),
    [
        ("+49 170 123 4711", "", "+491701234711"),
        ("0170/1234711", "DE", "+491701234711"),
        ("0049 170 1234711", "", "+491701234711"),
        ("+49 (0)170 1234711", "", "+491701234711"),
        ("(555) 123-4567", "US", "+15551234567"),
        ("1 555 123 4567", "US", "+15551234567"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 12 34 56 78", "", None),
        ("123-4567", "US", None),
        ("BusinessPhone", "US", None),
        ("", "DE", None),
        ("+", "DE", None),
        ("１２", "JP", None),
    ],
)
def test_the_spelling_settles_the_number(typed: str, region: str, e164: str | None) -> None:
    assert phones.parse(typed, region).e164 == e164


def test_what_was_typed_is_kept_and_digits_serve_the_search_from_the_end() -> None:
    phone = phones.parse("(0221) 99 99-123 ext. 7", "DE")
    assert (phone.typed, phone.e164, phone.extension) == ("(0221) 99 99-123 ext. 7", "+492219999123", "7")
    assert phones.parse("٤٧١١", "").digits == "4711"


@given(st.text(max_size=400), st.sampled_from(REGIONS))
def test_no_text_is_an_error(typed: str, region: str) -> None:
    assert phones.parse(typed, region).typed == typed


@given(st.from_regex(r"\+?[0-9]{1,4}[ ()./-]{0,2}[0-9]{2,6}[ -]?[0-9]{1,6}", fullmatch=True), st.sampled_from(REGIONS))
def test_the_short_way_gives_the_same_number_as_libphonenumber(typed: str, region: str) -> None:
    short = phones._short_way(typed, region if region != "XX" else "")
    if short is not None:
        assert short == phones._long_way(typed, region)[0]


@needs_data
def test_every_region_in_every_spelling() -> None:
    """National, international, dialled from the US, bare digits: one number."""
    with (DATA / "example_numbers_by_region_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            spellings = [(row["national"], row["region"]), (row["international"], ""), (row["e164"], "")]
            spellings += [(row["digits_national"], row["region"]), (row["out_of_country_from_US"], "US")]
            for typed, region in spellings:
                assert phones.parse(typed, region).e164 == row["e164"], (typed, region)


@needs_data
def test_the_cases_of_libphonenumber() -> None:
    cases = json.loads((DATA / "libphonenumber_parse_dev.json").read_text(encoding="utf-8"))
    for case in cases["vectors"] + cases["must_fail"]:
        region = case["default_region"].replace("ZZ", "")
        assert phones.parse(case["input"], region).e164 == case["real_e164"], case["input"]


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("020 7946 0018", "tel:+442079460018"),
        ("+44 7700 900123", "tel:+447700900123"),
        ("020 7946 0018 ext. 12", "tel:+442079460018;ext=12"),
        ("555", "tel:555"),
        ("mum's; rm -rf", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_by_a_link_that_holds_nothing_else(typed: str, link: str) -> None:
    assert phones.link(typed, "GB") == link
