"""The lock: names and PINs instead of the pages, every other window away, until somebody proves who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from deskmate.core.actors import Actor
from deskmate.ui.alone import Alone
from deskmate.ui.counter import Counter
from deskmate.ui.curtain import Curtain
from deskmate.ui.shell import Shell

if TYPE_CHECKING:  # loaded with the first lock
    from deskmate.ui.lock_screen import LockScreen


class Lock(QObject):
    """`lock()` puts everything away; `changed(True/False)` tells it. `stop()` ends the watching of windows.

    Whoever comes back finds the dialogs as they were. When somebody else comes, those that keep drafts (`keeps_draft`)
    are closed, and the others wait until their person is back.
    """

    changed = Signal(bool)

    def __init__(self, app: QApplication, shell: Shell, counter: Counter, curtain: Curtain) -> None:
        super().__init__(shell)
        self._alone, self._counter, self._curtain = Alone(app, shell), counter, curtain
        self._screen: LockScreen | None = None
        self._waiting: dict[int | None, list[QWidget]] = {}

    def is_locked(self) -> bool:
        """Whether a PIN must be given first."""
        return self._screen is not None

    def screen(self) -> LockScreen | None:
        """What stands in the window now."""
        return self._screen

    def lock(self) -> bool:
        """Lock; False where nobody has a PIN, because then there is nothing to open it with."""
        if self._screen is not None:
            return True
        if not self._counter.has_pins():
            return False
        from deskmate.ui.lock_screen import LockScreen

        self._counter.end_allowing()
        self._screen = LockScreen(self._counter, self._counter.here().staff_id)
        self._screen.gate.came.connect(self._on_came)
        self._alone.show(self._screen)
        self.changed.emit(True)
        self._curtain.lift()
        return True

    def stop(self) -> None:
        """Watch no longer."""
        self._alone.stop()

    @Slot(object)
    def _on_came(self, actor: Actor) -> None:
        before = self._counter.here().staff_id
        self._screen = None
        windows = self._alone.end()
        if actor.staff_id != before:
            windows = self._hand_over(windows, before, actor.staff_id)
        self._counter.let_in(actor)
        self._alone.bring_back([one for one in windows if shiboken6.isValid(one)])
        self.changed.emit(False)

    def _hand_over(self, windows: list[QWidget], before: int | None, after: int | None) -> list[QWidget]:
        """What whoever comes finds open: their own of earlier, and a job that runs, which tells nobody's secrets."""
        running = [window for window in windows if _is_busy(window)]
        others = [window for window in windows if window not in running]
        for window in others:
            if getattr(window, "keeps_draft", False):
                _close(window)
        kept = [window for window in others if shiboken6.isValid(window) and not getattr(window, "keeps_draft", False)]
        self._waiting.setdefault(before, []).extend(kept)
        return running + self._waiting.pop(after, [])


def _is_busy(window: QWidget) -> bool:
    busy = getattr(window, "is_busy", None)
    return busy is not None and bool(busy())


def _close(window: QWidget) -> None:
    if isinstance(window, QDialog):
        window.reject()  # as Esc does: each dialog keeps what was typed
    else:
        window.close()
