"""Nothing that leaves the window tells who somebody is: a name in each field, every page and error, and no trace.

Looked at: window titles, the tray, pop-ups while hidden, what is printed to the terminal, and each byte of each file.
"""

import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import insert

from deskmate import paths
from deskmate.app import faults
from deskmate.core import appointments, book, customers, follow_ups, interactions, pins, staff
from deskmate.core.errors import DeskmateError
from deskmate.core.models import Customer
from deskmate.core.models.base import table_of
from deskmate.core.people import Birthday, Detail, Draft, Occasion
from deskmate.core.preferences import PreferenceDraft
from deskmate.reminders import due
from deskmate.ui.notifier import Popup
from deskmate.ui.shell import PLACES

NAME = "Quixbury"
FORMS = [form for word in (NAME, NAME.lower(), NAME.upper()) for form in (word.encode(), word.encode("utf-16-le"))]
OLGAS = "830265"


class Shown:
    """A desktop that keeps what it was asked to show."""

    def __init__(self) -> None:
        self.popups: list[Popup] = []

    def show(self, popup: Popup) -> None:
        self.popups.append(popup)

    def withdraw(self, key: str) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def somebody(desktop: Any, clock: Any) -> int:
    """A customer whose name stands in every field there is."""
    now: datetime = clock()
    made = book.create(desktop.book, book.Opening("The Shop", "general", "Olga"), passphrase="four plain words here")
    db, owner = made.db, staff.owner(made.db)
    number = customers.add(db, everything(), remember=[PreferenceDraft("Likes", NAME, alert=True)], by=owner, now=now)
    interactions.add(db, number, f"{NAME} waited an hour and was furious", by=owner, now=now)
    start = now + timedelta(minutes=30)
    appointments.book(db, number, start=start, service="Cut", note=NAME, by=owner, now=now)
    follow_ups.open_by_hand(db, number, NAME, due_on=now.date(), by=owner, now=now)
    at = now + timedelta(minutes=5)
    due.remind(db, f"Ring {NAME}", at=at, customer_id=number, by=owner, now=now)
    pins.put(db, owner.staff_id or 0, OLGAS, by=owner, now=now)
    db.close()
    return number


def everything() -> Draft:
    lines = ("given", "family", "prefix", "suffix", "known_as", "say_it", "organisation", "about")
    details = (Detail("phone", "01632 960001"), Detail("email", f"{NAME}@example.org"), Detail("address", NAME))
    return Draft(
        f"Ann {NAME}", **dict.fromkeys(lines, NAME), birthday=Birthday(3, 3), details=details, tags=(NAME,),
        occasions=(Occasion(NAME, Birthday(3, 4)),),
    )  # fmt: skip


def test_no_name_gets_out(
    desktop: Any, somebody: int, clock: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any, tmp_path: Path
) -> None:
    for module, hook in ((sys, "excepthook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))  # put back when the test is over
    faults.start_log(paths.create(paths.logs()))
    titles: set[str] = set()
    try:
        program = desktop.start()
        faults.catch(program.apologise)
        shown = Shown()
        workplace = desktop.at_work()
        workplace._alarm.notifier._opener = lambda _act: shown
        come_in(desktop)
        walk_through(desktop, somebody, titles)
        break_things(desktop, tmp_path)
        hide_and_be_reminded(desktop, clock, shown)
        titles.add(workplace._alarm.tray.tooltip())
    finally:
        desktop.stop()
        faults.stop_log()
    assert len(titles) > 2
    assert not any(NAME.casefold() in title.casefold() for title in titles), titles
    said = "".join(capfd.readouterr())
    assert NAME not in said
    log = (paths.logs() / "deskmate.log").read_text(encoding="utf-8")
    assert log.count("something went wrong") >= 4, "the errors were reported"
    assert traces(tmp_path, paths.logs().parent) == []


def come_in(desktop: Any) -> None:
    attendance = desktop.at_work().attendance
    desktop.wait(attendance.lock.is_locked)
    for key in "1" + OLGAS:
        QTest.keyClick(desktop.program.shell.windowHandle(), Qt.Key(ord(key)))
    desktop.wait(lambda: not attendance.lock.is_locked())


def note_titles(app: QApplication, titles: set[str]) -> None:
    for window in app.topLevelWidgets():
        titles |= {window.windowTitle(), window.windowIconText(), window.windowFilePath()}
    titles |= {app.applicationDisplayName(), app.applicationName()}


def walk_through(desktop: Any, number: int, titles: set[str]) -> None:
    """Every page, the card, and every form that opens from it."""
    workplace, shell = desktop.at_work(), desktop.program.shell
    for place in PLACES:
        desktop.page(place.key)
        note_titles(desktop.app, titles)
    workplace.open_customer(number)
    entry = interactions.timeline(workplace.desk.db, number)[0]
    ways = (
        lambda: workplace.write_note(number),
        lambda: workplace.new_customer(NAME),
        lambda: workplace._editing.edit(number),
        lambda: workplace.book_appointment(number),
        lambda: workplace._notes.edit(entry),
        workplace.import_files,
        shell.shortcuts.show,
    )
    for way in ways:
        way()
        desktop.qtbot.wait(10)
        note_titles(desktop.app, titles)
        for window in desktop.app.topLevelWidgets():
            if isinstance(window, QDialog) and window.isVisible():
                window.reject()
    shell.search.setText(NAME)
    desktop.wait(workplace._search.shown)
    note_titles(desktop.app, titles)
    shell.search.clear()


def break_things(desktop: Any, folder: Path) -> None:
    """Errors of ours that carry the name, on every way on which an error can come; and refusals with a sentence."""
    workplace = desktop.at_work()
    desk = workplace.desk
    told: list[BaseException] = []

    def fail(*_any: object) -> None:
        raise ValueError(f"could not parse {NAME}")

    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    ended: list[BaseException] = []

    def on_failed(error: BaseException) -> None:
        ended.append(error)
        faults.report(error)

    desk.background.run(fail, on_done=told.append, on_failed=on_failed, owner=workplace)
    desktop.wait(lambda: ended)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        with desk.db.write() as session:
            rows = {"id": 1, "name": NAME, "created_at": desk.now(), "updated_at": desk.now()}
            session.connection().execute(insert(table_of(Customer)).values(**rows))
    except Exception as error:
        assert NAME not in str(error), "statements hide their parameters"
        sys.excepthook(type(error), error, error.__traceback__)
    else:
        raise AssertionError("the number was taken")
    broken = folder / "broken.json"
    broken.write_text("{", encoding="utf-8")
    refused = []
    for work in (
        lambda: customers.card(desk.db, 999_999),
        lambda: customers.add(desk.db, Draft(""), by=desk.actor(), now=desk.now()),
        lambda: customers.add(desk.db, Draft(NAME, details=(Detail("email", NAME),)), by=desk.actor(), now=desk.now()),
        lambda: interactions.add(desk.db, 1, "x" * 30_000, by=desk.actor(), now=desk.now()),
    ):
        try:
            work()
        except DeskmateError as error:
            faults.report(error)
            refused.append(error)
    assert refused


def hide_and_be_reminded(desktop: Any, clock: Any, shown: Shown) -> None:
    """Pop-ups that come while everything is hidden, and while it is locked, only count."""
    workplace = desktop.at_work()
    workplace.attendance.lock_now()
    shown.popups.clear()  # those from before may say whom they are about
    clock.pass_by(minutes=10)
    workplace._alarm._on_tick()
    desktop.wait(lambda: shown.popups)
    words = " ".join(f"{popup.title} {popup.body}" for popup in shown.popups)
    assert "waiting" in words
    assert NAME not in words
    assert not any(window.isVisible() and _tells(window) for window in desktop.app.topLevelWidgets())


def _tells(window: QWidget) -> bool:
    from PySide6.QtWidgets import QLabel

    return any(label.isVisible() and NAME in label.text() for label in window.findChildren(QLabel))


def traces(*folders: Path) -> list[str]:
    """The files below the folders in which the name stands, in any letters."""
    files = {file for folder in folders for file in folder.rglob("*") if file.is_file()}
    assert len(files) > 3
    return sorted(str(file) for file in files if any(form in file.read_bytes() for form in FORMS))
