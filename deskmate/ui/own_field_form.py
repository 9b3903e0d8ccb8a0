"""The form for one more field of the shop's own: its name, what it holds, and the list where one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.own_fields import FieldKind, OwnFieldRow
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Choice, FormRow, SecondaryButton, TextField, row

NAME_LIMIT, CHOICES_LIMIT = 80, 2_000
KIND_WORDS: dict[FieldKind, str] = {
    "text": "Words",
    "number": "A number",
    "date": "A date",
    "choice": "One of a list",
    "yes-no": "Yes or no",
}


class OwnFieldForm(QWidget):
    """`add_asked(name, kind, choices)` by Enter or the button; `clear()` once it is added."""

    add_asked = Signal(str, str, list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TextField(placeholder="Shoe width, customer number, newsletter …", limit=NAME_LIMIT)
        self.kind = Choice(list(KIND_WORDS.items()))
        self.choices = TextField(placeholder="narrow, normal, wide", limit=CHOICES_LIMIT)
        self._name_row, self._choices_row = FormRow("Name", self.name), FormRow("The list", self.choices)
        self._choices_row.hide()
        across = row(self._name_row, FormRow("What it holds", self.kind), spacing=Space.M)
        across.setStretch(0, 3)
        across.setStretch(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addLayout(across)
        layout.addWidget(self._choices_row)
        self.add = SecondaryButton("Add to every card", self._on_add, icon="plus")
        layout.addLayout(row(None, self.add))
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.name.returnPressed.connect(self._on_add)
        self.choices.returnPressed.connect(self._on_add)

    def clear(self) -> None:
        """Ready for the next."""
        for line in (self.name, self.choices):
            line.clear()
        self.set_problem("")

    def set_problem(self, sentence: str) -> None:
        """Say why it could not be done; what was typed stays."""
        self._name_row.set_problem(sentence)

    def problem(self) -> str:
        """The sentence shown, or nothing."""
        return self._name_row.problem()

    @Slot()
    def _on_kind(self) -> None:
        self._choices_row.setVisible(self.kind.value() == "choice")

    @Slot()
    def _on_add(self) -> None:
        choices = parted(self.choices.text()) if self.kind.value() == "choice" else []
        self.add_asked.emit(self.name.text(), str(self.kind.value()), choices)


def parted(typed: str) -> list[str]:
    """The values of a list as typed, separated by commas."""
    return typed.split(",")


def kind_words(field: OwnFieldRow) -> str:
    """What a field holds: "One of a list: narrow, wide"."""
    return KIND_WORDS[field.kind] + (f": {joined(field.choices)}" if field.choices else "")


def joined(choices: Sequence[str]) -> str:
    """The values of a list as one types them."""
    return ", ".join(choices)
