"""A dialog with a form in it that somebody else saves: checked first, kept as typed where saving fails."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog

from deskmate.ui.widgets import Dialog, Form


class FormDialog(Dialog):
    """Emits `filled(data)` once all is well; whoever opened it saves, then calls `finish()` or `refuse()`.

    Whoever inherits says what is wrong (`find_problems`), what was filled in (`data`) and where a refusal is shown
    (`refuse`), and names its `forms` from the top.
    """

    filled = Signal(object)
    forms: tuple[Form, ...] = ()

    def data(self) -> object:
        """What was filled in; asked for only when nothing is wrong."""
        raise NotImplementedError

    def find_problems(self) -> dict[str, str]:
        """A sentence for each row that can't be left as it is."""
        return {}

    def refuse(self, sentence: str) -> None:
        """It could not be saved: say why, and keep everything as it was typed."""
        raise NotImplementedError

    def accept(self) -> None:
        """Checks every field; what is wrong stands below it, and the first of them has the focus."""
        problems = self.find_problems()
        for form in reversed(self.forms):
            form.show_problems(problems)
        if not problems:
            self.filled.emit(self.data())

    def finish(self) -> None:
        """It was saved: close."""
        QDialog.accept(self)
