"""Whom the shop might forget is proposed to the owner only, and nobody is forgotten without their name being typed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import customers
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk
from deskmate.ui.rights_dialog import RightsDialog
from deskmate.ui.settings_privacy import PrivacySection


@pytest.fixture
def old(desk: Desk, now: datetime, markup: str) -> int:
    customers.add(desk.db, Draft("Bea"), by=desk.actor(), now=now)
    return customers.add(desk.db, Draft(markup), by=desk.actor(), now=now - timedelta(days=4 * 365))


def rows(section: PrivacySection) -> int:
    return section.list.model().rowCount()


def test_a_proposal_leads_to_forgetting_by_name(
    qtbot: QtBot, desk: Desk, old: int, markup: str, all_plain: object
) -> None:
    desk.shell.show()
    section = PrivacySection(desk)
    qtbot.addWidget(section)
    section.reload()
    qtbot.waitUntil(lambda: rows(section) == 1, timeout=5_000)
    all_plain(section)  # type: ignore[operator]
    section.open_chosen()
    (dialog,) = section.window().findChildren(RightsDialog)
    dialog.typed.setText(markup)
    with qtbot.waitSignal(dialog.erased, timeout=10_000):
        dialog.forget()
    qtbot.waitUntil(lambda: rows(section) == 0, timeout=5_000)


def test_a_longer_time_proposes_fewer(qtbot: QtBot, desk: Desk, old: int) -> None:
    section = PrivacySection(desk)
    qtbot.addWidget(section)
    section.months.set_value(60)
    section.reload()
    qtbot.waitUntil(lambda: not desk.background.is_busy(), timeout=5_000)
    assert rows(section) == 0


def test_staff_see_no_proposals(qtbot: QtBot, desk: Desk, old: int) -> None:
    section = PrivacySection(replace(desk, actor=lambda: Actor("Sam")))
    qtbot.addWidget(section)
    section.reload()
    assert rows(section) == 0 and not section.look.isEnabled()
