"""Columns of a list of visits: numbers, days, lengths, who did it, and what stays the customer's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.importing import lengths, read_file
from tests.core.importing.visits_read import people, read


def test_numbers_of_visits_are_not_the_customers() -> None:
    rows = "1,2026-01-25,10:00,Ann Lee,Cut,45\n2,2026-01-25,11:00,Bo Ek,Perm,90\n3,2026-02-25,10:00,Ann Lee,Perm,90\n"
    found = read("ID,Date,Time,Client,Service,Amount\n" + rows)
    assert [len(one) for one in people(found)] == [2, 1]
    assert [one.external_id for one in found.records] == ["", "", ""]
    assert [one.entries[0].details for one in people(found)[0]] == ["ID: 1", "ID: 3"]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param("ID,Date,Client,Amount\n7,2026-01-25,Ann Lee,45\n7,2026-02-25,Ann Lee,90\n", id="they come again"),
        pytest.param("ID,Date,Client,Amount\n7,2026-01-25,Ann Lee,45\n8,2026-02-25,Bo Ek,90\n", id="everybody once"),
        pytest.param(
            "Client ID,Date,Client,Amount\n7,2026-01-25,Ann Lee,45\n8,2026-02-25,Ann Lee,90\n", id="the column says so"
        ),
        pytest.param("ID,Name,Email\n7,Ann Lee,a@x.org\n8,Ann Lee,b@x.org\n", id="no list of visits"),
    ],
)
def test_numbers_of_customers_stay_theirs(table: str) -> None:
    assert all(one.external_id in ("7", "8") for one in read(table).records)


def test_the_day_on_which_it_was_booked_is_not_the_day_of_the_visit() -> None:
    row = "2026-01-01,2026-01-25 10:00,Ann Lee,Cut,45\n"
    (record,) = read("Booking date,Start,Client,Service,Price\n" + row).records
    assert (record.entries[0].at, record.entries[0].details) == ("2026-01-25T10:00:00", "Booking date: 2026-01-01")
    (record,) = read("Booking date,Client,Service,Price\n2026-01-25,Ann Lee,Cut,45\n").records
    assert record.entries[0].at == "2026-01-25"
    (record,) = read("Booking date,Start,Client,Price\n2026-01-25,2026-01-26,Ann Lee,45\n").records
    assert [entry.at for entry in record.entries] == ["2026-01-25"]


def test_who_invites_is_not_who_comes() -> None:
    head = "User Name,User Email,Invitee Name,Invitee Email,Event Type Name,Start Date & Time\n"
    (record,) = read(head + "Salon,shop@x.org,Ann Lee,a@x.org,Cut,2026-01-25 10:00 am\n").records
    assert (record.name, [one.address for one in record.emails]) == ("Ann Lee", ["a@x.org"])
    assert record.entries[0].details == "User Name: Salon · User Email: shop@x.org"
    (record,) = read("Name,User Email\nAnn Lee,a@x.org\n").records
    assert (record.name, [one.address for one in record.emails]) == ("Ann Lee", ["a@x.org"])


def test_a_column_that_elsewhere_is_the_title_may_say_what_was_done() -> None:
    (record,) = read("Fecha,Hora,Cliente,Tratamiento,Precio\n25/01/2026,10:00,Ana Gil,Corte,45\n").records
    assert (record.prefix, record.entries[0].kind, record.entries[0].text) == ("", "visit", "Corte")
    (record,) = read("Fecha,Hora,Cliente,Tratamiento,Precio\n25/01/2026,10:00,Ana Gil,Sra.,45\n").records
    assert record.prefix == "Sra."


@pytest.mark.parametrize(
    ("column", "cell", "minutes"),
    [
        ("End", "2026-01-25 11:15", 75),
        ("End", "25/01/2026 11:15 am", 75),
        ("End", "01/25/2026 11:15 am", 75),
        ("End time", "11:15", 75),
        ("End", "11:15 tomorrow", None),
        ("End", "2026-01-28 11:15", None),
        ("End", "2026-01-26 11:15", None),
        ("End", "09:00", None),
        ("End", "11:15Z", None),
        ("End", "11:15+24:00", 75),
        ("Duration (min)", "45", 45),
        ("Duration (hours)", "1.5", 90),
        ("Dauer (Std.)", "2", 120),
        ("Dauer", "1 Std 30 Min.", 90),
        ("Duration", "1.5 hours", 90),
        ("Duration", "1 hr and 15 mins", 75),
        ("Duration", "1h30", 90),
        ("Duration", "01:30:00", 90),
        ("Duration", "45:00", 45),
        ("Duration", "24:00", 24),
        ("Duration", "90.0", 90),
        ("Duration", "90 minutes", 90),
        ("所要時間", "1時間30分", 90),
        ("Duration", "long", None),
        ("Duration", "0", None),
        ("Duration", "99999", None),
    ],
)
def test_how_long_a_visit_takes(column: str, cell: str, minutes: int | None) -> None:
    (record,) = read(f"Start time,{column},Client,Service\n2026-01-25 10:00,{cell},Ann Lee,Cut\n").records
    assert record.entries[0].minutes == minutes
    assert record.entries[0].details == f"{column}: {cell}", "nothing of it is lost"


@given(st.text(max_size=12), st.sampled_from(["End", "Duration"]))
def test_any_length_is_some_or_none(cell: str, column: str) -> None:
    found = lengths.minutes([(column, cell)], "2026-01-25T10:00:00")
    assert found is None or 0 < found <= 12 * 60


def test_a_visit_may_end_after_midnight_and_beside_another_clock() -> None:
    for at, end, expected in (
        ("2026-01-25T23:00:00", "00:30", 90),
        ("2026-01-25T23:00:00", "2026-01-26 00:30", 90),
        ("2026-01-25T09:00:00Z", "2026-01-25 12:00+02:00", 60),
        ("2026-01-25T10:00:00", "1:15", None),
    ):
        assert lengths.minutes([("End", end)], at) == expected
    assert lengths.minutes([("End", "09:00"), ("Duration", "45")], "2026-01-25T10:00:00") == 45


def test_no_cell_with_a_clock_of_nowhere_keeps_a_file_out() -> None:
    for cell in ("2026-01-25 11:00+24:00", "2026-01-25 11:00 -2400", "2026-01-25 11:00+99:99"):
        (record,) = read(f"Start,End,Client,Service\n{cell},{cell},Ann Lee,Cut\n").records
        assert record.entries[0].at == "2026-01-25T11:00:00"


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "ID,Date,Time,Client,Service\n1,2026-01-01,10:00,Ann Lee,Cut\n2,2026-01-02,9:00,Bo Ek,Cut\n", id="a clock"
        ),
        pytest.param(
            "ID,Customer ID,Date,Client,Price\n1,,2026-01-01,Ann Lee,1\n2,,2026-01-02,Bo Ek,1\n", id="two numbers"
        ),
        pytest.param(
            "ID,Date,Client,Product,Price\n1,2026-01-01,Ann Lee,X,1\n1,2026-01-01,Ann Lee,Y,2\n"
            "3,2026-01-03,Ann Lee,Z,2\n",
            id="several lines of a sale",
        ),
        pytest.param(
            "ID,First name,Last name,Date,Service\n1,Bo,,2026-01-01,Cut\n2,Ann,Lee,2026-01-01,Cut\n"
            "4,Ann,Lee,2026-01-02,Cut\n",
            id="a family name is missing",
        ),
        pytest.param(
            "id,Created (UTC),Amount,Currency,Customer Email\nch_1,2026-01-05 10:00,12,gbp,a@x.org\n"
            "ch_2,2026-01-06 10:00,12,gbp,a@x.org\n",
            id="no names",
        ),
    ],
)
def test_bare_numbers_of_visits(table: str) -> None:
    found = read(table)
    assert {one.external_id for one in found.records} == {""}
    assert all(one.entries[0].details.lower().startswith("id: ") and one.extra == () for one in found.records)
    assert len(people(found)) == len({one.name for one in found.records})


def test_two_of_one_name_whom_the_file_tells_apart_keep_their_numbers() -> None:
    found = read(
        "ID,Name,Phone,Birthday,Purchase date,Amount\n1,John Smith,020 7946 0001,1980-01-01,2026-01-01,5\n"
        "2,John Smith,020 7946 0002,1990-01-01,2026-01-01,6\n"
    )
    assert [one.external_id for one in found.records] == ["1", "2"] and len(people(found)) == 2


def test_what_stands_beside_a_day_alone_is_the_customers() -> None:
    (record,) = read("Name,Visit date,With,Provider,End date\nAnn Lee,2026-01-01,her dog,AXA,2026-12-31\n").records
    assert record.extra == (("With", "her dog"), ("Provider", "AXA"), ("End date", "2026-12-31"))


def test_a_day_of_booking_is_the_day_where_no_other_is_told() -> None:
    for table in (
        "Booking date,Start,End,Client,Service\n2026-01-25,10:00,11:00,Ann Lee,Cut\n",
        "Booking date,Start,Client,Service\n2026-01-25 10:00,,Ann Lee,Cut\n",
        "Booking date,Booking time,Client,Service,Price,Date paid\n2026-01-25,10:00,Ann Lee,Cut,20,2026-01-02\n",
    ):
        (record,) = read(table).records
        assert (record.entries[0].at, record.entries[0].kind) == ("2026-01-25T10:00:00", "visit")


def test_who_invites_is_told_in_any_language_and_only_in_lists_of_visits() -> None:
    (record,) = read("Datum,Gastgeber E-Mail,Kunde,Leistung\n25.01.2026,z@x.org,Anna Berg,Schnitt\n").records
    assert record.emails == () and record.entries[0].staff == ("z@x.org",)
    (record,) = read("Customer Name,Customer Email,User Email\nAnn Lee,,ann@x.org\n").records
    assert [one.address for one in record.emails] == ["ann@x.org"]


def test_who_did_it_stands_in_the_likeliest_column() -> None:
    (record,) = read("Date,Time,Client,Service,Calendar,Stylist\n2026-01-25,10:00,Ann Lee,Cut,Main,Zoe\n").records
    assert record.entries[0].staff == ("Zoe", "Main")


def test_a_column_that_the_shop_chose_for_a_field_of_its_own_is_that() -> None:
    table = b"Date,Time,Client,Service,Room\n2026-01-25,10:00,Ann Lee,Cut,blue\n"
    (record,) = read_file("a.csv", table, region="GB", mapping={"Room": "own:Room"}).records
    assert record.extra == (("Room", "blue"),)
