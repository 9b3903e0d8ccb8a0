"""What the window's tests share: a promise about words that people typed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.ui.background import Background
from deskmate.ui.bus import Changes
from deskmate.ui.desk import Desk
from deskmate.ui.shell import Shell

MARKUP = "<b>bold</b><img src='file:///etc/passwd'> &amp; %s {0} 'quoted' & <table>"


@pytest.fixture
def markup() -> str:
    """Words that mean something to HTML, Python's formats and Qt's shortcuts."""
    return MARKUP


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[..., QWidget]]:
    """`shown(part, …)` puts parts into a window that is active, and keeps it for the length of the test."""
    kept: list[QWidget] = []

    def show(*parts: QWidget) -> QWidget:
        window = QWidget()
        kept.append(window)
        layout = QVBoxLayout(window)
        for part in parts:
            layout.addWidget(part)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield show
    kept.clear()


@pytest.fixture
def ctrl_enter(qtbot: QtBot) -> Callable[[QWidget], None]:
    """`ctrl_enter(widget)` presses it once the widget's window is the active one: no other window hears its keys."""

    def press(widget: QWidget) -> None:
        with qtbot.waitActive(widget.window()):
            widget.window().activateWindow()
        qtbot.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    return press


@dataclass
class WaysTaken:
    """Stands for the other pages: remembers where one was led, as (name of the way, arguments)."""

    taken: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **more: self.taken.append((name, (*args, *more.values())))


@pytest.fixture
def ways() -> WaysTaken:
    """The ways that `desk` leads."""
    return WaysTaken()


@pytest.fixture
def desk(qtbot: QtBot, dressed: object, db: Database, owner: Actor, now: datetime, ways: WaysTaken) -> Iterator[Desk]:
    """A window with a real book behind it, Olga at the counter, at a time that stands still."""
    shell, background, changes = Shell(), Background(), Changes()
    qtbot.addWidget(shell)
    shell.resize(1366, 768)
    shell.listen(changes)
    db.listen(changes.notify)
    yield Desk(db, background, shell, ways, lambda: owner, lambda: now)
    db.unlisten(changes.notify)
    background.stop()
    for window in QApplication.topLevelWidgets():  # what they were about to look up lies in a book that is closed now
        for timer in window.findChildren(QTimer):
            timer.stop()
