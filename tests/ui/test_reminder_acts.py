"""Acting from a reminder: a text on the clipboard, an outcome on the timeline, a number dialled, a time moved."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, follow_ups, interactions, templates
from deskmate.core.actors import Actor
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.reminders import due
from deskmate.ui.appointment_dialog import AppointmentDialog
from deskmate.ui.desk import Desk
from deskmate.ui.reminder_acts import ReminderActs
from deskmate.ui.reminder_item import ReminderItem
from deskmate.ui.reminders_panel import RemindersPanel

Key = Qt.Key


class Dialled(QObject):
    """Stands for the computer's program for calls."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    @Slot("QUrl")
    def take(self, url: object) -> None:
        self.links.append(url.toString())  # type: ignore[attr-defined]


@pytest.fixture
def dialled() -> Iterator[list[str]]:
    program = Dialled()
    QDesktopServices.setUrlHandler("tel", program, "take")
    yield program.links
    QDesktopServices.unsetUrlHandler("tel")


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    draft = Draft("Ann Lee", given="Ann", details=(Detail("phone", "020 7946 0018"),), birthday=Birthday(3, 4))
    return customers.add(desk.db, draft, by=owner, now=now - timedelta(days=9))


@pytest.fixture
def panel(desk: Desk) -> RemindersPanel:
    panel = RemindersPanel(desk)
    desk.shell.set_panel(panel)
    desk.shell.show()
    desk.shell.show_panel(True)
    QGuiApplication.clipboard().setText("before")
    return panel


def shown(panel: RemindersPanel, kind: str) -> ReminderItem:
    panel.reload()
    item = next(item for item in panel.list.items() if item.due.kind == kind)
    item.setFocus()
    item.chosen.emit(item)
    return item


def kinds(panel: RemindersPanel) -> list[str]:
    panel.reload()
    return [item.due.kind for item in panel.list.items()]


def clipboard() -> str:
    return str(QGuiApplication.clipboard().text())


def choose(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def remind(desk: Desk, what: str, *, customer: int | None = None) -> None:
    at = desk.now() - timedelta(hours=1)
    due.remind(desk.db, what, at=at, customer_id=customer, by=desk.actor(), now=at - timedelta(hours=1))


def book(desk: Desk, customer: int) -> int:
    start = desk.now() + timedelta(minutes=30)
    return appointments.book(desk.db, customer, start=start, service="Fitting", by=desk.actor(), now=desk.now()).id


def test_a_greeting_is_copied_and_nothing_else_happens(
    qtbot: QtBot, desk: Desk, ann: int, panel: RemindersPanel
) -> None:
    qtbot.keyClick(shown(panel, "birthday"), Key.Key_T)
    assert clipboard().startswith("Dear Ann,\n\nhappy birthday")
    assert desk.shell.toasts.text() == "Copied: Birthday greeting. Nothing was sent."
    assert kinds(panel) == ["birthday"] and interactions.timeline(desk.db, ann) == []


def test_a_greeting_that_is_not_wanted_is_not_offered_and_the_reason_said(
    desk: Desk, ann: int, owner: Actor, panel: RemindersPanel
) -> None:
    follow_ups.open_by_hand(desk.db, ann, "Asked", due_on=desk.today(), by=owner, now=desk.now())
    shown(panel, "birthday").text_button.click()
    assert clipboard() == "before" and "until somebody has called" in desk.shell.toasts.text()


def test_what_is_left_to_fill_in_is_said(desk: Desk, ann: int, owner: Actor, panel: RemindersPanel) -> None:
    templates.save(desk.db, "birthday-greeting", "Hi {first_name}, {nickname}!", by=owner, now=desk.now())
    shown(panel, "birthday").text_button.click()
    assert clipboard() == "Hi Ann, {nickname}!" and "Still to fill in: {nickname}." in desk.shell.toasts.text()


def test_an_appointment_has_two_texts_to_choose_from(desk: Desk, ann: int, panel: RemindersPanel) -> None:
    book(desk, ann)
    choose(shown(panel, "appointment").text_menu(), "Appointment moved")
    assert "Fitting at The Corner Shop is now on Monday 2 March at 09:30" in clipboard()


def test_an_outcome_lands_on_the_timeline_and_undo_takes_both_back(desk: Desk, ann: int, panel: RemindersPanel) -> None:
    handled: list[str] = []
    panel.handled.connect(handled.append)
    item = shown(panel, "birthday")
    offered = [action.text() for action in item.outcome_menu().actions() if action.text()]
    assert offered == ["Done (D)", "Greeted", "Message sent", "Left word", "Not reached"]
    choose(item.outcome_menu(), "Greeted")
    assert kinds(panel) == [] and handled == [item.due.key]
    (entry,) = interactions.timeline(desk.db, ann)
    assert entry.text.startswith("Greeted.\nBirthday of Ann") and entry.reading is None
    assert desk.shell.toasts.text() == "Greeted: Ann Lee. Noted on the card."
    desk.shell.toasts.undo()
    assert kinds(panel) == ["birthday"] and interactions.timeline(desk.db, ann) == []


def test_a_call_in_vain_says_when_the_reminder_comes_back(desk: Desk, ann: int, panel: RemindersPanel) -> None:
    remind(desk, "Ring back", customer=ann)
    choose(shown(panel, "reminder").outcome_menu(), "Not reached")
    assert desk.shell.toasts.text().endswith("Comes back today at 10:00.")
    assert kinds(panel) == ["birthday"]


def test_a_reminder_about_nobody_is_only_done(qtbot: QtBot, desk: Desk, panel: RemindersPanel) -> None:
    remind(desk, "Order wool")
    item = shown(panel, "reminder")
    qtbot.keyClick(item, Key.Key_T)
    qtbot.keyClick(item, Key.Key_R)
    qtbot.keyClick(item, Key.Key_O)
    assert item.findChildren(QMenu) == [] and clipboard() == "before"
    item.done_button.click()
    assert kinds(panel) == []


def test_a_number_is_dialled_only_by_a_press_of_its_own(
    qtbot: QtBot, desk: Desk, ann: int, panel: RemindersPanel, dialled: list[str]
) -> None:
    item = shown(panel, "birthday")
    assert item.dial_button.isHidden()
    qtbot.keyClick(item, Key.Key_C)
    assert item.number() == "020 7946 0018" and dialled == []
    item.dial_button.click()
    assert dialled == ["tel:+442079460018"]
    qtbot.keyClick(item, Key.Key_C)
    assert item.dial_button.isHidden() and len(dialled) == 1


def test_without_a_program_for_calls_it_says_so(
    desk: Desk, ann: int, panel: RemindersPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    item = shown(panel, "birthday")
    item.call_button.click()
    item.dial_button.click()
    assert "dial by hand" in desk.shell.toasts.text()


def test_a_reminder_of_ones_own_goes_with_all_its_repetitions_and_comes_back_by_undo(
    desk: Desk, panel: RemindersPanel
) -> None:
    at = desk.now() - timedelta(hours=1)
    due.remind(desk.db, "water the palm", at=at, repeat="FREQ=DAILY", by=desk.actor(), now=at - timedelta(hours=1))
    shown(panel, "reminder").remove_button.click()
    later = desk.now() + timedelta(days=3)
    assert kinds(panel) == [] and due.open_list(desk.db, now=later) == []
    desk.shell.toasts.undo()
    assert kinds(panel) == ["reminder"] and len(due.open_list(desk.db, now=later)) > 1


def test_what_follows_from_the_book_is_put_away_only(desk: Desk, ann: int, panel: RemindersPanel) -> None:
    assert not hasattr(shown(panel, "birthday"), "remove_button")


def test_an_appointment_is_moved_from_its_reminder(qtbot: QtBot, desk: Desk, ann: int, panel: RemindersPanel) -> None:
    number = book(desk, ann)
    qtbot.keyClick(shown(panel, "appointment"), Key.Key_R)
    (form,) = desk.shell.findChildren(AppointmentDialog)
    form.day.set_text("tomorrow")
    form.accept()
    moved = appointments.one(desk.db, number).starts_at
    assert moved == datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    assert "appointment" not in kinds(panel)


def test_a_follow_up_leads_to_its_form_and_a_call_in_vain_is_logged(
    desk: Desk, ann: int, owner: Actor, panel: RemindersPanel, ways: object
) -> None:
    number = follow_ups.open_by_hand(desk.db, ann, "Asked", due_on=desk.today(), by=owner, now=desk.now())
    item = shown(panel, "follow-up")
    assert item.open_button.text() == "Open follow-up"
    choose(item.outcome_menu(), "Reached: log the call …")
    assert ways.taken == [("open_follow_up", (number,))]  # type: ignore[attr-defined]
    choose(item.outcome_menu(), "Left word")
    assert "follow-up" not in kinds(panel) and follow_ups.one(desk.db, number).attempts == 1
    desk.shell.toasts.undo()
    assert "follow-up" in kinds(panel) and follow_ups.one(desk.db, number).attempts == 0


def test_the_owner_words_a_text_anew_and_gets_the_original_back(desk: Desk, panel: RemindersPanel) -> None:
    form = panel.acts.edit_texts()
    assert not form.original.isEnabled()
    form.wording.set_text("Happy <b>birthday</b>, {first_name}")
    form.which.set_value("put-right")
    assert form.wording.text().startswith("Dear {first_name},")
    form.which.set_value("birthday-greeting")
    form.accept()
    assert [one.wording for one in templates.listed(desk.db) if one.changed] == ["Happy <b>birthday</b>, {first_name}"]
    again = panel.acts.edit_texts()
    again.original.click()
    again.accept()
    assert not any(one.changed for one in templates.listed(desk.db))


def test_staff_may_read_the_texts_but_not_word_them(desk: Desk) -> None:
    form = ReminderActs(replace(desk, actor=lambda: Actor("Sam"))).edit_texts()
    assert form.wording.isReadOnly() and form.yes_button.isHidden()
    assert any("Only the owner" in label.text() for label in form.findChildren(QLabel))
    form.filled.emit({"put-right": "Hi"})
    assert "Only the owner can" in form._row.problem()
    assert not any(one.changed for one in templates.listed(desk.db))


def test_names_and_texts_are_shown_as_typed(
    desk: Desk, owner: Actor, panel: RemindersPanel, markup: str, all_plain: Callable[[QWidget], None]
) -> None:
    draft = Draft(markup, birthday=Birthday(3, 4))
    customers.add(desk.db, draft, by=owner, now=desk.now())
    shown(panel, "birthday").text_button.click()
    assert clipboard().startswith(f"Dear {markup},")
    all_plain(panel)
    all_plain(panel.acts.edit_texts())
