"""The rail at the left: where one can go, in words and pictures, with how many wait there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Radius, Size, Space, Text
from deskmate.ui.widgets.frames import Icon
from deskmate.ui.widgets.labels import PlainLabel, set_tooltip
from deskmate.ui.widgets.marks import badge_width, paint_badge, paint_focus

_SHOP_ROOM = Size.RAIL - 2 * Space.M - 2 * Space.S - 24


@dataclass(frozen=True)
class Place:
    """Somewhere to go. `apart` puts it at the foot of the rail."""

    key: str
    title: str
    icon: str
    apart: bool = False


class Rail(QFrame):
    """Emits `asked(key)` when somebody wants to go somewhere, `hide_asked` for the privacy curtain.

    `short_asked(on)` when lists are to be counter-safe, or no longer.
    """

    asked = Signal(str)
    hide_asked = Signal()
    short_asked = Signal(bool)

    def __init__(self, places: Sequence[Place], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "rail")
        self.setFixedWidth(Size.RAIL)
        self._shop = PlainLabel("Deskmate", weight=QFont.Weight.DemiBold, wrap=True)
        self._shop.setMaximumHeight(Size.TOP_BAR - Space.S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.M, 0, Space.M, Space.M)
        layout.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(Space.S, 0, 0, 0)
        head.setSpacing(Space.S)
        mark = Icon("store", tone="accent", size=20)
        head.addWidget(mark)
        head.addWidget(self._shop, 1)
        top = QWidget()
        top.setFixedHeight(Size.TOP_BAR)
        top.setLayout(head)
        layout.addWidget(top)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, _RailButton] = {}
        for number, place in enumerate(places, start=1):
            if place.apart:
                layout.addStretch(1)
            button = _RailButton(place.title, place.icon, keys=f"Alt+{number}", checkable=True)
            self._group.addButton(button, number - 1)
            self._buttons[place.key] = button
            layout.addWidget(button)
        self._keys = [place.key for place in places]
        self._group.idClicked.connect(self._on_clicked)
        self._short = _RailButton("Short names", "eye", keys="F7", checkable=True)
        self._short.clicked.connect(self.short_asked)
        layout.addWidget(self._short)
        curtain = _RailButton("Hide screen", "eye-off", keys="F9")
        curtain.clicked.connect(self.hide_asked)
        layout.addWidget(curtain)

    def set_current(self, key: str) -> None:
        """Show where one is."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def set_short(self, short: bool) -> None:
        """Show whether lists are counter-safe now."""
        self._short.setChecked(short)
        self._short.setAccessibleName("Short names, on" if short else "Short names, off")

    def set_badge(self, key: str, count: int, what: str) -> None:
        """Show how many wait at `key`."""
        self._buttons[key].set_count(count, what)

    def badge(self, key: str) -> int:
        """How many are shown to wait at `key`."""
        return self._buttons[key].count

    def set_shop(self, name: str) -> None:
        """Show whose book this is."""
        words = " ".join(name.split())
        fits = QFontMetrics(theme.font(weight=QFont.Weight.DemiBold)).horizontalAdvance(words) < _SHOP_ROOM
        font = theme.font(Text.BODY if fits else Text.SMALL, QFont.Weight.DemiBold)
        # a long name takes two lines of small text, and ends with "…" where that is not enough
        room = _SHOP_ROOM if fits else round(_SHOP_ROOM * 1.8)
        self._shop.setFont(font)
        self._shop.setText(QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room))
        set_tooltip(self._shop, words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        buttons = list(self._buttons.values())
        here = next((at for at, button in enumerate(buttons) if button.hasFocus()), -1)
        if step and here >= 0:
            buttons[(here + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self.asked.emit(self._keys[number])


class _RailButton(QAbstractButton):
    """Icon, words, count."""

    def __init__(self, text: str, icon: str, *, keys: str, checkable: bool = False) -> None:
        super().__init__()
        self._words, self._icon = text, icon
        self.count = 0
        self.setCheckable(checkable)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_tooltip(self, text, keys=keys)
        self._plain, self._strong = theme.font(), theme.font(weight=QFont.Weight.DemiBold)
        self._badge_font = theme.font(Text.SMALL, QFont.Weight.DemiBold, tabular=True)

    def set_count(self, count: int, what: str) -> None:
        """Show how many wait here, and say so to a screen reader."""
        self.count = count
        self.setAccessibleName(f"{self._words}, {count} {what}" if count else self._words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 38)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self)
        room = QRectF(self.rect())
        here = self.isChecked()
        if here or self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                QColor(colours.accent_soft if here else colours.pressed if self.isDown() else colours.hover)
            )
            painter.drawRoundedRect(room, Radius.CONTROL, Radius.CONTROL)
        ink = colours.accent_text if here else colours.text_muted
        icons.paint(painter, QRectF(10, (room.height() - 18) / 2, 18, 18), self._icon, ink)
        painter.setFont(self._strong if here else self._plain)
        painter.setPen(QColor(ink if here else colours.text))
        words = QRect(38, 0, self.width() - 38 - 8, self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._words)
        if self.count:
            painter.setFont(self._badge_font)
            width = badge_width(painter.fontMetrics(), self.count)
            box = QRect(self.width() - width - 9, (self.height() - 20) // 2, width, 20)
            paint_badge(painter, box, self.count, colours)
        if self.hasFocus():
            paint_focus(painter, room, colours, radius=Radius.CONTROL)
