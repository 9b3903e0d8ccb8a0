"""Days to remember besides the birthday: what the day is, and when."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCompleter, QVBoxLayout, QWidget

from deskmate.core import people
from deskmate.core.errors import InvalidInput
from deskmate.core.people import Birthday, Occasion
from deskmate.ui.customer_words import day_of_year_words
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import (
    Icon,
    IconButton,
    PlainLabel,
    QuietButton,
    TextField,
    caption,
    column,
    day_first_here,
    parse_birthday,
    restyle,
    row,
)

_USUAL = ("wedding anniversary", "anniversary", "name day", "child's birthday", "pet's birthday", "first visit")


class OccasionFields(QWidget):
    """Lines of name and day; nothing is shown but a button while there are none. `grown` when there are other lines."""

    changed = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[OccasionLine] = []
        self._more = QuietButton("Add a day to remember", self.add_line, icon="plus")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.XS)
        name = PlainLabel("Days to remember", size=Text.SMALL, weight=QFont.Weight.Medium, tone="muted")
        self._layout.addLayout(row(name, None, self._more))

    def set_occasions(self, occasions: Iterable[Occasion]) -> None:
        """Show these."""
        for line in list(self.lines):
            self._drop(line)
        for one in occasions:
            self._add(one)
        self.grown.emit()

    def occasions(self) -> tuple[Occasion, ...]:
        """What is typed, as far as it can be read."""
        return tuple(one for line in self.lines if (one := line.read()) is not None)

    def snapshot(self) -> tuple[tuple[str, str], ...]:
        """Everything typed."""
        return tuple((line.name.text(), line.day.text()) for line in self.lines)

    def check(self) -> bool:
        """Whether each can be kept; what is wrong is said below its line, and the first of them has the focus."""
        wrong = [line for line in self.lines if not line.check()]
        if wrong:
            wrong[0].name.setFocus()
        return not wrong

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*(part for line in self.lines for part in (line.name, line.day)), self._more]

    @Slot()
    def add_line(self) -> None:
        """One more, to be typed."""
        line = self._add(None)
        self.grown.emit()
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, occasion: Occasion | None) -> OccasionLine:
        line = OccasionLine(occasion)
        line.changed.connect(self.changed)
        line.dropped.connect(self._on_dropped)
        self.lines.append(line)
        self._layout.addWidget(line)
        return line

    def _drop(self, line: OccasionLine) -> None:
        self.lines.remove(line)
        self._layout.removeWidget(line)
        line.hide()
        line.deleteLater()

    @Slot()
    def _on_dropped(self) -> None:
        line = self.sender()
        if isinstance(line, OccasionLine):
            self._drop(line)
            self.grown.emit()
            self.changed.emit()


class OccasionLine(QWidget):
    """One day to remember; emptied, it is none."""

    changed = Signal()
    dropped = Signal()

    def __init__(self, occasion: Occasion | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = TextField(occasion.name if occasion else "", placeholder="wedding anniversary", limit=80)
        self.name.setAccessibleName("What the day is")
        completer = QCompleter(list(_USUAL), self.name)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.name.setCompleter(completer)
        day = day_of_year_words(occasion.day) if occasion else ""
        self.day = TextField(day, placeholder="3 may, or 3 may 2010", limit=40)
        self.day.setAccessibleName("When it is")
        self.day.setFixedWidth(190)
        drop = IconButton("x", "Remove this day", self.dropped.emit)
        drop.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # emptying the fields does the same, and Tab gets on sooner
        self._problem, self._mark = caption("", tone="attention"), Icon("circle-alert", tone="attention", size=14)
        across, below = row(self.name, self.day, drop), row(self._mark, self._problem, spacing=6)
        across.setStretch(0, 1)
        below.setStretch(1, 1)
        self.setLayout(column(across, below, spacing=Space.XS))
        self._say("")
        self.setFocusProxy(self.name)
        for field in (self.name, self.day):
            field.textEdited.connect(self._on_edited)

    def read(self) -> Occasion | None:
        """The day, or None where nothing is typed or it can't be read."""
        try:
            return self._read()
        except (ValueError, InvalidInput):
            return None

    def check(self) -> bool:
        """Whether it can be kept; says below the fields why not."""
        try:
            self._read()
        except (ValueError, InvalidInput) as problem:
            self._say(str(problem))
            return False
        self._say("")
        return True

    def problem(self) -> str:
        """The sentence shown, or nothing."""
        return self._problem.text()

    def _read(self) -> Occasion | None:
        name, day = self.name.text().strip(), self.day.text().strip()
        if not name and not day:
            return None
        if not day:
            raise InvalidInput("Write the day too, like 3 May or 3 May 2010.")
        year, month, number = parse_birthday(day, day_first=day_first_here())
        return people.checked_occasion(Occasion(name, Birthday(month, number, year)))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._mark.setVisible(bool(sentence))
        self.name.setAccessibleDescription(sentence)
        restyle(self.name, "problem", "true" if sentence else "false")

    @Slot()
    def _on_edited(self) -> None:
        if self.problem():
            self.check()
        self.changed.emit()
