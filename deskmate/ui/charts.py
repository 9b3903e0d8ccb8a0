"""The one kind of chart there is, painted: bars, which say in words what they show."""

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


class BarChart(QWidget):
    """Upright bars from zero, said in words too. `mark` (a label) is drawn in the accent colour, the others quietly."""

    def __init__(self, name: str, *, unit: str = "", height: int = 180, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._unit = name, unit
        self._points: list[tuple[str, float]] = []
        self._mark: str | None = None
        self.setMinimumHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setFont(theme.font(Text.SMALL, tabular=True))

    def show_points(self, points: Sequence[tuple[str, float]], *, mark: str | None = None) -> None:
        """Show these (label, value) bars; values are not negative, `mark` names the one to stand out."""
        self._mark = mark
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
