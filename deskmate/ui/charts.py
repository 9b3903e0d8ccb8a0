"""The few charts there are, painted: bars, a line, a sparkline. Each says in words what it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from deskmate.ui import theme
from deskmate.ui.tokens import Space, Text

_FOOT = 22
_HEAD = 18


class _Chart(QWidget):
    """What the charts share: points with labels, a scale from zero, words for a screen reader."""

    def __init__(self, name: str, *, unit: str = "", height: int = 180, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._unit = name, unit
        self._points: list[tuple[str, float]] = []
        self.setMinimumHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setFont(theme.font(Text.SMALL, tabular=True))

    def show_points(self, points: Sequence[tuple[str, float]]) -> None:
        """Show these (label, value) points; values are not negative."""
        self._points = [(label, max(0.0, float(value))) for label, value in points]
        told = "; ".join(f"{label}: {value:g}{self._unit}" for label, value in self._points[:60])
        self.setAccessibleDescription(told or "Nothing to show yet.")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def _frame(self, painter: QPainter) -> tuple[QRectF, float]:
        """Paint the scale; answers where the data goes and the value at its top."""
        colours = theme.colours(self)
        top = nice_ceiling(max((value for _, value in self._points), default=0))
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(_number(step * top / 2)) for step in range(3)) + Space.S
        plot = QRectF(left, _HEAD, self.width() - left - 4, self.height() - _HEAD - _FOOT)
        painter.setFont(self.font())
        for step in range(3):
            y = plot.bottom() - plot.height() * step / 2
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(plot.left(), round(y) + 0.5), QPointF(plot.right(), round(y) + 0.5))
            painter.setPen(QColor(colours.text_muted))
            where = QRectF(0, y - 10, left - Space.S, 20)
            painter.drawText(
                where, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), _number(step * top / 2)
            )
        return plot, top

    def _labels(self, painter: QPainter, plot: QRectF, centres: Sequence[float]) -> None:
        painter.setPen(QColor(theme.colours(self).text_muted))
        widest = max((self.fontMetrics().horizontalAdvance(label) for label, _ in self._points), default=0) + Space.S
        pitch = plot.width() / max(len(centres), 1)
        every = max(1, math.ceil(widest / max(pitch, 1)))
        for at, ((label, _), x) in enumerate(zip(self._points, centres, strict=True)):
            if at % every == 0:
                where = QRectF(x - widest / 2, plot.bottom() + 4, widest, _FOOT - 4)
                painter.drawText(where, Qt.AlignmentFlag.AlignCenter, label)

    def _nothing(self, painter: QPainter) -> bool:
        if any(value for _, value in self._points):
            return False
        painter.setFont(self.font())
        painter.setPen(QColor(theme.colours(self).text_muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Nothing to show yet.")
        return True


class BarChart(_Chart):
    """Upright bars. `mark` (a label) is drawn in the accent colour, the others quietly."""

    def __init__(self, name: str, *, unit: str = "", height: int = 180, parent: QWidget | None = None) -> None:
        super().__init__(name, unit=unit, height=height, parent=parent)
        self._mark: str | None = None

    def show_points(self, points: Sequence[tuple[str, float]], *, mark: str | None = None) -> None:
        """Show these (label, value) bars; `mark` names the one to stand out."""
        self._mark = mark
        super().show_points(points)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._nothing(painter):
            return
        plot, top = self._frame(painter)
        pitch = plot.width() / len(self._points)
        width = min(pitch * 0.62, 44)
        centres = [plot.left() + pitch * (at + 0.5) for at in range(len(self._points))]
        colours = theme.colours(self)
        painter.setPen(Qt.PenStyle.NoPen)
        for (label, value), x in zip(self._points, centres, strict=True):
            height = plot.height() * value / top
            plain = self._mark is None or label == self._mark
            ink = QColor(colours.accent)
            ink.setAlphaF(1.0 if plain else 0.45)  # the figure stands on each bar, so the colour need not carry it
            painter.setBrush(ink)
            painter.drawPath(_bar(QRectF(x - width / 2, plot.bottom() - height, width, height)))
        self._figures(painter, plot, top, centres)
        self._labels(painter, plot, centres)

    def _figures(self, painter: QPainter, plot: QRectF, top: float, centres: Sequence[float]) -> None:
        pitch = plot.width() / len(self._points)
        texts = [_number(value) for _, value in self._points]
        if max(self.fontMetrics().horizontalAdvance(text) for text in texts) > pitch - 4:
            return
        painter.setPen(QColor(theme.colours(self).text))
        for (_, value), text, x in zip(self._points, texts, centres, strict=True):
            if value:
                y = plot.bottom() - plot.height() * value / top
                painter.drawText(QRectF(x - pitch / 2, y - 18, pitch, 16), Qt.AlignmentFlag.AlignCenter, text)


class LineChart(_Chart):
    """One line over time, its last point marked."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._nothing(painter):
            return
        plot, top = self._frame(painter)
        pitch = plot.width() / len(self._points)
        centres = [plot.left() + pitch * (at + 0.5) for at in range(len(self._points))]
        points = [
            QPointF(x, plot.bottom() - plot.height() * value / top)
            for x, (_, value) in zip(centres, self._points, strict=True)
        ]
        _draw_line(painter, points, plot.bottom(), theme.colours(self).accent)
        self._labels(painter, plot, centres)


class Sparkline(QWidget):
    """A line of a word's size, without scale, beside the figure that it explains."""

    def __init__(self, name: str, values: Sequence[float] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._values: list[float] = []
        self.setFixedHeight(28)
        self.setMinimumWidth(72)
        self.show_values(values)

    def show_values(self, values: Sequence[float]) -> None:
        """Show these values, oldest first."""
        self._values = [float(value) for value in values]
        spoken = f"{self._name}: from {self._values[0]:g} to {self._values[-1]:g}" if self._values else self._name
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = min(self._values), max(self._values)
        spread = (high - low) or 1.0
        room = QRectF(self.rect()).adjusted(3, 4, -4, -4)
        step = room.width() / (len(self._values) - 1)
        points = [
            QPointF(room.left() + at * step, room.bottom() - room.height() * (value - low) / spread)
            for at, value in enumerate(self._values)
        ]
        _draw_line(painter, points, room.bottom() + 3, theme.colours(self).accent)


def nice_ceiling(value: float) -> float:
    """The next round number (1, 2, 4, 5, 10 × a power of ten) at or above `value`; at least 2."""
    if not math.isfinite(value) or value <= 2:
        return 2.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 5, 10) if step * power >= value * (1 - 1e-9))


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def _bar(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    radius = min(4.0, box.height(), box.width() / 2)
    path.addRoundedRect(box, radius, radius)
    path.addRect(QRectF(box.left(), box.bottom() - radius, box.width(), radius))  # square feet on the base line
    return path


def _draw_line(painter: QPainter, points: Sequence[QPointF], base: float, colour: str) -> None:
    line = QPainterPath(points[0])
    for point in points[1:]:
        line.lineTo(point)
    area = QPainterPath(line)
    area.lineTo(points[-1].x(), base)
    area.lineTo(points[0].x(), base)
    ground = QColor(colour)
    ground.setAlphaF(0.10)
    painter.fillPath(area, ground)
    painter.strokePath(
        line, QPen(QColor(colour), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(points[-1], 3.5, 3.5)
