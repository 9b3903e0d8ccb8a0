"""The tray says how many wait and nothing else, and asks for four things."""

import pytest
from pytestqt.qtbot import QtBot

from deskmate.ui.desk import Desk
from deskmate.ui.tray import Tray


@pytest.fixture
def tray(qtbot: QtBot, desk: Desk) -> Tray:
    return Tray(desk.shell)


def test_the_count_is_in_the_picture_and_in_the_words(tray: Tray) -> None:
    plain = tray.icon().pixmap(64, 64).toImage()
    tray.set_count(1)
    assert tray.tooltip() == "Deskmate, 1 reminder waiting"
    one = tray.icon().pixmap(64, 64).toImage()
    tray.set_count(140)
    assert tray.tooltip() == "Deskmate, 140 reminders waiting"
    assert plain != one != tray.icon().pixmap(64, 64).toImage()
    tray.set_count(0)
    assert tray.icon().pixmap(64, 64).toImage() == plain and tray.tooltip() == "Deskmate"


def test_each_entry_asks_for_its_own(qtbot: QtBot, tray: Tray) -> None:
    asked: list[str] = []
    for name in ("open_asked", "note_asked", "hide_asked", "quit_asked"):
        getattr(tray, name).connect(lambda name=name: asked.append(name))
    for action in tray.menu.actions():
        if not action.isSeparator():
            action.trigger()
    assert asked == ["open_asked", "note_asked", "hide_asked", "quit_asked"]
    assert [action.text() for action in tray.menu.actions() if action.text()] == [
        "Open",
        "New note",
        "Hide everything",
        "Quit",
    ]


def test_without_a_tray_the_window_knows_that_it_cannot_hide_there(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tray, "is_available", staticmethod(lambda: False))
    assert tray.start() is False and not tray.is_shown()
