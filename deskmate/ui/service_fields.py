"""What an appointment is for: one of the shop's services, or something else in words; and who does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from deskmate.core.services import ServiceRow
from deskmate.ui.widgets import Choice, Form, TextField

_OTHER = "other"
_ANYBODY = 0


class ServiceFields(QObject):
    """Two rows of a form, of which the second is there only for what is no service. Emits `changed()`."""

    changed = Signal()

    def __init__(self, offered: Sequence[ServiceRow], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offered = {one.id: one for one in offered}
        choose = [("", "Choose …")] if offered else []
        self.choice = Choice([*choose, *((one.id, one.name) for one in offered), (_OTHER, "Something else …")])
        self.other = TextField(placeholder="What is it for?", limit=80)

    def add_to(self, form: Form, *between: tuple[str, str, Choice]) -> None:
        """Put the rows into a form, with others (key, label, field) between them."""
        form.add("service", "What", self.choice)
        for key, label, field in between:
            form.add(key, label, field)
        self._row = form.add("other", "In words", self.other, wide=bool(between))
        self.choice.currentIndexChanged.connect(self._on_chosen)
        self._on_chosen()

    def service(self) -> ServiceRow | None:
        """The service that is chosen, if it is one."""
        chosen = self.choice.value()
        return self._offered.get(chosen) if isinstance(chosen, int) else None

    def name(self) -> str:
        """What it is called; "" where nothing is said yet."""
        service = self.service()
        return service.name if service is not None else self.other.text().strip()

    def choose(self, name: str) -> bool:
        """Choose the service of that name; False where none is called so."""
        number = next((number for number, one in self._offered.items() if one.name == name), None)
        if number is not None:
            self.choice.set_value(number)
        return number is not None

    def is_open(self) -> bool:
        """Whether nothing was chosen yet."""
        return not self.choice.value()

    def set_words(self, words: str) -> None:
        """Say it in words."""
        self.choice.set_value(_OTHER)
        self.other.setText(words)

    def find_problems(self) -> dict[str, str]:
        """What is wrong, by the row's key."""
        if self.name():
            return {}
        if self.choice.value() == _OTHER:
            return {"other": "Say in a word what it is for."}
        return {"service": "Choose what it is for."}

    @Slot()
    def _on_chosen(self) -> None:
        self._row.setVisible(self.choice.value() == _OTHER)
        self.changed.emit()


class PersonChoice(Choice):
    """Who does it: somebody of the staff (id, name), or anybody."""

    def __init__(self, people: Sequence[tuple[int, str]], *, anybody: bool = True) -> None:
        super().__init__([*([(_ANYBODY, "Anybody")] if anybody else []), *people])

    def person(self) -> int | None:
        """Who was chosen; None for anybody."""
        chosen = self.value()
        return chosen or None if isinstance(chosen, int) else None

    def set_person(self, person: int | None) -> None:
        """Choose somebody, or anybody."""
        self.set_value(person or _ANYBODY)
