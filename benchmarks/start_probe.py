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
    _stand_still(app)
    return {"painted": painted, "memory": _memory()}


def window(book: Path, key: bytes) -> dict[str, float]:
    """The program as it starts: painted at once, Today filled, the search answering."""
    app, program, found = started(book, key)
    _search(program, app.processEvents)
    found["answering"] = _work()
    _stand_still(app)
    found["memory"] = _memory()
    print(json.dumps(found), flush=True)
    os._exit(0)  # what closing does (a backup) is not what is measured


def started(book: Path, key: bytes) -> tuple[Any, Any, dict[str, float]]:
    """The application and the program with this book open and Today filled, and what that cost."""
    from deskmate.app.start import application

    app = application()
    from deskmate.app.program import Program
    from deskmate.ui.garbage import GarbageSearch

    garbage = GarbageSearch(app)
    garbage.start()

    class Opened(Program):
        """Opens the made-up book, whose key is no secret."""

        def _open_with_keyring(self) -> Any:
            from deskmate.core.db import (
                open_database,
            )  # heavy, and so the program itself loads it after the first paint

            return open_database(book, key)

    program = Opened(app, book)
    garbage.idle_seconds = program.curtain.idle_seconds
    program.now = lambda: NOW  # when the book was made up
    found: dict[str, float] = {}
    program.shell.painted.connect(lambda: found.update(painted=_work()))
    program.start()
    _until(app, lambda: program.workplace is not None and _filled(program.shell))
    app.processEvents()
    found["filled"] = _work()
    return app, program, found


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


def _until(app: Any, done: Callable[[], bool], *, seconds: float = 120) -> None:
    """Lets the program run, as it does when nobody measures it, until something holds."""
    from PySide6.QtCore import QTimer

    end = time.monotonic() + seconds
    look = QTimer(interval=5)
    look.timeout.connect(lambda: app.quit() if done() or time.monotonic() > end else None)
    look.start()
    app.exec()
    look.stop()
    if not done():
        raise TimeoutError("the window did not fill")


def _stand_still(app: Any) -> None:
    end = time.monotonic() + _IDLE
    _until(app, lambda: time.monotonic() > end)


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
