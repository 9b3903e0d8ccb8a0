"""Fields of the shop's own, at a customer's card: what every card can say besides what it always can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from deskmate.core.own_fields import OwnFieldRow
from deskmate.ui.own_field_form import OwnFieldForm, kind_words
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Dialog, IconButton, PlainLabel, ScrollColumn, caption, clear, column, row

_LINE, _HIGHEST = 44, 308  # a field's line; seven of them, and the rest by scrolling


class OwnFieldsDialog(Dialog):
    """`add_asked(name, kind, choices)` and `remove_asked(field_id)`; the page does it and calls `show_fields` again."""

    add_asked = Signal(str, str, list)
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Fields of your own", yes="Done", no="", width=560)
        self.form = OwnFieldForm()
        self.name, self.kind, self.choices = self.form.name, self.form.kind, self.form.choices
        self.form.add_asked.connect(self.add_asked)
        self._scroll = ScrollColumn(padding=0, spacing=Space.XS)
        self._list = self._scroll.body
        self.add(self._scroll, self.form, caption("Names, lists and their order are changed in the settings."))
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_fields(self, fields: Sequence[OwnFieldRow]) -> None:
        """Show these, ready for the next."""
        clear(self._list)
        if not fields:
            self._list.addWidget(caption("A field stands on every card and in the form; it is exported as well."))
        for field in fields:
            self._list.addLayout(self._line(field))
        self._scroll.setFixedHeight(min(_LINE * max(len(fields), 1), _HIGHEST))
        self.form.clear()

    def set_problem(self, sentence: str) -> None:
        """Say why it could not be done; what was typed stays."""
        self.form.set_problem(sentence)

    def _line(self, field: OwnFieldRow) -> QHBoxLayout:
        words = column(PlainLabel(field.name, wrap=True), caption(kind_words(field)), spacing=0)
        drop = IconButton("trash-2", f"Remove {field.name} from every card", partial(self._on_drop, field.id))
        across = row(words, drop)
        across.setStretch(0, 1)
        return across

    def _on_drop(self, field_id: int, _checked: bool = False) -> None:
        self.remove_asked.emit(field_id)
