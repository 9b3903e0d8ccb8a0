"""Hears when the computer's own screen is locked, where the desktop tells (Linux); elsewhere it never does.

Sources: org.freedesktop.login1(5), the signal Lock of a session; org.freedesktop.ScreenSaver and its GNOME twin, the
signal ActiveChanged.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
_ON_ACTIVE: Any = SLOT("on_active(bool)")  # PySide6's own hints ask for bytes, which it refuses
_ON_LOCK: Any = SLOT("on_lock()")
_LOGIN = "org.freedesktop.login1.Session"


class ScreenLock(QObject):
    """Emits `locked` when the desktop says so. Nothing happens where there is no bus."""

    locked = Signal()

    def start(self) -> bool:
        """Listen; whether anything can be heard here."""
        if not sys.platform.startswith("linux"):
            return False
        from PySide6.QtDBus import QDBusConnection

        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        heard = []
        if session.isConnected():
            heard += [session.connect("", "", name, "ActiveChanged", self, _ON_ACTIVE) for name in _SAVERS]
        if system.isConnected():
            session_path = _path(os.environ.get("XDG_SESSION_ID", ""))
            heard.append(system.connect("", session_path, _LOGIN, "Lock", self, _ON_LOCK))
        return any(heard)

    def stop(self) -> None:
        """Listen no longer."""
        self.blockSignals(True)

    @Slot(bool)
    def on_active(self, active: bool) -> None:
        """The screen saver began, or ended."""
        if active:
            self.locked.emit()

    @Slot()
    def on_lock(self) -> None:
        """The session is to be locked."""
        self.locked.emit()


def _path(session: str) -> str:
    """A session's path on the bus, "" for any where ours is not known; a first digit is escaped, as systemd does."""
    if not session.isalnum():
        return ""
    first = f"_{ord(session[0]):x}" if session[0].isdigit() else session[0]
    return f"/org/freedesktop/login1/session/{first}{session[1:]}"
