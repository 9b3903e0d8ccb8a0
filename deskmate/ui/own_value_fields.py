"""What the shop's own fields say about one customer, inside their form: one field of the right kind for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import own_fields, text
from deskmate.core.errors import InvalidInput
from deskmate.core.own_fields import OwnFieldRow
from deskmate.ui.widgets import Choice, DateField, Form, TextField

_YES_NO = (("", "not said"), ("yes", "Yes"), ("no", "No"))
Editor = TextField | DateField | Choice


class OwnValueFields(QWidget):
    """Empty and out of the way where the shop has no fields of its own."""

    def __init__(
        self, fields: Sequence[OwnFieldRow], today: Callable[[], date], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields, self._today = list(fields), today
        self._given: dict[str, str] = {}
        self.editors = {field.name: self._editor(field) for field in fields}
        self._form = Form(columns=2)
        for field in fields:
            self._form.add(field.name, field.name, self.editors[field.name])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        self.setVisible(bool(fields))

    def set_values(self, values: Iterable[tuple[str, str]]) -> None:
        """Show these (name, value)."""
        self._given = dict(values)
        for field in self._fields:
            _show(self.editors[field.name], field, self._given.get(field.name, ""))

    def values(self) -> tuple[tuple[str, str], ...]:
        """What is typed, as (name, value), without what is empty or can't be read."""
        typed = [(field, self._typed(field)) for field in self._fields]
        return tuple((field.name, value) for field, value in typed if value and not self._problem(field))

    def snapshot(self) -> tuple[str, ...]:
        """Everything typed."""
        return tuple(_raw(editor) for editor in self.editors.values())

    def check(self) -> bool:
        """Whether each can be kept; what is wrong is said below its field, and the first of them has the focus."""
        problems = {field.name: problem for field in self._fields if (problem := self._problem(field))}
        self._form.show_problems(problems)
        return not problems

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [editor.focusProxy() or editor for editor in self.editors.values()]

    def _editor(self, field: OwnFieldRow) -> Editor:
        if field.kind == "date":
            return DateField(self._today)
        if field.kind == "yes-no":
            return Choice(_YES_NO)
        if field.kind == "choice":
            return Choice(_options(field, ""))
        return TextField(placeholder="0" if field.kind == "number" else "", limit=text.LINE_LIMIT)

    def _typed(self, field: OwnFieldRow) -> str:
        """The value as typed; where nothing was changed, exactly what was given (which may have several lines)."""
        editor, given = self.editors[field.name], self._given.get(field.name, "")
        if isinstance(editor, DateField):
            if editor.problem():
                return editor.text()
            day = editor.value()
            return day.isoformat() if day is not None else ""
        return given if _raw(editor) == _one_line(given) else _raw(editor)

    def _problem(self, field: OwnFieldRow) -> str:
        editor, typed = self.editors[field.name], self._typed(field)
        if isinstance(editor, DateField) and editor.problem():
            return editor.problem()
        if typed == self._given.get(field.name, ""):
            return ""
        try:
            own_fields.checked(field, typed)
        except InvalidInput as problem:
            return str(problem)
        return ""


def _show(editor: Editor, field: OwnFieldRow, value: str) -> None:
    if isinstance(editor, DateField):
        try:
            editor.set_value(date.fromisoformat(value) if value else None)
        except ValueError:
            editor.set_text(value)
    elif isinstance(editor, Choice):
        editor.set_options(_options(field, value))
        editor.set_value(value)
    else:
        editor.setText(_one_line(value))


def _options(field: OwnFieldRow, value: str) -> list[tuple[object, str]]:
    known: list[tuple[object, str]] = list(_YES_NO)
    if field.kind == "choice":
        known = [("", "not said"), *((one, one) for one in field.choices)]
    # what came with a file may be none of the choices; it stays until somebody changes it
    return known if value in [one for one, _words in known] else [*known, (value, _one_line(value))]


def _raw(editor: Editor) -> str:
    return str(editor.value() or "") if isinstance(editor, Choice) else editor.text()


def _one_line(value: str) -> str:
    return " ".join(value.split())
