"""Several phones, e-mails or addresses: each with a label, one of them preferred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from deskmate.core import people
from deskmate.core.people import Detail, DetailKind, Draft
from deskmate.ui.typed_lines import TypedLine, TypedLines
from deskmate.ui.widgets import IconButton, TextField, offer

_NAMES: dict[DetailKind, tuple[str, str, tuple[str, ...]]] = {
    "phone": ("Phone", "Another phone", ("mobile", "home", "household", "work", "mother", "partner")),
    "email": ("E-mail", "Another e-mail", ("home", "work")),
    "address": ("Address", "Another address", ("home", "work", "delivery", "invoice")),
}


class ContactLine(TypedLine):
    """One phone, e-mail or address with its label; `star` says that it is the preferred one."""

    def __init__(self, detail: Detail) -> None:
        name, _another, labels = _NAMES[detail.kind]
        self._detail = detail
        self.value = TextField(_one_line(detail.value), limit=300)
        self.value.setAccessibleName(name)
        self.label = TextField(detail.label, placeholder=labels[0], limit=40)
        self.label.setAccessibleName(f"{name}: label")
        self.label.setFixedWidth(112)
        self.label.setCursorPosition(0)  # a long one shows its beginning
        offer(self.label, labels)
        self.star = IconButton("star", f"{name}: the preferred one", checkable=True)
        self.star.setChecked(detail.preferred)
        super().__init__(self.value, self.label, self.star, drop=f"Remove this {name.lower()}")

    def detail(self) -> Detail:
        """What is typed; the parts of an address hold only for the words they came with."""
        typed, label = self.value.text(), self.label.text().strip()
        if typed == _one_line(self._detail.value):
            return replace(self._detail, label=label, preferred=self.star.isChecked())
        value = "\n".join(part.strip() for part in typed.split(",")) if self._detail.kind == "address" else typed
        return Detail(self._detail.kind, value, label=label, preferred=self.star.isChecked())

    def read_line(self) -> object:
        """What the card would keep of it; raises `InvalidInput` with the sentence that says what is wrong."""
        return people.checked(Draft(name="x", details=(self.detail(),))).details

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self.value, self.label, self.star]


class ContactFields(TypedLines[ContactLine]):
    """The details of one kind; with `start` there is always a line to type in."""

    def __init__(self, kind: DetailKind, *, start: bool = True, parent: QWidget | None = None) -> None:
        name, another, _labels = _NAMES[kind]
        super().__init__(name, another, parent)
        self.kind = kind
        self._start = start
        self.set_details(())

    def make_line(self) -> ContactLine:
        """An empty line."""
        return ContactLine(Detail(self.kind, ""))

    def set_details(self, details: tuple[Detail, ...]) -> None:
        """Show those of this kind, or one empty line."""
        own = [ContactLine(item) for item in details if item.kind == self.kind]
        self._put(own or ([self.make_line()] if self._start else []))

    def details(self) -> list[Detail]:
        """What is typed, without empty lines."""
        return [detail for line in self.lines if (detail := line.detail()).value.strip()]

    def _put(self, lines: Sequence[ContactLine]) -> None:
        for line in lines:
            if line not in self.lines:
                line.star.toggled.connect(self._on_star)
            line.star.setVisible(len(lines) > 1)
        name, another, _labels = _NAMES[self.kind]
        self._more.set_text(another if lines else f"Add {name.lower()}")
        super()._put(lines)

    @Slot(bool)
    def _on_star(self, starred: bool) -> None:
        if starred:
            for line in self.lines:
                if line.star is not self.sender():
                    line.star.setChecked(False)
        self.changed.emit()


def _one_line(value: str) -> str:
    return ", ".join(part.strip() for part in value.splitlines())
