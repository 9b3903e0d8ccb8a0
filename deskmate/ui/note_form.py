"""The fields of a note: text, kind, channel, mood, amount, when. Knows nothing of the book but its currency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from deskmate.core import money, sensitive
from deskmate.core.errors import InvalidInput
from deskmate.core.interactions import TimelineEntry
from deskmate.ui.customer_words import CHANNELS, KINDS, mood_options
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import (
    Choice,
    DateField,
    FormRow,
    NoteField,
    Option,
    QuietButton,
    SegmentedChoice,
    TextField,
    TimeField,
    caption,
    column,
    row,
)

WRITTEN_KINDS = ("note", "call", "visit", "purchase", "complaint", "compliment")
_LIKELY_CHANNEL = {"call": "phone", "visit": "counter", "purchase": "counter"}


@dataclass(frozen=True)
class NoteDraft:
    """What a note's form holds, exactly as typed, so that it can be shown again."""

    text: str = ""
    kind: str = "note"
    channel: str = ""
    mood: str = ""
    amount: str = ""
    day: str = ""
    clock: str = ""

    @classmethod
    def of(cls, body: dict[str, Any]) -> NoteDraft:
        """A draft as it was kept; what a later version kept beside it is left out."""
        return cls(**{name: str(value) for name, value in body.items() if name in cls.__dataclass_fields__})

    def is_empty(self) -> bool:
        """Whether nothing would be lost by letting it go."""
        return not (self.text.strip() or self.amount.strip())


@dataclass(frozen=True)
class Note:
    """A note that can be saved; `wall` is the wall time it happened, None for now."""

    text: str
    kind: str
    channel: str
    mood: str
    amount_minor: int | None
    wall: datetime | None


class NoteForm(QWidget):
    """Fields for one note. `submitted` when Ctrl+Enter was pressed in the text."""

    submitted = Signal()

    def __init__(
        self, *, currency: str, today: Callable[[], date], editing: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._currency, self._editing = currency, editing
        kinds = WRITTEN_KINDS if not editing else tuple(KINDS)
        self.text = NoteField(placeholder="What was said, bought, promised? A few words are enough.", lines=5)
        self.text.setAccessibleName("Note")
        self.kind: SegmentedChoice | Choice = _kind_choice(editing, kinds)
        self.channel = Choice(list(CHANNELS.items()))
        self.mood = SegmentedChoice("How was the customer?", mood_options(), value="")
        self.amount = TextField(placeholder="0.00", limit=30)
        self.amount.setMaximumWidth(140)
        self.day, self.clock = DateField(today, lean="past"), TimeField()
        self._earlier = QuietButton("It happened earlier…", self.show_when, icon="clock")
        self._build()
        self.text.submitted.connect(self.submitted)
        self.text.textChanged.connect(self._point_out)
        if isinstance(self.kind, SegmentedChoice):
            self.kind.changed.connect(self._on_kind)
        else:
            self.kind.currentIndexChanged.connect(self._show_amount)
        self._show_amount()

    def draft(self) -> NoteDraft:
        """What is typed now."""
        return NoteDraft(
            text=self.text.text(),
            kind=str(self.kind.value()),
            channel=str(self.channel.value()),
            mood=self.mood.value() or "",
            amount=self.amount.text(),
            day=self.day.text(),
            clock=self.clock.text(),
        )

    def set_draft(self, draft: NoteDraft) -> None:
        """Show what was typed before."""
        self.text.set_text(draft.text)
        self.kind.set_value(draft.kind)
        self.channel.set_value(draft.channel)
        self.mood.set_value(draft.mood)
        self.amount.setText(draft.amount)
        self.day.set_text(draft.day)
        self.clock.set_text(draft.clock)
        if draft.day or draft.clock:
            self.show_when()
        self._show_amount()
        self.set_problem("")

    def set_entry(self, entry: TimelineEntry, wall: datetime) -> None:
        """Show an entry of the timeline, to correct it."""
        amount = money.show(entry.amount_minor, entry.currency) if entry.amount_minor is not None else ""
        self.set_draft(NoteDraft(entry.text, entry.kind, entry.channel, entry.mood, amount))
        self.day.set_value(wall.date())
        self.clock.set_value(wall.time().replace(second=0, microsecond=0))
        self.show_when()

    def note(self) -> Note | None:
        """The note as typed; None where something can't be read, which is then said below its field."""
        problems = {self._amount_row: self._amount_problem(), self._when_row: self._when_problem()}
        for place, sentence in problems.items():
            place.set_problem(sentence)
        wrong = next((place for place, sentence in problems.items() if sentence), None)
        if wrong is not None:
            wrong.field.setFocus()
            return None
        draft = self.draft()
        return Note(draft.text, draft.kind, draft.channel, draft.mood, self._amount(), self._wall())

    def set_problem(self, sentence: str) -> None:
        """Say below the text what is wrong; the text stays."""
        self._text_row.set_problem(sentence)
        if sentence:
            self.text.setFocus()

    @Slot()
    def show_when(self) -> None:
        """Offer a day and a time instead of now."""
        self._earlier.hide()
        self._when_row.show()

    def _build(self) -> None:
        self._text_row = FormRow("Note", self.text)
        self.pointed_out = caption("", tone="attention")
        self.pointed_out.setWordWrap(True)
        self.pointed_out.hide()
        self._amount_row = FormRow(f"Amount ({self._currency})", self.amount)
        when = QWidget()
        when.setLayout(row(self.day, self.clock))
        when.setFocusProxy(self.day)
        self._when_row = FormRow("When", when)
        self._when_row.hide()
        channel = FormRow("Channel", self.channel)
        self.channel.setMinimumWidth(160)
        self._amount_row.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._text_row)
        layout.addWidget(self.pointed_out)
        layout.addWidget(self.kind)
        layout.addLayout(column(caption("How was the customer?"), self.mood, spacing=Space.XS))
        layout.addLayout(row(channel, self._amount_row, None, spacing=Space.L))
        layout.addLayout(row(self._earlier, None))
        layout.addWidget(self._when_row)
        self.setTabOrder(self.text, self.kind)

    @Slot()
    def _point_out(self) -> None:
        """Says at once what does not belong in a note; saving is for the person to decide."""
        found = sensitive.hints(self.text.text())
        self.pointed_out.setText("\n".join(hint.sentence for hint in found))
        self.pointed_out.setVisible(bool(found))

    @Slot(object)
    def _on_kind(self, kind: str) -> None:
        if not self.channel.value():
            self.channel.set_value(_LIKELY_CHANNEL.get(kind, ""))
        self._show_amount()

    @Slot()
    def _show_amount(self) -> None:
        wanted = self.kind.value() == "purchase" or (self._editing and bool(self.amount.text().strip()))
        self._amount_row.setVisible(wanted)

    def _amount(self) -> int | None:
        typed = self.amount.text().strip()
        return money.parse(typed, self._currency) if typed and not self._amount_row.isHidden() else None

    def _amount_problem(self) -> str:
        try:
            self._amount()
        except InvalidInput as problem:
            return str(problem)
        return ""

    def _when_problem(self) -> str:
        return self.day.problem() or self.clock.problem()

    def _wall(self) -> datetime | None:
        day, clock = self.day.value(), self.clock.value()
        if self._when_row.isHidden() or day is None:
            return None
        return datetime.combine(day, clock or time(12))


def _kind_choice(editing: bool, kinds: tuple[str, ...]) -> SegmentedChoice | Choice:
    if editing:
        return Choice([(kind, KINDS[kind][0]) for kind in kinds])
    options = [Option(kind, KINDS[kind][0], letter=str(place)) for place, kind in enumerate(kinds, start=1)]
    return SegmentedChoice("Kind", options, value="note")
