"""A customer who looks at the turned screen sees their own next appointments, and can reach nothing else."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, staff
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.bus import Page
from deskmate.ui.desk import Desk
from deskmate.ui.turned_screen import Turning
from deskmate.ui.widgets import ask


class Sheet(Page):
    def __init__(self) -> None:
        super().__init__()
        self.said = QLabel("Bob Quixbury, 01632 960001", self)


@pytest.fixture
def turning(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Turning]:
    desk.shell.add_page("today", Sheet)
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    made = Turning(qapp, desk)
    yield made
    made.stop()


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    number = customers.add(desk.db, Draft("Ann Lee"), by=owner, now=now)
    bob = customers.add(desk.db, Draft("Bob Quixbury"), by=owner, now=now)
    sam = staff.add(desk.db, "Sam", by=owner, now=now)
    made = [
        appointments.book(
            desk.db, who, start=now + timedelta(hours=hours), service=what, staff_id=sam, note="odd", by=owner, now=now
        )
        for who, hours, what in ((number, -30, "Past"), (number, 50, "Colour"), (number, 4, "Cut"), (bob, 5, "Shave"))
    ]
    gone = appointments.book(desk.db, number, start=now + timedelta(hours=9), service="Gone", by=owner, now=now)
    appointments.set_status(desk.db, gone.id, "cancelled", by=owner, now=now)
    assert len(made) == 4
    return number


def words(qapp: QApplication) -> list[str]:
    windows = [window for window in qapp.topLevelWidgets() if window.isVisible()]
    return [label.text() for one in windows for label in one.findChildren(QLabel) if label.isVisible() and label.text()]


def test_their_own_next_appointments_and_nothing_else(turning: Turning, ann: int, qapp: QApplication) -> None:
    turning.turn(ann)
    assert words(qapp) == [
        "The Corner Shop",
        "Your next appointments",
        "Monday 2 March, 13:00",
        "Cut with Sam",
        "Wednesday 4 March, 11:00",
        "Colour with Sam",
        "Esc goes back",
    ]


def test_who_has_none_is_told_so(desk: Desk, turning: Turning, owner: Actor, qapp: QApplication) -> None:
    carl = customers.add(desk.db, Draft("Carl"), by=owner, now=desk.now())
    turning.turn(carl)
    assert words(qapp) == ["The Corner Shop", "You have no appointment booked", "Esc goes back"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F6])
def test_two_keys_turn_it_back_and_all_is_as_it_was(desk: Desk, turning: Turning, ann: int, key: Qt.Key) -> None:
    dialog = ask(desk.shell, "Half done", yes="OK", on_yes=lambda: None)
    told: list[bool] = []
    turning.changed.connect(told.append)
    turning.turn(ann)
    assert not dialog.isVisible()
    QTest.keyClick(desk.shell.windowHandle(), key)
    assert not turning.is_turned()
    assert dialog.isVisible()
    assert told == [True, False]
    dialog.accept()


def test_no_other_key_and_no_window_gets_through(
    desk: Desk, turning: Turning, ann: int, qapp: QApplication, qtbot: QtBot
) -> None:
    reached: list[str] = []
    for keys in ("Ctrl+N", "Alt+2", "Ctrl+B", "F1", "/", "Ctrl+Q", "F8"):
        desk.shell.shortcuts.add(keys, "", lambda keys=keys: reached.append(keys))
    turning.turn(ann)
    window = desk.shell.windowHandle()
    for key in (Qt.Key.Key_N, Qt.Key.Key_B, Qt.Key.Key_K, Qt.Key.Key_Q):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F8, Qt.Key.Key_Slash, Qt.Key.Key_Tab, Qt.Key.Key_Return):
        QTest.keyClick(window, key)
    late = ask(desk.shell, "About Bob Quixbury", yes="OK", on_yes=lambda: None)
    qtbot.waitUntil(lambda: not late.isVisible())
    desk.shell.show_panel(True)
    desk.say("Bob Quixbury has arrived.")
    assert reached == []
    assert turning.is_turned()
    assert "Quixbury" not in " ".join(words(qapp))
    turning.back()
    late.accept()
