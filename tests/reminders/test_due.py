"""Reminders: derived from the book, told once, never lost; what staff did about them stays done."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from deskmate.core import appointments, customers, follow_ups, interactions, services, settings
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import Occasion
from deskmate.core.people import Birthday, Draft
from deskmate.reminders import due, telling
from deskmate.reminders.watch import Watch

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)


def add(db: Database, owner: Actor, now: datetime, **draft: object) -> int:
    return customers.add(db, Draft("Ann Lee", **draft), by=owner, now=now)  # type: ignore[arg-type]


def greet(db: Database, owner: Actor, now: datetime, customer: int, days: int | None) -> None:
    """So many days ahead."""
    draft = replace(customers.card(db, customer).draft, greet_days_ahead=days)
    customers.update(db, customer, draft, by=owner, now=now)


def kinds(db: Database, now: datetime) -> list[str]:
    return [item.kind for item in due.open_list(db, now=now)]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def test_an_appointment_is_told_ahead_by_the_shops_lead_time(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    appointments.book(db, ann, start=now + timedelta(hours=5), service="Fitting", by=owner, now=now)
    assert kinds(db, now + timedelta(hours=3, minutes=59)) == []
    (item,) = due.open_list(db, now=now + 4 * HOUR)
    assert item.kind == "appointment" and "Fitting" in item.text


def test_an_appointment_booked_inside_its_lead_time_falls_due_when_it_is_booked(
    db: Database, owner: Actor, now: datetime
) -> None:
    """Somebody stood there and booked it: nobody was away."""
    services.save(db, "Colour", minutes=90, call_day_before=True, prepare_minutes=120, by=owner, now=now)
    ann = add(db, owner, now)
    start = now + timedelta(minutes=20)
    booked = appointments.book(db, ann, start=start, service="Colour", by=owner, now=now)
    items = due.open_list(db, now=now)
    assert {item.kind: item.due_at for item in items} == dict.fromkeys(("appointment", "prepare", "call-before"), now)
    assert [name for name, _ in telling.grouped(items, now=now, zone=LONDON)] == ["now"]
    later = now + timedelta(minutes=5)
    appointments.move(db, booked.id, start=start + timedelta(minutes=10), by=owner, now=later)
    assert {item.due_at for item in due.open_list(db, now=later)} == {later}


def test_an_appointment_written_down_late_is_no_news_of_an_absence(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    appointments.book(db, ann, start=now - HOUR, service="Cut", by=owner, now=now)
    items = due.open_list(db, now=now)
    assert [item.due_at for item in items] == [now - HOUR]
    assert [name for name, _ in telling.grouped(items, now=now, zone=LONDON)] == ["now"]


def test_an_appointment_booked_on_a_clock_since_set_back_is_told_in_time(
    db: Database, owner: Actor, now: datetime
) -> None:
    ann = add(db, owner, now)
    appointments.book(db, ann, start=now + HOUR, service="Cut", by=owner, now=now + timedelta(days=1))
    assert [item.due_at for item in due.open_list(db, now=now)] == [now]


def test_a_moved_appointment_reminds_again_and_a_cancelled_one_not(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    booked = appointments.book(db, ann, start=now + HOUR, service="Fitting", by=owner, now=now)
    (item,) = due.open_list(db, now=now)
    due.done(db, item.key, by=owner, now=now)
    assert kinds(db, now) == []
    appointments.move(db, booked.id, start=now + timedelta(days=1), by=owner, now=now)
    assert kinds(db, now + timedelta(hours=23)) == ["appointment"]
    appointments.set_status(db, booked.id, "cancelled", by=owner, now=now)
    assert kinds(db, now + timedelta(hours=23)) == []


def test_a_service_may_ask_for_a_call_the_day_before_and_time_to_prepare(
    db: Database, owner: Actor, now: datetime
) -> None:
    services.save(db, "Colour", minutes=90, call_day_before=True, prepare_minutes=120, by=owner, now=now)
    ann = add(db, owner, now)
    start = at(date(2026, 3, 5), 14)
    appointments.book(db, ann, start=start, service="Colour", by=owner, now=now)
    assert kinds(db, at(date(2026, 3, 4), 9)) == ["call-before"]
    assert set(kinds(db, start - timedelta(minutes=110))) == {"call-before", "prepare"}


@pytest.mark.parametrize(
    ("etiquette", "left"),
    [({"deceased": True}, set()), ({"do_not_contact": True}, {"appointment", "prepare"}), ({}, None)],
)
def test_nobody_is_asked_to_call_whoever_has_died_or_is_not_to_be_contacted_about_an_appointment(
    db: Database, owner: Actor, now: datetime, etiquette: dict[str, bool], left: set[str] | None
) -> None:
    services.save(db, "Colour", minutes=90, call_day_before=True, prepare_minutes=120, by=owner, now=now)
    ann = add(db, owner, now)
    start = at(date(2026, 3, 5), 14)
    appointments.book(db, ann, start=start, service="Colour", by=owner, now=now)
    customers.update(db, ann, replace(customers.card(db, ann).draft, **etiquette), by=owner, now=now)  # type: ignore[arg-type]
    assert set(kinds(db, start)) == ({"appointment", "prepare", "call-before"} if left is None else left)


@pytest.mark.parametrize(("rule", "day"), [("28 Feb", date(2026, 2, 28)), ("1 Mar", date(2026, 3, 1))])
def test_a_leap_day_birthday_falls_where_the_shop_says(
    db: Database, owner: Actor, now: datetime, rule: str, day: date
) -> None:
    settings.change(db, leap_day=rule, birthday_days_ahead=0, by=owner, now=now)
    add(db, owner, now - timedelta(days=30), birthday=Birthday(2, 29, 1988))
    assert kinds(db, at(day) - timedelta(minutes=1)) == []
    (item,) = due.open_list(db, now=at(day))
    assert item.kind == "birthday"
    assert "38" not in item.text  # an age is shown only if the shop wants it


def test_a_leap_year_has_the_day_itself(db: Database, owner: Actor, now: datetime) -> None:
    settings.change(db, leap_day="1 Mar", birthday_days_ahead=0, by=owner, now=now)
    add(db, owner, now, birthday=Birthday(2, 29))
    assert kinds(db, at(date(2028, 2, 29))) == ["birthday"]


def test_a_birthday_is_told_once_a_year_however_the_card_is_edited(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now, birthday=Birthday(3, 5))
    (item,) = due.open_list(db, now=now)
    due.done(db, item.key, by=owner, now=now)
    customers.update(db, ann, Draft("Ann Leeming", birthday=Birthday(3, 6)), by=owner, now=now)
    assert kinds(db, now + timedelta(days=1)) == []
    assert kinds(db, at(date(2027, 3, 1))) == ["birthday"]


def test_a_birthday_that_was_over_before_the_card_was_made_is_no_news(
    db: Database, owner: Actor, now: datetime
) -> None:
    """Otherwise an import would pour in the birthdays of the last six weeks."""
    add(db, owner, now, birthday=Birthday(3, 1))
    assert kinds(db, now) == []
    add(db, owner, now, birthday=Birthday(3, 2))
    assert kinds(db, now) == ["birthday"]


def test_a_customer_may_have_an_own_time_ahead(db: Database, owner: Actor, now: datetime) -> None:
    early, usual = (add(db, owner, now, birthday=Birthday(4, 20)) for _ in range(2))
    greet(db, owner, now, early, 30)
    assert customers.card(db, early).draft.greet_days_ahead == 30
    due_at = {item.customer_id: item.due_at for item in due.open_list(db, now=at(date(2026, 4, 20)))}
    assert due_at == {early: at(date(2026, 3, 21)), usual: at(date(2026, 4, 13))}
    greet(db, owner, now, early, None)
    assert kinds(db, at(date(2026, 3, 21))) == []
    with pytest.raises(InvalidInput, match="between 0 and 60"):
        greet(db, owner, now, early, 61)


def test_an_own_time_ahead_holds_for_occasions_too(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    with db.write() as session:
        session.add(Occasion(customer_id=ann, name="Wedding day", month=4, day=20))
    greet(db, owner, now, ann, 0)
    assert kinds(db, at(date(2026, 4, 19))) == []
    (item,) = due.open_list(db, now=at(date(2026, 4, 20)))
    assert (item.kind, item.text) == ("occasion", "Wedding day on Mon 20 Apr")


@pytest.mark.parametrize(
    "draft",
    [
        {"no_greetings": True},
        {"deceased": True},
        {"do_not_contact": True},
        {"bereaved_until": date(2026, 6, 1)},
    ],
)
def test_etiquette_silences_cheerful_reminders(
    db: Database, owner: Actor, now: datetime, draft: dict[str, object]
) -> None:
    add(db, owner, now, birthday=Birthday(3, 5), **draft)
    assert kinds(db, now) == []


def test_a_greeting_waits_while_the_customer_may_need_a_call(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now, birthday=Birthday(3, 5))
    saved = interactions.add(db, ann, "left in tears, colour went green", mood="unhappy", by=owner, now=now)
    birthday = next(item for item in due.open_list(db, now=now) if item.kind == "birthday")
    assert "call" in birthday.paused
    assert saved.follow_up_id is not None
    follow_ups.log_call(db, saved.follow_up_id, "reached", put_right=True, by=owner, now=now)
    birthday = next(item for item in due.open_list(db, now=now) if item.kind == "birthday")
    assert not birthday.paused


def test_what_fell_due_while_the_program_was_closed_is_there_oldest_first(
    db: Database, owner: Actor, now: datetime
) -> None:
    for days in (3, 1, 2):
        due.remind(db, f"day {days}", at=now + timedelta(days=days), by=owner, now=now)
    later = now + timedelta(days=30)
    assert [item.text for item in due.open_list(db, now=later)] == ["day 1", "day 2", "day 3"]
    assert len(due.claim(db, now=later)) == 3
    assert due.claim(db, now=later) == []
    assert len(due.open_list(db, now=later)) == 3


def test_what_people_decided_on_waits_for_ever(db: Database, owner: Actor, now: datetime) -> None:
    """An own reminder, a promise and a call do not fall out of the list while the shop is closed for a season."""
    ann = add(db, owner, now, birthday=Birthday(3, 5))
    due.remind(db, "order flour", at=now, by=owner, now=now)
    due.remind(db, "handled long ago", at=now, by=owner, now=now)
    due.done(db, due.open_list(db, now=now)[-1].key, by=owner, now=now)
    number = follow_ups.open_by_hand(db, ann, "lamp broken", due_on=now.date(), by=owner, now=now)
    follow_ups.log_call(db, number, "reached", promise="new lamp", promise_by=now.date(), by=owner, now=now)
    assert sorted(kinds(db, now + timedelta(days=200))) == ["follow-up", "promise", "reminder"]


def test_a_snooze_may_be_longer_than_the_look_back(db: Database, owner: Actor, now: datetime) -> None:
    add(db, owner, now, birthday=Birthday(3, 5))
    (item,) = due.claim(db, now=now)
    due.snooze(db, item.key, until=now + timedelta(days=100), by=owner, now=now)
    settings.change(db, opens="08:00", by=owner, now=now)
    assert kinds(db, now + timedelta(days=99)) == []
    assert [one.key for one in due.claim(db, now=now + timedelta(days=100))] == [item.key]
    due.done(db, item.key, by=owner, now=now + timedelta(days=100))
    assert kinds(db, now + timedelta(days=101)) == []


def test_the_coming_days_without_what_is_over(db: Database, owner: Actor, now: datetime) -> None:
    for days in (0, 2):
        add(db, owner, now, birthday=Birthday(3, 2 + days))
    due.remind(db, "order flour", at=now, by=owner, now=now)
    later = now + timedelta(days=1)
    assert [item.kind for item in due.upcoming(db, now=later)] == ["birthday", "birthday", "reminder"]
    assert [item.kind for item in due.upcoming(db, now=later, passed=False)] == ["birthday", "reminder"]


def test_claiming_tells_each_reminder_once_and_a_snooze_tells_again(db: Database, owner: Actor, now: datetime) -> None:
    due.remind(db, "order flour", at=now, by=owner, now=now)
    (item,) = due.claim(db, now=now)
    assert due.claim(db, now=now + HOUR) == []
    due.snooze(db, item.key, until=now + 2 * HOUR, by=owner, now=now + HOUR)
    assert kinds(db, now + HOUR) == []
    assert [one.key for one in due.claim(db, now=now + 2 * HOUR)] == [item.key]


def test_done_can_be_taken_back(db: Database, owner: Actor, now: datetime) -> None:
    due.remind(db, "order flour", at=now, by=owner, now=now)
    (item,) = due.open_list(db, now=now)
    due.done(db, item.key, by=owner, now=now)
    assert kinds(db, now) == []
    due.take_back(db, item.key, by=owner, now=now)
    assert kinds(db, now) == ["reminder"]


def test_a_kept_promise_is_kept_in_the_book_too(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    saved = interactions.add(db, ann, "lamp broken on arrival", mood="unhappy", by=owner, now=now)
    assert saved.follow_up_id is not None
    follow_ups.log_call(db, saved.follow_up_id, "reached", promise="new lamp", promise_by=now.date(), by=owner, now=now)
    promise = next(item for item in due.open_list(db, now=now) if item.kind == "promise")
    due.done(db, promise.key, by=owner, now=now)
    follow_ups.new_day(db, now=now + timedelta(days=3))
    assert not any("not kept" in row.reason for row in follow_ups.list_open(db, now=now + timedelta(days=3)))


def test_a_repeating_reminder_stays_at_its_wall_time_over_the_clock_change(
    db: Database, owner: Actor, now: datetime
) -> None:
    start = datetime(2026, 3, 27, 9, 0)
    due.remind(db, "bins out", at=start, repeat="FREQ=DAILY", by=owner, now=now)
    before, after = at(date(2026, 3, 28)), at(date(2026, 3, 30))  # summer time begins on the 29th
    times = [item.due_at for item in due.open_list(db, now=after)]
    assert times == [at(date(2026, 3, day)) for day in (27, 28, 29, 30)]
    assert times[-1] - times[1] == timedelta(days=2) - HOUR
    assert times[1] == before


def test_deleting_a_customer_takes_their_reminders_along(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now, birthday=Birthday(3, 5))
    due.remind(db, "ring her", at=now, customer_id=ann, by=owner, now=now)
    assert sorted(kinds(db, now)) == ["birthday", "reminder"]
    customers.delete(db, ann, by=owner, now=now)
    assert kinds(db, now) == []


def test_bad_input_has_a_sentence(db: Database, owner: Actor, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="no repetition"):
        due.remind(db, "x", at=now, repeat="FREQ=SOMETIMES", by=owner, now=now)
    with pytest.raises(InvalidInput, match="what the reminder is about"):
        due.remind(db, " ", at=now, by=owner, now=now)
    with pytest.raises(NotFound):
        due.done(db, "birthday:99:2026", by=owner, now=now)
    due.remind(db, "x", at=now, by=owner, now=now)
    (item,) = due.open_list(db, now=now)
    with pytest.raises(InvalidInput, match="between now"):
        due.snooze(db, item.key, until=now - HOUR, by=owner, now=now)


def test_a_watch_sees_new_work_at_once_and_is_otherwise_quiet(db: Database, owner: Actor, now: datetime) -> None:
    watch = Watch(db)
    assert watch.poll(now) == []
    due.remind(db, "soon", at=now + timedelta(minutes=10), by=owner, now=now)
    assert watch.poll(now) == []
    assert [item.text for item in watch.poll(now + timedelta(minutes=10))] == ["soon"]
    assert watch.poll(now + timedelta(minutes=11)) == []
    due.remind(db, "late entry", at=now, by=owner, now=now + timedelta(minutes=11))
    assert [item.text for item in watch.poll(now + timedelta(minutes=12))] == ["late entry"]


def test_a_clock_set_back_and_forward_repeats_and_loses_nothing(db: Database, owner: Actor, now: datetime) -> None:
    watch = Watch(db)
    due.remind(db, "a", at=now, by=owner, now=now)
    due.remind(db, "b", at=now + HOUR, by=owner, now=now)
    assert len(watch.poll(now)) == 1
    assert watch.poll(now - timedelta(days=2)) == []
    assert [item.text for item in watch.poll(now + timedelta(days=2))] == ["b"]
    assert watch.poll(now) == []


def test_a_greeting_put_off_for_long_comes_back_whatever_was_set_meanwhile(
    db: Database, owner: Actor, now: datetime
) -> None:
    """When it falls due follows from settings that changed since; it is found by its key."""
    ann = add(db, owner, now, birthday=Birthday(3, 5))
    (item,) = due.open_list(db, now=now)
    back_at = now + timedelta(days=90)
    due.snooze(db, item.key, until=back_at, by=owner, now=now)
    for days in (60, 0):
        greet(db, owner, now, ann, days)
        assert due.open_list(db, now=back_at - HOUR) == []
        assert [one.key for one in due.open_list(db, now=back_at)] == [item.key]


def test_an_appointments_reminder_put_off_comes_back_whatever_the_lead_is_now(
    db: Database, owner: Actor, now: datetime
) -> None:
    ann = add(db, owner, now)
    appointments.book(db, ann, start=now + HOUR, service="Cut", by=owner, now=now)
    (item,) = due.open_list(db, now=now)
    back_at = now + timedelta(days=90)
    due.snooze(db, item.key, until=back_at, by=owner, now=now)
    settings.change(db, appointment_lead_minutes=7 * 24 * 60, by=owner, now=now)
    assert [one.key for one in due.open_list(db, now=back_at)] == [item.key]


@pytest.mark.parametrize(
    "key",
    [
        "birthday:1",
        "reminder:1:x",
        "reminder:9:9:9",
        "rhythm:",
        "nothing:1",
        "",
        ":::",
        "promise:²",
        "expiry:" + 30 * "9",
    ],
)
def test_a_key_that_names_nothing_is_refused(db: Database, owner: Actor, now: datetime, key: str) -> None:
    add(db, owner, now)
    with pytest.raises(NotFound):
        due.done(db, key, by=owner, now=now)
