"""Today: who comes, who came with one key, what else the day asks for, and nothing that a customer shouldn't see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, follow_ups, services, staff
from deskmate.core.actors import Actor
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.reminders import due
from deskmate.ui import appointment_words
from deskmate.ui.desk import Desk
from deskmate.ui.today_page import TodayPage
from deskmate.ui.today_side import TodaySide
from deskmate.ui.tokens import Mode, Tone


@pytest.fixture
def tom(desk: Desk, owner: Actor) -> int:
    services.save(desk.db, "Cut", minutes=45, by=owner, now=desk.now())
    return staff.add(desk.db, "Tom", by=owner, now=desk.now())


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    draft = Draft("Ann Lee", birthday=Birthday(3, 4), details=(Detail("phone", "+44 7700 900123"),))
    alert = PreferenceDraft("Allergy", "Latex gloves", alert=True, health=True, consent_on=now.date())
    return customers.add(desk.db, draft, remember=[alert], by=owner, now=now)


@pytest.fixture
def page(desk: Desk) -> TodayPage:
    desk.shell.add_page("today", lambda: TodayPage(desk))
    desk.shell.show()
    page = desk.shell.go("today")
    assert isinstance(page, TodayPage)
    page.reload()
    return page


def book(desk: Desk, customer: int, staff_id: int | None, minutes_ahead: int) -> int:
    at = desk.now() + timedelta(minutes=minutes_ahead)
    return appointments.book(
        desk.db, customer, start=at, service="Cut", staff_id=staff_id, by=desk.actor(), now=desk.now()
    ).id


def status(desk: Desk, number: int) -> str:
    return appointments.one(desk.db, number).status


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_A, "arrived"),
        (Qt.Key.Key_D, "done"),
        (Qt.Key.Key_N, "no-show"),
        (Qt.Key.Key_Delete, "cancelled"),
    ],
)
def test_one_key_says_who_came_and_ctrl_z_takes_it_back(
    qtbot: QtBot, desk: Desk, ann: int, tom: int, key: Qt.Key, wanted: str
) -> None:
    number = book(desk, ann, tom, 30)
    desk.shell.add_page("today", lambda: TodayPage(desk))
    desk.shell.show()
    page = desk.shell.go("today")
    assert isinstance(page, TodayPage)
    page.reload()
    qtbot.keyClick(page.grid, key)
    assert status(desk, number) == wanted
    desk.shell.toasts.undo()
    assert status(desk, number) == "booked"


def test_the_one_in_the_chair_or_next_is_chosen_first(
    qtbot: QtBot, desk: Desk, ann: int, tom: int, page: TodayPage
) -> None:
    over, nearly, later = book(desk, ann, tom, -120), book(desk, ann, tom, -10), book(desk, ann, tom, 120)
    page.reload()
    page.choose_next()
    current = page.grid.current()
    assert current is not None and current.row.id == nearly
    qtbot.keyClick(page.grid, Qt.Key.Key_Down)
    assert page.bar.row() is not None and page.bar.row().id == later  # type: ignore[union-attr]
    for _ in range(3):
        qtbot.keyClick(page.grid, Qt.Key.Key_Up)
    assert page.grid.current().row.id == over  # type: ignore[union-attr]


def test_enter_opens_the_card_and_the_same_key_again_books_back(
    qtbot: QtBot, desk: Desk, ann: int, tom: int, page: TodayPage, ways: Any
) -> None:
    number = book(desk, ann, tom, 30)
    page.reload()
    page.focus_first()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert ways.taken == [("open_customer", (ann,))]
    qtbot.keyClick(page.grid, Qt.Key.Key_A)
    page.reload()
    qtbot.keyClick(page.grid, Qt.Key.Key_A)
    assert status(desk, number) == "booked"


def test_everybody_has_a_column_and_nobody_chosen_too(desk: Desk, ann: int, tom: int, page: TodayPage) -> None:
    book(desk, ann, None, 30)
    page.reload()
    assert [column.title for column in page.grid.columns()] == ["Olga", "Tom", "Anybody"]
    assert page.grid.blocks()[0].column == 2


def test_health_is_never_on_the_page(desk: Desk, ann: int, tom: int, page: TodayPage) -> None:
    book(desk, ann, tom, 30)
    page.reload()
    (row,) = page.side.expected.items()
    shown = page.side._appointment_row(row)
    assert [words for words, *_ in shown.chips] == ["Alert"]
    assert "Latex" not in repr(shown) and "900123" not in repr(shown)


def test_an_appointment_of_somebody_who_has_died_is_marked_calmly_and_can_be_taken_off(
    qtbot: QtBot, desk: Desk, ann: int, tom: int, page: TodayPage, owner: Actor
) -> None:
    number = book(desk, ann, tom, 30)
    draft = customers.card(desk.db, ann).draft
    customers.update(desk.db, ann, replace(draft, deceased=True), by=owner, now=desk.now())
    page.reload()
    (row,) = page.side.expected.items()
    assert page.side._appointment_row(row).chips == (("Deceased", Tone.NEUTRAL, "heart"),)
    assert "Deceased" in appointment_words.spoken(row, page._zone), "of two marks the one that matters"
    page.focus_first()
    assert page.bar._alert.accessibleName() == "Deceased" and page.bar._alert.isVisible()
    page.grid.grab()  # paints the block's mark
    qtbot.keyClick(page.grid, Qt.Key.Key_Delete)
    assert status(desk, number) == "cancelled"
    desk.shell.toasts.undo()
    desk.discretion.on = True
    page.reload()
    (row,) = page.side.expected.items()
    assert page.side._appointment_row(row).chips == (("Alert", Tone.ATTENTION, "triangle-alert"),)


def test_birthdays_say_why_they_wait(desk: Desk, ann: int, tom: int, page: TodayPage, owner: Actor) -> None:
    page.reload()
    (item,) = page.side.birthdays.items()
    assert page.side._birthday_row(item).subtitle == "Wed 4 Mar"
    follow_ups.open_by_hand(desk.db, ann, "Left before she was served", due_on=desk.today(), by=owner, now=desk.now())
    page.reload()
    (item,) = page.side.birthdays.items()
    assert "call" in page.side._birthday_row(item).subtitle


def test_calls_are_counted_named_and_opened(
    qtbot: QtBot, desk: Desk, ann: int, page: TodayPage, owner: Actor, ways: Any
) -> None:
    number = follow_ups.open_by_hand(desk.db, ann, "Wants a word", due_on=desk.today(), by=owner, now=desk.now())
    page.reload()
    page.side.calls.rows.choose_row(0)
    qtbot.keyClick(page.side.calls.rows, Qt.Key.Key_Return)
    assert ways.taken == [("open_follow_up", (number,))]
    assert "Wants a word" not in repr(page.side._call_row(page.side.calls.items()[0]))


def test_what_fell_due_over_night_is_listed_oldest_first(desk: Desk, ann: int, owner: Actor) -> None:
    for hours in (30, 12, 20):
        at = desk.now() + timedelta(hours=hours)
        due.remind(desk.db, f"after {hours}", at=at, by=owner, now=desk.now())
    morning = replace(desk, now=lambda: desk.now() + timedelta(hours=40))
    page = TodayPage(morning)
    page.reload()
    assert [item.text for item in page.side.missed.items() if item.kind == "reminder"] == [  # type: ignore[attr-defined]
        "after 12",
        "after 20",
        "after 30",
    ]


def test_the_now_line_follows_the_clock_without_reading_the_book(
    desk: Desk, ann: int, tom: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(desk, ann, tom, 30)
    clock = [desk.now()]
    page = TodayPage(replace(desk, now=lambda: clock[0]))
    page.reload()
    monkeypatch.setattr(type(desk.db), "read", lambda _self: pytest.fail("read the book to move a line"))
    clock[0] += timedelta(minutes=35)
    page._on_tick()
    assert page.grid._now == 9 * 60 + 35
    assert "5 min late" in page.side._appointment_row(page.side.expected.items()[0]).subtitle


def test_a_new_day_is_read_when_it_begins(desk: Desk, ann: int, tom: int) -> None:
    clock = [desk.now()]
    page = TodayPage(replace(desk, now=lambda: clock[0]))
    page.reload()
    page._stale = False
    clock[0] += timedelta(days=1)
    page._on_tick()
    assert page.is_stale()


def test_a_click_on_free_time_books_there_with_that_person(qtbot: QtBot, desk: Desk, tom: int, page: TodayPage) -> None:
    page.reload()
    asked = []
    page.grid.slot_asked.connect(lambda column, minute: asked.append((column.title, minute)))
    page.grid.slot_asked.disconnect(page._on_slot)
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=page.grid.point_of(1, 14 * 60 + 20))
    assert asked == [("Tom", 14 * 60 + 15)]


def test_dragging_moves_to_another_time_and_person(
    qtbot: QtBot, desk: Desk, ann: int, tom: int, page: TodayPage
) -> None:
    number = book(desk, ann, tom, 60)
    page.reload()
    (block,) = page.grid.blocks()
    start = page.grid.rect_of(block).center()
    target = QPoint(
        page.grid.point_of(0, 0).x(), start.y() + page.grid.point_of(0, 120).y() - page.grid.point_of(0, 0).y()
    )
    view = page.grid.viewport()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, start + QPoint(3, 12))
    qtbot.mouseMove(view, target)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=target)
    moved = appointments.one(desk.db, number)
    assert (moved.staff, moved.starts_at) == ("Olga", desk.now() + timedelta(minutes=180))


@pytest.mark.parametrize("mode", list(Mode))
def test_names_are_shown_as_typed_in_every_palette(
    qtbot: QtBot,
    desk: Desk,
    tom: int,
    owner: Actor,
    markup: str,
    all_plain: Callable[[QWidget], None],
    dressed: Callable[[Mode], None],
    mode: Mode,
) -> None:
    dressed(mode)
    customer = customers.add(desk.db, Draft(markup), by=owner, now=desk.now())
    for status in ("booked", "arrived", "done", "no-show"):
        number = book(desk, customer, tom, 30)
        if status != "booked":
            appointments.set_status(desk.db, number, status, by=owner, now=desk.now())
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.resize(700, 600)
    page.show()
    page.reload()
    page.grab()
    all_plain(page)


def test_before_the_book_was_read_no_list_says_that_nobody_waits(qtbot: QtBot) -> None:
    side = TodaySide()
    qtbot.addWidget(side)
    assert all(one.isHidden() for one in side.lists)
