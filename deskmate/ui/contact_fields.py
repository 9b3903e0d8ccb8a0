"""Several phones, e-mails or addresses: each with a label, one of them preferred."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from deskmate.core import people
from deskmate.core.errors import InvalidInput
from deskmate.core.people import Detail, DetailKind, Draft
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Icon, IconButton, PlainLabel, QuietButton, TextField, caption, column, restyle, row

_NAMES: dict[DetailKind, tuple[str, str, tuple[str, ...]]] = {
    "phone": ("Phone", "Another phone", ("mobile", "home", "household", "work", "mother", "partner")),
    "email": ("E-mail", "Another e-mail", ("home", "work")),
    "address": ("Address", "Another address", ("home", "work", "delivery", "invoice")),
}


class ContactFields(QWidget):
    """The details of one kind. `changed` while one types, `grown` when there are other lines."""

    changed = Signal()
    grown = Signal()

    def __init__(self, kind: DetailKind, *, start: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._start = start
        self._lines: list[ContactLine] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.XS)
        self._more = QuietButton(_NAMES[kind][1], self._on_more, icon="plus")
        name = PlainLabel(_NAMES[kind][0], size=Text.SMALL, weight=QFont.Weight.Medium, tone="muted")
        self._layout.addLayout(row(name, None, self._more))
        if start:
            self._add(Detail(kind, ""))
        self._name_more()

    def set_details(self, details: tuple[Detail, ...]) -> None:
        """Show these, or one empty line."""
        for line in list(self._lines):
            self._drop(line)
        own = [item for item in details if item.kind == self.kind]
        for item in own or ([Detail(self.kind, "")] if self._start else []):
            self._add(item)
        self._name_more()
        self.grown.emit()

    def details(self) -> list[Detail]:
        """What is typed, without empty lines."""
        return [detail for line in self._lines if (detail := line.detail()).value.strip()]

    def check(self) -> bool:
        """Whether each can be kept; what is wrong is said below its line, and the first of them has the focus."""
        wrong = [line for line in self._lines if not line.check()]
        if wrong:
            wrong[0].value.setFocus()
        return not wrong

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*(part for line in self._lines for part in (line.value, line.label, line.star)), self._more]

    @Slot()
    def _on_more(self) -> None:
        line = self._add(Detail(self.kind, ""))
        self._name_more()
        self.grown.emit()
        line.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, detail: Detail) -> ContactLine:
        line = ContactLine(detail)
        line.changed.connect(self.changed)
        line.dropped.connect(self._on_dropped)
        line.star.toggled.connect(self._on_star)
        self._lines.append(line)
        self._layout.addWidget(line)
        self._offer_stars()
        return line

    def _drop(self, line: ContactLine) -> None:
        self._lines.remove(line)
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()

    @Slot()
    def _on_dropped(self) -> None:
        line = self.sender()
        if isinstance(line, ContactLine):
            self._drop(line)
            self._offer_stars()
            self._name_more()
            self.changed.emit()

    @Slot(bool)
    def _on_star(self, starred: bool) -> None:
        if starred:
            for line in self._lines:
                if line.star is not self.sender():
                    line.star.setChecked(False)
        self.changed.emit()

    def _offer_stars(self) -> None:
        for line in self._lines:
            line.star.setVisible(len(self._lines) > 1)

    def _name_more(self) -> None:
        self._more.set_text(_NAMES[self.kind][1] if self._lines else f"Add {_NAMES[self.kind][0].lower()}")


class ContactLine(QWidget):
    """One phone, e-mail or address with its label."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, detail: Detail, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name, _another, labels = _NAMES[detail.kind]
        self._detail = detail
        self.value = TextField(_one_line(detail.value), limit=300)
        self.label = TextField(detail.label, placeholder=labels[0], limit=40)
        self.label.setAccessibleName(f"{name}: label")
        self.label.setFixedWidth(112)
        completer = QCompleter(list(labels), self.label)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.label.setCompleter(completer)
        self.star = IconButton("star", f"{name}: the preferred one", checkable=True)
        self.star.setChecked(detail.preferred)
        self.value.setAccessibleName(name)
        drop = IconButton("x", f"Remove this {name.lower()}", self._on_drop)
        drop.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # emptying the field does the same, and Tab gets on sooner
        self._problem = caption("", tone="attention")
        self._mark = Icon("circle-alert", tone="attention", size=14)
        across, below = row(self.value, self.label, self.star, drop), row(self._mark, self._problem, spacing=6)
        across.setStretch(0, 1)
        below.setStretch(1, 1)
        self.setLayout(column(across, below, spacing=Space.XS))
        self.set_problem("")
        self.setFocusProxy(self.value)
        self.value.textEdited.connect(self._on_edited)
        self.label.textEdited.connect(self._on_edited)

    def detail(self) -> Detail:
        """What is typed; the parts of an address hold only for the words they came with."""
        typed, label = self.value.text(), self.label.text().strip()
        if typed == _one_line(self._detail.value):
            return replace(self._detail, label=label, preferred=self.star.isChecked())
        value = "\n".join(part.strip() for part in typed.split(",")) if self._detail.kind == "address" else typed
        return Detail(self._detail.kind, value, label=label, preferred=self.star.isChecked())

    def check(self) -> bool:
        """Whether it can be kept; says below the field why not."""
        try:
            people.checked(Draft(name="x", details=(self.detail(),)))
        except InvalidInput as problem:
            self.set_problem(str(problem))
            return False
        self.set_problem("")
        return True

    def problem(self) -> str:
        """The sentence shown, or nothing."""
        return self._problem.text()

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence takes it away."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._mark.setVisible(bool(sentence))
        self.value.setAccessibleDescription(sentence)
        restyle(self.value, "problem", "true" if sentence else "false")

    @Slot()
    def _on_edited(self) -> None:
        if self.problem():
            self.check()
        self.changed.emit()

    @Slot()
    def _on_drop(self) -> None:
        self.dropped.emit()


def _one_line(value: str) -> str:
    return ", ".join(part.strip() for part in value.splitlines())
