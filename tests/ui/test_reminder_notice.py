"""The notice about what fell due: said once, until somebody saw to it or put it aside."""

import pytest
from pytestqt.qtbot import QtBot

from deskmate.ui.banner import Banner
from deskmate.ui.notifier import Popup
from deskmate.ui.reminder_notice import ReminderNotice
from deskmate.ui.widgets import IconButton


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Banner()
    qtbot.addWidget(made)
    return made


def test_what_was_put_aside_does_not_come_back(banner: Banner) -> None:
    """It came back after the next undo, because that may touch the settings."""
    notice = ReminderNotice(banner, lambda: False, lambda key: None)
    notice.tell(Popup("promise:1", "Ring about the oven", ""))
    banner.findChild(IconButton).click()
    notice.refresh()
    assert banner.text() == ""
    notice.tell(Popup("promise:2", "Order wool", ""))
    assert banner.text() == "Order wool"


def test_one_that_was_seen_to_is_counted_no_more(banner: Banner) -> None:
    notice = ReminderNotice(banner, lambda: False, lambda key: None)
    for number in (1, 2, 3):
        notice.tell(Popup(f"promise:{number}", f"Thing {number}", ""))
    assert banner.text() == "3 reminders due."
    notice.drop("promise:2")
    notice.drop("promise:3")
    assert banner.text() == "Thing 1"
