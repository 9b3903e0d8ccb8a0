"""Dates: decided by the whole column, never by a guess about one cell."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.importing import dates, read_file
from deskmate.core.importing.dates import Order
from deskmate.core.importing.records import Birthday

DMY, MDY = Order("dmy", True), Order("mdy", True)


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("2008-09-01", DMY, "2008-09-01"),
        ("20080901", DMY, "2008-09-01"),
        ("2008-9-1", DMY, "2008-09-01"),
        ("1.9.2008", DMY, "2008-09-01"),
        ("01/09/2008", DMY, "2008-09-01"),
        ("09/01/2008", MDY, "2008-09-01"),
        ("13/01/2008", MDY, "2008-01-13"),
        ("01-Sep-08", DMY, "2008-09-01"),
        ("September 12, 2008", DMY, "2008-09-12"),
        ("12. September 2008", DMY, "2008-09-12"),
        ("le 3 février 1980", DMY, None),
        ("3 février 1980", DMY, "1980-02-03"),
        ("3 de marzo de 1980", DMY, "1980-03-03"),
        ("3. März", DMY, "--03-03"),
        ("March 12, 2008", DMY, "2008-03-12"),
        ("1980年4月3日", DMY, "1980-04-03"),
        ("--0203", DMY, "--02-03"),
        ("3.12.", DMY, "--12-03"),
        ("1604-02-03", DMY, "--02-03"),
        ("3.12.45", DMY, "1945-12-03"),
        ("29.2.2008", DMY, "2008-02-29"),
        ("29.2.2007", DMY, None),
        ("0/0/00", DMY, None),
        ("00.00.0000", DMY, None),
        ("2008-25-1", DMY, None),
        ("70-7-14", DMY, None),
        ("1985", DMY, None),
        ("circa 1800", DMY, None),
        ("3/15/2024 2:30 PM", MDY, "2024-03-15T14:30:00"),
        ("2024-03-12T09:14:00Z", DMY, "2024-03-12T09:14:00Z"),
        ("2.5.2006 11:50:00", DMY, "2006-05-02T11:50:00"),
    ],
)
def test_a_date_is_read_as_people_mean_it(text: str, order: Order, iso: str | None) -> None:
    moment = dates.parse(text, order)
    assert (moment.iso if moment else None) == iso


@pytest.mark.parametrize(
    ("cells", "region", "order"),
    [
        (["01/09/2008", "13/01/2008"], "US", DMY),
        (["01/09/2008", "01/13/2008"], "GB", MDY),
        (["01.09.2008"], "US", DMY),
        (["01/09/2008"], "US", MDY),
        (["01/09/2008"], "GB", DMY),
        (["01/09/2008"], "", Order("dmy", False)),
        (["01/09/2008"], "CA", Order("dmy", False)),
        (["01-Sep-08", "01/09/08"], "", DMY),
        (["Sep 1, 2008", "09/01/08"], "", MDY),
    ],
)
def test_the_whole_column_decides(cells: list[str], region: str, order: Order) -> None:
    assert dates.column_order(cells, region=region) == order


def test_excel_day_numbers_are_dates_where_the_column_holds_nothing_else() -> None:
    order = dates.column_order(["29235", "31000"])
    moment = dates.parse("29235", order)
    assert moment is not None
    assert moment.iso == "1980-01-15"


def test_an_undecidable_column_is_asked_and_nothing_is_guessed() -> None:
    data = b"Name,Birthday\nAnn,02/03/1981\nBob,4/4/1982\n"
    read = read_file("a.csv", data)
    assert [question.kind for question in read.questions] == ["date_order"]
    assert read.questions[0].choices == (
        ("dmy", "02/03/1981 is 2 March 1981"),
        ("mdy", "02/03/1981 is 3 February 1981"),
    )
    assert read.records[0].birthday is None
    assert ("Birthday", "02/03/1981") in read.records[0].extra
    assert read.records[1].birthday is not None
    answered = read_file("a.csv", data, date_order="mdy")
    assert answered.records[0].birthday is not None
    assert answered.records[0].birthday.iso == "1981-02-03"


def test_another_column_of_the_file_can_prove_the_order() -> None:
    read = read_file("a.csv", b"Name,Birthday,Joined\nAnn,02/03/1981,25/12/2020\n")
    assert not read.questions
    assert read.records[0].birthday is not None
    assert read.records[0].birthday.iso == "1981-03-02"


@given(st.text(max_size=40), st.sampled_from([DMY, MDY, None]))
def test_any_text_is_a_date_or_none(text: str, order: Order | None) -> None:
    moment = dates.parse(text, order)
    assert moment is None or 1 <= moment.day.month <= 12


@given(st.dates(min_value=__import__("datetime").date(1850, 1, 1), max_value=__import__("datetime").date(2199, 12, 31)))
def test_every_day_is_read_back_from_its_own_spelling(day: object) -> None:
    import datetime

    assert isinstance(day, datetime.date)
    for text, order in ((f"{day.day}/{day.month}/{day.year}", DMY), (f"{day.month}/{day.day}/{day.year}", MDY)):
        moment = dates.parse(text, order)
        if day.year != 1604:
            assert moment is not None
            assert moment.iso == day.isoformat()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昭和45年12月25日", "1970-12-25"),
        ("S45.12.25", "1970-12-25"),
        ("平成2年1月3日", "1990-01-03"),
        ("令和元年5月1日", "2019-05-01"),
        ("1970년 12월 25일", "1970-12-25"),
        ("1970. 12. 25.", "1970-12-25"),
        ("1970.12.25.", "1970-12-25"),
        ("25 दिसंबर 1970", "1970-12-25"),
        ("25 ديسمبر 1970", "1970-12-25"),
        ("25. prosince 1970", "1970-12-25"),
        ("25 Aralık 1970", "1970-12-25"),
        ("25 Δεκεμβρίου 1970", "1970-12-25"),
    ],
)
def test_days_in_the_words_of_other_calendars_and_languages(text: str, iso: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("*13.02.1980", "1980-02-13"),
        ("geb. 13.02.1980", "1980-02-13"),
        ("13.2.1980 (45)", "1980-02-13"),
        ("13.2.1980 (45 J.)", "1980-02-13"),
        ("né le 13/02/1980", "1980-02-13"),
    ],
)
def test_words_around_a_day(cell: str, iso: str) -> None:
    moment = dates.parse(cell)
    assert moment is not None
    assert moment.iso == iso


@pytest.mark.parametrize(
    "cell", ["1/1/1900", "01.01.0001", "12/31/1899 12:00:00 AM", "30.12.1899", "4501-01-01", "1/0/1900"]
)
def test_the_first_day_a_program_knows_is_no_birthday(cell: str) -> None:
    assert dates.is_placeholder(cell)
    read = read_file("a.csv", f"Name;Geburtstag\nA;{cell}\nB;13.02.1980\n".encode(), region="DE")
    assert read.records[0].birthday is None
    assert not read.problems
    assert not dates.is_placeholder("1.1.1901")


def test_days_that_a_spreadsheet_counted_with_their_time() -> None:
    read = read_file("a.csv", b"Name,Last visit\nA,45720\nB,45721.4583\nC,45721.458333333\n", region="DE")
    assert [record.entries[0].at for record in read.records] == [
        "2025-03-04", "2025-03-05T11:00:00", "2025-03-05T11:00:00",
    ]  # fmt: skip


def test_nobody_was_born_in_a_time_to_come() -> None:
    text = "Name,Birthday\nAnna,1.2.28\nTom,01.02.2080\nEva,1.2.25\nJan,31.12.\n"
    read = read_file("a.csv", text.encode(), region="DE", today=date(2026, 3, 1))
    anna, tom, eva, jan = read.records
    assert anna.birthday == Birthday(2, 1, 1928)
    assert tom.birthday is None
    assert tom.extra == (("Birthday", "01.02.2080"),)
    assert [(problem.row, problem.field) for problem in read.problems] == [(3, "Birthday")]
    assert eva.birthday == Birthday(2, 1, 2025)
    assert jan.birthday == Birthday(12, 31)


def test_a_visit_may_be_to_come() -> None:
    text = "Name,Last visit\nAnna,01.02.2027\n"
    read = read_file("a.csv", text.encode(), region="DE", today=date(2026, 3, 1))
    assert read.records[0].entries[0].at == "2027-02-01"
