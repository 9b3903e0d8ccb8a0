"""What a list holds for the days ahead: into the calendar, moved and called off by later lists, and taken back."""

import itertools
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlmodel import select

from deskmate.core import (
    appointments,
    customers,
    imports,
    staff,
)
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled
from deskmate.core.models import Reminder
from deskmate.core.people import Detail, Draft
from deskmate.reminders import due
from tests.core.bringing import Bring, day, named


@pytest.fixture
def bring(db: Database, owner: Actor, now: datetime) -> Bring:
    return Bring(db, owner, now)


def _booked(db: Database, customer_id: int) -> list[tuple[str, str]]:
    return [(row.service, row.status) for row in appointments.of_customer(db, customer_id)]


def test_what_a_later_list_calls_off_is_off_in_the_calendar_until_it_is_taken_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{day(now, 5)} 10:00,Ann Lee,Perm,45,"
    first = bring(f"Appointment date,Client,Service,Price,Status\n{row}Confirmed\n")
    (ann,) = named(db, "Ann Lee")
    assert _booked(db, ann) == [("Perm", "booked")]
    (planned,) = appointments.of_customer(db, ann)
    assert planned.note == "Price: 45.00\nStatus: Confirmed"
    later = f"Appointment date,Client,Service,Price,Status\n{row}Cancelled\n"
    assert any("Perm” of Ann Lee" in one.reason and "cancelled" in one.reason for one in bring.plan(later).cautions)
    second = bring(later)
    assert (_booked(db, ann), imports.brought(db, second.batch)) == ([("Perm", "cancelled")], (1, 0, 1))
    assert bring.plan(later).cautions == ()
    imports.undo(db, second.batch, by=owner, now=now)
    assert _booked(db, ann) == [("Perm", "booked")]
    imports.undo(db, first.batch, by=owner, now=now)
    assert named(db, "Ann Lee") == []


def test_an_appointment_takes_as_long_as_the_list_says(db: Database, bring: Bring, now: datetime) -> None:
    bring(f"Start,End,Client,Service\n{day(now, 5)} 10:00,{day(now, 5)} 11:15,Ann Lee,Perm\n")
    (booked,) = appointments.of_customer(db, named(db, "Ann Lee")[0])
    assert booked.minutes == 75


def test_an_appointment_is_of_whoever_the_list_says_does_it(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    for name in ("Zoë Marsh", "Sam Hill", "Sam Ray"):
        staff.add(db, name, by=owner, now=now)
    who = ("Zoe", "sam ray", "Sam", "Kim", "")
    rows = [f"{day(now, 5)} 10:00,{client},Cut,{name}\n" for client, name in zip("ABCDE", who, strict=True)]
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
    ann, bo = (f"{day(now, 5)} 10:00,{client},Cut," for client in ("Ann Lee", "Bo Ek"))
    assert bring.plan(f"{head}{ann}Zoe\n{bo}Sam\n").cautions == ()
    (said,) = bring.plan(f"{head}{ann}Zoe\n{bo}Zoe\n").cautions
    assert "overlaps" in said.reason


_NUMBERED = "Booking ID,Start,End,Client,Service,Status\n"


def _booking(number: int, on: str, hour: int, *, client: str = "Ann Lee", status: str = "Confirmed") -> str:
    return f"{number},{on} {hour}:00,{on} {hour}:45,{client},Perm,{status}\n"


def _times(db: Database, customer_id: int) -> list[tuple[str, str]]:
    return [(row.wall_start.isoformat()[:13], row.status) for row in appointments.of_customer(db, customer_id)]


def test_what_a_later_list_moves_moves_in_the_book_until_it_is_taken_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    fifth, sixth = day(now, 5), day(now, 6)
    bring(_NUMBERED + _booking(7, fifth, 10) + _booking(8, fifth, 12, client="Bo Ek"))
    (ann,) = named(db, "Ann Lee")
    later = _NUMBERED + _booking(7, sixth, 11) + _booking(8, fifth, 12, client="Bo Ek")
    (moved,) = [one.reason for one in bring.plan(later).cautions if "moves" in one.reason]
    assert moved.startswith("“Perm” of Ann Lee moves from") and "at 11:00." in moved
    batch = bring(later)
    assert _times(db, ann) == [(f"{sixth}T11", "booked")] and len(_times(db, named(db, "Bo Ek")[0])) == 1
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
    fifth = day(now, 5)
    first = bring(_NUMBERED + _booking(7, fifth, 10))
    (ann,) = named(db, "Ann Lee")
    second = bring(_NUMBERED + _booking(7, fifth, 11))
    assert imports.undo(db, second.batch, by=owner, now=now).reinstated == 1
    assert _times(db, ann) == [(f"{fifth}T10", "booked")]
    imports.undo(db, first.batch, by=owner, now=now)
    assert named(db, "Ann Lee") == []


def test_imports_are_taken_back_in_any_order(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    fifth = day(now, 5)
    first = bring(_NUMBERED + _booking(7, fifth, 10))
    second = bring(_NUMBERED + _booking(7, fifth, 11, status="Cancelled"))
    for batch in (first, second):
        imports.undo(db, batch.batch, by=owner, now=now)
    assert appointments.agenda(db, (now + timedelta(days=5)).date()) == []


def test_what_was_off_and_is_on_again_is_booked_again(db: Database, bring: Bring, now: datetime) -> None:
    row = f"{day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    for status in ("Confirmed", "Cancelled"):
        bring(f"{head}{row}{status}\n")
    assert any("will be booked again" in one.reason for one in bring.plan(f"{head}{row}Confirmed\n").cautions)
    bring(f"{head}{row}Confirmed\n")
    assert _booked(db, named(db, "Ann Lee")[0]) == [("Perm", "booked")]


def test_what_people_booked_is_not_called_off_by_a_file(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    for status in ("Confirmed", "Cancelled"):
        bring(f"{head}{row}{status}\n")
    (ann,) = named(db, "Ann Lee")
    (off,) = appointments.of_customer(db, ann)
    appointments.book(db, ann, start=off.starts_at, service="Perm", minutes=30, by=owner, now=now)
    bring(f"{head}{row}Cancelled\n")
    assert sorted(_booked(db, ann)) == [("Perm", "booked"), ("Perm", "cancelled")]


def test_two_services_at_one_time_are_two_appointments(db: Database, bring: Bring, now: datetime) -> None:
    row, head = f"{day(now, 5)} 10:00,Ann Lee,", "Appointment date,Client,Service,Status\n"
    for _again in range(2):
        bring(f"{head}{row}Cut,Confirmed\n{row}Dye,Confirmed\n")
    (ann,) = named(db, "Ann Lee")
    assert sorted(_booked(db, ann)) == [("Cut", "booked"), ("Dye", "booked")]
    bring(f"{head}{row}Cut,Cancelled\n{row}Dye,Confirmed\n")
    assert sorted(_booked(db, ann)) == [("Cut", "cancelled"), ("Dye", "booked")]


def test_where_people_moved_it_here_it_stays(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    fifth = day(now, 5)
    bring(_NUMBERED + _booking(7, fifth, 10))
    (ann,) = named(db, "Ann Lee")
    (booked,) = appointments.of_customer(db, ann)
    at = booked.starts_at + timedelta(hours=3)
    appointments.move(db, booked.id, start=at, by=owner, now=now + timedelta(minutes=9))
    later = _NUMBERED + _booking(7, fifth, 11)
    assert any("somebody changed it here since" in one.reason for one in bring.plan(later).cautions)
    bring(later)
    bring(_NUMBERED + _booking(7, fifth, 10))
    assert _times(db, ann) == [(f"{fifth}T13", "booked")]


def test_a_number_of_somebody_else_or_of_several_moves_nothing(db: Database, bring: Bring, now: datetime) -> None:
    fifth = day(now, 5)
    bring(_NUMBERED + _booking(7, fifth, 10))
    bring(_NUMBERED + _booking(7, fifth, 11, client="Bo Ek"))
    bring(_NUMBERED + _booking(7, fifth, 12) + _booking(7, fifth, 13))
    (ann,), (bo,) = named(db, "Ann Lee"), named(db, "Bo Ek")
    assert sorted(_times(db, ann)) == [(f"{fifth}T{hour}", "booked") for hour in (10, 12, 13)]
    assert _times(db, bo) == [(f"{fifth}T11", "booked")]


def test_what_is_off_is_the_service_that_was_booked(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring("Name,Phone\nAnn Lee,020 7946 0018\n")
    (ann,) = named(db, "Ann Lee")
    start = (now + timedelta(days=5)).replace(hour=10, minute=0, tzinfo=None)
    appointments.book(db, ann, start=start, service="Cut", minutes=30, by=owner, now=now)
    off = f"Start,Client,Service,Status\n{start:%Y-%m-%d %H:%M},Ann Lee,Perm,Cancelled\n"
    assert any("“Cut” of Ann Lee, booked here on" in one.reason for one in bring.plan(off).cautions)
    bring(off)
    assert _booked(db, ann) == [("Cut", "booked")]


def test_what_people_did_with_an_appointment_since_stays(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{day(now, 5)} 10:00,Ann Lee,Perm,"
    bring(f"Appointment date,Client,Service,Status\n{row}Confirmed\n")
    batch = bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    (ann,) = named(db, "Ann Lee")
    (off,) = appointments.of_customer(db, ann)
    appointments.set_status(db, off.id, "arrived", by=owner, now=now + timedelta(minutes=9))
    imports.undo(db, batch.batch, by=owner, now=now)
    bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    assert _booked(db, ann) == [("Perm", "arrived")]


def test_a_time_that_one_row_calls_off_and_another_gives_stands(db: Database, bring: Bring, now: datetime) -> None:
    row = f"{day(now, 5)} 10:00,Ann Lee,Perm,"
    head = "Appointment date,Client,Service,Status\n"
    bring(f"{head}{row}Confirmed\n")
    bring(f"{head}{row}Cancelled\n{row}Confirmed\n")
    assert _booked(db, named(db, "Ann Lee")[0]) == [("Perm", "booked")]


def test_a_reminder_of_a_day_that_is_off_goes_and_comes_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    row = f"{day(now, 6)},Bo Ek,Bring the ring,"
    bring(f"Appointment date,Client,Service,Status\n{row}\n")
    batch = bring(f"Appointment date,Client,Service,Status\n{row}Cancelled\n")
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [bring.now]
    imports.undo(db, batch.batch, by=owner, now=now)
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [None]


def test_a_state_that_was_taken_back_does_not_come_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    """The second of three imports goes first: the third then goes back to the first."""
    fifth = day(now, 5)
    first, second, third = (bring(_NUMBERED + _booking(7, fifth, hour)) for hour in (10, 11, 15))
    (ann,) = named(db, "Ann Lee")
    imports.undo(db, second.batch, by=owner, now=now)
    assert _times(db, ann) == [(f"{fifth}T15", "booked")]
    imports.undo(db, third.batch, by=owner, now=now)
    assert _times(db, ann) == [(f"{fifth}T10", "booked")]
    imports.undo(db, first.batch, by=owner, now=now)
    assert named(db, "Ann Lee") == []


def test_the_number_of_a_row_that_is_gone_may_be_another_row(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    fifth = day(now, 5)
    first = bring(_NUMBERED + _booking(7, fifth, 10))
    bring(_NUMBERED + _booking(7, fifth, 11))
    imports.undo(db, first.batch, by=owner, now=now)
    again = bring(_NUMBERED + _booking(7, fifth, 12))
    (ann,) = named(db, "Ann Lee")
    assert [at for at, _status in _times(db, ann)] == [f"{fifth}T12"]
    imports.undo(db, again.batch, by=owner, now=now)
    assert named(db, "Ann Lee") == []


def test_a_reminder_that_somebody_set_is_theirs(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring("Name,Phone\nBo Ek,020 7946 0018\n")
    (bo,) = named(db, "Bo Ek")
    on = (now + timedelta(days=6)).date()
    due.remind(db, "Bring the ring", at=datetime.combine(on, time(9)), customer_id=bo, by=owner, now=now)
    bring(f"Appointment date,Client,Service,Status\n{on},Bo Ek,Bring the ring,Cancelled\n")
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [None]


def test_a_reminder_that_is_on_again_is_set_again(db: Database, bring: Bring, now: datetime) -> None:
    row = f"{day(now, 6)},Bo Ek,Bring the ring,"
    for status in ("", "Cancelled", ""):
        bring(f"Appointment date,Client,Service,Status\n{row}{status}\n")
    with db.read() as session:
        assert [one.deleted_at for one in session.exec(select(Reminder))] == [None]


def test_one_number_for_several_services_moves_each(db: Database, bring: Bring, now: datetime) -> None:
    fifth, sixth = day(now, 5), day(now, 6)

    def rows(on: str, status: str = "Confirmed") -> str:
        cut = _booking(7, on, 10, status=status).replace("Perm", "Cut")
        return _NUMBERED + cut + _booking(7, on, 11)

    bring(rows(fifth))
    bring(rows(sixth))
    (ann,) = named(db, "Ann Lee")
    assert sorted(_times(db, ann)) == [(f"{sixth}T10", "booked"), (f"{sixth}T11", "booked")]
    bring(rows(sixth, "Cancelled"))
    assert sorted(_booked(db, ann)) == [("Cut", "cancelled"), ("Perm", "booked")]


def test_a_class_under_one_number_moves_for_everybody(db: Database, bring: Bring, now: datetime) -> None:
    fifth = day(now, 5)
    for hour in (10, 14):
        bring(_NUMBERED + "".join(_booking(7, fifth, hour, client=name) for name in ("Ann Lee", "Bo Ek", "Cy Fox")))
    for name in ("Ann Lee", "Bo Ek", "Cy Fox"):
        assert _times(db, named(db, name)[0]) == [(f"{fifth}T14", "booked")]


def test_two_numbers_at_one_time_are_two_appointments(db: Database, bring: Bring, now: datetime) -> None:
    for _again in range(2):
        bring(_NUMBERED + _booking(7, day(now, 5), 10) + _booking(8, day(now, 5), 10))
    assert len(_times(db, named(db, "Ann Lee")[0])) == 2


def test_a_list_without_ends_shortens_nothing(db: Database, bring: Bring, now: datetime) -> None:
    on = day(now, 5)
    bring(f"Start,End,Client,Service\n{on} 10:00,{on} 12:00,Ann Lee,Perm\n")
    bring(f"Start,Client,Service\n{on} 10:00,Ann Lee,Perm\n")
    (booked,) = appointments.of_customer(db, named(db, "Ann Lee")[0])
    assert booked.minutes == 120


def test_whoever_came_with_an_import_goes_with_the_last_that_knew_them(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    head = "Visit date,Client,Comment\n"
    first, second = (bring(f"{head}{day(now, -days)},Ann Lee,fine\n") for days in (9, 5))
    for batch in (first, second):
        imports.undo(db, batch.batch, by=owner, now=now)
    assert named(db, "Ann Lee") == []


def test_what_people_entered_since_is_never_taken_back(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    """Also where it has the number of a row that the import brought."""
    bring("Name,Email\nAnn Lee,a@x.org\n")
    (ann,) = named(db, "Ann Lee")
    batch = bring("Name,Email,Phone\nAnn Lee,a@x.org,020 7946 0018\n")
    draft = customers.card(db, ann).draft
    kept = tuple(one for one in draft.details if one.kind != "phone")
    customers.update(db, ann, replace(draft, details=kept), by=owner, now=now)
    customers.add(db, Draft("Bo Ek", details=(Detail("phone", "020 7946 0019"),)), by=owner, now=now)
    imports.undo(db, batch.batch, by=owner, now=now)
    (bo,) = named(db, "Bo Ek")
    assert [one.value for one in customers.card(db, bo).draft.details] == ["020 7946 0019"]


def test_stopped_while_appointments_are_written_nothing_is_left(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    plan = bring.plan(_NUMBERED + "".join(_booking(number, day(now, 5), 10 + number) for number in range(3)))
    asked = itertools.count()
    with pytest.raises(Cancelled):
        imports.carry_out(db, plan, by=owner, now=now, should_stop=lambda: next(asked) > 2)
    assert named(db, "Ann Lee") == [] and appointments.agenda(db, (now + timedelta(days=5)).date()) == []
