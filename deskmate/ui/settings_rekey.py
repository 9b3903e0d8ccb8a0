"""A new key after a leak: what it does, the new code on paper, and the book encrypted anew before one's eyes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from deskmate import paths
from deskmate.core import keys, rekeying
from deskmate.core.errors import DeskmateError
from deskmate.ui.background import Job, Progress
from deskmate.ui.desk import Desk
from deskmate.ui.settings_secrets import RecoveryDialog
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import FormRow, PassphraseField, PlainLabel, caption, column, sentence_for

_WHAT = (
    "For when somebody may have got hold of the key, or of a secret that opens the book: all of it is encrypted anew "
    "under a new key, with a new recovery code. Backups made so far go on opening with what opens them now, so remove "
    "those that are in doubt once a new one was made."
)


class RekeyDialog(RecoveryDialog):
    """Emits `changed()` once the book has its new key: it is closed then, and must be opened anew.

    Esc while it works stops it, and the book keeps the key it had.
    """

    changed = Signal()

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, desk, "A new key for the book")
        self._job: Job | None = None
        self._by = desk.actor()  # an owner who allowed it for a minute has done so for all of its steps
        self.new, self.again = PassphraseField(), PassphraseField()
        self._new = FormRow("New passphrase", self.new, hint="Left empty, the passphrase of now stays.")
        self._again = FormRow("New passphrase again", self.again)
        self.lines.insertWidget(0, PlainLabel(_WHAT, wrap=True, tone="muted"))
        self.lines.addWidget(self._new)
        self.lines.addWidget(self._again)
        self._bar = QProgressBar(textVisible=False)
        self._told = caption("")
        said = PlainLabel("A backup first, then every page anew. Deskmate opens the book again by itself.", wrap=True)
        self._working = QWidget()
        self._working.setLayout(column(said, self._bar, self._told, spacing=Space.S))
        self.parts.append(("working", self._working))
        self._working.hide()
        self.add(self._working)

    def accept(self) -> None:
        """One step further; a new passphrase must be one, and typed the same twice."""
        if self._step == "passphrase" and not self._is_new_well():
            return
        if self._job is None:
            super().accept()

    def use(self, code: str) -> None:
        """Encrypt the book anew."""
        desk, by, now = self._desk, self._by, self._desk.now()
        passphrase, kept = self.new.text() or self.present.text(), paths.backups(desk.db.path)

        def work(progress: Any, should_stop: Any) -> None:
            def tell(share: float) -> bool:
                progress(round(share * 100), 100)
                return not should_stop()

            rekeying.rekey(desk.db, passphrase=passphrase, recovery_code=code, kept=kept, by=by, now=now, progress=tell)

        self._show("working", "Just a moment …", self.no_button)
        self.yes_button.setEnabled(False)
        self._show_progress(Progress(0, 100))
        self._job = desk.background.run(
            work, on_done=self._on_done, on_failed=self._on_failed, on_progress=self._show_progress, owner=self
        )

    def reject(self) -> None:
        """Close; while it works, stop it first, for what is half done is undone on the worker."""
        if self._job is None:
            super().reject()
        else:
            self._job.cancel()
            self._told.setText("Stopping …")

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        self._told.setText(f"{progress.done} %")

    def _on_done(self, _nothing: object) -> None:
        self._job = None
        self.changed.emit()
        super().reject()

    def _on_failed(self, error: BaseException) -> None:
        self._job = None
        self.yes_button.setEnabled(True)
        self._show("typed", "Use this code", self.typed)
        self._typed.set_problem(sentence_for(error))
        if not isinstance(error, DeskmateError):
            raise error

    def _is_new_well(self) -> bool:
        new, problem = self.new.text(), ""
        if new:
            try:
                keys.check_passphrase(new)
            except DeskmateError as error:
                problem = str(error)
        same = new == self.again.text()
        self._new.set_problem(problem)
        self._again.set_problem("" if same else "The two are not the same.")
        return not problem and same
