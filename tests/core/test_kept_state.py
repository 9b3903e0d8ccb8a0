"""What is kept so that lists are quick equals what reading everything anew gives, whatever was done before."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from deskmate.core import (
    customers,
    follow_ups,
    histories,
    importing,
    imports,
    interactions,
    merging,
    readings,
    search,
    staff,
    undo,
    worry,
    zones,
)
from deskmate.core import settings as shop_settings
from deskmate.core.db import Database, open_database
from deskmate.core.errors import DeskmateError
from deskmate.core.models import Customer, CustomerState, Interaction
from deskmate.core.people import Detail, Draft
from deskmate.core.search.index import TABLES
from deskmate.core.search.terms import from_card
from deskmate.core.sentiment import Reading
from tests.conftest import NOW

NAMES = ("Ann Lee", "Anna Leigh", "Zoë O'Brien-Østergård", "Łukasz", "Lee & Sons", "Bjørn Strauß")
BODIES = (
    "the lamp broke again, third time, wants her money back",
    "waited an hour and left cross",
    "picked up the parcel",
    "over the moon with the new lamp",
    "we apologised and will ring by Friday, she was fine with that",
    "rang again about the lamp, still nothing",
    "",
)
SCORES = {"broke": -0.9, "cross": -0.6, "moon": 0.8, "apologised": -0.1, "still": -0.4}
STEP = st.tuples(st.integers(0, 12), st.integers(0, 5), st.integers(0, 6), st.integers(0, 40))


def read_by_words(text: str, *, context: object = None) -> Reading:
    """Stands for the trained reader, which takes its time: what is kept does not depend on how notes are read."""
    score = sum(weight for word, weight in SCORES.items() if word in text)
    label = "negative" if score < -0.3 else "positive" if score > 0.3 else "neutral"
    return Reading(label=label, score=max(-1.0, score), engine_version="words")  # type: ignore[arg-type]


class Shop:
    """Does what staff do, chosen by numbers; what is refused changes nothing."""

    def __init__(self, db: Database) -> None:
        self.db, self.now, self.by = db, NOW, staff.owner(db)
        self.last_import: int | None = None

    def take(self, what: int, which: int, words: int, hours: int) -> None:
        """One step, some hours after the one before."""
        self.now += timedelta(hours=hours * 11)
        steps: tuple[Callable[[int, int], object], ...] = (
            self.add, self.add, self.rename, self.note, self.note, self.note, self.correct, self.mood, self.call,
            self.bin, self.bring, self.take_back, self.join,
        )  # fmt: skip
        with suppress(DeskmateError):
            steps[what](which, words)

    def add(self, which: int, words: int) -> None:
        """A new customer, with a phone and perhaps a tag."""
        phone = Detail("phone", f"07700 90{which}{words}12")
        draft = Draft(NAMES[which], details=(phone,), tags=("regular",) if words % 2 else ())
        customers.add(self.db, draft, by=self.by, now=self.now)

    def rename(self, which: int, words: int) -> None:
        """Another name, and no phone any more."""
        customers.update(self.db, self._customer(which), Draft(NAMES[words % 6]), by=self.by, now=self.now)

    def note(self, which: int, words: int) -> None:
        """Something written down."""
        at = self.now - timedelta(days=which)
        interactions.add(self.db, self._customer(which), BODIES[words], at=at, by=self.by, now=self.now)

    def correct(self, which: int, words: int) -> None:
        """Other words, or the entry goes."""
        if words == 6:
            interactions.delete(self.db, self._entry(which), by=self.by, now=self.now)
        else:
            body = BODIES[words]
            interactions.edit(self.db, self._entry(which), body=body, kind="note", by=self.by, now=self.now)

    def mood(self, which: int, words: int) -> None:
        """Staff say how it was, or that the reading is wrong."""
        entry = self._entry(which)
        if words < 3:
            interactions.set_mood(self.db, entry, readings.MOODS[words], by=self.by, now=self.now)
        elif words < 5:
            interactions.overrule(self.db, entry, "said in jest", by=self.by, now=self.now)
        else:
            interactions.withdraw_overrule(self.db, entry, by=self.by, now=self.now)

    def call(self, which: int, words: int) -> None:
        """A call about what is open; or the night passes."""
        rows = follow_ups.list_open(self.db, now=self.now)
        if not rows or words == 6:
            follow_ups.new_day(self.db, now=self.now)
            return
        outcome = follow_ups.OUTCOMES[words % 4]
        promise: dict[str, Any] = {"promise": "a new lamp", "promise_by": self.now.date()} if words == 4 else {}
        number = rows[which % len(rows)].id
        follow_ups.log_call(self.db, number, outcome, put_right=words == 0, by=self.by, now=self.now, **promise)

    def bin(self, which: int, words: int) -> None:
        """Into the bin, or out of it."""
        act = customers.restore if words % 2 else customers.delete
        act(self.db, self._number(Customer.id, which), by=self.by, now=self.now)

    def bring(self, which: int, words: int) -> None:
        """A small file comes in, or the last one is taken back."""
        if words > 4 and self.last_import is not None:
            imports.undo(self.db, self.last_import, by=self.by, now=self.now)
            return
        data = f"Name,Phone,Tags\n{NAMES[which]},07700 900{words}77,file\n{NAMES[words % 6]},07700 9111{which},\n"
        plan = imports.make_plan(self.db, [("people.csv", importing.read_file("people.csv", data.encode()))])
        self.last_import = imports.carry_out(self.db, plan, by=self.by, now=self.now).batch

    def take_back(self, _which: int, _words: int) -> None:
        """Undo what was done last."""
        step = undo.last(self.db, by=self.by, now=self.now)
        if step is not None:
            undo.undo(self.db, step.id, by=self.by, now=self.now)

    def join(self, which: int, words: int) -> None:
        """Two customers turn out to be one."""
        merging.merge(self.db, self._customer(which), self._customer(words), by=self.by, now=self.now)

    def _customer(self, which: int) -> int:
        return self._number(Customer.id, which)

    def _entry(self, which: int) -> int:
        return self._number(Interaction.id, which)

    def _number(self, column: Any, which: int) -> int:
        with self.db.read() as session:
            numbers = session.exec(select(column).order_by(column)).all()
        return int(numbers[which % len(numbers)]) if numbers else 0


@pytest.fixture
def quick_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes are read by a handful of words."""
    monkeypatch.setattr(readings, "read", read_by_words)


@given(steps=st.lists(STEP, min_size=5, max_size=22))
@settings(max_examples=18, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_kept_state_equals_a_reading_from_scratch(
    steps: list[tuple[int, int, int, int]], empty_book: tuple[Path, bytes], quick_reader: None
) -> None:
    template, key = empty_book
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(shutil.copy(template, folder)), key, durable=False)
        shop = Shop(db)
        for step in [(0, 0, 1, 0), (0, 3, 0, 0), (3, 0, 0, 5), *steps]:
            shop.take(*step)
        with db.read() as session:  # what is made anew here is not kept
            assert_worries_hold(session, shop.now)
            kept = found_by(session)
            search.rebuild(session)
            assert kept == found_by(session)
        db.close()


def assert_worries_hold(session: Session, now: datetime) -> None:
    """Each customer's kept sum and times are what the rule says of all their entries, as of the last look at them."""
    shop = shop_settings.load(session)
    for customer in session.exec(select(Customer)).all():
        assert customer.id is not None
        if customer.deleted_at is not None:
            continue
        kept = session.get(CustomerState, customer.id)
        as_of = kept.reviewed_at if kept and kept.reviewed_at else now
        notes, events = histories.of(session, customer.id, now=as_of, zone=zones.of(shop))
        anew = worry.judge(notes, events, now=as_of, rules=follow_ups.rules_of(shop))
        if kept is None:
            assert (anew.open, anew.key, anew.cleared_at) == (False, 0.0, None)
        else:
            assert kept.worry_key == pytest.approx(anew.key)
            assert kept.lapses_at == anew.lapses_at
            assert kept.look_again_at == anew.look_again_at
            assert kept.cleared_at == anew.cleared_at


def found_by(session: Session) -> dict[str, set[Any]]:
    """All that the search knows."""
    connection = session.connection()
    tables = {name: f"SELECT * FROM {name}" for name in TABLES if name != "note_fts"}
    found = {name: {tuple(row) for row in connection.exec_driver_sql(query)} for name, query in tables.items()}
    # in what order a card says its words is nobody's business
    found["search_card"] = {(number, *from_card(*texts)) for number, *texts in found["search_card"]}
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, note_fts, instance)")
    found["note_fts"] = {tuple(row) for row in connection.exec_driver_sql("SELECT term, doc FROM temp.words")}
    connection.exec_driver_sql("DROP TABLE temp.words")
    return found
