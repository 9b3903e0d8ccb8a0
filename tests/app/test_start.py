"""The first second: nothing heavy before the first paint, and nothing done that serves nobody."""

import gc
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deskmate.app import start
from deskmate.app.instance import Instance
from deskmate.app.program import Program
from deskmate.core import book
from deskmate.core.db import Database


def test_what_is_loaded_after_qt_is_not_read_once_more_as_source() -> None:
    """PySide's own import hook would read and keep the source of every module: a quarter of the start."""
    code = (
        "from deskmate.app.start import application; app = application()\n"
        "import linecache, deskmate.core.text\n"
        "print(sorted(name for name in linecache.cache if 'deskmate' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_book_is_opened_after_the_window_was_painted(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(Program, "_begin", lambda self: seen.append("opened"))
    program = Program(qapp, tmp_path / "shop.deskmate")
    program.shell.painted.connect(lambda: seen.append("painted"))
    try:
        program.start()
        assert not seen
        qtbot.waitUntil(lambda: "opened" in seen)
        assert seen == ["painted", "opened"]
    finally:
        program.stop()


def test_a_start_without_a_window_opens_the_book_all_the_same(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(Program, "_begin", lambda self: seen.append("opened"))
    program = Program(qapp, tmp_path / "shop.deskmate", minimised=True)
    try:
        program.start()
        qtbot.waitUntil(lambda: bool(seen))
        assert seen == ["opened"] and program.shell.isHidden()
    finally:
        program.stop()


def test_the_next_start_says_why_there_was_one_and_says_it_once(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever took a new key sees the window close and open: it must not leave them wondering whether it holds."""
    monkeypatch.setattr(qapp, "quit", lambda: None)

    def small(program: Program) -> Database:
        return book.create_unlocked(program._book, book.Opening("Shop", "bakery", "Olga"), key=bytes(32), durable=False)

    monkeypatch.setattr(Program, "_make_demo", small)

    def start_and_say(then: str = "") -> str:
        program = Program(qapp, tmp_path / "demo.deskmate", demo=True)
        try:
            program.start()
            qtbot.waitUntil(lambda: program.workplace is not None, timeout=60_000)
            program.shell.banner.settle("demo")
            if then:
                assert program.workplace is not None
                program.workplace.reopen(then)
                assert program.wants_restart
            return program.shell.banner.text()
        finally:
            program.stop()
            (tmp_path / "demo.deskmate").unlink(missing_ok=True)

    start_and_say(then="The book has its new key.")
    assert start_and_say() == "The book has its new key."
    assert start_and_say() != "The book has its new key."


def test_a_demo_that_was_killed_is_cleared_and_one_that_runs_is_not(qapp: QApplication, tmp_path: Path) -> None:
    killed, running, beginning = (tmp_path / f"{start.DEMO}{name}" for name in ("killed", "running", "beginning"))
    for folder in (killed, running, beginning):
        folder.mkdir()
        (folder / start.DEMO_BOOK).write_bytes(b"made up")
    held = Instance(running / start.DEMO_BOOK)
    assert held.claim()
    lock = str(killed / start.DEMO_BOOK) + ".lock"
    code = f"import os; from PySide6.QtCore import QLockFile; held = QLockFile({lock!r}); held.lock(); os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert Path(lock).exists()
    start.clear_demos(tmp_path)
    assert not killed.exists() and running.exists() and beginning.exists()
    held.release()
    assert (running / start.DEMO_BOOK).read_bytes() == b"made up"


def test_a_folder_that_goes_with_the_program_stays_gone(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    program = Program(qapp, folder / "demo.deskmate", minimised=True)
    program.shell.open()
    program.stop()
    shutil.rmtree(folder)
    del program
    gc.collect()
    qtbot.wait(1)
    assert not folder.exists()
