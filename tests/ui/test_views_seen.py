"""Who looked at whose card is on the list: once for each time it is opened, and never for somebody merely listed."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import audit, customers, follow_ups
from deskmate.core.actors import Actor
from deskmate.core.errors import BookBusy
from deskmate.core.people import Draft
from deskmate.ui.call_card import CallCard
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.views_seen import ViewsSeen


class Counter:
    """Who is there, and when: to be changed by the test."""

    def __init__(self, desk: Desk) -> None:
        self.who, self.now = desk.actor(), desk.now()
        self.views = ViewsSeen(desk.db, desk.background, lambda: self.who, lambda: self.now)
        self.desk = replace(desk, saw=self.views.seen)

    def written(self) -> list[tuple[str, str]]:
        """Whose card was opened by whom, the first first."""
        self.views.write_now()
        seen = audit.entries(self.desk.db, by=Actor("Olga", "owner"))
        return [(entry.who, entry.subject) for entry in reversed(seen) if entry.what == "card viewed"]


@pytest.fixture
def counter(desk: Desk) -> Iterator[Counter]:
    made = Counter(desk)
    yield made
    made.views.write_now()


@pytest.fixture
def three(desk: Desk, owner: Actor, now: datetime) -> list[int]:
    return [customers.add(desk.db, Draft(name), by=owner, now=now) for name in ("Ann", "Bea", "Cleo")]


def test_a_card_counts_when_it_is_opened_and_not_when_it_is_drawn_again(counter: Counter, three: list[int]) -> None:
    page = CustomersPage(counter.desk)
    page.reload()
    assert counter.written() == [], "three people are listed, and nobody was looked at"
    ann, bea, _cleo = (f"customer:{number}" for number in three)
    page.open(three[0])
    for _ in range(5):
        page.reload()
    assert counter.written() == [("Olga", ann)]
    page.open(three[1])
    page.open(three[0])
    assert counter.written() == [("Olga", ann), ("Olga", bea), ("Olga", ann)]


def test_somebody_else_at_the_counter_and_another_hour_are_views_of_their_own(
    counter: Counter, three: list[int]
) -> None:
    page = CustomersPage(counter.desk)
    page.open(three[0])
    counter.who = Actor("Sam")
    page.reload()
    counter.now += timedelta(hours=1)
    page.reload()
    assert [who for who, _ in counter.written()] == ["Olga", "Sam", "Sam"]


def test_the_call_card_shows_a_customer_too(counter: Counter, three: list[int], now: datetime) -> None:
    desk = counter.desk
    number = follow_ups.open_by_hand(
        desk.db, three[2], "ask about the shoes", due_on=now.date(), by=desk.actor(), now=now
    )
    CallCard(desk).show_follow_up(number)
    assert counter.written() == [("Olga", f"customer:{three[2]}")]


def test_the_window_does_not_wait_for_it(
    qtbot: QtBot, counter: Counter, three: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    write = audit.note_views

    def watch(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        threads.append(threading.current_thread().name)  # only now: whoever waits for it reads what was written

    monkeypatch.setattr(audit, "note_views", watch)
    page = CustomersPage(counter.desk)
    for number in three:
        page.open(number)
    qtbot.waitUntil(lambda: len(threads) == 1, timeout=3000)
    assert threads == ["deskmate-worker"]
    assert len(counter.written()) == 3


def test_what_could_not_be_written_waits(counter: Counter, three: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_args: object) -> None:
        raise BookBusy("Busy.")

    counter.views.seen(three[0])
    with monkeypatch.context() as patch, pytest.raises(BookBusy):
        patch.setattr(audit, "note_views", busy)
        counter.views.write_now()
    assert len(counter.written()) == 1
