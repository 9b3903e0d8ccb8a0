"""Calendar: the week by keyboard, days and people, and the days on which the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, settings, staff
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.appointment_dialog import AppointmentDialog
from deskmate.ui.calendar_page import CalendarPage
from deskmate.ui.desk import Desk

Key = Qt.Key


@pytest.fixture
def ann(desk: Desk, owner: Actor) -> int:
    return customers.add(desk.db, Draft("Ann Lee"), by=owner, now=desk.now())


@pytest.fixture
def page(desk: Desk) -> CalendarPage:
    desk.shell.add_page("calendar", lambda: CalendarPage(desk))
    desk.shell.show()
    page = desk.shell.go("calendar")
    assert isinstance(page, CalendarPage)
    page.reload()
    return page


def book(desk: Desk, customer: int, start: datetime, minutes: int = 60, *, staff_id: int | None = None) -> int:
    return appointments.book(
        desk.db, customer, start=start, service="x", minutes=minutes, staff_id=staff_id, by=desk.actor(), now=desk.now()
    ).id


def days(page: CalendarPage) -> list[date]:
    return [column.day for column in page.grid.columns()]


def open_form(desk: Desk) -> AppointmentDialog:
    (form,) = [form for form in desk.shell.findChildren(AppointmentDialog) if form.isVisible()]
    return form


def test_the_week_of_today_is_shown_with_the_mark_on_now(page: CalendarPage) -> None:
    assert days(page) == [date(2026, 3, 2) + timedelta(days=number) for number in range(7)]
    column, minute = page.grid.slot()  # type: ignore[misc]
    assert (column.day, minute) == (date(2026, 3, 2), 9 * 60)
    assert page.grid._now == 9 * 60


def test_only_open_days_and_what_is_booked_on_others(desk: Desk, ann: int, page: CalendarPage) -> None:
    settings.change(desk.db, open_days="12345", by=desk.actor(), now=desk.now())
    book(desk, ann, datetime(2026, 3, 7, 10))
    page.reload()
    assert [day.isoweekday() for day in days(page)] == [1, 2, 3, 4, 5, 6]


def test_page_keys_turn_weeks_and_t_comes_back(qtbot: QtBot, page: CalendarPage) -> None:
    qtbot.keyClick(page.grid, Key.Key_PageDown)
    assert days(page)[0] == date(2026, 3, 9)
    assert page.grid._now is None, "another week has no now"
    for _ in range(2):
        qtbot.keyClick(page.grid, Key.Key_PageUp)
    assert days(page)[0] == date(2026, 2, 23)
    qtbot.keyClick(page.grid, Key.Key_T)
    assert days(page)[0] == date(2026, 3, 2)


def test_arrows_walk_over_the_edge_of_the_week(qtbot: QtBot, page: CalendarPage) -> None:
    qtbot.keyClick(page.grid, Key.Key_Left)
    column, minute = page.grid.slot()  # type: ignore[misc]
    assert (column.day, minute) == (date(2026, 3, 1), 9 * 60)
    qtbot.keyClick(page.grid, Key.Key_Right)
    assert page.grid.slot()[0].day == date(2026, 3, 2)  # type: ignore[index]


@pytest.mark.parametrize("key", [Key.Key_N, Key.Key_B, Key.Key_Return])
def test_a_key_books_at_the_mark(qtbot: QtBot, desk: Desk, ann: int, page: CalendarPage, key: Qt.Key) -> None:
    for step in (Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Down):
        qtbot.keyClick(page.grid, step)
    qtbot.keyClick(page.grid, key)
    form = open_form(desk)
    form.customer.set_value(ann)
    form.service.choice.set_value("other")
    form.service.other.setText("Fitting")
    form.accept()
    (row,) = appointments.agenda(desk.db, date(2026, 3, 3))
    assert (row.customer, row.service, row.wall_start) == ("Ann Lee", "Fitting", datetime(2026, 3, 3, 10, 30))


def test_every_appointment_is_reached_by_arrow_keys(qtbot: QtBot, desk: Desk, ann: int, page: CalendarPage) -> None:
    starts = [(9, 30, 240), (10, 0, 60), (10, 30, 60), (11, 30, 15), (11, 45, 60), (13, 15, 60), (15, 45, 10)]
    numbers = [book(desk, ann, datetime(2026, 3, 2, hour, minute), length) for hour, minute, length in starts]
    page.reload()
    for way in (Key.Key_Down, Key.Key_Up):
        met = []
        for _ in range(40):
            qtbot.keyClick(page.grid, way)
            block = page.grid.current()
            if block is not None and block.row.id not in met:
                met.append(block.row.id)
        assert sorted(met) == numbers, "no appointment is jumped over"


def test_enter_on_an_appointment_opens_the_card_and_m_moves_it(
    qtbot: QtBot, desk: Desk, ann: int, page: CalendarPage, ways: Any
) -> None:
    number = book(desk, ann, datetime(2026, 3, 2, 9))
    page.reload()
    page.grid.choose(number)
    qtbot.keyClick(page.grid, Key.Key_Return)
    assert ways.taken == [("open_customer", (ann,))]
    qtbot.keyClick(page.grid, Key.Key_M)
    form = open_form(desk)
    form.day.set_text("5 mar")
    form.time.set_text("1615")
    form.accept()
    assert appointments.one(desk.db, number).wall_start == datetime(2026, 3, 5, 16, 15)
    desk.shell.toasts.undo()
    assert appointments.one(desk.db, number).wall_start == datetime(2026, 3, 2, 9)


def test_a_day_has_a_column_for_each_person_and_the_filter_one(
    desk: Desk, ann: int, owner: Actor, page: CalendarPage
) -> None:
    tom = staff.add(desk.db, "Tom", by=owner, now=desk.now())
    book(desk, ann, datetime(2026, 3, 2, 9), staff_id=tom)
    book(desk, ann, datetime(2026, 3, 2, 9))
    page.reload()
    page.span.choose("day")
    assert [column.title for column in page.grid.columns()] == ["Olga", "Tom", "Anybody"]
    page.person.set_value(tom)
    assert [(block.row.staff, block.column) for block in page.grid.blocks()] == [("Tom", 0)]
    page.span.choose("week")
    assert [block.row.staff for block in page.grid.blocks()] == ["Tom"]


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_day_the_clocks_change_is_right(desk: Desk, ann: int, sunday: date) -> None:
    now = datetime(sunday.year, sunday.month, sunday.day, 8, tzinfo=UTC)
    book(desk, ann, datetime(sunday.year, sunday.month, sunday.day, 10))
    page = CalendarPage(replace(desk, now=lambda: now))
    page.reload()
    (block,) = page.grid.blocks()
    assert (block.begin, block.end) == (600, 660)
    assert page.grid.columns()[block.column].day == sunday
