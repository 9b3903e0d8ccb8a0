"""The lock: names and PINs instead of the pages, every other window away, until somebody proves who they are."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from deskmate.core.actors import Actor
from deskmate.ui.alone import Alone
from deskmate.ui.counter import Counter
from deskmate.ui.curtain import Curtain
from deskmate.ui.gate import Gate
from deskmate.ui.shell import Shell
from deskmate.ui.unlock import Centred


class LockScreen(Centred):
    """What stands in the window while it is locked."""

    def __init__(self, counter: Counter, here: int | None) -> None:
        super().__init__("lock", "Locked", "Choose your name. Nothing that was begun is lost.")
        self.gate = Gate(counter, first=here)
        self.card.add(self.gate)
        self.setFocusProxy(self.gate)


class Lock(QObject):
    """`lock()` puts everything away; `changed(True/False)` tells it. `stop()` ends the watching of windows.

    Whoever comes back finds the dialogs as they were. When somebody else comes they are closed first, so that each can
    keep what was typed as a draft.
    """

    changed = Signal(bool)

    def __init__(self, app: QApplication, shell: Shell, counter: Counter, curtain: Curtain) -> None:
        super().__init__(shell)
        self._alone, self._counter, self._curtain = Alone(app, shell), counter, curtain
        self._screen: LockScreen | None = None

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
        same = actor.staff_id == self._counter.here().staff_id
        self._screen = None
        windows = self._alone.end()
        if not same:
            for window in windows:
                _close(window)
        self._alone.bring_back([one for one in windows if shiboken6.isValid(one) and (same or _is_busy(one))])
        self._counter.let_in(actor)
        self.changed.emit(False)


def _is_busy(window: QWidget) -> bool:
    busy = getattr(window, "is_busy", None)
    return busy is not None and bool(busy())


def _close(window: QWidget) -> None:
    if _is_busy(window):
        return  # an import that runs shows how far it is, and nobody
    if isinstance(window, QDialog):
        window.reject()  # as Esc does: each dialog keeps what was typed
    else:
        window.close()
