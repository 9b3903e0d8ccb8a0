"""Whatever happens in whatever order: nothing due is missed, nothing acknowledged comes back, each is told once.

The book is the real one; beside it a ledger reckons from plain facts what ought to be due (`ledger.py`).
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from deskmate.core import appointments, book, customers, follow_ups, merging, settings, staff
from deskmate.core.db import open_database
from deskmate.core.models import FollowUp, Interaction, Promise
from deskmate.core.people import Birthday, Draft
from deskmate.reminders import due
from deskmate.reminders.watch import Watch
from tests.reminders.ledger import Booking, Ledger, Own, Person, Vow

ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
BIRTHDAYS = st.sampled_from([(2, 29), None, (2, 28), (3, 1), (12, 31), (1, 1), (3, 28), (10, 25)])
# a start beside the nights when clocks change, in a leap year, at the turn of a year
STARTS = st.sampled_from([
    datetime(2026, 3, 28, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2028, 2, 27, 8, tzinfo=UTC),
    datetime(2027, 2, 26, 8, tzinfo=UTC), datetime(2026, 12, 30, 12, tzinfo=UTC),
])  # fmt: skip
DAYS = st.sampled_from([1, 2, 7, 30, 60, 100]).map(lambda days: days * 1440)
MINUTES = st.one_of(st.integers(1, 240), DAYS, st.integers(1, 60_000))
LEADS = st.sampled_from([60, 15, 0, 1440, 10_080])
LEAP_DAYS = st.sampled_from(["28 Feb", "1 Mar"])
PICK = st.integers(0, 9)


class Killed(Exception):
    """The program ended in the middle."""


class Reminders(RuleBasedStateMachine):
    """A shop's weeks, with everything that can get in the way of a reminder."""

    template: tuple[Path, bytes]
    ran = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).ran += 1
        self.folder = tempfile.TemporaryDirectory(prefix="deskmate-sequence-")
        path, self.key = self.template
        self.path = Path(shutil.copy(path, self.folder.name))
        self.db = open_database(self.path, self.key, durable=False)
        self.by = staff.owner(self.db)
        self.watch = Watch(self.db)

    def teardown(self) -> None:
        self.db.close()
        self.folder.cleanup()

    # -- the shop's facts --------------------------------------------------------------------------------------------

    @initialize(
        start=STARTS,
        zone=st.sampled_from(ZONES),
        born=st.lists(BIRTHDAYS, min_size=2, max_size=3),
        lead=LEADS,
        leap=LEAP_DAYS,
    )
    def opens(self, start: datetime, zone: str, born: list[tuple[int, int] | None], lead: int, leap: str) -> None:
        self.now = start
        self.ledger = Ledger(ZoneInfo(zone))
        settings.change(self.db, zone=zone, read_moods=False, by=self.by, now=self.now)
        self.sets_the_times(lead, 7, leap)
        for birthday in born:
            self.adds_a_customer(birthday)

    @precondition(lambda self: len(self.ledger.people) < 5)
    @rule(birthday=BIRTHDAYS)
    def adds_a_customer(self, birthday: tuple[int, int] | None) -> None:
        name = f"Customer {len(self.ledger.people)}"
        draft = Draft(name, birthday=Birthday(*birthday) if birthday else None)
        number = customers.add(self.db, draft, by=self.by, now=self.now)
        self.ledger.people[number] = Person(number, name, self.now, birthday)

    @rule(who=PICK, birthday=BIRTHDAYS)
    def edits_and_renames(self, who: int, birthday: tuple[int, int] | None) -> None:
        if person := self.someone(who):
            person.name, person.birthday = f"{person.name} Lee"[:40], birthday
            draft = Draft(person.name, birthday=Birthday(*birthday) if birthday else None)
            customers.update(self.db, person.id, draft, by=self.by, now=self.now)

    @rule(who=PICK, days=st.sampled_from([None, 0, 3, 30, 60]))
    def greets_earlier(self, who: int, days: int | None) -> None:
        if person := self.someone(who):
            person.ahead = days
            customers.set_days_ahead(self.db, person.id, days, by=self.by, now=self.now)

    @rule(who=PICK)
    def bins(self, who: int) -> None:
        if person := self.someone(who):
            person.binned = True
            customers.delete(self.db, person.id, by=self.by, now=self.now)

    @precondition(lambda self: any(one.binned for one in self.ledger.people.values()))
    @rule(who=PICK)
    def restores(self, who: int) -> None:
        binned = [one for one in self.ledger.people.values() if one.binned]
        if binned:
            person = binned[who % len(binned)]
            person.binned = False
            customers.restore(self.db, person.id, by=self.by, now=self.now)

    @precondition(lambda self: len(self.ledger.people) > 1)
    @rule(who=PICK, other=PICK)
    def merges(self, who: int, other: int) -> None:
        kept, gone = self.someone(who), self.someone(other)
        if kept is None or gone is None or kept is gone:
            return
        merging.merge(self.db, kept.id, gone.id, by=self.by, now=self.now)
        kept.birthday = kept.birthday or gone.birthday
        kept.visits += gone.visits
        for thing in (*self.ledger.bookings.values(), *self.ledger.own.values(), *self.ledger.vows.values()):
            thing.whose = kept.id if thing.whose == gone.id else thing.whose
        for key, handled in list(self.ledger.handled.items()):
            kind, number, *rest = key.split(":")
            if kind in ("birthday", "rhythm") and number == str(gone.id):
                self.ledger.handled.setdefault(":".join((kind, str(kept.id), *rest)), replace(handled))
        del self.ledger.people[gone.id]

    @rule(who=PICK, minutes=st.integers(-60_000, 60_000))
    def books(self, who: int, minutes: int) -> None:
        """Also in the past, as an import does."""
        if person := self.someone(who):
            start = self.now + timedelta(minutes=minutes)
            booked = appointments.book(self.db, person.id, start=start, service="Cut", by=self.by, now=self.now)
            self.ledger.bookings[booked.id] = Booking(booked.id, person.id, start, self.now)

    @precondition(lambda self: self.ledger.bookings)
    @rule(which=PICK, minutes=st.integers(-3_000, 10_000))
    def moves(self, which: int, minutes: int) -> None:
        if booking := self.some_booking(which):
            booking.start, booking.changed = self.now + timedelta(minutes=minutes), self.now
            appointments.move(self.db, booking.id, start=booking.start, by=self.by, now=self.now)

    @precondition(lambda self: self.ledger.bookings)
    @rule(which=PICK, status=st.sampled_from(["booked", "cancelled", "no-show"]))
    def marks(self, which: int, status: str) -> None:
        if booking := self.some_booking(which):
            booking.status, booking.changed = status, self.now
            appointments.set_status(self.db, booking.id, status, by=self.by, now=self.now)

    @rule(who=PICK, gap=st.integers(1, 40), last=st.integers(0, 90), number=st.integers(1, 6))
    def imports_visits(self, who: int, gap: int, last: int, number: int) -> None:
        if person := self.someone(who):
            times = [self.now - timedelta(days=last + gap * visit) for visit in range(number)]
            with self.db.write() as session:
                for at in times:
                    row = Interaction(customer_id=person.id, at=at, kind="visit", text="was here", created_at=self.now)
                    session.add(row)
            person.visits += times

    @rule(who=PICK, minutes=st.integers(-60_000, 20_000), every=st.sampled_from([0, 0, 1, 7]))
    def sets_a_reminder(self, who: int, minutes: int, every: int) -> None:
        person, at = self.someone(who), self.now + timedelta(minutes=minutes)
        whose = person.id if person else None
        repeat = {0: "", 1: "FREQ=DAILY", 7: "FREQ=WEEKLY"}[every]
        number = due.remind(self.db, "bins", at=at, customer_id=whose, repeat=repeat, by=self.by, now=self.now)
        self.ledger.own[number] = Own(number, whose, at, self.ledger.zone, every)

    @precondition(lambda self: self.ledger.own)
    @rule(which=PICK)
    def forgets_a_reminder(self, which: int) -> None:
        there = [own for own in self.ledger.own.values() if not own.forgotten]
        if there:
            own = there[which % len(there)]
            own.forgotten = True
            due.forget(self.db, own.id, by=self.by, now=self.now)

    @rule(who=PICK, days=st.integers(-60, 20))
    def promises(self, who: int, days: int) -> None:
        if person := self.someone(who):
            day = (self.now + timedelta(days=days)).date()
            with self.db.write() as session:
                row = Promise(customer_id=person.id, text="new lamp", due_on=day, created_at=self.now)
                session.add(row)
                session.flush()
                assert row.id is not None
                self.ledger.vows[row.id] = Vow(row.id, person.id, day)

    @rule(who=PICK, days=st.integers(-20, 20))
    def wants_a_call(self, who: int, days: int) -> None:
        if person := self.someone(who):
            day = (self.now + timedelta(days=days)).date()
            follow_ups.open_by_hand(self.db, person.id, "asked for", due_on=day, by=self.by, now=self.now)

    @rule(zone=st.sampled_from(ZONES))
    def moves_shop(self, zone: str) -> None:
        self.ledger.zone = ZoneInfo(zone)
        settings.change(self.db, zone=zone, by=self.by, now=self.now)

    @rule(
        lead=st.sampled_from([0, 15, 1440, 10_080]), ahead=st.integers(0, 20), leap=st.sampled_from(["28 Feb", "1 Mar"])
    )
    def sets_the_times(self, lead: int, ahead: int, leap: str) -> None:
        self.ledger.lead, self.ledger.ahead, self.ledger.leap_day = lead, ahead, leap
        changed = {"appointment_lead_minutes": lead, "birthday_days_ahead": ahead, "leap_day": leap}
        settings.change(self.db, by=self.by, now=self.now, **changed)

    # -- what staff do -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK)
    def done(self, which: int) -> None:
        if key := self.some_open(which):
            due.done(self.db, key, by=self.by, now=self.now)
            self.acknowledged(key)
            if key.startswith("promise:"):
                self.ledger.vows[int(key.split(":")[1])].kept = True

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK)
    def dismisses(self, which: int) -> None:
        if key := self.some_open(which):
            due.dismiss(self.db, key, by=self.by, now=self.now)
            self.acknowledged(key)

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK, minutes=st.one_of(st.integers(1, 3_000), DAYS))
    def snoozes(self, which: int, minutes: int) -> None:
        if key := self.some_open(which):
            until = self.now + timedelta(minutes=minutes)
            due.snooze(self.db, key, until=until, by=self.by, now=self.now)
            handled = self.ledger.handle(key)
            handled.snoozed_until, handled.told = until, False

    @precondition(lambda self: any(one.acknowledged or one.snoozed_until for one in self.ledger.handled.values()))
    @rule(which=PICK)
    def takes_back(self, which: int) -> None:
        keys = [key for key, handled in self.ledger.handled.items() if handled.acknowledged or handled.snoozed_until]
        if keys:
            key = keys[which % len(keys)]
            due.take_back(self.db, key)
            handled = self.ledger.handle(key)
            if handled.acknowledged and key.startswith("promise:"):
                self.ledger.vows[int(key.split(":")[1])].kept = False
            handled.acknowledged, handled.snoozed_until = False, None

    # -- time, and the computer --------------------------------------------------------------------------------------

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        """Asleep, closed, or the clock set forward: all the same."""
        self.now += timedelta(minutes=minutes)

    @rule(minutes=st.integers(1, 4_000))
    def the_clock_is_set_back(self, minutes: int) -> None:
        self.now -= timedelta(minutes=minutes)

    @rule()
    def ticks(self) -> None:
        self.told(self.watch.poll(self.now))

    @rule()
    def closes_and_opens(self) -> None:
        self.db.close()
        self.starts()

    @rule()
    def is_killed_after_claiming(self) -> None:
        """The pop-ups were never seen, but the panel lists everything."""
        self.told(due.claim(self.db, now=self.now))
        self.db.engine.dispose()
        self.starts()

    @rule(step=st.integers(0, 3))
    def is_killed_while_claiming(self, step: int) -> None:
        with (
            dying_in("_state", step),
            pytest.raises(Killed) if len(self.ledger.untold_at(self.now)) > step else nothing(),
        ):
            self.told(due.claim(self.db, now=self.now))
        self.db.engine.dispose()
        self.starts()

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_missed_and_nothing_comes_back(self) -> None:
        if not hasattr(self, "ledger"):
            return
        with self.db.read() as session:
            rows = session.exec(
                select(FollowUp.id, FollowUp.customer_id, FollowUp.due_on).where(FollowUp.state == "open")
            )
            self.ledger.follow_ups = [(number or 0, whose, due_on) for number, whose, due_on in rows]
        shown = due.open_list(self.db, now=self.now)
        assert {item.key: item.shown_from for item in shown} == self.ledger.open_at(self.now)
        assert [item.shown_from for item in shown] == sorted(item.shown_from for item in shown)
        assert len({item.key for item in shown}) == len(shown)

    # -- help --------------------------------------------------------------------------------------------------------

    def told(self, items: list[due.Due]) -> None:
        """Exactly what nobody was told of yet; from now on it counts as told."""
        keys = [item.key for item in items]
        assert len(keys) == len(set(keys))
        assert set(keys) == self.ledger.untold_at(self.now)
        for key in keys:
            self.ledger.handle(key).told = True

    def acknowledged(self, key: str) -> None:
        handled = self.ledger.handle(key)
        handled.acknowledged, handled.snoozed_until = True, None

    def starts(self) -> None:
        self.db = open_database(self.path, self.key, durable=False)
        self.watch = Watch(self.db)

    def someone(self, which: int) -> Person | None:
        there = self.ledger.here()
        return there[which % len(there)] if there else None

    def some_booking(self, which: int) -> Booking | None:
        there = [one for one in self.ledger.bookings.values() if not self.ledger.people[one.whose].binned]
        return there[which % len(there)] if there else None

    def some_open(self, which: int) -> str | None:
        keys = sorted(self.ledger.open_at(self.now))
        return keys[which % len(keys)] if keys else None


@contextmanager
def dying_in(name: str, step: int) -> Iterator[None]:
    """The program ends at the given call of a step of claiming."""
    real: Callable[..., Any] = getattr(due, name)
    calls = 0

    def dying(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > step:
            raise Killed
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, name, dying)
        yield


@contextmanager
def nothing() -> Iterator[None]:
    yield


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory: pytest.TempPathFactory) -> None:
    path, key = tmp_path_factory.mktemp("sequences") / "shop.deskmate", bytes(32)
    book.create_unlocked(path, book.Opening("Shop", "general", "Olga", zone="Europe/London"), key=key).close()
    Reminders.template = (path, key)


class TestSequences(Reminders.TestCase):
    """A few dozen sequences on each run."""

    settings = profile(max_examples=60, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))


class Long(Reminders):
    """Counted apart."""


@pytest.mark.slow
@pytest.mark.timeout(0)
class TestTenThousandSequences(Long.TestCase):
    """As many as the promise says, or as DESKMATE_SEQUENCES asks for; prints how many ran."""

    settings = profile(
        max_examples=int(os.environ.get("DESKMATE_SEQUENCES", "10000")),
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )

    def runTest(self) -> None:
        super().runTest()
        print(f"{Long.ran} sequences")
