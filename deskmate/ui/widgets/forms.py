"""Forms: a name above each field, and what is wrong with it, as a sentence, below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets.frames import Icon
from deskmate.ui.widgets.labels import PlainLabel, caption, restyle


class FormRow(QWidget):
    """A field with its name, a hint, and room for one sentence about what is wrong."""

    def __init__(self, label: str, field: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        self._name = PlainLabel(label, size=Text.SMALL, weight=QFont.Weight.Medium, tone="muted")
        self._name.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(label)
        field.setAccessibleDescription(hint)
        self._below = caption(hint, tone="faint")
        self._mark = Icon("circle-alert", tone="attention", size=14)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._mark)
        below.addWidget(self._below, 1)
        layout.addWidget(self._name)
        layout.addWidget(field)
        layout.addLayout(below)
        self.set_problem("")

    def set_label(self, label: str) -> None:
        """Call the field something else."""
        self._name.setText(label)
        self.field.setAccessibleName(label)

    def problem(self) -> str:
        """The sentence shown, or nothing."""
        return self._below.text() if not self._mark.isHidden() else ""

    def set_problem(self, sentence: str) -> None:
        """Show what is wrong; an empty sentence takes it away."""
        wrong = bool(sentence)
        self._mark.setVisible(wrong)
        self._below.setText(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))
        self._below.set_tone("attention" if wrong else "faint")
        self.field.setAccessibleDescription(sentence or self._hint)
        restyle(self.field, "problem", "true" if wrong else "false")


class Form(QWidget):
    """Rows by key, over one or more columns."""

    def __init__(self, *, columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._at = 0
        self._rows: dict[str, FormRow] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.M)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add(self, key: str, label: str, field: QWidget, *, hint: str = "", wide: bool = False) -> FormRow:
        """Add a row; `wide` gives it the whole width."""
        row = FormRow(label, field, hint=hint)
        span = self._columns if wide else 1
        if self._at % self._columns + span > self._columns:
            self._at += self._columns - self._at % self._columns
        # at the top, so that a neighbour with a hint does not pull the field down
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(row, self._at // self._columns, self._at % self._columns, 1, span, top)
        self._at += span
        self._rows[key] = row
        return row

    def field(self, key: str) -> QWidget:
        """The field that was added as `key`."""
        return self._rows[key].field

    def row(self, key: str) -> FormRow:
        """The row that was added as `key`."""
        return self._rows[key]

    def show_problems(self, problems: dict[str, str]) -> None:
        """Show these sentences and no others, and take the focus to the first of them."""
        for key, row in self._rows.items():
            row.set_problem(problems.get(key, ""))
        first = next((row for key, row in self._rows.items() if key in problems), None)
        if first is not None:
            first.field.setFocus()

    def problems(self) -> dict[str, str]:
        """The sentences shown now."""
        return {key: row.problem() for key, row in self._rows.items() if row.problem()}
