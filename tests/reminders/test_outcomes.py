"""What came of a reminder is on the timeline and off the list, or neither; taken back, it was never there."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from deskmate.core import customers, follow_ups, interactions, readings, search, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, DeskmateError, InvalidInput
from deskmate.core.models import Interaction, Promise
from deskmate.core.people import Birthday, Draft
from deskmate.reminders import due, outcomes, sheets
from deskmate.reminders.kinds import Due

HOUR = timedelta(hours=1)


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann Lee"), by=owner, now=now - timedelta(days=9))


@pytest.fixture
def ring_back(db: Database, owner: Actor, now: datetime, ann: int) -> Due:
    due.remind(db, "Ring back about the wool", at=now - HOUR, customer_id=ann, by=owner, now=now - 2 * HOUR)
    return only(db, now)


@pytest.fixture
def promised(db: Database, owner: Actor, now: datetime, ann: int) -> Due:
    with db.write() as session:
        session.add(Promise(customer_id=ann, text="blue wool", due_on=now.date(), created_at=now, created_by="Olga"))
    return only(db, now)


def only(db: Database, now: datetime) -> Due:
    (found,) = due.open_list(db, now=now)
    return found


def take_back(db: Database, owner: Actor, now: datetime) -> None:
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)


def said(db: Database, customer: int) -> list[tuple[str, str]]:
    return [(entry.kind, entry.text) for entry in interactions.timeline(db, customer)]


@pytest.mark.parametrize(
    ("outcome", "kind", "words"),
    [
        ("reached", "call", "Call: reached."),
        ("message-sent", "message", "Message sent."),
        ("left-word", "message", "Call: left word."),
    ],
)
def test_an_outcome_is_on_the_timeline_and_the_reminder_done(
    db: Database, owner: Actor, now: datetime, ann: int, ring_back: Due, outcome: str, kind: str, words: str
) -> None:
    back_at = outcomes.note(db, ring_back, outcome, by=owner, now=now)
    assert due.open_list(db, now=now + 9 * HOUR) == [] and back_at is None
    assert said(db, ann) == [(kind, f"{words}\nRing back about the wool")]
    take_back(db, owner, now)
    assert said(db, ann) == [] and only(db, now).key == ring_back.key


def test_a_call_that_reached_nobody_is_noted_and_the_reminder_comes_back(
    db: Database, owner: Actor, now: datetime, ann: int, ring_back: Due
) -> None:
    back_at = outcomes.note(db, ring_back, "not-reached", by=owner, now=now)
    assert back_at == now + HOUR
    assert due.open_list(db, now=now) == [] and only(db, now + HOUR).key == ring_back.key
    assert said(db, ann) == [("note", "Call: not reached.\nRing back about the wool")]
    take_back(db, owner, now)
    assert said(db, ann) == [] and only(db, now).key == ring_back.key


def test_shortly_before_closing_it_comes_back_when_the_shop_opens_next(
    db: Database, owner: Actor, now: datetime, ring_back: Due
) -> None:
    late = now.replace(hour=17, minute=30)
    back_at = outcomes.note(db, ring_back, "not-reached", by=owner, now=late)
    assert back_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("reached", "kept"), ("message-sent", "kept"), ("left-word", "open"), ("not-reached", "open")],
)
def test_a_promise_is_kept_only_where_the_customer_heard_of_it(
    db: Database, owner: Actor, now: datetime, promised: Due, outcome: str, state: str
) -> None:
    def states() -> list[str]:
        with db.read() as session:
            return [row.state for row in session.exec(select(Promise)).all()]

    back_at = outcomes.note(db, promised, outcome, by=owner, now=now)
    assert states() == [state] and (back_at is None) == (state == "kept")
    assert due.open_list(db, now=now) == []
    take_back(db, owner, now)
    assert states() == ["open"] and only(db, now).key == promised.key


def test_the_shops_own_words_are_found_but_not_read_for_a_mood(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    angry = "Furious about the terrible broken clock"
    due.remind(db, angry, at=now - HOUR, customer_id=ann, by=owner, now=now - 2 * HOUR)
    outcomes.note(db, only(db, now), "not-reached", by=owner, now=now)
    with db.read() as session:
        (entry,) = session.exec(select(Interaction)).all()
        assert (entry.label, entry.engine_version) == ("", readings.OWN_WORDS)
    assert follow_ups.count_open(db, now=now) == 0
    assert [hit.customer_id for hit in search.find_notes(db, "furious")] == [ann]
    (unread,) = (part for part in sheets.closing(db, now=now).sections if part.title == "Notes without a mood")
    assert unread.lines == ()


def test_a_follow_up_call_in_vain_is_logged_as_one_and_moves_its_day(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    number = follow_ups.open_by_hand(db, ann, "Asked", due_on=now.date(), by=owner, now=now)
    before = only(db, now)
    back_at = outcomes.note(db, before, "not-reached", by=owner, now=now)
    assert due.open_list(db, now=now) == [] and follow_ups.one(db, number).attempts == 1
    assert back_at == now + timedelta(days=1) and only(db, back_at).kind == "follow-up"
    take_back(db, owner, now)
    assert only(db, now) == before and follow_ups.one(db, number).attempts == 0


def test_nothing_is_written_twice(db: Database, owner: Actor, now: datetime, ann: int, ring_back: Due) -> None:
    outcomes.note(db, ring_back, "reached", by=owner, now=now)
    with pytest.raises(Conflict, match="already dealt with"):
        outcomes.note(db, ring_back, "reached", by=owner, now=now)
    assert len(said(db, ann)) == 1


def test_where_the_customer_is_gone_the_reminder_stays_as_it_was(
    db: Database, owner: Actor, now: datetime, ann: int, ring_back: Due
) -> None:
    customers.delete(db, ann, by=owner, now=now)
    with pytest.raises(DeskmateError):
        outcomes.note(db, ring_back, "reached", by=owner, now=now)
    customers.restore(db, ann, by=owner, now=now)
    assert only(db, now).key == ring_back.key and said(db, ann) == []


def test_only_fitting_outcomes_are_offered(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    customers.add(db, Draft("Bea", birthday=Birthday(3, 4)), by=owner, now=now)
    birthday = only(db, now)
    assert outcomes.offered(birthday) == ("greeted", "message-sent", "left-word", "not-reached")
    with pytest.raises(InvalidInput):
        outcomes.note(db, birthday, "reached", by=owner, now=now)
    due.remind(db, "Order wool", at=now, by=owner, now=now - HOUR)
    assert outcomes.offered(next(one for one in due.open_list(db, now=now) if one.kind == "reminder")) == ()


def test_a_reminder_put_off_before_is_put_off_again_after_undo(
    db: Database, owner: Actor, now: datetime, ring_back: Due
) -> None:
    until = now + 2 * HOUR
    due.snooze(db, ring_back.key, until=until, by=owner, now=now)
    outcomes.note(db, ring_back, "reached", by=owner, now=now)
    take_back(db, owner, now)
    assert due.open_list(db, now=now) == [] and only(db, until).snoozed_until == until
