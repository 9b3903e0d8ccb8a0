"""The form in which a call is logged: what came of it, whether it was put right, what was promised until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.ui.tokens import Space, Tone
from deskmate.ui.widgets import (
    DateField,
    Flow,
    FormRow,
    NoteField,
    Option,
    PlainLabel,
    PrimaryButton,
    SectionHeader,
    SegmentedChoice,
    TextField,
    Tick,
    row,
)

OUTCOMES = (
    Option("reached", "Reached", "phone-call", "R", Tone.GOOD),
    Option("left-word", "Left word", "message-square", "L"),
    Option("not-reached", "Not reached", "phone-off", "X"),
    Option("no-call-wanted", "No call wanted", "check", "W"),
)
_HINTS = {
    "": "Choose what came of the call.",
    "reached": "Notes from before this call stop counting.",
    "left-word": "It stays on the list for tomorrow.",
    "not-reached": "It stays on the list for tomorrow.",
    "no-call-wanted": "It is closed, and notes from before stop counting.",
}


@dataclass(frozen=True)
class CallDraft:
    """A call as typed; `outcome` is one of reached, left-word, not-reached, no-call-wanted."""

    outcome: str
    put_right: bool
    note: str
    promise: str
    promise_by: date | None


class CallForm(QWidget):
    """Emits `submitted(CallDraft)`; what was typed stays until `clear()`."""

    submitted = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outcome = SegmentedChoice("Outcome", OUTCOMES, optional=True)
        self.put_right = Tick("It was put right")
        self.note = NoteField(placeholder="What was said, in a word or two")
        self.note.setFixedHeight(76)
        self.promise = TextField(placeholder="What we promised, if anything")
        self.promise_by = DateField(today)
        self._promise_row = FormRow("Promise", self.promise)
        self._by_row = FormRow("To be kept by", self.promise_by)
        self._hint = PlainLabel("", tone="muted")
        self._problem = PlainLabel("", tone="attention", wrap=True)
        self.save = PrimaryButton("Log the call", self.submit, icon="check", shortcut="Ctrl+Return")
        self._build()
        self._connect()
        self.clear()

    def clear(self) -> None:
        """Ready for the next call."""
        self.outcome.set_value(None)
        self.put_right.setChecked(False)
        self.note.set_text("")
        self.promise.clear()
        self.promise_by.set_value(None)
        self.say_problem("")
        self._follow_outcome()

    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen that could be lost."""
        return not (self.outcome.value() or self.note.text().strip() or self.promise.text().strip())

    def typed(self) -> dict[str, Any] | None:
        """What would be lost, as it is kept; None where nothing would."""
        if self.is_empty():
            return None
        return {
            "outcome": self.outcome.value() or "",
            "put_right": self.put_right.isChecked(),
            "note": self.note.text(),
            "promise": self.promise.text(),
            "promise_by": self.promise_by.text(),
        }

    def show_typed(self, body: dict[str, Any]) -> None:
        """Show what was typed before."""
        self.outcome.set_value(body.get("outcome") or None)
        self.put_right.setChecked(bool(body.get("put_right")))
        self.note.set_text(str(body.get("note", "")))
        self.promise.setText(str(body.get("promise", "")))
        self.promise_by.set_text(str(body.get("promise_by", "")))
        self._follow_outcome()

    def say_problem(self, sentence: str) -> None:
        """Show why it can't be saved; an empty sentence takes it away."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    @Slot()
    def submit(self) -> None:
        """Check what can be checked here, and hand the draft over."""
        if not self.outcome.value():
            self.say_problem("Choose what came of the call: reached, left word, not reached, or no call wanted.")
            self.outcome.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            by = self.promise_by.value()
        except ValueError as error:
            self._by_row.set_problem(str(error))
            return
        self._by_row.set_problem("")
        self.say_problem("")
        reached = self.outcome.value() == "reached"
        self.submitted.emit(
            CallDraft(
                outcome=self.outcome.value() or "",
                put_right=reached and self.put_right.isChecked(),
                note=self.note.text(),
                promise=self.promise.text().strip(),
                promise_by=by,
            )
        )

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(SectionHeader("Log the call"))
        answers = Flow(spacing=Space.L)  # the tick goes below where the window is narrow
        answers.add(self.outcome)
        answers.add(self.put_right)
        layout.addWidget(answers)
        layout.addWidget(self.note)
        promised = row(self._promise_row, self._by_row, spacing=Space.M)
        promised.setStretch(0, 3)
        promised.setStretch(1, 2)  # the day and what it was understood as stand side by side
        layout.addLayout(promised)
        layout.addWidget(self._problem)
        layout.addLayout(row(self._hint, None, self.save))

    def _connect(self) -> None:
        self.outcome.changed.connect(self._follow_outcome)
        self.note.submitted.connect(self.submit)

    @Slot()
    def _follow_outcome(self) -> None:
        outcome = self.outcome.value() or ""
        self.put_right.setEnabled(outcome == "reached")
        self._hint.setText(_HINTS[outcome])
