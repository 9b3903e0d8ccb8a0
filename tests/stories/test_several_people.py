"""Several people, one PC: the whole program asks who comes, and nobody finds what another began."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from deskmate.core import book, customers, drafts, follow_ups, pins, settings, staff
from deskmate.core.people import Draft

OLGAS, SAMS = "830265", "274918"


@pytest.fixture
def ann(desktop: Any, clock: Any) -> int:
    """A shop with Olga, who owns it, and Sam; both have PINs. Gives the number of a customer."""
    now: datetime = clock()
    path: Path = desktop.book
    db = book.create(path, book.Opening("The Corner Shop", "general", "Olga"), passphrase="four plain words here").db
    owner = staff.owner(db)
    sam = staff.add(db, "Sam", by=owner, now=now)
    pins.put(db, owner.staff_id or 0, OLGAS, by=owner, now=now)
    pins.put(db, sam, SAMS, by=owner, now=now)
    number = customers.add(db, Draft("Ann Quixbury"), by=owner, now=now)
    db.close()
    return number


def press(desktop: Any, keys: str) -> None:
    for key in keys:
        QTest.keyClick(desktop.program.shell.windowHandle(), Qt.Key(ord(key)))


def test_a_day_with_olga_and_sam(desktop: Any, ann: int, monkeypatch: pytest.MonkeyPatch) -> None:
    desktop.start()
    attendance = desktop.at_work().attendance
    desktop.wait(attendance.lock.is_locked)
    press(desktop, "2" + SAMS)
    desktop.wait(lambda: not attendance.lock.is_locked())
    desk = desktop.at_work().desk
    assert desk.actor().name == "Sam"

    # Sam begins a note, and is called away; the reminders count from then on and name nobody
    desk.ways.write_note(ann)
    dialog = next(w for w in desktop.app.topLevelWidgets() if type(w).__name__ == "NoteDialog" and w.isVisible())
    dialog.form.text.set_text("She asked about")
    QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert attendance.lock.is_locked(), "the key of the lock works in a dialog too"
    press(desktop, "2" + SAMS)
    desktop.wait(lambda: not attendance.lock.is_locked())
    desktop.wait(dialog.isVisible)
    shop = settings.current(desk.db)
    assert (shop.curtain_after_minutes, shop.lock_after_minutes) == (2, 5)
    curtain = desktop.program.curtain
    monkeypatch.setattr(curtain, "idle_seconds", lambda: 121.0)
    attendance.check_idle()
    assert curtain.is_drawn() and not attendance.lock.is_locked()
    monkeypatch.setattr(curtain, "idle_seconds", lambda: 301.0)
    attendance.check_idle()
    assert attendance.lock.is_locked() and attendance.is_hidden() and not curtain.is_drawn()
    assert desktop.at_work()._alarm.panel.isHidden() or not desktop.at_work()._alarm.panel.isVisible()

    # Olga comes: Sam's note is out of sight, and hers would be empty
    press(desktop, "1" + OLGAS)
    desktop.wait(lambda: not attendance.lock.is_locked())
    assert desk.actor().role == "owner"
    assert [one.body["text"] for one in drafts.mine(desk.db, by=staff.actor(desk.db, "Sam"))] == ["She asked about"]
    assert drafts.mine(desk.db, by=desk.actor()) == []
    assert not attendance.is_hidden()

    # and Sam finds it after the computer was switched off
    desktop.stop()
    desktop.start()
    attendance = desktop.at_work().attendance
    press(desktop, "2" + SAMS)
    desktop.wait(lambda: not attendance.lock.is_locked())
    toasts = desktop.program.shell.toasts
    assert toasts.text() == "You have a note that is not saved yet."
    toasts.undo()
    dialog = next(w for w in desktop.app.topLevelWidgets() if type(w).__name__ == "NoteDialog" and w.isVisible())
    assert dialog.form.text.text() == "She asked about"
    dialog.accept()
    desktop.wait(lambda: not dialog.isVisible() if _alive(dialog) else True)
    assert drafts.mine(desktop.at_work().desk.db, by=staff.actor(desktop.at_work().desk.db, "Sam")) == []


def test_short_names_and_the_turned_screen(desktop: Any, ann: int, clock: Any) -> None:
    desktop.start()
    workplace = desktop.at_work()
    desktop.wait(workplace.attendance.lock.is_locked)
    press(desktop, "1" + OLGAS)
    desktop.wait(lambda: not workplace.attendance.lock.is_locked())
    window = desktop.program.shell.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert workplace.desk.discretion.on and settings.current(workplace.desk.db).counter_safe
    page = desktop.page("customers")
    row = page.recent_list.model().index(0, 0)
    assert str(row.data(Qt.ItemDataRole.DisplayRole)).startswith("Ann Q.")
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert not workplace.attendance.is_hidden()  # nobody's card is open
    workplace.open_customer(ann)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert workplace.attendance.is_hidden()
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not workplace.attendance.lock.is_locked()  # not even the lock, as long as a customer looks
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not workplace.attendance.is_hidden()
    desk = workplace.desk
    number = follow_ups.open_by_hand(desk.db, ann, "asked", due_on=desk.today(), by=desk.actor(), now=desk.now())
    workplace.open_follow_up(number)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert workplace.attendance.is_hidden(), "a call card is about somebody, too"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not workplace.attendance.is_hidden()
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert not workplace.desk.discretion.on
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert workplace.attendance.lock.is_locked()


def _alive(widget: Any) -> bool:
    import shiboken6

    return shiboken6.isValid(widget)
