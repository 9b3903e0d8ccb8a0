"""Somebody else takes over in a few keystrokes, and a name is the person where a PIN is set."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from deskmate.core import keys, pins, settings, staff
from deskmate.core.actors import Actor
from deskmate.ui.counter import Counter
from deskmate.ui.desk import Desk
from deskmate.ui.gate import Gate
from deskmate.ui.person_chip import PersonChip
from deskmate.ui.pin_dialog import PinDialog
from deskmate.ui.widgets import PlainLabel

OLGAS, SAMS, WRONG = "830265", "274918", "918274"


class Clock:
    def __init__(self, desk: Desk) -> None:
        self.at = desk.now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(desk: Desk) -> Clock:
    return Clock(desk)


@pytest.fixture
def counter(desk: Desk, owner: Actor, clock: Clock, cheap_stretching: None) -> Iterator[Counter]:
    """Olga owns the shop, Sam and Tess work there; Olga and Sam have PINs."""
    with desk.db.write() as session:
        staff.insert(session, "Sam", "staff")
        staff.insert(session, "Tess", "staff")
    now = desk.now()
    pins.put(desk.db, owner.staff_id or 0, OLGAS, by=owner, now=now)
    pins.put(desk.db, staff.actor(desk.db, "Sam").staff_id or 0, SAMS, by=owner, now=now)
    made = Counter(desk.db, clock)
    yield made
    made.stop()


@pytest.fixture
def chip(desk: Desk, counter: Counter) -> PersonChip:
    made = PersonChip(counter, desk.shell)
    desk.shell.set_staff(made)
    desk.shell.shortcuts.add("F8", "Somebody else takes over", made.ask)
    return made


def opened(qtbot: QtBot, desk: Desk, chip: PersonChip) -> Gate:
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    QTest.keyClick(desk.shell.windowHandle(), Qt.Key.Key_F8)
    dialog = chip._dialog
    assert dialog is not None
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    return dialog.findChild(Gate)


def press(gate: Gate, keys: str) -> None:
    for key in keys:
        QTest.keyClick(gate.window().windowHandle(), Qt.Key(ord(key)))


def test_eight_keys_from_one_person_to_another(desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot) -> None:
    gate = opened(qtbot, desk, chip)
    assert gate.names() == ["Olga", "Sam", "Tess"]
    begun = time.perf_counter()
    press(gate, "2" + SAMS)
    qtbot.waitUntil(lambda: counter.actor().name == "Sam")
    assert time.perf_counter() - begun < 2
    assert counter.actor().role == "staff"
    assert chip.accessibleName() == "Sam is at the counter"


def test_as_costly_as_it_really_is_it_still_takes_less_than_two_seconds(
    desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024})
    sam = staff.actor(desk.db, "Sam")
    pins.put(desk.db, sam.staff_id or 0, SAMS, by=owner, now=desk.now())
    gate = opened(qtbot, desk, chip)
    begun = time.process_time()
    press(gate, "2" + SAMS)
    qtbot.waitUntil(lambda: counter.actor() == sam, timeout=20_000)
    assert time.process_time() - begun < 2


def test_who_has_no_pin_takes_over_at_once(desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot) -> None:
    gate = opened(qtbot, desk, chip)
    press(gate, "3")
    qtbot.waitUntil(lambda: counter.actor().name == "Tess")


def test_a_wrong_pin_is_said_in_a_sentence_and_nobody_takes_over(
    desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot
) -> None:
    gate = opened(qtbot, desk, chip)
    press(gate, "2" + WRONG)
    qtbot.waitUntil(lambda: gate.problem() != "")
    assert gate.problem() == "That is not Sam’s PIN."
    assert gate.pin.text() == "" and gate.pin.hasFocus()
    assert counter.actor().name == "Olga"
    press(gate, SAMS)
    qtbot.waitUntil(lambda: counter.actor().name == "Sam")


def test_after_ten_wrong_pins_an_owner_is_asked_for_the_passphrase_and_told_why(
    desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot
) -> None:
    olga, at = next(one.id for one in pins.everybody(desk.db) if one.name == "Olga"), desk.now() - timedelta(days=1)
    for _ in range(10):
        at += timedelta(minutes=11)
        with pytest.raises(pins.PinRefused):
            pins.enter(desk.db, olga, WRONG, now=at)
    gate = opened(qtbot, desk, chip)
    gate.choose(olga)
    QTest.keyClicks(gate.pin, OLGAS)
    qtbot.waitUntil(lambda: "wrong 10 times" in gate.problem())
    assert gate.passphrase.isVisible() and gate.focusWidget() is gate.passphrase


def test_a_sentence_of_two_lines_covers_no_field(desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot) -> None:
    gate = opened(qtbot, desk, chip)
    press(gate, "2")
    row = gate._pin_row
    row.set_problem("That is not Sam’s PIN. The next try is possible in 16 minutes. " * 2)
    qtbot.waitUntil(lambda: row.height() >= row.heightForWidth(row.width()))
    below = row.findChildren(PlainLabel)[-1]
    assert below.geometry().top() >= row.field.geometry().bottom()


def test_arrows_and_enter_do_it_too_and_esc_goes_a_step_back(
    desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot
) -> None:
    gate = opened(qtbot, desk, chip)
    window = gate.window().windowHandle()
    press(gate, "2")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert gate.isVisible() and not gate.pin.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Down)
    QTest.keyClick(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: counter.actor().name == "Tess")


def test_esc_in_the_list_leaves_everybody_where_they_are(
    desk: Desk, counter: Counter, chip: PersonChip, qtbot: QtBot
) -> None:
    gate = opened(qtbot, desk, chip)
    QTest.keyClick(gate.window().windowHandle(), Qt.Key.Key_Escape)
    assert chip._dialog is None
    assert counter.actor().name == "Olga"


def test_letters_do_not_get_into_a_pin(desk: Desk, chip: PersonChip, qtbot: QtBot) -> None:
    gate = opened(qtbot, desk, chip)
    press(gate, "2")
    qtbot.keyClicks(gate.pin, "2a7 4")
    assert gate.pin.text() == "274"


def test_what_staff_may_not_do_an_owner_allows_for_a_minute(
    desk: Desk, counter: Counter, chip: PersonChip, clock: Clock, qtbot: QtBot
) -> None:
    counter.let_in(staff.actor(desk.db, "Sam"))
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, clock, offer=chip.ask_owner)

    def work() -> object:
        return settings.change(desk.db, shop_name="Ours", by=here.actor(), now=here.now())

    assert not here.attempt(work)
    dialog = chip._dialog
    assert dialog is not None
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    gate = dialog.findChild(Gate)
    press(gate, OLGAS)  # the only owner with a PIN is chosen already
    qtbot.waitUntil(lambda: counter.lender() is not None)
    assert chip.accessibleName() == "Olga, for a minute is at the counter"
    assert here.attempt(work)
    assert counter.here().name == "Sam"
    clock.at += timedelta(seconds=61)
    assert counter.actor().name == "Sam"
    assert not here.attempt(work)


def test_where_no_owner_can_prove_it_the_sentence_is_all(
    desk: Desk, counter: Counter, chip: PersonChip, owner: Actor, clock: Clock
) -> None:
    pins.remove(desk.db, owner.staff_id or 0, proof=OLGAS, by=owner, now=desk.now())
    counter.look_again()
    counter.let_in(staff.actor(desk.db, "Sam"))
    here = Desk(desk.db, desk.background, desk.shell, desk.ways, counter.actor, clock, offer=chip.ask_owner)
    assert not here.attempt(lambda: settings.change(desk.db, shop_name="Ours", by=here.actor(), now=here.now()))
    assert chip._dialog is None
    assert desk.shell.toasts.text() == "Only the owner can change the shop's settings."


def test_whoever_is_taken_off_the_list_is_no_longer_at_the_counter(desk: Desk, counter: Counter, owner: Actor) -> None:
    missing: list[bool] = []
    counter.missing.connect(lambda: missing.append(True))
    sam = staff.actor(desk.db, "Sam")
    counter.let_in(sam)
    staff.leave(desk.db, sam.staff_id or 0, by=owner, now=desk.now())
    counter.look_again()
    assert missing == [True]


def test_a_pin_is_set_by_typing_it_twice(desk: Desk, counter: Counter, owner: Actor, qtbot: QtBot) -> None:
    tess = next(person for person in counter.people() if person.name == "Tess")
    desk.shell.show()
    dialog = PinDialog(desk.shell, desk, tess)
    dialog.open()
    dialog.new.setText("123456")
    dialog.again.setText("123457")
    dialog.accept()
    assert dialog.form.problems() == {
        "new": "This PIN is one of those that everybody tries first. Choose six digits without a pattern.",
        "again": "The two are not the same.",
    }
    dialog.new.setText("604827")
    dialog.again.setText("604827")
    with qtbot.waitSignal(dialog.done_as) as told:
        dialog.accept()
    assert told.args == ["Tess has a new PIN."]
    assert pins.enter(desk.db, tess.id, "604827", now=desk.now()).name == "Tess"


def test_enter_goes_on_to_the_next_line_and_sets_the_pin_from_the_last(
    desk: Desk, counter: Counter, owner: Actor, qtbot: QtBot
) -> None:
    tess = next(person for person in counter.people() if person.name == "Tess")
    desk.shell.show()
    dialog = PinDialog(desk.shell, desk, tess)
    with qtbot.waitActive(dialog):
        dialog.open()
    dialog.new.setText("604827")
    QTest.keyClick(dialog.new, Qt.Key.Key_Return)
    assert dialog.again.hasFocus()
    dialog.again.setText("604827")
    with qtbot.waitSignal(dialog.done_as):
        QTest.keyClick(dialog.again, Qt.Key.Key_Return)


def test_ones_own_is_changed_with_the_one_so_far(desk: Desk, counter: Counter, owner: Actor, qtbot: QtBot) -> None:
    olga = counter.people()[0]
    desk.shell.show()
    dialog = PinDialog(desk.shell, desk, olga)
    dialog.open()
    dialog.remove()
    assert dialog.form.problems() == {"proof": "Type the PIN so far first."}
    dialog.proof.setText(WRONG)
    dialog.remove()
    qtbot.waitUntil(lambda: dialog.form.problems() == {"proof": "That is not Olga’s PIN."})
    dialog.proof.setText(OLGAS)
    with qtbot.waitSignal(dialog.done_as):
        dialog.remove()
    assert not pins.everybody(desk.db)[0].has_pin
