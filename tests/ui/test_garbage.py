"""Garbage is looked for on the window's thread only, and through everything only while nobody types."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from deskmate.ui.background import Background
from deskmate.ui.garbage import AWAY_SECONDS, GarbageSearch


@pytest.fixture
def search(qapp: QApplication) -> Iterator[GarbageSearch]:
    """A search that has begun, and has left the program its first seconds."""
    often, was = gc.get_threshold(), gc.isenabled()
    made = GarbageSearch()
    made.start()
    made.look()
    yield made
    made.stop()
    gc.set_threshold(*often)
    gc.enable() if was else gc.disable()


def dropped_dialog(ended_on: list[threading.Thread], *, old: bool = False) -> None:
    """A dialog that only the search for garbage ends: it holds itself, and nobody else does any more.

    An `old` one was there for some searches, so that only a look through everything finds it.
    """
    dialog = QDialog()
    dialog.me = dialog  # type: ignore[attr-defined]
    if old:
        gc.collect(0)
        gc.collect(1)
    weakref.finalize(dialog, lambda: ended_on.append(threading.current_thread()))


def look_often(search: GarbageSearch) -> None:
    """As much as a long day, at once."""
    gc.set_threshold(1, 1, 1)
    for _ in range(30):
        made = [{number} for number in range(100)]
        search.look()
        del made


def make_much(_progress: object, _should_stop: object) -> None:
    """What a long job does: so many objects that Python would look through everything, and more than once."""
    for _ in range(40):
        kept = [[number] for number in range(50_000)]
        del kept


def test_no_window_is_ended_by_the_worker(search: GarbageSearch, qtbot: QtBot) -> None:
    ended_on: list[threading.Thread] = []
    background, done = Background(), []
    dropped_dialog(ended_on)
    background.run(make_much, on_done=done.append, on_failed=done.append)
    qtbot.waitUntil(lambda: bool(done))
    background.stop()
    assert not ended_on
    search.idle_seconds = lambda: AWAY_SECONDS
    look_often(search)
    assert ended_on == [threading.main_thread()]


def test_everything_is_looked_through_only_while_nobody_types(search: GarbageSearch) -> None:
    ended_on: list[threading.Thread] = []
    dropped_dialog(ended_on, old=True)
    look_often(search)
    assert not ended_on
    search.idle_seconds = lambda: AWAY_SECONDS
    look_often(search)
    assert len(ended_on) == 1


def test_it_looks_by_itself_and_leaves_it_to_python_at_the_end(search: GarbageSearch, qtbot: QtBot) -> None:
    ended_on: list[threading.Thread] = []
    dropped_dialog(ended_on)
    gc.set_threshold(1, 1, 1)
    qtbot.waitUntil(lambda: bool(ended_on))
    assert not gc.isenabled()
    search.stop()
    assert gc.isenabled()
