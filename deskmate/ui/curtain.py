"""F9 hides everything at once, on every window, dialogs included; any key that means "back" or a click lifts it."""

from __future__ import annotations

import time

import shiboken6
from PySide6.QtCore import QEvent, QKeyCombination, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QInputEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Text

_KEY = QEvent.Type.KeyPress
_OVERRIDE = QEvent.Type.ShortcutOverride
_SHOW = QEvent.Type.Show
_APPEARS = {_SHOW, QEvent.Type.Resize, QEvent.Type.ZOrderChange}
_BLOCKED = {
    QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut,
    QEvent.Type.InputMethod, QEvent.Type.Wheel, QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick, QEvent.Type.ContextMenu, QEvent.Type.ToolTip, QEvent.Type.Drop,
}  # fmt: skip
_LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
_CLICKS = {QEvent.Type.MouseButtonPress}
_TOUCHES = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.MouseMove}


class Curtain(QObject):
    """The privacy curtain. `start()` watches the keys; `toggle()`, `draw()` and `lift()` do it from code.

    While the curtain is drawn, no key or click reaches what is behind it. `lock_asked` tells of Ctrl+L in a dialog,
    where the window's own key does not reach.
    """

    drawn = Signal(bool)
    lock_asked = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._covers: list[Cover] = []
        self._down = False
        self._last_input = time.monotonic()

    def start(self) -> None:
        """Watch for F9 in every window of the program."""
        self._app.installEventFilter(self)

    def stop(self) -> None:
        """Watch no longer, and lift."""
        self._app.removeEventFilter(self)
        self._uncover()

    def idle_seconds(self) -> float:
        """How long nobody has touched a key or the mouse in this program."""
        return time.monotonic() - self._last_input

    def is_drawn(self) -> bool:
        """Whether everything is hidden now."""
        return self._down

    def toggle(self) -> None:
        """Hide, or show again."""
        if self._down:
            self.lift()
        else:
            self.draw()

    def draw(self) -> None:
        """Hide every window's content at once; menus and lists that hang open are closed."""
        if self._down:
            return
        self._down = True
        while (popup := self._app.activePopupWidget()) is not None:
            popup.close()
        for window in self._app.topLevelWidgets():
            if window.isVisible() and window.windowType() == Qt.WindowType.ToolTip:
                window.hide()  # QToolTip itself would take its time
            elif window.isVisible():
                self._cover(window)
        self.drawn.emit(True)

    def lift(self) -> None:
        """Show everything again."""
        self._uncover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # every event of the program comes by here, thousands while a page is made: to ask what kind it is takes longest
        if not self._down and not isinstance(event, QInputEvent):
            return False
        kind = event.type()
        if kind in _TOUCHES:
            self._last_input = time.monotonic()
        if not self._down:
            if kind == _KEY and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F9:
                self.draw()
                return True
            if kind == _KEY and isinstance(event, QKeyEvent) and event.keyCombination() == _LOCK:
                return self._ask_lock()
            return False
        if kind in _BLOCKED:
            return self._on_input(event)
        if kind in _APPEARS and isinstance(watched, QWidget) and not isinstance(watched, Cover):
            self._cover_again(watched)
        return False

    def _ask_lock(self) -> bool:
        in_a_dialog = self._app.activeModalWidget() is not None
        if in_a_dialog:
            self.lock_asked.emit()
        return in_a_dialog

    def _cover_again(self, appeared: QWidget) -> None:
        """Cover a window that opens or grows behind the curtain, and what is put on top of one that is covered."""
        if appeared.isWindow():
            self._cover(appeared)
        elif any(
            shiboken6.isValid(cover) and cover.parentWidget() is appeared.parentWidget() for cover in self._covers
        ):
            self._cover(appeared.window())

    def _on_input(self, event: QEvent) -> bool:
        kind = event.type()
        if kind == _OVERRIDE:
            event.accept()  # so that it comes as a key and no shortcut behind the curtain fires
        elif kind == _KEY and isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if event.key() in (Qt.Key.Key_F9, Qt.Key.Key_Escape):
                self.lift()
        elif kind in _CLICKS:
            self.lift()
        return True

    def _cover(self, window: QWidget) -> None:
        for cover in self._covers:
            if shiboken6.isValid(cover) and cover.parentWidget() is window:
                cover.fit()
                return
        if window.windowType() == Qt.WindowType.Desktop:
            return
        cover = Cover(window)
        self._covers.append(cover)
        cover.fit()

    def _uncover(self) -> None:
        was = self._down
        self._down = False
        for cover in self._covers:
            if shiboken6.isValid(cover):
                cover.hide()
                cover.deleteLater()
        self._covers.clear()
        if was:
            self.drawn.emit(False)


class Cover(QWidget):
    """An opaque sheet over one window; it never takes the focus, so that typing goes on where it was."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Hidden. Press Escape to go on.")

    def fit(self) -> None:
        """Cover the whole window, painted at once."""
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())
        self.raise_()
        self.show()
        self.repaint()  # at once, not after what else waits to be painted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.colours(self)
        painter.fillRect(self.rect(), QColor(colours.rail))
        centre = self.rect().center()
        icons.paint(painter, QRectF(centre.x() - 20, centre.y() - 52, 40, 40), "eye-off", colours.border_strong)
        painter.setFont(theme.font(Text.BODY, QFont.Weight.Medium))
        painter.setPen(QColor(colours.text_muted))
        room = self.rect().adjusted(0, 16, 0, 16)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "Hidden. Press Esc or click to go on.")
