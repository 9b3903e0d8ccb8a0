"""A list that hangs below a field while one types, inside the window and without taking the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from deskmate.ui.tokens import Space


class Popup(QFrame):
    """Shows `content` below `anchor`, as wide as it or wider; closes when the focus goes elsewhere or Esc is pressed.

    It is a child of the window, not a window: a real popup would take the keys from the field.
    """

    def __init__(self, anchor: QWidget, content: QWidget, *, min_width: int = 0) -> None:
        super().__init__(anchor.window())
        self.setProperty("kind", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._anchor, self._min_width, self._height = anchor, min_width, 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        layout.addWidget(content)
        self.hide()
        anchor.installEventFilter(self)
        anchor.window().installEventFilter(self)

    def drop(self, height: int) -> None:
        """Show it, `height` pixels high or as high as the window has room."""
        window = self._anchor.window()
        if self.parentWidget() is not window:  # the anchor was built before it had its window
            self.setParent(window)
            window.installEventFilter(self)
        self._height = height
        self._place()
        self.show()
        self.raise_()

    @Slot()
    def fold(self) -> None:
        """Hide it."""
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusOut and watched is self._anchor:
            if QApplication.activeModalWidget() is None and not self.underMouse():
                self.hide()
        elif kind == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        window = self._anchor.window()
        corner = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + Space.XS))
        width = min(max(self._anchor.width(), self._min_width), window.width() - corner.x() - Space.S)
        height = min(self._height + 2 * Space.XS + 2, window.height() - corner.y() - Space.S)
        self.setGeometry(corner.x(), corner.y(), width, height)
