"""The form warns and lets one do it; says what is wrong below the field; keeps what was typed when saving fails."""

from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, services, staff
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.ui import booking
from deskmate.ui.appointment_dialog import AppointmentDialog
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import PlainLabel

MONDAY = date(2026, 3, 2)


@pytest.fixture
def tom(desk: Desk, owner: Actor) -> int:
    services.save(desk.db, "Balayage", minutes=180, by=owner, now=desk.now())
    services.save(desk.db, "Cut", minutes=45, by=owner, now=desk.now())
    return staff.add(desk.db, "Tom", by=owner, now=desk.now())


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    keep = [
        PreferenceDraft("Note", "Pays by card", alert=True),
        PreferenceDraft("Patch test", "Patch test done", alert=True, expires_on=now.date() + timedelta(days=1)),
        PreferenceDraft("Allergy", "Latex", alert=True, health=True, consent_on=now.date()),
    ]
    return customers.add(desk.db, Draft("Ann Lee"), remember=keep, by=owner, now=now)


def service(desk: Desk, name: str) -> int:
    return next(one.id for one in services.offered(desk.db) if one.name == name)


def alerts(form: AppointmentDialog) -> list[str]:
    QApplication.processEvents()  # what was just put into a layout is shown with the next events
    shown = [label for label in form._alerts.findChildren(PlainLabel) if label.isVisibleTo(form)]
    return [label.text() for label in shown if label.wordWrap()]


def test_a_whole_booking_by_keyboard(qtbot: QtBot, desk: Desk, ann: int, tom: int) -> None:
    desk.shell.show()
    form = booking.book(desk, day=MONDAY, at=time(14))
    qtbot.keyClicks(form.customer.field, "ann")
    qtbot.keyClick(form.customer.field, Qt.Key.Key_Return)
    assert form.customer.value() == ann
    assert form.focusWidget() is form.service.choice, "picking goes on to what comes next"
    qtbot.keyClicks(form.service.choice, "Cu")
    assert form.length.text() == "45", "the service's usual length"
    form.staff.set_value(tom)
    qtbot.keyClick(form.note, Qt.Key.Key_Return)
    (row,) = appointments.agenda(desk.db, MONDAY)
    assert (row.customer, row.service, row.staff, row.minutes) == ("Ann Lee", "Cut", "Tom", 45)
    assert row.wall_start == datetime(2026, 3, 2, 14)
    assert "Today at 14:00" in desk.shell.toasts.text()


def test_double_booking_is_warned_of_while_typing_and_still_possible(desk: Desk, ann: int, tom: int) -> None:
    for _ in range(2):
        form = booking.book(desk, customer_id=ann, day=MONDAY, at=time(14), staff_id=tom)
        form.service.choice.set_value(service(desk, "Cut"))
        form.time.set_text("14:30")
        form.show()
        warned = form.warning()
        form.accept()
    assert warned == "Tom already has Ann Lee, 14:30–15:15. You can still book it."
    assert len(appointments.agenda(desk.db, MONDAY)) == 2
    assert "overlaps Ann Lee" in desk.shell.toasts.text()


def test_unusual_times_are_worth_a_word(desk: Desk, ann: int, tom: int) -> None:
    form = booking.book(desk, customer_id=ann, day=MONDAY, at=time(19))
    form.show()
    assert form.warning() == "Outside opening hours, 09:00–18:00."
    form.day.set_text("1 mar 2026")
    assert form.warning() == "This time is in the past."
    form.day.set_text("3 mar 2026")
    form.time.set_text("15:00")
    assert form.warning() == ""


def test_each_problem_stands_below_its_field(desk: Desk, tom: int) -> None:
    form = booking.book(desk)
    form.day.set_text("someday")
    form.time.set_text("")
    form.length.setText("long")
    form.accept()
    assert set(form.form.problems()) == {"service", "day", "time", "length"}
    assert set(form.who.problems()) == {"customer"}
    assert form.isVisible()


def test_alerts_are_shown_and_health_only_hinted_at(desk: Desk, ann: int, tom: int) -> None:
    form = booking.book(desk, customer_id=ann)
    hint = "There is a health matter to know about."
    assert alerts(form) == ["Note: Pays by card", "Patch test: Patch test done, until tomorrow", hint]


def test_booking_for_somebody_who_has_died_is_pointed_out(desk: Desk, tom: int, owner: Actor) -> None:
    bea = customers.add(desk.db, Draft("Bea Moss", deceased=True), by=owner, now=desk.now())
    assert alerts(booking.book(desk, customer_id=bea)) == ["The card says that this customer has died."]


def test_what_health_matter_it_is_can_be_asked_without_leaving_the_booking(
    desk: Desk, ann: int, tom: int, owner: Actor, qtbot: QtBot
) -> None:
    form = booking.book(desk, customer_id=ann)
    form.note.setText("window seat")
    show = next(one for one in form._alerts.findChildren(QPushButton) if one.text() == "Show")
    qtbot.keyClick(show, Qt.Key.Key_Return)
    assert alerts(form) == ["Note: Pays by card", "Patch test: Patch test done, until tomorrow", "Allergy: Latex"]
    assert form.note.text() == "window seat" and form.focusWidget() is form.service.choice
    form.customer.set_value(None)
    form.customer.changed.emit(None)
    form.customer.changed.emit(ann)
    assert "Latex" not in "".join(alerts(form))


def test_what_the_customer_had_last_is_offered_again(desk: Desk, ann: int, tom: int, owner: Actor) -> None:
    past = desk.now() - timedelta(days=30)
    appointments.book(desk.db, ann, start=past, service="Balayage", by=owner, now=past)
    form = booking.book(desk, customer_id=ann)
    assert (form.service.choice.currentText(), form.length.text()) == ("Balayage", "180")


def test_a_typed_length_outlives_another_choice(desk: Desk, ann: int, tom: int, qtbot: QtBot) -> None:
    form = booking.book(desk, customer_id=ann)
    form.length.clear()
    qtbot.keyClicks(form.length, "1h 15")
    form.service.choice.set_value(service(desk, "Balayage"))
    assert form.data().minutes == 75


def test_when_saving_fails_the_form_stays_with_everything_in_it(desk: Desk, ann: int, tom: int, owner: Actor) -> None:
    form = booking.book(desk, customer_id=ann, day=MONDAY, at=time(14))
    form.service.choice.set_value(service(desk, "Balayage"))
    form.note.setText("window seat")
    customers.delete(desk.db, ann, by=owner, now=desk.now())
    form.accept()
    assert form.isVisible() and form.note.text() == "window seat"
    assert "no customer" in form.warning()
    assert appointments.agenda(desk.db, MONDAY) == []


def test_whoever_works_alone_is_chosen_already(desk: Desk, ann: int) -> None:
    assert booking.book(desk, customer_id=ann).staff.currentText() == "Olga"
