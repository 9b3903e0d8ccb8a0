"""One start in a process of its own: `python -m benchmarks.start_probe bare|window BOOK KEY` prints what it cost."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # as in books.py, which would load too much before the first paint
_IDLE = 2.0  # seconds of standing still before memory is looked at


def bare() -> dict[str, float]:
    """An empty window: the least that any program with Qt costs."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(["bare"])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    painted = _work()
    _stand_still(app.processEvents)
    return {"painted": painted, "memory": _memory()}


def window(book: Path, key: bytes) -> dict[str, float]:
    """The program as it starts: painted at once, Today filled, the search answering."""
    from PySide6.QtWidgets import QApplication

    from deskmate.app.program import Program
    from deskmate.ui import theme

    class Opened(Program):
        """Opens the made-up book, whose key is no secret."""

        def _open_with_keyring(self) -> Any:
            from deskmate.core.db import (
                open_database,
            )  # heavy, and so the program itself loads it after the first paint

            return open_database(book, key)

    app = QApplication(["deskmate"])
    theme.apply(app)
    program = Opened(app, book)
    program.now = lambda: NOW  # when the book was made up
    program.start()
    program.shell.repaint()
    painted = _work()
    _until(app.processEvents, lambda: program.workplace is not None and _filled(program.shell))
    app.processEvents()
    filled = _work()
    _search(program, app.processEvents)
    answering = _work()
    _stand_still(app.processEvents)
    memory = _memory()
    found = {"painted": painted, "filled": filled, "answering": answering, "memory": memory}
    print(json.dumps(found), flush=True)
    os._exit(0)  # what closing does (a backup) is not what is measured


def _filled(shell: object) -> bool:
    from deskmate.ui.shell import Shell

    assert isinstance(shell, Shell)
    page = shell.page("today")
    return page is not None and not page.is_stale()


def _search(program: object, turn: Callable[[], object]) -> None:
    from deskmate.app.program import Program

    assert isinstance(program, Program)
    program.shell.search.setText("an")
    turn()
    turn()
    program.shell.search.setText("")


def _until(turn: Callable[[], object], done: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the window did not fill")
        turn()
        time.sleep(0.001)


def _stand_still(turn: Callable[[], object]) -> None:
    end = time.monotonic() + _IDLE
    while time.monotonic() < end:
        turn()
        time.sleep(0.02)


def _work() -> float:
    """Seconds of processor this process took so far, all threads."""
    return time.process_time()


def _memory() -> float:
    """Bytes in memory now, where the system says so (elsewhere the most there were).

    All of them, as on a computer on which no other program has Qt loaded that it could share with.
    """
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") * 1.0
    except OSError:
        pass
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        print(json.dumps(bare()))
    else:
        window(Path(sys.argv[2]), bytes.fromhex(sys.argv[3]))
