"""One line to type in. Its own undo comes first, but only while there is something of its own to undo."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Size

LINE_LIMIT = 500


class TextField(QLineEdit):
    """One line of text, at most `limit` characters."""

    def __init__(
        self, text: str = "", *, placeholder: str = "", limit: int = LINE_LIMIT, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setMaxLength(limit)
        self.setPlaceholderText(placeholder)

    def event(self, event: QEvent) -> bool:
        if leaves_undo(event, self.isUndoAvailable()):
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_alt_digit(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class PassphraseField(TextField):
    """A line that shows dots."""

    def __init__(self, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder=placeholder, limit=1000, parent=parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)


class SearchField(TextField):
    """A field with a magnifier. Emits `typed(text)` at each change, `entered`, `escaped`, `stepped(±1)`.

    The list it searches keeps its own selection; the focus stays here while one types.
    """

    typed = Signal(str)
    entered = Signal()
    escaped = Signal()
    stepped = Signal(int)

    def __init__(self, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(placeholder=placeholder, limit=200, parent=parent)
        self.setProperty("kind", "search")
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.textChanged.connect(self.typed)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _tint(self) -> None:
        # Qt's own cross is black in every palette
        cross = self.findChild(QAction, "_q_qlineeditclearaction")
        if cross is not None:
            ink = theme.colours(self).text_muted
            cross.setIcon(icons.icon("x", ink, size=16, ratio=self.devicePixelRatioF()))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = Size.ICON
        icons.paint(
            painter, QRectF(12, (self.height() - side) / 2, side, side), "search", theme.colours(self).text_muted
        )


def is_alt_digit(event: QKeyEvent) -> bool:
    """Whether `event` is Alt with a digit: a way to a page, which is no text where a dialog has nobody to take it."""
    # AltGr writes other signs than digits, or comes as Ctrl+Alt; on a Mac Option writes
    alone = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier == Qt.KeyboardModifier.AltModifier
    return alone and event.text() in tuple("0123456789") and sys.platform != "darwin"


def leaves_undo(event: QEvent, available: bool) -> bool:
    """Whether `event` is an undo that a field without a history of its own (`available`) must leave to the window."""
    # Qt's fields claim Ctrl+Z even with an empty history; then the window's "Undo" would never hear it
    if event.type() != QEvent.Type.ShortcutOverride or available:
        return False
    if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
        event.ignore()
        return True
    return False
