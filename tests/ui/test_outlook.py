"""What is due is worked out once for Today and the panel, and anew as soon as it may have changed."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import customers
from deskmate.core.people import Birthday, Draft
from deskmate.reminders import due
from deskmate.ui.background import Background
from deskmate.ui.desk import Desk
from deskmate.ui.outlook import Outlook, look


def test_what_is_due_is_worked_out_once_for_both_and_anew_after_a_write(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = due.upcoming

    def counted(*args: object, **settings: object) -> object:
        asked.append("coming")
        return real(*args, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(due, "upcoming", counted)
    now, outlook = desk.now(), Outlook(desk.db)
    due.remind(desk.db, "Order wool", at=now - timedelta(hours=1), by=desk.actor(), now=now)
    due.remind(desk.db, "Fetch wool", at=now + timedelta(days=2), by=desk.actor(), now=now)
    born = Birthday(*(now + timedelta(days=8)).timetuple()[1:3])
    customers.add(desk.db, Draft("Ann Lee", birthday=born), by=desk.actor(), now=now)
    assert [one.kind for one in outlook.coming(now)] == ["reminder", "birthday"]
    assert outlook.open(now) == due.open_list(desk.db, now=now)
    whole = due.upcoming(desk.db, now=now, days=8)
    assert [one.kind for one in whole] == ["reminder", "birthday", "reminder"]
    assert outlook.coming(now) == whole[:2]  # nobody looks at reminders to come
    assert asked == ["coming", "coming"]  # the second is `whole`
    due.done(desk.db, outlook.open(now)[0].key, by=desk.actor(), now=now)
    assert outlook.open(now) == []
    assert [one.kind for one in outlook.coming(now)] == ["birthday"]


def test_a_minute_later_it_looks_again(desk: Desk) -> None:
    now, outlook = desk.now(), Outlook(desk.db)
    due.remind(desk.db, "Order wool", at=now + timedelta(minutes=1), by=desk.actor(), now=now)
    assert outlook.coming(now) == []
    assert [one.text for one in outlook.coming(now + timedelta(minutes=2))] == ["Order wool"]


def test_beside_a_worker_nobody_waits_and_is_told_what_came_of_it(desk: Desk, qtbot: QtBot) -> None:
    """A large book takes half a second, and somebody may be typing."""
    now, aside = desk.now(), Background()
    outlook = Outlook(desk.db, aside)
    assert outlook.coming(now) == []
    due.remind(desk.db, "Order wool", at=now - timedelta(hours=1), by=desk.actor(), now=now)
    with qtbot.waitSignal(outlook.renewed):
        assert outlook.coming(now) == outlook.open_lately(now) == []  # as it was known
        assert [one.text for one in outlook.open(now)] == ["Order wool"]  # who acts on it must know
    assert [one.text for one in outlook.coming(now)] == ["Order wool"]
    assert outlook.open_lately(now) == outlook.coming(now)
    aside.stop()


def test_what_was_worked_out_while_the_book_was_opened_is_not_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = desk.now()
    due.remind(desk.db, "Order wool", at=now - timedelta(hours=1), by=desk.actor(), now=now)
    known = look(desk.db, now)
    monkeypatch.setattr(due, "upcoming", lambda *_: pytest.fail("asked again"))
    outlook = Outlook(desk.db, known=known)
    assert [one.text for one in outlook.coming(now)] == [one.text for one in outlook.open(now)] == ["Order wool"]
