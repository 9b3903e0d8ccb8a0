"""The main job, end to end in the real window: a book, customers, a note, a flag, a call, a reminder, a restart."""

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from deskmate.app.instance import Instance
from deskmate.app.workplace import Workplace
from deskmate.core import backups, customers, follow_ups, interactions, keys, search, settings, staff
from deskmate.core import book as books
from deskmate.core.people import Draft
from deskmate.reminders import due
from deskmate.ui.import_dialog import ImportDialog
from deskmate.ui.note_box import NoteDialog
from deskmate.ui.unlock import Problem, Unlock
from deskmate.ui.welcome import Welcome

PEOPLE = "Name;Telefon;E-Mail;Geburtstag\nAnn Lee;+44 20 7946 0018;ann@example.org;05.03.1980\nBea O'Brien;;;\n"
UNHAPPY = "Third time she has brought the same heel back, says she won't be coming again"


def make_book(desktop) -> None:
    """Walks through the welcome by its own buttons."""
    desktop.start()
    welcome = desktop.alone(Welcome)
    welcome.start.first.click()
    welcome.form.shop.setText("The Corner Shop")
    welcome.form.owner.setText("Olga")
    welcome.form.passphrase.setText("correct horse battery")
    welcome.form.again.setText("correct horse battery")
    welcome.form.next.click()
    code = welcome._code
    welcome.code.hide_button.click()
    welcome.code.typed.setText(code.lower().replace("-", " "))
    welcome.code.done.click()
    desktop.at_work()


def write_note(desktop, customer: int, text: str) -> None:
    """Writes a note in the box, by keyboard."""
    desktop.at_work().write_note(customer)
    dialog = desktop.dialog(NoteDialog)
    dialog.form.text.set_text(text)
    QTest.keyClick(dialog.form.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desktop.wait(lambda: not dialog.isVisible())


def test_from_the_first_start_to_a_kept_promise(desktop, clock, tmp_path: Path) -> None:
    make_book(desktop)
    db = desktop.program.db

    # bring the customers
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    desktop.at_work().import_files()
    dialog = desktop.dialog(ImportDialog)
    dialog.bring([str(file)])
    desktop.wait(lambda: dialog.steps.currentWidget() is dialog._preview_page)
    dialog.yes_button.click()
    desktop.wait(lambda: dialog.steps.currentWidget() is dialog._plan_page)
    assert search.find(db, "ann") == []  # nothing is written before it is confirmed
    dialog.yes_button.click()
    desktop.wait(lambda: dialog.yes_button.text() == "Done" and dialog._job is None)
    dialog.yes_button.click()
    (ann,) = [hit.customer_id for hit in search.find(db, "0018")]

    # a note, a flag
    write_note(desktop, ann, UNHAPPY)
    page = desktop.page("follow-ups")
    desktop.wait(lambda: page.card.follow_up_id() is not None)
    (row,) = follow_ups.list_open(db, now=clock())
    assert row.customer == "Ann Lee"

    # a call with a promise
    page.card.form.outcome.choose("reached")
    page.card.form.promise.setText("new heels, on the house")
    page.card.form.promise_by.set_value(date(2026, 3, 4))
    page.card.form.save.click()
    assert follow_ups.one(db, row.id).attempts == 1

    # closed, and a week later: the promise waits among the reminders
    desktop.stop()
    clock.pass_by(days=7)
    desktop.start()
    desktop.at_work()
    db = desktop.program.db
    panel = desktop.at_work()._alarm.panel
    desktop.wait(lambda: any("new heels" in item.text for item in due.open_list(db, now=clock())))
    desktop.wait(lambda: panel.count() == len(due.open_list(db, now=clock())))
    assert {item.kind for item in due.open_list(db, now=clock())} >= {"promise"}


def test_restart_without_a_keyring_asks_for_the_passphrase(desktop, trusted_keyring) -> None:
    make_book(desktop)
    desktop.stop()
    trusted_keyring.kept.clear()
    desktop.start()
    unlock = desktop.alone(Unlock)
    unlock.secret.setText("wrong words here")
    unlock.button.click()
    desktop.wait(lambda: "does not open" in unlock._field.problem())
    unlock.secret.setText("correct horse battery")
    unlock.button.click()
    desktop.at_work()


def test_whoever_needs_the_recovery_code_is_reminded_of_the_passphrase(desktop, trusted_keyring) -> None:
    make_book(desktop)
    desktop.stop()
    trusted_keyring.kept.clear()
    path = desktop.book
    code = keys.new_recovery_code()
    file = keys.load(path)
    key = keys.unseal(file, passphrase="correct horse battery")
    keys.save(path, keys.rewrap(file, key, recovery_code=code))
    desktop.start()
    unlock = desktop.alone(Unlock)
    unlock._other.click()
    unlock.code.setText(code)
    unlock.button.click()
    desktop.at_work()
    assert "set a new one" in desktop.program.shell.banner.text()


def test_a_name_typed_while_the_book_opens_is_answered(desktop, clock) -> None:
    make_book(desktop)
    db = desktop.program.db
    customers.add(db, Draft("Ann Quixbury"), by=staff.owner(db), now=clock())
    desktop.stop()
    desktop.start()
    shell = desktop.program.shell
    shell.focus_search()
    shell.search.setText("quix")
    work = desktop.at_work()
    assert {"Ctrl+E", "Ctrl+Shift+D"} <= {key.keys for key in shell.shortcuts.table()}, "before a card was ever shown"
    desktop.wait(work._search.shown)
    QTest.keyClick(shell.search, Qt.Key.Key_Return)
    card = shell.page("customers").card
    assert card.header.name.text() == "Ann Quixbury"
    assert card.isAncestorOf(shell.focusWidget()), "and one goes on with the history"


def test_pages_that_fail_to_load_leave_nobody_waiting(desktop, monkeypatch, caplog) -> None:
    def fail(self: Workplace) -> None:
        raise RuntimeError("a page is broken")

    make_book(desktop)
    desktop.stop()
    with monkeypatch.context() as broken:
        broken.setattr(Workplace, "start", fail)
        desktop.start()
        problem = desktop.alone(Problem)
        assert desktop.program.db is None
    problem.again_asked.emit()
    assert desktop.wait(lambda: desktop.program.workplace)


def test_a_damaged_book_is_named_and_left_as_it_is(desktop) -> None:
    make_book(desktop)
    desktop.stop()
    data = bytearray(desktop.book.read_bytes())
    data[:4096] = bytes(4096)
    desktop.book.write_bytes(data)
    desktop.start()
    desktop.alone(Problem if not _asks(desktop) else Unlock)
    assert desktop.book.read_bytes() == bytes(data)


def _asks(desktop) -> bool:
    def shown() -> str:
        for kind in (Unlock, Problem):
            if any(w.isVisible() for w in desktop.program.shell.findChildren(kind)):
                return kind.__name__
        return ""

    return desktop.wait(shown) == "Unlock"


def test_a_backup_brings_the_book_back_on_another_computer(desktop, clock, tmp_path: Path) -> None:
    make_book(desktop)
    db = desktop.program.db
    owner = staff.owner(db)
    for name in ("Ann", "Bea", "Cleo"):
        customers.add(db, Draft(name), by=owner, now=clock())
    made = backups.make(db, tmp_path / "stick", now=clock())
    desktop.stop()

    elsewhere = tmp_path / "new computer" / "shop.deskmate"
    desktop.book = elsewhere
    elsewhere.parent.mkdir()
    desktop.start()
    welcome = desktop.alone(Welcome)
    welcome.start.restore_asked.emit()
    welcome.restore._on_file(str(made.path))
    welcome.restore.secret.setText("correct horse battery")
    welcome.restore.look.click()
    desktop.wait(welcome.restore.button.isEnabled)
    assert "3 customers" in welcome.restore._words.text()
    welcome.restore.button.click()
    desktop.at_work()
    assert len(customers.page(desktop.program.db)) == 3


def test_markup_in_every_field_is_shown_as_text(desktop, clock, all_plain) -> None:
    make_book(desktop)
    db = desktop.program.db
    owner = staff.owner(db)
    evil = "<b>bold</b><img src='file:///etc/passwd'>{0} %s &amp;"
    number = customers.add(db, Draft(evil, known_as=evil, tags=(evil,), about=evil), by=owner, now=clock())
    interactions.add(db, number, f"{evil} wants her money back, furious", mood="unhappy", by=owner, now=clock())
    due.remind(db, evil, at=datetime(2026, 3, 2, 8), customer_id=number, by=owner, now=clock())
    for key in ("today", "customers", "calendar", "follow-ups", "insights", "settings"):
        page = desktop.page(key)
        if key == "customers":
            desktop.at_work().open_customer(number)
        QApplication.processEvents()
        all_plain(page)
    all_plain(desktop.program.shell)


def test_a_second_owner_of_the_lock_is_refused(desktop, tmp_path: Path) -> None:
    first, second = Instance(tmp_path / "b.deskmate"), Instance(tmp_path / "b.deskmate")
    asked: list[int] = []
    first.raise_asked.connect(lambda: asked.append(1))
    assert first.claim()
    assert not second.claim()
    assert second.raise_other()
    desktop.wait(lambda: asked)
    first.release()
    assert second.claim()
    second.release()


def test_the_book_made_in_the_window_opens_from_the_terminal(desktop) -> None:
    make_book(desktop)
    desktop.stop()
    db = books.open_with_secret(desktop.book, passphrase="correct horse battery", now=desktop.clock())
    assert staff.owner(db).name == "Olga"
    db.close()


def test_the_screen_hides_itself_when_nobody_is_there(desktop, clock, monkeypatch) -> None:
    make_book(desktop)
    program = desktop.program
    owner = staff.owner(program.db)
    settings.change(program.db, curtain_after_minutes=2, by=owner, now=clock())
    desktop.at_work().attendance.check_idle()
    assert not program.curtain.is_drawn()
    monkeypatch.setattr(program.curtain, "idle_seconds", lambda: 121.0)
    desktop.at_work().attendance.check_idle()
    assert program.curtain.is_drawn()
    program.curtain.lift()
