"""Small marks beside words: chips, counts, initials. Painted, not styled, because lists show hundreds."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Colours, Size, Text, Tone, tone_colours

CHIP_HEIGHT = 26
_CHIP_ICON = 14
# looked up once: a list paints hundreds of these, and each look-up of Qt's enums costs
_SMOOTH = QPainter.RenderHint.Antialiasing
_NO_PEN = Qt.PenStyle.NoPen
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_ELIDE = Qt.TextElideMode.ElideRight
_AVATAR_TONES = (Tone.ACCENT, Tone.INFO, Tone.GOOD, Tone.NEUTRAL)


class Chip(QAbstractButton):
    """A tag, an alert, a mood: a word on a soft ground, with an icon where the tone carries meaning.

    Without `on_click` and `on_remove` it is only shown. `on_click` makes it a button; `on_remove` gives it a cross, and
    Delete takes it away.
    """

    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        tone: Tone = Tone.NEUTRAL,
        icon: str = "",
        on_click: Callable[[], object] | None = None,
        on_remove: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words, self._tone, self._icon = text, tone, icon
        self._removable, self._clickable = on_remove is not None, on_click is not None
        self.setAccessibleName(text)
        self.setFont(theme.font(Text.SMALL, QFont.Weight.Medium))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        live = self._removable or self._clickable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if live else Qt.FocusPolicy.NoFocus)
        if self._clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if on_click is not None:
            self.clicked.connect(on_click)
        if on_remove is not None:
            self.removed.connect(on_remove)
            self.setAccessibleDescription("Press Delete to take it away.")

    def set_text(self, text: str, *, tone: Tone | None = None, icon: str | None = None) -> None:
        """Show other words, perhaps in another tone."""
        self._words = text
        self._tone = self._tone if tone is None else tone
        self._icon = self._icon if icon is None else icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = chip_width(self.fontMetrics(), self._words, icon=bool(self._icon))
        return QSize(width + (18 if self._removable else 0), CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 48), CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.colours(self)
        room = QRect(0, 0, self.width(), CHIP_HEIGHT)
        painter.setFont(self.font())
        lit = self._clickable and (self.underMouse() or self.isDown())
        paint_chip(painter, room, self._words, tone=self._tone, icon=self._icon, colours=colours, lit=lit,
                   spare=18 if self._removable else 0)  # fmt: skip
        if self._removable:
            ink = tone_colours(colours, self._tone)[0]
            icons.paint(painter, QRectF(self.width() - 22, (CHIP_HEIGHT - 12) / 2, 12, 12), "x", ink)
        if self.hasFocus():
            paint_focus(painter, QRectF(room), colours, radius=CHIP_HEIGHT / 2)

    def hitButton(self, pos: object) -> bool:
        return self._clickable

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._removable and event.position().x() > self.width() - 26:
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class Avatar(QWidget):
    """A person's initials in a circle, always in the same calm colour for the same name."""

    def __init__(self, name: str, *, size: int = Size.AVATAR, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(size, size)

    def set_name(self, name: str) -> None:
        """Show somebody else's initials."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_avatar(QPainter(self), QRect(self.rect()), self._name, theme.colours(self))


def initials(name: str) -> str:
    """One or two letters for `name`: the first of its first and last word; "?" where there are none."""
    words = ["".join(c for c in word if c.isalpha()) for word in unicodedata.normalize("NFC", name[:200]).split()]
    words = [word for word in words if word]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()[:2]


def badge_width(metrics: QFontMetrics, count: int) -> int:
    """How wide a badge for `count` is."""
    return max(20, metrics.horizontalAdvance(_badge_text(count)) + 12)


def paint_badge(painter: QPainter, rect: QRect, count: int, colours: Colours) -> None:
    """Draw a badge filling `rect`, in the painter's font."""
    painter.setRenderHint(_SMOOTH)
    painter.setPen(_NO_PEN)
    painter.setBrush(QColor(colours.attention_solid))
    painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
    painter.setPen(QColor(colours.on_attention))
    painter.drawText(rect, _CENTRE, _badge_text(count))


def chip_width(metrics: QFontMetrics, text: str, *, icon: bool) -> int:
    """How wide a chip with `text` wants to be."""
    return metrics.horizontalAdvance(text) + 22 + (_CHIP_ICON + 5 if icon else 0)


def paint_chip(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    tone: Tone,
    icon: str,
    colours: Colours,
    lit: bool = False,
    spare: int = 0,
) -> None:
    """Draw a chip filling `rect`, in the painter's font, keeping `spare` pixels free at its right."""
    ink, ground = tone_colours(colours, tone)
    painter.setRenderHint(_SMOOTH)
    painter.setPen(QPen(QColor(ink if lit else colours.border)) if _outlined(colours) or lit else _NO_PEN)
    painter.setBrush(QColor(ground))
    half = rect.height() / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
    left = rect.x() + 11
    if icon:
        icons.paint(
            painter, QRectF(left - 1, rect.y() + (rect.height() - _CHIP_ICON) / 2, _CHIP_ICON, _CHIP_ICON), icon, ink
        )
        left += _CHIP_ICON + 4
    room = QRect(left, rect.y(), rect.right() - 9 - spare - left, rect.height())
    shown = painter.fontMetrics().elidedText(text, _ELIDE, room.width())
    painter.setPen(QColor(ink))
    painter.drawText(room, _LEFT, shown)


def paint_avatar(painter: QPainter, rect: QRect, name: str, colours: Colours) -> None:
    """Draw the initials of `name` in a circle filling `rect`."""
    side = min(rect.width(), rect.height())
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    letters = initials(name)
    tone = _AVATAR_TONES[zlib.crc32(name.encode("utf-8", "replace")) % len(_AVATAR_TONES)]
    key = f"deskmate/avatar/{letters}/{tone}/{colours.name}/{side}/{ratio}"
    image = QPixmap()
    if not QPixmapCache.find(key, image):
        image = _draw_avatar(letters, tone, colours, side, ratio)
        QPixmapCache.insert(key, image)
    painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, image)


def _draw_avatar(letters: str, tone: Tone, colours: Colours, side: int, ratio: float) -> QPixmap:
    image = QPixmap(round(side * ratio), round(side * ratio))
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    ink, ground = tone_colours(colours, tone)
    painter = QPainter(image)
    painter.setRenderHint(_SMOOTH)
    painter.setPen(QPen(QColor(colours.border)) if _outlined(colours) else _NO_PEN)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1))
    painter.setFont(theme.font(max(10, round(side * 0.36)), QFont.Weight.DemiBold))
    painter.setPen(QColor(ink))
    painter.drawText(QRect(0, 0, side, side), _CENTRE, letters)
    painter.end()
    return image


def paint_focus(painter: QPainter, rect: QRectF, colours: Colours, *, radius: float) -> None:
    """Draw the focus ring just inside `rect`."""
    painter.setRenderHint(_SMOOTH)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.focus), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def _badge_text(count: int) -> str:
    return "99+" if count > 99 else str(count)


def _outlined(colours: Colours) -> bool:
    # soft grounds nearly vanish on black, so high contrast draws the edge as well
    return colours.name == "high-contrast"
