"""A shop's weeks as a state machine: the real book, and beside it a ledger that reckons what ought to be due.

It starts with a book in which much is due or soon will be, and no step does nothing: a step whose ground is missing is
not offered. `Tally` counts what a sweep really looked at.
"""

import copy
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import select

from deskmate.core import (
    appointments,
    connections,
    customers,
    follow_ups,
    merging,
    services,
    settings,
    staff,
    undo,
    waitlist,
)
from deskmate.core.db import open_database
from deskmate.core.models import FollowUp, Interaction, Promise
from deskmate.core.models import Occasion as OccasionRow
from deskmate.core.people import Birthday, Draft, Occasion
from deskmate.reminders import due, offers
from deskmate.reminders.kinds import ALL, Kind
from deskmate.reminders.watch import Watch
from tests.reminders.ledger import Booking, Feast, Ledger, Own, Perishable, Person, Vow, Wait

ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
DAYS_OF_YEAR = ((2, 29), (2, 28), (3, 1), (12, 31), (1, 1), (3, 28), (10, 25))
BIRTHDAYS = st.sampled_from([*DAYS_OF_YEAR, None])
FLAGS = st.sampled_from([(), (), (), ("no_greetings",), ("do_not_contact",), ("deceased",), ("seasonal",)])
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
NEAR = st.integers(-4_000, 4_000)  # minutes before or after the start: due, or soon
REPEATS = {0: "", 1: "FREQ=DAILY", 7: "FREQ=WEEKLY"}


@dataclass
class Tally:
    """What a sweep looked at."""

    sequences: int = 0
    steps: int = 0
    due: int = 0  # reminders that were due after a step, each compared with the ledger
    offers: int = 0  # of them, times offered along the waiting list
    told: int = 0
    acknowledged: int = 0
    missed: int = 0
    shown_again: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in vars(self).items())


class Killed(Exception):
    """The program ended in the middle."""


class Reminders(RuleBasedStateMachine):
    """A shop's weeks, with everything that can get in the way of a reminder."""

    template: tuple[Path, bytes]
    tally = Tally()

    def __init__(self) -> None:
        super().__init__()
        self.tally.sequences += 1
        self.copy: tuple[Path, Ledger] | None = None
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
        born=st.lists(st.tuples(BIRTHDAYS, FLAGS), min_size=2, max_size=3),
        lead=LEADS,
        leap=LEAP_DAYS,
        service=st.sampled_from([(0, False), (120, True), (30, False)]),
        booked=st.lists(st.tuples(PICK, NEAR), min_size=1, max_size=3),
        own=st.lists(st.tuples(PICK, NEAR, st.sampled_from([0, 0, 1, 7])), min_size=1, max_size=2),
        promised=st.lists(st.tuples(PICK, st.integers(-3, 3)), max_size=2),
        regular=st.tuples(PICK, st.integers(1, 20), st.integers(20, 60)),
        waiting=st.lists(st.tuples(PICK, st.integers(0, 30)), max_size=3),
        freed=st.lists(st.tuples(PICK, st.integers(1, 4_000)), max_size=2),
    )
    def opens(
        self,
        start: datetime,
        zone: str,
        born: list[tuple[tuple[int, int] | None, tuple[str, ...]]],
        lead: int,
        leap: str,
        service: tuple[int, bool],
        booked: list[tuple[int, int]],
        own: list[tuple[int, int, int]],
        promised: list[tuple[int, int]],
        regular: tuple[int, int, int],
        waiting: list[tuple[int, int]],
        freed: list[tuple[int, int]],
    ) -> None:
        """A shop with a past."""
        self.now = start
        prepare, call = service
        self.ledger = Ledger(ZoneInfo(zone), prepare=prepare, call_before=call)
        settings.change(self.db, zone=zone, read_moods=False, by=self.by, now=self.now)
        services.save(self.db, "Cut", prepare_minutes=prepare, call_day_before=call, by=self.by, now=self.now)
        self.sets_the_times(lead, 7, leap)
        for birthday, flags in born:
            self.adds_a_customer(birthday, flags)
        for who, minutes in booked:
            self.books(who, minutes)
        for who, minutes, every in own:
            self.sets_a_reminder(who, minutes, every)
        for who, days in promised:
            self.promises(who, days)
        who, gap, last = regular
        self.imports_visits(who, gap, last, 5)
        for who, days in waiting:
            self.goes_on_the_waiting_list(who, days)
        for who, minutes in freed:
            self.is_called_off(who, minutes)

    @precondition(lambda self: len(self.ledger.people) < 5)
    @rule(birthday=BIRTHDAYS, flags=FLAGS)
    def adds_a_customer(self, birthday: tuple[int, int] | None, flags: tuple[str, ...]) -> None:
        name = f"Customer {len(self.ledger.people)}"
        draft = Draft(name, birthday=Birthday(*birthday) if birthday else None, **dict.fromkeys(flags, True))
        number = customers.add(self.db, draft, by=self.by, now=self.now)
        self.ledger.people[number] = Person(number, name, self.now, birthday, frozenset(flags))

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, birthday=BIRTHDAYS, flags=FLAGS, mourns=st.sampled_from([None, None, -10, 5, 40]))
    def edits_and_renames(
        self, who: int, birthday: tuple[int, int] | None, flags: tuple[str, ...], mourns: int | None
    ) -> None:
        person = self.someone(who)
        person.name, person.birthday, person.flags = f"{person.name} Lee"[:40], birthday, frozenset(flags)
        person.mourns = None if mourns is None else self.now.date() + timedelta(days=mourns)
        self.saves(person)

    @precondition(lambda self: self.ledger.here() and len(self.ledger.feasts) < 4)
    @rule(who=PICK, day=st.sampled_from(DAYS_OF_YEAR))
    def keeps_a_day(self, who: int, day: tuple[int, int]) -> None:
        person, name = self.someone(who), f"Day {len(self.ledger.feasts)}"
        self.ledger.feasts[0] = Feast(0, person.id, name, *day)
        self.saves(person)
        with self.db.read() as session:
            number = session.exec(select(OccasionRow.id).where(OccasionRow.name == name)).one()
        assert number is not None
        self.ledger.feasts[number] = replace(self.ledger.feasts.pop(0), id=number)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, days=st.integers(-5, 80))
    def notes_what_expires(self, who: int, days: int) -> None:
        person, on = self.someone(who), self.now.date() + timedelta(days=days)
        what = f"Test {len(self.ledger.perishables)}"  # of two alike, a joint card keeps one
        number = customers.add_preference(
            self.db, person.id, category="patch test", what=what, expires_on=on, by=self.by, now=self.now
        )
        self.ledger.perishables[number] = Perishable(number, person.id, on)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, days=st.sampled_from([None, 0, 3, 30, 60]))
    def greets_earlier(self, who: int, days: int | None) -> None:
        person = self.someone(who)
        person.ahead = days
        self.saves(person)

    @precondition(lambda self: len(self.ledger.here()) > 1)
    @rule(who=PICK)
    def bins(self, who: int) -> None:
        person = self.someone(who)
        person.binned = True
        customers.delete(self.db, person.id, by=self.by, now=self.now)

    @precondition(lambda self: any(one.binned for one in self.ledger.people.values()))
    @rule(who=PICK)
    def restores(self, who: int) -> None:
        binned = [one for one in self.ledger.people.values() if one.binned]
        person = binned[who % len(binned)]
        person.binned = False
        customers.restore(self.db, person.id, by=self.by, now=self.now)

    @precondition(lambda self: len(self.ledger.here()) > 2)
    @rule(who=PICK, other=PICK)
    def merges(self, who: int, other: int) -> None:
        kept = self.someone(who)
        others = [person for person in self.ledger.here() if person is not kept]
        gone = others[other % len(others)]
        merging.merge(self.db, kept.id, gone.id, by=self.by, now=self.now)
        kept.birthday, kept.mourns = kept.birthday or gone.birthday, kept.mourns or gone.mourns
        kept.flags |= gone.flags
        kept.visits += gone.visits
        for thing in self.ledger.things():
            thing.whose = kept.id if thing.whose == gone.id else thing.whose
        for key, handled in list(self.ledger.handled.items()):
            kind, number, *rest = key.split(":")
            if kind in ("birthday", "rhythm") and number == str(gone.id):
                self.ledger.handled.setdefault(":".join((kind, str(kept.id), *rest)), replace(handled))
        del self.ledger.people[gone.id]

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, minutes=st.one_of(NEAR, st.integers(-60_000, 60_000)))
    def books(self, who: int, minutes: int) -> None:
        """Also in the past, as an import does."""
        person, start = self.someone(who), self.now + timedelta(minutes=minutes)
        booked = appointments.book(self.db, person.id, start=start, service="Cut", by=self.by, now=self.now)
        self.ledger.bookings[booked.id] = Booking(booked.id, person.id, start, self.now)

    @precondition(lambda self: self.bookings())
    @rule(which=PICK, minutes=st.integers(-3_000, 10_000))
    def moves(self, which: int, minutes: int) -> None:
        booking = self.bookings()[which % len(self.bookings())]
        self.ledger.leaves(booking, self.now)
        booking.start, booking.changed = self.now + timedelta(minutes=minutes), self.now
        appointments.move(self.db, booking.id, start=booking.start, by=self.by, now=self.now)

    @precondition(lambda self: self.bookings())
    @rule(which=PICK, status=st.sampled_from(["booked", "cancelled", "no-show"]))
    def marks(self, which: int, status: str) -> None:
        booking = self.bookings()[which % len(self.bookings())]
        if status == "cancelled":
            self.ledger.leaves(booking, self.now)
        booking.status, booking.changed = status, self.now
        appointments.set_status(self.db, booking.id, status, by=self.by, now=self.now)

    @precondition(lambda self: self.bookings())
    @rule(which=PICK, minutes=st.integers(-3_000, 10_000), what=st.sampled_from(["moved", "off", "in the bin"]))
    def does_it_and_takes_it_back(self, which: int, minutes: int, what: str) -> None:
        """As if nothing had been."""
        booking = self.bookings()[which % len(self.bookings())]
        before = self.newest_step()
        if what == "moved":
            start = self.now + timedelta(minutes=minutes)
            appointments.move(self.db, booking.id, start=start, by=self.by, now=self.now)
        elif what == "off":
            appointments.set_status(self.db, booking.id, "no-show", by=self.by, now=self.now)
        else:
            customers.delete(self.db, booking.whose, by=self.by, now=self.now)
        made = self.newest_step()
        if made != before:  # what changes nothing, like moving it to where it is, is no step: nothing to take back
            undo.undo(self.db, made, by=self.by, now=self.now)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, days=st.integers(0, 30))
    def goes_on_the_waiting_list(self, who: int, days: int) -> None:
        """For a time that becomes free; nobody waits for the same twice."""
        person, today = self.someone(who), self.now.astimezone(self.ledger.zone).date()
        mine = (wait for wait in self.ledger.waits.values() if wait.whose == person.id)
        if any(not wait.gone and wait.until >= today for wait in mine):
            return
        until = today + timedelta(days=days)
        number = waitlist.add(self.db, person.id, service="Cut", until=until, by=self.by, now=self.now)
        self.ledger.waits[number] = Wait(number, person.id, self.now, until)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, minutes=st.integers(1, 4_000))
    def is_called_off(self, who: int, minutes: int) -> None:
        """Booked a moment ago, and free again."""
        self.books(who, minutes)
        number = max(self.ledger.bookings)
        at = self.bookings().index(self.ledger.bookings[number])
        self.marks(at, "cancelled")

    @precondition(lambda self: any(not wait.gone for wait in self.ledger.waits.values()))
    @rule(which=PICK)
    def waits_no_longer(self, which: int) -> None:
        there = [wait for wait in self.ledger.waits.values() if not wait.gone]
        wait = there[which % len(there)]
        wait.gone = True
        waitlist.withdraw(self.db, wait.id, by=self.by, now=self.now)

    @precondition(lambda self: any(key.startswith("offer:") for key in self.ledger.open_at(self.now)))
    @rule(which=PICK)
    def takes_the_time_offered(self, which: int) -> None:
        """Booked into it, and off the list; every other offer follows from the calendar as it is then."""
        found = [item for item in due.open_list(self.db, now=self.now) if item.kind == "offer"]
        item = found[which % len(found)]
        booked = offers.accept(self.db, item, by=self.by, now=self.now)
        wait = self.ledger.waits[int(item.key.split(":")[1])]
        wait.gone = True
        self.ledger.bookings[booked.id] = Booking(booked.id, wait.whose, item.about_at, self.now)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, gap=st.integers(1, 40), last=st.integers(0, 90), number=st.integers(1, 6))
    def imports_visits(self, who: int, gap: int, last: int, number: int) -> None:
        person = self.someone(who)
        times = [self.now - timedelta(days=last + gap * visit) for visit in range(number)]
        with self.db.write() as session:
            for at in times:
                row = Interaction(customer_id=person.id, at=at, kind="visit", text="was here", created_at=self.now)
                session.add(row)
        person.visits += times

    @rule(who=PICK, minutes=st.one_of(NEAR, st.integers(-60_000, 20_000)), every=st.sampled_from([0, 0, 1, 7]))
    def sets_a_reminder(self, who: int, minutes: int, every: int) -> None:
        """On a customer, or on nobody."""
        at = self.now + timedelta(minutes=minutes)
        whose = self.someone(who).id if self.ledger.here() and who else None
        number = due.remind(self.db, "bins", at=at, customer_id=whose, repeat=REPEATS[every], by=self.by, now=self.now)
        self.ledger.own[number] = Own(number, whose, at, self.ledger.zone, every)

    @precondition(lambda self: any(not own.forgotten for own in self.ledger.own.values()))
    @rule(which=PICK)
    def forgets_a_reminder(self, which: int) -> None:
        there = [own for own in self.ledger.own.values() if not own.forgotten]
        own = there[which % len(there)]
        own.forgotten = True
        due.forget(self.db, own.id, by=self.by, now=self.now)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, days=st.integers(-60, 20))
    def promises(self, who: int, days: int) -> None:
        person, day = self.someone(who), (self.now + timedelta(days=days)).date()
        with self.db.write() as session:
            row = Promise(customer_id=person.id, text="new lamp", due_on=day, created_at=self.now)
            session.add(row)
            session.flush()
            assert row.id is not None
            self.ledger.vows[row.id] = Vow(row.id, person.id, day)

    @precondition(lambda self: self.ledger.here())
    @rule(who=PICK, days=st.integers(-20, 20))
    def wants_a_call(self, who: int, days: int) -> None:
        day = (self.now + timedelta(days=days)).date()
        follow_ups.open_by_hand(self.db, self.someone(who).id, "asked for", due_on=day, by=self.by, now=self.now)

    @rule(zone=PICK)
    def moves_shop(self, zone: int) -> None:
        others = [name for name in ZONES if name != self.ledger.zone.key]
        self.ledger.zone = ZoneInfo(others[zone % len(others)])
        settings.change(self.db, zone=self.ledger.zone.key, by=self.by, now=self.now)

    @rule(lead=LEADS, ahead=st.integers(0, 20), leap=LEAP_DAYS)
    def sets_the_times(self, lead: int, ahead: int, leap: str) -> None:
        self.ledger.lead, self.ledger.ahead, self.ledger.leap_day = lead, ahead, leap
        changed = {"appointment_lead_minutes": lead, "birthday_days_ahead": ahead, "leap_day": leap}
        settings.change(self.db, by=self.by, now=self.now, **changed)

    # -- what staff do -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK)
    def done(self, which: int) -> None:
        key = self.some_open(which)
        due.done(self.db, key, by=self.by, now=self.now)
        self.acknowledged(key)
        if key.startswith("promise:"):
            self.ledger.vows[int(key.split(":")[1])].kept = True

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK)
    def dismisses(self, which: int) -> None:
        key = self.some_open(which)
        due.dismiss(self.db, key, by=self.by, now=self.now)
        self.acknowledged(key)

    @precondition(lambda self: self.ledger.open_at(self.now))
    @rule(which=PICK, minutes=st.one_of(st.integers(1, 3_000), DAYS))
    def snoozes(self, which: int, minutes: int) -> None:
        key, until = self.some_open(which), self.now + timedelta(minutes=minutes)
        due.snooze(self.db, key, until=until, by=self.by, now=self.now)
        handled = self.ledger.handle(key)
        handled.snoozed_until, handled.told = until, False

    @precondition(lambda self: any(one.acknowledged or one.snoozed_until for one in self.ledger.handled.values()))
    @rule(which=PICK)
    def takes_back(self, which: int) -> None:
        keys = [key for key, handled in self.ledger.handled.items() if handled.acknowledged or handled.snoozed_until]
        key = keys[which % len(keys)]
        due.take_back(self.db, key, by=self.by, now=self.now)
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

    @rule(days=st.integers(0, 14), kinds=st.sets(st.sampled_from(sorted(ALL))))
    def looks_ahead(self, days: int, kinds: set[Kind]) -> None:
        """What is due now is in the list of the next days; asked for some kinds, it has no other and lacks none."""
        whole = due.upcoming(self.db, now=self.now, days=days)
        assert [one for one in whole if one.shown_from <= self.now] == due.open_list(self.db, now=self.now)
        wanted = [one for one in whole if one.kind in kinds or one.shown_from <= self.now]
        assert due.upcoming(self.db, now=self.now, days=days, ahead=kinds) == wanted

    @rule()
    def closes_and_opens(self) -> None:
        self.db.close()
        self.starts()

    @precondition(lambda self: self.copy is None)
    @rule()
    def makes_a_backup(self) -> None:
        self.db.close()
        path = Path(shutil.copy(self.path, self.path.with_suffix(".backup")))
        self.copy = (path, copy.deepcopy(self.ledger))
        self.starts()

    @precondition(lambda self: self.copy is not None)
    @rule()
    def goes_back_to_the_backup(self) -> None:
        """What staff did since is gone with the rest, and so it is due again; nothing else is."""
        assert self.copy is not None
        self.db.close()
        path, self.ledger = self.copy
        shutil.move(path, self.path)
        self.copy = None
        self.starts()

    @rule()
    def is_killed_after_claiming(self) -> None:
        """The pop-ups were never seen, but the panel lists everything."""
        self.told(due.claim(self.db, now=self.now))
        self.db.engine.dispose()
        self.starts()

    @rule(written=st.booleans())
    def is_killed_while_claiming(self, written: bool) -> None:
        """Before anything was written, or after all was, but not for good."""
        with dying_in("_mark_told", written), pytest.raises(Killed) if self.ledger.untold_at(self.now) else nothing():
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
        found, wanted = {item.key: item.shown_from for item in shown}, self.ledger.open_at(self.now)
        self.counts(found, wanted)
        assert found == wanted
        assert [item.shown_from for item in shown] == sorted(item.shown_from for item in shown)
        assert len(found) == len(shown)
        waiting = {whose for _, whose, _ in self.ledger.follow_ups}
        assert all(bool(item.paused) == (item.customer_id in waiting) for item in shown if item.kind == "birthday")

    # -- help --------------------------------------------------------------------------------------------------------

    def told(self, items: list[due.Due]) -> None:
        """Exactly what nobody was told of yet; from now on it counts as told."""
        keys = [item.key for item in items]
        assert len(keys) == len(set(keys))
        assert set(keys) == self.ledger.untold_at(self.now)
        self.tally.told += len(keys)
        for key in keys:
            self.ledger.handle(key).told = True

    def acknowledged(self, key: str) -> None:
        handled = self.ledger.handle(key)
        handled.acknowledged, handled.snoozed_until, handled.at = True, None, self.now
        self.tally.acknowledged += 1

    def starts(self) -> None:
        self.db = open_database(self.path, self.key, durable=False)
        self.watch = Watch(self.db)

    def counts(self, found: dict[str, datetime], wanted: dict[str, datetime]) -> None:
        self.tally.steps += 1
        self.tally.due += len(wanted)
        self.tally.offers += sum(key.startswith("offer:") for key in wanted)
        self.tally.missed += len(wanted.keys() - found.keys())
        handled = self.ledger.handled
        self.tally.shown_again += sum(key in handled and handled[key].acknowledged for key in found)

    def saves(self, person: Person) -> None:
        """The card as the ledger knows it."""
        days = [feast for feast in self.ledger.feasts.values() if feast.whose == person.id]
        draft = Draft(
            person.name,
            birthday=Birthday(*person.birthday) if person.birthday else None,
            bereaved_until=person.mourns,
            greet_days_ahead=person.ahead,
            occasions=tuple(Occasion(feast.name, Birthday(feast.month, feast.day)) for feast in days),
            **dict.fromkeys(person.flags, True),
        )
        customers.update(self.db, person.id, draft, by=self.by, now=self.now)

    def someone(self, which: int) -> Person:
        there = self.ledger.here()
        return there[which % len(there)]

    def bookings(self) -> list[Booking]:
        return [one for one in self.ledger.bookings.values() if not self.ledger.people[one.whose].binned]

    def newest_step(self) -> int:
        """The last one made, whatever the clock said then."""
        return max((step.id for step in undo.history(self.db, limit=1_000)), default=0)

    def some_open(self, which: int) -> str:
        keys = sorted(self.ledger.open_at(self.now))
        return keys[which % len(keys)]


@contextmanager
def shared_statements() -> Iterator[None]:
    """Books opened one after the other know each other's compiled statements: a third of a sweep's time."""
    real, kept = connections.create_engine, []

    def create(*arguments: Any, **named: Any) -> Any:
        engine = real(*arguments, **named)
        kept.append(engine)
        engine.dialect = engine.pool._dialect = kept[0].dialect
        engine._compiled_cache = kept[0]._compiled_cache
        del kept[1:]
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "create_engine", create)
        yield


@contextmanager
def dying_in(name: str, after: bool) -> Iterator[None]:
    """The program ends just before a step of claiming, or right after it."""
    real: Callable[..., Any] = getattr(due, name)

    def dying(session: Any, fresh: list[due.Due], now: datetime) -> None:
        if fresh and after:
            real(session, fresh, now)
        if fresh:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, name, dying)
        yield


@contextmanager
def nothing() -> Iterator[None]:
    yield
