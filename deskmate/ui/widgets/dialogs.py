"""Dialogs that ask without blocking: they open over their window and tell what was answered by a signal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from deskmate.core.errors import DeskmateError
from deskmate.ui.reading_order import stops
from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from deskmate.ui.widgets.labels import PlainLabel

APOLOGY = "Something went wrong on our side. Nothing was lost; please try again."


class Dialog(QDialog):
    """A dialog with a heading, a body to fill (`body`) and its buttons. Ctrl+Enter is yes, Esc is no. Use `open()`.

    Where there is only one line to fill, Enter is yes too.

    `accepted` and `rejected` tell the answer. A child that must check first overrides `accept()` and calls
    `super().accept()` when all is well.
    """

    def __init__(
        self, parent: QWidget | None, heading: str, *, yes: str = "Save", no: str = "Cancel", width: int = 480
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Deskmate")  # the heading stands inside; twice would be noise
        self.setAccessibleName(heading)
        self.setMinimumWidth(width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(PlainLabel(heading, size=Text.LARGE, weight=QFont.Weight.DemiBold, wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        layout.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(Space.S)
        self.buttons.addStretch(1)
        self.no_button = SecondaryButton(no or "Close", self.reject, tip="Esc")
        self.no_button.setVisible(bool(no))
        self.yes_button = PrimaryButton(yes, self.accept, shortcut="Ctrl+Return")
        self.buttons.addWidget(self.no_button)
        self.buttons.addWidget(self.yes_button)
        layout.addLayout(self.buttons)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put widgets or layouts below what is there."""
        for part in parts:
            if isinstance(part, QLayout):
                self.body.addLayout(part)
            else:
                self.body.addWidget(part)

    def add_button(self, button: Button) -> None:
        """Put one more button at the left of the others."""
        self.buttons.insertWidget(self.buttons.count() - 3 if self.buttons.count() > 2 else 0, button)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return handled

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = next(stops(self), None)
        if self.focusWidget() is None and first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would begin with what was made first: a button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            self.yes_button.click()
            return
        if enter and not event.isAutoRepeat() and self.isVisible() and self._is_only_line(self.focusWidget()):
            self.yes_button.click()
            return
        super().keyPressEvent(event)

    def _grow(self) -> None:
        # a sentence of several lines may come while the dialog is open; Qt makes room for the first line only
        layout = self.layout()
        wished = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        needed = min(wished, self.screen().availableGeometry().height())
        if needed > self.height():
            self.resize(self.width(), needed)

    def _is_only_line(self, field: QWidget | None) -> bool:
        # with one line to fill there is nothing else that Enter could mean
        return field is not None and [line for line in self.findChildren(QLineEdit) if line.isVisible()] == [field]


def ask(
    parent: QWidget, question: str, *, text: str = "", yes: str, no: str = "Cancel", on_yes: Callable[[], object]
) -> Dialog:
    """Ask before something that can't be undone; `on_yes` runs after a yes. Returns at once with the open dialog."""
    dialog = Dialog(parent, question, yes=yes, no=no, width=420)
    if text:
        dialog.add(PlainLabel(text[:4000], wrap=True, tone="muted"))
    dialog.accepted.connect(on_yes)
    dialog.open()
    dialog.no_button.setFocus(Qt.FocusReason.TabFocusReason)
    return dialog


def sentence_for(error: BaseException) -> str:
    """What to show staff: the error's own sentence where it has one for them, an apology where it is our bug."""
    return str(error) if isinstance(error, DeskmateError) else APOLOGY
