"""Set, change or remove somebody's PIN."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import pins
from deskmate.core.errors import InvalidInput
from deskmate.core.pins import Person
from deskmate.ui.desk import Desk
from deskmate.ui.gate import PinField
from deskmate.ui.settings_secrets import SecretDialog
from deskmate.ui.widgets import Form, PassphraseField, QuietButton, caption


class PinDialog(SecretDialog):
    """The new PIN twice; whoever changes their own gives the one so far. `done_as(words)` once it is stored."""

    done_as = Signal(str)

    def __init__(self, parent: QWidget, desk: Desk, person: Person) -> None:
        super().__init__(parent, desk, f"{person.name}’s PIN", yes="Change it" if person.has_pin else "Set it")
        self._person = person
        self.form = Form()
        self.proof = PassphraseField(placeholder="Six digits, or the owner’s passphrase")
        self.new, self.again = PinField(), PinField()
        self._needs_proof = person.has_pin and desk.actor().staff_id == person.id
        if self._needs_proof:
            self.form.add("proof", "PIN so far", self.proof)
        self.form.add("new", "New PIN", self.new, hint="Six digits, none that everybody tries first.")
        self.form.add("again", "New PIN again", self.again)
        self.new.complete.connect(self.again.setFocus)
        self.add(self.form)
        if person.stopped:
            self.add(caption("It was wrong ten times. A new one opens again."))
        if person.has_pin:
            self.add_button(QuietButton("Remove the PIN", self.remove, icon="trash-2"))
        (self.proof if self._needs_proof else self.new).setFocus()

    def accept(self) -> None:
        """Store it if all is well."""
        problems = self._problems()
        self.form.show_problems(problems)
        if problems:
            return
        desk, person, new, proof = self._desk, self._person, self.new.text(), self.proof.text()
        by, now = desk.actor(), desk.now()
        self._carry_out(lambda: pins.put(desk.db, person.id, new, proof=proof, by=by, now=now), "has a new PIN")

    @Slot()
    def remove(self) -> None:
        """Take the PIN away."""
        desk, person, proof = self._desk, self._person, self.proof.text()
        by, now = desk.actor(), desk.now()
        if self._needs_proof and not proof.strip():
            self.form.show_problems({"proof": "Type the PIN so far first."})
            return
        self._carry_out(lambda: pins.remove(desk.db, person.id, proof=proof, by=by, now=now), "needs no PIN any more")

    def _carry_out(self, work: Callable[[], object], what: str) -> None:
        self.run(work, lambda: self._stored(what), self._show_problem)

    def _problems(self) -> dict[str, str]:
        problems = {}
        try:
            pins.checked(self.new.text())
        except InvalidInput as problem:
            problems["new"] = str(problem)
        if self.new.text() != self.again.text():
            problems["again"] = "The two are not the same."
        if self._needs_proof and not self.proof.text().strip():
            problems["proof"] = "Type the PIN so far first."
        return problems

    def _show_problem(self, sentence: str) -> None:
        self.proof.clear()
        self.form.show_problems({"proof" if self._needs_proof else "new": sentence})

    def _stored(self, what: str) -> None:
        super().accept()
        self.done_as.emit(f"{self._person.name} {what}.")
