"""The settings: each saves by itself, can be undone, refuses with a sentence, and shows what it would do before."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deskmate import paths
from deskmate.core import (
    backups,
    customers,
    follow_ups,
    importing,
    imports,
    interactions,
    keys,
    own_fields,
    services,
    settings,
    staff,
)
from deskmate.core import book as books
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk
from deskmate.ui.pin_dialog import PinDialog
from deskmate.ui.settings_backups import RestoreDialog
from deskmate.ui.settings_bin import BinSection
from deskmate.ui.settings_fields import NumberField
from deskmate.ui.settings_page import SECTIONS, SettingsPage
from deskmate.ui.settings_rekey import RekeyDialog
from deskmate.ui.settings_secrets import PassphraseDialog, RecoveryDialog
from deskmate.ui.settings_services import ServiceDialog
from deskmate.ui.settings_staff import StaffDialog
from deskmate.ui.widgets import IconButton, QuietButton

PASSPHRASE = "correct horse battery"


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> SettingsPage:
    """The page in its window."""
    made = SettingsPage(desk, start_command=["deskmate", "--minimised"])
    desk.shell.add_page("settings", lambda: made)
    desk.shell.show()
    desk.shell.go("settings")
    qtbot.waitUntil(lambda: not made.is_stale())
    return made


@pytest.fixture
def section(page: SettingsPage) -> Callable[[str], Any]:
    """`section(key)` shows a section and gives it."""

    def show(key: str) -> Any:
        page.open(key)
        return page.section()

    return show


@pytest.fixture
def real_book(tmp_path: Path, cheap_stretching: None, trusted_keyring: Any) -> Iterator[Database]:
    """A book with its key file, as a shop has it."""
    made = books.create(tmp_path / "real.deskmate", books.Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE)
    yield made.db
    made.db.close()


def shop(desk: Desk) -> settings.Settings:
    return settings.current(desk.db)


def idle(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.background.is_busy(), timeout=10_000)


def dialog(page: QWidget, kind: type[QDialog]) -> Any:
    return next(each for each in page.window().findChildren(kind) if each.isVisible())


def test_every_section_opens_and_shows_words_as_typed(
    qtbot: QtBot, desk: Desk, owner: Actor, section: Callable[[str], Any], markup: str, all_plain: Callable[..., None]
) -> None:
    now = desk.now()
    settings.change(desk.db, by=owner, now=now, shop_name=markup, extra_goods=markup)
    staff.add(desk.db, markup[:80], by=owner, now=now)
    services.save(desk.db, markup[:80], by=owner, now=now)
    gone = customers.add(desk.db, Draft(markup), by=owner, now=now)
    customers.delete(desk.db, gone, by=owner, now=now)
    for kind in SECTIONS:
        all_plain(section(kind.key))
        idle(qtbot, desk)


def test_the_list_calls_each_section_as_it_calls_itself() -> None:
    for place in SECTIONS:
        kind = place.kind()
        assert (kind.key, kind.title, kind.icon) == (place.key, place.title, place.icon)


def test_opening_the_settings_loads_only_what_is_shown() -> None:
    """Import, export and the search for duplicates take a third of a second and 25 MB."""
    told = "import sys, deskmate.ui.settings_page; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert "deskmate.ui.settings_page" in loaded
    assert not {"numpy", "deskmate.core.imports", "deskmate.core.exporting"} & set(loaded)


def test_the_sections_are_reached_by_keyboard(desk: Desk, page: SettingsPage) -> None:
    page.focus_first()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.section().key == "staff"
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert page.section().isAncestorOf(desk.shell.focusWidget())


def test_a_field_saves_when_it_is_left_and_undo_takes_it_back(
    qtbot: QtBot, desk: Desk, section: Callable[[str], Any]
) -> None:
    field = section("shop").name
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "Nell's Books")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shop(desk).shop_name == "Nell's Books"
    assert desk.shell.toasts.text() == "Saved."
    desk.shell.toasts.undo()
    assert shop(desk).shop_name == "The Corner Shop"
    qtbot.waitUntil(lambda: field.text() == "The Corner Shop" or field.hasFocus())


def test_what_makes_no_sense_is_refused_beside_the_field(desk: Desk, section: Callable[[str], Any]) -> None:
    form = section("shop")._forms[2]
    closes = form.field("closes")
    closes.setText("07:00")
    closes.editingFinished.emit()
    assert "close before it opens" in form.row("closes").problem()
    assert shop(desk).closes == "18:00"


def test_tab_goes_through_a_section_as_it_is_read(
    qtbot: QtBot, desk: Desk, owner: Actor, section: Callable[[str], Any]
) -> None:
    staff.add(desk.db, "Sam", by=owner, now=desk.now())
    people = section("staff")
    people.reload()
    qtbot.waitUntil(lambda: all(each.isVisible() for each in people.findChildren(QuietButton)))
    people.name.setFocus()
    reached = []
    for _ in range(6):
        QTest.keyClick(desk.shell, Qt.Key.Key_Backtab)
        reached.append(desk.shell.focusWidget().accessibleName() or desk.shell.focusWidget().text())
    assert reached == ["Sam leaves", "Change Sam", "Sam’s PIN", "Olga leaves", "Change Olga", "Olga’s PIN"]


def test_after_one_pin_the_next_is_a_few_keys_away(
    qtbot: QtBot, desk: Desk, owner: Actor, page: SettingsPage, section: Callable[[str], Any]
) -> None:
    staff.add(desk.db, "Sam", by=owner, now=desk.now())
    people = section("staff")
    people.reload()
    qtbot.waitUntil(lambda: all(each.isVisible() for each in people.findChildren(QuietButton)))
    people._pin_buttons[2].click()
    asked = dialog(page, PinDialog)
    asked.new.setText("604827")
    asked.again.setText("604827")
    with qtbot.waitSignal(asked.done_as):
        asked.accept()
    qtbot.waitUntil(lambda: not page.is_stale())  # the change was heard of, and the lines were made anew
    QTest.qWait(50)
    qtbot.waitUntil(lambda: desk.shell.focusWidget() is people._pin_buttons[2])


def test_after_a_change_of_somebody_the_focus_is_still_at_them(
    qtbot: QtBot, desk: Desk, owner: Actor, page: SettingsPage, section: Callable[[str], Any]
) -> None:
    number = staff.add(desk.db, "Sam", by=owner, now=desk.now())
    people = section("staff")
    people.reload()
    pens = [one for one in people.findChildren(IconButton) if one.isVisible()]
    pen = next(one for one in pens if one.accessibleName() == "Change Sam")
    pen.setFocus()
    staff.change(desk.db, number, name="Samira", role="staff", by=owner, now=desk.now())
    page.reload()
    focused = desk.shell.focusWidget()
    assert focused is not pen and people.isAncestorOf(focused) and focused.accessibleName() == "Change Samira"


def test_staff_are_told_that_only_the_owner_may(qtbot: QtBot, desk: Desk) -> None:
    page = SettingsPage(replace(desk, actor=lambda: Actor("Sam")))
    qtbot.addWidget(page)
    page.reload()
    assert not page._owners.isHidden()
    tick = page.section().days[0]
    tick.click()
    assert tick.isChecked()
    assert "Only the owner" in page.section()._open_days.problem()
    page.open("look")
    page.section().theme.choose("dark")
    assert shop(desk).theme == "dark"


def test_who_takes_over_is_told_at_once_what_only_the_owner_may(qtbot: QtBot, desk: Desk, owner: Actor) -> None:
    here = [owner]
    page = SettingsPage(replace(desk, actor=lambda: here[0]))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not page.is_stale())
    page.put_away()  # the one who leaves is still the one who is here
    here[0] = Actor("Sam")
    qtbot.waitUntil(page._owners.isVisible)


def test_quiet_hours_are_stored_once_both_ends_are_there(desk: Desk, section: Callable[[str], Any]) -> None:
    reminders = section("reminders")
    start, end = reminders.quiet.field("quiet_from"), reminders.quiet.field("quiet_until")
    start.setText("20")
    start.editingFinished.emit()
    assert shop(desk).quiet_from == ""
    end.setText("8:30")
    end.editingFinished.emit()
    assert (shop(desk).quiet_from, shop(desk).quiet_until) == ("20:00", "08:30")
    start.setText("")
    start.editingFinished.emit()
    assert (shop(desk).quiet_from, shop(desk).quiet_until) == ("", "")


def test_starting_with_the_computer_writes_the_file_and_removes_it(section: Callable[[str], Any]) -> None:
    tick = section("reminders").start
    tick.click()
    assert tick.isChecked() and paths.autostart().is_file()
    tick.click()
    assert not tick.isChecked() and not paths.autostart().exists()


def test_somebody_is_added_corrected_and_leaves_and_each_can_be_undone(
    desk: Desk, page: SettingsPage, section: Callable[[str], Any]
) -> None:
    people = section("staff")
    QTest.keyClicks(people.name, "Sam")
    QTest.keyClick(people.name, Qt.Key.Key_Return)
    assert [each.name for each in staff.everybody(desk.db)] == ["Olga", "Sam"]
    sam = staff.everybody(desk.db)[1]
    people._ask_change(sam)
    form = dialog(page, StaffDialog)
    form.name.setText("Samira")
    form.quiet_from.setText("20:00")
    form.quiet_until.setText("8:00")
    form.yes_button.click()
    changed = staff.everybody(desk.db)[1]
    assert (changed.name, changed.quiet_from, changed.quiet_until) == ("Samira", "20:00", "08:00")
    desk.shell.toasts.undo()
    assert staff.everybody(desk.db)[1] == sam
    people._leaves(staff.everybody(desk.db)[1])
    assert len(staff.everybody(desk.db)) == 1
    desk.shell.toasts.undo()
    assert staff.everybody(desk.db)[1] == sam
    QTest.keyClicks(people.name, "sam")
    people.add_person()
    assert "already in the list" in people.fields.problems()["name"]


def test_a_service_is_added_changed_and_withdrawn(
    desk: Desk, page: SettingsPage, section: Callable[[str], Any]
) -> None:
    table = section("services")
    before = len(services.offered(desk.db))
    table.ask_new()
    form = dialog(page, ServiceDialog)
    form.yes_button.click()
    assert "Write the name" in form.form.problems()["name"]
    form.name.setText("Aaa trim")
    form.price.setText("a lot")
    form.yes_button.click()
    assert "no amount" in form.form.problems()["price"]
    form.price.setText("12,50")
    form.call.setChecked(True)
    form.yes_button.click()
    made = next(each for each in services.offered(desk.db) if each.name == "Aaa trim")
    assert (made.minutes, made.price_minor, made.call_day_before) == (30, 1250, True)
    table.table.selectRow(0)
    assert table.chosen() == made
    table.withdraw()
    assert len(services.offered(desk.db)) == before
    desk.shell.toasts.undo()
    assert made in services.offered(desk.db)


def test_the_rule_is_saved_only_after_a_look_at_what_it_changes(
    qtbot: QtBot, desk: Desk, owner: Actor, section: Callable[[str], Any]
) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    interactions.add(desk.db, ann, "not what she wanted", mood="unhappy", by=owner, now=desk.now() - timedelta(days=30))
    assert follow_ups.count_open(desk.db, now=desk.now()) == 1
    rule = section("follow-ups")
    assert not rule.preview.look.isEnabled() and not rule.preview.save.isEnabled()
    rule.half_life.setValue(7)
    rule.cut.set_value(1.2)
    rule.cut.activated.emit(3)
    assert not rule.preview.save.isEnabled()
    rule.preview.look.click()
    qtbot.waitUntil(rule.preview.save.isEnabled, timeout=10_000)
    assert "would leave it" in rule.preview._words.text()
    assert follow_ups.count_open(desk.db, now=desk.now()) == 1
    rule.preview.save.click()
    idle(qtbot, desk)
    assert (shop(desk).worry_half_life_days, shop(desk).worry_cut) == (7.0, 1.2)
    assert follow_ups.count_open(desk.db, now=desk.now()) == 0
    desk.shell.toasts.undo()
    idle(qtbot, desk)
    assert shop(desk).worry_half_life_days == settings.Settings().worry_half_life_days


def test_parameters_that_were_not_saved_stay_while_the_book_changes(desk: Desk, section: Callable[[str], Any]) -> None:
    rule = section("follow-ups")
    rule.credit.setValue(60)
    rule.reload()
    assert rule.credit.value() == 60
    rule.preview.leave.click()
    assert rule.credit.value() == 25


def test_mood_reading_is_switched_off_and_on(qtbot: QtBot, desk: Desk, section: Callable[[str], Any]) -> None:
    rule = section("follow-ups")
    rule.reads.click()
    assert not shop(desk).read_moods
    idle(qtbot, desk)
    desk.shell.toasts.undo()
    assert shop(desk).read_moods and rule.reads.isChecked()
    idle(qtbot, desk)


def test_words_are_tried_then_kept_and_read_anew(
    qtbot: QtBot, desk: Desk, owner: Actor, section: Callable[[str], Any]
) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    interactions.add(desk.db, ann, "two Killer Heels, size 5", by=owner, now=desk.now())
    words = section("words")
    words.goods.set_text("Killer Heels")
    words.preview.look.setFocus()
    words.preview.look.click()
    qtbot.waitUntil(words.preview.save.isEnabled, timeout=10_000)
    assert desk.shell.focusWidget() is words.preview.save, "who looked goes on to saving"
    assert words.preview._words.text().startswith("1 note holds a changed word")
    words.preview.save.click()
    assert shop(desk).extra_goods == "Killer Heels"
    assert desk.shell.focusWidget() is words.goods, "and back to the words, not out of the page"
    assert "1 note is read anew" in desk.shell.toasts.text()
    idle(qtbot, desk)
    desk.shell.toasts.undo()
    assert shop(desk).extra_goods == ""
    idle(qtbot, desk)


def test_everything_goes_out_into_the_chosen_folder(
    qtbot: QtBot, desk: Desk, tmp_path: Path, section: Callable[[str], Any]
) -> None:
    files = section("files")
    files.format.choose("vcard")
    files.export_to(str(tmp_path))
    idle(qtbot, desk)
    assert len(list(tmp_path.glob("deskmate-vcard-*/customers.vcf"))) == 1
    assert files._said.text().startswith("0 customers, in one file: ")


def test_an_export_leaves_the_focus_at_its_button(
    section: Callable[[str], Any], desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    files = section("files")
    files.export.setFocus()
    files.export_to(str(tmp_path))
    assert files.window().focusWidget() is files.stop
    idle(qtbot, desk)
    assert files.window().focusWidget() is files.export


def test_the_import_is_opened_from_here(ways: Any, section: Callable[[str], Any], qtbot: QtBot) -> None:
    from deskmate.ui.widgets import PrimaryButton

    section("files").findChild(PrimaryButton).click()
    assert ways.taken[-1][0] == "import_files"


def test_customers_come_back_from_the_bin_and_steps_are_undone(
    desk: Desk, owner: Actor, section: Callable[[str], Any]
) -> None:
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    customers.delete(desk.db, ann, by=owner, now=desk.now())
    found = section("bin")
    (row,) = (found._customer_row(one) for one in found._deleted.items())
    assert row.trailing == "deleted today, kept until 1 Apr at least"
    QTest.keyClick(found.deleted, Qt.Key.Key_Return)
    assert customers.binned(desk.db) == []
    found.steps.choose_row(0)
    QTest.keyClick(found.steps, Qt.Key.Key_Return)
    assert [row.name for row in customers.binned(desk.db)] == ["Ann"]


def test_a_step_that_needed_the_owner_says_so_and_staff_cannot_undo_it(qtbot: QtBot, desk: Desk, owner: Actor) -> None:
    own_fields.add(desk.db, "Shoe width", "text", by=owner, now=desk.now())
    found = BinSection(replace(desk, actor=lambda: Actor("Sam", "staff")))
    qtbot.addWidget(found)
    found.reload()
    spoken = found.steps.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "only the owner can undo it" in spoken
    found.undo_step()
    assert desk.shell.toasts.text() == "Only the owner can undo a step that needs the owner."
    assert len(own_fields.every(desk.db)) == 1


def test_safety_tells_and_makes_backups_here_and_elsewhere(
    qtbot: QtBot, desk: Desk, real_book: Database, tmp_path: Path
) -> None:
    page = SettingsPage(replace(desk, db=real_book))
    qtbot.addWidget(page)
    page.open("safety")
    safety = page.section()
    idle(qtbot, desk)
    assert "none yet" in safety.backups.last.words.text()
    stick = tmp_path / "stick"
    stick.mkdir()
    safety.backups.use_folder(str(stick))
    safety.backups.make_backup()
    idle(qtbot, desk)
    qtbot.waitUntil(lambda: "All is well" in safety.verdict.words.text())
    assert len(backups.list_backups(stick)) == len(backups.list_backups(paths.backups(real_book.path))) == 1
    safety.check.check_fully()
    qtbot.waitUntil(lambda: "Every page and entry was read" in safety.check.outcome.words.text(), timeout=10_000)
    idle(qtbot, desk)


def test_another_passphrase_needs_the_one_of_now(qtbot: QtBot, desk: Desk, real_book: Database) -> None:
    form = PassphraseDialog(desk.shell, replace(desk, db=real_book))
    form.open()
    form.present.setText("something else")
    form.new.setText("a new one, long enough")
    form.accept()
    assert "not the same" in form.form.problems()["again"]
    form.again.setText(form.new.text())
    form.accept()
    qtbot.waitUntil(lambda: "not the passphrase of now" in form.form.problems().get("present", ""))
    form.present.setText(PASSPHRASE)
    with qtbot.waitSignal(form.accepted):
        form.accept()
    file = keys.load(real_book.path)
    assert keys.unseal(file, passphrase="a new one, long enough") == real_book.key


def test_a_new_recovery_code_holds_only_once_it_was_typed_back(qtbot: QtBot, desk: Desk, real_book: Database) -> None:
    before = keys.dump(keys.load(real_book.path))
    form = RecoveryDialog(desk.shell, replace(desk, db=real_book))
    form.open()
    form.present.setText(PASSPHRASE)
    form.accept()
    qtbot.waitUntil(lambda: bool(form.code))
    form.accept()
    assert form._paper.isHidden()
    form.typed.setText(keys.new_recovery_code())
    form.accept()
    assert "another code" in form._typed.problem()
    assert keys.dump(keys.load(real_book.path)) == before
    form.typed.setText(form.code.lower())
    code = form.code
    with qtbot.waitSignal(form.accepted):
        form.accept()
    assert keys.unseal(keys.load(real_book.path), recovery_code=code) == real_book.key


def test_a_new_key_is_made_with_a_code_on_paper_and_the_book_opened_anew(
    qtbot: QtBot, desk: Desk, real_book: Database
) -> None:
    form = RekeyDialog(desk.shell, replace(desk, db=real_book))
    form.open()
    form.present.setText(PASSPHRASE)
    form.new.setText("short")
    form.accept()
    assert form._new.problem() and "not the same" in form._again.problem() and not form.code
    form.new.setText("a new one, long enough")
    form.again.setText("a new one, long enough")
    form.accept()
    qtbot.waitUntil(lambda: bool(form.code))
    form.accept()
    form.typed.setText(form.code)
    code, old = form.code, real_book.key
    with qtbot.waitSignal(form.changed, timeout=10_000):
        form.accept()
    file = keys.load(real_book.path)
    key = keys.unseal(file, passphrase="a new one, long enough")
    assert key == keys.unseal(file, recovery_code=code) != old
    books.open_with_keyring(real_book.path, now=desk.now()).close()


def test_a_new_key_that_is_stopped_leaves_the_old_one(
    qtbot: QtBot, desk: Desk, real_book: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, pressed, make = threading.Event(), threading.Event(), backups.make

    def make_slowly(*arguments: Any, **named: Any) -> Any:
        begun.set()
        pressed.wait(10)
        return make(*arguments, **named)

    monkeypatch.setattr(backups, "make", make_slowly)
    form = RekeyDialog(desk.shell, replace(desk, db=real_book))
    form.open()
    form.present.setText(PASSPHRASE)
    form.accept()
    qtbot.waitUntil(lambda: bool(form.code))
    form.accept()
    form.typed.setText(form.code)
    form.accept()
    qtbot.waitUntil(begun.is_set)
    form.reject()
    assert form.isVisible(), "it goes on until what was begun is undone"
    pressed.set()
    qtbot.waitUntil(lambda: "The book has the key it had" in form._typed.problem())
    assert keys.fits(keys.load(real_book.path), real_book.key) and settings.current(real_book).shop_name == "Shop"
    form.reject()
    assert not form.isVisible()


def test_a_new_key_is_for_the_owner(qtbot: QtBot, desk: Desk, real_book: Database) -> None:
    page = SettingsPage(replace(desk, db=real_book, actor=lambda: Actor("Sam")))
    qtbot.addWidget(page)
    page.open("safety")
    idle(qtbot, desk)
    page.section().keys.ask_key()
    assert desk.shell.toasts.text() == "Only the owner can change the book's key."
    assert not page.findChildren(RekeyDialog)


def test_the_way_back_opens_for_the_owner_only(qtbot: QtBot, desk: Desk, page: SettingsPage) -> None:
    page.open("safety")
    page.section().backups.ask_restore()
    dialog(page, RestoreDialog).reject()
    other = SettingsPage(replace(desk, actor=lambda: Actor("Sam")))
    qtbot.addWidget(other)
    other.open("safety")
    other.section().backups.ask_restore()
    assert "Only the owner can restore" in desk.shell.toasts.text()
    idle(qtbot, desk)


def test_an_import_that_is_taken_back_says_so_while_it_runs(
    section: Callable[[str], Any], desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = importing.read_file("people.csv", b"Name\nAnn Lee\n", region="GB")
    imports.carry_out(desk.db, imports.make_plan(desk.db, [("people.csv", read)]), by=desk.actor(), now=desk.now())
    files, go, undo = section("files"), threading.Event(), imports.undo

    def slowly(*args: Any, **kwargs: Any) -> imports.Undone:
        assert go.wait(10)
        return undo(*args, **kwargs)

    def shown() -> set[str]:
        return {each.text() for each in files.findChildren(QLabel) if each.isVisibleTo(files)}

    def offered() -> list[QuietButton]:
        buttons = (each for each in files.findChildren(QuietButton) if each.isVisibleTo(files))
        return [each for each in buttons if each.text() == "Take back"]

    monkeypatch.setattr(imports, "undo", slowly)
    files.reload()
    qtbot.waitUntil(lambda: len(offered()) == 1)
    offered()[0].click()
    qtbot.waitUntil(lambda: "being taken back …" in shown())
    assert not offered()
    go.set()
    qtbot.waitUntil(lambda: "taken back" in shown())
    assert "being taken back …" not in shown()
    assert "The import was taken back: 1 customer removed." in desk.shell.toasts.text()


def test_the_wheel_that_scrolls_the_settings_takes_no_focus_to_a_number(section: Callable[[str], Any]) -> None:
    numbers = section("safety").findChildren(NumberField)
    assert numbers
    assert not any(each.focusPolicy() & Qt.FocusPolicy.WheelFocus & ~Qt.FocusPolicy.StrongFocus for each in numbers)
