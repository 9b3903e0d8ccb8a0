"""A calendar into the book: whose each date is, what lies behind and ahead, nothing twice, all of it taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from deskmate.core import appointments, customers, imports, interactions, staff
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.importing import read_file
from deskmate.core.people import Detail, Draft
from deskmate.reminders import due

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BY_MAIL = "DTSTART:20260310T090000Z\r\nDTEND:20260310T094500Z\r\nSUMMARY:Colour\r\nATTENDEE;CN=A. Lee:mailto:ann@x.org"
PAST = "DTSTART:20260110T090000Z\r\nSUMMARY:Cut for Ann Lee\r\nDESCRIPTION:liked it short"
WEEKLY = "DTSTART;TZID=Europe/London:20260302T150000\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\nSUMMARY:Lee\\, Ann: training"


@pytest.fixture
def ann(db: Database, owner: Actor) -> int:
    details = (Detail("email", "ann@x.org"), Detail("phone", "020 7946 0018"))
    return customers.add(db, Draft("Ann Lee", given="Ann", family="Lee", details=details), by=owner, now=NOW)


def plan_of(db: Database, *events: str, now: datetime = NOW) -> imports.Plan:
    inner = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    read = read_file("x.ics", f"BEGIN:VCALENDAR\r\n{inner}END:VCALENDAR\r\n".encode(), region="GB")
    return imports.make_plan(db, [("x.ics", read)], now=now)


def booked(db: Database, days: int = 400) -> list[tuple[str, str, int]]:
    rows = appointments.agenda(db, date(2026, 1, 1), days=days)
    return [(row.wall_start.isoformat(timespec="minutes"), row.service, row.minutes) for row in rows]


def test_dates_find_their_customer_by_mail_phone_and_name(db: Database, owner: Actor, ann: int) -> None:
    by_phone = "DTSTART:20260311T090000Z\r\nDTEND:20260311T093000Z\r\nSUMMARY:Fitting (020 7946 0018)"
    plan = plan_of(db, BY_MAIL, PAST, by_phone, WEEKLY)
    (decision,) = plan.decisions
    assert (decision.action, decision.customer_id, decision.name) == ("update", ann, "Ann Lee")
    imports.carry_out(db, plan, by=owner, now=NOW)
    assert booked(db)[:3] == [
        ("2026-03-02T15:00", "Lee, Ann: training", 30),
        ("2026-03-09T15:00", "Lee, Ann: training", 30),
        ("2026-03-10T09:00", "Colour", 45),
    ]
    # the clocks change on 29 March; three o'clock stays three o'clock
    assert [start for start, _service, _minutes in booked(db)][-1] == "2026-04-06T15:00"
    (entry,) = interactions.timeline(db, ann)
    assert (entry.kind, entry.text) == ("visit", "Cut for Ann Lee\nliked it short")
    assert customers.card(db, ann).draft.name == "Ann Lee"


def test_a_second_time_nothing_is_there_twice(db: Database, owner: Actor, ann: int) -> None:
    for _again in range(2):
        imports.carry_out(db, plan_of(db, BY_MAIL, PAST, WEEKLY), by=owner, now=NOW)
    assert len(booked(db)) == 7 and len(interactions.timeline(db, ann)) == 1


def test_taken_back_nothing_is_left_but_what_people_changed(db: Database, owner: Actor, ann: int) -> None:
    day = "DTSTART;VALUE=DATE:20260401\r\nSUMMARY:Ann Lee is away"
    batch = imports.carry_out(db, plan_of(db, BY_MAIL, PAST, WEEKLY, day), by=owner, now=NOW)
    assert [one.text for one in due.upcoming(db, now=NOW, days=40) if one.kind == "reminder"] == ["Ann Lee is away"]
    first = appointments.agenda(db, date(2026, 3, 10))[0]
    appointments.set_status(db, first.id, "cancelled", by=owner, now=NOW + timedelta(hours=1))
    undone = imports.undo(db, batch.batch, by=owner, now=NOW + timedelta(hours=2))
    assert undone == imports.Undone(removed=0, restored=1, kept=0, entries=1, appointments=6)
    assert booked(db) == [] and interactions.timeline(db, ann) == []
    assert [one for one in due.upcoming(db, now=NOW, days=40) if one.kind == "reminder"] == []
    appointments.set_status(db, first.id, "booked", by=owner, now=NOW + timedelta(hours=3))  # it was touched: it stayed


def test_nobody_known_and_two_who_may_be_meant_wait_for_a_person(db: Database, owner: Actor, ann: int) -> None:
    ben = customers.add(db, Draft("Ben Moss", given="Ben", family="Moss"), by=owner, now=NOW)
    both, nobody = (
        "DTSTART:20260312T090000Z\r\nSUMMARY:Ann Lee and Ben Moss",
        "DTSTART:20260313T090000Z\r\nSUMMARY:Dentist",
    )
    plan = plan_of(db, both, nobody)
    assert [(d.action, [number for number, _name in d.likely]) for d in plan.decisions] == [
        ("skip", [ann, ben]), ("skip", []),
    ]  # fmt: skip
    assert [problem.reason for problem in plan.left_out] == ["Left out: Ann Lee and Ben Moss", "Left out: Dentist"]
    chosen = plan.deciding(0, "update", ben).deciding(1, "create")
    batch = imports.carry_out(db, chosen, by=owner, now=NOW)
    assert [(service, start[:10]) for start, service, _minutes in booked(db)] == [
        ("Ann Lee and Ben Moss", "2026-03-12"), ("Dentist", "2026-03-13"),
    ]  # fmt: skip
    assert [row.customer for row in appointments.agenda(db, date(2026, 3, 12), days=2)] == ["Ben Moss", "Dentist"]
    undone = imports.undo(db, batch.batch, by=owner, now=NOW)
    assert (undone.removed, undone.kept, booked(db)) == (1, 0, [])


def test_the_shops_own_address_on_every_date_is_nobody(db: Database, ann: int) -> None:
    us = "ATTENDEE:mailto:us@shop.uk"
    events = [f"DTSTART:202603{day}T090000Z\r\nSUMMARY:Job {day}\r\n{us}" for day in range(10, 14)]
    plan = plan_of(db, *events, f"{BY_MAIL}\r\n{us}")
    assert [decision.customer_id for decision in plan.decisions if decision.action == "update"] == [ann]


def test_what_was_called_off_is_named_and_left_out(db: Database, ann: int) -> None:
    plan = plan_of(db, f"{BY_MAIL}\r\nSTATUS:CANCELLED")
    assert plan.decisions == ()
    assert [problem.reason for problem in plan.problems] == ["Left out, because it was called off: Colour"]


def test_what_a_later_calendar_calls_off_is_off_in_the_book(db: Database, owner: Actor, ann: int) -> None:
    imports.carry_out(db, plan_of(db, BY_MAIL, WEEKLY), by=owner, now=NOW)
    before = booked(db)
    off = BY_MAIL + "\r\nSTATUS:CANCELLED"
    plan = plan_of(db, off, PAST + "\r\nSTATUS:CANCELLED")
    assert [one.reason for one in plan.cautions] == [
        "“Colour” of Ann Lee on 10 March 2026 at 09:00 will be cancelled in the book, too."
    ]
    batch = imports.carry_out(db, plan, by=owner, now=NOW)
    assert booked(db) == [one for one in before if one[1] != "Colour"] and interactions.timeline(db, ann) == []
    assert plan_of(db, off).decisions == ()
    imports.undo(db, batch.batch, by=owner, now=NOW)
    assert booked(db) == before


def test_what_a_later_calendar_moves_moves_in_the_book(db: Database, owner: Actor, ann: int) -> None:
    named, weekly = f"UID:one@x\r\n{BY_MAIL}", f"UID:many@x\r\n{WEEKLY}"
    imports.carry_out(db, plan_of(db, named, weekly), by=owner, now=NOW)
    before = booked(db)
    moved = named.replace("20260310T09", "20260311T10").replace("DTEND:20260310", "DTEND:20260311")
    one = "UID:many@x\r\nRECURRENCE-ID;TZID=Europe/London:20260309T150000\r\n" + WEEKLY.partition("\r\n")[2].replace(
        "RRULE:FREQ=WEEKLY;COUNT=6", "DTSTART;TZID=Europe/London:20260309T170000"
    )
    plan = plan_of(db, moved, weekly, one)
    assert sorted(one.reason for one in plan.cautions if "moves" in one.reason) == [
        "“Colour” of Ann Lee moves from 10 March 2026 at 09:00 to 11 March 2026 at 10:00.",
        "“Lee, Ann: training” of Ann Lee moves from 9 March 2026 at 15:00 to 9 March 2026 at 17:00.",
    ]
    batch = imports.carry_out(db, plan, by=owner, now=NOW)
    after = booked(db)
    assert len(after) == len(before) and set(after) - set(before) == {
        ("2026-03-11T10:00", "Colour", 45),
        ("2026-03-09T17:00", "Lee, Ann: training", 30),
    }
    imports.undo(db, batch.batch, by=owner, now=NOW)
    assert booked(db) == before


def test_a_time_that_a_repetition_leaves_out_later_is_off(db: Database, owner: Actor, ann: int) -> None:
    weekly = f"UID:many@x\r\n{WEEKLY}"
    imports.carry_out(db, plan_of(db, weekly), by=owner, now=NOW)
    before = booked(db)
    less = weekly + "\r\nEXDATE;TZID=Europe/London:20260309T150000"
    assert [one.reason for one in plan_of(db, less).cautions if "cancelled" in one.reason] == [
        "“Lee, Ann: training” of Ann Lee on 9 March 2026 at 15:00 will be cancelled in the book, too."
    ]
    imports.carry_out(db, plan_of(db, less), by=owner, now=NOW)
    assert set(before) - set(booked(db)) == {("2026-03-09T15:00", "Lee, Ann: training", 30)}


def test_a_moved_time_is_the_same_in_any_zone(db: Database, owner: Actor, ann: int) -> None:
    weekly = f"UID:many@x\r\n{WEEKLY}"
    imports.carry_out(db, plan_of(db, weekly), by=owner, now=NOW)
    moved = "UID:many@x\r\nRECURRENCE-ID:20260406T140000Z\r\nDTSTART:20260406T160000Z\r\nSUMMARY:Lee\\, Ann: training"
    imports.carry_out(db, plan_of(db, moved), by=owner, now=NOW)
    assert [at for at, _service, _minutes in booked(db)][-1] == "2026-04-06T17:00" and len(booked(db)) == 6


def test_a_birthday_goes_to_the_one_of_that_name(db: Database, owner: Actor, ann: int) -> None:
    yearly = "DTSTART;VALUE=DATE:20240503\r\nRRULE:FREQ=YEARLY\r\nSUMMARY"
    plan = plan_of(
        db, f"{yearly}:Ann Lee's birthday", f"{yearly}:Name day of Ann Lee", f"{yearly}:Zoe Quinn's birthday"
    )
    batch = imports.carry_out(db, plan, by=owner, now=NOW)
    assert (batch.created, batch.updated) == (1, 2)
    draft = customers.card(db, ann).draft
    assert draft.birthday is not None and (draft.birthday.month, draft.birthday.day) == (5, 3)
    assert [occasion.name for occasion in draft.occasions] == ["Name day of Ann Lee"]
    imports.undo(db, batch.batch, by=owner, now=NOW)
    draft = customers.card(db, ann).draft
    assert draft.birthday is None and draft.occasions == ()


def test_another_birthday_is_another_person(db: Database, owner: Actor, ann: int) -> None:
    yearly = "DTSTART;VALUE=DATE:20240503\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Ann Lee's birthday"
    imports.carry_out(db, plan_of(db, yearly), by=owner, now=NOW)
    other = plan_of(db, yearly.replace("0503", "0704"))
    assert [decision.action for decision in other.decisions] == ["create"]


def test_a_series_without_end_is_written_for_a_year(db: Database, owner: Actor, ann: int) -> None:
    endless = "DTSTART:20250303T100000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Ann Lee"
    imports.carry_out(db, plan_of(db, endless), by=owner, now=NOW)
    assert len(booked(db, days=2000)) == 52
    assert len(interactions.timeline(db, ann, limit=200)) == 53


def test_outlooks_calendar_table_comes_the_same_way(db: Database, owner: Actor, ann: int) -> None:
    table = b"Subject,Start Date,Start Time,End Date,End Time\nCut Ann Lee,3/13/2026,10:00:00,3/13/2026,10:45:00\n"
    read = read_file("calendar.csv", table, region="GB")
    imports.carry_out(db, imports.make_plan(db, [("c", read)], now=NOW), by=owner, now=NOW)
    assert booked(db) == [("2026-03-13T10:00", "Cut Ann Lee", 45)]


def test_said_before_it_comes_in_for_whom_on_top_of_what_and_how_far(db: Database, owner: Actor, ann: int) -> None:
    """Nobody's appointments, double bookings and the end of a repetition are said, and nothing about what is fine."""
    ben = customers.add(db, Draft("Ben Moss", given="Ben", family="Moss"), by=owner, now=NOW)
    at = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    appointments.book(db, ben, start=at, service="Cut", minutes=30, by=owner, now=NOW)
    endless = "DTSTART:20100304T080000Z\r\nRRULE:FREQ=WEEKLY\r\nSUMMARY:Ann Lee walks"
    said = [problem.reason for problem in plan_of(db, BY_MAIL, endless).cautions]
    assert said[0] == "“Ann Lee walks” goes on after 3 March 2027; it comes in up to that day."
    assert said[1].startswith("“Ann Lee walks” began before")
    assert said[2].endswith("appointments to come are booked for nobody in particular; the calendar lets you choose "
                            "who does them.")  # fmt: skip
    assert said[3:] == ["“Colour” of Ann Lee on 10 March 2026 at 09:00 overlaps the appointment of Ben Moss."]
    assert [problem.reason for problem in plan_of(db, PAST).cautions] == []


def test_a_second_time_the_same_appointment_overlaps_nothing(db: Database, owner: Actor, ann: int) -> None:
    imports.carry_out(db, plan_of(db, BY_MAIL), by=owner, now=NOW)
    assert not any("overlaps" in problem.reason for problem in plan_of(db, BY_MAIL).cautions)


def test_as_many_as_work_here_can_be_served_at_once(db: Database, owner: Actor, ann: int) -> None:
    other = BY_MAIL.replace("SUMMARY:Colour", "SUMMARY:Cut").replace("090000Z", "091500Z")
    assert any("overlaps" in problem.reason for problem in plan_of(db, BY_MAIL, other).cautions)
    for name in ("Kim", "Sam"):
        staff.add(db, name, by=owner, now=NOW)
    assert not any("overlaps" in problem.reason for problem in plan_of(db, BY_MAIL, other).cautions)


def test_whoever_is_named_does_what_comes_in_and_their_double_bookings_are_said(
    db: Database, owner: Actor, ann: int
) -> None:
    kim, sam = (staff.add(db, name, by=owner, now=NOW) for name in ("Kim", "Sam"))
    ben = customers.add(db, Draft("Ben Moss", given="Ben", family="Moss"), by=owner, now=NOW)
    at = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
    appointments.book(db, ben, start=at, service="Cut", minutes=30, staff_id=kim, by=owner, now=NOW)
    day = "DTSTART;VALUE=DATE:20260401\r\nSUMMARY:Ann Lee is away"
    plan = plan_of(db, BY_MAIL, PAST, day)

    def overlaps(staff_id: int | None) -> list[str]:
        plan_now = imports.weighed(db, replace(plan, staff_id=staff_id), now=NOW)
        said = [one.reason for one in plan_now.cautions]
        assert any("nobody" in words for words in said) is (staff_id is None)
        return [words for words in said if "nobody" not in words]

    assert overlaps(None) == overlaps(sam) == []
    assert overlaps(kim) == ["“Colour” of Ann Lee on 10 March 2026 at 09:00 overlaps the appointment of Ben Moss."]
    batch = imports.carry_out(db, replace(plan, staff_id=sam), by=owner, now=NOW)
    assert [(row.customer, row.staff) for row in appointments.agenda(db, date(2026, 3, 10))] == [
        ("Ann Lee", "Sam"), ("Ben Moss", "Kim"),
    ]  # fmt: skip
    assert imports.brought(db, batch.batch) == (1, 1, 0)
