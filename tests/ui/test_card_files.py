"""Pictures and documents on the card: brought by keyboard, clipboard and drop; shown inside; never strewn about."""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import attachments, customers, interactions
from deskmate.core.actors import Actor
from deskmate.core.errors import FileProblem, InvalidInput
from deskmate.core.people import Draft
from deskmate.ui import pictures
from deskmate.ui.customer_card import CustomerCard
from deskmate.ui.desk import Desk
from deskmate.ui.files_section import FilesSection
from deskmate.ui.picture_dialog import PictureDialog
from deskmate.ui.widgets import Chip, Dialog

# what Qt's reader has to say about broken pictures
broken = pytest.mark.qt_log_ignore(r"Unsupported marker|Corrupt JPEG|JPEG datastream", r"^This plugin does not support")
PDF = b"%PDF-1.7\n" + b"x" * 5_000


def image(width: int = 900, height: int = 1200) -> QImage:
    made = QImage(width, height, QImage.Format.Format_ARGB32)
    made.fill(QColor("teal"))
    return made


@pytest.fixture
def ann(desk: Desk, owner: Actor, now: datetime) -> int:
    return customers.add(desk.db, Draft("Ann Lee"), by=owner, now=now)


@pytest.fixture
def card(desk: Desk, ann: int, qtbot: QtBot) -> CustomerCard:
    made = CustomerCard(desk)
    made.setParent(desk.shell)
    made.resize(1000, 700)
    desk.shell.show()
    made.show()
    made.show_customer(ann)
    return made


@pytest.fixture
def settled(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    """Waits until the worker has nothing to do, and the window has heard of it."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.background.is_busy())

    return wait


def section(card: CustomerCard) -> FilesSection:
    QApplication.processEvents()
    return next(one for one in card.findChildren(FilesSection) if one.isVisibleTo(card))


def opened(desk: Desk, kind: type[QWidget]) -> Any:
    return next(one for one in desk.shell.findChildren(kind) if one.isVisible())


def drop(card: CustomerCard, spot: QPoint, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    card.dropEvent(QDropEvent(QPointF(spot), copy, mime, left, none))


# photos


def test_a_photo_is_made_small_and_shown_instead_of_initials(
    desk: Desk, card: CustomerCard, ann: int, tmp_path: Path, settled: Callable[[], None]
) -> None:
    assert not card.header.photo.has_photo()
    image(3000, 4000).save(str(tmp_path / "ann.png"))
    card.files.take_photo(str(tmp_path / "ann.png"), ann)
    settled()
    kept = attachments.photo(desk.db, ann)
    assert kept is not None and kept.startswith(b"\xff\xd8\xff")
    size = QImage.fromData(kept).size()
    assert (size.width(), size.height()) == (384, 512)
    card.reload()
    assert card.header.photo.has_photo() and card.header.photo.accessibleName() == "Photo of Ann Lee"
    desk.undo_last()
    card.reload()
    assert not card.header.photo.has_photo() and attachments.photo(desk.db, ann) is None


def test_by_keyboard_a_photo_is_pasted_and_removed(
    desk: Desk, card: CustomerCard, ann: int, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    QGuiApplication.clipboard().setImage(image(40, 40))
    for words in ("Paste a picture", "Remove the photo"):
        qtbot.keyClick(card.header.photo, Qt.Key.Key_Return)
        menu = card.header.photo.findChildren(QMenu)[-1]
        next(action for action in menu.actions() if action.text() == words).trigger()
        menu.close()
        settled()
        card.reload()
        assert card.header.photo.has_photo() == (words == "Paste a picture")
    desk.undo_last()
    assert attachments.photo(desk.db, ann) is not None


def test_a_clipboard_whose_owner_has_gone_holds_nothing(
    card: CustomerCard, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(desk.shell.toasts, "say", lambda text, **_more: heard.append(text))
    monkeypatch.setattr(QClipboard, "mimeData", lambda _clipboard: None)
    card.files.paste_photo()
    card.files.paste()
    assert [text.split(" on the clipboard")[0] for text in heard] == [
        "There is no picture",
        "There is no picture or file",
    ]


def test_an_empty_clipboard_is_said(desk: Desk, card: CustomerCard) -> None:
    QGuiApplication.clipboard().setText("only words")
    card.files.paste_photo()
    card.files.paste()
    assert attachments.of(desk.db, card.customer_id() or 0) == []


@broken
def test_a_photo_that_an_import_brought_broken_shows_initials(
    desk: Desk, card: CustomerCard, ann: int, owner: Actor, now: datetime
) -> None:
    attachments.set_photo(desk.db, ann, b"\xff\xd8\xff half a picture", by=owner, now=now)
    card.reload()
    assert not card.header.photo.has_photo()


def huge_png() -> bytes:
    """A few bytes that claim to be 30,000 pixels square."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@broken
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xd8\xff\xe0 no picture", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "damaged"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "damaged"),
        (huge_png(), "more pixels"),
        (PDF, "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only pictures"),
    ],
)
def test_broken_and_monstrous_pictures_are_refused_calmly(data: bytes, words: str, qapp: QApplication) -> None:
    with pytest.raises((FileProblem, InvalidInput), match=words):
        pictures.read(data)


@broken
@pytest.mark.parametrize("data", [b"this is no picture", PDF])
def test_a_file_that_is_no_picture_is_refused_as_a_photo_in_words_about_photos(
    data: bytes, tmp_path: Path, qapp: QApplication
) -> None:
    (tmp_path / "note.jpg").write_bytes(data)
    with pytest.raises(InvalidInput, match=r"^note\.jpg is no picture\. A photo can be JPEG, PNG, GIF or WebP\.$"):
        pictures.photo_from_file(str(tmp_path / "note.jpg"))


def test_what_a_camera_wrote_into_a_picture_is_not_kept(qapp: QApplication) -> None:
    source = image()
    source.setText("Description", "taken at 51.5N 0.1W")
    assert b"51.5N" in pictures.png(source)
    assert b"51.5N" not in pictures.photo_from(source)


# files


def test_files_dropped_on_the_card_are_listed_opened_and_removed(
    desk: Desk, card: CustomerCard, ann: int, tmp_path: Path, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    (tmp_path / "form.pdf").write_bytes(PDF)
    image(50, 60).save(str(tmp_path / "shoe.png"))
    drop(card, QPoint(5, 5), tmp_path / "form.pdf", tmp_path / "shoe.png")
    settled()
    card.reload()
    assert {row.name for row in attachments.of(desk.db, ann)} == {"form.pdf", "shoe.png"}
    button = next(one for one in section(card).findChildren(QPushButton) if one.accessibleName() == "Open shoe.png")
    qtbot.keyClick(button, Qt.Key.Key_Return)
    settled()
    dialog = opened(desk, PictureDialog)
    assert dialog.picture.sizeHint().width() == 50
    dialog._on_remove()
    assert {row.name for row in attachments.of(desk.db, ann)} == {"form.pdf"}
    desk.undo_last()
    assert len(attachments.of(desk.db, ann)) == 2


def test_a_file_dropped_on_an_entry_stays_with_it_and_opens_by_key(
    desk: Desk, card: CustomerCard, ann: int, owner: Actor, now: datetime, tmp_path: Path, qtbot: QtBot,
    settled: Callable[[], None],
) -> None:  # fmt: skip
    entry = interactions.add(desk.db, ann, "brought the shoes", by=owner, now=now).interaction_id
    card.reload()
    QApplication.processEvents()
    view = card.timeline.list
    image(50, 60).save(str(tmp_path / "shoe.png"))
    spot = view.viewport().mapTo(card, view.visualRect(card.timeline.model.index(0)).center())
    drop(card, spot, tmp_path / "shoe.png")
    settled()
    assert [row.interaction_id for row in attachments.of(desk.db, ann)] == [entry]
    card.reload()
    view.setCurrentIndex(card.timeline.model.index(0))
    assert len(card.timeline.files.findChildren(Chip)) == 1
    qtbot.keyClick(view, Qt.Key.Key_F)
    settled()
    opened(desk, PictureDialog).accept()
    qtbot.keyClick(view, Qt.Key.Key_A)
    assert opened(desk, QFileDialog).windowTitle() == "Attach pictures or PDFs"
    opened(desk, QFileDialog).close()


def test_ctrl_v_attaches_but_not_while_one_types(
    desk: Desk, card: CustomerCard, ann: int, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    QGuiApplication.clipboard().setImage(image(20, 20))
    with qtbot.waitActive(desk.shell):
        desk.shell.activateWindow()
    card.timeline.words.setFocus()
    qtbot.keyClick(card.timeline.words, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert attachments.of(desk.db, ann) == []
    card.header.photo.setFocus()
    qtbot.keyClick(card.header.photo, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert [row.name for row in attachments.of(desk.db, ann)] == ["picture.png"]


def test_a_document_is_only_copied_out_where_the_person_says(
    desk: Desk, card: CustomerCard, ann: int, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    attachments.add(desk.db, ann, "form.pdf", PDF, by=owner, now=now)
    (file,) = attachments.of(desk.db, ann)
    card.files.open(file)
    question = opened(desk, Dialog)
    question.accept()
    chooser = opened(desk, QFileDialog)
    assert chooser.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    chooser.close()
    assert list(tmp_path.glob("*.pdf")) == []
    card.files.save_to(file, str(tmp_path / "copy.pdf"))
    assert (tmp_path / "copy.pdf").read_bytes() == PDF


@broken
@pytest.mark.parametrize(
    ("name", "data"), [("run.exe", b"MZ"), ("half.jpg", b"\xff\xd8\xff half"), ("big.pdf", b"%PDF-" + bytes(11 << 20))]
)
def test_what_can_not_be_kept_is_refused_with_a_sentence(
    desk: Desk, card: CustomerCard, ann: int, tmp_path: Path, settled: Callable[[], None], name: str, data: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    heard: list[str] = []
    monkeypatch.setattr(desk.shell.toasts, "say", lambda text, **_more: heard.append(text))
    (tmp_path / name).write_bytes(data)
    card.files.attach([str(tmp_path / name), str(tmp_path / "missing.png")], ann)
    settled()
    assert attachments.of(desk.db, ann) == []
    assert len(heard) == 2 and all(sentence.endswith(".") for sentence in heard) and "missing.png" in heard[1]
