"""The sheets hold what a shop needs when the computer doesn't work, and no health matter."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from deskmate.core import appointments, customers, follow_ups, interactions
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.reminders import sheets
from deskmate.reminders.sheets import Sheet


def words(sheet: Sheet) -> str:
    return "\n".join(
        f"[{section.title}] {line.lead} {line.text} {line.detail}"
        for section in sheet.sections
        for line in section.lines
    )


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    keep = [
        PreferenceDraft("Likes", "Earl Grey", pinned=True),
        PreferenceDraft("Note", "Not pinned", pinned=False),
        PreferenceDraft("Note", "Pays by card", alert=True),
        PreferenceDraft("Patch test", "long over", alert=True, expires_on=now.date() - timedelta(days=1)),
        PreferenceDraft("Allergy", "Latex", alert=True, health=True, consent_on=now.date()),
    ]
    draft = Draft("Ann Lee", birthday=Birthday(3, 4), details=(Detail("phone", "020 7946 0018"),))
    return customers.add(db, draft, remember=keep, by=owner, now=now)


def test_in_the_morning_one_sees_who_comes_and_what_to_know(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    appointments.book(
        db, ann, start=datetime(2026, 3, 2, 14), service="Fitting", minutes=45, note="blue silk", by=owner, now=now
    )
    number = follow_ups.open_by_hand(db, ann, "Her coat was late", due_on=date(2026, 3, 1), by=owner, now=now)
    said = words(sheets.morning(db, now=now))
    assert "[Appointments] 14:00–14:45 Ann Lee: Fitting" in said
    for known in ("Earl Grey", "! Pays by card", "! see the card", "blue silk", "020\u00a07946\u00a00018"):
        assert known in said
    for hidden in ("Latex", "Not pinned", "long over", "Her coat was late"):
        assert hidden not in said
    assert "[May need a call] Sun 1 Mar Ann Lee (overdue)" in said
    assert "[Birthdays and occasions] Wed 4 Mar Ann Lee May need a call first" in said
    by = datetime(2026, 3, 2).date()
    follow_ups.log_call(db, number, outcome="reached", promise="Send a new button", promise_by=by, by=owner, now=now)
    later = sheets.morning(db, now=now + timedelta(hours=1))
    assert "[Promises due] Mon 2 Mar Ann Lee: Send a new button" in words(later)


@pytest.mark.parametrize(
    ("etiquette", "said"),
    [("deceased", "Deceased; the appointment can be taken off."), ("do_not_contact", "do not contact")],
)
def test_whom_not_to_call_stands_there_without_a_phone(
    db: Database, owner: Actor, now: datetime, ann: int, etiquette: str, said: str
) -> None:
    appointments.book(db, ann, start=datetime(2026, 3, 2, 14), service="Fitting", minutes=45, by=owner, now=now)
    draft = replace(customers.card(db, ann).draft, **{etiquette: True})  # type: ignore[arg-type]
    customers.update(db, ann, draft, by=owner, now=now)
    shown = words(sheets.morning(db, now=now))
    assert said in shown and "7946" not in shown


def test_in_the_evening_one_sees_what_is_left_and_who_is_first(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    evening = now + timedelta(hours=9)
    for day, hour in ((2, 10), (2, 11), (3, 9)):
        at = datetime(2026, 3, day, hour)
        appointments.book(db, ann, start=at, service=f"Service {hour}", minutes=30, by=owner, now=now)
    first = appointments.agenda(db, date(2026, 3, 2))[0]
    appointments.set_status(db, first.id, "done", by=owner, now=now)
    interactions.add(db, ann, "ok", kind="note", mood="happy", by=owner, now=now)
    interactions.add(db, ann, "Came by", kind="visit", by=owner, now=now + timedelta(hours=1))
    number = follow_ups.open_by_hand(db, ann, "Asked", due_on=date(2026, 3, 2), by=owner, now=now)
    due_by = date(2026, 3, 6)
    follow_ups.log_call(db, number, outcome="reached", promise="Ring on Friday", promise_by=due_by, by=owner, now=now)
    said = words(sheets.closing(db, now=evening))
    assert "[Promises made today] by Fri 6 Mar Ann Lee: Ring on Friday" in said
    assert said.count("[Notes without a mood]") == 1 and "10:00 Ann Lee: visit Olga" in said
    assert "[Not marked yet] 11:00–11:30 Ann Lee: Service 11" in said and "Service 10" not in said
    assert "[Tomorrow, Tuesday 3 March 2026] 09:00–09:30 Ann Lee: Service 9" in said


def test_an_empty_day_says_so(db: Database, now: datetime) -> None:
    for sheet in (sheets.morning(db, now=now), sheets.closing(db, now=now)):
        assert words(sheet) == "" and all(section.empty for section in sheet.sections)
        assert sheet.subtitle == "The Corner Shop"
