"""Buttons: one primary a page, quiet ones for the rest. A click never takes the focus from where one types."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Colours, Size
from deskmate.ui.widgets.labels import literal, set_tooltip

_TINTED_BY = (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange)
_Tint = tuple[str, str, str, float]  # the picture's name, its colour, that of a disabled one, pixels a point
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
        self._tinted: _Tint | None = None  # what the picture is made of now
        self.setProperty("kind", self.kind)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        _bind(self, shortcut)
        if tip or shortcut:
            set_tooltip(self, tip or text, keys=_native(shortcut))
        if on_click is not None:
            self.clicked.connect(on_click)
        self._tint()

    def set_text(self, text: str) -> None:
        """Change the words (and the accessible name with them)."""
        self.setText(literal(text))
        self.setAccessibleName(text)

    def set_icon(self, name: str) -> None:
        """Change the picture."""
        self._icon_name = name
        self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _TINTED_BY:
            self._tint()

    def _icon_colour(self, colours: Colours) -> str:
        return colours.text_muted

    def _tint(self) -> None:
        if self._icon_name:
            worn = theme.colours(self)
            wanted = (self._icon_name, self._icon_colour(worn), worn.border_strong, self.devicePixelRatioF())
            if wanted != self._tinted:
                self._tinted = wanted
                name, colour, disabled, ratio = wanted
                self.setIcon(icons.icon(name, colour, disabled=disabled, gap=_GAP, ratio=ratio))
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
        self._tinted: _Tint | None = None  # what the picture is made of now
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(checkable)
        self.setFixedSize(size, size)
        self.setIconSize(QSize(Size.ICON, Size.ICON))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._keys = shortcut
        _bind(self, shortcut)
        set_tooltip(self, name, keys=_native(shortcut))
        if on_click is not None:
            self.clicked.connect(on_click)
        self.toggled.connect(self._on_toggled)
        self._tint()

    def set_icon(self, icon: str, name: str) -> None:
        """Change the picture and what it is called."""
        self._icon_name = icon
        self.setAccessibleName(name)
        set_tooltip(self, name, keys=_native(self._keys))
        self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _TINTED_BY:
            self._tint()

    @Slot(bool)
    def _on_toggled(self, _checked: bool) -> None:
        self._tint()

    def _tint(self) -> None:
        worn = theme.colours(self)
        colour = worn.accent_text if self.isChecked() else worn.text_muted
        wanted = (self._icon_name, colour, worn.border, self.devicePixelRatioF())
        if wanted != self._tinted:
            self._tinted = wanted
            name, colour, disabled, ratio = wanted
            self.setIcon(icons.icon(name, colour, disabled=disabled, ratio=ratio))


def _pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    # Qt presses a focused button by Enter only inside a dialog; people expect it everywhere. Holding it presses once
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


def _bind(button: QAbstractButton, keys: str) -> None:
    # a button's own shortcut waits a tenth of a second, to be seen pressed; at a counter that is a tenth too long
    if keys:
        QShortcut(QKeySequence(keys), button).activated.connect(button.click)


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
