"""Asks why, in a word or two."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from deskmate.ui.widgets import Dialog, FormRow, TextField


class ReasonDialog(Dialog):
    """Emits `decided(text)`, and goes only with a reason; `missing` is said where there is none."""

    decided = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        question: str,
        example: str,
        *,
        label: str = "The reason",
        yes: str = "Save",
        missing: str = "Say it in a word or two, so that others can follow.",
    ) -> None:
        super().__init__(parent, question, yes=yes, width=440)
        self.reason = TextField(placeholder=f"For example: {example}", limit=300)
        self._row = FormRow(label, self.reason)
        self._missing = missing
        self.add(self._row)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Close once there is a reason."""
        if not self.reason.text().strip():
            self._row.set_problem(self._missing)
            return
        self.decided.emit(self.reason.text())
        super().accept()
