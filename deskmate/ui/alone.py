"""One thing in the window instead of everything else: no other window, no key of a page, until it is over."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from deskmate.ui.curtain import Cover
from deskmate.ui.shell import Shell
from deskmate.ui.widgets import Popup

_KEY_EVENTS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod}
_PASSING = {Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.Desktop}


class Alone(QObject):
    """`show(screen)` puts everything else away, `end()` shows the pages again and gives the windows that were open.

    `bring_back` opens them as they were, with the focus where it was.
    """

    def __init__(self, app: QApplication, shell: Shell) -> None:
        super().__init__(shell)
        self._app, self._shell = app, shell
        self._screen: QWidget | None = None
        self._away: list[QWidget] = []
        self._focus: QWidget | None = None

    def screen(self) -> QWidget | None:
        """What stands in the window alone now."""
        return self._screen

    def show(self, screen: QWidget) -> None:
        """Put everything away and show only this."""
        while (popup := self._app.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        self._focus = self._shell.focusWidget()
        self._screen = screen
        self._app.installEventFilter(self)
        for window in self._app.topLevelWidgets():
            if window.isVisible() and self._is_to_go(window):
                self._put_away(window)
        for hanging in self._shell.findChildren(Popup):
            hanging.fold()
        self._shell.toasts.dismiss()
        self._shell.show_alone(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> list[QWidget]:
        """Show the pages again; the windows that were put away stay away until they are brought back."""
        windows = [window for window in self._away if shiboken6.isValid(window)]
        self._screen, self._away = None, []
        self._app.removeEventFilter(self)
        self._shell.show_workplace()
        return windows

    def bring_back(self, windows: list[QWidget]) -> None:
        """Open them again."""
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus(Qt.FocusReason.OtherFocusReason)
        for window in windows:
            window.open() if isinstance(window, QDialog) else window.show()

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
            if not (watched is self._screen or self._screen.isAncestorOf(watched)):
                return True
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()  # so that "/" and digits are typed, not taken for a shortcut
                return True
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_to_go(watched):
            cover = Cover(watched)  # at once, because a window can't be hidden while it is being shown
            cover.fit()
            QTimer.singleShot(0, watched, partial(self._put_away_late, watched, cover))
        return False

    def _is_to_go(self, window: QWidget) -> bool:
        return window.isWindow() and window is not self._shell and window.windowType() not in _PASSING

    def _put_away(self, window: QWidget) -> None:
        if window not in self._away:
            self._away.append(window)
        window.hide()

    def _put_away_late(self, window: QWidget, cover: Cover) -> None:
        if self._screen is not None:
            self._put_away(window)
            self._screen.setFocus(Qt.FocusReason.OtherFocusReason)
        cover.hide()
        cover.deleteLater()
