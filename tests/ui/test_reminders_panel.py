"""The panel: everything due under its heading, acted on by keyboard, undone by a key, and no names when hidden."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, follow_ups
from deskmate.core.actors import Actor
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.reminders import due
from deskmate.ui.desk import Desk
from deskmate.ui.reminder_dialogs import NewReminderDialog, SnoozeDialog
from deskmate.ui.reminder_item import PICK, ReminderItem
from deskmate.ui.reminders_panel import RemindersPanel
from deskmate.ui.widgets import QuietButton

Key = Qt.Key


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    details = (Detail("phone", "020 7946 0018"), Detail("phone", "+44 7700 900123", preferred=True))
    return customers.add(desk.db, Draft("Ann Lee", details=details), by=owner, now=now - timedelta(days=9))


@pytest.fixture
def panel(desk: Desk) -> RemindersPanel:
    panel = RemindersPanel(desk)
    desk.shell.set_panel(panel)
    desk.shell.show()
    desk.shell.show_panel(True)
    panel.reload()
    return panel


def remind(desk: Desk, what: str, *, hours_ago: float = 1, customer: int | None = None) -> None:
    at = desk.now() - timedelta(hours=hours_ago)
    due.remind(desk.db, what, at=at, customer_id=customer, by=desk.actor(), now=at - timedelta(hours=1))


def texts(panel: RemindersPanel) -> list[str]:
    return [item.due.text for item in panel.list.items()]


def labels(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def first(panel: RemindersPanel) -> ReminderItem:
    panel.focus_first()
    return panel.list.items()[0]


def test_everything_due_is_there_oldest_first(desk: Desk, panel: RemindersPanel) -> None:
    due.claim(desk.db, now=desk.now())
    for hours in (1, 50, 3):
        remind(desk, f"{hours} ago", hours_ago=hours)
    counts: list[int] = []
    panel.count_changed.connect(counts.append)
    panel.reload()
    assert texts(panel) == ["50 ago", "3 ago", "1 ago"]
    assert counts == [3] and panel.count() == 3
    assert "While you were away" in labels(panel)


@pytest.mark.parametrize(("key", "word"), [(Key.Key_D, "Done"), (Key.Key_Space, "Done"), (Key.Key_Delete, "Put away")])
def test_a_key_handles_a_reminder_and_undo_brings_it_back(
    qtbot: QtBot, desk: Desk, panel: RemindersPanel, key: Qt.Key, word: str
) -> None:
    remind(desk, "Order wool", hours_ago=2)
    remind(desk, "Ring the mill")
    panel.reload()
    handled: list[str] = []
    panel.handled.connect(handled.append)
    name = first(panel).due.key
    qtbot.keyClick(panel.list.items()[0], key)
    panel.reload()
    assert texts(panel) == ["Ring the mill"] and handled == [name]
    assert desk.shell.toasts.text() == f"{word}: Order wool."
    desk.shell.toasts.undo()
    panel.reload()
    assert texts(panel) == ["Order wool", "Ring the mill"]


def test_the_keys_stay_in_the_panel_after_one_is_done(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    for hours in (3, 2, 1):
        remind(desk, f"{hours}", hours_ago=hours)
    panel.reload()
    first(panel)
    qtbot.keyClick(panel.list.items()[0], Key.Key_Down)
    assert panel.list.items()[1].hasFocus() and panel.list.items()[1].actions_shown()
    qtbot.keyClick(panel.list.items()[1], Key.Key_D)
    panel.reload()
    assert texts(panel) == ["3", "1"] and panel.list.items()[1].hasFocus()


def test_after_the_last_one_the_keys_are_still_in_the_panel(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    remind(desk, "Order wool")
    panel.reload()
    first(panel).snooze_menu().actions()[0].trigger()
    panel.reload()
    assert texts(panel) == [] and panel.new_button.hasFocus()


def test_what_was_seen_to_elsewhere_takes_its_pop_up_along(
    qtbot: QtBot, desk: Desk, owner: Actor, panel: RemindersPanel
) -> None:
    remind(desk, "Order wool")
    panel.reload()
    gone: list[str] = []
    panel.handled.connect(gone.append)
    (key,) = [item.due.key for item in panel.list.items()]
    due.forget(desk.db, int(key.split(":")[1]), by=owner, now=desk.now())
    panel.reload()
    panel.reload()
    assert gone == [key]


def test_going_there_chooses_the_first_reminder_also_where_the_list_was_not_made_yet(
    desk: Desk, panel: RemindersPanel
) -> None:
    panel.hide()
    remind(desk, "water the ferns")
    panel.mark_stale()
    panel.show()
    panel.focus_first()
    assert panel.focusWidget() is panel.list.items()[0]


def test_the_key_for_snoozing_opens_its_menu_with_the_first_time_chosen(
    desk: Desk, panel: RemindersPanel, qtbot: QtBot
) -> None:
    remind(desk, "water the ferns")
    panel.reload()
    item = first(panel)
    qtbot.keyClick(item, Qt.Key.Key_S)
    menu = item.findChildren(QMenu)[-1]
    assert menu.activeAction() is menu.actions()[0]
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    panel.reload()
    assert panel.count() == 0


def test_snoozing_by_menu_lets_it_come_back_then(desk: Desk, panel: RemindersPanel) -> None:
    remind(desk, "Order wool")
    panel.reload()
    menu = first(panel).snooze_menu()
    offered = [action.text() for action in menu.actions() if action.text()]
    assert offered == ["In an hour", "After lunch, 13:30", "Tomorrow at opening, 09:00", PICK]
    menu.actions()[0].trigger()
    panel.reload()
    assert texts(panel) == []
    assert [one.text for one in due.open_list(desk.db, now=desk.now() + timedelta(hours=1))] == ["Order wool"]
    desk.shell.toasts.undo()
    panel.reload()
    assert texts(panel) == ["Order wool"]


def test_a_time_of_ones_own_must_be_to_come(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    remind(desk, "Order wool")
    panel.reload()
    first(panel).snooze_menu().actions()[-1].trigger()
    (form,) = desk.shell.findChildren(SnoozeDialog)
    form.day.set_text("yesterday")
    form.accept()
    assert "over already" in form.form.problems()["time"]
    form.day.set_text("fri")
    form.time.set_text("16")
    form.accept()
    panel.reload()
    assert texts(panel) == []
    assert due.open_list(desk.db, now=datetime(2026, 3, 6, 16, tzinfo=UTC)) != []


def test_a_number_is_shown_only_when_asked_for(qtbot: QtBot, desk: Desk, ann: int, panel: RemindersPanel) -> None:
    remind(desk, "Ring back", customer=ann)
    panel.reload()
    item = first(panel)
    assert "900123" not in labels(panel)
    qtbot.keyClick(item, Key.Key_C)
    assert item.number() == "+44 7700 900123"
    qtbot.keyClick(item, Key.Key_C)
    assert item.number() == ""


def test_enter_opens_the_card_or_the_follow_up(
    qtbot: QtBot, desk: Desk, ann: int, owner: Actor, panel: RemindersPanel, ways: Any
) -> None:
    remind(desk, "Ring back", customer=ann, hours_ago=3)
    number = follow_ups.open_by_hand(desk.db, ann, "Asked", due_on=desk.today(), by=owner, now=desk.now())
    panel.reload()
    kinds = {item.due.kind: item for item in panel.list.items()}
    qtbot.keyClick(kinds["reminder"], Key.Key_Return)
    qtbot.keyClick(kinds["follow-up"], Key.Key_Return)
    assert ways.taken == [("open_customer", (ann,)), ("open_follow_up", (number,))]


def test_a_paused_greeting_says_why(desk: Desk, owner: Actor, panel: RemindersPanel) -> None:
    birthday = Birthday(3, 4)
    bea = customers.add(desk.db, Draft("Bea", birthday=birthday), by=owner, now=desk.now())
    follow_ups.open_by_hand(desk.db, bea, "Asked", due_on=desk.today(), by=owner, now=desk.now())
    panel.reload()
    assert "waits until somebody has called" in labels(panel)


def test_behind_the_curtain_there_is_only_a_count(desk: Desk, ann: int, panel: RemindersPanel) -> None:
    remind(desk, "Ring back", customer=ann)
    panel.set_private(True)
    assert "1 waiting" in labels(panel) and "Ann" not in labels(panel) and "Ring" not in labels(panel)
    assert panel.count() == 1
    panel.set_private(False)
    assert "Ann Lee" in labels(panel)


def test_the_count_is_right_while_the_panel_is_folded(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    desk.shell.show_panel(False)
    with qtbot.waitSignal(panel.count_changed, timeout=2000) as caught:
        remind(desk, "Order wool")
        panel.mark_stale()
    assert caught.args == [1]


def each_hour(desk: Desk, panel: RemindersPanel, hours: int) -> list[str]:
    """So many reminders are due; their keys, the oldest first."""
    at, now = desk.now() - timedelta(hours=hours - 1), desk.now()
    due.remind(desk.db, "Look into the oven", at=at, repeat="FREQ=HOURLY", by=desk.actor(), now=now)
    panel.reload()
    return [one.key for one in due.open_list(desk.db, now=now)]


def test_a_month_of_reminders_is_shown_in_parts_and_none_is_dropped(desk: Desk, panel: RemindersPanel) -> None:
    keys = each_hour(desk, panel, 160)
    assert len(panel.list.items()) == 40 and panel.count() == len(keys) == 160
    next(button for button in panel.findChildren(QuietButton) if button.text() == "Show 100 more of 120").click()
    assert [item.due.key for item in panel.list.items()] == keys[:140]
    assert panel.choose(keys[149])  # as a pop-up does
    assert [item.due.key for item in panel.list.items()] == keys
    assert panel.list.items()[149].hasFocus()


def test_the_arrow_keys_go_on_where_rows_were_left_for_later(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    each_hour(desk, panel, 45)
    last = panel.list.items()[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Down)
    assert len(panel.list.items()) == 45 and panel.list.items()[40].hasFocus()


def test_a_new_reminder_is_set_and_undone(desk: Desk, panel: RemindersPanel) -> None:
    form: NewReminderDialog = panel.acts.new_reminder()
    form.accept()
    assert set(form.form.problems()) == {"text"}
    form.text.setText("Order <b>wool</b>")
    form.day.set_text("tomorrow")
    form.time.set_text("10")
    form.repeat.set_value("FREQ=WEEKLY")
    form.accept()
    for days in (1, 8):
        at = datetime(2026, 3, 2 + days, 10, tzinfo=UTC)
        assert "Order <b>wool</b>" in [one.text for one in due.open_list(desk.db, now=at)]
    desk.shell.toasts.undo()
    assert due.open_list(desk.db, now=desk.now() + timedelta(days=9)) == []


def test_words_are_shown_as_typed(
    desk: Desk, owner: Actor, panel: RemindersPanel, markup: str, all_plain: Callable[[QWidget], None]
) -> None:
    customer = customers.add(desk.db, Draft(markup), by=owner, now=desk.now())
    remind(desk, markup, customer=customer)
    panel.reload()
    first(panel)
    panel.grab()
    all_plain(panel)
    assert markup in labels(panel)


def test_a_long_reminder_is_shown_whole(qtbot: QtBot, desk: Desk, ann: int, panel: RemindersPanel) -> None:
    remind(desk, "Ring back about the curtains, the blind for the kitchen and the two cushions", customer=ann)
    remind(desk, "Order wool")
    panel.reload()
    for item in panel.list.items():
        qtbot.waitUntil(lambda item=item: item.height() >= item.heightForWidth(item.width()))
        qtbot.waitUntil(lambda item=item: item._detail.height() >= item._detail.heightForWidth(item._detail.width()))
