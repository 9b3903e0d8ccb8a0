"""What a place without content says: what would be here, and how to get the first one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from deskmate.ui.tokens import Space, Text
from deskmate.ui.widgets.buttons import SecondaryButton
from deskmate.ui.widgets.frames import Icon
from deskmate.ui.widgets.labels import PlainLabel


class EmptyState(QWidget):
    """An icon, one sentence, a hint that teaches, and perhaps the action that ends the emptiness."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        hint: str = "",
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QWidget()
        column.setMaximumWidth(420)
        across = QHBoxLayout(self)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addStretch(1)
        across.addWidget(column, 100)
        across.addStretch(1)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addStretch(2)
        self._icon = Icon(icon, tone="border_strong", size=36)
        layout.addWidget(self._icon, 0, centre)
        layout.addSpacing(Space.XS)
        self._sentence = PlainLabel(sentence, weight=QFont.Weight.DemiBold, wrap=True)
        self._hint = PlainLabel(hint, size=Text.SMALL, tone="muted", wrap=True)
        for label in (self._sentence, self._hint):
            label.setAlignment(centre)
            layout.addWidget(label)
        self._hint.setVisible(bool(hint))
        if action:
            layout.addSpacing(Space.S)
            layout.addWidget(SecondaryButton(action, on_action), 0, centre)
        layout.addStretch(3)

    def set_words(self, sentence: str, hint: str = "", *, icon: str | None = None) -> None:
        """Say something else, for example after a search found nothing."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        if icon is not None:
            self._icon.set_icon(icon)
