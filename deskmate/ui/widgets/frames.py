"""Cards, panels, headers and lines: what gives a page its order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Size, Space
from deskmate.ui.widgets.labels import PlainLabel, caption, title

_Box = TypeVar("_Box", bound=QBoxLayout)


class Card(QFrame):
    """A framed surface; add to `body`, a vertical layout. `kind`: card, quiet, attention, accent or panel."""

    def __init__(
        self, *, kind: str = "card", padding: int = Space.L, spacing: int = Space.M, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put widgets or layouts below what is there."""
        for part in parts:
            _add(self.body, part)


class SectionHeader(QWidget):
    """A section's name, how many there are, and its actions at the right."""

    def __init__(
        self, text: str, *, count: int | None = None, actions: Iterable[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = _row_layout(self, Space.S)
        self._name = PlainLabel(text, weight=QFont.Weight.DemiBold)
        self._count = PlainLabel("", tone="muted", tabular=True)
        row.addWidget(self._name)
        row.addWidget(self._count)
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)
        self.setMinimumHeight(28)
        self.set_count(count)

    def set_text(self, text: str) -> None:
        """Change the name."""
        self._name.setText(text)

    def set_count(self, count: int | None) -> None:
        """Show how many there are; None shows nothing."""
        self._count.setText("" if count is None else f"{count:,}")
        self._count.setVisible(count is not None)


class PageHeader(QWidget):
    """The top of a page: title, a line below it, actions at the right."""

    def __init__(
        self, text: str, *, subtitle: str = "", actions: Iterable[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = _row_layout(self, Space.S)
        words = QVBoxLayout()
        words.setSpacing(3)
        self._title = title(text)
        self._subtitle = caption(subtitle)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        row.addLayout(words, 1)
        for action in actions:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        self.set_subtitle(subtitle)

    def set_title(self, text: str) -> None:
        """Change the title."""
        self._title.setText(text)

    def set_subtitle(self, text: str) -> None:
        """Change the line below; an empty one takes no place."""
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))


class Line(QFrame):
    """A hairline between things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "line")
        self.setFixedHeight(1)


class Icon(QWidget):
    """A picture beside words; a screen reader skips it. `tone`: a field of `tokens.Colours`."""

    def __init__(
        self, name: str, *, tone: str = "text_muted", size: int = Size.ICON, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(QSize(size, size))

    def set_icon(self, name: str, *, tone: str | None = None) -> None:
        """Show another picture, perhaps in another colour."""
        self._name, self._tone = name, tone or self._tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.paint(painter, QRectF(self.rect()), self._name, getattr(theme.colours(self), self._tone))


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down; add to `body`. `width` bounds it, so that lines stay readable."""

    def __init__(
        self,
        *,
        width: int | None = None,
        padding: int = Space.XL,
        spacing: int = Space.L,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        outer = QWidget()
        outer.setAutoFillBackground(False)
        across = QHBoxLayout(outer)
        across.setContentsMargins(padding, padding, padding, padding)
        column = QWidget()
        if width is not None:
            column.setMaximumWidth(width)
        self.body = QVBoxLayout(column)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(spacing)
        column.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        # only as high as its parts wish: nothing in a scrolling column is stretched
        across.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        if width is not None:
            across.addStretch(0)
        self.setWidget(outer)

    def add(self, *parts: QWidget | QLayout) -> None:
        """Put widgets or layouts below what is there."""
        for part in parts:
            _add(self.body, part)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab brings the whole of what it reaches into view; Qt sees to the caret alone."""
        moved = super().focusNextPrevChild(next)
        focused, inside = self.focusWidget(), self.widget()
        if moved and focused is not None and inside is not None and inside.isAncestorOf(focused):
            half = focused.height() // 2
            if 2 * half < self.viewport().height():
                self.ensureVisible(0, focused.mapTo(inside, QPoint(0, half)).y(), 0, half + Space.L)
        return moved


def row(*parts: QWidget | QLayout | None, spacing: int = Space.S) -> QHBoxLayout:
    """Parts side by side, centred on one line; None is the stretch that pushes the rest to the right."""
    return _filled(QHBoxLayout(), parts, spacing)


def column(*parts: QWidget | QLayout | None, spacing: int = Space.S) -> QVBoxLayout:
    """Parts one below the other; None is a stretch."""
    return _filled(QVBoxLayout(), parts, spacing)


def clear(layout: QLayout) -> None:
    """Take everything out of `layout` and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _filled(layout: _Box, parts: Iterable[QWidget | QLayout | None], spacing: int) -> _Box:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            _add(layout, part)
    return layout


def _add(layout: QBoxLayout, part: QWidget | QLayout) -> None:
    if isinstance(part, QLayout):
        layout.addLayout(part)
    else:
        layout.addWidget(part)


def _row_layout(widget: QWidget, spacing: int) -> QHBoxLayout:
    layout = QHBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return layout


__all__ = [
    "Card",
    "Icon",
    "Line",
    "PageHeader",
    "ScrollColumn",
    "SectionHeader",
    "clear",
    "column",
    "row",
]
