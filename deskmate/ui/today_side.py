"""The right-hand column of Today: who comes next, calls, birthdays, promises, and what fell due unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from deskmate.core.appointments import AppointmentRow
from deskmate.core.follow_ups import FollowUpRow
from deskmate.reminders import telling
from deskmate.reminders.kinds import CHEERFUL, Due
from deskmate.ui import appointment_words, reminder_words
from deskmate.ui.tokens import Size, Space, Tone
from deskmate.ui.widgets import (
    Card,
    QuietButton,
    Row,
    RowList,
    RowModel,
    ScrollColumn,
    SectionHeader,
    caption,
    spoken_date,
)

BIRTHDAYS_AHEAD = timedelta(days=7)
_SHOWN = 4


@dataclass(frozen=True)
class SideData:
    """What the column shows, as read from the book at one moment."""

    now: datetime
    zone: ZoneInfo
    rows: Sequence[AppointmentRow] = ()
    upcoming: Sequence[Due] = ()
    calls: Sequence[FollowUpRow] = ()
    call_count: int = 0

    def missed(self) -> list[Due]:
        """What fell due while the program was closed, the oldest first."""
        open_now = [due for due in self.upcoming if due.shown_from <= self.now]
        return dict(telling.grouped(open_now, now=self.now, zone=self.zone)).get("away", [])

    def expected(self) -> list[AppointmentRow]:
        """Who has not come yet, the next one first."""
        return [row for row in self.rows if row.status == "booked" and row.ends_at > self.now]

    def cheerful(self) -> list[Due]:
        """Birthdays and other occasions of the coming days, paused ones too."""
        today = self._day(self.now)
        found = [due for due in self.upcoming if due.kind in CHEERFUL]
        near = [due for due in found if today <= self._day(due.about_at) <= today + BIRTHDAYS_AHEAD]
        return sorted(near, key=lambda due: (due.about_at, due.key))

    def promises(self) -> list[Due]:
        """What was promised for today, tomorrow, or earlier and is still open."""
        latest = self._day(self.now) + timedelta(days=1)
        found = [due for due in self.upcoming if due.kind == "promise" and self._day(due.about_at) <= latest]
        return [due for due in found if due.snoozed_until is None or due.snoozed_until <= self.now]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


class TodaySide(ScrollColumn):
    """Emits `customer_asked(id)`, `follow_up_asked(id)`, `reminders_asked`, `calls_asked`."""

    customer_asked = Signal(int)
    follow_up_asked = Signal(int)
    reminders_asked = Signal()
    calls_asked = Signal()

    def __init__(self) -> None:
        super().__init__(padding=0, spacing=Space.L)
        self._without_missed = False
        self._data = SideData(datetime.min, ZoneInfo("UTC"))
        self.missed = SideList(
            "While you were away", self._due_row, kind="attention", action="All", on_action=self.reminders_asked
        )
        self.expected = SideList("Expected next", self._appointment_row, empty="Nobody else is expected today.")
        self.calls = SideList(
            "May need a call",
            self._call_row,
            empty="Nobody is waiting for a call. When notes tell of a customer who went away unhappy, they stand here.",
            action="All",
            on_action=self.calls_asked,
        )
        self.birthdays = SideList(
            "Birthdays", self._birthday_row, empty="No birthdays in the coming week. A birthday on the card is enough."
        )
        self.promises = SideList(
            "Promises due", self._due_row, empty="No promises are due. A promise made in a call is remembered here."
        )
        self.lists = (self.missed, self.expected, self.calls, self.birthdays, self.promises)
        self.add(*self.lists)
        for one in self.lists:
            one.rows.opened.connect(self._on_opened)
            one.hide()  # until the book was read: an empty list would promise that nobody waits

    def show_data(self, data: SideData) -> None:
        """Show what was read."""
        self._data = data
        for one in self.lists[1:]:
            one.show()
        missed = data.missed()
        self.missed.setVisible(bool(missed) and not self._without_missed)
        self.missed.show_items(missed[:_SHOWN], len(missed))
        expected = data.expected()
        self.expected.show_items(expected[:_SHOWN], len(expected))
        self.calls.show_items(data.calls[:_SHOWN], data.call_count)
        cheerful, promises = data.cheerful(), data.promises()
        self.birthdays.show_items(cheerful[:8], len(cheerful))
        self.promises.show_items(promises[:8], len(promises))

    def leave_out_missed(self, out: bool) -> None:
        """Leave the missed reminders to the panel while that is open beside the page."""
        if out != self._without_missed:
            self._without_missed = out
            self.missed.setVisible(not out and bool(self.missed.items()))

    def at(self, now: datetime) -> None:
        """Let the words about time follow the clock, without reading the book."""
        self.show_data(replace(self._data, now=now))

    def _appointment_row(self, item: object) -> Row:
        assert isinstance(item, AppointmentRow)
        start = item.starts_at.astimezone(self._data.zone)
        late = (self._data.now - item.starts_at) // timedelta(minutes=1)
        soon = "now" if -1 <= late <= 1 else f"{late} min late" if late > 0 else f"in {-late} min" if late > -60 else ""
        mark = appointment_words.mark(item)
        return Row(
            title=item.customer,
            subtitle=" · ".join(filter(None, (soon, item.service, item.staff))),
            lead=f"{start:%H:%M}",
            chips=(mark,) if mark is not None else (),
        )

    def _call_row(self, item: object) -> Row:
        assert isinstance(item, FollowUpRow)
        today = self._data.now.astimezone(self._data.zone).date()
        by = "overdue" if item.due_on < today else f"by {spoken_date(item.due_on, today).lower()}"
        by = by if item.due_on <= today + timedelta(days=1) else f"by {spoken_date(item.due_on, today)}"
        by = f"promised {by}" if item.waits_for_promise(today) else by
        return Row(title=item.customer, subtitle=" · ".join(filter(None, (by, item.owner))), avatar=item.customer)

    def _birthday_row(self, item: object) -> Row:
        assert isinstance(item, Due)
        day = reminder_words.about_day(item, self._data.now, self._data.zone)
        if item.paused:
            return Row(title=item.customer, subtitle=item.paused, icon="hourglass", icon_tone=Tone.ATTENTION)
        what = "" if item.kind == "birthday" else f" · {item.text}"
        tone = Tone.ACCENT if day == "Today" else Tone.NEUTRAL
        return Row(title=item.customer, subtitle=day + what, icon=reminder_words.ICONS[item.kind], icon_tone=tone)

    def _due_row(self, item: object) -> Row:
        assert isinstance(item, Due)
        return Row(
            title=reminder_words.title(item),
            subtitle=reminder_words.brief(item, self._data.now, self._data.zone),
            icon=reminder_words.ICONS[item.kind],
            trailing=reminder_words.when(item, self._data.now, self._data.zone),
        )

    @Slot(object)
    def _on_opened(self, item: object) -> None:
        if isinstance(item, FollowUpRow):
            self.follow_up_asked.emit(item.id)
        elif isinstance(item, Due) and item.kind == "follow-up":
            self.follow_up_asked.emit(reminder_words.follow_up_number(item))
        elif isinstance(item, AppointmentRow) or (isinstance(item, Due) and item.customer_id is not None):
            self.customer_asked.emit(item.customer_id)
        else:
            self.reminders_asked.emit()


class SideList(Card):
    """A small list in a card, as high as its rows; one calm sentence while it is empty."""

    def __init__(
        self,
        name: str,
        to_row: Callable[[object], Row],
        *,
        empty: str = "",
        kind: str = "card",
        action: str = "",
        on_action: object = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kind=kind, padding=Space.S, spacing=0, parent=parent)
        self._model = RowModel(to_row, key=_key_of, parent=self)
        self.rows = RowList(self._model, name)
        self.rows.setVerticalScrollBarPolicy(self.rows.horizontalScrollBarPolicy())
        self.action = QuietButton(action)
        if on_action is not None:
            self.action.clicked.connect(on_action)
        self.header = SectionHeader(name, actions=(self.action,))
        self.header.setContentsMargins(Space.S, 0, 0, 0)
        self.header.setMinimumHeight(Size.CONTROL)
        self._empty = caption(empty)
        self._empty.setContentsMargins(Space.S, 0, Space.S, Space.S)
        self.add(self.header, self._empty, self.rows)

    def show_items(self, items: Sequence[object], count: int) -> None:
        """Show these; `count` says how many there are in all."""
        self._model.show(items)
        self.header.set_count(count or None)
        self._empty.setVisible(not items)
        self.rows.setVisible(bool(items))
        self.rows.setFixedHeight(self.rows.height_for(len(items)) + 2)
        self.action.setVisible(bool(self.action.text()) and bool(items))

    def items(self) -> list[object]:
        """What is shown."""
        return self._model.items()


def _key_of(item: object) -> object:
    return item.key if isinstance(item, Due) else getattr(item, "id", None)
