"""What was promised stands on the call card, and one key says that it was kept, or that it was not."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deskmate.core import customers, follow_ups, interactions
from deskmate.core.people import Draft
from deskmate.reminders import due
from deskmate.ui.call_card import CallCard
from deskmate.ui.desk import Desk
from deskmate.ui.follow_ups_page import FollowUpsPage
from deskmate.ui.promise_rows import PromiseRows


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> FollowUpsPage:
    """Ann was called; a lamp is promised in five days."""
    by, now = desk.actor(), desk.now()
    ann = customers.add(desk.db, Draft("Ann Lee"), by=by, now=now)
    text = "the lamp she ordered never came"
    saved = interactions.add(desk.db, ann, text, kind="complaint", mood="unhappy", by=by, now=now - timedelta(hours=1))
    assert saved.follow_up_id is not None
    follow_ups.log_call(
        desk.db,
        saved.follow_up_id,
        "reached",
        put_right=True,
        promise="a new lamp",
        promise_by=desk.today() + timedelta(days=5),
        by=by,
        now=now - timedelta(minutes=30),
    )
    page = FollowUpsPage(desk)
    desk.shell.add_page("follow-ups", lambda: page)
    with qtbot.waitExposed(desk.shell):
        desk.shell.show()
    desk.shell.go("follow-ups")
    qtbot.waitUntil(lambda: rows_of(page.card) is not None)
    return page


def rows_of(card: CallCard) -> PromiseRows | None:
    return next((rows for rows in card.findChildren(PromiseRows) if rows.isVisible()), None)


def words_of(page: FollowUpsPage) -> str:
    return str(page.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_not_kept_brings_the_matter_back_at_once_and_undo_lets_it_wait_again(
    desk: Desk, page: FollowUpsPage, qtbot: QtBot
) -> None:
    rows = rows_of(page.card)
    assert rows is not None
    assert "Promised by" in words_of(page)
    rows.not_kept[0].setFocus()
    qtbot.keyClick(rows.not_kept[0], Qt.Key.Key_Space)
    (row,) = follow_ups.list_open(desk.db, now=desk.now())
    assert row.due_on == desk.today() and not row.waits_for_promise(desk.today())
    assert "a new lamp" in desk.shell.toasts.accessibleName()
    qtbot.waitUntil(lambda: "Promised by" not in words_of(page))
    qtbot.waitUntil(lambda: rows_of(page.card) is None)
    desk.shell.toasts.undo()
    (row,) = follow_ups.list_open(desk.db, now=desk.now())
    assert row.waits_for_promise(desk.today())
    qtbot.waitUntil(lambda: rows_of(page.card) is not None)


def test_kept_ends_what_was_put_right_and_its_reminder(desk: Desk, page: FollowUpsPage, qtbot: QtBot) -> None:
    rows = rows_of(page.card)
    assert rows is not None
    qtbot.mouseClick(rows.kept[0], Qt.MouseButton.LeftButton)
    assert follow_ups.list_open(desk.db, now=desk.now()) == []
    assert [one.kind for one in due.upcoming(desk.db, now=desk.now(), days=9)] == []
