"""The whole program in one process: real window, real book, real files; only the clock is the story's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deskmate.app.program import Program
from deskmate.ui import theme

PATIENCE = 60_000  # milliseconds; a busy machine is no failure


class Clock:
    """The time it is in a story."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


class Desktop:
    """Starts the program, and again after it was closed; finds things in its window."""

    def __init__(self, app: QApplication, qtbot: QtBot, book: Path, clock: Clock) -> None:
        self.app, self.qtbot, self.book, self.clock = app, qtbot, book, clock
        self.program: Program | None = None

    def start(self, *, demo: bool = False) -> Program:
        """A started program, its window shown."""
        theme.apply(self.app)
        self.program = Program(self.app, self.book, demo=demo, now=self.clock)
        self.program.start()
        return self.program

    def stop(self) -> None:
        """Closed as a person closes it."""
        if self.program is not None:
            self.program.stop()
            self.program = None

    def wait(self, until: Callable[[], Any]) -> Any:
        """Waits until something holds, and gives it."""
        self.qtbot.waitUntil(lambda: bool(until()), timeout=PATIENCE)
        return until()

    def alone(self, kind: type[QWidget]) -> Any:
        """The widget that stands instead of the pages (welcome, unlock)."""
        assert self.program is not None
        shell = self.program.shell
        return self.wait(lambda: next((w for w in shell.findChildren(kind) if w.isVisible()), None))

    def at_work(self) -> Any:
        """The open workplace."""
        program = self.program
        assert program is not None
        return self.wait(lambda: program.workplace)

    def page(self, key: str) -> Any:
        """A page, shown and read."""
        assert self.program is not None
        page = self.program.shell.go(key)
        self.wait(lambda: page is not None and not page.is_stale())
        return page

    def dialog(self, kind: type[QWidget]) -> Any:
        """An open dialog of this kind."""
        return self.wait(
            lambda: next((w for w in self.app.topLevelWidgets() if isinstance(w, kind) and w.isVisible()), None)
        )


@pytest.fixture
def clock() -> Clock:
    """Monday, 2 March 2026, nine in the morning in London."""
    return Clock()


@pytest.fixture
def desktop(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    clock: Clock,
    cheap_stretching: None,
    trusted_keyring: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desktop]:
    """A computer with an empty folder for the book."""
    monkeypatch.setenv("TZ", "Europe/London")
    desktop = Desktop(qapp, qtbot, tmp_path / "shop.deskmate", clock)
    yield desktop
    desktop.stop()
