"""Today: the day's appointments per person with the time running down them, and what else the day asks for."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from deskmate.core import appointments, follow_ups, settings, staff, zones
from deskmate.core.appointments import AppointmentRow
from deskmate.core.db import Topic
from deskmate.core.settings import Settings
from deskmate.ui import day_layout
from deskmate.ui.desk import Desk
from deskmate.ui.grid_page import GridPage
from deskmate.ui.opening import opening_hours, people_columns
from deskmate.ui.outlook import Outlook
from deskmate.ui.time_grid import TimeGrid
from deskmate.ui.today_side import SideData, TodaySide
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Card, IconButton, Line, PageHeader, PrimaryButton

_HINT = "Nothing is booked today. Click a free time, or press B, to book the first appointment."
_CHOOSE = "Choose an appointment with the arrow keys to say who came. F1 lists the keys."
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_TICK = 15_000  # milliseconds; the now-line moves when the minute has changed


class TodayPage(GridPage):
    """The first page. It reads only the day, the next reminders and the first calls, whatever the size of the book."""

    topics = frozenset(
        {
            Topic.APPOINTMENTS,
            Topic.REMINDERS,
            Topic.PROMISES,
            Topic.FOLLOW_UPS,
            Topic.CUSTOMERS,
            Topic.STAFF,
            Topic.SETTINGS,
            Topic.IMPORTS,
        }
    )
    title = "Today"
    icon = "sun"

    def __init__(self, desk: Desk, outlook: Outlook | None = None) -> None:
        super().__init__(desk, TimeGrid("Appointments today", by_block=True), hint=_HINT)
        self._outlook = outlook or Outlook(desk.db)
        self._day = date.min
        self._first = True
        self.book = PrimaryButton("Book", self._on_book, icon="calendar-plus", tip="Book an appointment (B)")
        self.print = IconButton("printer", "Print the morning or the closing sheet", self._on_print, shortcut="Ctrl+P")
        self.header = PageHeader("Today", actions=(self.print, self.book))
        self.side = TodaySide()
        self._clock = QTimer(self, interval=_TICK)
        self._build()
        self._connect()
        self._note_keys()

    def reload(self) -> None:
        """Read the day again."""
        now = self._desk.now()
        shop = settings.current(self._desk.db)
        self._zone = zones.of(shop)
        today = now.astimezone(self._zone).date()
        rows = self._desk.discretion.mask(appointments.agenda(self._desk.db, today))
        self._show_head(today, rows, now)
        self._show_day(today, rows, shop)
        self.side.show_data(
            SideData(
                now,
                self._zone,
                rows,
                self._desk.discretion.mask(self._outlook.coming(now)),
                self._desk.discretion.mask(follow_ups.list_open(self._desk.db, now=now, limit=4)),
                follow_ups.count_open(self._desk.db, now=now),
            )
        )
        if self._first:
            self._first = False
            self.choose_next()

    def choose_next(self) -> None:
        """Choose who is in the chair or comes next."""
        now = self._desk.now()
        waiting = [one.row for one in self.grid.blocks() if one.row.status in ("booked", "arrived")]
        ahead = [row for row in waiting if row.ends_at > now] or waiting
        if ahead:
            self.grid.choose(min(ahead, key=lambda row: (row.starts_at, row.id)).id)

    def focus_first(self) -> None:
        """The day is where one goes on by keyboard."""
        self.grid.setFocus()
        if self.grid.current() is None:
            self.choose_next()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(280 if self.width() < 1000 else 312 if self.width() < 1400 else 368)
        self.side.leave_out_missed(self._desk.shell.panel_shown())

    def _build(self) -> None:
        left = Card(padding=1, spacing=0)
        left.body.addWidget(self.grid, 1)
        left.add(Line(), self.bar)
        across = QHBoxLayout()
        across.setSpacing(Space.L)
        across.addWidget(left, 1)
        across.addWidget(self.side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.M)
        layout.addWidget(self.header)
        layout.addLayout(across, 1)

    def _connect(self) -> None:
        self._clock.timeout.connect(self._on_tick)
        self._outlook.renewed.connect(self.mark_stale)
        self.side.customer_asked.connect(self._desk.ways.open_customer)
        self.side.follow_up_asked.connect(self._desk.ways.open_follow_up)
        self.side.calls_asked.connect(self._on_calls)
        self.side.reminders_asked.connect(self._on_reminders)

    def _note_keys(self) -> None:
        for keys, what in (
            ("A", "The customer has arrived"),
            ("D", "Done"),
            ("N", "No-show"),
            ("M", "Move the appointment"),
            ("Delete", "Cancel it"),
            ("B", "Book at the chosen time"),
            ("Enter", "Open the customer’s card"),
        ):
            self._desk.shell.shortcuts.note(keys, what, group="On an appointment")

    def _show_head(self, today: date, rows: list[AppointmentRow], now: datetime) -> None:
        self.header.set_title(f"{_DAYS[today.weekday()]} {today.day} {_MONTHS[today.month - 1]}")
        count = len(rows)
        to_come = sum(row.status == "booked" and row.ends_at > now for row in rows)
        words = f"{count} appointment{'s' * (count != 1)}, {to_come} still to come" if count else "No appointments"
        self.header.set_subtitle(words)

    def _show_day(self, today: date, rows: list[AppointmentRow], shop: Settings) -> None:
        self._day = today
        columns = people_columns(
            today, rows, [(one.id, one.name) for one in staff.everybody(self._desk.db)], today=True
        )
        blocks = [
            block
            for at, column in enumerate(columns)
            for block in day_layout.blocks_in(at, [row for row in rows if row.staff_id == column.staff_id], self._zone)
        ]
        opens, closes = opening_hours(shop)
        self._set_now()  # first, for the grid scrolls there when it is filled
        self.grid.show_blocks(columns, blocks, hours=day_layout.hours(opens, closes, blocks), zone=self._zone)
        current = self.grid.current()
        self.bar.set_hint(_CHOOSE if rows else _HINT)
        self.bar.show_row(current.row if current else None, self._zone)

    def _set_now(self) -> None:
        self.grid.set_now(day_layout.minute_of(self._desk.now().astimezone(self._zone)))

    @Slot()
    def _on_tick(self) -> None:
        if self._desk.now().astimezone(self._zone).date() != self._day:
            self._first = True
            self.mark_stale()
            return
        self._set_now()
        self.side.at(self._desk.now())

    @Slot()
    def _on_book(self) -> None:
        self._desk.ways.book_appointment(None, None)

    @Slot()
    def _on_calls(self) -> None:
        self._desk.shell.go("follow-ups")

    @Slot()
    def _on_reminders(self) -> None:
        self._desk.shell.show_panel(True)

    @Slot()
    def _on_print(self) -> None:
        from deskmate.ui.sheets import choose  # needs Qt's printing, which the first page must not wait for

        choose(self._desk, self.print)
