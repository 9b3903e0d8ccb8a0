"""Shares drawn so that doubt is seen: a bar for how many, a band for how sure."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deskmate.core.insights import Share
from deskmate.ui import theme

_HEIGHT = 18


class IntervalBar(QWidget):
    """A share from 0 to `top` as a point, with its 95 % interval as a band; empty where there are too few."""

    def __init__(self, name: str, share: Share, *, top: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share, self._top = share, max(top, 0.01)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(60)
        self.setAccessibleName(f"{name}: {interval_words(share)}")

    def sizeHint(self) -> QSize:
        return QSize(140, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = theme.colours(self)
        middle = self.height() / 2
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(QRectF(0, middle - 3, self.width(), 6), 3, 3)
        if not self._share.told:
            return
        low, high = (self._at(bound) for bound in self._share.interval)
        band = QColor(colours.accent)
        band.setAlphaF(0.35)
        painter.setBrush(band)
        painter.drawRoundedRect(QRectF(low, middle - 3, max(high - low, 6), 6), 3, 3)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(QPointF(min(max(self._at(self._share.value), 4), self.width() - 4), middle), 4, 4)

    def _at(self, value: float) -> float:
        return min(value / self._top, 1.0) * self.width()


class SplitBar(QWidget):
    """`sure` and `proposed` of `most`: one bar, the sure part in full colour, the proposed part quieter."""

    def __init__(self, name: str, sure: int, proposed: int, most: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts, self._most = (sure, proposed), max(most, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(60)
        self.setAccessibleName(f"{name}: {sure} confirmed, {proposed} proposed")

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for count, strength in zip(self._parts, (1.0, 0.4), strict=True):
            width = self.width() * count / self._most
            ink = QColor(theme.colours(self).accent)
            ink.setAlphaF(strength)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(left, 4, max(width - 1, 0), self.height() - 8), 3, 3)
            left += width


def share_words(share: Share) -> str:
    """The share as a person says it, or that there are too few to say."""
    return f"{share.value:.0%}" if share.told else "too few to say"


def interval_words(share: Share) -> str:
    """The share with the range in which the true one lies."""
    if not share.told:
        return "too few to say"
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%} to {high:.0%})"
