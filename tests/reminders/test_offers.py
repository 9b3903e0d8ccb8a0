"""A time that became free is offered along the waiting list: one customer at a time, told once, never to the wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deskmate.core import appointments, customers, follow_ups, services, staff, waitlist
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput
from deskmate.core.people import Draft
from deskmate.reminders import due, offers, outcomes, texts
from deskmate.reminders.watch import Watch

START = datetime(2026, 3, 5, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Shop:
    """Ann is booked with Eva; Ben and Cleo wait."""

    def __init__(self, db: Database, owner: Actor, now: datetime) -> None:
        self.db, self.by = db, owner
        services.save(db, "Cut", minutes=30, by=owner, now=now)
        eva = staff.add(db, "Eva", by=owner, now=now)
        self.ann, self.ben, self.cleo = (customers.add(db, Draft(n), by=owner, now=now) for n in ("Ann", "Ben", "Cleo"))
        booked = appointments.book(db, self.ann, start=START, service="Cut", staff_id=eva, by=owner, now=now)
        self.appointment = booked.id
        for number, who in enumerate((self.ben, self.cleo)):
            at = now + number * timedelta(minutes=1)
            waitlist.add(db, who, service="Cut", until=date(2026, 3, 20), by=owner, now=at)

    def cancel(self, now: datetime) -> None:
        appointments.set_status(self.db, self.appointment, "cancelled", by=self.by, now=now)

    def offers(self, now: datetime) -> list[due.Due]:
        return [item for item in due.open_list(self.db, now=now) if item.kind == "offer"]


@pytest.fixture
def shop(db: Database, owner: Actor, now: datetime) -> Shop:
    made = Shop(db, owner, now)
    made.cancel(now + HOUR)
    return made


def test_a_cancelled_appointment_is_offered_to_the_first_who_waits_and_told_once(shop: Shop, now: datetime) -> None:
    then = now + 2 * HOUR
    (item,) = shop.offers(then)
    assert (item.customer, item.due_at, item.about_at) == ("Ben", now + HOUR, START)
    assert item.text == "Offer the gap: Cut, Thu 5 Mar at 10:00 with Eva"
    watch = Watch(shop.db)
    assert [one.key for one in watch.poll(then)] == [item.key]
    assert watch.poll(then + HOUR) == []


def test_who_declines_makes_room_for_the_next_who_is_told_anew(shop: Shop, now: datetime) -> None:
    then = now + 2 * HOUR
    (first,) = shop.offers(then)
    assert outcomes.note(shop.db, first, "declined", by=shop.by, now=then) is None
    (second,) = shop.offers(then)
    assert (second.customer, second.due_at) == ("Cleo", then)  # due now: nobody was away
    assert second.key in {one.key for one in due.claim(shop.db, now=then)}
    due.dismiss(shop.db, second.key, by=shop.by, now=then)
    assert shop.offers(then) == []


@pytest.mark.parametrize("outcome", ["left-word", "message-sent", "not-reached"])
def test_who_has_not_answered_yet_is_still_the_first(shop: Shop, now: datetime, outcome: str) -> None:
    then = now + 2 * HOUR
    (item,) = shop.offers(then)
    back_at = outcomes.note(shop.db, item, outcome, by=shop.by, now=then)
    assert back_at is not None and shop.offers(then) == []
    assert [one.key for one in shop.offers(back_at)] == [item.key]


def test_accepting_books_the_customer_and_ends_every_offer(shop: Shop, now: datetime) -> None:
    then = now + 2 * HOUR
    (item,) = shop.offers(then)
    booked = offers.accept(shop.db, item, by=shop.by, now=then)
    assert appointments.one(shop.db, booked.id).customer == "Ben"
    assert shop.offers(then) == []
    with pytest.raises(Conflict):
        offers.accept(shop.db, item, by=shop.by, now=then)
    shop.appointment = booked.id
    shop.cancel(then)
    assert [one.customer for one in shop.offers(then)] == ["Cleo"]


def test_an_offer_that_is_gone_does_not_come_back_with_the_clock(shop: Shop) -> None:
    assert shop.offers(START) == [] and len(shop.offers(START - timedelta(minutes=1))) == 1


def test_an_offer_says_when_the_customer_may_need_a_call_about_something_else(shop: Shop, now: datetime) -> None:
    follow_ups.open_by_hand(shop.db, shop.ben, "asked for", due_on=date(2026, 3, 9), by=shop.by, now=now)
    (item,) = shop.offers(now + HOUR)
    assert item.paused == offers.UNHAPPY


def test_a_snoozed_offer_waits_and_is_not_passed_on(shop: Shop, now: datetime) -> None:
    then = now + 2 * HOUR
    (item,) = shop.offers(then)
    due.snooze(shop.db, item.key, until=then + HOUR, by=shop.by, now=then)
    assert shop.offers(then) == []
    assert [one.key for one in shop.offers(then + HOUR)] == [item.key]


def test_the_suggested_text_names_the_time(shop: Shop, now: datetime) -> None:
    (item,) = shop.offers(now + HOUR)
    made = texts.suggest(shop.db, item, "time-free", now=now + HOUR)
    assert "Cut" in made.text and "10:00" in made.text and made.open_fields == ()


def test_only_an_offer_can_be_accepted(shop: Shop, now: datetime) -> None:
    number = due.remind(shop.db, "bins", at=now, by=shop.by, now=now)
    item = next(one for one in due.open_list(shop.db, now=now) if one.key.startswith(f"reminder:{number}:"))
    with pytest.raises(InvalidInput):
        offers.accept(shop.db, item, by=shop.by, now=now)
