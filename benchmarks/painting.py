"""From a key to painted results: the search box with its list, against the same list painted with results at hand.

And how long a key keeps the window of the program itself from everything else.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks import keystrokes
from benchmarks.books import NOW, Book
from benchmarks.meter import Line, compared, spoken, take_turns
from deskmate.core import search, staff
from deskmate.core.db import Database

_LONGEST = 0.05  # seconds that nothing may keep the window busy while somebody types
_SEARCHES = 100
_PAINTED = 260  # letters: enough for a p99 that is not the slowest one


def painting(book: Book, size: str) -> list[Line]:
    """The lines about the search box; needs no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with book.opened() as db:
        with db.read() as session:
            states = keystrokes.typed(session, book)
        window, twin = _Window(db), _Window(db)
        for number in range(20):
            window.type(states[number])
            twin.repeat(states[number], window.found)
        found, painted = _take_turns(window, twin, states)
        window.close()
        twin.close()
    return [
        compared("letter → painted ÷ painting alone, p50", size, found.at(0.5), painted.at(0.5)),
        compared("letter → painted ÷ painting alone, p99", size, found.at(0.99), painted.at(0.99), bar=2.5, aim=2),
        *blocking(book, size),
    ]


def blocking(book: Book, size: str) -> list[Line]:
    """The lines about how long the window stands still while a hundred searches are typed, key by key."""
    with book.opened() as db, db.read() as session:
        states = keystrokes.typed(session, book, searches=_SEARCHES)
    with tempfile.TemporaryDirectory(prefix="deskmate-benchmark-") as folder:
        copy = Path(shutil.copy(book.path, folder))
        letters = Path(folder) / "states.json"
        letters.write_text(json.dumps(states), encoding="utf-8")
        environment = {**os.environ, "DESKMATE_HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        command = [sys.executable, "-m", "benchmarks.key_probe", str(copy), book.key.hex(), str(letters)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1_200)
    if done.returncode:
        raise RuntimeError(f"typing failed:\n{done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    print("\n".join(f"  {spoken(seconds)} {what!r}" for seconds, what in found["slowest"]), file=sys.stderr)
    bar = spoken(_LONGEST)
    return [
        Line(f"{what} stretch of the window's thread while typing", size, spoken(seconds), bar, seconds / _LONGEST, 1)
        for what, seconds in (("p99", found["p99"]), ("longest", found["longest"]))
    ]


def _take_turns(window: "_Window", twin: "_Window", states: list[str]) -> Any:
    def real(number: int) -> None:
        window.type(states[number])

    def replayed(number: int) -> None:
        twin.repeat(states[number], window.found)

    return take_turns([real, replayed], min(_PAINTED, len(states)))


class _Window:
    """A window with a search box that answers. Made with its own book of answers for the one that only paints."""

    def __init__(self, db: Database) -> None:
        from PySide6.QtWidgets import QApplication

        from deskmate.ui import search_results, theme
        from deskmate.ui.background import Background
        from deskmate.ui.desk import Desk
        from deskmate.ui.shell import Shell

        app = QApplication.instance() or QApplication(["benchmarks"])
        assert isinstance(app, QApplication)
        theme.apply(app)
        self._app = app
        self._module: Any = search_results
        self._shell = Shell()
        self._shell.resize(1366, 768)
        self._shell.show()
        ways: Any = SimpleNamespace()
        desk = Desk(db, Background(), self._shell, ways, lambda: staff.owner(db), lambda: NOW)
        self._results = search_results.SearchResults(desk)
        self.found: dict[str, Any] = {}
        app.processEvents()

    def type(self, text: str) -> None:
        """Puts the letters into the box, and waits until people and notes are painted."""
        self.found = {}
        self._answer(self._remembering("find_people"), self._remembering("find_notes"), text)

    def repeat(self, text: str, found: dict[str, Any]) -> None:
        """The same with what was found before."""
        self._answer(lambda *_a, **_k: found["find_people"], lambda *_a, **_k: found.get("find_notes", []), text)

    def close(self) -> None:
        """Takes the window away."""
        self._shell.may_close = None
        self._shell.close()

    def _remembering(self, name: str) -> Any:
        def find(*args: Any, **kwargs: Any) -> Any:
            self.found[name] = getattr(search, name)(*args, **kwargs)
            return self.found[name]

        return find

    def _answer(self, people: Any, notes: Any, text: str) -> None:
        replaced = {name: getattr(search, name) for name in search.__all__} | {
            "find_people": people,
            "find_notes": notes,
        }
        self._module.search = SimpleNamespace(**replaced)  # stands in front of the real one
        try:
            self._shell.search.setText(text)
            self._app.processEvents()  # the notes come in a turn of their own
            self._app.processEvents()
        finally:
            self._module.search = search
