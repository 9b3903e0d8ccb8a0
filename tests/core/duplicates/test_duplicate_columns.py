"""Rows become people: columns by their titles, dates by the evidence of their column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.duplicates import from_rows
from deskmate.core.duplicates.columns import read_date, recognise
from deskmate.core.errors import InvalidInput


def test_columns_are_recognised_by_many_titles() -> None:
    header = ["Vorname", "Nachname", "Geburtstag", "E-Mail", "Telefon (mobil)", "Straße", "PLZ", "Ort"]
    fields = ["given", "family", "birthday", "email", "phone", "street", "postcode", "city"]
    assert list(recognise(header).values()) == fields


def test_google_and_outlook_titles_are_recognised() -> None:
    header = ["First Name", "Phonetic First Name", "E-mail 1 - Value", "Phone 2 - Value", "Address 1 - Postal Code"]
    assert recognise(header) == {0: "given", 2: "email", 3: "phone", 4: "postcode"}
    assert recognise(["Home City", "Business Street", "E-mail 2 Address", "Other Phone"]) == {
        0: "city",
        1: "street",
        2: "email",
        3: "phone",
    }


def test_national_numbers_and_foreign_keys_are_not_read() -> None:
    assert recognise(["soc_sec_id", "SSN", "cluster", "credit card", "notes"]) == {}


def test_a_row_becomes_a_person() -> None:
    header = ["id", "Given Name", "surname", "dob", "phone", "mobile", "street_number", "address_1", "postcode"]
    row = ["7", "Ada", " Lindqvist ", "19710304", "NA", "0171 1234567", "5", "High Street", "YO1 7HH"]
    (person,) = from_rows(header, [row], "id")
    assert (person.id, person.given, person.family) == ("7", "Ada", "Lindqvist")
    assert (person.birth_year, person.birth_month, person.birth_day) == (1971, 3, 4)
    assert person.phones == ("0171 1234567",)
    assert (person.addresses[0].street, person.addresses[0].postcode) == ("5 High Street", "YO1 7HH")


def test_short_and_long_rows_are_read() -> None:
    people = from_rows(["name", "email"], [["Ada"], ["Bo", "bo@b.example", "?"], [], [None, None]])
    assert [(p.id, p.full, p.emails) for p in people] == [
        ("1", "Ada", ()),
        ("2", "Bo", ("bo@b.example",)),
        ("3", "", ()),
        ("4", "", ()),
    ]


def test_a_missing_id_column_is_said() -> None:
    with pytest.raises(InvalidInput, match="no column “rec”"):
        from_rows(["id", "name"], [], "rec")


def test_a_file_without_names_or_contacts_is_said() -> None:
    with pytest.raises(InvalidInput, match="nothing to compare"):
        from_rows(["id", "colour"], [["1", "red"]], "id")


@pytest.mark.parametrize(("proof", "month"), [("25/12/1990", 2), ("12/25/1990", 1)])
def test_day_or_month_first_is_decided_by_the_whole_column(proof: str, month: int) -> None:
    people = from_rows(["name", "birthday"], [["Ada", "01/02/1971"], ["Bo", proof]])
    assert people[0].birth_month == month
    assert people[1].birth_month == 12


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1960-03-04", (1960, 3, 4)),
        ("1960-03-04T00:00:00Z", (1960, 3, 4)),
        ("1960-03-04 00:00:00", (1960, 3, 4)),
        ("19600304", (1960, 3, 4)),
        ("4.3.1960", (1960, 3, 4)),
        ("04/13/1960", (1960, 4, 13)),
        ("4.3.60", (1960, 3, 4)),
        ("4 Oct 1960", (1960, 10, 4)),
        ("OCTOBER 4, 1960", (1960, 10, 4)),
        ("Tue 4 Oct 1960", (1960, 10, 4)),
        ("1960 Oct 4", (1960, 10, 4)),
        ("--0203", (None, 2, 3)),
        ("1985", (1985, None, None)),
        ("0/0/00", (None, None, None)),
        ("19831342", (1983, 13, 42)),
        ("soon", (None, None, None)),
        ("", (None, None, None)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, date: tuple[int | None, int | None, int | None]) -> None:
    assert read_date(text) == date


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4), st.text(max_size=30))
def test_any_header_and_any_date_is_read_or_refused(header: list[str], text: str) -> None:
    read_date(text)
    try:
        assert len(from_rows([*header, "name"], [[text] * 5] * 3)) == 3
    except InvalidInput as problem:
        pytest.fail(f"a file with names was refused: {problem}")
