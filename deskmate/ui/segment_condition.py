"""One condition of a segment, written like a part of a sentence: about what, how, against which value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from deskmate.core.segments import Condition, Subject
from deskmate.ui import segment_words
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Choice, IconButton, TextField, caption, column, row

_SUBJECT, _TEST, _VALUE, _DAY = 120, 112, 96, 156


class ConditionRow(QWidget):
    """`changed` at each change, `removed(row)` when it is to go; `typed()` is what stands in it, as typed."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, subjects: Sequence[Subject], today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._subjects, self._today = list(subjects), today
        self.about = _choice("What is asked about", _SUBJECT)
        self.test = _choice("How it is compared", _TEST)
        self.line, self.choice = TextField(limit=200), _choice("Value", _VALUE)
        self.which = _choice("More closely", 0)
        self.since, self.until = (TextField(placeholder="any day", limit=60) for _ in range(2))
        self.remove = IconButton("x", "Take this condition out", self._on_remove)
        self._below = caption("", tone="faint")
        self._period = QWidget()
        self._build()
        self._offer()
        self.about.currentIndexChanged.connect(self._on_subject)
        self.test.currentIndexChanged.connect(self._on_test)
        for line in (self.line, self.since, self.until):
            line.textEdited.connect(self._on_edited)
        for choice in (self.choice, self.which):
            choice.currentIndexChanged.connect(self._on_edited)

    def subject(self) -> Subject:
        """What is asked about."""
        chosen = self.about.value()
        assert isinstance(chosen, tuple)
        return next(one for one in self._subjects if (one.key, one.which) == chosen)

    def show_typed(self, typed: Condition) -> None:
        """Show a condition as it was typed."""
        subject = next((one for one in self._subjects if (one.key, one.which) == (typed.about, _own(typed))), None)
        if subject is None:
            return
        self.blockSignals(True)
        self.about.set_value((subject.key, subject.which))
        self.test.set_value(typed.test)
        self.choice.set_value(typed.value)
        self.which.set_value(typed.which)
        for line, text in ((self.line, typed.value), (self.since, typed.since), (self.until, typed.until)):
            line.setText(text)
            line.setCursorPosition(0)  # a long one shows its beginning
        self.blockSignals(False)
        self._say()

    def typed(self) -> Condition:
        """The condition as it stands there."""
        subject, test = self.subject(), str(self.test.value())
        holds = subject.holds_for(test)
        value = "" if holds == "nothing" else str(self.choice.value()) if holds == "choice" else self.line.text()
        which = subject.which or (str(self.which.value() or "") if subject.qualifiers else "")
        since, until = (self.since.text(), self.until.text()) if subject.period else ("", "")
        return Condition(subject.key, test, value, which, since, until)

    def kept(self) -> Condition:
        """The condition as it is kept; raises `InvalidInput` for a day or an amount that can't be read."""
        return segment_words.kept_of(self.typed(), self.subject(), self._today())

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong below the condition; an empty sentence takes it away."""
        self._below.set_tone("attention" if sentence else "faint")
        self._below.setText(sentence)
        if not sentence:
            self._say()
        self._below.setVisible(bool(self._below.text()))

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        # the cross comes last: whoever types on after the value must not press it with a space
        return [self.about, self.test, self.line, self.choice, self.which, self.since, self.until, self.remove]

    def _build(self) -> None:
        for line, name in ((self.since, "From which day"), (self.until, "Up to which day"), (self.line, "Value")):
            line.setAccessibleName(name)
        for line in (self.since, self.until):
            line.setMaximumWidth(_DAY)
        self.line.setMinimumWidth(_VALUE)
        first = row(self.about, self.test, self.line, self.choice, self.which, spacing=Space.XS)
        for place in (2, 3):  # the value takes what room there is
            first.setStretch(place, 1)
        within = row(caption("from"), self.since, caption("to"), self.until, None, spacing=Space.S)
        within.setContentsMargins(Space.S, 0, 0, 0)
        self._period.setLayout(within)
        across = row(column(first, self._period, self._below, spacing=Space.XS), self.remove, spacing=Space.XS)
        across.setStretch(0, 1)
        across.setAlignment(self.remove, Qt.AlignmentFlag.AlignTop)
        self.setLayout(across)
        self._below.hide()

    def _offer(self) -> None:
        self.about.blockSignals(True)
        for group in segment_words.grouped(self._subjects):
            if self.about.count():
                self.about.insertSeparator(self.about.count())
            for one in group:
                self.about.addItem(one.title, (one.key, one.which))
        self.about.blockSignals(False)
        self._on_subject()

    @Slot()
    def _on_subject(self) -> None:
        subject = self.subject()
        self.test.blockSignals(True)
        self.test.set_options(list(subject.tests.items()))
        self.test.blockSignals(False)
        self.choice.set_options(subject.choices)
        self.which.set_options(subject.qualifiers)
        self.which.setVisible(bool(subject.qualifiers))
        self._period.setVisible(subject.period)
        self._on_test()

    @Slot()
    def _on_test(self) -> None:
        subject, test = self.subject(), str(self.test.value())
        holds = subject.holds_for(test)
        self.line.setPlaceholderText(segment_words.placeholder(subject, test))
        self.line.setVisible(holds not in ("nothing", "choice"))
        self.choice.setVisible(holds == "choice")
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        self.set_problem("")
        self.changed.emit()

    def _say(self) -> None:
        """Which dates the days mean today."""
        typed, today = self.typed(), self._today()
        meant = segment_words.echo(typed.value, today) if self.subject().holds_for(typed.test) == "day" else ""
        ends = [segment_words.echo(one, today) for one in (typed.since, typed.until)]
        if any(ends):
            meant = " – ".join(one or "…" for one in ends)
        self._below.set_tone("faint")
        self._below.setText(f"today that is {meant}" if meant else "")
        self._below.setVisible(bool(meant))

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self)


def _own(typed: Condition) -> str:
    return typed.which if typed.about == "own" else ""


def _choice(name: str, width: int) -> Choice:
    made = Choice()
    made.setAccessibleName(name)
    made.setMinimumWidth(width)
    made.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made
