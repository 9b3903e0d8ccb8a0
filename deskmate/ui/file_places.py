"""Where a person's own files are: a file dialog begins there, not in the folder that the program was started from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog

_Place = QStandardPaths.StandardLocation


def documents() -> Path:
    """The person's folder for documents; their home folder where there is none."""
    return _existing(_Place.DocumentsLocation)


def begin_at_home(dialog: QFileDialog, *, pictures: bool = False) -> None:
    """Let a dialog begin among the person's pictures or documents, unless they chose a folder earlier."""
    if dialog.directory() == QDir.current():  # what Qt takes as long as nobody chose one
        dialog.setDirectory(str(_existing(_Place.PicturesLocation if pictures else _Place.DocumentsLocation)))


def _existing(place: QStandardPaths.StandardLocation) -> Path:
    # a name is given for every place, whether it is there or not
    wished = Path(QStandardPaths.writableLocation(place))
    return wished if wished.is_dir() else Path(QDir.homePath())
