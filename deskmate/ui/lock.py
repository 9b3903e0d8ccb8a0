"""The lock: names and PINs instead of the pages, every other window away, until somebody proves who they are."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from deskmate.core.actors import Actor
from deskmate.ui.counter import Counter
from deskmate.ui.curtain import Cover, Curtain
from deskmate.ui.gate import Gate
from deskmate.ui.shell import Shell
from deskmate.ui.unlock import Centred
from deskmate.ui.widgets import Popup

_KEY_EVENTS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod}
_PASSING = {Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.Desktop}


class LockScreen(Centred):
    """What stands in the window while it is locked."""

    def __init__(self, counter: Counter, here: int | None) -> None:
        super().__init__("lock", "Locked", "Choose your name. Nothing that was begun is lost.")
        self.gate = Gate(counter, first=here)
        self.card.add(self.gate)
        self.setFocusProxy(self.gate)


class Lock(QObject):
    """`lock()` puts everything away; `changed(True/False)` tells it. `start()` and `stop()` watch the windows.

    Whoever comes back finds the dialogs as they were. When somebody else comes they are closed first, so that each can
    keep what was typed as a draft.
    """

    changed = Signal(bool)

    def __init__(self, app: QApplication, shell: Shell, counter: Counter, curtain: Curtain) -> None:
        super().__init__(shell)
        self._app, self._shell, self._counter, self._curtain = app, shell, counter, curtain
        self._screen: LockScreen | None = None
        self._away: list[QWidget] = []
        self._focus: QWidget | None = None

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
        while (popup := self._app.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        self._counter.end_allowing()
        self._focus = self._shell.focusWidget()
        here = self._counter.here().staff_id
        self._screen = LockScreen(self._counter, here)
        self._screen.gate.came.connect(self._on_came)
        self._app.installEventFilter(self)
        for window in self._app.topLevelWidgets():
            if window.isVisible() and self._is_to_go(window):
                self._put_away(window)
        for hanging in self._shell.findChildren(Popup):
            hanging.fold()
        self._shell.toasts.dismiss()
        self._shell.show_alone(self._screen)
        self._screen.gate.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(True)
        self._curtain.lift()
        return True

    def stop(self) -> None:
        """Watch no longer."""
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._screen is None:
            return False
        kind = event.type()
        if kind == QEvent.Type.Shortcut:
            return True  # none of the pages' keys may reach what is behind
        if kind in _KEY_EVENTS and isinstance(watched, QWidget):
            if not self._is_mine(watched):
                return True
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # so that "/" and digits are typed, not taken for a shortcut
                return True
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_to_go(watched):
            cover = Cover(watched)  # at once, because a window can't be hidden while it is being shown
            cover.fit()
            QTimer.singleShot(0, watched, partial(self._put_away_late, watched, cover))
        return False

    def _is_mine(self, widget: QWidget) -> bool:
        return widget is self._screen or (self._screen is not None and self._screen.isAncestorOf(widget))

    def _is_to_go(self, window: QWidget) -> bool:
        return window.isWindow() and window is not self._shell and window.windowType() not in _PASSING

    def _put_away(self, window: QWidget) -> None:
        if window not in self._away:
            self._away.append(window)
        window.hide()

    def _put_away_late(self, window: QWidget, cover: Cover) -> None:
        if self._screen is not None:
            self._put_away(window)
            self._screen.gate.setFocus(Qt.FocusReason.OtherFocusReason)
        cover.hide()
        cover.deleteLater()

    @Slot(object)
    def _on_came(self, actor: Actor) -> None:
        windows = [window for window in self._away if shiboken6.isValid(window)]
        same = actor.staff_id == self._counter.here().staff_id
        self._screen, self._away = None, []
        self._app.removeEventFilter(self)
        self._shell.show_workplace()
        if same:
            self._bring_back(windows)
        else:
            for window in windows:
                _close(window)
            self._bring_back([window for window in windows if shiboken6.isValid(window) and _is_busy(window)])
        self._counter.let_in(actor)
        self.changed.emit(False)

    def _bring_back(self, windows: list[QWidget]) -> None:
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        for window in windows:
            window.open() if isinstance(window, QDialog) else window.show()


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
