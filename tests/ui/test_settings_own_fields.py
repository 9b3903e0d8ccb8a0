"""Fields of the shop's own in the settings: added, renamed, moved, removed and brought back, all by keyboard."""

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, own_fields
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk
from deskmate.ui.settings_own_fields import OwnFieldDialog, OwnFieldsSection
from deskmate.ui.settings_page import SettingsPage

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def section(desk: Desk, qtbot: QtBot) -> OwnFieldsSection:
    made: list[SettingsPage] = []
    desk.shell.add_page("settings", lambda: made.append(SettingsPage(desk)) or made[0])  # type: ignore[func-returns-value]
    desk.shell.go("settings")
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    made[0].open("own-fields")
    shown = made[0].section()
    assert isinstance(shown, OwnFieldsSection)
    shown.focus_first()
    return shown


def names(desk: Desk) -> list[str]:
    return [field.name for field in own_fields.every(desk.db)]


def test_all_of_it_by_keyboard(
    section: OwnFieldsSection,
    desk: Desk,
    qtbot: QtBot,
    owner: Actor,
    now: datetime,
    markup: str,
    ctrl_enter: Callable[[QWidget], None],
) -> None:
    assert section.more.name.hasFocus()
    qtbot.keyClicks(section.more.name, "Points")
    qtbot.keyClick(section.more.name, Qt.Key.Key_Tab)
    while section.more.kind.value() != "number":
        qtbot.keyClick(section.more.kind, Qt.Key.Key_Down)
    section.more.name.setFocus()
    qtbot.keyClick(section.more.name, Qt.Key.Key_Return)
    qtbot.keyClicks(section.more.name, "Width")
    section.more.kind.set_value("choice")
    qtbot.keyClicks(section.more.choices, "narrow, wide")
    qtbot.keyClick(section.more.choices, Qt.Key.Key_Return)
    assert [(field.name, field.kind, field.choices) for field in own_fields.every(desk.db)] == [
        ("Points", "number", ()),
        ("Width", "choice", ("narrow", "wide")),
    ]
    section.list.setFocus()
    qtbot.keyClick(section.list, Qt.Key.Key_Up, ALT)
    assert names(desk) == ["Width", "Points"]
    chosen = section.chosen()
    assert chosen is not None and chosen.name == "Width"
    qtbot.keyClick(section.list, Qt.Key.Key_Return)
    dialog = desk.shell.findChild(OwnFieldDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.name, "Shoe width")
    ctrl_enter(dialog.name)
    assert names(desk) == ["Shoe width", "Points"]
    ann = customers.add(desk.db, Draft("Ann", own=(("Shoe width", "wide"),)), by=owner, now=now)
    section.list.setFocus()
    qtbot.keyClick(section.list, Qt.Key.Key_Delete)
    assert names(desk) == ["Points"]
    assert desk.shell.toasts.text() == "Shoe width is gone; it said something on 1 card."
    desk.shell.toasts.undo()
    assert customers.card(desk.db, ann).draft.own == (("Shoe width", "wide"),)


def test_a_refusal_is_said_where_it_was_typed_and_stays_there(
    section: OwnFieldsSection, desk: Desk, qtbot: QtBot, owner: Actor, now: datetime, markup: str,
    all_plain: Callable[[QWidget], None],
) -> None:  # fmt: skip
    own_fields.add(desk.db, "Points", "number", by=owner, now=now)
    own_fields.add(desk.db, markup, "text", by=owner, now=now)
    section.reload()
    qtbot.keyClicks(section.more.name, "POINTS")
    qtbot.keyClick(section.more.name, Qt.Key.Key_Return)
    assert section.more.name.text() == "POINTS" and len(names(desk)) == 2
    section.list.choose_row(1)
    section.ask_change()
    dialog = desk.shell.findChild(OwnFieldDialog)
    assert dialog is not None
    dialog.name.setText("points")
    dialog.accept()
    assert dialog.isVisible() and names(desk)[1] == markup
    all_plain(section)
    all_plain(dialog)
    dialog.reject()


def test_staff_can_look_but_not_change(section: OwnFieldsSection, desk: Desk, owner: Actor, now: datetime) -> None:
    own_fields.add(desk.db, "Points", "number", by=owner, now=now)
    section.reload()
    object.__setattr__(desk, "actor", lambda: Actor("Sam", "staff"))
    section.remove()
    assert names(desk) == ["Points"] and "Only the owner can" in desk.shell.toasts.text()
