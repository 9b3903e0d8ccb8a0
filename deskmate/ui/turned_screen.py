"""The screen turned to a customer: their own next appointments, large, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from deskmate.core import appointments, settings
from deskmate.core.appointments import AppointmentRow
from deskmate.core.db import Database
from deskmate.ui.alone import Alone
from deskmate.ui.desk import Desk
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets import PlainLabel, caption

TURN_KEY = "F6"
MOST = 3
_LARGE = 40
_FAR = 1_000  # the newest come first, and a standing appointment reaches far ahead
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class TurnedScreen(QWidget):
    """Shop, day, time, service and with whom, of each appointment. Emits `left` on Esc, or the key that turned it."""

    left = Signal()

    def __init__(self, shop: str, booked: Sequence[tuple[datetime, str]]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Turned to the customer. Esc goes back.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.S)
        layout.addWidget(PlainLabel(shop, size=Text.LARGE, weight=QFont.Weight.DemiBold, tone="muted"), 0, _CENTRE)
        layout.addStretch(2)
        if not booked:
            layout.addWidget(PlainLabel("You have no appointment booked", size=Text.DISPLAY), 0, _CENTRE)
        else:
            says = "Your next appointment" if len(booked) == 1 else "Your next appointments"
            layout.addWidget(PlainLabel(says, size=Text.LARGE, tone="muted"), 0, _CENTRE)
        for at, what in booked:
            layout.addSpacing(Space.L)
            when = f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"
            large = _LARGE if len(booked) == 1 else Text.DISPLAY
            layout.addWidget(PlainLabel(when, size=large, weight=QFont.Weight.DemiBold), 0, _CENTRE)
            layout.addWidget(PlainLabel(what, size=Text.DISPLAY if len(booked) == 1 else Text.LARGE), 0, _CENTRE)
        layout.addStretch(3)
        layout.addWidget(caption("Esc goes back", tone="faint"), 0, _CENTRE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F6) and not event.isAutoRepeat():
            self.left.emit()


class Turning(QObject):
    """`turn(customer_id)` and `back()`; `changed(True/False)` tells it."""

    changed = Signal(bool)

    def __init__(self, app: QApplication, desk: Desk) -> None:
        super().__init__(desk.shell)
        self._desk = desk
        self._alone = Alone(app, desk.shell)

    def is_turned(self) -> bool:
        """Whether a customer looks at the screen now."""
        return self._alone.screen() is not None

    def turn(self, customer_id: int) -> TurnedScreen:
        """Show a customer their own next appointments."""
        desk = self._desk
        booked = [(desk.wall(row.starts_at), _what(row)) for row in coming(desk.db, customer_id, now=desk.now())]
        screen = TurnedScreen(settings.current(desk.db).shop_name, booked)
        screen.left.connect(self.back)
        self._alone.show(screen)
        self.changed.emit(True)
        return screen

    @Slot()
    def back(self) -> None:
        """Show the pages again, as they were."""
        if self.is_turned():
            self._alone.bring_back(self._alone.end())
            self.changed.emit(False)

    def stop(self) -> None:
        """Watch no longer."""
        self._alone.stop()


def coming(db: Database, customer_id: int, *, now: datetime) -> list[AppointmentRow]:
    """The customer's next appointments that are booked, the first one first."""
    found = [
        row
        for row in appointments.of_customer(db, customer_id, limit=_FAR)
        if row.status == "booked" and row.ends_at > now
    ]
    return sorted(found, key=lambda row: row.starts_at)[:MOST]


def _what(row: AppointmentRow) -> str:
    return " ".join(filter(None, (row.service, f"with {row.staff}" if row.staff else "")))
