"""Postal addresses of a card: their parts, and what a letter would have."""

import pytest
from vcard_files import card

from deskmate.core.importing import Record

HOME = "ADR;TYPE=HOME:;;1 High St;London;;W1;UK"


def places(read: Record) -> list[tuple[str, str]]:
    return [(address.label, address.one_line) for address in read.addresses]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([r"LABEL;TYPE=WORK:5 Dock Road\nBristol"], [("work", "5 Dock Road, Bristol")]),
        ([r'ADR;TYPE=home;LABEL="42 Elm St.\nBaytown, TX":;;;;;;'], [("home", "42 Elm St., Baytown, TX")]),
        ([r"LABEL;TYPE=WORK:5 Dock Road\nBristol", HOME],
         [("home", "1 High St, London, W1, UK"), ("work", "5 Dock Road, Bristol")]),
        (["ADR;TYPE=WORK:;;;Bristol;;;UK", r"LABEL;TYPE=WORK:5 Dock Road\nBristol BS1 1AA\nUK"],
         [("work", "5 Dock Road, Bristol BS1 1AA, Bristol, UK")]),
        ([HOME, r"LABEL;TYPE=HOME:1 High St\nLondon W1\nUK"], [("home", "1 High St, London, W1, UK")]),
        ([HOME, r"LABEL:Ann Lee\n1 High St\nLondon W1\nUK"], [("home", "1 High St, London, W1, UK")]),
    ],
)  # fmt: skip
def test_an_address_given_only_as_a_label_is_one(lines: list[str], found: list[tuple[str, str]]) -> None:
    read = card("FN:Ann Lee", *lines)
    assert places(read) == found
    assert not read.extra


def test_what_a_label_says_beyond_its_address_is_kept() -> None:
    read = card("FN:Ann Lee", HOME, r"LABEL;TYPE=HOME:1 High St\nMail drop 7\nLondon W1")
    assert places(read) == [("home", "1 High St, London, W1, UK")]
    assert read.extra == (("Address", "1 High St, Mail drop 7, London W1"),)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (";;=31 High St=3B Flat 2;Leeds;;LS1;UK", "1 High St; Flat 2, Leeds, LS1, UK"),
        ("=3B=3B1 High St=3BLeeds=3B=3BLS1=3BUK", "1 High St, Leeds, LS1, UK"),
        (";;1 High St=5C=3B Flat 2;Leeds;;;", "1 High St; Flat 2, Leeds"),
    ],
)
def test_a_semicolon_that_is_quoted_belongs_to_the_text(line: str, parts: str) -> None:
    assert card("FN:A", f"ADR;ENCODING=QUOTED-PRINTABLE:{line}", version="2.1").addresses[0].one_line == parts


def test_a_name_with_a_quoted_semicolon() -> None:
    read = card("N;ENCODING=QUOTED-PRINTABLE:Lee=3B x;Ann", version="2.1")
    assert (read.family, read.given) == ("Lee; x", "Ann")


def test_parts_beyond_the_seven_are_kept_unless_they_repeat_them() -> None:
    assert card("FN:A", "ADR:;;1 High St;London;;W1;UK;gate code 7").extra == (("Address", "gate code 7"),)
    assert not card("FN:A", r"ADR:;;1 High St;London;;W1;UK;1 High St\nLondon W1").extra
