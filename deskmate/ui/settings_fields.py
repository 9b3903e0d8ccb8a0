"""Fields tied to settings: each shows what is stored, saves by itself when it is left, and says what it refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from deskmate.core.settings import Settings
from deskmate.ui.tokens import Size
from deskmate.ui.widgets import Choice, Form, FormRow, TextField, Tick
from deskmate.ui.widgets.lines import leaves_undo

_INSET = 10
# stores the values and gives "" or the sentence that says why not
Save = Callable[[dict[str, Any]], str]


class NumberField(QSpinBox):
    """A whole number with its unit, typed or stepped with the arrow keys. `settled()` once it was changed and left."""

    settled = Signal()

    def __init__(self, *, least: int = 0, most: int = 999, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setSuffix(f" {unit}" if unit else "")
        self.setAccelerated(True)
        self.setFixedHeight(Size.CONTROL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel that scrolls the page takes no focus here
        self.lineEdit().setTextMargins(_INSET, 0, 0, 0)  # the style sheet's padding does not reach the line inside
        self._before = self.value()
        self.editingFinished.connect(self._on_left)

    def show_value(self, value: int) -> None:
        """Show this number, as one that was not changed by hand."""
        self.setValue(value)
        self._before = self.value()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._before = self.value()

    def event(self, event: QEvent) -> bool:
        if leaves_undo(event, self.lineEdit().isUndoAvailable()):
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change the shop's settings

    @Slot()
    def _on_left(self) -> None:
        if self.value() != self._before:
            self._before = self.value()
            self.settled.emit()


class SavedLine(TextField):
    """A line that emits `settled()` when it was changed and left, or at Enter; Esc takes the old words back."""

    settled = Signal()

    def __init__(self, *, placeholder: str = "", limit: int = 120, parent: QWidget | None = None) -> None:
        super().__init__(placeholder=placeholder, limit=limit, parent=parent)
        self._before = ""
        self.editingFinished.connect(self._on_left)

    def show_value(self, value: str) -> None:
        """Show this text, as one that was not changed by hand."""
        self.setText(value)
        self._before = value

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._before:
            self.setText(self._before)
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_left(self) -> None:
        if self.text() != self._before:
            self._before = self.text()
            self.settled.emit()


@dataclass(frozen=True)
class _Tied:
    """A setting's field: how it is shown and read, and where a refusal stands."""

    show: Callable[[Any], object]
    row: FormRow | None
    field: QWidget


class SettingForm(Form):
    """Rows of settings over one or more columns. `save` stores what was changed and answers with a refusal or ""."""

    def __init__(self, save: Save, *, columns: int = 2) -> None:
        super().__init__(columns=columns)
        self._save = save
        self._tied: dict[str, _Tied] = {}

    def show_settings(self, shop: Settings) -> None:
        """Show what is stored; a field someone is typing into keeps its words."""
        for name, tied in self._tied.items():
            if not tied.field.hasFocus() or isinstance(tied.field, Choice | Tick):
                tied.show(getattr(shop, name))

    def add_line(self, name: str, label: str, *, hint: str = "", placeholder: str = "", limit: int = 120) -> SavedLine:
        """A line of text; times and names too, since what makes no sense is refused with a sentence."""
        field = SavedLine(placeholder=placeholder, limit=limit)
        row = self.add(name, label, field, hint=hint)
        field.settled.connect(lambda: self._store(name, field.text().strip()))
        self._tied[name] = _Tied(field.show_value, row, field)
        return field

    def add_number(
        self, name: str, label: str, *, least: int = 0, most: int = 999, unit: str = "", hint: str = ""
    ) -> NumberField:
        """A whole number."""
        field = NumberField(least=least, most=most, unit=unit)
        row = self.add(name, label, field, hint=hint)
        field.settled.connect(lambda: self._store(name, field.value()))
        self._tied[name] = _Tied(field.show_value, row, field)
        return field

    def add_choice(self, name: str, label: str, options: Sequence[tuple[object, str]], *, hint: str = "") -> Choice:
        """One of a list; a stored value that is not among them is offered as it is."""
        field = Choice(options)
        row = self.add(name, label, field, hint=hint)

        def show(value: object) -> None:
            known = [*options] if any(value == each for each, _words in options) else [*options, (value, str(value))]
            field.set_options(known)
            field.set_value(value)

        field.activated.connect(lambda _place: self._store(name, field.value()))
        self._tied[name] = _Tied(show, row, field)
        return field

    def tie_tick(self, name: str, field: Tick) -> Tick:
        """A yes-or-no that stands wherever the page puts it."""
        field.clicked.connect(lambda on: self._store(name, bool(on)))
        self._tied[name] = _Tied(field.setChecked, None, field)
        return field

    def say(self, name: str, sentence: str) -> None:
        """Show a refusal below a field, or take it away."""
        tied = self._tied[name]
        if tied.row is not None:
            tied.row.set_problem(sentence)

    def _store(self, name: str, value: object) -> None:
        self.say(name, self._save({name: value}))
