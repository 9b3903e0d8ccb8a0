"""The form for the shop's wording of the suggested texts."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import templates
from deskmate.ui.desk import Desk
from deskmate.ui.form_dialog import FormDialog
from deskmate.ui.widgets import Choice, FormRow, NoteField, QuietButton, caption

_FIELDS = ", ".join(f"{{{field}}}" for field in templates.FIELDS)


class TemplateDialog(FormDialog):
    """Shows each text and lets the owner word it anew; everybody else may read them. Its data are the changed ones."""

    def __init__(self, desk: Desk, *, parent: QWidget | None) -> None:
        may_change = desk.actor().role == "owner"
        super().__init__(parent, "Suggested texts", yes="Save", no="Cancel" if may_change else "Close", width=560)
        self._listed = {one.name: one for one in templates.listed(desk.db)}
        self._typed: dict[str, str] = {}
        self.which = Choice([(one.name, one.title) for one in self._listed.values()])
        self.wording = NoteField(lines=9, limit=templates.LONGEST)
        self.wording.setReadOnly(not may_change)
        self._row = FormRow("Wording", self.wording)
        self.original = QuietButton("Original wording", self._on_original, icon="rotate-ccw")
        self.add(FormRow("Text", self.which), self._row)
        if may_change:
            self.add(caption(f"Filled in when a text is copied: {_FIELDS}. Deskmate sends nothing."))
            self.add_button(self.original)
        else:
            self.add(caption("Only the owner can change the wording."))
        self.yes_button.setVisible(may_change)
        self.which.currentIndexChanged.connect(self._on_chosen)
        self.wording.textChanged.connect(self._on_typed)
        self._on_chosen()

    def data(self) -> dict[str, str]:
        """The texts whose wording is now another, by name."""
        return {name: typed for name, typed in self._typed.items() if typed != self._listed[name].wording}

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why and keep what was typed."""
        self._row.set_problem(sentence)

    def _shown(self) -> str:
        return str(self.which.value())

    @Slot()
    def _on_chosen(self) -> None:
        name = self._shown()
        self.wording.set_text(self._typed.get(name, self._listed[name].wording))

    @Slot()
    def _on_typed(self) -> None:
        name = self._shown()
        self._typed[name] = self.wording.text()
        self.original.setEnabled(self._typed[name].strip() != self._listed[name].original)

    @Slot()
    def _on_original(self) -> None:
        self.wording.set_text(self._listed[self._shown()].original)
