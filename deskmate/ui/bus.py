"""How a page hears that the book changed, and when it looks again."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import ClassVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class Changes(QObject):
    """Turns "these topics changed", said on any thread, into one signal on the window's thread."""

    changed = Signal(object)  # frozenset[str]
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def notify(self, topics: Iterable[str]) -> None:
        """Tell everybody soon; what is said before the next turn of the event loop is told once. Safe on any thread."""
        with self._lock:
            first = not self._waiting
            self._waiting.update(topics)
            pending = bool(self._waiting)
        if first and pending and shiboken6.isValid(self):
            self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            topics, self._waiting = frozenset(self._waiting), set()
        if topics:
            self.changed.emit(topics)


class Page(QWidget):
    """A page of the window. Override `reload()`; it is called soon after a change while visible, and when shown stale.

    `topics` are the topics of the book that the page shows; an empty set reloads only when shown for the first time.
    `title` and `icon` are for the rail. `reload()` must be quick (under 50 ms): longer reading goes to the background.
    """

    topics: ClassVar[frozenset[str]] = frozenset()
    title: ClassVar[str] = ""
    icon: ClassVar[str] = "store"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._reload_now)

    def reload(self) -> None:
        """Read the book again and show it."""

    def focus_first(self) -> None:
        """Take the focus to where typing starts, when the page is chosen by keyboard; does nothing by default."""

    def begin_again(self) -> None:
        """Chosen once more while it is shown: go back to what the page begins with; nothing by default."""

    def put_away(self) -> None:
        """Somebody else comes: keep what was typed for whoever typed it, and show none of it; nothing by default."""

    def listen(self, changes: Changes) -> None:
        """Hear of changes from here on."""
        changes.changed.connect(self._on_changed)

    def is_stale(self) -> bool:
        """Whether the book changed since the page last looked."""
        return self._stale

    @Slot()
    def mark_stale(self) -> None:
        """Look again: soon where visible, otherwise when shown."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.stop()

    @Slot(object)
    def _on_changed(self, topics: frozenset[str]) -> None:
        if topics & self.topics:
            self.mark_stale()

    @Slot()
    def _reload_now(self) -> None:
        if self._stale:
            self._stale = False
            self.reload()
