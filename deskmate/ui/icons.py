"""Lucide's line icons, tinted at run time so that one file serves every palette."""

from __future__ import annotations

import re

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache

from deskmate.ui.resource_files import resource

_NAME = re.compile(r"[a-z0-9-]+")


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


def pixmap(name: str, colour: str, *, size: int = 18, ratio: float = 1.0) -> QPixmap:
    """Icon `name` drawn in `colour`, `size` device-independent pixels square; kept in Qt's own pixmap cache."""
    key = f"deskmate/{name}/{colour}/{size}/{ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    drawn = _draw(name, colour, round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def icon(name: str, colour: str, *, disabled: str = "", size: int = 18, gap: int = 0, ratio: float = 1.0) -> QIcon:
    """A QIcon for buttons and menus; `gap` keeps pixels free at its right, where words follow too closely."""
    made = QIcon()
    made.addPixmap(_with_gap(pixmap(name, colour, size=size, ratio=ratio), gap), QIcon.Mode.Normal)
    if disabled:
        made.addPixmap(_with_gap(pixmap(name, disabled, size=size, ratio=ratio), gap), QIcon.Mode.Disabled)
    return made


def paint(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Draw icon `name` centred in `rect`, as large as fits."""
    size = int(min(rect.width(), rect.height()))
    device = painter.device()
    ratio = device.devicePixelRatioF() if device is not None else 1.0
    image = pixmap(name, colour, size=size, ratio=ratio)
    left = rect.x() + (rect.width() - size) / 2
    top = rect.y() + (rect.height() - size) / 2
    painter.drawPixmap(QRectF(left, top, size, size), image, QRectF(image.rect()))


def app_icon() -> QIcon:
    """The program's own picture for the task bar and the tray."""
    return QIcon(str(resource("icons", "deskmate.svg")))


def _with_gap(image: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return image
    ratio = image.devicePixelRatio()
    wider = QPixmap(image.width() + round(gap * ratio), image.height())
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(ratio)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, image)
    painter.end()
    return wider


def _draw(name: str, colour: str, pixels: int) -> QPixmap:
    if not _NAME.fullmatch(name):
        raise ValueError(f"not an icon's name: {name!r}")
    svg = resource("icons", f"{name}.svg").read_bytes()
    tint = QColor(colour).name().encode()
    # a thinner stroke than Lucide's own reads calmer beside 15-pixel text
    svg = svg.replace(b"currentColor", tint).replace(b'stroke-width="2"', b'stroke-width="1.75"')
    return _rendered(svg, pixels)


def _rendered(svg: bytes, pixels: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # 3 ms that windows without icons need not pay

    image = QPixmap(QSize(max(pixels, 1), max(pixels, 1)))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    return image
