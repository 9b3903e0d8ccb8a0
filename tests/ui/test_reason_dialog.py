"""A reason is asked for, and nothing goes on without one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, follow_ups
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.customer_card import CustomerCard
from deskmate.ui.desk import Desk
from deskmate.ui.reason_dialog import ReasonDialog


def open_one(parent: QWidget) -> ReasonDialog:
    found = parent.findChildren(ReasonDialog)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("typed", ["", "   "])
def test_without_a_reason_it_stays_open_and_says_so(
    qtbot: QtBot, typed: str, ctrl_enter: Callable[[QWidget], None]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog, decided = ReasonDialog(parent, "Off the list, because …", "sorted it", missing="Say why."), []
    dialog.decided.connect(decided.append)
    dialog.open()
    qtbot.keyClicks(dialog.reason, typed)
    dialog.yes_button.click()
    assert dialog.isVisible() and not decided
    qtbot.keyClicks(dialog.reason, "rang her")
    ctrl_enter(dialog.reason)
    assert [reason.strip() for reason in decided] == ["rang her"]


def test_a_call_asked_for_on_the_card_stands_on_the_list(qtbot: QtBot, desk: Desk, owner: Actor, now: datetime) -> None:
    ann = customers.add(desk.db, Draft("Ann Lee"), by=owner, now=now)
    card = CustomerCard(desk)
    qtbot.addWidget(card)
    card.show_customer(ann)
    card.header.call_asked.emit()
    dialog = open_one(desk.shell)
    qtbot.keyClicks(dialog.reason, "do the new insoles help?")
    dialog.yes_button.click()
    (row,) = follow_ups.of_customer(desk.db, ann)
    assert row.state == "open" and "insoles" in row.reason
