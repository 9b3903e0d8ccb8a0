"""Locked: names and PINs, and nothing of what was open; it is all there again for whoever comes back."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from deskmate.core import customers, drafts, follow_ups, pins, staff
from deskmate.core.actors import Actor
from deskmate.core.people import Detail, Draft
from deskmate.ui.bus import Page
from deskmate.ui.counter import Counter
from deskmate.ui.curtain import Curtain
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.desk import Desk
from deskmate.ui.follow_ups_page import FollowUpsPage
from deskmate.ui.lock import Lock
from deskmate.ui.note_box import NoteBox
from deskmate.ui.widgets import Dialog, TextField, ask

OLGAS, SAMS, WRONG = "830265", "274918", "918274"


@pytest.fixture
def curtain(qapp: QApplication) -> Iterator[Curtain]:
    made = Curtain(qapp)
    made.start()
    yield made
    made.stop()
    made.deleteLater()


@pytest.fixture
def counter(desk: Desk, owner: Actor, cheap_stretching: None) -> Iterator[Counter]:
    with desk.db.write() as session:
        staff.insert(session, "Sam", "staff")
    pins.put(desk.db, owner.staff_id or 0, OLGAS, by=owner, now=desk.now())
    pins.put(desk.db, staff.actor(desk.db, "Sam").staff_id or 0, SAMS, by=owner, now=desk.now())
    made = Counter(desk.db, desk.now)
    yield made
    made.stop()


class Sheet(Page):
    def __init__(self) -> None:
        super().__init__()
        self.said = QLabel("Quixbury, 01632 960001", self)


@pytest.fixture
def lock(desk: Desk, qapp: QApplication, curtain: Curtain, counter: Counter, qtbot: QtBot) -> Iterator[Lock]:
    desk.shell.add_page("today", Sheet)
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    made = Lock(qapp, desk.shell, counter, curtain)
    yield made
    made.stop()


def press(desk: Desk, keys: str) -> None:
    for key in keys:
        QTest.keyClick(desk.shell.windowHandle(), Qt.Key(ord(key)))


def shown_words(qapp: QApplication) -> str:
    labels = [label for window in qapp.topLevelWidgets() if window.isVisible() for label in window.findChildren(QLabel)]
    return " ".join(label.text() for label in labels if label.isVisible())


def test_nothing_of_the_page_is_seen_and_the_right_pin_brings_it_back(
    desk: Desk, lock: Lock, qapp: QApplication, qtbot: QtBot
) -> None:
    assert "Quixbury" in shown_words(qapp)
    assert lock.lock()
    assert "Quixbury" not in shown_words(qapp)
    press(desk, "1" + WRONG)
    screen = lock.screen()
    assert screen is not None
    qtbot.waitUntil(lambda: screen.gate.problem() == "That is not Olga’s PIN.")
    assert lock.is_locked()
    press(desk, OLGAS)
    qtbot.waitUntil(lambda: not lock.is_locked())
    assert "Quixbury" in shown_words(qapp)


def test_where_nobody_has_a_pin_there_is_nothing_to_lock(
    desk: Desk, lock: Lock, counter: Counter, owner: Actor
) -> None:
    pins.remove(desk.db, owner.staff_id or 0, proof=OLGAS, by=owner, now=desk.now())
    pins.remove(desk.db, staff.actor(desk.db, "Sam").staff_id or 0, by=owner, now=desk.now())
    counter.look_again()
    assert not lock.lock()
    assert not lock.is_locked()


def test_no_key_reaches_a_page(desk: Desk, lock: Lock) -> None:
    reached: list[str] = []
    for keys in ("Ctrl+N", "/", "Alt+2", "F1", "Ctrl+K", "1", "F2"):
        desk.shell.shortcuts.add(keys, "", lambda keys=keys: reached.append(keys))
    lock.lock()
    window = desk.shell.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    for key in (Qt.Key.Key_Slash, Qt.Key.Key_F1, Qt.Key.Key_F2, Qt.Key.Key_1):
        QTest.keyClick(window, key)
    assert reached == []
    assert desk.shell.here() == "today"


def test_dialogs_menus_and_the_curtain_make_way_and_come_back(
    desk: Desk, lock: Lock, curtain: Curtain, qtbot: QtBot
) -> None:
    dialog = ask(desk.shell, "About Quixbury", yes="OK", on_yes=lambda: None)
    menu = QMenu(desk.shell)
    menu.addAction("Call 01632 960001")
    menu.popup(desk.shell.mapToGlobal(QPoint(10, 10)))
    curtain.draw()
    lock.lock()
    assert not (dialog.isVisible() or menu.isVisible() or curtain.is_drawn())
    late = ask(desk.shell, "Opened by a worker that ended meanwhile", yes="OK", on_yes=lambda: None)
    assert type(late.childAt(QPoint(late.width() // 2, late.height() // 2))).__name__ == "Cover"
    qtbot.waitUntil(lambda: not late.isVisible())
    screen = lock.screen()
    assert screen is not None
    assert screen.isVisible()
    press(desk, "1" + OLGAS)
    qtbot.waitUntil(lambda: not lock.is_locked())
    assert dialog.isVisible() and late.isVisible()
    for each in (dialog, late):
        each.accept()


def test_f9_hides_the_names_of_the_lock_too(desk: Desk, lock: Lock, curtain: Curtain) -> None:
    lock.lock()
    QTest.keyClick(desk.shell.windowHandle(), Qt.Key.Key_F9)
    assert curtain.is_drawn()
    QTest.keyClick(desk.shell.windowHandle(), Qt.Key.Key_Escape)
    assert not curtain.is_drawn() and lock.is_locked()


def test_what_was_begun_is_there_for_whoever_began_it_and_for_nobody_else(
    desk: Desk, lock: Lock, counter: Counter, owner: Actor, qtbot: QtBot
) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, desk.now)
    box = NoteBox(here)
    box.open(ann).form.text.set_text("Olga's half a thought")
    lock.lock()
    press(desk, "1" + OLGAS)
    qtbot.waitUntil(lambda: not lock.is_locked())
    dialog = box.open(ann)
    assert dialog.isVisible() and dialog.form.text.text() == "Olga's half a thought"
    lock.lock()
    press(desk, "2" + SAMS)
    qtbot.waitUntil(lambda: not lock.is_locked())
    assert counter.actor().name == "Sam"
    assert box.open(ann).form.text.text() == ""
    box.open(ann).form.text.set_text("Sam's")
    counter.let_in(owner)
    assert [one.body["text"] for one in drafts.mine(desk.db, by=owner)] == ["Olga's half a thought"]


def test_ctrl_n_brings_it_back_to_who_comes_again(desk: Desk, counter: Counter, owner: Actor) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, desk.now)
    box = NoteBox(here)
    dialog = box.open(ann)
    dialog.form.text.set_text("Olga's")
    dialog.reject()
    counter.let_in(staff.actor(desk.db, "Sam"))
    assert box.open(ann).form.text.text() == ""
    box.open(ann).reject()
    counter.let_in(owner)
    box.tell_begun(drafts.mine(desk.db, by=owner))
    assert desk.shell.toasts.text() == "You have a note that is not saved yet."
    desk.shell.toasts.undo()
    assert box.open(ann).form.text.text() == "Olga's"
    box.open(ann).form.text.set_text("Olga's, and saved")
    box.open(ann).accept()
    assert drafts.mine(desk.db, by=owner) == []


def test_the_form_is_kept_every_second_so_that_a_kill_loses_no_more(desk: Desk, owner: Actor, qtbot: QtBot) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    dialog = NoteBox(desk).open(ann)
    qtbot.keyClicks(dialog.form.text, "Still typing")
    qtbot.waitUntil(lambda: bool(drafts.find(desk.db, "note", customer_id=ann, by=owner)), timeout=3_000)
    dialog.form.text.set_text("")
    qtbot.waitUntil(lambda: not drafts.find(desk.db, "note", customer_id=ann, by=owner), timeout=3_000)


HEARS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from deskmate.ui.screen_lock import ScreenLock
app = QCoreApplication([])
listener = ScreenLock()
listener.locked.connect(lambda: (print("locked", flush=True), app.quit()))
print("listens", listener.start(), flush=True)
import subprocess
say = ["dbus-send", "--session", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged"]
QTimer.singleShot(0, lambda: (subprocess.run([*say, "boolean:false"]), subprocess.run([*say, "boolean:true"])))
QTimer.singleShot(20000, app.quit)
app.exec()
"""


def test_the_computers_own_lock_is_heard() -> None:
    program = shutil.which("dbus-run-session")
    if program is None or shutil.which("dbus-send") is None:
        pytest.skip("a session bus of its own needs dbus-run-session and dbus-send")
    heard = subprocess.run(
        [program, "--", sys.executable, "-c", HEARS],
        capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert heard.stdout.split() == ["listens", "True", "locked"], heard.stderr


def test_a_customers_form_is_kept_for_whoever_began_it(desk: Desk, counter: Counter, owner: Actor) -> None:
    desk.shell.show()
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, desk.now)
    editing = CustomerEditing(here)
    form = editing.new()
    form.fields.name.setText("Quixbury, Ann")
    form.fields.phones.set_details((Detail("phone", "01632 960001"),))
    form.reject()
    counter.let_in(staff.actor(desk.db, "Sam"))
    assert editing.new().fields.name.text() == ""
    editing.new().reject()
    counter.let_in(owner)
    # as after a crash: nothing but the book knows of it
    again = CustomerEditing(here).new()
    assert again.fields.name.text() == "Quixbury, Ann"
    assert again.fields.draft().details == (Detail("phone", "01632 960001"),)
    again.accept()
    assert drafts.mine(desk.db, by=owner) == []


def test_a_form_that_keeps_no_draft_waits_until_its_person_is_back(
    desk: Desk, lock: Lock, counter: Counter, qtbot: QtBot
) -> None:
    form = Dialog(desk.shell, "Book an appointment")
    form.add(TextField("at half past two"))
    form.open()
    for keys, there in (("2" + SAMS, False), ("1" + OLGAS, True)):
        lock.lock()
        press(desk, keys)
        qtbot.waitUntil(lambda: not lock.is_locked())
        assert form.isVisible() is there
    form.reject()


def test_what_was_typed_about_a_call_is_for_whoever_typed_it(desk: Desk, counter: Counter, owner: Actor) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    bob = customers.add(desk.db, Draft("Bob"), by=owner, now=desk.now())
    day = desk.today()
    first, second = (
        follow_ups.open_by_hand(desk.db, who, "asked", due_on=day, by=owner, now=desk.now()) for who in (ann, bob)
    )
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, desk.now)
    page = FollowUpsPage(here)
    desk.shell.add_page("today", lambda: page)
    desk.shell.show()
    counter.leaving.connect(desk.shell.put_away)
    page.open(first)
    page.card.form.note.set_text("Olga's words")
    page.open(second)
    assert page.card.form.note.text() == ""
    page.open(first)
    assert page.card.form.note.text() == "Olga's words"
    counter.let_in(staff.actor(desk.db, "Sam"))
    assert page.card.form.note.text() == ""
    page.open(first)
    assert page.card.form.note.text() == ""
    counter.let_in(owner)
    page.open(first)
    assert page.card.form.note.text() == "Olga's words"
    page.card.form.outcome.set_value("reached")
    page.card.form.submit()
    assert drafts.mine(desk.db, by=owner) == []
