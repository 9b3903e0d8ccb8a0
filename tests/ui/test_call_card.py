"""Who calls knows first what to mind: the card says it beside the number."""

from datetime import timedelta

from pytestqt.qtbot import QtBot

from deskmate.core import customers, follow_ups
from deskmate.core.people import Draft
from deskmate.ui.call_card import CallCard
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import Chip


def test_etiquette_stands_beside_the_number_to_be_called(desk: Desk, qtbot: QtBot) -> None:
    by, now, today = desk.actor(), desk.now(), desk.today()
    draft = Draft("Ann Lee", bereaved_until=today + timedelta(days=30), do_not_contact=True)
    ann = customers.add(desk.db, draft, by=by, now=now)
    number = follow_ups.open_by_hand(desk.db, ann, "ask about the lamp", due_on=today, by=by, now=now)
    card = CallCard(desk)
    qtbot.addWidget(card)
    card.show_follow_up(number)
    words = [chip.accessibleName() for chip in card.findChildren(Chip)]
    assert "Do not contact" in words
    assert [one for one in words if one.startswith("Bereaved, until")]
