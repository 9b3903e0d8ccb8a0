"""Fields of the shop's own: what every card can say besides what it always can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from deskmate.core.own_fields import FieldKind, OwnFieldRow
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Choice,
    Dialog,
    FormRow,
    IconButton,
    PlainLabel,
    ScrollColumn,
    SecondaryButton,
    TextField,
    caption,
    clear,
    column,
    row,
)

_LINE, _HIGHEST = 44, 308  # a field's line; seven of them, and the rest by scrolling
KIND_WORDS: dict[FieldKind, str] = {
    "text": "Words",
    "number": "A number",
    "date": "A date",
    "choice": "One of a list",
    "yes-no": "Yes or no",
}


class OwnFieldsDialog(Dialog):
    """`add_asked(name, kind, choices)` and `remove_asked(field_id)`; the page does it and calls `show_fields` again."""

    add_asked = Signal(str, str, list)
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Fields of your own", yes="Done", no="", width=560)
        self.name = TextField(placeholder="Shoe width, customer number, newsletter …", limit=80)
        self.kind = Choice(list(KIND_WORDS.items()))
        self.choices = TextField(placeholder="narrow, normal, wide", limit=500)
        self._name_row, self._choices_row = FormRow("Name", self.name), FormRow("The list", self.choices)
        self._choices_row.hide()
        self._add = SecondaryButton("Add to every card", self._on_add, icon="plus")
        self._scroll = ScrollColumn(padding=0, spacing=Space.XS)
        self._list = self._scroll.body
        across = row(self._name_row, FormRow("What it holds", self.kind), spacing=Space.M)
        across.setStretch(0, 3)
        across.setStretch(1, 2)
        self.add(self._scroll, across, self._choices_row, row(None, self._add))
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.name.returnPressed.connect(self._on_add)
        self.choices.returnPressed.connect(self._on_add)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_fields(self, fields: Sequence[OwnFieldRow]) -> None:
        """Show these, ready for the next."""
        clear(self._list)
        if not fields:
            self._list.addWidget(caption("A field stands on every card and in the form; it is exported as well."))
        for field in fields:
            self._list.addLayout(self._line(field))
        self._scroll.setFixedHeight(min(_LINE * max(len(fields), 1), _HIGHEST))
        for line in (self.name, self.choices):
            line.clear()
        self.set_problem("")

    def set_problem(self, sentence: str) -> None:
        """Say why it could not be done; what was typed stays."""
        self._name_row.set_problem(sentence)

    def _line(self, field: OwnFieldRow) -> QHBoxLayout:
        what = KIND_WORDS[field.kind] + (f": {', '.join(field.choices)}" if field.choices else "")
        words = column(PlainLabel(field.name, wrap=True), caption(what), spacing=0)
        drop = IconButton("trash-2", f"Remove {field.name} from every card", partial(self._on_drop, field.id))
        across = row(words, drop)
        across.setStretch(0, 1)
        return across

    def _on_drop(self, field_id: int, _checked: bool = False) -> None:
        self.remove_asked.emit(field_id)

    @Slot()
    def _on_kind(self) -> None:
        self._choices_row.setVisible(self.kind.value() == "choice")

    @Slot()
    def _on_add(self) -> None:
        choices = self.choices.text().split(",") if self.kind.value() == "choice" else []
        self.add_asked.emit(self.name.text(), str(self.kind.value()), choices)
