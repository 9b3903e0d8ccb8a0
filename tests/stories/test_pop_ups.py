"""Reminders on the desktop: acted on there, gone once handled, and said in the window where the computer shows none."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import book, customers, settings, staff
from deskmate.core.people import Draft
from deskmate.reminders import due
from deskmate.ui.notifier import Act, Popup


class Desktops:
    """Stands for the computer's pop-ups."""

    def __init__(self) -> None:
        self.there: dict[str, Popup] = {}
        self.act: Act = lambda _key, _action: None

    def open(self, act: Act) -> "Desktops":
        self.act = act
        return self

    def show(self, popup: Popup) -> None:
        self.there[popup.key] = popup

    def withdraw(self, key: str) -> None:
        if key == "*":
            self.there.clear()
        self.there.pop(key, None)

    def close(self) -> None:
        self.there.clear()


@pytest.fixture
def keys(desktop: Any, clock: Any) -> list[str]:
    """A shop with two reminders in a minute; their keys."""
    now: datetime = clock()
    path: Path = desktop.book
    db = book.create(path, book.Opening("The Corner Shop", "general", "Olga"), passphrase="four plain words here").db
    owner = staff.owner(db)
    number = customers.add(db, Draft("Ann Quixbury"), by=owner, now=now)
    at = now + timedelta(minutes=1)
    due.remind(db, "Order wool", at=at, by=owner, now=now)
    due.remind(db, "Ring about the lamp", at=at, customer_id=number, by=owner, now=now)
    found = [one.key for one in due.upcoming(db, now=now)]
    db.close()
    return found


def come_due(desktop: Any, clock: Any, opener: Any) -> Any:
    desktop.start()
    alarm = desktop.at_work()._alarm
    alarm.notifier._opener = opener
    alarm._on_tick()
    clock.pass_by(minutes=2)
    alarm._on_tick()
    return alarm


@pytest.mark.parametrize("action", ["done", "snooze"])
def test_a_pop_up_goes_when_its_button_was_pressed(desktop: Any, clock: Any, keys: list[str], action: str) -> None:
    computer = Desktops()
    come_due(desktop, clock, computer.open)
    desktop.wait(lambda: sorted(computer.there) == sorted(keys))
    computer.act(keys[0], action)
    desktop.wait(lambda: list(computer.there) == keys[1:])
    desk = desktop.at_work().desk
    assert [one.key for one in due.open_list(desk.db, now=clock())] == keys[1:]
    # and one that somebody took away in the window goes as well
    due.forget(desk.db, int(keys[1].split(":")[1]), by=desk.actor(), now=clock())
    desktop.wait(lambda: not computer.there)


def test_without_pop_ups_the_window_says_it(desktop: Any, clock: Any, keys: list[str]) -> None:
    alarm = come_due(desktop, clock, None)
    shell, desk = desktop.program.shell, desktop.at_work().desk
    desktop.wait(lambda: shell.banner.text() == "2 reminders due.")
    focus = shell.focusWidget()
    due.done(desk.db, keys[0], by=desk.actor(), now=clock())
    names = {"Order wool", "Ann Quixbury. Ring about the lamp"}
    desktop.wait(lambda: shell.banner.text() in names)
    assert shell.focusWidget() is focus
    # counter-safe: only a count
    settings.change(desk.db, counter_safe=True, by=desk.actor(), now=clock())
    desktop.wait(lambda: shell.banner.text() == "1 reminder due.")
    settings.change(desk.db, counter_safe=False, by=desk.actor(), now=clock())
    desktop.wait(lambda: shell.banner.text() in names)
    shell.banner._on_action()
    assert shell.panel_shown() and shell.banner.text() == ""
    assert [item.due.key for item in alarm.panel.list.items() if item.hasFocus()] == keys[1:]
    # whoever opens the panel by its key was told as well
    shell.hide_panel()
    alarm._on_unseen(Popup(keys[1], "Order wool", ""))
    assert shell.banner.text()
    shell.toggle_panel()
    assert shell.banner.text() == ""


def test_behind_the_lock_the_window_says_no_name(desktop: Any, clock: Any, keys: list[str]) -> None:
    desktop.start()
    desktop.at_work().attendance.lock_now()
    come = desktop.at_work()._alarm
    come.notifier._opener = None
    come._on_tick()
    clock.pass_by(minutes=2)
    come._on_tick()
    desktop.wait(lambda: desktop.program.shell.banner.text() == "2 reminders waiting.")


def test_in_the_quiet_hours_of_who_is_here_nothing_pops_up(desktop: Any, clock: Any, keys: list[str]) -> None:
    computer = Desktops()
    desktop.start()
    desk, alarm = desktop.at_work().desk, desktop.at_work()._alarm
    alarm.notifier._opener = computer.open
    number = desk.actor().staff_id
    staff.keep_quiet(desk.db, number, begin="00:00", end="23:59", by=desk.actor(), now=clock())
    alarm._on_tick()
    clock.pass_by(minutes=2)
    alarm._on_tick()
    desktop.wait(lambda: alarm.panel.count() == 2)
    assert computer.there == {} and desktop.program.shell.banner.text() == ""
    staff.keep_quiet(desk.db, number, begin="", end="", by=desk.actor(), now=clock())
    due.remind(desk.db, "Fetch wool", at=clock(), by=desk.actor(), now=clock())
    alarm._on_tick()
    desktop.wait(lambda: len(computer.there) == 1)
