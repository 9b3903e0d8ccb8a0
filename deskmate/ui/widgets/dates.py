"""Fields for a date and a time that show, while one types, what was understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets.labels import PlainLabel
from deskmate.ui.widgets.lines import TextField
from deskmate.ui.widgets.typed_dates import Lean, parse_date, parse_time, spoken_date

_Value = TypeVar("_Value")


class DateField(QWidget):
    """Type "tomorrow", "fri", "3 dec", "03/12"; beside it stands the date that was understood.

    `today` is asked each time, so that a window left open over night stays right.
    `changed(date | None)` follows typing.
    """

    changed = Signal(object)

    def __init__(
        self,
        today: Callable[[], date],
        *,
        value: date | None = None,
        lean: Lean = "future",
        day_first: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._lean = today, lean
        self._day_first = day_first_here() if day_first is None else day_first
        self._line, self._echo = _line_with_echo(self, "tomorrow, 3 dec …", 170)
        self._line.textChanged.connect(self._on_typed)
        self._line.left.connect(self._tidy)
        self.set_value(value)

    def value(self) -> date | None:
        """The date, or None where nothing was typed. Raises ValueError with a sentence where it can't be read."""
        text = self._line.text().strip()
        return parse_date(text, self._today(), day_first=self._day_first, lean=self._lean) if text else None

    def problem(self) -> str:
        """What is wrong with what was typed, as a sentence; empty where all is well."""
        return _problem(self.value)

    def set_value(self, value: date | None) -> None:
        """Show a date."""
        self._line.setText("" if value is None else spoken_date(value))

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Type `text`."""
        self._line.setText(text)

    @Slot()
    def _on_typed(self) -> None:
        value = _or_none(self.value)
        typed = self._line.text().strip()
        self._echo.setText("" if not typed else _echo(value, typed, self._today()) if value else "not a date yet")
        self._echo.set_tone("muted" if value else "faint")
        self.changed.emit(value)

    @Slot()
    def _tidy(self) -> None:
        value = _or_none(self.value)
        if value is not None:
            self.set_value(value)


class TimeField(QWidget):
    """Type 9, 930, 9:30 or 2pm; a bare hour before `opening` means the afternoon.

    `changed(time | None)` follows typing.
    """

    changed = Signal(object)

    def __init__(self, *, value: time | None = None, opening: time = time(7), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opening = opening
        self._line, self._echo = _line_with_echo(self, "14:00", 86)
        self._line.textChanged.connect(self._on_typed)
        self._line.left.connect(self._tidy)
        self.set_value(value)

    def value(self) -> time | None:
        """The time, or None where nothing was typed. Raises ValueError with a sentence where it can't be read."""
        text = self._line.text().strip()
        return parse_time(text, opening=self._opening) if text else None

    def problem(self) -> str:
        """What is wrong with what was typed, as a sentence; empty where all is well."""
        return _problem(self.value)

    def set_value(self, value: time | None) -> None:
        """Show a time."""
        self._line.setText("" if value is None else f"{value:%H:%M}")

    def text(self) -> str:
        """What was typed."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Type `text`."""
        self._line.setText(text)

    @Slot()
    def _on_typed(self) -> None:
        value = _or_none(self.value)
        typed = self._line.text().strip()
        shown = f"{value:%H:%M}" if value is not None else ""
        self._echo.setText("" if shown == typed else shown)
        self.changed.emit(value)

    @Slot()
    def _tidy(self) -> None:
        value = _or_none(self.value)
        if value is not None:
            self.set_value(value)


class _LeavingField(TextField):
    """Tells when the focus has left it."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def day_first_here() -> bool:
    """Whether this computer's country writes the day before the month."""
    form = QLocale().dateFormat(QLocale.FormatType.ShortFormat).casefold()
    return form.find("d") < form.find("m")


def _line_with_echo(owner: QWidget, placeholder: str, width: int) -> tuple[_LeavingField, PlainLabel]:
    layout = QHBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(Space.S)
    line = _LeavingField(placeholder=placeholder, limit=60)
    line.setMinimumWidth(width)
    line.setMaximumWidth(width + 60)
    echo = PlainLabel(size=Text.SMALL, tone="muted", elide=True, tabular=True)
    echo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    layout.addWidget(line, 1)
    layout.addWidget(echo, 1)
    owner.setFocusProxy(line)
    return line, echo


def _echo(value: date, typed: str, today: date) -> str:
    days = (value - today).days
    if abs(days) <= 1:
        near = spoken_date(value, today)
    elif abs(days) < 100:
        near = f"in {days} days" if days > 0 else f"{-days} days ago"
    else:
        near = ""
    # once the field itself says the date, only how far away it is remains to be said
    written = "" if typed == spoken_date(value) else spoken_date(value, today if abs(days) > 1 else None)
    return ", ".join(part for part in (written, near) if part)


def _or_none(read: Callable[[], _Value | None]) -> _Value | None:
    try:
        return read()
    except ValueError:
        return None


def _problem(read: Callable[[], object]) -> str:
    try:
        read()
    except ValueError as error:
        return str(error)
    return ""
