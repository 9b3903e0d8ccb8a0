"""Follow-ups: who may need a call, and what a logged call does. A person's decision outranks the machine's."""

from datetime import date, datetime, timedelta

import pytest

from deskmate.core import customers, follow_ups, interactions, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput
from deskmate.core.people import Draft
from deskmate.reminders import due

HOUR = timedelta(hours=1)


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    """A customer without a history."""
    return customers.add(db, Draft("Ann Lee"), by=owner, now=now)


def complain(
    db: Database, customer: int, owner: Actor, at: datetime, text: str = "the lamp she ordered never came"
) -> int:
    saved = interactions.add(db, customer, text, kind="complaint", mood="unhappy", by=owner, now=at)
    assert saved.follow_up_id is not None
    return saved.follow_up_id


def test_an_unhappy_note_opens_one_follow_up_with_the_recorded_words(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    first = complain(db, ann, owner, now)
    assert complain(db, ann, owner, now + HOUR, "still no lamp, third time asked") == first
    (row,) = follow_ups.list_open(db, now=now + HOUR)
    assert row.customer == "Ann Lee"
    assert row.reason
    assert {item.quote for item in row.evidence} & {
        "the lamp she ordered never came",
        "still no lamp, third time asked",
    }


def test_calm_notes_open_nothing(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    saved = interactions.add(db, ann, "picked up the parcel", by=owner, now=now)
    assert saved.follow_up_id is None


def test_a_new_complaint_after_a_wish_not_to_be_called_is_listed_unless_the_card_forbids_it(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    complain(db, ann, owner, now)
    interactions.add(db, ann, "please don't ring me about the lamp any more", by=owner, now=now + HOUR)
    assert follow_ups.list_open(db, now=now + HOUR) == []
    later = now + timedelta(days=3)
    complain(db, ann, owner, later, "the new shelf fell down")
    (row,) = follow_ups.list_open(db, now=later)
    assert "not to be called about an earlier matter" in row.reason
    assert [item.quote for item in row.evidence] == [
        "the new shelf fell down",
        "please don't ring me about the lamp any more",
    ]
    customers.update(db, ann, Draft("Ann Lee", do_not_contact=True), by=owner, now=later)
    assert interactions.add(db, ann, "shelf again", kind="complaint", mood="unhappy", by=owner, now=later) is not None
    assert follow_ups.list_open(db, now=later) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [({"deceased": True}, "the customer has died"), ({"do_not_contact": True}, "the customer is not to be contacted")],
)
def test_whoever_has_died_or_is_not_to_be_contacted_is_off_the_list_at_once_and_back_when_that_was_a_mistake(
    db: Database, owner: Actor, now: datetime, ann: int, said: dict[str, bool], why: str
) -> None:
    complain(db, ann, owner, now)
    customers.update(db, ann, Draft("Ann Lee", **said), by=owner, now=now + HOUR)  # type: ignore[arg-type]
    assert follow_ups.list_open(db, now=now + HOUR) == [] and due.open_list(db, now=now + HOUR) == []
    (row,) = follow_ups.of_customer(db, ann)
    assert (row.state, row.outcome) == ("cleared", why)
    customers.update(db, ann, Draft("Ann Lee"), by=owner, now=now + 2 * HOUR)
    assert [row.customer for row in follow_ups.list_open(db, now=now + 2 * HOUR)] == ["Ann Lee"]


def test_undoing_that_somebody_died_puts_them_back_on_the_list(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    complain(db, ann, owner, now)
    customers.update(db, ann, Draft("Ann Lee", deceased=True), by=owner, now=now + HOUR)
    step = undo.last(db, by=owner, now=now + HOUR)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now + HOUR)
    assert [row.customer for row in follow_ups.list_open(db, now=now + HOUR)] == ["Ann Lee"]


def test_a_call_that_puts_it_right_closes_it_and_old_notes_stop_counting(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    number = complain(db, ann, owner, now)
    result = follow_ups.log_call(db, number, "reached", put_right=True, note="sent a new one", by=owner, now=now + HOUR)
    assert result.state == "closed"
    calm = interactions.add(db, ann, "collected the lamp", by=owner, now=now + 2 * HOUR)
    assert calm.follow_up_id is None
    assert "sent a new one" in interactions.timeline(db, ann)[1].text


def test_new_trouble_after_a_call_opens_a_new_one(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    follow_ups.log_call(db, number, "reached", put_right=True, by=owner, now=now + HOUR)
    assert complain(db, ann, owner, now + timedelta(days=3), "the new lamp is broken too") != number


@pytest.mark.parametrize("outcome", ["left-word", "not-reached"])
def test_nobody_reached_leaves_it_open_for_tomorrow(
    db: Database, owner: Actor, now: datetime, ann: int, outcome: str
) -> None:
    number = complain(db, ann, owner, now)
    result = follow_ups.log_call(db, number, outcome, by=owner, now=now + HOUR)
    assert (result.state, result.due_on) == ("open", now.date() + timedelta(days=1))
    assert follow_ups.one(db, number).attempts == 1


def test_a_promise_moves_the_follow_up_to_its_day(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    day = now.date() + timedelta(days=5)
    result = follow_ups.log_call(
        db, number, "reached", promise="bring the lamp round", promise_by=day, by=owner, now=now + HOUR
    )
    assert (result.state, result.due_on) == ("open", day)
    assert result.promise_id is not None


def test_a_promise_is_what_it_waits_for_until_its_day_or_until_new_trouble(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    number = complain(db, ann, owner, now)
    today, day = now.date(), now.date() + timedelta(days=5)
    assert not follow_ups.one(db, number).waits_for_promise(today)
    follow_ups.log_call(
        db, number, "reached", put_right=True, promise="a new lamp", promise_by=day, by=owner, now=now + HOUR
    )
    row = follow_ups.one(db, number)
    assert (row.promised_by, row.waits_for_promise(today), row.waits_for_promise(day)) == (day, True, True)
    assert not row.waits_for_promise(day + timedelta(days=1)), "a promise that is late may need a call"
    complain(db, ann, owner, now + 2 * HOUR, "the shade of the new lamp is torn")
    assert not follow_ups.one(db, number).waits_for_promise(today)


def test_a_promise_not_kept_brings_the_customer_back(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    day = now.date() + timedelta(days=2)
    result = follow_ups.log_call(db, number, "reached", promise="call back", promise_by=day, by=owner, now=now + HOUR)
    follow_ups.close(db, number, "she rang herself", by=owner, now=now + 2 * HOUR)
    assert not follow_ups.list_open(db, now=now + 2 * HOUR)
    follow_ups.new_day(db, now=now + timedelta(days=4))
    (row,) = follow_ups.list_open(db, now=now + timedelta(days=4))
    assert "call back" in row.reason or any("call back" in item.quote for item in row.evidence)
    assert result.promise_id is not None
    follow_ups.settle_promise(db, result.promise_id, kept=True, by=owner, now=now + timedelta(days=5))
    assert not follow_ups.list_open(db, now=now + timedelta(days=5))


def test_a_promise_that_will_not_be_kept_brings_the_matter_back_before_its_day(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    number = complain(db, ann, owner, now)
    today, day = now.date(), now.date() + timedelta(days=5)
    follow_ups.log_call(
        db, number, "reached", put_right=True, promise="a new lamp", promise_by=day, by=owner, now=now + HOUR
    )
    (promise,) = follow_ups.promises_of(db, number)
    assert (promise.text, promise.due_on) == ("a new lamp", day)
    then = now + 2 * HOUR
    follow_ups.settle_promise(db, promise.id, kept=False, by=owner, now=then)
    (row,) = follow_ups.list_open(db, now=then)
    assert (row.id, row.due_on, row.waits_for_promise(today)) == (number, today, False)
    assert "a new lamp" in [item.quote for item in row.evidence]
    assert follow_ups.promises_of(db, number) == []
    with pytest.raises(Conflict):
        follow_ups.settle_promise(db, promise.id, kept=True, by=owner, now=then)
    step = undo.last(db, by=owner, now=then)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=then)
    (row,) = follow_ups.list_open(db, now=then)
    assert (row.due_on, row.waits_for_promise(today)) == (day, True)
    assert follow_ups.promises_of(db, number) == [promise]


def test_a_promise_kept_ends_what_was_put_right_and_nothing_else(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    """Also when it is the promise's reminder that is done, and undone again."""
    number = complain(db, ann, owner, now)
    day = now.date() + timedelta(days=2)
    told = {"promise": "send the invoice", "promise_by": day, "by": owner, "now": now + HOUR}
    result = follow_ups.log_call(db, number, "reached", put_right=True, **told)
    assert [row.id for row in follow_ups.list_open(db, now=now + HOUR)] == [number]
    key, then = f"promise:{result.promise_id}", now + 2 * HOUR
    due.done(db, key, by=owner, now=then)
    assert not follow_ups.list_open(db, now=then)
    due.take_back(db, key, by=owner, now=then + HOUR)
    assert [row.id for row in follow_ups.list_open(db, now=then + HOUR)] == [number]
    assert result.promise_id is not None
    follow_ups.settle_promise(db, result.promise_id, kept=True, by=owner, now=then + 2 * HOUR)
    assert not follow_ups.list_open(db, now=then + 2 * HOUR)
    again = complain(db, ann, owner, then + 3 * HOUR)
    follow_ups.log_call(db, again, "reached", **{**told, "now": then + 4 * HOUR})
    (open_promise,) = (item for item in due.open_list(db, now=now + timedelta(days=2)) if item.kind == "promise")
    due.done(db, open_promise.key, by=owner, now=then + 5 * HOUR)
    assert [row.id for row in follow_ups.list_open(db, now=then + 5 * HOUR)] == [again]


def test_an_overrule_clears_it_and_can_be_taken_back(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    saved = interactions.add(db, ann, "says she won't be back, third time it was the wrong size", by=owner, now=now)
    assert saved.follow_up_id is not None
    assert interactions.overrule(db, saved.interaction_id, "she was joking", by=owner, now=now + HOUR) is None
    assert interactions.one(db, saved.interaction_id).label == "neutral"
    assert interactions.withdraw_overrule(db, saved.interaction_id, by=owner, now=now + 2 * HOUR) is not None


def test_the_mood_staff_chose_outranks_the_reading(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    saved = interactions.add(
        db, ann, "says she won't be back, third time it was the wrong size", mood="happy", by=owner, now=now
    )
    assert saved.follow_up_id is None
    assert interactions.one(db, saved.interaction_id).label == "positive"


def test_flags_lapse_by_themselves(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    later = now + timedelta(days=400)
    assert not follow_ups.list_open(db, now=later)
    follow_ups.new_day(db, now=later)
    assert follow_ups.one(db, number).state == "lapsed"


def test_one_that_a_person_opened_stays_until_a_person_closes_it(
    db: Database, owner: Actor, now: datetime, ann: int
) -> None:
    number = follow_ups.open_by_hand(db, ann, "ask about the wedding", due_on=now.date(), by=owner, now=now)
    interactions.add(db, ann, "lovely chat, very pleased", mood="happy", by=owner, now=now + HOUR)
    later = now + timedelta(days=400)
    follow_ups.new_day(db, now=later)
    assert [row.id for row in follow_ups.list_open(db, now=later)] == [number]
    follow_ups.close(db, number, "wedding is off", by=owner, now=later)
    assert not follow_ups.list_open(db, now=later)


def test_who_must_not_be_contacted_is_not_listed(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    customers.update(db, ann, Draft("Ann Lee", do_not_contact=True), by=owner, now=now)
    interactions.add(db, ann, "furious, wants her money back", mood="unhappy", by=owner, now=now)
    assert not follow_ups.list_open(db, now=now)


def test_a_logged_call_can_be_undone_whole(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    follow_ups.log_call(db, number, "reached", put_right=True, by=owner, now=now + HOUR)
    step = undo.last(db, by=owner, now=now + HOUR)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now + HOUR)
    row = follow_ups.one(db, number)
    assert (row.state, row.attempts) == ("open", 0)
    assert len(interactions.timeline(db, ann)) == 1


def test_what_makes_no_sense_is_refused_with_a_sentence(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    number = complain(db, ann, owner, now)
    with pytest.raises(InvalidInput, match="no outcome"):
        follow_ups.log_call(db, number, "shouted", by=owner, now=now)
    with pytest.raises(InvalidInput, match="only when"):
        follow_ups.log_call(db, number, "left-word", put_right=True, by=owner, now=now)
    with pytest.raises(InvalidInput, match="promise needs both"):
        follow_ups.log_call(db, number, "reached", promise="a call", by=owner, now=now)
    with pytest.raises(InvalidInput, match="promise needs both"):
        follow_ups.log_call(db, number, "reached", promise_by=date(2026, 5, 1), by=owner, now=now)
    assert follow_ups.one(db, number).attempts == 0
    follow_ups.close(db, number, "sorted in the shop", by=owner, now=now)
    with pytest.raises(Conflict, match="already"):
        follow_ups.log_call(db, number, "reached", by=owner, now=now)


def test_a_customer_who_objects_is_not_read(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Bea", no_mood_reading=True), by=owner, now=now)
    saved = interactions.add(db, number, "says she won't be back, third time it was wrong", by=owner, now=now)
    assert saved.reading is None
    assert saved.follow_up_id is None


def test_a_mood_that_staff_chose_is_changed_not_overruled(db: Database, owner: Actor, now: datetime, ann: int) -> None:
    saved = interactions.add(db, ann, "picked up the parcel", mood="unhappy", by=owner, now=now)
    with pytest.raises(InvalidInput, match="change the mood"):
        interactions.overrule(db, saved.interaction_id, "she is always so", by=owner, now=now)
    assert interactions.set_mood(db, saved.interaction_id, "", by=owner, now=now) is None
