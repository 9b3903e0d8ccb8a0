"""Fields to type in. Their own undo comes first, but only while there is something of theirs to undo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Size, Space
from deskmate.ui.widgets.labels import literal

LINE_LIMIT = 500
NOTE_LIMIT = 20_000  # a word of ten megabytes hangs Qt's text layout


class TextField(QLineEdit):
    """One line of text, at most `limit` characters."""

    def __init__(
        self, text: str = "", *, placeholder: str = "", limit: int = LINE_LIMIT, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setMaxLength(limit)
        self.setPlaceholderText(placeholder)

    def event(self, event: QEvent) -> bool:
        if _undo_is_not_mine(event, self.isUndoAvailable()):
            return False
        return super().event(event)


class PassphraseField(TextField):
    """A line that shows dots."""

    def __init__(self, *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder=placeholder, limit=1000, parent=parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)


class NoteField(QPlainTextEdit):
    """A note: plain text, at most 20,000 characters; Ctrl+Enter emits `submitted`, Tab goes on.

    As high as `lines`, and grows to three times that while one types.
    """

    submitted = Signal()

    def __init__(
        self, *, placeholder: str = "", lines: int = 4, limit: int = NOTE_LIMIT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)

    def text(self) -> str:
        """What was typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show `text`, ready to go on typing at its end."""
        self.setPlainText(text[: self._limit])
        self.moveCursor(self.textCursor().MoveOperation.End)

    def event(self, event: QEvent) -> bool:
        if _undo_is_not_mine(event, self.document().isUndoAvailable()):
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: object) -> None:
        # cut before it reaches the layout: pasting megabytes would freeze the window
        room = self._limit - self.document().characterCount() + 1 + len(self.textCursor().selectedText())
        text = source.text() if hasattr(source, "text") else ""
        self.insertPlainText(text[: max(room, 0)])

    def sizeHint(self) -> QSize:
        # a plain text document measures its height in lines
        lines = min(max(round(self.document().size().height()), self._lines), 3 * self._lines)
        return QSize(320, lines * self.fontMetrics().lineSpacing() + 2 * Space.M)

    @Slot()
    def _on_text_changed(self) -> None:
        self._keep_limit()
        self.updateGeometry()

    def _keep_limit(self) -> None:
        surplus = self.document().characterCount() - 1 - self._limit
        if surplus > 0:
            cursor = self.textCursor()
            cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.KeepAnchor, surplus)
            cursor.removeSelectedText()


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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = Size.ICON
        icons.paint(
            painter, QRectF(12, (self.height() - side) / 2, side, side), "search", theme.colours(self).text_muted
        )


class Choice(QComboBox):
    """One of a list. The wheel scrolls the page, not the choice, unless it has the focus."""

    def __init__(
        self, options: Sequence[tuple[object, str]] = (), *, value: object = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.set_options(options)
        if value is not None:
            self.set_value(value)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Offer (value, words) pairs instead; keeps the choice where it is still offered."""
        before = self.value()
        blocked = self.blockSignals(True)
        self.clear()
        for value, words in options:
            self.addItem(words, value)
        self.set_value(before)
        self.blockSignals(blocked)

    def value(self) -> object:
        """The value chosen."""
        return self.currentData()

    def set_value(self, value: object) -> None:
        """Choose `value` where it is offered."""
        for place in range(self.count()):
            if self.itemData(place) == value:
                self.setCurrentIndex(place)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Tick(QCheckBox):
    """A yes-or-no with its words."""

    def __init__(self, text: str, *, ticked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(literal(text), parent)
        self.setAccessibleName(text)
        self.setChecked(ticked)


def _undo_is_not_mine(event: QEvent, available: bool) -> bool:
    # Qt's fields claim Ctrl+Z even with an empty history; then the window's "Undo" would never hear it
    if event.type() != QEvent.Type.ShortcutOverride or available:
        return False
    if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
        event.ignore()
        return True
    return False
