"""What opens the book: another passphrase, another recovery code. Who asks must know the passphrase of now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from deskmate.core import book, keys
from deskmate.core.errors import DeskmateError, WrongKey
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Card,
    Dialog,
    Form,
    FormRow,
    PassphraseField,
    PlainLabel,
    TextField,
    caption,
    column,
    sentence_for,
)


class SecretDialog(Dialog):
    """Checks and stores on the worker, because stretching a secret takes its time; closes once it is done.

    Enter goes on to the next line; in the last one it is yes.
    """

    def __init__(self, parent: QWidget, desk: Desk, heading: str, *, yes: str) -> None:
        super().__init__(parent, heading, yes=yes, width=480)
        self._desk = desk
        self._words = yes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        lines = [line for line in self.findChildren(QLineEdit) if line.isVisible()]
        here = self.focusWidget()
        bare = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not (event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bare and here in lines):
            super().keyPressEvent(event)
        elif here is lines[-1]:
            self.yes_button.click()
        else:
            self.focusNextChild()

    def run(self, work: Callable[[], Any], on_done: Callable[[], object], on_problem: Callable[[str], object]) -> None:
        """Runs it on the worker; meanwhile nothing can be pressed twice."""
        self._show_busy(True)

        def done(_result: Any) -> None:
            self._show_busy(False)
            on_done()

        def failed(error: BaseException) -> None:
            self._show_busy(False)
            on_problem(sentence_for(error))
            if not isinstance(error, DeskmateError):
                raise error

        self._desk.background.run(lambda _p, _s: work(), on_done=done, on_failed=failed, owner=self)

    def check_passphrase(self, typed: str) -> None:
        """Raises unless the passphrase opens the book; on the worker."""
        db = self._desk.db
        try:
            keys.unseal(keys.load(db.path), passphrase=typed)
        except WrongKey as error:
            raise WrongKey("This is not the passphrase of now. Nothing was changed.") from error

    def _show_busy(self, busy: bool) -> None:
        self.yes_button.setEnabled(not busy)
        self.yes_button.set_text("Just a moment …" if busy else self._words)


class PassphraseDialog(SecretDialog):
    """The passphrase of now, and the new one twice."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, desk, "Another passphrase", yes="Change it")
        self.present, self.new, self.again = PassphraseField(), PassphraseField(), PassphraseField()
        self.form = Form()
        self.form.add("present", "Passphrase of now", self.present)
        self.form.add("new", "New passphrase", self.new, hint="A few words only you would put together.")
        self.form.add("again", "New passphrase again", self.again)
        self.add(self.form, caption("Backups made before go on opening with the old passphrase."))
        self.present.setFocus()

    def accept(self) -> None:
        """Store it if all is well."""
        problems = self._problems()
        self.form.show_problems(problems)
        if problems:
            return
        desk, present, new = self._desk, self.present.text(), self.new.text()
        by, now = desk.actor(), desk.now()

        def work() -> None:
            self.check_passphrase(present)
            book.change_secrets(desk.db, passphrase=new, by=by, now=now)

        self.run(work, self._stored, lambda sentence: self.form.show_problems({"present": sentence}))

    def _problems(self) -> dict[str, str]:
        problems = {}
        try:
            keys.check_passphrase(self.new.text())
        except DeskmateError as error:
            problems["new"] = str(error)
        if self.new.text() != self.again.text():
            problems["again"] = "The two are not the same."
        return problems

    def _stored(self) -> None:
        self._desk.say("The new passphrase opens the book from now on.")
        super().accept()


class RecoveryDialog(SecretDialog):
    """Passphrase, the new code to write down, the code typed back: only then does the old one stop working.

    A child that does more with the code overrides `use()`.
    """

    def __init__(self, parent: QWidget, desk: Desk, heading: str = "A new recovery code") -> None:
        super().__init__(parent, desk, heading, yes="Show the new code")
        self.code = ""
        self._step = "passphrase"
        self.present = PassphraseField()
        self._present = FormRow("Passphrase of now", self.present)
        self.first, self.lines = QWidget(), column(self._present, spacing=Space.M)
        self.first.setLayout(self.lines)
        self._paper = Card(kind="quiet")
        self._shown = PlainLabel("", size=Text.LARGE, weight=QFont.Weight.DemiBold, tabular=True, selectable=True)
        self._paper.add(self._shown)
        self._advice = caption(
            "Write it on paper and keep it away from this computer. It is shown only once. The old code works until "
            "you have typed the new one back."
        )
        self.typed = TextField(placeholder="Type it from your paper")
        self._typed = FormRow("The new recovery code", self.typed)
        self.parts: list[tuple[str, QWidget]] = [("passphrase", self.first), ("code", self._paper)]
        self.parts += [("code", self._advice), ("typed", self._typed)]
        self.add(*(part for _step, part in self.parts))
        self._show("passphrase", "Show the new code", self.present)

    def accept(self) -> None:
        """One step further."""
        if self._step == "passphrase":
            present = self.present.text()
            self.run(lambda: self.check_passphrase(present), self._show_code, self._present.set_problem)
        elif self._step == "code":
            self._show("typed", "Use this code", self.typed)
        else:
            self._compare()

    def _show_code(self) -> None:
        self._present.set_problem("")
        self.code = keys.new_recovery_code()
        self._shown.setText(self.code)
        self._show("code", "I have written it down", self.yes_button)

    def _compare(self) -> None:
        try:
            right = keys.normal_code(self.typed.text()) == keys.normal_code(self.code)
        except DeskmateError as error:
            self._typed.set_problem(str(error))
            return
        self._typed.set_problem("" if right else "This is another code than the one shown.")
        if right:
            self.use(self.code)

    def use(self, code: str) -> None:
        """The code was written down: from now on it opens the book."""
        desk, by, now = self._desk, self._desk.actor(), self._desk.now()

        def work() -> None:
            book.change_secrets(desk.db, recovery_code=code, by=by, now=now)

        self.run(work, self._stored, self._typed.set_problem)

    @Slot()
    def _stored(self) -> None:
        self._desk.say("The new recovery code opens the book; the old one no longer does.")
        super().accept()

    def _show(self, step: str, yes: str, focus: QWidget) -> None:
        self._step, self._words = step, yes
        self.yes_button.set_text(yes)
        for name, part in self.parts:
            part.setVisible(name == step)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()
