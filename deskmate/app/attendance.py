"""Who is there, and what happens when nobody is: the person at the counter, the idle curtain, the lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from deskmate.core import drafts, settings
from deskmate.core.actors import NotAllowed
from deskmate.core.db import Database
from deskmate.core.drafts import Kept
from deskmate.ui.counter import Counter
from deskmate.ui.desk import Desk
from deskmate.ui.lock import Lock
from deskmate.ui.person_chip import CHANGE_KEY, LOCK_KEY, PersonChip
from deskmate.ui.screen_lock import ScreenLock
from deskmate.ui.turned_screen import TURN_KEY, Turning
from deskmate.ui.widgets import IconButton

if TYPE_CHECKING:
    from deskmate.app.program import Program

IDLE_CHECK_MS = 5_000
LISTEN_SOON_MS = 3_000  # after the window has been painted and filled


class Attendance(QObject):
    """`hidden(True/False)`: names must not be told now, or may be again. `begun(list)`: what was left by who came."""

    hidden = Signal(bool)
    begun = Signal(object)

    def __init__(self, program: Program, db: Database) -> None:
        super().__init__()
        self._db, self._app, self._shell, self._curtain = db, program.app, program.shell, program.curtain
        self.counter = Counter(db, program.now, self)
        self.chip = PersonChip(self.counter, program.shell)
        self.lock = Lock(program.app, program.shell, self.counter, program.curtain)
        self._screen_lock = ScreenLock(self)
        self._idle = QTimer(self, interval=IDLE_CHECK_MS)
        self._idle.timeout.connect(self.check_idle)
        self._here = self.counter.here().staff_id
        self._turning: Turning | None = None
        self._in_view: Callable[[], int | None] = lambda: None

    def make_turning(self, desk: Desk, in_view: Callable[[], int | None]) -> None:
        """Let the screen be turned to the customer that `in_view` names."""
        self._desk, self._in_view = desk, in_view
        self._turning = Turning(self._app, desk)
        self._turning.changed.connect(self._on_hidden)

    def start(self) -> None:
        """Show who is at the counter, and watch whether anybody is."""
        self._shell.set_staff(self.chip)
        keys = self._shell.shortcuts
        keys.add(CHANGE_KEY, "Somebody else takes over", self.chip.ask, group="At the counter")
        keys.add(LOCK_KEY, "Lock", self.lock_now, group="At the counter")
        keys.add(
            TURN_KEY, "Turn the screen: the customer sees their own appointment", self.turn, group="At the counter"
        )
        keys.note("Esc", "Turn it back", group="At the counter")
        self._shell.add_tool(IconButton("monitor", f"Turn the screen to the customer ({TURN_KEY})", self.turn, size=40))
        self._curtain.drawn.connect(self._on_hidden)
        self._curtain.lock_asked.connect(self.lock_now)
        self.lock.changed.connect(self._on_hidden)
        self.chip.came.connect(self._on_came)
        self.chip.allowed.connect(self._on_allowed)
        self.counter.missing.connect(self.lock_now)
        self.counter.leaving.connect(self._shell.put_away)
        self._screen_lock.locked.connect(self.lock_now)
        self._idle.start()
        QTimer.singleShot(LISTEN_SOON_MS, self._screen_lock, self._screen_lock.start)

    def stop(self) -> None:
        """End what was begun, in reverse."""
        self._idle.stop()
        self._screen_lock.stop()
        if self._turning is not None:
            self._turning.stop()
        self.lock.stop()
        self.counter.stop()

    def is_hidden(self) -> bool:
        """Whether names must not be told now: the curtain is drawn, a PIN must be given first, a customer looks."""
        turned = self._turning is not None and self._turning.is_turned()
        return turned or self._curtain.is_drawn() or self.lock.is_locked()

    def offer_owner(self, refusal: NotAllowed) -> bool:
        """Offer that an owner allows what was refused; whether there is one who can prove it."""
        return self.chip.ask_owner(refusal)

    @Slot()
    def lock_now(self) -> None:
        """Lock; where nobody has a PIN, the curtain is all there is."""
        if self._turning is not None:
            self._turning.back()
        if not self.lock.lock():
            self._curtain.draw()

    @Slot()
    def turn(self) -> None:
        """Show the customer whose card is open, or whose appointment is chosen, what is booked for them."""
        number = self._in_view()
        if number is None or self._turning is None:
            self._shell.toasts.say("Open the customer’s card first, or choose their appointment.")
            return
        turning = self._turning
        self._desk.attempt(lambda: turning.turn(number))

    @Slot()
    def check_idle(self) -> None:
        """Draw the curtain, and lock, after the minutes that are set."""
        shop, idle = settings.current(self._db), self._curtain.idle_seconds()
        if self.lock.is_locked():
            return
        if 0 < 60 * shop.lock_after_minutes <= idle and self.counter.has_pins():
            self.lock_now()
        elif 0 < 60 * shop.curtain_after_minutes <= idle:
            self._curtain.draw()

    @Slot(bool)
    def _on_hidden(self, _hidden: bool) -> None:
        self.hidden.emit(self.is_hidden())
        here = self.counter.here().staff_id
        if not self.lock.is_locked() and here != self._here:
            self._here = here
            self._tell_begun()

    @Slot(str)
    def _on_came(self, name: str) -> None:
        self._here = self.counter.here().staff_id
        self._shell.toasts.say(f"{name} is at the counter.")
        self._tell_begun()

    @Slot(str)
    def _on_allowed(self, name: str) -> None:
        self._shell.toasts.say(f"{name} allows it for a minute. Please do it once more.", seconds=12)

    def _tell_begun(self) -> None:
        kept: list[Kept] = drafts.mine(self._db, by=self.counter.here())
        if kept:
            self.begun.emit(kept)
