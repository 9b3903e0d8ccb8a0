"""`--self-test`: makes a book in a temporary folder, works in it and in the window without a screen, and reports."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from deskmate import desktop_libraries


def run() -> int:
    """Tries the main parts one after the other; 0 when all of them work."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sentence := desktop_libraries.problem(os.environ):
        print(sentence, file=sys.stderr)
        return desktop_libraries.EXIT_STATUS
    with tempfile.TemporaryDirectory(prefix="deskmate-self-test-") as folder:
        for name, step in (("book", _book), ("reader", _reader), ("backup", _backup), ("window", _window)):
            try:
                step(Path(folder))
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                return 1
            print(f"{name}: ok")
    return 0


def _book(folder: Path) -> None:
    from deskmate.core import book, customers, follow_ups, interactions, search, staff
    from deskmate.core.people import Detail, Draft

    db = book.create_unlocked(folder / "shop.deskmate", book.Opening("Test", "general", "Owner"), key=bytes(32))
    by, now = staff.owner(db), datetime.now(UTC)
    number = customers.add(db, Draft("Zoë Test", details=(Detail("phone", "+44 20 7946 0018"),)), by=by, now=now)
    interactions.add(db, number, "waited an hour, left cross", mood="unhappy", by=by, now=now)
    _demand([hit.customer_id for hit in search.find(db, "zoe")] == [number], "search by name")
    _demand([hit.customer_id for hit in search.find(db, "0018")] == [number], "search by phone")
    _demand(follow_ups.count_open(db, now=now) == 1, "a follow-up")
    db.close()


def _reader(_folder: Path) -> None:
    from deskmate.core.sentiment import read

    reading = read("Third time the zip broke, she wants her money back")
    _demand(reading.label == "negative" and not reading.degraded, "the trained reader")


def _backup(folder: Path) -> None:
    from deskmate.core import backups
    from deskmate.core.db import open_database

    db = open_database(folder / "shop.deskmate", bytes(32))
    made = backups.make(db, folder / "backups", now=datetime.now(UTC))
    _demand(backups.preview(made.path, key=bytes(32)).contents.customers == 1, "a backup that can be read")
    db.close()


def _window(folder: Path) -> None:
    from deskmate.app.start import application

    app = application()
    from deskmate.app.program import Program
    from deskmate.ui.shell import PLACES

    program = Program(app, folder / "demo.deskmate", demo=True)
    program.start()
    try:
        _turn(app, lambda: program.workplace is not None)
        for place in PLACES:
            page = program.shell.go(place.key)
            _turn(app, lambda page=page: page is not None and not page.is_stale())  # type: ignore[misc]
    finally:
        program.stop()


def _turn(app: object, until: Callable[[], bool], *, seconds: float = 60.0) -> None:
    from PySide6.QtCore import QDeadlineTimer
    from PySide6.QtWidgets import QApplication

    assert isinstance(app, QApplication)
    deadline = QDeadlineTimer(round(seconds * 1000))
    while not until():
        _demand(not deadline.hasExpired(), "the window in time")
        app.processEvents()


def _demand(held: bool, what: str) -> None:
    if not held:
        raise RuntimeError(f"{what} does not work")
