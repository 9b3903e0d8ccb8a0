"""Who a card is about: names, nicknames, readings, companies and groups."""

import pytest
from vcard_files import card, cards


def test_symbians_second_name_is_the_nickname() -> None:
    assert card("N:Lee;Ann", "X-EPOCSECONDNAME:Annie", version="2.1").known_as == "Annie"


def test_the_name_of_the_source_counts_only_where_there_is_no_other() -> None:
    read = card("NAME:Ann Lee", "TEL:030 123456")
    assert (read.name, read.given, read.family) == ("Ann Lee", "Ann", "Lee")
    read = card("NAME:Contacts of Ann", "FN:Bob", "TEL:030 123456")
    assert (read.name, read.extra) == ("Bob", ())


def test_null_is_nothing() -> None:
    found = cards("N:null;Anna;null;null;null", "FN:Anna null", "ORG:null", "TITLE:null", "EMAIL:null", "NOTE:null")
    (read,) = found.records
    assert (read.name, read.given, read.family) == ("Anna", "Anna", "")
    assert (read.organisation, read.job_title, read.notes, read.extra) == ("", "", "", ())
    assert not found.problems
    assert card("N:Null;Anna;;;", "ORG:null;Sales").family == "Null"


@pytest.mark.parametrize(
    ("lines", "reading"),
    [
        (["SORT-STRING:たなか はなこ"], "たなか はなこ"),
        (["X-PHONETIC-FIRST-NAME:はなこ", "X-PHONETIC-LAST-NAME:たなか"], "たなか はなこ"),
        (["SORT-STRING:Tanaka"], ""),
        (["SORT-STRING:田中"], ""),
    ],
)
def test_the_reading_follows_the_name(lines: list[str], reading: str) -> None:
    assert card("N:田中;花子;;;", "FN:田中 花子", *lines).reading == reading


def test_the_reading_of_a_name_that_begins_with_the_given_name() -> None:
    lines = ("X-PHONETIC-FIRST-NAME:An", "X-PHONETIC-LAST-NAME:Li")
    assert card("N:Lee;Ann;;;", "FN:Ann Lee", *lines).reading == "An Li"
    assert card("N:Müller;Jörg;;;", "FN:Jörg Müller", "SORT-STRING:Müller").reading == ""


@pytest.mark.parametrize("name", ["Acme Ltd;;;;", ";Acme Ltd;;;", ";;;;"])
def test_a_company_in_the_place_of_a_name_is_one(name: str) -> None:
    read = card(f"N:{name}", "FN:Acme Ltd", "ORG:Acme Ltd")
    assert (read.name, read.given, read.family, read.is_company) == ("Acme Ltd", "", "", True)


def test_somebody_whose_firm_has_their_name_is_a_person() -> None:
    read = card("N:Lee;Ann;;;", "FN:Ann Lee", "ORG:Ann Lee")
    assert (read.given, read.family, read.is_company) == ("Ann", "Lee", False)
    read = card("N:;Ann;;;", "FN:Ann", "ORG:Ann", "TITLE:Owner")
    assert (read.given, read.is_company) == ("Ann", False)


def test_the_group_of_a_japanese_phone_is_a_tag() -> None:
    line = b"X-GN;CHARSET=SHIFT_JIS:" + "友達".encode("cp932")
    assert card("N:A;B", line, "X-GNO:3", version="2.1").tags == ("友達",)


def test_nothing_of_a_second_company_is_lost() -> None:
    read = card("FN:A", "ORG:;Kitchen", "ORG:Tea Ltd;Bar", "ORG:Bun Ltd;Hall")
    assert (read.organisation, read.department) == ("Tea Ltd", "Kitchen")
    assert set(read.extra) == {("Department", "Bar"), ("Organisation", "Bun Ltd, Hall")}
