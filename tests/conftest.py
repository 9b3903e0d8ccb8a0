"""What every test stands on: no screen, no real keyring, no dialog that waits for somebody."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is loaded: without a screen it aborts the process
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from PySide6.QtWidgets import QApplication, QColorDialog, QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox

from deskmate.ui import theme
from deskmate.ui.tokens import Mode


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says this of windows and menus that it shows, and it means nothing."""
    said = r"^This plugin does not support (propagateSizeHints\(\)|raise\(\)|grabbing the (keyboard|mouse))"
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(said, extend=True))


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
