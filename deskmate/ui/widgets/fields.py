"""Fields that are more than a line: a note, a choice, a yes-or-no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QSizePolicy, QStyledItemDelegate, QWidget

from deskmate.ui.tokens import Space
from deskmate.ui.widgets.labels import literal
from deskmate.ui.widgets.lines import is_alt_digit, leaves_undo

NOTE_LIMIT = 20_000  # a word of ten megabytes hangs Qt's text layout


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
        if leaves_undo(event, self.document().isUndoAvailable()):
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif is_alt_digit(event):
            event.ignore()
        else:
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


class Choice(QComboBox):
    """One of a list. The wheel scrolls the page, not the choice, unless it has the focus."""

    def __init__(
        self, options: Sequence[tuple[object, str]] = (), *, value: object = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setItemDelegate(QStyledItemDelegate(self))  # the built-in one paints its list past the style sheet
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
