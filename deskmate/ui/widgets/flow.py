"""A layout that fills lines from the left and breaks where the line is full: for chips."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from deskmate.ui.tokens import Space


class FlowLayout(QLayout):
    """Items keep their wished-for size and wrap like words."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = Space.S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins(0, 0, 0, 0))
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(rect.width()):
            x, height = rect.x(), max(wish.height() for _, wish in line)
            for item, wish in line:
                if move:  # what is lower than its neighbours stands at their middle
                    item.setGeometry(QRect(QPoint(x, y + (height - wish.height()) // 2), wish))
                x += wish.width() + self.spacing()
            y += height + self.spacing()
        return max(y - self.spacing() - rect.y(), 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = width
        for item in self._items:
            if item.isEmpty():
                continue
            wish = item.sizeHint()
            wish.setWidth(min(wish.width(), width))
            if not lines or used + wish.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, wish))
            used += wish.width() + self.spacing()
        return lines


class Flow(QWidget):
    """A widget whose children flow."""

    def __init__(self, *children: QWidget, spacing: int = Space.S, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for child in children:
            self.add(child)

    def add(self, child: QWidget) -> None:
        """Put `child` after the others."""
        self._flow.addWidget(child)

    def clear(self) -> None:
        """Let all children go."""
        while (item := self._flow.takeAt(0)) is not None:
            child = item.widget()
            if child is not None:
                child.hide()
                child.deleteLater()
