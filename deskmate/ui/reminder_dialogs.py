"""The forms for a new reminder, and for the time a reminder is to wait until."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QWidget

from deskmate.core import settings, zones
from deskmate.core.settings import Settings
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.form_dialog import FormDialog
from deskmate.ui.opening import opening_hours
from deskmate.ui.widgets import Choice, DateField, Form, TextField, TimeField

REPEATS = (
    ("", "Once"),
    ("FREQ=DAILY", "Every day"),
    ("FREQ=WEEKLY", "Every week"),
    ("FREQ=WEEKLY;INTERVAL=2", "Every two weeks"),
    ("FREQ=MONTHLY", "Every month"),
    ("FREQ=YEARLY", "Every year"),
)


@dataclass(frozen=True)
class ReminderData:
    """A new reminder; `at` is a wall time of the shop, `repeat` a rule (RFC 5545) or empty."""

    text: str
    at: datetime
    customer_id: int | None
    repeat: str


class _TimedDialog(FormDialog):
    """Asks for a day and a time to come."""

    def __init__(self, desk: Desk, heading: str, *, yes: str, parent: QWidget | None) -> None:
        super().__init__(parent, heading, yes=yes)
        self._desk = desk
        self._shop = settings.current(desk.db)
        opens, _ = opening_hours(self._shop)
        day, at = soon(desk.wall(desk.now()), self._shop)
        self.day = DateField(desk.today, value=day)
        self.time = TimeField(value=at, opening=opens)
        self.form = Form(columns=2)
        self.forms = (self.form,)
        self.add(self.form)
        self.yes_button.setDefault(True)

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why and keep what was typed."""
        self.form.show_problems({"time": sentence})

    def _at(self) -> datetime:
        day, at = self.day.value(), self.time.value()
        assert day is not None and at is not None
        return datetime.combine(day, at)

    def find_problems(self) -> dict[str, str]:
        """A sentence for each row that can't be left as it is."""
        found = {}
        for key, field, what in (("day", self.day, "the day"), ("time", self.time, "the time")):
            sentence = field.problem() or ("" if field.text().strip() else f"Please type {what}.")
            if sentence:
                found[key] = sentence
        if not found and zones.instant(self._at(), zones.of(self._shop)) <= self._desk.now():
            found["time"] = "This time is over already; choose one to come."
        return found


class NewReminderDialog(_TimedDialog):
    """A reminder about anything, for a customer or for nobody, once or again and again."""

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, "New reminder", yes="Remind me", parent=parent)
        self.text = TextField(placeholder="Order more of the blue wool", limit=200)
        self.customer = CustomerPicker(desk)
        self.repeat = Choice(REPEATS)
        self.form.add("text", "Remind me to", self.text, wide=True)
        self.form.add("day", "Day", self.day)
        self.form.add("time", "Time", self.time)
        self.form.add("repeat", "Repeat", self.repeat)
        self.form.add("customer", "Customer (may stay empty)", self.customer, wide=True)
        self.text.setFocus()

    def data(self) -> ReminderData:
        """What was filled in."""
        return ReminderData(self.text.text().strip(), self._at(), self.customer.value(), str(self.repeat.value() or ""))

    def find_problems(self) -> dict[str, str]:
        """A sentence for each row that can't be left as it is."""
        problems = super().find_problems()
        if not self.text.text().strip():
            problems["text"] = "Write what the reminder is about."
        return problems


class SnoozeDialog(_TimedDialog):
    """Until when a reminder is to wait."""

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, "Snooze until", yes="Snooze", parent=parent)
        self.form.add("day", "Day", self.day)
        self.form.add("time", "Time", self.time)
        self.day.setFocus()

    def data(self) -> datetime:
        """The instant that was chosen (UTC)."""
        return zones.instant(self._at(), zones.of(self._shop))


def soon(here: datetime, shop: Settings) -> tuple[date, time]:
    """The next full hour while the shop is open, else the next opening."""
    opens, closes = opening_hours(shop)
    ahead = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if ahead.date() == here.date() and opens <= ahead.time() < closes:
        return here.date(), ahead.time()
    return (here.date() if here.time() < opens else here.date() + timedelta(days=1)), opens
