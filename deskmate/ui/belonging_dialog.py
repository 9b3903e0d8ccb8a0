"""Asks who belongs with a customer, as what, and whether they live together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog

from deskmate.core import relations
from deskmate.ui.customer_picker import CustomerPicker
from deskmate.ui.desk import Desk
from deskmate.ui.widgets import Choice, Dialog, FormRow, TextField, Tick

_HOUSEHOLD_ROLES = frozenset({"partner", "parent", "child", "sibling", "pet"})
_NONE = "no relation, only the same household"


@dataclass(frozen=True)
class Belongs:
    """What was said: who (or the `name` of somebody new), what they are to the customer, whether they live together."""

    customer_id: int | None
    name: str
    role: str
    together: bool


class BelongingDialog(Dialog):
    """`decided(Belongs)` when it is to be saved; open until `finish()`, so that a refusal keeps what was chosen."""

    decided = Signal(object)

    def __init__(self, desk: Desk, customer_id: int, name: str) -> None:
        super().__init__(desk.shell, f"Who belongs with {name}?", yes="Write it down", width=500)
        self._customer = customer_id
        self.who = CustomerPicker(desk, besides=customer_id)
        self.who.field.setPlaceholderText("Type a name or number")
        self.new = TextField(placeholder="Rex", limit=120)
        self.role = Choice([("partner", "partner"), *((one, one) for one in relations.ROLES[1:]), ("", _NONE)])
        self.together = Tick("They live in the same household", ticked=True)
        self._who_row = FormRow("Somebody in the book", self.who)
        self._new_row = FormRow("Or somebody new, such as a pet: a card of their own is made", self.new)
        self.add(self._who_row, self._new_row, FormRow(f"What they are to {name}", self.role), self.together)
        self.body.addStretch(1)  # once somebody is chosen there is a line less; the others stay together
        self.role.currentIndexChanged.connect(self._on_role)
        self.who.changed.connect(self._on_who)
        self.who.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Hand over what was said, if it can be kept."""
        role, new = str(self.role.value() or ""), self.new.text().strip()
        who = self.who.value()
        problem = self._problem(who, new, role)
        self.set_problem(problem)
        if not problem:
            self.decided.emit(Belongs(who, "" if who else new, role, self.together.isChecked() or not role))

    def set_problem(self, sentence: str) -> None:
        """Say why it can't be written down."""
        self._who_row.set_problem(sentence)

    def finish(self) -> None:
        """Close after it was saved."""
        QDialog.accept(self)

    def _problem(self, who: int | None, new: str, role: str) -> str:
        if who is None and not new:
            return "Choose somebody from the book, or type the name of somebody new."
        if who == self._customer:
            return "Choose somebody else; this is the same card."
        if who is None and not role:
            return "Say what somebody new is to them, for example a pet."
        return ""

    def _on_role(self) -> None:
        role = str(self.role.value() or "")
        self.together.setChecked(not role or role in _HOUSEHOLD_ROLES)
        self.together.setEnabled(bool(role))

    def _on_who(self, customer_id: int | None) -> None:
        self._new_row.setVisible(customer_id is None)
