"""Pictures as people bring them: read calmly, made small for a photo, never trusted. No widgets here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPixmap

from deskmate.core import attachments
from deskmate.core.errors import FileProblem, InvalidInput

if TYPE_CHECKING:
    from deskmate.core.importing import Import, Record

PHOTO_SIDE = 512
_LARGEST_SIDE = 20_000
_MOST_SOURCE_MB = 40  # a camera's picture that is about to be made small
_SMALL = 60_000  # a photo of so many bytes is as small as one made here
_QUALITY = 85
_BROKEN = "This picture is damaged or can't be read. Save it anew as JPEG or PNG and try again."


def read_file(path: str, *, most_mb: int = attachments.MOST_MB) -> bytes:
    """The file's content; raises `FileProblem` for one that can't be read, `InvalidInput` for one that is too large."""
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > most_mb * 1024 * 1024:
            raise InvalidInput(f"{file.name} has {size / 1024 / 1024:,.1f} MB; up to {most_mb} MB can be kept.")
        return file.read_bytes()
    except OSError as error:
        raise FileProblem(f"{file.name} can't be read: {error.strerror or 'the disk reports an error'}.") from error


def read(data: bytes, *, largest: int | None = None) -> QImage:
    """The picture, upright, with no side longer than `largest` pixels; raises `FileProblem` for one that is broken."""
    kind = attachments.checked(data) if len(data) <= attachments.MOST_BYTES else _kind_of_large(data)
    if kind == attachments.PDF:
        raise InvalidInput("This is a document, not a picture.")
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    # named, so that no other reader (such as that of SVG) is ever asked
    reader = QImageReader(buffer, QByteArray(kind.removeprefix("image/").encode()))
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST_SIDE:
        raise FileProblem("This picture has more pixels than can be shown. Save it smaller and try again.")
    if largest is not None and size.isValid() and max(size.width(), size.height()) > largest:
        reader.setScaledSize(size.scaled(QSize(largest, largest), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise FileProblem(_BROKEN)
    return image


def photo_from_file(path: str) -> bytes:
    """A picture file as a photo for a card."""
    data = read_file(path, most_mb=_MOST_SOURCE_MB)
    try:
        return photo_from(read(data, largest=2 * PHOTO_SIDE))
    except InvalidInput as error:
        # that documents can be kept beside a photo would only lead astray here
        raise InvalidInput(f"{Path(path).name} is no picture. A photo can be JPEG, PNG, GIF or WebP.") from error


def photo_from(image: QImage) -> bytes:
    """A picture as a photo for a card: JPEG, at most 512 pixels a side, without what a camera wrote into it."""
    if image.isNull():
        raise FileProblem(_BROKEN)
    small = image
    if max(image.width(), image.height()) > PHOTO_SIDE:
        box = QSize(PHOTO_SIDE, PHOTO_SIDE)
        small = image.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    # JPEG knows no transparency: on white, as on paper
    paper = QImage(small.size(), QImage.Format.Format_RGB888)
    paper.fill(QColor("white"))
    painter = QPainter(paper)
    painter.drawImage(0, 0, small)
    painter.end()
    return _encoded(paper, "JPEG")


def with_small_photos(held: Import) -> Import:
    """What a file holds with its photos as a card keeps them; one that can't be made smaller stays as it came."""
    return replace(held, records=tuple(map(_with_small_photo, held.records)))


def _with_small_photo(record: Record) -> Record:
    if record.photo is None or len(record.photo) <= _SMALL:
        return record
    try:
        photo = photo_from(read(record.photo, largest=2 * PHOTO_SIDE))
    except (FileProblem, InvalidInput):
        return record
    return record._replace(photo=photo) if len(photo) < len(record.photo) else record


def png(image: QImage) -> bytes:
    """A picture from the clipboard as a file's content."""
    return _encoded(image, "PNG")


def round_picture(data: bytes, side: int, ratio: float) -> QPixmap | None:
    """The middle of the picture in a circle `side` pixels wide; None for one that can't be read."""
    pixels = round(side * ratio)
    try:
        image = read(data)
    except (FileProblem, InvalidInput):
        return None
    edge = min(image.width(), image.height())
    # the face is rather above the middle of an upright picture
    middle = image.copy((image.width() - edge) // 2, (image.height() - edge) // 4, edge, edge)
    grown = Qt.AspectRatioMode.IgnoreAspectRatio
    small = middle.scaled(QSize(pixels, pixels), grown, Qt.TransformationMode.SmoothTransformation)
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    circle = QPainterPath()
    circle.addEllipse(QRectF(0, 0, pixels, pixels))
    painter.setClipPath(circle)
    painter.drawImage(0, 0, small)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def size_words(size: int) -> str:
    """ "230 KB", "1.4 MB"."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024)):,} KB"


def _kind_of_large(data: bytes) -> str:
    return attachments.checked(data[:4096])


def _encoded(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # the format must be a str; the declared types say bytes, which PySide6 refuses
    if not image.save(buffer, kind, _QUALITY if kind == "JPEG" else -1):  # type: ignore[call-overload]
        raise FileProblem(_BROKEN)
    return bytes(buffer.data().data())
