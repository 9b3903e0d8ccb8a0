"""How staff are told: the clock's tick, the panel and its count, native pop-ups, the tray."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from deskmate.reminders.clock import Clock
from deskmate.reminders.watch import Watch
from deskmate.ui.desk import Desk
from deskmate.ui.notifier import Notifier
from deskmate.ui.reminders_panel import RemindersPanel
from deskmate.ui.tray import Tray

if TYPE_CHECKING:
    from deskmate.app.program import Program


class Alarm(QObject):
    """Starts and stops everything that tells staff about reminders."""

    _ticked = Signal()
    _acted = Signal(str, str)

    def __init__(self, desk: Desk, program: Program) -> None:
        super().__init__()
        self._desk, self._program = desk, program
        self._watch = Watch(desk.db)
        self._clock = Clock(self._ticked.emit)
        self._told: list[datetime] = []
        self._last: datetime | None = None
        self.panel = RemindersPanel(desk)
        self.tray = Tray(desk.shell)
        self.notifier = Notifier(self._acted.emit)
        self._ticked.connect(self._on_tick, Qt.ConnectionType.QueuedConnection)
        self._acted.connect(self._on_action, Qt.ConnectionType.QueuedConnection)
