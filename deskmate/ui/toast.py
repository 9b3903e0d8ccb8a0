"""The words beside the search that say what just happened, and take it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from deskmate.ui.tokens import Space
from deskmate.ui.widgets.labels import PlainLabel, set_tooltip

_HEIGHT, _WIDEST, _NARROWEST = 46, 640, 160
_LINES, _BORDER = 2, 1
_UNBOUNDED = 100_000


class Toasts(QFrame):
    """One sentence at a time, of two lines at most; never takes the focus, and lies over nothing.

    It has a place of its own in the layout of `host`, so that whatever is needed next stays in view.
    Ctrl+Z undoes while the bar is there, unless a field with an undo of its own has the focus. Once the bar is gone,
    Ctrl+Z calls `later`, unless somebody is typing.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._text = ""
        self._undo: Callable[[], object] | None = None
        self.later: Callable[[], object] | None = None
        self.setProperty("kind", "toast")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self._words = PlainLabel(tone="inverse", wrap=True)
        self._button = QPushButton("Undo")
        self._button.setProperty("kind", "toast")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.setCursor(Qt.CursorShape.PointingHandCursor)
        set_tooltip(self._button, "Undo", keys=QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText))
        self._button.clicked.connect(self.undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.XS, Space.S, Space.XS)
        layout.setSpacing(Space.M)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), host.window())
        self._keys.activated.connect(self._on_key)
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
        self._undo, self._text = undo, text
        self._button.setText(undo_text)
        self._button.setAccessibleName(f"{undo_text}: {text}")
        self._button.setVisible(undo is not None)
        self._timer.start(round(1000 * (seconds if seconds is not None else 10 if undo else 5)))
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def text(self) -> str:
        """What it says now; empty when hidden."""
        return self._text if not self.isHidden() else ""

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

    def sizeHint(self) -> QSize:
        # a pixel too few would break the line
        words = self._words.fontMetrics().horizontalAdvance(self._text[:500]) + 4
        return QSize(max(_NARROWEST, min(words + self._beside(), _WIDEST)), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _beside(self) -> int:
        """How many pixels the words do not have."""
        button = 0 if self._button.isHidden() else Space.M + self._button.sizeHint().width()
        return 2 * _BORDER + Space.L + Space.S + button

    def _fit(self) -> None:
        """Show as much of the sentence as two lines hold; the whole of it is in the tooltip."""
        width = min(self.width(), self.sizeHint().width()) - self._beside()
        shown = _on_lines(self._words, self._text, width)
        self._words.setText(shown)
        set_tooltip(self, self._text if shown != self._text else "")


def _on_lines(label: PlainLabel, text: str, width: int) -> str:
    """The text, or the most of its beginning with "…" that two lines of `width` pixels hold."""
    metrics, box = label.fontMetrics(), QRect(0, 0, max(width, 1), _UNBOUNDED)

    def fits(words: str) -> bool:
        wrapped = metrics.boundingRect(box, int(Qt.TextFlag.TextWordWrap), words)
        return wrapped.height() <= _LINES * metrics.lineSpacing() and wrapped.width() <= width

    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle].rstrip() + "…") else (low, middle - 1)
    return text[:low].rstrip() + "…"


def _is_typing(focus: QWidget | None) -> bool:
    # whoever presses Ctrl+Z in a field means what they typed, even where the field has nothing left to take back
    if isinstance(focus, QAbstractSpinBox | QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QComboBox) and focus.isEditable()
