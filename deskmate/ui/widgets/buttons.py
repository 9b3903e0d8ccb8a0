"""Buttons: one primary a page, quiet ones for the rest. A click never takes the focus from where one types."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Colours, Size
from deskmate.ui.widgets.labels import literal, set_tooltip

_TINTED_BY = (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange)
_GAP = 5  # Qt leaves almost none between icon and words once a style sheet is set


class Button(QPushButton):
    """What all worded buttons share; use one of its children.

    `shortcut` is a key sequence ("Ctrl+Return") that presses it while it is visible, and is told in the tooltip.
    """

    kind = "secondary"

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        icon: str = "",
        shortcut: str = "",
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(literal(text), parent)
        self._icon_name = icon
        self.setProperty("kind", self.kind)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
        if tip or shortcut:
            set_tooltip(self, tip or text, keys=_native(shortcut))
        if on_click is not None:
            self.clicked.connect(on_click)
        self._tint()

    def set_text(self, text: str) -> None:
        """Change the words (and the accessible name with them)."""
        keys = self.shortcut()
        self.setText(literal(text))
        self.setShortcut(keys)  # setText forgets it
        self.setAccessibleName(text)

    def set_icon(self, name: str) -> None:
        """Change the picture."""
        self._icon_name = name
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _TINTED_BY:
            self._tint()

    def _icon_colour(self, colours: Colours) -> str:
        return colours.text_muted

    def _tint(self) -> None:
        if self._icon_name:
            worn = theme.colours(self)
            colour, ratio = self._icon_colour(worn), self.devicePixelRatioF()
            picture = icons.icon(self._icon_name, colour, disabled=worn.border_strong, gap=_GAP, ratio=ratio)
            self.setIcon(picture)
            self.setIconSize(QSize(Size.ICON + _GAP, Size.ICON))


class PrimaryButton(Button):
    """The one thing to do here."""

    kind = "primary"

    def _icon_colour(self, colours: Colours) -> str:
        return colours.on_accent


class SecondaryButton(Button):
    """Anything else worth a frame."""


class QuietButton(Button):
    """A worded action without a frame, for rows, headers and hints."""

    kind = "quiet"

    def _icon_colour(self, colours: Colours) -> str:
        return colours.accent_text


class IconButton(QToolButton):
    """A picture alone; `name` is what a screen reader says and the tooltip shows."""

    def __init__(
        self,
        icon: str,
        name: str,
        on_click: Callable[[], object] | None = None,
        *,
        shortcut: str = "",
        checkable: bool = False,
        size: int = Size.CONTROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(checkable)
        self.setFixedSize(size, size)
        self.setIconSize(QSize(Size.ICON, Size.ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
        set_tooltip(self, name, keys=_native(shortcut))
        if on_click is not None:
            self.clicked.connect(on_click)
        self._tint()

    def set_icon(self, icon: str, name: str) -> None:
        """Change the picture and what it is called."""
        self._icon_name = icon
        self.setAccessibleName(name)
        set_tooltip(self, name, keys=_native(self.shortcut().toString()))
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _TINTED_BY:
            self._tint()

    def _tint(self) -> None:
        worn = theme.colours(self)
        ratio = self.devicePixelRatioF()
        self.setIcon(icons.icon(self._icon_name, worn.text_muted, disabled=worn.border, ratio=ratio))


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
