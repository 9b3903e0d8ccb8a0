"""Lists that one types line by line: one more, a way to drop each, and below each what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core.errors import InvalidInput
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import Icon, IconButton, PlainLabel, QuietButton, TextField, caption, column, restyle, row


class TypedLine(QWidget):
    """One line. Emits `changed()` while one types and `dropped()`; whoever inherits says in `read_line` what is wrong.

    The first of its fields is marked where something is, and has the focus.
    """

    changed = Signal()
    dropped = Signal()

    def __init__(self, first: TextField, *others: QWidget, drop: str) -> None:
        super().__init__()
        self._first = first
        button = IconButton("x", drop, self.dropped.emit)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # emptying the fields does the same, and Tab gets on sooner
        self._problem, self._mark = caption("", tone="attention"), Icon("circle-alert", tone="attention", size=14)
        across, below = row(first, *others, button), row(self._mark, self._problem, spacing=6)
        across.setStretch(0, 1)
        below.setStretch(1, 1)
        self.setLayout(column(across, below, spacing=Space.XS))
        self.set_problem("")
        self.setFocusProxy(first)
        for field in (first, *others):
            if isinstance(field, TextField):
                field.textEdited.connect(self._on_edited)

    def read_line(self) -> object:
        """What is typed; raises ValueError or `InvalidInput` with the sentence that says what is wrong."""
        raise NotImplementedError

    def check(self) -> bool:
        """Whether it can be kept; says below the fields why not."""
        try:
            self.read_line()
        except (ValueError, InvalidInput) as problem:
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
        self._first.setAccessibleDescription(sentence)
        restyle(self._first, "problem", "true" if sentence else "false")

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [self._first]

    @Slot()
    def _on_edited(self) -> None:
        if self.problem():
            self.check()
        self.changed.emit()


Line = TypeVar("Line", bound=TypedLine)


class TypedLines(QWidget, Generic[Line]):
    """The lines below their name. Emits `changed()` while one types and `grown()` when there are other lines."""

    changed = Signal()
    grown = Signal()

    def __init__(self, name: str, more: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._more = QuietButton(more, self.add_line, icon="plus")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.XS)
        label = PlainLabel(name, size=Text.SMALL, weight=QFont.Weight.Medium, tone="muted")
        self._layout.addLayout(row(label, None, self._more))

    def make_line(self) -> Line:
        """An empty line."""
        raise NotImplementedError

    def check(self) -> bool:
        """Whether each can be kept; what is wrong is said below its line, and the first of them has the focus."""
        wrong = [line for line in self.lines if not line.check()]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        return [*(stop for line in self.lines for stop in line.stops()), self._more]

    @Slot()
    def add_line(self) -> None:
        """One more, to be typed."""
        line = self.make_line()
        self._put([*self.lines, line])
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, lines: Sequence[Line]) -> None:
        """Show these lines and no others."""
        for line in [one for one in self.lines if one not in lines]:
            self._layout.removeWidget(line)
            line.hide()
            line.deleteLater()
        for line in [one for one in lines if one not in self.lines]:
            line.changed.connect(self.changed)
            line.dropped.connect(self._on_dropped)
            self._layout.addWidget(line)
        self.lines = list(lines)
        self.grown.emit()

    @Slot()
    def _on_dropped(self) -> None:
        dropped = self.sender()
        self._put([line for line in self.lines if line is not dropped])
        self.changed.emit()
