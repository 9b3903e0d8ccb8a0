"""A list of visits into the book: each on its day, read, ahead in the calendar, and never a customer too many."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from deskmate.core import (
    appointments,
    customers,
    follow_up_list,
    importing,
    imports,
    interactions,
    rereading,
    search,
    staff,
    usual_orders,
)
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import Customer, Reminder
from deskmate.core.people import Draft


@pytest.fixture
def bring(db: Database, owner: Actor, now: datetime) -> "Bring":
    return Bring(db, owner, now)


class Bring:
    """Brings a table in, as the window does."""

    def __init__(self, db: Database, owner: Actor, now: datetime) -> None:
        self.db, self.owner, self.now = db, owner, now

    def __call__(self, data: str) -> imports.Batch:
        return imports.carry_out(self.db, self.plan(data), by=self.owner, now=self.now)

    def plan(self, data: str) -> imports.Plan:
        read = importing.read_file("in.csv", data.encode(), region="GB")
        return imports.make_plan(self.db, [("in.csv", read)], now=self.now)


def _named(db: Database, name: str) -> list[int]:
    with db.read() as session:
        return [one or 0 for one in session.exec(select(Customer.id).where(col(Customer.name) == name))]


def _day(now: datetime, days: int) -> str:
    return (now + timedelta(days=days)).date().isoformat()


def test_a_visit_without_a_word_is_a_visit(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring(f"Name,Visit date\nAnn Lee,{_day(now, -70)}\nAnn Lee,{_day(now, -40)}\n")
    (ann,) = _named(db, "Ann Lee")
    entries = interactions.timeline(db, ann)
    assert [(entry.kind, entry.text) for entry in entries] == [("visit", ""), ("visit", "")]
    saved = interactions.edit(db, entries[0].id, body="", kind="visit", channel="counter", by=owner, now=now)
    assert saved.interaction_id == entries[0].id


def test_an_unhappy_comment_of_a_visit_is_read(db: Database, bring: Bring, now: datetime) -> None:
    bring(
        "Date,Customer,Service,Amount,Served by,Notes\n"
        f"{_day(now, -40)},Ann Lee,Cut,12.50,Mia,happy with it\n"
        f"{_day(now, -4)},Ann Lee,Perm,90,Zoe,left in tears and wants her money back\n"
    )
    rereading.read_waiting(db, now=now)
    (ann,) = _named(db, "Ann Lee")
    last, _first = interactions.timeline(db, ann)
    assert (last.kind, last.label, last.details) == ("purchase", "negative", "Served by: Zoe")


def test_the_same_list_again_changes_nothing(db: Database, bring: Bring, now: datetime) -> None:
    ann = f"{_day(now, -9)},Ann Lee,fine\n{_day(now, -5)},Ann Lee,late\n"
    data = f"Visit date,Client,Comment\n{ann}{_day(now, 5)},Bo Ek,\n"
    assert (bring(data).created, bring(data).updated) == (2, 2)
    assert len(_named(db, "Ann Lee")) == len(_named(db, "Bo Ek")) == 1
    assert len(interactions.timeline(db, _named(db, "Ann Lee")[0])) == 2


def test_the_list_of_the_next_month_counts_no_visit_twice(db: Database, bring: Bring, now: datetime) -> None:
    head = "Visit date,Client,Total,Note\n"
    first = f"{_day(now, -40)},Ann Lee,90,\n"
    bring(head + first)
    bring(head + first + f"{_day(now, -4)},Ann Lee,90,bad\n")
    bring(head + first.replace(",\n", ",said sorry since\n"))
    bring(head + first.replace(",\n", ",said sorry since\n"))
    (ann,) = _named(db, "Ann Lee")
    told = [(entry.kind, entry.text, entry.amount_minor) for entry in interactions.timeline(db, ann)]
    assert sorted(told, key=str) == [("note", "said sorry since", None), ("visit", "", 9000), ("visit", "bad", 9000)]


def test_the_same_article_on_another_receipt_is_bought_again(db: Database, bring: Bring, now: datetime) -> None:
    rows = [f"{_day(now, -4)},Ann Lee,Rye loaf,4.20,{receipt}\n" for receipt in (1, 2, 3)]
    for number in (2, 3, 3):
        bring("Purchase date,Customer,Product,Amount,Receipt\n" + "".join(rows[:number]))
    (ann,) = _named(db, "Ann Lee")
    assert sorted(entry.details for entry in interactions.timeline(db, ann)) == [f"Receipt: {n}" for n in (1, 2, 3)]


_PAID = "Visit date,Client,Service,Price,{more}\n"


@pytest.mark.parametrize(
    ("first", "then", "beside"),
    [
        ("Status,Payment=Confirmed,unpaid", "Status,Payment=Completed,card", "Status: Completed · Payment: card"),
        ("Status,Payment=,unpaid", "Status,Payment=Completed,card", "Payment: card · Status: Completed"),
        ("Status,Staff=Completed,Mia", "Staff,Status=Mia,Completed", "Status: Completed · Staff: Mia"),
        ("Staff,Payment=Mia,card", "Staff,Receipt=Mia,17", "Staff: Mia · Payment: card · Receipt: 17"),
    ],
)
def test_what_a_later_list_knows_better_makes_no_second_visit(
    db: Database, bring: Bring, owner: Actor, now: datetime, first: str, then: str, beside: str
) -> None:
    def brought(table: str) -> imports.Batch:
        names, _, cells = table.partition("=")
        return bring(_PAID.format(more=names) + f"{_day(now, -4)},Ann Lee,Cut,20,{cells}\n")

    brought(first)
    (ann,) = _named(db, "Ann Lee")
    (before,) = interactions.timeline(db, ann)
    batch = brought(then)
    (entry,) = interactions.timeline(db, ann)
    assert (entry.kind, entry.amount_minor, entry.details) == ("visit", 2000, beside)
    imports.undo(db, batch.batch, by=owner, now=now)
    assert interactions.timeline(db, ann) == [before]


def test_who_did_not_come_after_all_made_no_visit(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    head = _PAID.format(more="Status")
    bring(f"{head}{_day(now, -4)},Ann Lee,Cut,20,Confirmed\n")
    (ann,) = _named(db, "Ann Lee")
    batch = bring(f"{head}{_day(now, -4)},Ann Lee,Cut,20,No-show\n")
    bring(f"{head}{_day(now, -4)},Ann Lee,Cut,20,No-show\n")
    told = [(entry.kind, entry.amount_minor, entry.details) for entry in interactions.timeline(db, ann)]
    assert told == [("note", None, "Status: No-show")]
    imports.undo(db, batch.batch, by=owner, now=now)
    assert [(entry.kind, entry.amount_minor) for entry in interactions.timeline(db, ann)] == [("visit", 2000)]


def test_taking_back_a_complaint_takes_its_follow_up_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    batch = bring(f"Date,Customer,Service,Amount,Comment\n{_day(now, -2)},Ann Lee,Perm,90,left in tears, ruined\n")
    rereading.read_waiting(db, now=now)
    assert [row.customer for row in follow_up_list.list_open(db, now=now)] == ["Ann Lee"]
    imports.undo(db, batch.batch, by=owner, now=now)
    assert follow_up_list.list_open(db, now=now) == []


def test_a_namesake_of_another_company_is_somebody_else(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    customers.add(db, Draft(name="John Smith", organisation="Globex"), by=owner, now=now)
    (decision,) = bring.plan(f"Visit date,Name,Company\n{_day(now, -2)},John Smith,Acme\n").decisions
    assert decision.action == "create"


def test_nobody_was_seen_tomorrow(db: Database, bring: Bring, now: datetime) -> None:
    bring(f"Appointment date,Client,Service,Status\n{_day(now, 9)} 10:00,Ann Lee,Cut,Cancelled\n")
    (ann,) = _named(db, "Ann Lee")
    assert customers.card(db, ann).last_seen_at is None


def test_what_lies_ahead_is_an_appointment_or_a_reminder(db: Database, bring: Bring, now: datetime) -> None:
    data = (
        "Appointment date,Client,Service\n"
        f"{_day(now, -5)} 09:00,Ann Lee,Cut\n{_day(now, 5)} 10:00,Ann Lee,Perm\n{_day(now, 6)},Bo Ek,Bring the ring\n"
    )
    plan = bring.plan(data)
    assert any("nobody in particular" in caution.reason for caution in plan.cautions)
    assert any("Perm" in one.subject for made in plan.decisions for one in made.appointments)
    batch = bring(data)
    (ann,), (bo,) = _named(db, "Ann Lee"), _named(db, "Bo Ek")
    (booked,) = appointments.of_customer(db, ann)
    assert (booked.service, booked.wall_start.isoformat()[:16]) == ("Perm", f"{_day(now, 5)}T10:00")
    assert [entry.text for entry in interactions.timeline(db, ann)] == ["Cut"]
    with db.read() as session:
        assert [one.customer_id for one in session.exec(select(Reminder))] == [bo]
    undone = imports.undo(db, batch.batch, by=bring.owner, now=now)
    assert (undone.removed, undone.entries, undone.appointments) == (2, 1, 1)


def _booked(db: Database, customer_id: int) -> list[tuple[str, str]]:
    return [(row.service, row.status) for row in appointments.of_customer(db, customer_id)]


def test_what_a_later_list_calls_off_is_off_in_the_calendar_until_it_is_taken_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{_day(now, 5)} 10:00,Ann Lee,Perm,45,"
    first = bring(f"Appointment date,Client,Service,Price,Status\n{row}Confirmed\n")
    (ann,) = _named(db, "Ann Lee")
    assert _booked(db, ann) == [("Perm", "booked")]
    (planned,) = appointments.of_customer(db, ann)
    assert planned.note == "Price: 45.00\nStatus: Confirmed"
    later = f"Appointment date,Client,Service,Price,Status\n{row}Cancelled\n"
    assert any("Perm” of Ann Lee" in one.reason and "cancelled" in one.reason for one in bring.plan(later).cautions)
    second = bring(later)
    assert (_booked(db, ann), imports.brought(db, second.batch)) == ([("Perm", "cancelled")], (1, 0))
    assert bring.plan(later).cautions == ()
    imports.undo(db, second.batch, by=owner, now=now)
    assert _booked(db, ann) == [("Perm", "booked")]
    imports.undo(db, first.batch, by=owner, now=now)
    assert _named(db, "Ann Lee") == []


def test_an_appointment_takes_as_long_as_the_list_says(db: Database, bring: Bring, now: datetime) -> None:
    bring(f"Start,End,Client,Service\n{_day(now, 5)} 10:00,{_day(now, 5)} 11:15,Ann Lee,Perm\n")
    (booked,) = appointments.of_customer(db, _named(db, "Ann Lee")[0])
    assert booked.minutes == 75


def test_an_appointment_is_of_whoever_the_list_says_does_it(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    for name in ("Zoë Marsh", "Sam Hill", "Sam Ray"):
        staff.add(db, name, by=owner, now=now)
    who = ("Zoe", "sam ray", "Sam", "Kim", "")
    rows = [f"{_day(now, 5)} 10:00,{client},Cut,{name}\n" for client, name in zip("ABCDE", who, strict=True)]
    data = "Appointment date,Client,Service,Staff\n" + "".join(rows)
    plan = bring.plan(data)
    assert plan.unstaffed == 3
    assert [one.reason.partition(" are")[0] for one in plan.cautions][:1] == ["3 appointments to come"]
    bring(data)
    does = {one.customer: one.staff for one in appointments.agenda(db, (now + timedelta(days=5)).date())}
    assert does == {"A": "Zoë Marsh", "B": "Sam Ray", "C": "", "D": "", "E": ""}


def test_two_at_once_overlap_only_where_one_person_does_both(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    for name in ("Zoe", "Sam"):
        staff.add(db, name, by=owner, now=now)
    head = "Appointment date,Client,Service,Staff\n"
    ann, bo = (f"{_day(now, 5)} 10:00,{client},Cut," for client in ("Ann Lee", "Bo Ek"))
    assert bring.plan(f"{head}{ann}Zoe\n{bo}Sam\n").cautions == ()
    (said,) = bring.plan(f"{head}{ann}Zoe\n{bo}Zoe\n").cautions
    assert "overlaps" in said.reason


_NUMBERED = "Booking ID,Start,End,Client,Service,Status\n"


def _booking(number: int, day: str, hour: int, *, client: str = "Ann Lee", status: str = "Confirmed") -> str:
    return f"{number},{day} {hour}:00,{day} {hour}:45,{client},Perm,{status}\n"


def _times(db: Database, customer_id: int) -> list[tuple[str, str]]:
    return [(row.wall_start.isoformat()[:13], row.status) for row in appointments.of_customer(db, customer_id)]


def test_what_a_later_list_moves_moves_in_the_book_until_it_is_taken_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    fifth, sixth = _day(now, 5), _day(now, 6)
    bring(_NUMBERED + _booking(7, fifth, 10) + _booking(8, fifth, 12, client="Bo Ek"))
    (ann,) = _named(db, "Ann Lee")
    later = _NUMBERED + _booking(7, sixth, 11) + _booking(8, fifth, 12, client="Bo Ek")
    (moved,) = [one.reason for one in bring.plan(later).cautions if "moves" in one.reason]
    assert moved.startswith("“Perm” of Ann Lee moves from") and "at 11:00." in moved
    batch = bring(later)
    assert _times(db, ann) == [(f"{sixth}T11", "booked")] and len(_times(db, _named(db, "Bo Ek")[0])) == 1
    bring(_NUMBERED + _booking(7, sixth, 15))  # and once more
    assert _times(db, ann) == [(f"{sixth}T15", "booked")]
    bring(_NUMBERED + _booking(7, sixth, 15, status="Cancelled"))
    assert _times(db, ann) == [(f"{sixth}T15", "cancelled")]
    again = bring(_NUMBERED + _booking(7, sixth, 16))
    assert _times(db, ann) == [(f"{sixth}T16", "booked")]
    imports.undo(db, again.batch, by=owner, now=now)
    assert _times(db, ann) == [(f"{sixth}T15", "cancelled")]
    assert imports.undo(db, batch.batch, by=owner, now=now).reinstated == 0
    assert _times(db, ann) == [(f"{sixth}T15", "cancelled")], "what came later stays"


def test_what_moved_is_back_when_that_is_taken_back(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    fifth = _day(now, 5)
    first = bring(_NUMBERED + _booking(7, fifth, 10))
    (ann,) = _named(db, "Ann Lee")
    second = bring(_NUMBERED + _booking(7, fifth, 11))
    assert imports.undo(db, second.batch, by=owner, now=now).reinstated == 1
    assert _times(db, ann) == [(f"{fifth}T10", "booked")]
    imports.undo(db, first.batch, by=owner, now=now)
    assert _named(db, "Ann Lee") == []


def test_imports_are_taken_back_in_any_order(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    fifth = _day(now, 5)
    first = bring(_NUMBERED + _booking(7, fifth, 10))
    second = bring(_NUMBERED + _booking(7, fifth, 11, status="Cancelled"))
    for batch in (first, second):
        imports.undo(db, batch.batch, by=owner, now=now)
    assert appointments.agenda(db, (now + timedelta(days=5)).date()) == []


def test_what_was_off_and_is_on_again_is_booked_again(db: Database, bring: Bring, now: datetime) -> None:
    row = f"{_day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    for status in ("Confirmed", "Cancelled"):
        bring(f"{head}{row}{status}\n")
    assert any("will be booked again" in one.reason for one in bring.plan(f"{head}{row}Confirmed\n").cautions)
    bring(f"{head}{row}Confirmed\n")
    assert _booked(db, _named(db, "Ann Lee")[0]) == [("Perm", "booked")]


def test_what_people_booked_is_not_called_off_by_a_file(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{_day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    for status in ("Confirmed", "Cancelled"):
        bring(f"{head}{row}{status}\n")
    (ann,) = _named(db, "Ann Lee")
    (off,) = appointments.of_customer(db, ann)
    appointments.book(db, ann, start=off.starts_at, service="Perm", minutes=30, by=owner, now=now)
    bring(f"{head}{row}Cancelled\n")
    assert sorted(_booked(db, ann)) == [("Perm", "booked"), ("Perm", "cancelled")]


def test_two_services_at_one_time_are_two_appointments(db: Database, bring: Bring, now: datetime) -> None:
    row, head = f"{_day(now, 5)} 10:00,Ann Lee,", "Appointment date,Client,Service,Status\n"
    for _again in range(2):
        bring(f"{head}{row}Cut,Confirmed\n{row}Dye,Confirmed\n")
    (ann,) = _named(db, "Ann Lee")
    assert sorted(_booked(db, ann)) == [("Cut", "booked"), ("Dye", "booked")]
    bring(f"{head}{row}Cut,Cancelled\n{row}Dye,Confirmed\n")
    assert sorted(_booked(db, ann)) == [("Cut", "cancelled"), ("Dye", "booked")]


def test_where_people_moved_it_here_it_stays(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    fifth = _day(now, 5)
    bring(_NUMBERED + _booking(7, fifth, 10))
    (ann,) = _named(db, "Ann Lee")
    (booked,) = appointments.of_customer(db, ann)
    at = booked.starts_at + timedelta(hours=3)
    appointments.move(db, booked.id, start=at, by=owner, now=now + timedelta(minutes=1))
    later = _NUMBERED + _booking(7, fifth, 11)
    assert any("somebody changed it here since" in one.reason for one in bring.plan(later).cautions)
    bring(later)
    bring(_NUMBERED + _booking(7, fifth, 10))
    assert _times(db, ann) == [(f"{fifth}T13", "booked")]


def test_a_number_of_somebody_else_or_of_several_moves_nothing(db: Database, bring: Bring, now: datetime) -> None:
    fifth = _day(now, 5)
    bring(_NUMBERED + _booking(7, fifth, 10))
    bring(_NUMBERED + _booking(7, fifth, 11, client="Bo Ek"))
    bring(_NUMBERED + _booking(7, fifth, 12) + _booking(7, fifth, 13))
    (ann,), (bo,) = _named(db, "Ann Lee"), _named(db, "Bo Ek")
    assert sorted(_times(db, ann)) == [(f"{fifth}T{hour}", "booked") for hour in (10, 12, 13)]
    assert _times(db, bo) == [(f"{fifth}T11", "booked")]


def test_what_is_off_is_the_service_that_was_booked(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring("Name,Phone\nAnn Lee,020 7946 0018\n")
    (ann,) = _named(db, "Ann Lee")
    start = (now + timedelta(days=5)).replace(hour=10, minute=0, tzinfo=None)
    appointments.book(db, ann, start=start, service="Cut", minutes=30, by=owner, now=now)
    off = f"Start,Client,Service,Status\n{start:%Y-%m-%d %H:%M},Ann Lee,Perm,Cancelled\n"
    assert any("“Cut” of Ann Lee, booked here then, stays" in one.reason for one in bring.plan(off).cautions)
    bring(off)
    assert _booked(db, ann) == [("Cut", "booked")]


def test_what_people_did_with_an_appointment_since_stays(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{_day(now, 5)} 10:00,Ann Lee,Perm,"
    bring(f"Appointment date,Client,Service,Status\n{row}Confirmed\n")
    batch = bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    (ann,) = _named(db, "Ann Lee")
    (off,) = appointments.of_customer(db, ann)
    appointments.set_status(db, off.id, "arrived", by=owner, now=now + timedelta(minutes=1))
    imports.undo(db, batch.batch, by=owner, now=now)
    bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    assert _booked(db, ann) == [("Perm", "arrived")]


def test_a_time_that_one_row_calls_off_and_another_gives_stands(db: Database, bring: Bring, now: datetime) -> None:
    row = f"{_day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    bring(f"{head}{row}Confirmed\n")
    bring(f"{head}{row}Cancelled\n{row}Confirmed\n")
    assert _booked(db, _named(db, "Ann Lee")[0]) == [("Perm", "booked")]


def test_a_reminder_of_a_day_that_is_off_goes_and_comes_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{_day(now, 6)},Bo Ek,Bring the ring,"
    bring(f"Appointment date,Client,Service,Status\n{row}\n")
    batch = bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [now]
    imports.undo(db, batch.batch, by=owner, now=now)
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [None]


def test_a_visit_is_given_to_the_one_of_that_name_and_to_nobody_where_there_are_two(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    ann = customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    data = f"Visit date,Client\n{_day(now, -5)},Ann Lee\n"
    (decision,) = bring.plan(data).decisions
    assert (decision.action, decision.customer_id) == ("update", ann)
    customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    (decision,) = bring.plan(data).decisions
    assert decision.action == "create" and len(decision.likely) == 2


def test_no_remark_is_lost_on_somebody_who_has_one(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring("Name,Email,Notes,Source\nAnn Lee,a@x.org,likes tea,fair\nAnn Lee,a@x.org,has a dog,web\n")
    (ann,) = _named(db, "Ann Lee")
    assert customers.card(db, ann).draft.own == (("Source", "fair; web"),)
    about = "likes tea\nhas a dog"
    assert customers.card(db, ann).draft.about == about
    batch = bring("Name,Email,Notes\nAnn Lee,a@x.org,moved to Leeds\n")
    assert customers.card(db, ann).draft.about == f"{about}\nmoved to Leeds"
    bring("Name,Email,Notes\nAnn Lee,a@x.org,has a dog\n")
    assert customers.card(db, ann).draft.about == f"{about}\nmoved to Leeds"
    imports.undo(db, batch.batch, by=owner, now=now)
    assert customers.card(db, ann).draft.about == about


def test_what_is_taken_back_is_forgotten_whole(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    """Also when the customer was last seen; and what somebody has put into the bin meanwhile is not forgotten twice."""
    ann = customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    before = now - timedelta(days=20)
    interactions.add(db, ann, "asked for a parting", at=before, by=owner, now=now)
    visits = f"{_day(now, -9)},Ann Lee,parting too short\n{_day(now, -5)},Bo Ek,parting fine\n"
    batch = bring("Visit date,Client,Comment\n" + visits)
    assert _seen(db, ann) > before
    for name in ("Ann Lee", "Bo Ek"):
        newest = interactions.timeline(db, _named(db, name)[0])[0]
        interactions.delete(db, newest.id, by=owner, now=now)
    imports.undo(db, batch.batch, by=owner, now=now)
    assert _seen(db, ann) == before and _named(db, "Bo Ek") == []
    assert _words(db) == {"asked": 1, "for": 1, "a": 1, "parting": 1}
    assert [hit.customer_id for hit in search.find_notes(db, "parting")] == [ann]


def _seen(db: Database, customer_id: int) -> datetime:
    seen = customers.card(db, customer_id).last_seen_at
    assert seen is not None
    return seen


def _words(db: Database) -> dict[str, int]:
    with db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT word, notes FROM note_word").fetchall()
    return {row[0]: row[1] for row in rows}


def test_the_usual_order_is_the_first_line(db: Database, bring: Bring, now: datetime) -> None:
    bring(
        "Purchase date,Customer,Product,Amount,Receipt\n"
        f"{_day(now, -9)},Ann Lee,Rye loaf,4.20,1001\n{_day(now, -2)},Ann Lee,Rye loaf,4.20,1007\n"
    )
    (ann,) = _named(db, "Ann Lee")
    usual = usual_orders.of(db, ann, now=now)
    assert usual is not None and (usual.text, usual.times) == ("Rye loaf", 2)
    last = interactions.timeline(db, ann)[0]
    assert (last.text, last.details) == ("Rye loaf", "Receipt: 1007")
