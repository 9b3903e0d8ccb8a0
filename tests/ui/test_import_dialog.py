"""Bringing files in by the window: by keyboard to the end, calendars too; too large a file is one clear sentence."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import appointments, customers, erasure, exports, importing, imports, interactions, staff
from deskmate.core.people import Detail, Draft
from deskmate.ui.desk import Desk
from deskmate.ui.import_beside import Beside, lines
from deskmate.ui.import_dialog import ImportDialog
from deskmate.ui.import_steps import taken_back
from deskmate.ui.widgets import Choice, PlainLabel, QuietButton

EVENT = "BEGIN:VEVENT\r\nDTSTART:20{at}T090000Z\r\nSUMMARY:{what}\r\nEND:VEVENT\r\n"


@pytest.fixture
def dialog(qtbot: QtBot, desk: Desk) -> Iterator[ImportDialog]:
    holder = QWidget()
    qtbot.addWidget(holder)
    made = ImportDialog(holder, desk)
    made.open()
    yield made
    holder.close()


@pytest.fixture
def bring(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> Callable[[str, bytes], str]:
    """`bring(name, data)` drops a file on the dialog and waits; gives the sentence that is shown, if any."""

    def call(name: str, data: bytes) -> str:
        file = tmp_path / name
        file.write_bytes(data)
        dialog.bring([str(file)])
        qtbot.waitUntil(lambda: dialog._job is None, timeout=60_000)
        return dialog._problem.text()

    return call


def onwards(qtbot: QtBot, dialog: ImportDialog) -> None:
    """Enter, and wait for the worker."""
    qtbot.keyClick(dialog.yes_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)


def words(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put into a layout is shown with the next events
    return "\n".join(label.text() for label in widget.findChildren(PlainLabel) if label.isVisibleTo(widget))


def test_a_calendar_comes_in_by_enter_alone(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    details = (Detail("email", "ann@x.org"),)
    ann = customers.add(desk.db, Draft("Ann Lee", details=details), by=desk.actor(), now=desk.now())
    year = desk.today().year % 100 + 1
    events = EVENT.format(at=f"{year}0110", what="Cut Ann Lee") + EVENT.format(at=f"{year}0111", what="Dentist")
    assert bring("x.ics", f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode()) == ""
    assert f" 10 Jan 20{year}, 09:00 · Cut Ann Lee" in words(dialog.preview), "a date as people write it"
    assert "2 appointments" in words(dialog.preview) and "Dentist" in words(dialog.preview)
    onwards(qtbot, dialog)
    shown = words(dialog.plan)
    assert "1 known, completed · 1 left out" in shown and "Nobody in the book is named" in shown
    assert "booked for nobody in particular" in shown
    choice = next(one for one in dialog.plan.findChildren(Choice) if one.property("decision") == 1)
    assert choice.value() == "skip"
    onwards(qtbot, dialog)
    (batch,) = imports.batches(desk.db)
    assert (batch.updated, batch.skipped, batch.problems) == (1, 1, 1)
    assert [row.customer_id for row in _ahead(desk)] == [ann]


def test_visits_are_given_to_whom_they_name_unless_somebody_says_otherwise(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    by, now = desk.actor(), desk.now()
    ann, bo = (customers.add(desk.db, Draft(name), by=by, now=now) for name in ("Ann Lee", "Bo Ek"))
    assert bring("x.csv", b"Visit date,Client,Service\n2025-05-01,Ann Lee,Cut\n2025-05-02,Bo Ek,Perm\n") == ""
    onwards(qtbot, dialog)
    assert "left as it is, what is chosen counts" in words(dialog.plan)
    first, second = dialog.plan.findChildren(Choice)
    assert (first.value(), second.value()) == (ann, bo)
    second.set_value("create")
    onwards(qtbot, dialog)
    (batch,) = imports.batches(desk.db)
    assert (batch.created, batch.updated) == (1, 1)
    assert [row.text for row in interactions.timeline(desk.db, ann)] == ["Cut"]
    assert interactions.timeline(desk.db, bo) == []


def _ahead(desk: Desk) -> list[Any]:
    from deskmate.core import appointments

    return appointments.agenda(desk.db, desk.today(), days=500)


def test_the_order_of_day_and_month_is_asked_and_answered_in_place(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str]
) -> None:
    """The column proves both orders; an answer given before stays when another one is given."""
    rows = ("Søren Lee,a@x.org,01/09/2008", "Bo Moss,b@x.org,25/12/1999", "Cy Hall,c@x.org,12/25/1999")
    table = "\n".join(("Name,Email,Birthday", *rows)).encode("cp1252")
    assert bring("people.csv", table) == ""
    encoding = dialog.preview._answers["encoding"]
    encoding.setCurrentIndex((encoding.currentIndex() + 1) % encoding.count())
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    chosen = dialog._files[0].options["encoding"]
    question = dialog.preview._answers["date_order"]
    assert "day or the month" in words(dialog.preview)
    question.setCurrentIndex(question.findData("mdy"))
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    read = dialog._files[0].read
    assert read is not None and read.records[0].birthday == importing.Birthday(1, 9, 2008)
    assert read.encoding == chosen


def test_one_can_go_back_to_the_columns_and_to_another_file(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str]
) -> None:
    assert not dialog.back_button.isVisible()
    assert bring("people.csv", b"Name,Ref\nAnn Lee,17\nBen Moss,18\n") == ""
    onwards(qtbot, dialog)
    assert "2 new" in words(dialog.plan)
    dialog.back_button.click()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    assert dialog.preview.isVisible()
    dialog.back_button.click()
    assert dialog.choose.isVisible() and not dialog.back_button.isVisible()


def test_a_list_without_column_names_is_asked_about(dialog: ImportDialog, bring: Callable[[str, bytes], str]) -> None:
    assert bring("people.csv", b"Ann Lee,ann@x.org,+442079460018\nBen Moss,ben@x.org,+442079460019\n") == ""
    assert "has_header" in dialog.preview._answers


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("big.csv", lambda: b"Name\n" + b"x" * (51 * 1024 * 1024), "51 MB; up to 50 MB"),
        ("long.csv", lambda: b"Name\n" + b"Ann\n" * 200_001, "more than 200,000 rows"),
        ("wide.csv", lambda: b",".join(b"c%d" % n for n in range(201)) + b"\n", "201 columns; up to 200"),
        ("bomb.xlsx", _bomb, "more than 100 times its size"),
        ("old.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        ("empty.csv", lambda: b"", "empty"),
    ],
)
def test_what_is_too_much_is_refused_in_one_sentence_and_nothing_is_lost(
    name: str,
    make: Callable[[], bytes],
    said: str,
    dialog: ImportDialog,
    bring: Callable[[str, bytes], str],
    desk: Desk,
) -> None:
    sentence = bring(name, make())
    assert said in sentence and sentence.endswith((".", "safety."))
    assert dialog.steps.currentWidget() is dialog.choose
    assert imports.batches(desk.db) == []


def test_reading_happens_on_the_worker(monkeypatch: pytest.MonkeyPatch, bring: Callable[[str, bytes], str]) -> None:
    """The file is opened and read there: the window stays awake however large it is."""
    threads = []
    real_read, real_bytes = importing.read_file, Path.read_bytes

    def read(*given: Any, **named: Any) -> importing.Import:
        threads.append(threading.current_thread())
        return real_read(*given, **named)

    def read_bytes(path: Path) -> bytes:
        threads.append(threading.current_thread())
        return real_bytes(path)

    monkeypatch.setattr(importing, "read_file", read)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert bring("people.csv", b"Name\nAnn\n") == ""
    assert len(threads) == 2 and threading.main_thread() not in threads


def test_a_file_that_is_gone_is_one_sentence(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    dialog.bring([str(tmp_path / "gone.csv")])
    qtbot.waitUntil(lambda: dialog._job is None)
    assert dialog._problem.text() == "gone.csv can't be read."


def test_a_whole_book_goes_into_an_empty_one_and_into_no_other(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk, tmp_path: Path
) -> None:
    number = customers.add(desk.db, Draft("Ann Lee"), by=desk.actor(), now=desk.now())
    written = exports.export(desk.db, "json", tmp_path, by=desk.actor(), now=desk.now())
    data = next(Path(name) for name in written.files if name.endswith("book.json")).read_bytes()
    assert bring("book.json", data) == ""
    assert "1 customers" in words(dialog.book)
    onwards(qtbot, dialog)
    assert "into an empty one" in dialog._problem.text()
    erasure.erase(desk.db, number, by=desk.actor(), now=desk.now())
    onwards(qtbot, dialog)
    assert "whole book is in" in words(dialog.working)
    assert customers.card(desk.db, number).draft.name == "Ann Lee"


def test_a_chat_shows_what_was_written_and_asks_who_the_shop_is_before_it_goes_on(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    chat = "[2026/07/01 12:34:56] Tina Tanaka: Is my parcel there?\n[2026/07/02 08:00:00] Willow: Yes, since today.\n"
    assert bring("WhatsApp Chat with Tina Tanaka.txt", chat.encode()) == ""
    shown = words(dialog.preview)
    assert "Wed 1 Jul 2026, 12:34 · Tina Tanaka · message · Is my parcel there?" in shown
    onwards(qtbot, dialog)
    assert "not answered yet" in dialog._problem.text() and dialog.steps.currentWidget() is dialog._preview_page
    choice = dialog.preview.unanswered()
    assert choice is not None
    choice.setCurrentIndex(choice.findData("Willow"))
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    onwards(qtbot, dialog)
    assert "1 new" in words(dialog.plan) and dialog._problem.text() == ""


def test_what_was_said_about_columns_is_remembered_for_the_next_file_with_them(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    head = b"Contact;Second;Geburtstag\n"

    def choose(field: str) -> None:
        choice = dialog.preview._fields["Second"]
        choice.setCurrentIndex(choice.findData(field))
        qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)

    bring("given up.csv", head + b"Ann Lee;020 7946 0018;01/02/1980\n")
    assert dialog.preview._fields["Second"].value() == "phone" and "as you chose" not in words(dialog.preview)
    choose("notes")
    bring("first.csv", head + b"Ann Lee;020 7946 0018;13/02/1980\n")
    assert dialog.preview._fields["Second"].value() == "phone", "only what came in is remembered"
    choose("notes")
    onwards(qtbot, dialog)
    onwards(qtbot, dialog)
    assert customers.card(desk.db, 1).draft.about == "020 7946 0018"
    bring("second.csv", head + b"Bo Ek;020 7946 0019;14/04/1981\n")
    assert dialog.preview._fields["Second"].value() == "notes" and "as you chose" in words(dialog.preview)
    choose("phone")  # what is said now counts, and is what is remembered from then on
    assert dialog.preview._fields["Second"].value() == "phone"
    onwards(qtbot, dialog)
    onwards(qtbot, dialog)
    bring("third.csv", head + b"Cy Fox;020 7946 0020;15/04/1981\n")
    assert dialog.preview._fields["Second"].value() == "phone"
    bring("other.csv", b"Contact;Third\nDi Ray;x\n")
    assert "as you chose" not in words(dialog.preview)


def test_cards_are_shown_before_they_come_in_and_what_is_alike_is_said_once(
    dialog: ImportDialog, bring: Callable[[str, bytes], str]
) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann {n}\r\nTEL:020 7946 00{n}\r\nBDAY:10000\r\nEND:VCARD\r\n"
    assert bring("all.vcf", "".join(card.format(n=n) for n in range(10, 40)).encode()) == ""
    shown = words(dialog.preview)
    assert "Ann 10 · 020 7946 0010" in shown and "… and 24 more." in shown
    assert shown.count("is no full date") == 1 and "Row 1 and 29 more like it, BDAY" in shown


def test_whoever_may_be_in_the_book_is_shown_beside_the_row(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    """A person decides only what they can see: both say the phone, the e-mails are two."""
    details = (Detail("phone", "020 7946 0123"), Detail("email", "anna@meyer.example"))
    anna = customers.add(desk.db, Draft("Anna Meyer", details=details), by=desk.actor(), now=desk.now())
    bring("a.csv", b"Name,Phone,E-mail,Birthday\nAnna Meyer,+44 20 7946 0123,a.meyer@work.example,1980-02-01\n")
    onwards(qtbot, dialog)
    (shown,) = dialog.plan.findChildren(Beside)
    assert f"In the book, no. {anna}, not seen yet" in words(shown)
    assert {"020 7946 0123", "+44 20 7946 0123", "anna@meyer.example", "a.meyer@work.example"} <= {
        label.text() for label in shown.findChildren(PlainLabel)
    }
    record, card = dialog.plan.plan().decisions[0].record, customers.card(desk.db, anna)
    alike = {line.name: line.alike for line in lines(record, [card], region="GB", today=desk.today())}
    assert alike == {"Name": (True,), "Phone": (True,), "E-mail": (False,), "Birthday": (False,)}


def test_where_lists_are_counter_safe_a_card_is_laid_beside_on_purpose_only(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    details = (Detail("phone", "020 7946 0123"), Detail("email", "anna@meyer.example"))
    customers.add(desk.db, Draft("Anna Meyer", details=details), by=desk.actor(), now=desk.now())
    desk.discretion.on = True
    bring("a.csv", b"Name,Phone,E-mail,Birthday\nAnna Meyer,+44 20 7946 0123,a.meyer@work.example,1980-02-01\n")
    onwards(qtbot, dialog)
    assert "anna@meyer.example" not in words(dialog.plan)
    (compare,) = (one for one in dialog.plan.findChildren(QuietButton) if one.text() == "Compare")
    compare.click()
    assert "anna@meyer.example" in words(dialog.plan)


def test_somebody_can_be_given_the_appointments_of_a_calendar(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    by, now, day = desk.actor(), desk.now(), desk.today() + timedelta(days=20)
    kim = staff.add(desk.db, "Kim", by=by, now=now)
    ann, ben = (customers.add(desk.db, Draft(name), by=by, now=now) for name in ("Ann Lee", "Ben Moss"))
    at = datetime.combine(day, time(9, 10))
    appointments.book(desk.db, ben, start=at, service="Cut", minutes=30, staff_id=kim, by=by, now=now)
    events = EVENT.format(at=f"{day:%y%m%d}", what="Cut Ann Lee") + EVENT.format(at="250110", what="Cut Ann Lee")
    bring("x.ics", f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode())
    onwards(qtbot, dialog)
    shown = words(dialog.plan)
    assert "Who does the appointments to come?" in shown and "nobody in particular" not in shown
    assert "Along with them: 1 entry and 1 appointment." in shown and "overlaps" not in shown
    dialog.plan.who.set_value(kim)
    qtbot.waitUntil(
        lambda: "overlaps the appointment of Ben Moss" in words(dialog.plan), timeout=20_000
    )  # Kim would have two at once
    onwards(qtbot, dialog)
    assert "Done: 1 completed, 1 entry and 1 appointment." in words(dialog.working)
    booked = [row for row in _ahead(desk) if row.customer_id == ann]
    assert [row.staff for row in booked] == ["Kim"]


def test_only_whose_appointments_are_nobodys_is_asked(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    staff.add(desk.db, "Kim", by=desk.actor(), now=desk.now())
    rows = [f"{desk.today() + timedelta(days=5)} 10:00,{who}\n" for who in ("Ann Lee,Kim", "Bo Ek,Pat")]
    bring("a.csv", f"Appointment date,Client,Staff\n{rows[0]}".encode())
    onwards(qtbot, dialog)
    assert "Who does" not in words(dialog.plan)
    bring("b.csv", f"Appointment date,Client,Staff\n{''.join(rows)}".encode())
    onwards(qtbot, dialog)
    assert "Who does the other appointments to come?" in words(dialog.plan)


def test_what_a_file_cancels_is_said_before_and_after(
    qtbot: QtBot, dialog: ImportDialog, bring: Callable[[str, bytes], str], desk: Desk
) -> None:
    row = f"Appointment date,Client,Service,Status\n{desk.today() + timedelta(days=5)} 10:00,Ann Lee,Cut,"
    for status, said in (("Confirmed", "1 new customer and 1 appointment."), ("Cancelled", "1 appointment moved or")):
        bring(f"{status}.csv", f"{row}{status}\n".encode())
        onwards(qtbot, dialog)
        assert ("will be cancelled in the book" in words(dialog.plan)) is (status == "Cancelled")
        onwards(qtbot, dialog)
        assert said in words(dialog.working)


@pytest.mark.parametrize(
    ("undone", "said"),
    [
        (imports.Undone(3, 0, 0, 12, 1), "3 customers, 12 entries and 1 appointment removed."),
        (imports.Undone(0, 1, 0, 1, 6), "1 entry and 6 appointments removed, 1 customer as before."),
        (imports.Undone(0, 2, 0), "2 customers as before."),
        (imports.Undone(0, 0, 0, reinstated=2), "2 appointments as before."),
        (imports.Undone(0, 0, 0), "there was nothing to remove."),
        (imports.Undone(1, 0, 2), "1 customer removed. 2 stayed, because somebody wrote about them since."),
    ],
)
def test_taking_an_import_back_says_all_that_went_with_it(undone: imports.Undone, said: str) -> None:
    assert taken_back(undone) == f"The import was taken back: {said}"
