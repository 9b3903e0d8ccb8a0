"""The appointment that is chosen, and what can be done about it, for those who use the mouse or don't know the keys."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from deskmate.core.appointments import AppointmentRow
from deskmate.ui import appointment_words as words
from deskmate.ui.tokens import Space, Text, Tone
from deskmate.ui.widgets import Chip, IconButton, Option, PlainLabel, SegmentedChoice, column, row

_WORDS = 200  # pixels that name and times need beside the buttons


class AppointmentBar(QFrame):
    """Emits `opened`, `move_asked` (row) and `status_asked` (row, status). Shows a hint while nothing is chosen."""

    opened = Signal(object)
    move_asked = Signal(object)
    status_asked = Signal(object, str)

    def __init__(self, hint: str) -> None:
        super().__init__()
        self._row: AppointmentRow | None = None
        self._hint = hint
        self._name = PlainLabel(weight=QFont.Weight.DemiBold, elide=True)
        self._what = PlainLabel(size=Text.SMALL, tone="muted", elide=True, tabular=True)
        self._alert = Chip(words.ALERT, tone=Tone.ATTENTION, icon="triangle-alert")
        self.status = SegmentedChoice(
            "Status",
            [
                Option("booked", "Booked"),
                Option("arrived", "Arrived", icon="user-check", tone=Tone.GOOD),
                Option("done", "Done", icon="check"),
                Option("no-show", "No-show", icon="user-x"),
            ],
        )
        self.card = IconButton("circle-user", "Open the card (Enter)", self._on_open)
        self.move_button = IconButton("calendar-clock", "Move (M)", self._on_move)
        self.cancel = IconButton("calendar-x", "Cancel the appointment (Delete)", self._on_cancel)
        self._words = QWidget()
        self._words.setLayout(column(self._name, self._what, spacing=0))
        self._buttons = QWidget()
        self._buttons.setLayout(row(self._alert, self.card, self.move_button, self.cancel, spacing=Space.XS))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._words, 0, 0)
        self._grid.addWidget(self._buttons, 0, 2)
        self._narrow: bool | None = None
        self._fold()
        self.status.changed.connect(self._on_status)
        self.show_row(None, ZoneInfo("UTC"))

    def show_row(self, appointment: AppointmentRow | None, zone: ZoneInfo) -> None:
        """Show this appointment, or the hint."""
        self._row = appointment
        for widget in (self.status, self.card, self.move_button, self.cancel, self._name):
            widget.setVisible(appointment is not None)
        mark = words.mark(appointment) if appointment is not None else None
        self._alert.setVisible(mark is not None)
        if mark is not None:
            word, tone, icon = mark
            self._alert.set_text(word, tone=tone, icon=icon)
        self._buttons.setVisible(appointment is not None)
        self._fold()
        if appointment is None:
            self._what.setText(self._hint)
            return
        self._name.setText(appointment.customer)
        self._what.setText(f"{words.times(appointment, zone)} · {words.what(appointment)}")
        self.status.set_value(appointment.status)

    def set_hint(self, hint: str) -> None:
        """What to say while nothing is chosen."""
        self._hint = hint
        if self._row is None:
            self._what.setText(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Two lines where one would cut the words short."""
        needed = self._buttons.sizeHint().width() + self.status.sizeHint().width() + _WORDS
        narrow = self.width() < needed
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeWidget(self.status)
            self._grid.addWidget(self.status, *((1, 0, 1, 3) if narrow else (0, 1, 1, 1)))
        self.setFixedHeight(100 if narrow and self._row is not None else 60)

    def row(self) -> AppointmentRow | None:
        """The appointment shown."""
        return self._row

    @Slot(object)
    def _on_status(self, status: str) -> None:
        if self._row is not None:
            self.status_asked.emit(self._row, status)

    @Slot()
    def _on_open(self) -> None:
        if self._row is not None:
            self.opened.emit(self._row)

    @Slot()
    def _on_move(self) -> None:
        if self._row is not None:
            self.move_asked.emit(self._row)

    @Slot()
    def _on_cancel(self) -> None:
        if self._row is not None:
            self.status_asked.emit(self._row, "cancelled")
