#!/usr/bin/env python3
"""Makes the README's pictures from the demo shop: `.venv/bin/python .ci/screenshots.py [--size 1366x768]`.

The shop's day is a Thursday at 10:40, so that the pictures differ only where the program does.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "Europe/London"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtWidgets import QApplication

from deskmate.app.program import Program
from deskmate.core import settings, staff
from deskmate.ui import theme

THURSDAY = datetime.fromisoformat("2026-03-05T10:40:00+00:00")
PLACES = ("today", "customers", "calendar", "follow-ups", "insights", "settings")
CUSTOMER = "Rosalind Achebe"


def main() -> None:
    """Writes one picture for each page and theme."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="1366x768")
    options.add_argument("--to", type=Path, default=Path(__file__).parent / "screenshots")
    given = options.parse_args()
    width, height = map(int, given.size.split("x"))
    given.to.mkdir(exist_ok=True, parents=True)
    app = QApplication([])
    theme.apply(app)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(app, Path(folder) / "demo.deskmate", demo=True, now=lambda: THURSDAY)
        program.start()
        program.shell.showNormal()  # the platform's own screen is smaller
        program.shell.resize(width, height)
        turn(app, lambda: program.workplace is not None)
        program.shell.banner.settle("demo")
        for mode in ("light", "dark"):
            photograph(app, program, mode, given.to)
        program.stop()


def photograph(app: QApplication, program: Program, mode: str, folder: Path) -> None:
    """Every page in one theme."""
    assert program.db is not None and program.workplace is not None
    settings.change(program.db, theme=mode, by=staff.owner(program.db), now=THURSDAY)
    for place in PLACES:
        page = program.shell.go(place)
        turn(app, lambda page=page: page is not None and not page.is_stale())
        if place == "customers":
            program.workplace.open_customer(customer(program))
        settle(app)
        program.shell.banner.settle("due")  # said at the top only where the computer has no pop-ups, as here
        settle(app)
        program.shell.grab().save(str(folder / f"{place}-{mode}.png"))


def customer(program: Program) -> int:
    """The customer whose card is shown."""
    from deskmate.core import search

    assert program.db is not None
    return search.find_people(program.db, CUSTOMER)[0].customer_id


def turn(app: QApplication, until: Callable[[], bool]) -> None:
    """Runs the program until something holds."""
    deadline = QDeadlineTimer(120_000)
    while not until():
        if deadline.hasExpired():
            sys.exit("the window did not get ready in time")
        app.processEvents()


def settle(app: QApplication) -> None:
    """Lets what is on its way arrive: lists that come later, toasts that go."""
    for _ in range(30):
        app.processEvents()
        time.sleep(0.02)


if __name__ == "__main__":
    main()
