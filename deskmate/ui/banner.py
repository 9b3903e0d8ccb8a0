"""The amber bar above the page: something that needs a decision, until it is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from deskmate.ui.tokens import Space
from deskmate.ui.widgets.buttons import IconButton, SecondaryButton
from deskmate.ui.widgets.frames import Icon
from deskmate.ui.widgets.labels import PlainLabel


@dataclass(frozen=True)
class _Notice:
    text: str
    action: str
    on_action: Callable[[], object] | None
    closable: bool
    on_close: Callable[[], object] | None


class Banner(QFrame):
    """One notice at a time; others wait behind it. Each has a key, so that its cause can take it back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "banner")
        self._notices: dict[str, _Notice] = {}
        self._words = PlainLabel(tone="attention", wrap=True)
        self._action = SecondaryButton("", self._on_action)
        self._close = IconButton("x", "Put this aside", self._on_close, size=32)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.S, Space.M, Space.S)
        layout.setSpacing(Space.M)
        layout.addWidget(Icon("triangle-alert", tone="attention"))
        layout.addWidget(self._words, 1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.hide()

    def show_notice(
        self,
        key: str,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        closable: bool = True,
        on_close: Callable[[], object] | None = None,
    ) -> None:
        """Show `text` in front; the same `key` replaces what it said before. `on_close` hears that it was put aside."""
        self._notices.pop(key, None)
        self._notices[key] = _Notice(text, action, on_action, closable, on_close)
        self._refresh()

    def settle(self, key: str) -> None:
        """Take the notice `key` away, if it is there."""
        self._notices.pop(key, None)
        self._refresh()

    def text(self) -> str:
        """What stands in front; empty where nothing does."""
        return self._words.text() if self._notices else ""

    @Slot()
    def _on_action(self) -> None:
        notice = next(reversed(self._notices.values()), None)
        if notice is not None and notice.on_action is not None:
            notice.on_action()

    @Slot()
    def _on_close(self) -> None:
        closed = self._notices.popitem()[1] if self._notices else None
        self._refresh()
        if closed is not None and closed.on_close is not None:
            closed.on_close()

    def _refresh(self) -> None:
        self.setVisible(bool(self._notices))
        if not self._notices:
            return
        notice = next(reversed(self._notices.values()))
        self._words.setText(notice.text)
        self._action.set_text(notice.action)
        self._action.setVisible(bool(notice.action))
        self._close.setVisible(notice.closable)
        self.setAccessibleName(notice.text)
