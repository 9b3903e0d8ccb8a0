"""From a key to painted results: the search box with its list, against the same list painted with results at hand."""

import os
from types import SimpleNamespace
from typing import Any

from benchmarks import keystrokes
from benchmarks.books import NOW, Book
from benchmarks.meter import Line, compared, take_turns
from deskmate.core import search, staff
from deskmate.core.db import Database

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
