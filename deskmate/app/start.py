"""The first second: options, one window per book, the shell on the screen, and only then everything heavy."""

from __future__ import annotations

import argparse
import builtins
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deskmate import desktop_libraries, paths
from deskmate.core.errors import DeskmateError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

DEMO, DEMO_BOOK = "deskmate-demo-", "demo.deskmate"


def main(arguments: Sequence[str]) -> int:
    """Runs the window until it is closed; gives the exit status."""
    options = _options(arguments)
    if options.self_test:
        from deskmate.app.self_test import run

        return run()
    if sentence := desktop_libraries.problem(os.environ):
        print(sentence, file=sys.stderr)
        return desktop_libraries.EXIT_STATUS
    try:
        return _run_demo(options) if options.demo else _run(options, _book(options))
    except DeskmateError as error:
        print(error, file=sys.stderr)
        return 2


def application() -> QApplication:
    """Qt's application, dressed as Deskmate; the first thing to be loaded, so that the rest is loaded quickly."""
    from PySide6.QtWidgets import QApplication

    _take_off_import_hook()
    from deskmate.ui import theme

    app = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(app, QApplication)
    app.setApplicationName("Deskmate")
    app.setDesktopFileName("deskmate")
    app.setQuitOnLastWindowClosed(False)  # the tray keeps it running; the shell says when to stop
    theme.apply(app)
    return app


def _take_off_import_hook() -> None:
    """Gives Python its own `import` back, which PySide replaces for the sake of `from __feature__ import …`.

    Nobody here writes that, and for it PySide reads and keeps the source of every module imported from then on: a
    quarter of the start and 25 MB. PySide itself keeps the original under this name.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deskmate", description="Opens the window.")
    parser.add_argument("--book", type=Path, help="the book to open")
    parser.add_argument("--demo", action="store_true", help="look around a made-up shop; nothing is kept")
    parser.add_argument("--minimised", action="store_true", help="start in the tray")
    parser.add_argument("--self-test", action="store_true", help="try the main parts without a screen, and report")
    return parser.parse_args(list(arguments))


def _book(options: argparse.Namespace) -> Path:
    chosen: Path | None = options.book
    return chosen.expanduser().absolute() if chosen else paths.book()


def _start_anew(options: argparse.Namespace) -> None:
    from PySide6.QtCore import QProcess

    from deskmate.app.launch import command

    book = ["--book", str(options.book)] if options.book else []
    QProcess.startDetached(*command(*book))


def _run_demo(options: argparse.Namespace) -> int:
    application()
    clear_demos(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=DEMO))
    try:
        return _run(options, folder / DEMO_BOOK)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_demos(temporary: Path) -> None:
    """Removes what demos left that were killed; one that still runs holds its lock, and stays."""
    from deskmate.app.instance import Instance

    for folder in temporary.glob(DEMO + "*"):
        book = folder / DEMO_BOOK
        if folder.is_symlink() or not book.with_name(DEMO_BOOK + ".lock").exists():
            continue  # somebody else's, or one that is about to begin
        instance = Instance(book)
        if instance.claim():
            instance.release()
            shutil.rmtree(folder, ignore_errors=True)


def _run(options: argparse.Namespace, book: Path) -> int:
    app = application()
    from deskmate.app import faults
    from deskmate.app.instance import Instance
    from deskmate.app.program import Program
    from deskmate.ui.garbage import GarbageSearch

    paths.create(book.parent)
    instance = Instance(book)
    if not instance.claim():
        instance.raise_other()
        print("Deskmate already has this book open; its window was brought to the front.", file=sys.stderr)
        return 0
    faults.start_log(paths.create(book.parent if options.demo else paths.logs()))
    garbage = GarbageSearch(app)
    garbage.start()
    program = Program(app, book, demo=options.demo, minimised=options.minimised)
    garbage.idle_seconds = program.curtain.idle_seconds
    instance.raise_asked.connect(program.raise_window)
    faults.catch(program.apologise)
    try:
        program.start()
        return app.exec()
    finally:
        program.stop()
        garbage.stop()
        instance.release()
        faults.stop_log()
        if program.wants_restart:
            _start_anew(options)
