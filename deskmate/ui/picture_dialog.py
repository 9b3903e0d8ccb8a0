"""A picture from the book, shown inside the program: nothing of it is written anywhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from deskmate.core.attachments import FileRow
from deskmate.ui import pictures
from deskmate.ui.tokens import Space
from deskmate.ui.widgets import Dialog, SecondaryButton, caption

_ROOM = 190  # what heading, caption and buttons need above and below the picture


class PictureDialog(Dialog):
    """`save_asked(FileRow)` and `remove_asked(FileRow)`; Enter and Esc close."""

    save_asked = Signal(object)
    remove_asked = Signal(object)

    def __init__(self, parent: QWidget, file: FileRow, image: QImage) -> None:
        super().__init__(parent, file.name, yes="Close", no="", width=420)
        self._file = file
        room = parent.size() - QSize(4 * Space.XL, _ROOM + 2 * Space.XL)
        self.picture = _Picture(image, room)
        self.picture.setAccessibleName(f"Picture {file.name}")
        self.add(self.picture, caption(f"{image.width():,} × {image.height():,} · {pictures.size_words(file.size)}"))
        self.add_button(SecondaryButton("Remove", self._on_remove, icon="trash-2"))
        self.add_button(SecondaryButton("Save a copy…", self._on_save, icon="save"))
        self.yes_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_save(self) -> None:
        self.save_asked.emit(self._file)

    def _on_remove(self) -> None:
        self.remove_asked.emit(self._file)
        self.accept()


class _Picture(QWidget):
    """The picture as large as it is, or as there is room for."""

    def __init__(self, image: QImage, room: QSize) -> None:
        super().__init__()
        self._image = image
        fits = image.width() <= room.width() and image.height() <= room.height()
        self._size = image.size() if fits else image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        self.setMinimumSize(self._size)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left = (self.width() - self._size.width()) // 2
        painter.translate(left, 0)
        painter.drawImage(self.rect().adjusted(0, 0, self._size.width() - self.width(), 0), self._image)
