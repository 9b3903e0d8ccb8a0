"""What can be booked: how long it takes, what it costs, and how staff get ready for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from deskmate.core import money, services, settings
from deskmate.core.db import Topic
from deskmate.core.errors import DeskmateError, InvalidInput
from deskmate.core.services import ServiceRow
from deskmate.ui.desk import Desk
from deskmate.ui.settings_fields import NumberField
from deskmate.ui.settings_section import Section
from deskmate.ui.widgets import (
    Dialog,
    Form,
    PrimaryButton,
    QuietButton,
    SecondaryButton,
    Table,
    TableModel,
    TextField,
    Tick,
    row,
    sentence_for,
)

HEADERS = ("Service", "Minutes", "Price", "Get ready", "Call the day before")


@dataclass(frozen=True)
class ServiceDraft:
    """What the form says; money in the smallest unit."""

    name: str
    minutes: int
    price_minor: int | None
    call_day_before: bool
    prepare_minutes: int


class ServicesSection(Section):
    """The list of services; Enter or a double click changes one."""

    key = "services"
    title = "Services"
    icon = "list-checks"
    intro = "What can be booked. Appointments that are in the calendar stay as they are."
    topics = frozenset({Topic.SETTINGS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: list[ServiceRow] = []
        self._model = TableModel(HEADERS, figures=frozenset({1, 2, 3}), parent=self)
        self.table = Table(self._model, "Services")
        across = self.table.horizontalHeader()
        across.setStretchLastSection(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self._on_activated)
        self.change = SecondaryButton("Change …", self.ask_change, icon="pencil")
        self.withdraw_button = QuietButton("No longer offered", self.withdraw)
        new = PrimaryButton("New service …", self.ask_new, icon="plus")
        self.add(self.table, row(self.change, self.withdraw_button, None, new))
        self.table.selectionModel().currentRowChanged.connect(self._on_current)

    def reload(self) -> None:
        """Read the list again; the chosen line stays chosen."""
        chosen = self.chosen()
        money_of = settings.current(self._desk.db).currency
        self._rows = services.offered(self._desk.db)
        self._model.show([_cells(each, money_of) for each in self._rows])
        lines = min(max(len(self._rows), 1), 12)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + lines * 36 + 4)
        at = next((n for n, each in enumerate(self._rows) if chosen and each.id == chosen.id), 0)
        if self._rows:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self._model.index(at, 0), flags)
        self._on_current()

    def focus_first(self) -> None:
        """The table is where one goes on by keyboard."""
        self.table.setFocus()

    def chosen(self) -> ServiceRow | None:
        """The service of the chosen line."""
        at = self.table.currentIndex().row()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    @Slot()
    def ask_new(self) -> None:
        """Open the empty form."""
        self._open(ServiceDialog(self.window(), self._currency()), None)

    @Slot()
    def ask_change(self) -> None:
        """Open the form for the chosen service."""
        service = self.chosen()
        if service is not None:
            self._open(ServiceDialog(self.window(), self._currency(), service), service)

    @Slot()
    def withdraw(self) -> None:
        """Take the chosen service off the list."""
        service, desk = self.chosen(), self._desk
        if service is not None and desk.attempt(lambda: self._withdraw(service.id)):
            self.reload()
            self.said(f"{service.name} is no longer offered.", lambda: self._store(_draft(service), service.id))

    def _currency(self) -> str:
        return settings.current(self._desk.db).currency

    def _open(self, dialog: ServiceDialog, service: ServiceRow | None) -> None:
        dialog.keep = lambda draft: self._keep(draft, service)
        dialog.open()

    def _keep(self, draft: ServiceDraft, service: ServiceRow | None) -> str:
        try:
            number = self._store(draft, service.id if service else None)
        except DeskmateError as error:
            return sentence_for(error)
        self.reload()
        if service is None:
            self.said(f"{draft.name} can be booked.", lambda: self._withdraw(number))
        else:
            self.said("Saved.", lambda: self._store(_draft(service), number))
        return ""

    def _store(self, draft: ServiceDraft, number: int | None) -> int:
        values: dict[str, Any] = asdict(draft)
        desk = self._desk
        return services.save(desk.db, values.pop("name"), service_id=number, by=desk.actor(), now=desk.now(), **values)

    def _withdraw(self, number: int) -> None:
        services.withdraw(self._desk.db, number, by=self._desk.actor(), now=self._desk.now())

    @Slot()
    def _on_current(self) -> None:
        for button in (self.change, self.withdraw_button):
            button.setEnabled(self.chosen() is not None)

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        self.ask_change()


class ServiceDialog(Dialog):
    """One service. `keep(draft)` stores it and answers "" or the sentence that says why not."""

    def __init__(self, parent: QWidget, currency: str, service: ServiceRow | None = None) -> None:
        super().__init__(parent, "Change the service" if service else "New service", width=460)
        self.keep: Any = None
        self._currency = currency
        self.name = TextField(service.name if service else "", limit=80)
        self.minutes = NumberField(least=1, most=services.LONGEST_MINUTES, unit="min")
        self.price = TextField(placeholder="leave empty if it varies", limit=20)
        self.prepare = NumberField(most=services.LONGEST_MINUTES, unit="min")
        self.call = Tick("Remind staff to call the customer the day before")
        self.form = Form(columns=2)
        self.form.add("name", "Name", self.name, wide=True)
        self.form.add("minutes", "How long it takes", self.minutes)
        self.form.add("price", f"Price ({currency})", self.price)
        self.form.add("prepare", "Time to get ready", self.prepare, hint="Staff are reminded so long before.")
        self.add(self.form, self.call)
        self._fill(service)
        self.name.setFocus()

    def accept(self) -> None:
        """Close only once it is stored."""
        try:
            draft = self.draft()
        except InvalidInput as error:
            self.form.show_problems({"price": str(error)})
            return
        problem = self.keep(draft) if self.keep is not None else ""
        self.form.show_problems({"name": problem} if problem else {})
        if not problem:
            super().accept()

    def draft(self) -> ServiceDraft:
        """What the form says; raises `InvalidInput` for a price that is none."""
        typed = self.price.text().strip()
        return ServiceDraft(
            name=self.name.text().strip(),
            minutes=self.minutes.value(),
            price_minor=money.parse(typed, self._currency) if typed else None,
            call_day_before=self.call.isChecked(),
            prepare_minutes=self.prepare.value(),
        )

    def _fill(self, service: ServiceRow | None) -> None:
        self.minutes.show_value(service.minutes if service else 30)
        self.prepare.show_value(service.prepare_minutes if service else 0)
        self.call.setChecked(service.call_day_before if service else False)
        if service is not None and service.price_minor is not None:
            self.price.setText(money.show(service.price_minor, self._currency))


def _draft(service: ServiceRow) -> ServiceDraft:
    values = asdict(service)
    values.pop("id")
    return ServiceDraft(**values)


def _cells(service: ServiceRow, currency: str) -> tuple[str, ...]:
    price = money.show(service.price_minor, currency) if service.price_minor is not None else ""
    ready = f"{service.prepare_minutes} min" if service.prepare_minutes else ""
    return service.name, str(service.minutes), price, ready, "yes" if service.call_day_before else ""
