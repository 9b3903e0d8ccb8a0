"""The bar at the bottom that says what just happened, and takes it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from deskmate.ui.tokens import Space
from deskmate.ui.widgets.labels import PlainLabel, set_tooltip

_GAP = 20


class Toasts(QFrame):
    """One sentence at a time over the bottom of `host`; never takes the focus.

    Ctrl+Z undoes while the bar is there, unless a field with an undo of its own has the focus. Once the bar is gone,
    Ctrl+Z calls `later`, unless somebody is typing.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._undo: Callable[[], object] | None = None
        self.later: Callable[[], object] | None = None
        self.setProperty("kind", "toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = PlainLabel(tone="inverse", elide=True)
        self._button = QPushButton("Undo")
        self._button.setProperty("kind", "toast")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tooltip(self._button, "Undo", keys=QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText))
        self._button.clicked.connect(self.undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        layout.setSpacing(Space.L)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), host.window())
        self._keys.activated.connect(self._on_key)
        host.installEventFilter(self)
        self.hide()

    def say(
        self,
        text: str,
        *,
        undo: Callable[[], object] | None = None,
        undo_text: str = "Undo",
        seconds: float | None = None,
    ) -> None:
        """Show it; `undo` is what the button and Ctrl+Z call. Stays 5 s, 10 s with an undo, longer if pointed at."""
        self._undo = undo
        self._words.setText(text)
        self._button.setText(undo_text)
        self._button.setAccessibleName(f"{undo_text}: {text}")
        self._button.setVisible(undo is not None)
        self._timer.start(round(1000 * (seconds if seconds is not None else 10 if undo else 5)))
        self.setAccessibleName(text)
        self.show()
        self._place()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def text(self) -> str:
        """What it says now; empty when hidden."""
        return self._words.text() if not self.isHidden() else ""

    @Slot()
    def undo(self) -> None:
        """Take back what was just done, if that is still offered."""
        undo = self._undo
        self.dismiss()
        if undo is not None:
            undo()

    @Slot()
    def dismiss(self) -> None:
        """Go away."""
        self._undo = None
        self._timer.stop()
        self.hide()

    @Slot()
    def _on_key(self) -> None:
        if self._undo is not None:
            self.undo()
        elif self.later is not None and self._host.isVisible() and not _is_typing(self._host.window().focusWidget()):
            self.later()

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)  # type: ignore[arg-type]

    def leaveEvent(self, event: QEvent) -> None:
        if not self.isHidden():
            self._timer.start(4000)
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        words = self._words.fontMetrics().horizontalAdvance(self._words.text())
        button = 0 if self._button.isHidden() else self._button.sizeHint().width() + Space.L
        width = min(words + button + 3 * Space.L, self._host.width() - 2 * _GAP)
        height = self.sizeHint().height()
        self.setGeometry((self._host.width() - width) // 2, self._host.height() - height - _GAP, width, height)


def _is_typing(focus: QWidget | None) -> bool:
    # whoever presses Ctrl+Z in a field means what they typed, even where the field has nothing left to take back
    if isinstance(focus, QAbstractSpinBox | QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QComboBox) and focus.isEditable()
