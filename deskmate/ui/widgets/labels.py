"""Text that people typed, shown as text: never as HTML, never as a shortcut letter."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from deskmate.ui import theme
from deskmate.ui.tokens import Text

_COMFORTABLE = 560
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # the html module would load 2,231 entities


class PlainLabel(QLabel):
    """A label that shows exactly the characters it is given.

    `tone` is one of muted, faint, accent, attention, good, info, inverse, or empty. `elide` keeps one line and ends it
    with "…" where the place is short (the whole text is then in the tooltip); `wrap` breaks lines; `selectable` lets
    staff copy it.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: int = Text.BODY,
        weight: QFont.Weight = QFont.Weight.Normal,
        tone: str = "",
        elide: bool = False,
        wrap: bool = False,
        selectable: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._elide = elide
        self.setFont(theme.font(size, weight, tabular=tabular))
        self.setWordWrap(wrap and not elide)
        if tone:
            self.setProperty("tone", tone)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, character by character."""
        super().setText(text)
        if self._elide:
            set_tooltip(self, text)

    def set_tone(self, tone: str) -> None:
        """Change the meaning that the colour stands for."""
        restyle(self, "tone", tone)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        if not self.wordWrap() or not self.text():
            return hint
        # Qt likes wrapped text nearly square; words read better on as few lines as fit a comfortable width
        longest = max(self.fontMetrics().horizontalAdvance(line) for line in self.text()[:2000].split("\n"))
        width = min(longest + 2, _COMFORTABLE)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        if self.wordWrap():
            # Qt's own is the height at the narrowest width, which tears holes into scrolling columns
            return QSize(min(hint.width(), 80), self.fontMetrics().height())
        return QSize(min(hint.width(), 40), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide or self._shows_selection():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(
            self.text().replace("\n", " "), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)

    def _shows_selection(self) -> bool:
        """Whether this is all of a text that can be copied; Qt's own painting marks what was selected of it."""
        copied = bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)
        return copied and self.fontMetrics().horizontalAdvance(self.text()) <= self.contentsRect().width()


def title(text: str, *, parent: QWidget | None = None) -> PlainLabel:
    """A page's title."""
    return PlainLabel(text, size=Text.DISPLAY, weight=QFont.Weight.DemiBold, elide=True, parent=parent)


def heading(text: str, *, parent: QWidget | None = None) -> PlainLabel:
    """A section's or card's heading."""
    return PlainLabel(text, size=Text.LARGE, weight=QFont.Weight.DemiBold, elide=True, parent=parent)


def caption(text: str, *, tone: str = "muted", parent: QWidget | None = None) -> PlainLabel:
    """Small supporting text that wraps."""
    return PlainLabel(text, size=Text.SMALL, tone=tone, wrap=True, parent=parent)


def set_tooltip(widget: QWidget, text: str, *, keys: str = "") -> None:
    """Show `text` (and the shortcut `keys`) as a tooltip; markup in it is shown as typed."""
    if not text:
        widget.setToolTip("")
        return
    shown = text.translate(_ESCAPES) + (f"&nbsp;&nbsp;<b>{keys.translate(_ESCAPES)}</b>" if keys else "")
    # always rich text, so that the escapes are read as escapes; the length is bounded so that it stays a tip
    widget.setToolTip(f"<p style='white-space:pre-wrap;margin:0'>{shown}</p>" if len(text) < 2000 else "")


def literal(text: str) -> str:
    """`text` for a button, menu or tab, where a single & would vanish and underline a letter."""
    return text.replace("&", "&&")


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set the dynamic property that the style sheet looks at, and let it look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
