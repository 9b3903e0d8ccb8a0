"""Words offered below a line are seen at once: a list that shows them all has no bar to scroll it."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.ui.tokens import Mode
from deskmate.ui.widgets import TextField, offer


@pytest.mark.parametrize("words", [["home", "household"], ["usual order", "allergy", "access needs"]])
def test_a_short_list_needs_no_scrolling(qtbot: QtBot, dressed: Callable[[Mode], None], words: list[str]) -> None:
    dressed(Mode.LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    field = TextField(parent=window)
    completer = offer(field, words, anywhere=True)
    with qtbot.waitExposed(window):
        window.show()
    field.setFocus()
    completer.setCompletionPrefix("o" if "home" in words else "a")
    completer.complete()
    popup = completer.popup()
    assert popup is not None and popup.isVisible() and completer.completionCount() == len(words)
    assert not popup.verticalScrollBar().isVisible()
    popup.hide()
