"""The fields for one thing to remember about a customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import preferences
from deskmate.core.errors import InvalidInput
from deskmate.core.preferences import PreferenceDraft
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import DateField, Dialog, FormRow, QuietButton, TextField, Tick, caption, offer, row

CATEGORIES = (
    "usual order",
    "size",
    "likes",
    "dislikes",
    "allergy",
    "access needs",
    "don't mention",
)
_ANSWERS = (("Ask next time", preferences.ASK), ("Declined to say", preferences.DECLINED))


class PreferenceFields(QWidget):
    """Category, text, alert, pinned, expiry; a health matter asks for the day the customer agreed."""

    def __init__(
        self, today: Callable[[], date], *, categories: Sequence[str] = CATEGORIES, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.category = TextField(placeholder="size, allergy …", limit=60)
        offer(self.category, categories, anywhere=True)
        self.text = TextField(placeholder="What to remember", limit=500)
        self.alert = Tick("Alert: show it first, also when something is booked")
        self.pinned = Tick("Pin to the top of the card", ticked=True)
        self.health = Tick("Health matter: hidden until asked for")
        self.expires, self.consent = DateField(today), DateField(today, lean="past", value=today())
        self._category_row, self._text_row = FormRow("Kind", self.category), FormRow("What", self.text)
        self._expires_row = FormRow("Until (may stay empty)", self.expires)
        self._consent_row = FormRow("The customer agreed to it being kept on", self.consent)
        self._consent_row.hide()
        self.text.textChanged.connect(self._on_text)
        self.health.toggled.connect(self._consent_row.setVisible)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        across = row(self._category_row, self._text_row, spacing=Space.M)
        across.setStretch(0, 2)
        across.setStretch(1, 5)
        for above in (self._category_row, self._text_row):  # a sentence below the one leaves the other where it is
            across.setAlignment(above, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(across)
        self.answers = [QuietButton(words, partial(self._on_answer, answer)) for words, answer in _ANSWERS]
        layout.addLayout(row(caption("Not known yet:"), *self.answers, None, spacing=Space.XS))
        for part in (self.alert, self.pinned, self.health, self._consent_row, self._expires_row):
            layout.addWidget(part)
        self.setFocusProxy(self.category)

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        days = [field.focusProxy() or field for field in (self.consent, self.expires)]
        return [self.category, self.text, *self.answers, self.alert, self.pinned, self.health, *days]

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.text.text().strip() or self.category.text().strip())

    def value(self) -> PreferenceDraft | None:
        """What was typed; None where something is missing, which is then said below its field."""
        problems = {self._expires_row: self.expires.problem(), self._consent_row: self._consent_problem()}
        made = None
        if not any(problems.values()):
            try:
                made = preferences.checked(self._draft())
            except InvalidInput as problem:
                problems[self._text_row] = str(problem)
        for place in (self._text_row, self._expires_row, self._consent_row):
            place.set_problem(problems.get(place, ""))
        first = next((place for place, sentence in problems.items() if sentence), None)
        if first is not None:
            first.field.setFocus()
        return made

    def _on_answer(self, answer: str, _checked: bool = False) -> None:
        """Not knowing is worth remembering too, so that nobody asks twice."""
        self.text.setText(answer)
        if not self.category.text().strip():
            self.category.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_text(self) -> None:
        self._text_row.set_problem("")

    @Slot()
    def clear(self) -> None:
        """Make room for the next one."""
        self.category.clear()
        self.text.clear()
        self.alert.setChecked(False)
        self.health.setChecked(False)
        self.pinned.setChecked(True)
        self.expires.set_value(None)

    def _draft(self) -> PreferenceDraft:
        health = self.health.isChecked()
        return PreferenceDraft(
            category=self.category.text().strip().lower(),
            text=self.text.text(),
            alert=self.alert.isChecked(),
            pinned=self.pinned.isChecked(),
            health=health,
            consent_on=self.consent.value() if health else None,
            expires_on=self.expires.value(),
        )

    def _consent_problem(self) -> str:
        if not self.health.isChecked():
            return ""
        if not self.consent.text().strip():
            return "Give the day the customer agreed; without it a health matter can't be kept."
        return self.consent.problem()


class PreferenceDialog(Dialog):
    """Asks for one thing to remember; `value` holds it after `accepted`."""

    def __init__(self, parent: QWidget, today: Callable[[], date], *, categories: Sequence[str] = CATEGORIES) -> None:
        super().__init__(parent, "Remember something", yes="Remember", width=560)
        self.fields = PreferenceFields(today, categories=categories)
        self.value: PreferenceDraft | None = None
        self.add(self.fields)

    def accept(self) -> None:
        """Close if there is something to remember."""
        self.value = self.fields.value()
        if self.value is not None:
            super().accept()
