"""What every test stands on: no screen, no real keyring, no dialog that waits for somebody."""

import gc
import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded: without a screen it aborts the process
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

import itertools
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QTextEdit,
    QWidget,
)

from deskmate.core import book, keys, staff
from deskmate.core.actors import Actor
from deskmate.core.db import Database, open_database
from deskmate.ui import theme
from deskmate.ui.tokens import Mode

TESTS_A_SEARCH = 50  # through everything that they left


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says this of windows and menus that it shows, and it means nothing."""
    said = r"^This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the (keyboard|mouse))"
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(said, extend=True))


def pytest_collection_finish() -> None:
    """As in the program, no thread but the window's looks for garbage, which may be a dialog; what was loaded stays."""
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.fixture(scope="session")
def tests_done() -> Iterator[int]:
    """Counts them."""
    return itertools.count(1)


@pytest.fixture(autouse=True)
def garbage_goes(tests_done: Iterator[int]) -> Iterator[None]:
    """It is looked for after each test, and now and then through everything that they all left."""
    yield
    if next(tests_done) % TESTS_A_SEARCH:
        gc.collect(1)
    else:
        gc.collect()
        gc.freeze()  # or each search would go through all that stays, longer from time to time


class MemoryKeyring(KeyringBackend):
    """Forgets everything at the end of the test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def memory_keyring() -> Iterator[MemoryKeyring]:
    """A keyring of the test's own; nothing reaches the one of the person who runs the tests."""
    before, mine = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Deskmate would write for a person goes to a folder of the test's own."""
    monkeypatch.setenv("DESKMATE_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("DESKMATE_BOOK", raising=False)
    monkeypatch.delenv("DESKMATE_PASSPHRASE", raising=False)


_WAITING = {
    QDialog: ("exec",),
    QMenu: ("exec",),
    QMessageBox: ("exec", "about", "critical", "information", "question", "warning"),
    QInputDialog: ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
    QFileDialog: ("getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"),
    QColorDialog: ("getColor",),
}


@pytest.fixture(autouse=True)
def no_dialog_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A dialog that is executed would block staff, and this test for ever: it fails instead."""
    reached: list[str] = []
    for owner, names in _WAITING.items():
        for name in names:
            monkeypatch.setattr(owner, name, _refusing(f"{owner.__name__}.{name}", reached))
    yield
    # raised again here, because an exception inside a slot can be swallowed on its way out
    assert not reached, f"a dialog was executed: {reached}"


def _refusing(name: str, reached: list[str]) -> Callable[..., None]:
    def refuse(*_args: object, **_kwargs: object) -> None:
        reached.append(name)
        raise AssertionError(f"{name} waits for somebody; open the dialog instead")

    return refuse


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[Callable[[Mode], None]]:
    """Dress the program: `dressed(Mode.DARK)`. It starts, and is left, in light."""

    def wear(mode: Mode) -> None:
        theme.apply(qapp, mode)

    wear(Mode.LIGHT)
    yield wear
    wear(Mode.LIGHT)


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture(scope="session")
def now() -> datetime:
    """The time it is in the tests."""
    return NOW


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """An empty book of a general shop in London, made once and copied for each test."""
    path, key = tmp_path_factory.mktemp("template") / "shop.deskmate", os.urandom(32)
    opening = book.Opening("The Corner Shop", "general", "Olga", zone="Europe/London")
    book.create_unlocked(path, opening, key=key).close()
    return path, key


@pytest.fixture
def db(tmp_path: Path, empty_book: tuple[Path, bytes]) -> Iterator[Database]:
    """An empty book of a general shop in London, open."""
    template, key = empty_book
    opened = open_database(shutil.copy(template, tmp_path / "shop.deskmate"), key)
    yield opened
    opened.close()


@pytest.fixture
def owner(db: Database) -> Actor:
    """Olga, who owns the shop."""
    return staff.owner(db)


@pytest.fixture
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets stretched at next to no cost, so that tests that open many books stay fast."""
    monkeypatch.setattr(keys, "COST", {"iterations": 1, "lanes": 1, "memory_cost": 64})


@pytest.fixture
def trusted_keyring(monkeypatch: pytest.MonkeyPatch, memory_keyring: Any) -> Any:
    """The test's own keyring (see tests/conftest.py), counted among those that can be trusted."""
    monkeypatch.setattr(keys, "TRUSTED_BACKENDS", (type(memory_keyring).__module__,))
    return memory_keyring


@pytest.fixture
def all_plain() -> Callable[[QWidget], None]:
    """`all_plain(page)` fails where anything on the page would read words as HTML."""

    def check(widget: QWidget) -> None:
        for label in widget.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText or not label.text(), label.text()
        for editor in widget.findChildren(QTextEdit):
            assert not editor.acceptRichText()
        for child in [widget, *widget.findChildren(QWidget)]:
            assert "<img" not in child.toolTip() and "<table" not in child.toolTip(), child.toolTip()

    return check
