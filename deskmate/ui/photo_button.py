"""The round photo at the top of a card, initials where there is none; it opens the ways to change it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from deskmate.ui import icons, pictures, theme
from deskmate.ui.widgets import drop_menu, set_tooltip
from deskmate.ui.widgets.marks import paint_avatar, paint_focus


class PhotoButton(QAbstractButton):
    """`chosen` (a file is to be looked for), `pasted`, `removed`: the card does it."""

    chosen = Signal()
    pasted = Signal()
    removed = Signal()

    def __init__(self, *, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._data, self._round = "", b"", QPixmap()
        self.setFixedSize(size, size)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open_menu)

    def show_person(self, name: str, photo: bytes | None) -> None:
        """Show somebody else."""
        self._name = name
        if (photo or b"") != self._data or not photo:
            self._data = photo or b""
            drawn = pictures.round_picture(photo, self.width(), self.devicePixelRatioF()) if photo else None
            self._round = drawn or QPixmap()
        what = "Photo" if self.has_photo() else "No photo yet"
        self.setAccessibleName(f"{what} of {name}" if self.has_photo() else f"{what}: {name}")
        set_tooltip(self, "Change the photo" if self.has_photo() else "Add a photo")
        self.update()

    def has_photo(self) -> bool:
        """Whether a picture is shown, not initials."""
        return not self._round.isNull()

    @Slot()
    def open_menu(self) -> None:
        """Offer what can be done about the photo."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        muted, ratio = theme.colours(self).text_muted, self.devicePixelRatioF()
        ways = [("Choose a picture…", "image", self.chosen), ("Paste a picture", "copy", self.pasted)]
        if self._data:  # also one that can't be drawn
            ways.append(("Remove the photo", "trash-2", self.removed))
        for words, icon, signal in ways:
            menu.addAction(icons.icon(icon, muted, ratio=ratio), words).triggered.connect(signal)
        drop_menu(menu, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.colours(self)
        if self._round.isNull():
            paint_avatar(painter, QRect(self.rect()), self._name, colours)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.rect(), self._round)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), colours, radius=self.width() / 2)
