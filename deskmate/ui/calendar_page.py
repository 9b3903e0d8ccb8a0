"""Calendar: a week of days, or one day with a column per person. Everything by keyboard, clicks and drags too."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout

from deskmate.core import appointments, settings, staff, waitlist, zones
from deskmate.core.appointments import AppointmentRow
from deskmate.core.db import Topic
from deskmate.core.settings import Settings
from deskmate.ui import booking, day_layout, waiting
from deskmate.ui.day_layout import Block, Column
from deskmate.ui.desk import Desk
from deskmate.ui.grid_page import GridPage
from deskmate.ui.opening import opening_hours, people_columns
from deskmate.ui.time_grid import TimeGrid
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Card,
    Choice,
    IconButton,
    Line,
    Option,
    PageHeader,
    PrimaryButton,
    SecondaryButton,
    SegmentedChoice,
)

_HINT = "Arrow keys move, Enter books or opens. Page Up and Page Down change the week, T is today."
_ALL = 0
_NOBODY = -1
_PERSON_WIDTH = 180
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TICK = 15_000
_KEYS = (("Page Up, Page Down", "The week or day before, and after"), ("T", "Today"), ("L", "Waiting list"))
_TURNS: dict[int, int] = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class CalendarPage(GridPage):
    """A day by its people, or a week by its days."""

    topics = frozenset({Topic.APPOINTMENTS, Topic.CUSTOMERS, Topic.STAFF, Topic.SETTINGS, Topic.IMPORTS})
    title = "Calendar"
    icon = "calendar-days"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, TimeGrid("Appointments"), hint=_HINT)
        self._day = desk.today()
        self._rows: list[AppointmentRow] = []
        self._first = True
        self.span = SegmentedChoice(
            "View", [Option("week", "Week", letter="w"), Option("day", "Day", letter="y")], value="week"
        )
        self.person = Choice([(_ALL, "Everybody")])
        self.person.setMaximumWidth(_PERSON_WIDTH)  # a long name must not push the week aside
        self.person.setAccessibleName("Whose appointments")
        self.previous = IconButton("chevron-left", "Back (Page Up)", self._on_previous)
        self.today = SecondaryButton("Today", self._on_today, tip="Today (T)")
        self.next = IconButton("chevron-right", "On (Page Down)", self._on_next)
        self.waiting = SecondaryButton("Waiting list", self._on_waiting, icon="hourglass", tip="Waiting list (L)")
        self.book = PrimaryButton("Book", self._on_book, icon="calendar-plus", tip="Book at the chosen time (B)")
        self.header = PageHeader(
            "", actions=(self.person, self.span, self.previous, self.today, self.next, self.waiting, self.book)
        )
        self._clock = QTimer(self, interval=_TICK)
        self._build()
        self._connect()
        for keys, what in _KEYS:
            desk.shell.shortcuts.note(keys, what, group="In the calendar")

    def reload(self) -> None:
        """Read the week or day shown again."""
        shop = settings.current(self._desk.db)
        self._zone = zones.of(shop)
        people = [(one.id, one.name) for one in staff.everybody(self._desk.db)]
        self.person.set_options([(_ALL, "Everybody"), *people, (_NOBODY, "Nobody chosen")])
        days = self._days(shop)
        monday = self._day - timedelta(days=self._day.weekday())
        first, length = (monday, 7) if self._by_week() else (self._day, 1)
        found = appointments.agenda(self._desk.db, first, days=length)
        self._rows = self._desk.discretion.mask(row for row in found if self._wanted(row))
        if self._by_week():
            # an appointment on a day the shop is usually closed is shown all the same
            days = sorted({*days, *(row.starts_at.astimezone(self._zone).date() for row in self._rows)})
            columns = [self._day_column(day) for day in days]
        else:
            columns = self._person_columns(people)
        self._show(columns, shop)
        self.header.set_title(_span_title(days) if self._by_week() else _long_day(self._day))
        count = len(self._rows)
        self.header.set_subtitle(f"{count} appointment{'s' * (count != 1)}" if count else "Nothing booked yet")

        held = len(waitlist.waiting(self._desk.db, now=self._desk.now()))
        self.waiting.setText(f"Waiting list ({held})" if held else "Waiting list")
        if self._first:
            self._first = False
            self._mark_now()

    def day(self) -> date:
        """The day that the keys stand on."""
        return self._day

    def focus_first(self) -> None:
        """The grid is where one goes on by keyboard."""
        self.grid.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _TURNS and not event.modifiers():
            self._turn(_TURNS[event.key()])
        elif event.key() == Qt.Key.Key_T and not event.modifiers():
            self._on_today()
        elif event.key() == Qt.Key.Key_L and not event.modifiers():
            self._on_waiting()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _build(self) -> None:
        sheet = Card(padding=1, spacing=0)
        sheet.body.addWidget(self.grid, 1)
        sheet.add(Line(), self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self.header)
        layout.addWidget(sheet, 1)

    def _connect(self) -> None:
        self.span.changed.connect(self._on_view)
        self.person.currentIndexChanged.connect(self._on_view)
        self._clock.timeout.connect(self._set_now)
        self.grid.installEventFilter(self)
        self.grid.stepped_out.connect(self._on_stepped_out)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        # a scroll area would scroll with these keys; here they turn the leaf
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _TURNS:
            self.keyPressEvent(event)
            return True
        return False

    # what is shown

    def _by_week(self) -> bool:
        return self.span.value() == "week"

    def _days(self, shop: Settings) -> list[date]:
        return day_layout.week_of(self._day, shop.open_days) if self._by_week() else [self._day]

    def _wanted(self, row: AppointmentRow) -> bool:
        person = self.person.value()
        return person in (_ALL, None) or row.staff_id == (None if person == _NOBODY else person)

    def _day_column(self, day: date) -> Column:
        today = self._desk.today()
        person = self.person.value()
        number = person if isinstance(person, int) and person > 0 else None
        title = f"{_DAY_NAMES[day.weekday()]} {day.day}"
        return Column(title, day, number, "Today" if day == today else "", today=day == today)

    def _person_columns(self, people: list[tuple[int, str]]) -> list[Column]:
        person = self.person.value()
        shown = [one for one in people if person in (_ALL, None, one[0])]
        return people_columns(self._day, self._rows, shown, today=self._day == self._desk.today())

    def _show(self, columns: list[Column], shop: Settings) -> None:
        by_week, standing = self._by_week(), defaultdict[date | int | None, list[AppointmentRow]](list)
        for row in self._rows:
            standing[row.starts_at.astimezone(self._zone).date() if by_week else row.staff_id].append(row)
        blocks: list[Block] = []
        for at, column in enumerate(columns):
            rows = standing[column.day if by_week else column.staff_id]
            blocks += day_layout.blocks_in(at, rows, self._zone)
        opens, closes = opening_hours(shop)
        self.grid.show_blocks(columns, blocks, hours=day_layout.hours(opens, closes, blocks), zone=self._zone)
        self._set_now()
        current = self.grid.current()
        self.bar.show_row(current.row if current else None, self._zone)

    @Slot()
    def _set_now(self) -> None:
        at = self._desk.now().astimezone(self._zone)
        shown = any(column.day == at.date() for column in self.grid.columns())
        self.grid.set_now(day_layout.minute_of(at) if shown else None)

    # turning the leaves

    def _turn_to(self, day: date) -> None:
        self._day = day
        self.reload()
        at = next((at for at, column in enumerate(self.grid.columns()) if column.day == day), 0)
        slot = self.grid.slot()
        if slot is not None and self._by_week():
            self.grid.choose_slot(at, slot[1])

    def _mark_now(self) -> None:
        at = self._desk.now().astimezone(self._zone)
        column = next((at for at, one in enumerate(self.grid.columns()) if one.day == self._day), 0)
        self.grid.choose_slot(column, day_layout.minute_of(at) // 30 * 30)

    def _turn(self, by: int) -> None:
        slot = self.grid.slot()
        day = slot[0].day if slot else self._day
        self._turn_to(day + timedelta(days=by * (7 if self._by_week() else 1)))

    @Slot()
    def _on_previous(self) -> None:
        self._turn(-1)

    @Slot()
    def _on_next(self) -> None:
        self._turn(1)

    @Slot()
    def _on_today(self) -> None:
        self._turn_to(self._desk.today())

    @Slot(int)
    def _on_stepped_out(self, by: int) -> None:
        slot = self.grid.slot()
        if slot is None:
            return
        column, minute = slot
        self._turn_to(column.day + timedelta(days=by))
        columns = self.grid.columns()
        self.grid.choose_slot(0 if by > 0 else len(columns) - 1, minute)

    @Slot()
    def _on_view(self) -> None:
        slot = self.grid.slot()
        if slot is not None:
            self._day = slot[0].day
        self._turn_to(self._day)

    # acting

    @Slot()
    def _on_waiting(self) -> None:
        waiting.show_list(self._desk)

    @Slot()
    def _on_book(self) -> None:
        slot = self.grid.slot()
        if slot is not None:
            booking.book_slot(self._desk, *slot)


def _long_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _span_title(days: list[date]) -> str:
    first, last = days[0], days[-1]
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B %Y}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%b}{year} – {last.day} {last:%b %Y}"
