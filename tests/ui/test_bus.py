"""A page hears of every change, looks again once, and only when somebody looks at it."""

import threading

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget

from deskmate.ui.bus import Changes, Page


class Counting(Page):
    topics = frozenset({"customers", "follow_ups"})
    title = "Counting"

    def __init__(self) -> None:
        super().__init__()
        self.reloads = 0

    def reload(self) -> None:
        self.reloads += 1


@pytest.fixture
def changes(qapp):
    made = Changes()
    yield made
    made.deleteLater()


def test_topics_said_together_are_told_once(qtbot, changes: Changes) -> None:
    told: list[frozenset[str]] = []
    changes.changed.connect(told.append)
    changes.notify({"customers"})
    changes.notify(["notes", "customers"])
    changes.notify([])
    assert told == [], "listeners run after the change, not inside it"
    qtbot.waitUntil(lambda: bool(told))
    assert told == [frozenset({"customers", "notes"})]


def test_a_change_on_another_thread_is_told_on_the_windows(qtbot, changes: Changes) -> None:
    threads: list[threading.Thread] = []
    changes.changed.connect(lambda _topics: threads.append(threading.current_thread()))
    for _ in range(20):
        worker = threading.Thread(target=changes.notify, args=({"x"},))
        worker.start()
        worker.join()
    qtbot.waitUntil(lambda: bool(threads))
    assert set(threads) == {threading.main_thread()}


def test_nothing_happens_when_the_bus_is_gone(qtbot) -> None:
    changes = Changes()
    shiboken6.delete(changes)
    changes.notify({"customers"})


def test_a_visible_page_reloads_once_for_many_changes(qtbot, changes: Changes) -> None:
    page = Counting()
    qtbot.addWidget(page)
    page.listen(changes)
    page.show()
    qtbot.waitUntil(lambda: page.reloads == 1)
    for _ in range(5):
        changes.notify({"customers"})
        changes.notify({"follow_ups"})
    qtbot.waitUntil(lambda: page.reloads == 2)
    qtbot.wait(20)
    assert page.reloads == 2


def test_a_hidden_page_waits_until_it_is_shown(qtbot, changes: Changes) -> None:
    page = Counting()
    qtbot.addWidget(page)
    page.listen(changes)
    changes.notify({"customers"})
    qtbot.wait(20)
    assert (page.reloads, page.is_stale()) == (0, True)
    page.show()
    qtbot.waitUntil(lambda: page.reloads == 1)
    page.hide()
    page.show()
    qtbot.wait(20)
    assert page.reloads == 1, "nothing changed in between"


def test_topics_of_others_do_not_matter(qtbot, changes: Changes) -> None:
    page = Counting()
    qtbot.addWidget(page)
    page.listen(changes)
    page.show()
    qtbot.waitUntil(lambda: page.reloads == 1)
    changes.notify({"settings"})
    qtbot.wait(20)
    assert page.reloads == 1


def test_a_page_that_was_hidden_again_at_once_stays_stale(qtbot, changes: Changes) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    page = Counting()
    page.setParent(holder)
    holder.show()
    page.show()
    page.hide()
    qtbot.wait(20)
    assert page.is_stale()
