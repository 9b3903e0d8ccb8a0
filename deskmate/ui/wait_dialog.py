"""The form for the waiting list: who waits, for what, with whom, on which days and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from deskmate.core import services, settings, staff
from deskmate.core.waitlist import EVERY_DAY
from deskmate.ui import customer_picker
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.form_dialog import FormDialog
from deskmate.ui.opening import opening_hours
from deskmate.ui.service_fields import PersonChoice, ServiceFields
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import DateField, Flow, Form, TextField, Tick, TimeField, caption

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_USUALLY = timedelta(days=14)


@dataclass(frozen=True)
class WaitData:
    """What the form says; `days` are ISO weekdays, `after` and `before` wall times or empty."""

    customer_id: int
    service: str
    staff_id: int | None
    days: str
    after: str
    before: str
    until: date
    note: str


@dataclass(frozen=True)
class WaitPrefilled:
    """What is known already when the form opens."""

    customer_id: int | None = None
    service: str = ""
    staff_id: int | None = None


class WaitDialog(FormDialog):
    """Its data are `WaitData`."""

    def __init__(self, desk: Desk, prefilled: WaitPrefilled, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, "Put on the waiting list", yes="Put on the list", width=560)
        shop = settings.current(desk.db)
        opens, _ = opening_hours(shop)
        self.customer = CustomerPicker(desk)
        self.service = ServiceFields(services.offered(desk.db), self)
        self.staff = PersonChoice([(one.id, one.name) for one in staff.everybody(desk.db)])
        self.days = [Tick(name, ticked=str(day) in shop.open_days) for day, name in enumerate(DAY_NAMES, start=1)]
        self.after, self.before = TimeField(opening=opens), TimeField(opening=opens)
        self.until = DateField(desk.today, value=desk.today() + _USUALLY)
        self.note = TextField(placeholder="Anything to prepare", limit=400)
        self.who, self.form = Form(), Form(columns=2)
        self.forms = (self.who, self.form)
        self._build()
        self._fill(prefilled)
        self.yes_button.setDefault(True)

    def data(self) -> WaitData:
        """What was filled in. Raises ValueError where something is missing."""
        customer, until = self.customer.value(), self.until.value()
        if customer is None or until is None:
            raise ValueError("Something is missing.")
        return WaitData(
            customer_id=customer,
            service=self.service.name(),
            staff_id=self.staff.person(),
            days="".join(day for day, tick in zip(EVERY_DAY, self.days, strict=True) if tick.isChecked()),
            after=_clock(self.after.value()),
            before=_clock(self.before.value()),
            until=until,
            note=self.note.text(),
        )

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why, and keep everything as it was typed."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def problem(self) -> str:
        """Why it could not be saved, if it could not."""
        return self._problem.text()

    def focus_first(self) -> None:
        """Put the focus where something is still to be said."""
        target = self.customer.field if self.customer.value() is None else self.service.choice
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        self.who.add("customer", "Customer", self.customer)
        self.service.add_to(self.form, ("staff", "With", self.staff))
        days = Flow(spacing=Space.M)
        for tick in self.days:
            days.add(tick)
        self.form.add("days", "Days that suit", days, wide=True)
        self.form.add("after", "Not before (may stay empty)", self.after)
        self.form.add("before", "Over by (may stay empty)", self.before)
        self.form.add("until", "Waits until", self.until)
        self.form.add("note", "Note", self.note)
        self._problem = caption("", tone="attention")
        self._problem.hide()
        self.add(self.who, self.form, self._problem)

    def _fill(self, prefilled: WaitPrefilled) -> None:
        self.customer.set_value(prefilled.customer_id)
        self.staff.set_person(prefilled.staff_id)
        if prefilled.service and not self.service.choose(prefilled.service):
            self.service.set_words(prefilled.service)

    def find_problems(self) -> dict[str, str]:
        """A sentence for each row that can't be left as it is."""
        found = self.service.find_problems()
        if self.customer.value() is None:
            found["customer"] = customer_picker.NOBODY
        if not any(tick.isChecked() for tick in self.days):
            found["days"] = "Choose at least one day of the week that suits."
        for key, field in (("after", self.after), ("before", self.before), ("until", self.until)):
            if sentence := field.problem():
                found[key] = sentence
        if "until" not in found and not self.until.text().strip():
            found["until"] = "Please type the last day that suits."
        return found


def _clock(at: time | None) -> str:
    return "" if at is None else f"{at:%H:%M}"
