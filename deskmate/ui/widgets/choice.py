"""A choice among a few, all in sight: moods, filters, outcomes. One key each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from deskmate.ui import icons, theme
from deskmate.ui.tokens import Radius, Size, Text, Tone, tone_colours
from deskmate.ui.widgets.labels import set_tooltip
from deskmate.ui.widgets.marks import paint_focus


@dataclass(frozen=True)
class Option:
    """One of the choices. `letter` picks it: alone while the group has the focus, with Alt anywhere on the page."""

    value: str
    label: str
    icon: str = ""
    letter: str = ""
    tone: Tone = Tone.ACCENT


class SegmentedChoice(QWidget):
    """Choices side by side. `optional` lets a second press leave the question open again.

    Emits `changed(value)` when a person changes it, with None for "left open"; `set_value` is silent.
    """

    changed = Signal(object)

    def __init__(
        self,
        name: str,
        options: Sequence[Option],
        *,
        value: str | None = None,
        optional: bool = False,
        stretch: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._optional = optional
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)  # an exclusive group can't be left open again
        self._segments = [_Segment(option, name, self) for option in options]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place, segment in enumerate(self._segments):
            segment.place = (place == 0, place == len(self._segments) - 1)
            self._group.addButton(segment, place)
            layout.addWidget(segment, 1 if stretch else 0)
            self._add_shortcut(segment)
        if not stretch:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self._on_clicked)
        self.setFocusProxy(self._segments[0])
        self.set_value(value)

    def value(self) -> str | None:
        """What is chosen, or None."""
        return next((segment.option.value for segment in self._segments if segment.isChecked()), None)

    def set_value(self, value: str | None) -> None:
        """Choose without telling anybody."""
        for segment in self._segments:
            segment.setChecked(segment.option.value == value)
        self._move_focus_stop()

    def choose(self, value: str | None) -> None:
        """Choose as if a person had pressed it."""
        if value == self.value():
            return
        self.set_value(value)
        self.changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step:
            self._step(step)
            return
        letter = event.text().casefold()
        for segment in self._segments:
            if letter and segment.option.letter.casefold() == letter:
                segment.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._press(segment)
                return
        super().keyPressEvent(event)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        pressed = self._segments[place]
        value = pressed.option.value
        if not pressed.isChecked() and not self._optional:
            pressed.setChecked(True)
            return
        chosen = value if pressed.isChecked() else None
        self.set_value(chosen)
        self.changed.emit(chosen)

    @Slot()
    def _on_shortcut(self) -> None:
        letter = self.sender().property("letter")
        self._press(next(segment for segment in self._segments if segment.option.letter == letter))

    def _press(self, segment: _Segment) -> None:
        if self._optional and segment.isChecked():
            self.choose(None)
        else:
            self.choose(segment.option.value)

    def _step(self, step: int) -> None:
        here = next((at for at, segment in enumerate(self._segments) if segment.hasFocus()), 0)
        target = self._segments[(here + step) % len(self._segments)]
        if not self._optional:
            self.choose(target.option.value)
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _move_focus_stop(self) -> None:
        # one stop for Tab in the whole group, as in every native radio group
        stop = next((segment for segment in self._segments if segment.isChecked()), self._segments[0])
        for segment in self._segments:
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus if segment is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)

    def _add_shortcut(self, segment: _Segment) -> None:
        if segment.option.letter:
            key = QShortcut(QKeySequence(f"Alt+{segment.option.letter}"), self)
            key.setProperty("letter", segment.option.letter)
            key.activated.connect(self._on_shortcut)


class _Segment(QAbstractButton):
    """One choice: painted as part of a bar."""

    def __init__(self, option: Option, group: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.option = option
        self.place = (False, False)
        self.setCheckable(True)
        self.setAccessibleName(f"{group}: {option.label}")
        self.setFont(theme.font(Text.BODY, QFont.Weight.Medium))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(Size.CONTROL)
        if option.letter:
            set_tooltip(self, option.label, keys=f"Alt+{option.letter.upper()}")

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.option.label)
        return QSize(words + 28 + (24 if self.option.icon else 0), Size.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        event.ignore()  # arrows and letters are the group's

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.colours(self)
        ink, ground = colours.text_muted, colours.hover if self.underMouse() else colours.surface
        edge = colours.border
        if self.isChecked():
            ink, ground = tone_colours(colours, self.option.tone)
            edge = ink
        if not self.isEnabled():
            ink = colours.border_strong
        self._paint_ground(painter, ground, colours.border, edge)
        self._paint_words(painter, ink)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), colours, radius=Radius.CONTROL)

    def _paint_ground(self, painter: QPainter, ground: str, border: str, edge: str) -> None:
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        first, last = self.place
        painter.setClipRect(self.rect())
        # the bar is one rounded box; a segment in its middle draws it wider than itself and lets the clip cut it
        bar = room.adjusted(0 if first else -20, 0, 0 if last else 20, 0)
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(border)))
        painter.drawRoundedRect(bar, Radius.CONTROL, Radius.CONTROL)
        if not last:
            painter.drawLine(room.topRight(), room.bottomRight())
        if self.isChecked():
            painter.setPen(QPen(QColor(edge), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), Radius.CONTROL - 1, Radius.CONTROL - 1)

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        words = self.fontMetrics().horizontalAdvance(self.option.label)
        width = words + (24 if self.option.icon else 0)
        left = (self.width() - width) / 2
        if self.option.icon:
            icons.paint(painter, QRectF(left, (self.height() - 18) / 2, 18, 18), self.option.icon, ink)
            left += 24
        painter.setPen(QColor(ink))
        room = QRectF(left, 0, words + 2, self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.option.label)
