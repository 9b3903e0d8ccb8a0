"""Typing in the program itself, in a process of its own: `python -m benchmarks.key_probe BOOK KEY STATES`.

Prints how long the window's thread was kept from everything else (seconds of its processor time): by each key until
its names are painted, and by each turn of the events after it, in which the notes are found and painted.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import start_probe

_TURNS = 3  # after a key: the notes and their painting come in turns of their own


def blocks(app: Any, program: Any, states: list[str]) -> Iterator[tuple[float, str]]:
    """The seconds of each stretch without a pause, and what stood in the box then."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from deskmate.ui.widgets import Popup

    box = program.shell.search
    before = ""
    for state in states:
        if not state.startswith(before):
            yield _spent(box.clear), "(emptied)"
            yield from ((_spent(app.processEvents), "(emptied)") for _ in range(_TURNS))
            before = ""
        for letter in state[len(before) :]:
            key = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            yield _spent(partial(QCoreApplication.sendEvent, box, key)), state
            yield from ((_spent(app.processEvents), state) for _ in range(_TURNS))
        if all(popup.isHidden() for popup in program.shell.findChildren(Popup)):
            raise RuntimeError("nothing was answered")
        before = state


def _spent(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


def main(path: Path, key: bytes, states: list[str]) -> None:
    """Starts the program with this book, types, and prints what was found."""
    app, program, _found = start_probe.started(path, key)
    program.shell.focus_search()
    each = sorted(blocks(app, program, states), reverse=True)
    slowest = [(round(seconds, 5), what) for seconds, what in each[:10]]
    print(json.dumps({"longest": each[0][0], "p99": each[len(each) // 100][0], "slowest": slowest}), flush=True)
    os._exit(0)  # what closing does (a backup) is not what is measured


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text("utf-8")))
    except Exception:
        traceback.print_exc()
        os._exit(1)  # the program's own threads would keep the process
