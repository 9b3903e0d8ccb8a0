"""Who is at the counter: the name that stands on what is written from now on."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from deskmate.core.actors import Actor
from deskmate.core.staff import StaffRow
from deskmate.ui.widgets import Choice


class StaffChoice(Choice):
    """A choice among the staff; `actor()` is who was chosen. Emits `changed(name)`."""

    changed = Signal(str)

    def __init__(self, people: list[StaffRow]) -> None:
        super().__init__([(person.id, person.name) for person in people])
        self._people = people
        self.setAccessibleName("Who is at the counter")
        self.setMinimumWidth(130)
        self.currentIndexChanged.connect(self._on_changed)

    def show_people(self, people: list[StaffRow]) -> None:
        """The staff list changed; whoever is at the counter stays if still listed."""
        self._people = people
        self.blockSignals(True)
        self.set_options([(person.id, person.name) for person in people])
        self.blockSignals(False)

    def actor(self) -> Actor:
        """Who is at the counter now."""
        chosen = self.value()
        person = next((one for one in self._people if one.id == chosen), None)
        if person is None:
            return Actor("Owner", "owner")
        return Actor(person.name, "owner" if person.role == "owner" else "staff", person.id)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit(self.actor().name)
