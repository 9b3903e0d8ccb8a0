"""A dialog for files begins where a person keeps theirs."""

from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QStandardPaths
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from deskmate.ui import file_places


@pytest.fixture
def dialog(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QFileDialog:
    # what an earlier dialog was told is remembered for the whole run
    made = QFileDialog(None, "Files", QDir.currentPath())
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(made)
    return made


def name_places(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda place: str(folder / place.name))


def test_it_begins_with_the_persons_pictures_or_documents(
    dialog: QFileDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_places(monkeypatch, tmp_path)
    (tmp_path / "PicturesLocation").mkdir()
    (tmp_path / "DocumentsLocation").mkdir()
    file_places.begin_at_home(dialog, pictures=True)
    assert Path(dialog.directory().path()) == tmp_path / "PicturesLocation"
    assert file_places.documents() == tmp_path / "DocumentsLocation"


def test_it_begins_at_home_where_there_is_no_such_folder(
    dialog: QFileDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_places(monkeypatch, tmp_path / "nowhere")
    file_places.begin_at_home(dialog)
    assert dialog.directory() == QDir.home()
    assert file_places.documents() == Path(QDir.homePath())


def test_a_folder_chosen_earlier_is_kept(dialog: QFileDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name_places(monkeypatch, tmp_path)
    (tmp_path / "DocumentsLocation").mkdir()
    dialog.setDirectory(str(tmp_path))
    file_places.begin_at_home(dialog)
    assert Path(dialog.directory().path()) == tmp_path
