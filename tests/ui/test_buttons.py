"""A button is pressed by the keys people expect, wherever it stands."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from deskmate.ui.widgets import IconButton, SecondaryButton, drop_menu


@pytest.fixture(params=["words", "picture"])
def pressed(request, qtbot):
    """A button outside any dialog, and the list it adds to when pressed."""
    presses: list[int] = []
    page = QWidget()
    qtbot.addWidget(page)
    if request.param == "words":
        button = SecondaryButton("Start", lambda: presses.append(1), parent=page)
    else:
        button = IconButton("x", "Close", lambda: presses.append(1), parent=page)
    yield button, presses  # the page lives until the test is done


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_a_button_on_a_page(pressed, key: Qt.Key) -> None:
    button, presses = pressed
    QTest.keyClick(button, key)
    assert presses == [1]


def test_holding_enter_presses_once(pressed) -> None:
    button, presses = pressed
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeated)
        QApplication.sendEvent(button, event)
    assert presses == [1]


def test_a_greyed_button_and_ctrl_enter_press_nothing(pressed) -> None:
    button, presses = pressed
    QTest.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(False)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert presses == []


@pytest.mark.parametrize("by_key", [True, False])
def test_a_menu_dropped_by_a_key_has_its_first_entry_chosen_and_one_dropped_by_the_mouse_none(
    pressed, by_key: bool, qtbot
) -> None:
    button, _presses = pressed
    page = button.parentWidget()
    page.show()
    if by_key:
        button.setFocus(Qt.FocusReason.TabFocusReason)
    menu = QMenu(page)
    first = menu.addAction("Choose a picture")
    menu.addAction("Paste a picture")
    drop_menu(menu, button)
    assert menu.activeAction() is (first if by_key else None)
    menu.close()
