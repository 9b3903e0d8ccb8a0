"""How staff are told: the clock's tick, the panel and its count, native pop-ups, the tray, the new day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from deskmate.app import faults
from deskmate.core import follow_ups, settings, staff
from deskmate.core.db import Topic
from deskmate.core.errors import DeskmateError
from deskmate.reminders import due, telling
from deskmate.reminders.clock import Clock
from deskmate.reminders.kinds import Due
from deskmate.reminders.watch import Watch
from deskmate.ui.background import Background, Report
from deskmate.ui.bus import Changes
from deskmate.ui.desk import Desk
from deskmate.ui.notifier import Notifier, Popup
from deskmate.ui.outlook import Outlook
from deskmate.ui.reminder_notice import ReminderNotice
from deskmate.ui.reminders_panel import RemindersPanel
from deskmate.ui.tray import Tray

if TYPE_CHECKING:
    from deskmate.app.attendance import Attendance
    from deskmate.app.program import Program

SNOOZE = timedelta(hours=1)
SETTLE_MS = 1_000  # the first page comes before the first tick


class Alarm(QObject):
    """Starts and stops everything that tells staff about reminders."""

    _ticked = Signal()

    def __init__(
        self, desk: Desk, program: Program, outlook: Outlook, attendance: Attendance, aside: Background
    ) -> None:
        super().__init__()
        self._aside = aside
        self._desk, self._program, self._attendance = desk, program, attendance
        self._watch = Watch(desk.db)
        self._clock = Clock(self._ticked.emit)
        self._begin = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._begin.timeout.connect(self._load_clock)
        self._popped: list[datetime] = []
        self._day: date | None = None
        self._catching_up = False
        self._stopped = False
        self.panel = RemindersPanel(desk, outlook)
        self.tray = Tray(desk.shell)
        self.notifier = Notifier(self._on_action)
        self._notice = ReminderNotice(desk.shell.banner, self._is_private, self._open)
        self._ticked.connect(self._on_tick, Qt.ConnectionType.QueuedConnection)
        self.notifier.unseen.connect(self._on_unseen, Qt.ConnectionType.QueuedConnection)

    def start(self, changes: Changes) -> None:
        """Show the panel and the tray, and let the clock tick."""
        shell, program = self._desk.shell, self._program
        self.panel.listen(changes)
        self.panel.handled.connect(self._on_handled)
        changes.changed.connect(self._on_changed)
        self.panel.count_changed.connect(self._on_count)
        shell.set_panel(self.panel)
        shell.bell.toggled.connect(self._on_panel)
        self.panel.mark_stale()
        self.tray.open_asked.connect(program.raise_window)
        self.tray.note_asked.connect(self._on_note)
        self.tray.hide_asked.connect(program.curtain.draw)
        self.tray.quit_asked.connect(program.quit)
        self._attendance.hidden.connect(self._on_hidden)
        self.tray.start()
        self._begin.start()

    def stop(self) -> None:
        """End the clock, then the pop-ups and the tray."""
        self._stopped = True  # a tick may be on its way already, to a window that is going
        self._begin.stop()
        self._clock.stop()
        self.notifier.stop()
        self.tray.stop()

    def has_tray(self) -> bool:
        """Whether the window can be called back once it is hidden."""
        return self.tray.is_shown()

    @Slot()
    def _load_clock(self) -> None:
        clock = self._clock

        def work(_progress: Report, _should_stop: Callable[[], bool]) -> object:
            return clock.load()

        self._aside.run(work, on_done=self._start_clock, on_failed=self._start_clock, owner=self)

    @Slot(object)
    def _start_clock(self, _loaded: object) -> None:
        if not self._stopped:
            self._clock.start()

    @Slot()
    def _on_tick(self) -> None:
        """Looks aside: after a write a large book takes a while, and somebody may be typing."""
        if self._stopped:
            return
        db, watch, now, today = self._desk.db, self._watch, self._desk.now(), self._desk.today()
        begins = today != self._day

        def work(_progress: Report, _should_stop: Callable[[], bool]) -> list[Due]:
            if begins:
                follow_ups.new_day(db, now=now)
            return watch.poll(now)

        self._aside.run(work, on_done=partial(self._on_looked, now, today), on_failed=self._on_not_looked, owner=self)

    def _on_looked(self, now: datetime, today: date, fresh: list[Due]) -> None:
        if self._stopped:
            return
        began, self._day = self._day, today
        if began not in (None, today):  # else the pages were made a moment ago
            self._desk.db.announce(Topic.APPOINTMENTS, Topic.REMINDERS)
        self._desk.shell.banner.settle("reminders")
        if fresh:
            self._tell(fresh, now)
        if self._watch.is_behind and not self._catching_up:
            self._catch_up()

    @Slot(object)
    def _on_not_looked(self, error: BaseException) -> None:
        if not isinstance(error, DeskmateError):
            raise error
        faults.report(error)  # the book is busy, say: the next tick asks again
        self._desk.shell.banner.show_notice("reminders", f"Reminders can't be looked up just now. {error}")

    def _catch_up(self) -> None:
        """Work out on the worker what a large import left; until then the ticks do a little of it each."""
        db = self._desk.db

        def work(_progress: Report, should_stop: Callable[[], bool]) -> int:
            return due.catch_up(db, should_stop=should_stop)

        self._catching_up = True
        self._desk.background.run(work, on_done=self._on_caught_up, on_failed=self._on_caught_up, owner=self)

    @Slot(object)
    def _on_caught_up(self, _result: object) -> None:
        self._catching_up = False

    def _tell(self, fresh: list[Due], now: datetime) -> None:
        shop = settings.current(self._desk.db)
        self._popped = [at for at in self._popped if now - at < timedelta(hours=1)]
        own = staff.quiet_of(self._desk.db, self._desk.actor().staff_id)
        plan = telling.plan(fresh, recent=self._popped, now=now, shop=shop, own=own)
        if plan.popups:
            self.notifier.show(plan.popups, private=self._is_private(), sound=shop.reminder_sound)
        if plan.missed:
            self.notifier.show_count(len(plan.missed), away=True, sound=shop.reminder_sound)
        self._popped += [now] * plan.interruptions

    def _on_action(self, key: str, action: str) -> None:
        """A button on a pop-up; "" for all of them only opens the panel."""
        if self._attendance.lock.is_locked():
            self._program.raise_window()  # whoever comes must prove first who they are
            return
        if action == "open" or not key:
            self._program.raise_window()
            self._open(key)
        elif self._desk.attempt(lambda: self._act(key, action)):
            self._on_handled(key)

    def _act(self, key: str, action: str) -> None:
        db, now, by = self._desk.db, self._desk.now(), self._desk.actor()
        if action == "done":
            due.done(db, key, by=by, now=now)
        elif action == "snooze":
            due.snooze(db, key, until=now + SNOOZE, by=by, now=now)

    def _open(self, key: str) -> None:
        self._desk.shell.show_panel(True)
        self.panel.choose(key)

    def _is_private(self) -> bool:
        return self._attendance.is_hidden() or self._desk.discretion.on

    @Slot(object)
    def _on_unseen(self, popup: Popup) -> None:
        """The computer shows no pop-ups: say it in the window, unless the panel says it already."""
        if not self._stopped and not (self._desk.shell.panel_shown() and not self._is_private()):
            self._notice.tell(popup)

    @Slot(bool)
    def _on_panel(self, shown: bool) -> None:
        if shown:
            self._notice.settle()

    @Slot(str)
    def _on_handled(self, key: str) -> None:
        self.notifier.withdraw(key)
        self._notice.drop(key)

    @Slot(object)
    def _on_changed(self, topics: frozenset[str]) -> None:
        if Topic.SETTINGS in topics:  # lists may be counter-safe from now on
            self._notice.refresh()

    @Slot(int)
    def _on_count(self, count: int) -> None:
        self._desk.shell.bell.set_count(count)
        if not count:
            self._notice.settle()
        self.tray.set_count(count)

    @Slot(bool)
    def _on_hidden(self, hidden: bool) -> None:
        self.panel.set_private(hidden)
        self._notice.refresh()
        if hidden:
            self.notifier.withdraw_all()

    @Slot()
    def _on_note(self) -> None:
        self._program.raise_window()
        if not self._attendance.lock.is_locked():
            self._desk.ways.write_note()
