"""The form for an appointment: whom, what, with whom, when. It warns of double-booking and lets one do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QWidget

from deskmate.core import appointments, customers, services, settings, staff, zones
from deskmate.core.appointments import AppointmentRow
from deskmate.core.errors import DeskmateError, InvalidInput
from deskmate.ui import appointment_words as words
from deskmate.ui import customer_picker
from deskmate.ui.card_notices import preference_words
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.day_layout import minute_of
from deskmate.ui.desk import Desk
from deskmate.ui.form_dialog import FormDialog
from deskmate.ui.service_fields import PersonChoice, ServiceFields
from deskmate.ui.tokens import Space, Text
from deskmate.ui.wait_dialog import WaitPrefilled
from deskmate.ui.widgets import (
    Card,
    DateField,
    Form,
    Icon,
    PlainLabel,
    QuietButton,
    TextField,
    TimeField,
    caption,
    clear,
    row,
)

DIED = "The card says that this customer has died."
HEALTH = "There is a health matter to know about."
_USUAL = 30  # minutes, where no service says


@dataclass(frozen=True)
class AppointmentData:
    """What the form says; `start` is a wall time of the shop, `staff_id` None for anybody."""

    customer_id: int
    service: str
    staff_id: int | None
    start: datetime
    minutes: int
    note: str


@dataclass(frozen=True)
class Prefilled:
    """What is known already when the form opens."""

    customer_id: int | None = None
    day: date | None = None
    at: time | None = None
    staff_id: int | None = None


class AppointmentDialog(FormDialog):
    """Its data are `AppointmentData`. Given an appointment to move, it asks only for time, length and person."""

    wait_asked = Signal(object)  # nothing suits: what is known already, for the waiting list

    def __init__(
        self, desk: Desk, prefilled: Prefilled, *, moving: AppointmentRow | None = None, parent: QWidget | None = None
    ) -> None:
        heading = f"Move {moving.customer}" if moving else "Book an appointment"
        super().__init__(parent, heading, yes="Move" if moving else "Book", width=560)
        self._desk, self._moving = desk, moving
        self._shop = settings.current(desk.db)
        self._zone = zones.of(self._shop)
        self._typed_length = moving is not None
        self._build(prefilled)
        self._fill(prefilled)
        self._connect()
        self._look()
        if moving is None:
            self.wait_button = QuietButton("Nothing suits: waiting list …", self._on_wait, shortcut="Alt+W")
            self.add_button(self.wait_button)
        self.yes_button.setDefault(True)  # Enter in a line books; in the note it begins a new line

    def data(self) -> AppointmentData:
        """What was filled in. Raises ValueError where something is missing."""
        day, at = self.day.value(), self.time.value()
        customer = self._moving.customer_id if self._moving else self.customer.value()
        if day is None or at is None or customer is None:
            raise ValueError("Something is missing.")
        return AppointmentData(
            customer_id=customer,
            service=self._moving.service if self._moving else self.service.name(),
            staff_id=self.staff.person(),
            start=datetime.combine(day, at),
            minutes=words.parse_minutes(self.length.text()),
            note=self.note.text(),
        )

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why, and keep everything as it was typed."""
        self._warn(sentence)

    def warning(self) -> str:
        """What is warned of now."""
        return self._warning.text() if self._warning_row.isVisibleTo(self) else ""

    # building

    def _build(self, prefilled: Prefilled) -> None:
        self.customer = CustomerPicker(self._desk)
        self.service = ServiceFields(services.offered(self._desk.db), self)
        self.staff = self._people()
        self.day = DateField(self._desk.today)
        self.time = TimeField(opening=_clock(self._shop.opens, time(7)))
        self.length = TextField(placeholder="45, 1h 30", limit=12)
        self.note = TextField(placeholder="Anything to prepare", limit=400)
        self._alerts = Card(kind="attention", padding=Space.S, spacing=Space.XS)
        self.who, self.form = Form(), Form(columns=2)
        self.forms = (self.who, self.form)
        if self._moving is None:
            self.who.add("customer", "Customer", self.customer)
            self.add(self.who)
        else:
            self.add(PlainLabel(words.what(self._moving), tone="muted", elide=True))
        self.add(self._alerts)
        if self._moving is None:
            self.service.add_to(self.form)
        self.form.add("day", "Day", self.day)
        self.form.add("time", "Time", self.time)
        self.form.add("length", "Length", self.length)
        self.form.add("staff", "With", self.staff)
        if self._moving is None:
            self.form.add("note", "Note", self.note, wide=True)
        self._warning = caption("", tone="attention")
        self._warning_row = QWidget()
        line = row(Icon("triangle-alert", tone="attention", size=16), self._warning, spacing=Space.S)
        line.setStretch(1, 1)
        self._warning_row.setLayout(line)
        self.add(self.form, self._warning_row)

    def _people(self) -> PersonChoice:
        people = [(one.id, one.name) for one in staff.everybody(self._desk.db)]
        with_whom = self._moving.staff_id if self._moving is not None else None
        if self._moving is not None and with_whom is not None and with_whom not in [number for number, _ in people]:
            people.append((with_whom, self._moving.staff))
        return PersonChoice(people, anybody=with_whom is None)

    def _fill(self, prefilled: Prefilled) -> None:
        if self._moving is not None:
            start = self._moving.starts_at.astimezone(self._zone)
            self.day.set_value(start.date())
            self.time.set_value(start.time())
            self.length.setText(str(self._moving.minutes))
            self.staff.set_person(self._moving.staff_id)
            self._show_alerts(self._moving.customer_id)
            return
        self.customer.set_value(prefilled.customer_id)
        self._on_customer(self.customer.value())
        day, at = self._soonest()
        self.day.set_value(prefilled.day or day)
        opens = _clock(self._shop.opens, time(9))
        self.time.set_value(prefilled.at or (at if (prefilled.day or day) == day else opens))
        alone = self.staff.count() == 2  # anybody, and the one person there is
        self.staff.set_person(prefilled.staff_id or (self.staff.itemData(1) if alone else None))
        self._on_service()

    def _soonest(self) -> tuple[date, time]:
        """The next half hour, or tomorrow's opening when the shop is about to close."""
        now = self._desk.wall(self._desk.now())
        ahead = (now + timedelta(minutes=30 - minute_of(now) % 30)).replace(second=0, microsecond=0)
        opens, closes = _clock(self._shop.opens, time(9)), _clock(self._shop.closes, time(18))
        if ahead.date() != now.date() or ahead.time() >= closes:
            return now.date() + timedelta(days=1), opens
        return now.date(), max(ahead.time(), opens)

    def _connect(self) -> None:
        self.customer.changed.connect(self._on_customer)
        self.service.changed.connect(self._on_service)
        self.length.textEdited.connect(self._on_length)
        for signal in (self.day.changed, self.time.changed, self.length.textChanged, self.staff.currentIndexChanged):
            signal.connect(self._look)

    # what changes while one fills it in

    @Slot(object)
    def _on_customer(self, customer_id: int | None) -> None:
        self._show_alerts(customer_id)
        if customer_id is not None and self.service.is_open():
            for last in appointments.of_customer(self._desk.db, customer_id, limit=1):
                self.service.choose(last.service)

    @Slot()
    def _on_service(self) -> None:
        chosen = self.service.service()
        if not self._typed_length:
            self.length.setText(str(chosen.minutes if chosen else _USUAL))

    @Slot()
    def _on_wait(self) -> None:
        self.wait_asked.emit(WaitPrefilled(self.customer.value(), self.service.name(), self.staff.person()))

    @Slot()
    def _on_length(self) -> None:
        self._typed_length = True

    def _show_alerts(self, customer_id: int | None, *, health: bool = False) -> None:
        """What must be known before booking; matters of health only once somebody asked for them."""
        card, today = self._card_of(customer_id), self._desk.today()
        alerts = card.alerts(today) if card is not None else ()
        clear(self._alerts.body)
        died = card is not None and card.draft.deceased
        if died:
            self._alerts.add(_alert_line(DIED))
        for alert in alerts:  # the whole of it, however long: it is there to be read before booking
            if health or not alert.health:
                self._alerts.add(_alert_line(preference_words(alert, today)))
        if not health and any(alert.health for alert in alerts):
            show = QuietButton("Show", partial(self._on_health, customer_id), tip="Say what it is")
            self._alerts.add(_alert_line(HEALTH, show))
        self._alerts.setVisible(bool(alerts) or died)

    def _on_health(self, customer_id: int | None, _checked: bool = False) -> None:
        self._show_alerts(customer_id, health=True)
        self.focus_first()

    def _card_of(self, customer_id: int | None) -> customers.Card | None:
        if customer_id is None:
            return None
        try:
            return customers.card(self._desk.db, customer_id)
        except DeskmateError:
            return None

    @Slot()
    def _look(self) -> None:
        """Says at once what this time would overlap."""
        try:
            day, at, minutes = self.day.value(), self.time.value(), words.parse_minutes(self.length.text())
        except ValueError:
            day = at = None
            minutes = 0
        if day is None or at is None:
            self._warn("")
            return
        self._warn(self._worth_knowing(datetime.combine(day, at), minutes))

    def _worth_knowing(self, start: datetime, minutes: int) -> str:
        person = self.staff.person()
        besides = self._moving.id if self._moving else None
        try:
            found = appointments.conflicts(
                self._desk.db, start=start, minutes=minutes, staff_id=person, besides=besides
            )
        except InvalidInput as error:
            return str(error)
        if found:
            first, more = found[0], len(found) - 1
            others = f" and {more} more" if more else ""
            times = words.times(first, self._zone)
            return f"{first.staff} already has {first.customer}, {times}{others}. You can still book it."
        return self._unusual(start, minutes)

    def _unusual(self, start: datetime, minutes: int) -> str:
        opens, closes = _clock(self._shop.opens, time(0)), _clock(self._shop.closes, time(23, 59))
        if zones.instant(start, self._zone) < self._desk.now() - timedelta(minutes=5):
            return "This time is in the past."
        if str(start.isoweekday()) not in self._shop.open_days:
            return f"The shop is usually closed on {start:%A}s."
        end = start + timedelta(minutes=minutes)
        if opens < closes and (start.time() < opens or end > datetime.combine(start.date(), closes)):
            return f"Outside opening hours, {opens:%H:%M}–{closes:%H:%M}."
        return ""

    def _warn(self, sentence: str) -> None:
        self._warning.setText(sentence)
        self._warning_row.setVisible(bool(sentence))

    # checking

    def find_problems(self) -> dict[str, str]:
        """A sentence for each row that can't be left as it is."""
        found = {} if self._moving is not None else self.service.find_problems()
        if self._moving is None and self.customer.value() is None:
            found["customer"] = customer_picker.NOBODY
        for key, field, what in (("day", self.day, "the day"), ("time", self.time, "the time")):
            sentence = field.problem() or ("" if field.text().strip() else f"Please type {what}.")
            if sentence:
                found[key] = sentence
        try:
            words.parse_minutes(self.length.text())
        except ValueError as error:
            found["length"] = str(error)
        return found

    def focus_first(self) -> None:
        """Put the focus where something is still to be said."""
        if self._moving is not None:
            self.day.setFocus(Qt.FocusReason.TabFocusReason)
        elif self.customer.value() is None:
            self.customer.field.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.service.choice.setFocus(Qt.FocusReason.TabFocusReason)


def _clock(text: str, otherwise: time) -> time:
    try:
        return zones.parse_time(text)
    except InvalidInput:
        return otherwise


def _alert_line(words: str, *more: QWidget) -> QHBoxLayout:
    label = PlainLabel(words, size=Text.SMALL, weight=QFont.Weight.Medium, tone="attention", wrap=True)
    line = row(Icon("triangle-alert", tone="attention", size=16), label, *more, spacing=Space.S)
    line.setStretch(1, 1)
    return line
