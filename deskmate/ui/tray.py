"""The tray icon: how many reminders wait, and the few things one wants without opening the window first."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtGui import QAction, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.widgets.marks import paint_badge

_SIDE = 64


class Tray(QObject):
    """Says what somebody wants by signals; whoever wires it decides. `start()` shows it, where there is a tray.

    `window` gives the colours and is raised on a click.
    """

    open_asked = Signal()
    note_asked = Signal()
    hide_asked = Signal()
    quit_asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._count = 0
        self._icon = QSystemTrayIcon(self)
        self.menu = QMenu(window)
        for text, signal in (
            ("Open", self.open_asked),
            ("New note", self.note_asked),
            ("Hide everything", self.hide_asked),
        ):
            self._add(text, signal)
        self.menu.addSeparator()
        self._add("Quit", self.quit_asked)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._on_activated)
        self.set_count(0)

    @staticmethod
    def is_available() -> bool:
        """Whether this desktop has a tray now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def start(self) -> bool:
        """Show it; False where there is no tray, and then the window must not hide in it."""
        if not self.is_available():
            return False
        self._icon.show()
        return True

    def stop(self) -> None:
        """Take it away."""
        self._icon.hide()

    def is_shown(self) -> bool:
        """Whether the window can be called back from the tray."""
        return self._icon.isVisible() and self.is_available()

    @Slot(int)
    def set_count(self, count: int) -> None:
        """Show how many reminders wait."""
        self._count = count
        self._icon.setIcon(self._drawn())
        # plain text on every system; no name and no reminder is told here, because everybody can see it
        waiting = f", {count} reminder{'s' * (count != 1)} waiting" if count else ""
        self._icon.setToolTip(f"Deskmate{waiting}")

    def count(self) -> int:
        """How many are shown to wait."""
        return self._count

    def tooltip(self) -> str:
        """What is said when it is pointed at."""
        return self._icon.toolTip()

    def icon(self) -> QIcon:
        """The picture, with its badge."""
        return self._icon.icon()

    def _add(self, text: str, signal: object) -> None:
        action = QAction(text, self.menu)
        action.triggered.connect(signal)
        self.menu.addAction(action)

    def _drawn(self) -> QIcon:
        plain = icons.app_icon()
        if not self._count:
            return plain
        picture = QPixmap(plain.pixmap(_SIDE, _SIDE))
        picture.setDevicePixelRatio(1)
        side = picture.width()
        painter = QPainter(picture)
        painter.setFont(theme.font(round(side * 0.4), QFont.Weight.DemiBold, tabular=True))
        width = round(side * (0.56 if self._count < 10 else 0.8))
        box = QRect(side - width, side - round(side * 0.54), width, round(side * 0.54))
        paint_badge(painter, box, self._count, theme.colours(self._window))
        painter.end()
        return QIcon(picture)

    @Slot(QSystemTrayIcon.ActivationReason)
    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        wanted = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)
        if reason in wanted:
            self.open_asked.emit()
