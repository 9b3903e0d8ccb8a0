"""What is done with pictures and documents of the card that is shown: choose, paste, drop, open, copy out, remove.

Files are read, checked and written on the worker; a document is never put into a folder that nobody chose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from deskmate.core import attachments
from deskmate.core.attachments import FileRow
from deskmate.ui import file_places, pictures
from deskmate.ui.desk import Desk
from deskmate.ui.picture_dialog import PictureDialog
from deskmate.ui.widgets import ask, sentence_for

_PICTURES = "Pictures (*.jpg *.jpeg *.png *.gif *.webp)"
_FILES = "Pictures and PDF (*.jpg *.jpeg *.png *.gif *.webp *.pdf)"
_MOST_AT_ONCE = 20


class CardFiles(QObject):
    """`customer` says whose card is shown; where there is none, nothing is done."""

    def __init__(self, desk: Desk, customer: Callable[[], int | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._customer = desk, customer

    # the photo

    @Slot()
    def choose_photo(self) -> None:
        """Ask which picture file is the photo."""
        self._choose("Choose a photo", _PICTURES, lambda paths, who: self.take_photo(paths[0], who), many=False)

    def take_photo(self, path: str, customer_id: int) -> None:
        """Make a picture file the photo."""
        self._store_photo(lambda: pictures.photo_from_file(path), customer_id)

    @Slot()
    def paste_photo(self) -> None:
        """Make the picture on the clipboard the photo."""
        number, image = self._customer(), _image_in(_on_the_clipboard())
        if image is None:
            self._desk.say("There is no picture on the clipboard. Copy one first.")
        elif number is not None:
            self._store_photo(lambda: pictures.photo_from(image), number)

    @Slot()
    def remove_photo(self) -> None:
        """Take the photo away."""
        desk, number = self._desk, self._customer()
        if number is not None and desk.attempt(
            lambda: attachments.remove_photo(desk.db, number, by=desk.actor(), now=desk.now())
        ):
            desk.did("The photo is gone.")

    # files

    def choose(self, interaction_id: int | None = None) -> None:
        """Ask which files are to be attached, to the card or to an entry."""
        self._choose("Attach pictures or PDFs", _FILES, partial(self.attach, interaction_id=interaction_id), many=True)

    def attach(self, paths: Sequence[str], customer_id: int, *, interaction_id: int | None = None) -> None:
        """Keep these files in the book."""
        if len(paths) > _MOST_AT_ONCE:
            self._desk.say(f"Up to {_MOST_AT_ONCE} files can be attached at once.")
            return
        for path in paths:
            self._store(partial(_read_whole, path), Path(path).name, customer_id, interaction_id)

    def bring(self, mime: QMimeData, interaction_id: int | None = None) -> bool:
        """Attach what was dropped or pasted; False where it is neither a file nor a picture."""
        number = self._customer()
        paths, image = files_in(mime), _image_in(mime)
        if number is None or not (paths or image):
            return False
        if paths:
            self.attach(paths, number, interaction_id=interaction_id)
        elif image is not None:
            self._store(partial(pictures.png, image), "picture.png", number, interaction_id)
        return True

    @Slot()
    def paste(self) -> None:
        """Attach what is on the clipboard."""
        if not self.bring(_on_the_clipboard()):
            self._desk.say("There is no picture or file on the clipboard.")

    @Slot(object)
    def open(self, file: FileRow) -> None:
        """Show a picture; a document can only be copied out, to a place that the person chooses."""
        if not file.is_picture:
            text = (
                "Deskmate shows pictures itself, but not documents. A copy can be saved where you choose; "
                "outside the book it is not protected, so delete it afterwards."
            )
            ask(self._desk.shell, file.name, text=text, yes="Save a copy…", on_yes=partial(self.save, file))
            return
        self._run(lambda: pictures.read(attachments.content(self._desk.db, file.id)), partial(self._show_picture, file))

    @Slot(object)
    def save(self, file: FileRow) -> None:
        """Ask where a copy is to be saved."""
        dialog = QFileDialog(self._desk.shell, "Save a copy")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        file_places.begin_at_home(dialog)
        dialog.selectFile(file.name)
        dialog.fileSelected.connect(partial(self.save_to, file))
        dialog.open()

    def save_to(self, file: FileRow, path: str) -> None:
        """Save a copy there."""
        desk = self._desk
        if desk.attempt(lambda: attachments.save_copy(desk.db, file.id, Path(path), by=desk.actor(), now=desk.now())):
            desk.say(f"A copy is saved as {Path(path).name}. It is not protected there.")

    @Slot(object)
    def remove(self, file: FileRow) -> None:
        """Take a file away."""
        desk = self._desk
        if desk.attempt(lambda: attachments.remove(desk.db, file.id, by=desk.actor(), now=desk.now())):
            desk.did(f"{file.name} is removed.")

    def _choose(self, title: str, kinds: str, then: Callable[[list[str], int], object], *, many: bool) -> None:
        number = self._customer()
        if number is None:
            return
        dialog = QFileDialog(self._desk.shell, title)
        mode = QFileDialog.FileMode
        dialog.setFileMode(mode.ExistingFiles if many else mode.ExistingFile)
        file_places.begin_at_home(dialog, pictures=True)
        dialog.setNameFilters([kinds, "All files (*)"])
        dialog.filesSelected.connect(lambda paths: then(paths, number))
        dialog.open()

    def _store_photo(self, make: Callable[[], bytes], customer_id: int) -> None:
        desk, by, now = self._desk, self._desk.actor(), self._desk.now()
        self._run(
            lambda: attachments.set_photo(desk.db, customer_id, make(), by=by, now=now),
            lambda _number: desk.did("The photo is on the card."),
        )

    def _store(self, make: Callable[[], bytes], name: str, customer_id: int, interaction_id: int | None) -> None:
        desk, by, now = self._desk, self._desk.actor(), self._desk.now()
        self._run(
            lambda: attachments.add(desk.db, customer_id, name, make(), interaction_id=interaction_id, by=by, now=now),
            lambda _number: desk.did(f"{name} is attached."),
        )

    def _show_picture(self, file: FileRow, image: QImage) -> None:
        dialog = PictureDialog(self._desk.shell, file, image)
        dialog.save_asked.connect(self.save)
        dialog.remove_asked.connect(self.remove)
        dialog.open()

    def _run(self, work: Callable[[], Any], on_done: Callable[[Any], object]) -> None:
        self._desk.background.run(
            lambda _progress, _should_stop: work(), on_done=on_done, on_failed=self._on_failed, owner=self
        )

    def _on_failed(self, error: BaseException) -> None:
        self._desk.say(sentence_for(error))


def files_in(mime: QMimeData) -> list[str]:
    """The files of this computer that are dropped or pasted."""
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]


def can_bring(mime: QMimeData) -> bool:
    """Whether something of it can be attached."""
    return bool(files_in(mime)) or mime.hasImage()


def _read_whole(path: str) -> bytes:
    """The file's content, after a look whether a picture can be drawn."""
    data = pictures.read_file(path)
    if attachments.checked(data) != attachments.PDF:
        pictures.read(data, largest=64)
    return data


def _on_the_clipboard() -> QMimeData:
    # nothing at all where whoever copied something has gone, although its type promises something
    found: QMimeData | None = QGuiApplication.clipboard().mimeData()
    return found if found is not None else QMimeData()


def _image_in(mime: QMimeData) -> QImage | None:
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None
