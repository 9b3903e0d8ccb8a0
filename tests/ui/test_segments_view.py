"""Segments in the window: by keyboard from an empty list to a saved one, its customers, paper and files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import audit, consents, customers, interactions, own_fields, segments
from deskmate.core.actors import Actor
from deskmate.core.people import Detail, Draft
from deskmate.core.segments import Condition, Contacting, Filter
from deskmate.ui import segment_lists, segment_words
from deskmate.ui.customer_keys import CustomerKeys
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.segment_lists import Ordered
from deskmate.ui.segments_view import SegmentsView
from deskmate.ui.widgets import PlainLabel, QuietButton

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
VIP = Filter((Condition("tag", "is", "vip"),))


@pytest.fixture
def people(desk: Desk, owner: Actor, now: datetime, markup: str) -> dict[str, int]:
    """Three customers: two tagged, of whom one may be written to; one with words that mean something to HTML."""
    mail = (Detail("email", "ann@example.org"),)
    ann = customers.add(desk.db, Draft("Ann Lee", tags=("vip",), details=mail), by=owner, now=now)
    bo = customers.add(desk.db, Draft("Bo Ek", known_as=markup, tags=("vip",), details=mail), by=owner, now=now)
    cy = customers.add(desk.db, Draft("Cy Fox"), by=owner, now=now)
    consents.record(desk.db, ann, "offers", given=True, source="form", by=owner, now=now)
    interactions.add(
        desk.db, cy, "rye", kind="visit", at=datetime.fromisoformat("2025-03-02T12:00+00:00"), by=owner, now=now
    )
    return {"ann": ann, "bo": bo, "cy": cy}


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, people: dict[str, int]) -> CustomersPage:
    made: list[CustomersPage] = []
    desk.shell.add_page("customers", lambda: made.append(CustomersPage(desk)) or made[0])  # type: ignore[func-returns-value]
    desk.shell.go("customers")
    CustomerKeys(desk.shell, lambda: made[0]).bind()
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    return made[0]


@pytest.fixture
def see(desk: Desk, qtbot: QtBot) -> Callable[[], None]:
    """Waits until what was asked of the worker is there."""

    def wait() -> None:
        page = desk.shell.page("customers")
        assert isinstance(page, CustomersPage)
        qtbot.wait(20)  # what was announced is on its way

        def quiet() -> bool:
            view = page.findChild(SegmentsView)
            waiting = view is not None and view.isVisible() and view.members.is_waiting()
            return not (waiting or page.is_stale() or desk.background.is_busy())

        qtbot.waitUntil(quiet)

    return wait


@pytest.fixture
def view(desk: Desk, qtbot: QtBot, page: CustomersPage) -> SegmentsView:
    """The view, reached by its key."""
    qtbot.keyClick(desk.shell, Qt.Key.Key_S, CTRL | SHIFT)
    view = page.findChild(SegmentsView)
    assert view is not None and view.isVisible()
    return view


def names(view: SegmentsView) -> list[str]:
    rows = (view.members.model.index(at) for at in range(view.members.model.rowCount()))
    return [row.data(Qt.ItemDataRole.DisplayRole).partition("\n")[0] for row in rows]


def ask(view: SegmentsView, see: Callable[[], None]) -> None:
    """Lets what the book announced be read again first, then asks without waiting."""
    see()
    view.members.ask_now()
    see()


def focused(desk: Desk) -> QWidget:
    widget = desk.shell.focusWidget()
    assert widget is not None
    return widget


def test_from_nothing_to_a_saved_segment_by_keyboard(
    view: SegmentsView, desk: Desk, qtbot: QtBot, see: Callable[[], None]
) -> None:
    assert focused(desk) is view.editor.more
    qtbot.keyClick(focused(desk), Qt.Key.Key_Return)
    (condition,) = view.editor.rows
    assert focused(desk) is condition.about
    while condition.subject().key != "tag":
        qtbot.keyClick(condition.about, Qt.Key.Key_Down)
    qtbot.keyClick(condition.about, Qt.Key.Key_Tab)
    assert focused(desk) is condition.test
    qtbot.keyClick(condition.test, Qt.Key.Key_Tab)
    assert focused(desk) is condition.line
    qtbot.keyClicks(condition.line, "vip")
    view.editor.name.setFocus()
    qtbot.keyClicks(view.editor.name, "Good ones")
    qtbot.keyClick(view.editor.name, Qt.Key.Key_Return, CTRL)
    assert [(one.name, one.wanted) for one in segments.every(desk.db)] == [("Good ones", VIP)]
    assert focused(desk) is view.list
    ask(view, see)
    assert view.members.count.text() == "2 customers" and names(view) == ["Ann Lee", "Bo Ek"]
    assert view.model.index(0).data(Qt.ItemDataRole.DisplayRole).startswith("Good ones")
    desk.shell.toasts.undo()
    assert segments.every(desk.db) == []


def test_the_empty_page_teaches_by_examples(
    view: SegmentsView, desk: Desk, qtbot: QtBot, see: Callable[[], None]
) -> None:
    offered = [button.text() for button in view.editor.findChildren(QuietButton) if button.isVisible()]
    assert {"Not seen for 6 months", "Birthday next month", "Regulars who are late"} <= set(offered)
    example = next(b for b in view.editor.findChildren(QuietButton) if b.text() == "Not seen for 6 months")
    qtbot.keyClick(example, Qt.Key.Key_Return)
    ask(view, see)
    assert names(view) == ["Cy Fox"]
    assert view.editor.name.text() == "Not seen for 6 months"
    assert not example.isVisible()
    view.save()
    assert segments.named(desk.db, "Not seen for 6 months").wanted.conditions[0].value == "6 months ago"


def test_the_preview_follows_typing_without_a_key_press(view: SegmentsView, qtbot: QtBot, desk: Desk) -> None:
    condition = view.editor.add_condition()
    condition.about.set_value(("name", ""))
    qtbot.keyClicks(condition.line, "cy")
    qtbot.waitUntil(lambda: view.members.count.text() == "1 customer")
    condition.line.clear()
    qtbot.keyClicks(condition.line, "nobody")
    qtbot.waitUntil(lambda: view.members.count.text() == "0 customers")


def test_what_is_wrong_is_said_and_nothing_is_kept(view: SegmentsView, qtbot: QtBot, desk: Desk) -> None:
    condition = view.editor.add_condition()
    assert condition.subject().key == "last-visit"
    qtbot.keyClicks(condition.line, "sometime")
    assert view.editor.wanted() is None
    view.editor.name.setText("x")
    view.save()
    assert segments.every(desk.db) == [] and condition.typed().value == "sometime"
    said = [label.text() for label in condition.findChildren(PlainLabel) if label.isVisible()]
    assert any("is no day" in words for words in said)
    condition.line.clear()
    qtbot.keyClicks(condition.line, "1 June 2025")
    wanted = view.editor.wanted()
    assert wanted is not None and wanted.conditions[0].value == "2025-06-01"


def test_what_was_begun_waits_while_another_is_looked_at(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, qtbot: QtBot, see: Callable[[], None]
) -> None:
    for name in ("First", "Second"):
        segments.create(desk.db, name, VIP, by=owner, now=now)
    view.reload()
    see()
    view.list.choose_key(view.model.item(1).id)  # type: ignore[attr-defined]
    line = view.editor.rows[0].line
    line.clear()
    qtbot.keyClicks(line, "half a wor")
    view.list.choose_row(view.model.rowCount() - 1)
    assert view.editor.rows[0].line.text() == "vip"
    view.list.choose_row(view.model.rowCount() - 2)
    assert view.editor.rows[0].line.text() == "half a wor"
    assert segments.named(desk.db, "First").wanted == VIP


def test_the_list_for_contacting_says_whom_it_leaves_out(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, see: Callable[[], None],
    all_plain: Callable[[QWidget], None],
) -> None:  # fmt: skip
    segments.create(desk.db, "Good ones", VIP, by=owner, now=now)
    view.reload()
    view.list.choose_row(view.model.rowCount() - 1)
    view.members.use.set_value("e-mail")
    ask(view, see)
    assert view.members.count.text() == "1 of 2 customers" and names(view) == ["Ann Lee"]
    assert view.members.why.text() == "Left out: 1 gave no consent for this."
    all_plain(view)


def test_beside_each_stands_the_last_visit_and_it_is_said(
    view: SegmentsView, desk: Desk, owner: Actor, people: dict[str, int], see: Callable[[], None], now: datetime
) -> None:
    interactions.add(desk.db, people["cy"], "asked for a price", kind="call", by=owner, now=now)
    view.editor.show_filter("", Filter((Condition("name", "has", "o"),)))
    view.editor.changed.emit()
    ask(view, see)
    assert names(view) == ["Bo Ek", "Cy Fox"]
    bo, cy = (view.members._row(one).trailing for one in view.members.model.items())
    assert "Mar 2025" in cy, "a call is no visit"
    assert bo == "" and "Last visit" in [one.text() for one in view.findChildren(PlainLabel) if one.isVisible()]


def test_whom_not_to_contact_is_marked_in_a_list_to_look_at(
    view: SegmentsView, desk: Desk, owner: Actor, people: dict[str, int], see: Callable[[], None], now: datetime
) -> None:
    for name, said in (("ann", {"deceased": True}), ("bo", {"do_not_contact": True})):
        draft = replace(customers.card(desk.db, people[name]).draft, **said)  # type: ignore[arg-type]
        customers.update(desk.db, people[name], draft, by=owner, now=now)
    view.editor.show_filter("", Filter((Condition("name", "has", "e"), Condition("name", "has", "o")), "any"))
    view.editor.changed.emit()
    ask(view, see)
    marked = {one.name: view.members._row(one).chips for one in view.members.model.items()}  # type: ignore[attr-defined]
    assert [chips[0][0] for chips in marked.values() if chips] == ["Deceased", "Do not contact"]
    assert marked["Cy Fox"] == ()


def test_typing_on_after_a_number_goes_to_the_days_and_takes_nothing_out(view: SegmentsView, qtbot: QtBot) -> None:
    condition = view.editor.add_condition()
    condition.about.set_value(("visits", ""))
    condition.line.setFocus()
    window = view.window().windowHandle()
    for typed in ("2", "1 march", "31 may"):
        qtbot.keyClicks(view.window().focusWidget(), typed)
        QTest.keyClick(window, Qt.Key.Key_Tab)
    assert condition.remove.hasFocus() and view.editor.rows == [condition]
    assert (condition.typed().value, condition.typed().since, condition.typed().until) == ("2", "1 march", "31 may")


def test_opening_a_customer_and_coming_back(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, qtbot: QtBot, page: CustomersPage,
    people: dict[str, int], see: Callable[[], None],
) -> None:  # fmt: skip
    segments.create(desk.db, "Good ones", VIP, by=owner, now=now)
    view.reload()
    view.list.choose_row(view.model.rowCount() - 1)
    ask(view, see)
    view.members.list.choose_row(1)
    qtbot.keyClick(view.members.list, Qt.Key.Key_Return)
    assert page.customer_id() == people["bo"]
    qtbot.keyClick(desk.shell, Qt.Key.Key_S, CTRL | SHIFT)
    assert view.isVisible() and view.editor.name.text() == "Good ones"
    qtbot.keyClick(view.list, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_delete_by_key_and_back_by_the_toast(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, qtbot: QtBot, see: Callable[[], None]
) -> None:
    segments.create(desk.db, "Good ones", VIP, by=owner, now=now)
    view.begin()
    see()
    view.list.choose_row(view.model.rowCount() - 1)
    view.list.setFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Delete)
    assert segments.every(desk.db) == []
    desk.shell.toasts.undo()
    assert segments.named(desk.db, "good ones").wanted == VIP


def test_money_and_days_come_back_as_they_were_typed(view: SegmentsView, desk: Desk, qtbot: QtBot) -> None:
    condition = view.editor.add_condition()
    condition.about.set_value(("spent", ""))
    qtbot.keyClicks(condition.line, "12,50")
    qtbot.keyClicks(condition.since, "start of this year")
    wanted = view.editor.wanted()
    assert wanted == Filter((Condition("spent", "least", "1250", "GBP", "start of this year"),))
    view.editor.show_filter("x", wanted)
    assert view.editor.rows[0].line.text() == "12.50"
    assert view.editor.wanted() == wanted


def test_own_fields_are_among_the_questions(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, see: Callable[[], None]
) -> None:
    number = own_fields.add(desk.db, "Shoe width", "choice", choices=("narrow", "wide"), by=owner, now=now)
    view.reload()
    condition = view.editor.add_condition()
    condition.about.set_value(("own", str(number)))
    condition.choice.set_value("wide")
    wanted = view.editor.wanted()
    assert wanted == Filter((Condition("own", "is", "wide", str(number)),))
    see()


def test_a_condition_that_cannot_be_asked_any_more_never_widens_the_list_by_itself(
    view: SegmentsView, desk: Desk, owner: Actor, now: datetime, see: Callable[[], None]
) -> None:
    number = own_fields.add(desk.db, "Dog", "text", by=owner, now=now)
    wanted = Filter((Condition("own", "filled", "", str(number)), *VIP.conditions))
    segments.create(desk.db, "Dogs", wanted, by=owner, now=now)
    own_fields.remove(desk.db, number, by=owner, now=now)
    view.begin()
    see()
    view.list.choose_row(view.model.rowCount() - 1)
    see()
    assert len(view.editor.rows) == 1 and view.editor.wanted() is None
    assert view.members.model.rowCount() == 0
    assert segments.named(desk.db, "Dogs").wanted == wanted
    view.save()  # now a person said so
    assert segments.named(desk.db, "Dogs").wanted == VIP


def test_a_pdf_and_a_file_hold_the_list_and_the_audit_says_so(
    view: SegmentsView, desk: Desk, owner: Actor, tmp_path: Path, see: Callable[[], None]
) -> None:
    ordered = Ordered("Good ones", VIP, Contacting("offers", "e-mail"))
    segment_lists.pdf_to(desk, ordered, str(tmp_path / "list.pdf"))
    see()
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    segment_lists.file_to(desk, ordered, str(tmp_path / "list.csv"))
    see()
    assert desk.shell.toasts.text().startswith("Saved as list.csv: 1 of 2 customers. Left out: 1 gave no consent")
    assert "Ann Lee" in (tmp_path / "list.csv").read_text("utf-8-sig")
    assert [one.what for one in audit.entries(desk.db, by=owner, limit=2)] == ["list exported as csv", "list printed"]
    segment_lists.pdf_to(desk, ordered, str(tmp_path / "no" / "list.pdf"))
    see()
    assert "list.pdf can't be written" in desk.shell.toasts.text()


def test_the_print_job_names_nobody(
    view: SegmentsView, desk: Desk, tmp_path: Path, see: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    view.editor.show_filter("Good ones", VIP)
    used: list[QPrinter] = []
    monkeypatch.setattr(segment_lists.sheets, "paint", lambda _sheet, printer: used.append(printer))
    segment_lists.print_list(desk, Ordered("Ann Lee's friends", VIP, None))
    dialog = desk.shell.findChild(QPrintDialog)
    assert dialog is not None
    dialog.accepted.emit(dialog.printer())
    see()
    assert [printer.docName() for printer in used] == ["Deskmate list"]
    dialog.close()


def test_staff_are_told_that_lists_are_the_owners(
    view: SegmentsView, desk: Desk, qtbot: QtBot, see: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    object.__setattr__(desk, "actor", lambda: Actor("Sam", "staff"))
    for way in (segment_lists.print_list, segment_lists.save_pdf, segment_lists.save_file):
        way(desk, Ordered("x", VIP, None))
        assert "Only the owner can" in desk.shell.toasts.text()
    assert desk.shell.findChild(QFileDialog) is None and desk.shell.findChild(QPrintDialog) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("today", "today"), ("6 Months ago", "6 months ago"), ("1 Jan 2024", "2024-01-01"), ("2024-01-01", "2024-01-01")],
)
def test_days_are_kept_as_they_move(typed: str, kept: str) -> None:
    assert segment_words.day(typed, datetime(2026, 3, 2).date()) == kept


@pytest.mark.parametrize("width", [980, 1366])
def test_a_small_window_shows_every_part_whole(view: SegmentsView, desk: Desk, qtbot: QtBot, width: int) -> None:
    desk.shell.resize(width, 768)
    view.new()
    qtbot.wait(1)
    edge = view.mapToGlobal(view.rect().topRight()).x()
    for part in (view.list, view.editor, view.members):
        assert part.isVisible()
        assert part.mapToGlobal(part.rect().topRight()).x() <= edge
    assert view.editor.width() >= 340, "the words of the examples are whole"
