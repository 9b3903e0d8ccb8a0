"""Regulars who stay away: told once, a few a day, restarted by any real contact, and kept true whatever is written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from deskmate.core import appointments, customers, follow_ups, interactions, merging, settings, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Draft
from deskmate.reminders import due, late_visits, rhythm, usual_visits
from deskmate.reminders.kinds import Due
from deskmate.reminders.watch import Watch

LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(weeks=1)


def regular(db: Database, owner: Actor, now: datetime, *, gap: int = 35, visits: int = 6, **draft: Any) -> int:
    """A customer whose last visit was at `now`, and those before it each `gap` days earlier."""
    number = customers.add(db, Draft(draft.pop("name", "Ann Lee"), **draft), by=owner, now=now)
    for visit in range(visits):
        at = now - timedelta(days=gap * visit)
        interactions.add(db, number, "cut and colour", kind="visit", at=at, by=owner, now=now)
    return number


def late(db: Database, now: datetime) -> list[Due]:
    return [item for item in due.open_list(db, now=now) if item.kind == "rhythm"]


def wait(gap: int = 35, visits: int = 6) -> timedelta:
    days = rhythm.patience([date(2025, 1, 1) + timedelta(days=gap * visit) for visit in range(visits)])
    assert days is not None
    return timedelta(days=days)


def test_usually_every_five_weeks_now_ten(db: Database, owner: Actor, now: datetime) -> None:
    regular(db, owner, now)
    assert late(db, now + wait() - timedelta(hours=2)) == []
    (item,) = late(db, now + wait())
    assert item.customer == "Ann Lee"
    assert item.text == "Usually every 5 weeks, now 10: 6 visits, the last on Mon 2 Mar"
    (item,) = late(db, now + wait() + 3 * WEEK)
    assert "now 13" in item.text


@pytest.mark.parametrize(
    ("usual", "since", "words"),
    [
        (1.0, 22, "Usually every day, now 22"),
        (3.5, 26, "Usually every 4 days, now 26"),
        (35.0, 63, "Usually every 5 weeks, now 9"),
        (30.5, 70, "Usually every 4 weeks, now 10"),
        (365.0, 640, "Usually every 12 months, now 21"),
    ],
)
def test_the_arithmetic_is_in_the_text(usual: float, since: int, words: str) -> None:
    assert rhythm.spoken(usual, since) == words


def test_three_visits_are_no_rhythm(db: Database, owner: Actor, now: datetime) -> None:
    regular(db, owner, now, visits=3)
    assert late(db, now + 6 * WEEK) == [] and late(db, now + 20 * WEEK) == []


@pytest.mark.parametrize("kind", ["visit", "purchase", "call", "complaint", "feedback", "compliment"])
def test_any_real_contact_starts_the_count_anew(db: Database, owner: Actor, now: datetime, kind: str) -> None:
    ann = regular(db, owner, now)
    then = now + wait()
    assert len(late(db, then)) == 1
    interactions.add(db, ann, "asked about the new colours", kind=kind, mood="happy", by=owner, now=then)
    assert late(db, then) == []
    assert late(db, then + wait() - WEEK) == []


def test_a_note_of_ours_is_no_contact(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    interactions.add(db, ann, "her colour is in again", mood="neutral", by=owner, now=now + wait())
    assert len(late(db, now + wait())) == 1


def test_a_call_that_reached_nobody_is_none_either(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    then = now + wait()
    for outcome, left in (("not-reached", 1), ("left-word", 1), ("reached", 0)):
        number = follow_ups.open_by_hand(db, ann, "not seen", due_on=then.date(), by=owner, now=then)
        follow_ups.log_call(db, number, outcome, by=owner, now=then)
        if outcome != "reached":
            follow_ups.close(db, number, "try again later", by=owner, now=then)
        assert len(late(db, then)) == left, outcome


def test_an_appointment_is_a_contact_unless_it_came_to_nothing(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    then = now + wait()
    booked = appointments.book(db, ann, start=then + WEEK, service="Colour", by=owner, now=then)
    assert late(db, then) == []
    for status, left in (("cancelled", 1), ("no-show", 1), ("booked", 0), ("done", 0)):
        appointments.set_status(db, booked.id, status, by=owner, now=then)
        assert len(late(db, then)) == left, status


@pytest.mark.parametrize(
    "draft",
    [{"seasonal": True}, {"do_not_contact": True}, {"deceased": True}, {"bereaved_until": date(2026, 12, 31)}],
)
def test_whom_it_does_not_fit_is_left_in_peace(
    db: Database, owner: Actor, now: datetime, draft: dict[str, Any]
) -> None:
    regular(db, owner, now, **draft)
    assert late(db, now + wait()) == []
    due.claim(db, now=now)
    assert late(db, now + wait()) == []


def test_whoever_may_need_a_call_anyway_is_on_that_list_only(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    then = now + wait()
    number = follow_ups.open_by_hand(db, ann, "lamp broken", due_on=then.date(), by=owner, now=then)
    assert late(db, then) == []
    follow_ups.close(db, number, "mistaken", by=owner, now=then)
    assert len(late(db, then)) == 1


def test_a_shop_may_do_without(db: Database, owner: Actor, now: datetime) -> None:
    regular(db, owner, now)
    settings.change(db, rhythm_reminders=False, by=owner, now=now)
    assert late(db, now + wait()) == [] and due.claim(db, now=now + wait()) == []
    settings.change(db, rhythm_reminders=True, by=owner, now=now)
    assert len(late(db, now + wait())) == 1


def test_what_was_acknowledged_stays_so_until_the_next_contact(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    then = now + wait()
    (item,) = late(db, then)
    due.done(db, item.key, by=owner, now=then)
    assert late(db, then + WEEK) == []
    back = then + WEEK
    interactions.add(db, ann, "came in", kind="visit", by=owner, now=back)
    assert late(db, back) == []
    days = [now - timedelta(days=35 * visit) for visit in range(6)]
    again = rhythm.patience(sorted(at.date() for at in [*days, back]))
    assert again is not None
    (other,) = late(db, back + timedelta(days=again))
    assert other.key != item.key


def test_a_day_brings_five_at_most_and_handling_one_brings_no_sixth(db: Database, owner: Actor, now: datetime) -> None:
    numbers = [regular(db, owner, now, gap=7, name=f"Customer {n}") for n in range(7)]
    then = now + wait(7)
    shown = late(db, then)
    assert [item.customer_id for item in shown] == numbers[:5]
    due.claim(db, now=then)
    due.dismiss(db, shown[0].key, by=owner, now=then)
    interactions.add(db, numbers[1], "came in", kind="visit", by=owner, now=then)
    assert [item.customer_id for item in late(db, then)] == numbers[2:5]
    assert due.claim(db, now=then) == []


def test_who_was_told_stays_told_when_an_import_brings_others(db: Database, owner: Actor, now: datetime) -> None:
    first = [regular(db, owner, now, gap=7, name=f"Customer {n}") for n in range(4)]
    then = now + wait(7)
    assert len(due.claim(db, now=then)) == 4
    for n in range(3):
        regular(db, owner, now + timedelta(days=1), gap=6, name=f"Other {n}")  # late that day too, and further over
    assert {item.customer_id for item in late(db, then)} >= set(first)
    assert len(late(db, then)) == 5


def test_the_clock_tells_it_once_and_settles_what_a_write_made_stale(db: Database, owner: Actor, now: datetime) -> None:
    ann = regular(db, owner, now)
    watch = Watch(db)
    assert watch.poll(now) == []
    assert stale(db) == 0
    told = [item.kind for minute in range(0, 3000, 30) for item in watch.poll(now + wait() + timedelta(minutes=minute))]
    assert told == ["rhythm"]
    interactions.add(db, ann, "came in", kind="visit", by=owner, now=now + wait())
    assert stale(db) == 1
    watch.poll(now + wait() + WEEK)
    assert stale(db) == 0


def test_more_than_a_list_can_wait_for_is_worked_out_by_the_clock(
    db: Database, owner: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_visits, "_FEW", 1)
    monkeypatch.setattr(usual_visits, "AT_ONCE", 2)
    for n in range(5):
        regular(db, owner, now, name=f"Customer {n}", visits=4)
    watch, then = Watch(db), now + wait(visits=4)
    told = [len(watch.poll(then + timedelta(seconds=30 * tick))) for tick in range(5)]
    assert sum(told) == 5 and stale(db) == 0


def test_what_a_large_import_left_can_be_worked_out_aside(
    db: Database, owner: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_visits, "AT_ONCE", 2)
    for n in range(5):
        regular(db, owner, now, name=f"Customer {n}", visits=4)
    watch = Watch(db)
    watch.poll(now)
    assert watch.is_behind and stale(db) == 3
    heard: list[frozenset[str]] = []
    db.listen(heard.append)
    assert due.catch_up(db) == 3 and heard == [frozenset({"reminders"})]
    watch.poll(now)
    assert not watch.is_behind and due.catch_up(db) == 0


def stale(db: Database) -> int:
    with db.read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM visit_rhythm WHERE stale").scalar_one())


# -- kept equals worked out from scratch, whatever is written ----------------------------------------------------------

STEPS = (
    "visit", "purchase", "call", "note", "edit", "delete", "undo", "book", "move", "status", "vain", "merge", "part",
    "zone", "settle", "bin", "restore",
)  # fmt: skip


@profile(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(0, 400)), max_size=25))
def test_kept_is_as_from_scratch(fresh_db: "Fresh", steps: list[tuple[str, int, int]]) -> None:
    db, owner, now = fresh_db()
    settings.change(db, read_moods=False, by=owner, now=now)
    people = [customers.add(db, Draft(f"Customer {n}"), by=owner, now=now) for n in range(3)]
    for step, who, back in steps:
        try:
            take(db, owner, step, people[who], people[back % 3], now - timedelta(days=back, hours=back % 24), now)
        except ValueError:
            raise
        except Exception as error:  # what is refused leaves everything as it was
            assert type(error).__name__ in ("NotFound", "Conflict", "InvalidInput"), error
    assert kept(db) == scratch(db)
    with db.write() as session:
        usual_visits.settle(session, zone_of(db), most=1_000)
    assert stale(db) == 0 and kept(db) == scratch(db)


Fresh = Any


@pytest.fixture
def fresh_db(empty_book: Any, tmp_path: Any) -> Iterator[Fresh]:
    """Makes an empty book for each example, quick because nothing waits for the disk."""
    import shutil

    from deskmate.core import staff
    from deskmate.core.db import open_database

    template, key = empty_book
    opened: list[Database] = []

    def make() -> tuple[Database, Actor, datetime]:
        while opened:
            opened.pop().close()
        path = shutil.copy(template, tmp_path / "again.deskmate")
        opened.append(open_database(path, key, durable=False))
        return opened[0], staff.owner(opened[0]), datetime(2026, 3, 2, 9, tzinfo=UTC)

    yield make
    for db in opened:
        db.close()


def take(db: Database, owner: Actor, step: str, who: int, other: int, at: datetime, now: datetime) -> None:
    def write(kind: str) -> int:
        return interactions.add(db, who, "was here", kind=kind, mood="happy", at=at, by=owner, now=now).interaction_id

    if step in ("visit", "purchase", "call", "note"):
        write(step)
    elif step == "edit":
        number = write("visit")
        interactions.edit(db, number, body="was not here", kind="note", at=at, by=owner, now=now)
    elif step == "delete":
        interactions.delete(db, write("visit"), by=owner, now=now)
    elif step == "undo":
        write("visit")
        last = undo.last(db, by=owner, now=now)
        assert last is not None
        undo.undo(db, last.id, by=owner, now=now)
    elif step in ("book", "move", "status"):
        booked = appointments.book(db, who, start=at, service="Cut", by=owner, now=now)
        if step == "move":
            appointments.move(db, booked.id, start=at + WEEK, by=owner, now=now)
        elif step == "status":
            appointments.set_status(db, booked.id, ("done", "cancelled", "arrived")[at.day % 3], by=owner, now=now)
    elif step == "vain":
        number = follow_ups.open_by_hand(db, who, "not seen", due_on=at.date(), by=owner, now=at)
        follow_ups.log_call(db, number, ("not-reached", "reached")[at.day % 2], by=owner, now=at)
    elif step == "merge":
        merging.merge(db, who, other, by=owner, now=now)
    elif step == "part":
        merged = merging.of_customer(db, who)
        if merged:
            merging.unmerge(db, merged[0].id, by=owner, now=now)
    elif step == "zone":
        settings.change(db, zone=("Pacific/Auckland", "Europe/London", "America/Lima")[at.day % 3], by=owner, now=now)
    elif step == "settle":
        due.claim(db, now=now)
    elif step == "bin":
        customers.delete(db, who, by=owner, now=now)
    else:
        customers.restore(db, who, by=owner, now=now)


def zone_of(db: Database) -> ZoneInfo:
    return ZoneInfo(settings.current(db).zone)


FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)


def kept(db: Database) -> dict[int, date]:
    with db.read() as session:
        found = late_visits.between(session, FIRST, LAST, zone_of(db))
        return {late.usual.customer_id: late.usual.late_on for late in found if late.usual.late_on is not None}


def scratch(db: Database) -> dict[int, date]:
    """Whose silence becomes too long on which day, from the timelines and calendars as everybody reads them."""
    zone, found = zone_of(db), {}
    for who in all_customers(db):
        visits, contacts = days_of(db, who, zone)
        wait = rhythm.patience(sorted(visits))
        open_now = any(row.state == "open" for row in follow_ups.of_customer(db, who))
        if wait is not None and not open_now:
            found[who] = max(contacts) + timedelta(days=wait)
    return found


def all_customers(db: Database) -> list[int]:
    return [row.id for row in customers.page(db)]


def days_of(db: Database, who: int, zone: ZoneInfo) -> tuple[set[date], set[date]]:
    visits, contacts = set(), set()
    for entry in interactions.timeline(db, who, limit=500):
        day = entry.at.astimezone(zone).date()
        in_vain = entry.text.startswith("Follow-up call: not reached")
        if entry.kind in ("visit", "purchase", "call") and not in_vain:
            contacts.add(day)
            if entry.kind != "call":
                visits.add(day)
    for row in appointments.of_customer(db, who, limit=500):
        day = row.starts_at.astimezone(zone).date()
        if row.status in ("booked", "arrived", "done"):
            contacts.add(day)
        if row.status in ("arrived", "done"):
            visits.add(day)
    return visits, contacts
