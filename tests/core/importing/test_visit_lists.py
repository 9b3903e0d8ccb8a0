"""A list of visits: what differs from row to row stands in the timeline, and one person is one customer."""

from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.importing import Import, Record, read_file

_BOOKINGS = "Appointment date,Client,Email,Service,Staff,Price,Status,Comments\n"


def read(text: str) -> Import:
    return read_file("a.csv", text.encode(), region="GB")


def people(found: Import) -> list[list[Record]]:
    """The rows of each customer."""
    return [
        [one for one in found.records if first.source_row in (one.source_row, one.repeat_of)]
        for first in found.records
        if first.repeat_of is None
    ]


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
    assert all(set(one.extra) == {("Staff", "Mia"), ("Status", "Completed")} for one in ann)


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
        assert entry.details == f"Status: {status}"


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
