"""The form for the waiting list: who waits, for what, with whom, on which days and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import services, settings, staff
from deskmate.core.waitlist import EVERY_DAY
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.opening import opening_hours
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Choice, DateField, Dialog, Flow, Form, TextField, Tick, TimeField, caption

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_OTHER = "other"
_ANYBODY = 0
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


class WaitDialog(Dialog):
    """Emits `filled(WaitData)` once all is well; whoever opened it saves, then calls `finish()` or `refuse()`."""

    filled = Signal(object)

    def __init__(self, desk: Desk, prefilled: WaitPrefilled, *, parent: QWidget | None = None) -> None:
        super().__init__(parent, "Put on the waiting list", yes="Put on the list", width=560)
        shop = settings.current(desk.db)
        opens, _ = opening_hours(shop)
        self._names = {one.id: one.name for one in services.offered(desk.db)}
        self.customer = CustomerPicker(desk)
        self.service = Choice([*([("", "Choose …")] if self._names else []), *self._names.items(), (_OTHER, "Else …")])
        self.other = TextField(placeholder="What is it for?", limit=80)
        people = [(one.id, one.name) for one in staff.everybody(desk.db)]
        self.staff = Choice([(_ANYBODY, "Anybody"), *people])
        self.days = [Tick(name, ticked=str(day) in shop.open_days) for day, name in enumerate(DAY_NAMES, start=1)]
        self.after, self.before = TimeField(opening=opens), TimeField(opening=opens)
        self.until = DateField(desk.today, value=desk.today() + _USUALLY)
        self.note = TextField(placeholder="Anything to prepare", limit=400)
        self.who, self.form = Form(), Form(columns=2)
        self._build()
        self._fill(prefilled)
        self.yes_button.setDefault(True)

    def data(self) -> WaitData:
        """What was filled in. Raises ValueError where something is missing."""
        customer, until = self.customer.value(), self.until.value()
        if customer is None or until is None:
            raise ValueError("Something is missing.")
        person = self.staff.value()
        return WaitData(
            customer_id=customer,
            service=self._service_name(),
            staff_id=person if isinstance(person, int) and person != _ANYBODY else None,
            days="".join(day for day, tick in zip(EVERY_DAY, self.days, strict=True) if tick.isChecked()),
            after=_clock(self.after.value()),
            before=_clock(self.before.value()),
            until=until,
            note=self.note.text(),
        )

    def accept(self) -> None:
        """Checks every field; what is wrong stands below it."""
        problems = self._problems()
        self.form.show_problems(problems)
        self.who.show_problems(problems)
        if not problems:
            self.filled.emit(self.data())

    def finish(self) -> None:
        """It was saved: close."""
        super().accept()

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why, and keep everything as it was typed."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def problem(self) -> str:
        """Why it could not be saved, if it could not."""
        return self._problem.text()

    def focus_first(self) -> None:
        """Put the focus where something is still to be said."""
        target = self.customer.field if self.customer.value() is None else self.service
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self) -> None:
        self.who.add("customer", "Customer", self.customer)
        self.form.add("service", "What", self.service)
        self.form.add("staff", "With", self.staff)
        self._other_row = self.form.add("other", "In words", self.other, wide=True)
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
        self.service.currentIndexChanged.connect(self._on_service)

    def _fill(self, prefilled: WaitPrefilled) -> None:
        self.customer.set_value(prefilled.customer_id)
        self.staff.set_value(prefilled.staff_id or _ANYBODY)
        number = next((number for number, name in self._names.items() if name == prefilled.service), None)
        if number is not None:
            self.service.set_value(number)
        elif prefilled.service:
            self.service.set_value(_OTHER)
            self.other.setText(prefilled.service)
        self._on_service()

    @Slot()
    def _on_service(self) -> None:
        self._other_row.setVisible(self.service.value() == _OTHER)

    def _service_name(self) -> str:
        chosen = self.service.value()
        return self._names.get(chosen, "") if isinstance(chosen, int) else self.other.text().strip()

    def _problems(self) -> dict[str, str]:
        found = {}
        if self.customer.value() is None:
            found["customer"] = "Choose the customer; type a name or the end of a number."
        if not self._service_name():
            key = "other" if self.service.value() == _OTHER else "service"
            found[key] = "Say in a word what it is for." if key == "other" else "Choose what it is for."
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
