"""The waiting list in the window: put on by keyboard, listed, taken off; an offer is accepted from the reminder."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, services, undo, waitlist
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Draft
from deskmate.ui import booking, waiting
from deskmate.ui.calendar_page import CalendarPage
from deskmate.ui.customer_card import CustomerCard
from deskmate.ui.desk import Desk
from deskmate.ui.reminders_panel import RemindersPanel

Key = Qt.Key


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    services.save(db, "Cut", minutes=30, by=owner, now=now)
    return customers.add(db, Draft("Ann Lee"), by=owner, now=now)


def listed(desk: Desk) -> list[str]:
    return [f"{row.customer}: {row.service}" for row in waitlist.waiting(desk.db, now=desk.now())]


def test_the_booking_form_leads_to_the_waiting_list_with_what_was_said(
    desk: Desk, ann: int, qtbot: QtBot, ctrl_enter: Callable[[QWidget], None]
) -> None:
    form = booking.book(desk, customer_id=ann)
    form.service.choice.setCurrentText("Cut")
    asked = []
    form.wait_asked.connect(asked.append)
    form.wait_button.click()
    (prefilled,) = asked
    assert (prefilled.customer_id, prefilled.service) == (ann, "Cut")
    dialog = waiting.put_on(desk, prefilled)
    dialog.days[6].setChecked(False)
    dialog.after.set_text("14")
    ctrl_enter(dialog)
    (row,) = waitlist.waiting(desk.db, now=desk.now())
    assert (row.customer, row.service, row.until) == ("Ann Lee", "Cut", desk.today() + timedelta(days=14))
    assert "7" not in row.days and f"{row.after:%H:%M}" == "14:00"


def test_what_is_missing_is_said_below_its_field_and_nothing_is_saved(desk: Desk, ann: int) -> None:
    dialog = waiting.put_on(desk)
    dialog.until.set_text("")
    for tick in dialog.days:
        tick.setChecked(False)
    dialog.accept()
    assert dialog.isVisible() and listed(desk) == []
    assert {"service", "days", "until"} <= dialog.find_problems().keys()
    dialog.reject()


def test_what_the_core_refuses_keeps_the_form_as_it_was_typed(
    desk: Desk, ann: int, owner: Actor, now: datetime
) -> None:
    waitlist.add(desk.db, ann, service="Cut", until=date(2026, 3, 20), by=owner, now=now)
    dialog = waiting.put_on(desk, waiting.WaitPrefilled(ann, "Cut"))
    dialog.note.setText("short")
    dialog.accept()
    assert "already" in dialog.problem() and dialog.isVisible() and dialog.note.text() == "short"
    dialog.reject()


def test_the_calendar_lists_who_waits_and_delete_takes_them_off(
    desk: Desk, ann: int, owner: Actor, now: datetime, qtbot: QtBot, shown: Callable[..., object]
) -> None:
    waitlist.add(desk.db, ann, service="Cut", until=date(2026, 3, 20), days="24", by=owner, now=now)
    page = CalendarPage(desk)
    shown(page)
    page.reload()
    assert page.waiting.text() == "Waiting list (1)"
    qtbot.keyClick(page, Key.Key_L)
    dialog = next(one for one in desk.shell.findChildren(waiting.WaitingList))
    assert waiting.words(waitlist.waiting(desk.db, now=now)[0], desk.today()) == "Cut · Tue, Thu · until Fri 20 Mar"
    dialog.take_off()
    assert listed(desk) == [] and not dialog.off.isEnabled()
    undo.undo(desk.db, undo.history(desk.db)[0].id, by=owner, now=now)
    assert listed(desk) == ["Ann Lee: Cut"]
    dialog.reject()


def test_the_card_says_what_a_customer_waits_for(desk: Desk, owner: Actor, ann: int, qtbot: QtBot) -> None:
    card = CustomerCard(desk)
    qtbot.addWidget(card)
    card.show_customer(ann)
    assert "waiting list" not in said(card)
    until = desk.today() + timedelta(days=9)
    entry = waitlist.add(desk.db, ann, service="Cut", until=until, days="12", by=owner, now=desk.now())
    card.reload()
    assert "On the waiting list for Cut · Mon, Tue · until" in said(card)
    waitlist.withdraw(desk.db, entry, by=owner, now=desk.now())
    card.reload()
    assert "waiting list" not in said(card)


def said(card: CustomerCard) -> str:
    return "\n".join(label.text() for label in card.details.findChildren(QLabel) if label.isVisibleTo(card))


def test_b_on_the_reminder_books_the_time_that_was_offered(
    desk: Desk, ann: int, owner: Actor, now: datetime, qtbot: QtBot
) -> None:
    ben = customers.add(desk.db, Draft("Ben"), by=owner, now=now)
    start = now + timedelta(days=1)
    number = appointments.book(desk.db, ben, start=start, service="Cut", by=owner, now=now).id
    waitlist.add(desk.db, ann, service="Cut", until=date(2026, 3, 20), by=owner, now=now)
    appointments.set_status(desk.db, number, "cancelled", by=owner, now=now)
    panel = RemindersPanel(desk)
    qtbot.addWidget(panel)
    panel.reload()
    (item,) = panel.list.items()
    assert item.due.kind == "offer"
    item.show_actions(True)
    assert item.accept_button.isVisibleTo(item)
    qtbot.keyClick(item, Key.Key_B)
    (row,) = appointments.of_customer(desk.db, ann)
    assert row.starts_at == start and listed(desk) == []
    panel.reload()
    assert panel.count() == 0
