"""A list of visits: what differs from row to row stands in the timeline, and one person is one customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.importing.visits_read import people, read

_BOOKINGS = "Appointment date,Client,Email,Service,Staff,Price,Status,Comments\n"


def test_a_comment_is_of_the_visit_and_what_never_differs_is_of_the_customer() -> None:
    (ann,) = people(
        read(
            _BOOKINGS + "2024-05-01 10:00,Ann Lee,a@x.org,Cut,Mia,12.50,Completed,liked it\n"
            "2024-06-01 11:00,Ann Lee,a@x.org,Perm,Mia,13.50,Completed,left in tears\n"
        )
    )
    assert [(one.entries[0].kind, one.entries[0].text) for one in ann] == [
        ("visit", "Cut\nliked it"),
        ("visit", "Perm\nleft in tears"),
    ]
    assert [one.notes for one in ann] == ["", ""]
    assert [(one.extra, one.entries[0].details) for one in ann] == [((), "Staff: Mia · Status: Completed")] * 2


def test_a_note_that_stands_in_every_row_is_the_customers() -> None:
    (ann,) = people(read("Visit date,Name,Note\n2024-05-01,Ann Lee,allergic\n2024-06-01,Ann Lee,allergic\n"))
    assert [(one.notes, one.entries[0].text) for one in ann] == [("allergic", ""), ("allergic", "")]


def test_a_list_with_a_row_for_each_customer_is_none_of_visits() -> None:
    found = read("Name,Visit date,Note\nAnn Lee,2024-05-01,likes it short\nBob Ray,2024-05-02,wants tea\n")
    assert [one.notes for one in found.records] == ["likes it short", "wants tea"]


def test_what_was_called_off_is_no_visit_and_no_money() -> None:
    for status in ("Cancelled", "no_show", "NO-SHOW", "storniert", "キャンセル"):
        found = read(_BOOKINGS + f"2024-05-01 10:00,Ann Lee,a@x.org,Cut,Mia,12.50,{status},\n")
        (entry,) = found.records[0].entries
        assert (entry.kind, entry.amount_minor, entry.text) == ("note", None, "Cut")
        assert entry.details == f"Staff: Mia · Status: {status}"


def test_the_state_of_a_visit_is_no_answer_about_mailings() -> None:
    found = read(_BOOKINGS + "2024-05-01 10:00,Ann Lee,a@x.org,Cut,Mia,12.50,Removed,\n")
    assert found.records[0].opted_out is None
    assert read("Name,Email,Status\nAnn Lee,a@x.org,Unsubscribed\n").records[0].opted_out is True


def test_a_row_with_a_name_only_is_of_the_one_person_of_that_name() -> None:
    visits = "2024-05-01,Ann Lee,,Cut\n2024-06-01,Ann Lee,a@x.org,Perm\n2024-07-01,Ann Lee,,Cut\n"
    assert [len(rows) for rows in people(read("Visit date,Name,Email,Service\n" + visits))] == [3]
    two = visits + "2024-08-01,Ann Lee,other@x.org,Cut\n"
    assert [len(rows) for rows in people(read("Visit date,Name,Email,Service\n" + two))] == [2, 1, 1]


def test_people_of_one_name_stay_apart_where_the_file_tells_them_apart() -> None:
    found = read("Visit date,Name,Birthday,Note\n2024-05-01,Jo Day,1980-01-02,a\n2024-05-02,Jo Day,1999-03-04,b\n")
    assert [len(rows) for rows in people(found)] == [1, 1]


@given(
    st.lists(st.tuples(st.sampled_from(["Ann Lee", "Bo Ek"]), st.text("abc \n", max_size=9)), min_size=1, max_size=6)
)
def test_no_comment_is_lost(visits: list[tuple[str, str]]) -> None:
    rows = [f'2024-05-{day:02},{name},"{said}"' for day, (name, said) in enumerate(visits, start=1)]
    found = read("Visit date,Name,Comment\n" + "\n".join(rows) + "\n")
    kept = " ".join(f"{one.notes} {' '.join(entry.text for entry in one.entries)}" for one in found.records)
    assert sorted(kept.split()) == sorted(" ".join(said for _name, said in visits).split())
    assert sum(len(one.entries) for one in found.records) == len(visits)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param(
            "Start Time,End Time,First Name,Last Name,Email,Type,Calendar,Appointment Price,Notes,Date Scheduled\n"
            '"January 5, 2026 10:00 am","January 5, 2026 11:00 am",Ann,Lee,a@x.org,Haircut,Mia,45.00,nice,2025-12-20\n',
            ("Ann Lee", "2026-01-05T10:00:00", "visit", "Haircut\nnice"),
            id="times that begin and end",
        ),
        pytest.param(
            "Invitee Name,Invitee Email,Event Type Name,Start Date & Time,Canceled\n"
            "Ann Lee,a@x.org,Fitting,2026-01-05 10:00 am,true\n",
            ("Ann Lee", "2026-01-05T10:00:00", "note", "Fitting"),
            id="a column that says whether it was called off",
        ),
        pytest.param(
            "Ref #,Created Date,Cancelled Date,Client,Service,Scheduled Date,Time,Status\n"
            "#12,05 Jan 2026,06 Jan 2026,Ann Lee,Cut,10 Jan 2026,10:00,\n",
            ("Ann Lee", "2026-01-10T10:00:00", "note", "Cut"),
            id="a day on which it was called off",
        ),
        pytest.param(
            "Name,Email,Paid at,Total,Created at,Lineitem name,Billing Name\n"
            "#1001,a@x.org,2026-01-05 10:00:01,12.00,2026-01-05 10:00:00,Rye loaf,Ann Lee\n",
            ("Ann Lee", "2026-01-05T10:00:01", "purchase", "Rye loaf"),
            id="orders whose name is a number",
        ),
        pytest.param(
            "id,Created (UTC),Amount,Currency,Status,Customer Email\nch_1,2026-01-05 10:00,12.00,gbp,Paid,a@x.org\n",
            ("a@x.org", "2026-01-05T10:00:00", "purchase", ""),
            id="payments",
        ),
        pytest.param(
            "Client,Client email,Service,Start date,Start time,Status\nAnn Lee,a@x.org,Cut,2026-01-05,10:00,Finished\n",
            ("Ann Lee", "2026-01-05T10:00:00", "visit", "Cut"),
            id="a day and a time that begin",
        ),
        pytest.param(
            "Date,Time,Client,Service,Staff\n1/25/2026,10:00 AM,Ann Lee,Massage,Mia\n",
            ("Ann Lee", "2026-01-25T10:00:00", "visit", "Massage"),
            id="what was done takes a visit",
        ),
        pytest.param(
            "Ticket,Date in,Customer,Device,Fault,Charge,State\nR1,2026-01-05,Ann Lee,Phone,cracked,89.00,Collected\n",
            ("Ann Lee", "2026-01-05", "visit", "Phone; cracked"),
            id="repairs",
        ),
        pytest.param(
            "Visit date,Owner,Pet,Phone,Reason,Fee\n2026-01-05,Ann Lee,Rex,020 7946 0018,Limping,45\n",
            ("Ann Lee", "2026-01-05", "visit", "Limping"),
            id="who comes with an animal",
        ),
        pytest.param(
            "Customer,Title,Author,Date,Price\nAnn Lee,Emma,Jane Austen,2026-01-25,8.99\n",
            ("Ann Lee", "2026-01-25", "purchase", "Emma"),
            id="books",
        ),
        pytest.param(
            "Fecha,Hora,Cliente,Servicio,Precio,Estado\n25/01/2026,10:00,María López,Corte,25.00,Cancelada\n",
            ("María López", "2026-01-25T10:00:00", "note", "Corte"),
            id="a state that is no region",
        ),
    ],
)
def test_tables_of_booking_programs_and_tills(table: str, expected: tuple[str, str, str, str]) -> None:
    (record,) = read(table).records
    (entry,) = record.entries
    assert (record.name, entry.at, entry.kind, entry.text) == expected


def test_when_a_membership_begins_is_no_visit() -> None:
    (record,) = read("Name,Email,Start Date,Plan\nAnn Lee,a@x.org,2026-01-05,Gold\n").records
    assert record.entries == () and ("Start Date", "2026-01-05") in record.extra


def test_who_is_nobody_in_particular_is_left_out_and_said() -> None:
    found = read("Date,Customer,Total\n2026-01-05,Walk-In,12.00\n2026-01-05,Ann Lee,9.00\n2026-01-06,WALK IN,3.00\n")
    assert [record.name for record in found.records] == ["Ann Lee"]
    assert [(problem.row, "nobody in particular" in problem.reason) for problem in found.problems] == [
        (2, True),
        (4, True),
    ]
    assert read("Name,Phone\nGuest,020 7946 0018\n").records[0].name == "Guest"


@pytest.mark.parametrize(
    "table",
    [
        "Name,Email,Phone,Created,Fee\nAnn Lee,a@x.org,020 7946 0018,2026-01-25,30\n",
        "Name,Email,Created,Amount,Owner,Stage\nAnn Lee,a@x.org,2026-01-25,1200,Mia,won\n",
        "Name,Email,Paid on,Membership\nAnn Lee,a@x.org,2026-01-25,Gold\n",
        "Name,Email,Date received,Source\nAnn Lee,a@x.org,2026-01-25,web\n",
        "Name,Type,Phone,Start date\nAnn Lee,VIP,020 7946 0018,2026-01-25\n",
        "Name;Telefon;Eingang am;Status\nAnn Lee;020 7946 0018;25.01.2026;neu\n",
        "Email,Phone,Owner,Status\na@x.org,020 7946 0018,Mia,Active\n",
    ],
)
def test_a_list_of_customers_makes_no_visits_up(table: str) -> None:
    (record,) = read(table).records
    assert record.entries == () and record.notes == "" and record.name != "Mia"


def test_beside_the_last_visit_columns_are_the_customers() -> None:
    (record,) = read("Name,Email,Reason,State,Last visit\nAnn Lee,a@x.org,moved away,NV,2026-01-25\n").records
    assert ("Reason", "moved away") in record.extra and record.addresses[0].region == "NV"
    (record,) = read("First name,Last name,Title,Last visit,Total\nAnn,Lee,Director,2026-01-25,90\n").records
    assert record.job_title == "Director"


def test_whoever_unsubscribed_is_left_alone_in_any_list() -> None:
    for status in ("Unsubscribed", "abgemeldet", "Opted out"):
        (record,) = read(f"Name,Email,Status,Date,Notes\nAnn Lee,a@x.org,{status},2026-01-25,hi\n").records
        assert record.opted_out is True


def test_facts_about_a_client_stay_on_the_card_however_often_they_are_left_blank() -> None:
    rows = "2026-01-25,Ann Lee,a@x.org,allergic to latex,fine,Cut,ran late\n2026-02-25,Ann Lee,a@x.org,,,Cut,\n"
    found = read("Visit date,Name,Email,Client notes,Hair type,Service,Appointment notes\n" + rows)
    first, second = found.records
    assert (first.notes, first.extra) == ("allergic to latex", (("Hair type", "fine"),))
    assert [one.entries[0].text for one in (first, second)] == ["Cut\nran late", "Cut"]
    assert second.repeat_of == first.source_row


def test_a_comment_on_a_service_is_of_the_visit_also_where_everybody_came_once() -> None:
    (record,) = read("Date,Customer,Service,Amount,Comment\n2026-01-25,Ann Lee,Perm,90,furious about it\n").records
    assert (record.notes, record.entries[0].text) == ("", "Perm\nfurious about it")


def test_who_did_it_may_stand_in_a_column_that_elsewhere_is_a_time() -> None:
    (record,) = read("Termin;Kunde;Leistung;Von\n25.01.2026 10:00;Anna Berg;Schnitt;Mia\n").records
    assert ("Von", "Mia") in record.extra and record.entries[0].at == "2026-01-25T10:00:00"
    (record,) = read("Visit date,Client,Service,Time\n2026-01-25 10:00,Anna Berg,Cut,45 min\n").records
    assert ("Time", "45 min") in record.extra


def test_what_no_day_says_is_not_called_off() -> None:
    for blank in ("-", "N/A", "0000-00-00", ""):
        (record,) = read(f"Appointment date,Client,Price,Cancelled date\n2026-01-25,Ann Lee,45,{blank}\n").records
        assert record.entries[0].kind == "visit"
    for status in ("No Show (charged)", "Cancelled - late", "CANCELLED_BY_SELLER", "Canceled by Mia"):
        (record,) = read(f"Appointment date,Client,Status\n2026-01-25,Ann Lee,{status}\n").records
        assert record.entries[0].kind == "note"


def test_a_row_with_a_name_and_who_did_it_is_of_the_one_person_of_that_name() -> None:
    found = read("Visit date,Name,Email,Staff\n2026-01-25,Ann Lee,,Mia\n2026-02-25,Ann Lee,a@x.org,Zoe\n")
    assert [len(rows) for rows in people(found)] == [2]
    assert [one.entries[0].details for one in found.records] == ["Staff: Mia", "Staff: Zoe"]


def test_somebody_whom_the_list_tells_apart_is_somebody_though_called_guest() -> None:
    (record,) = read("Visit date,Name,Address\n2026-01-25,Guest,1 High St\n").records
    assert record.name == "Guest"
