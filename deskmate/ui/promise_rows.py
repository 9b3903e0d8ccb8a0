"""What was promised and is still open, with the two answers that a promise has: kept, or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from deskmate.core.follow_ups import PromiseRow
from deskmate.ui.customer_words import day_words
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Card, Icon, PlainLabel, QuietButton, SecondaryButton, caption, column, row


class PromiseRows(Card):
    """A line for each. Emits `settled(promise, kept)` when somebody says what became of one."""

    settled = Signal(object, bool)

    def __init__(self, promises: Sequence[PromiseRow], today: date, parent: QWidget | None = None) -> None:
        super().__init__(padding=Space.M, spacing=Space.S, parent=parent)
        self.kept: list[SecondaryButton] = []
        self.not_kept: list[QuietButton] = []
        for promise in promises:
            self._add(promise, today)

    def _add(self, promise: PromiseRow, today: date) -> None:
        late = " · overdue" if promise.due_on < today else ""
        words = column(
            PlainLabel(promise.text, weight=QFont.Weight.Medium, wrap=True),
            caption(f"Promised by {day_words(promise.due_on, today)}{late}"),
            spacing=2,
        )
        kept = SecondaryButton("Kept", tip="It was done as promised")
        failed = QuietButton("Not kept", tip="It was not done: the customer may need a call now")
        for button, answer in ((kept, True), (failed, False)):
            button.setAccessibleName(f"{button.text()}: {promise.text}")
            button.clicked.connect(partial(self._say, promise, answer))
        across = row(Icon("handshake", tone="accent_text"), words, kept, failed, spacing=Space.S)
        across.setStretch(1, 1)
        self.add(across)
        self.kept.append(kept)
        self.not_kept.append(failed)

    def _say(self, promise: PromiseRow, kept: bool, _checked: bool = False) -> None:
        self.settled.emit(promise, kept)
