"""The text that fits a reminder, filled with what the reminder is about."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import appointments, customers, follow_ups, settings
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput
from deskmate.core.models import Promise
from deskmate.core.people import Birthday, Draft
from deskmate.reminders import due, texts
from deskmate.reminders.kinds import Due


def open_one(db: Database, now: datetime, kind: str) -> Due:
    (found,) = (one for one in due.open_list(db, now=now) if one.kind == kind)
    return found


def test_an_appointment_is_confirmed_in_the_shops_time(db: Database, owner: Actor, now: datetime) -> None:
    settings.change(db, zone="Europe/Paris", by=owner, now=now)
    ann = customers.add(db, Draft("Ann Lee", given="Ann"), by=owner, now=now)
    start = now + timedelta(minutes=45)
    appointments.book(db, ann, start=start, service="Fitting {time}", by=owner, now=now)
    one = open_one(db, now, "appointment")
    assert texts.fitting(one) == ("appointment-confirmation", "appointment-moved")
    made = texts.suggest(db, one, "appointment-confirmation", now=now)
    assert made.text.startswith("Dear Ann,") and made.open_fields == ()
    assert "Fitting {time} at The Corner Shop on Monday 2 March at 10:45" in made.text


def test_a_promise_is_quoted(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann Lee"), by=owner, now=now)
    with db.write() as session:
        session.add(Promise(customer_id=ann, text="blue wool", due_on=now.date(), created_at=now, created_by="Olga"))
    made = texts.suggest(db, open_one(db, now, "promise"), "promise-kept", now=now)
    assert "we promised you: blue wool." in made.text


def test_a_birthday_with_an_open_follow_up_offers_no_greeting(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann Lee", birthday=Birthday(3, 4)), by=owner, now=now)
    assert texts.suggest(db, open_one(db, now, "birthday"), "birthday-greeting", now=now).text
    follow_ups.open_by_hand(db, ann, "Asked", due_on=now.date(), by=owner, now=now)
    with pytest.raises(Conflict, match="waits until somebody has called"):
        texts.suggest(db, open_one(db, now, "birthday"), "birthday-greeting", now=now)
    assert texts.suggest(db, open_one(db, now, "follow-up"), "put-right", now=now).text


def test_a_reminder_about_nobody_has_no_text(db: Database, owner: Actor, now: datetime) -> None:
    due.remind(db, "Order wool", at=now, by=owner, now=now - timedelta(hours=1))
    one = open_one(db, now, "reminder")
    assert texts.fitting(one) == ()
    with pytest.raises(InvalidInput):
        texts.suggest(db, one, "put-right", now=now)
