"""Lists: fetched by pages, painted fast, and the chosen row stays chosen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from deskmate.ui.tokens import Mode, Tone
from deskmate.ui.widgets import EmptyState, ListCard, PagedListModel, Row, RowList, RowModel, Table, TableModel
from deskmate.ui.widgets.row_models import ACCESSIBLE, DISPLAY, ITEM, ROW

TOP = QModelIndex()


class Book:
    """Numbers to list, which count how often they were asked for."""

    def __init__(self, size: int) -> None:
        self.numbers = list(range(size))
        self.asked: list[tuple[object, int]] = []

    def fetch(self, after: object | None, limit: int) -> list[int]:
        self.asked.append((after, limit))
        start = 0 if after is None else next((at + 1 for at, n in enumerate(self.numbers) if n == after), 0)
        return self.numbers[start : start + limit]


def paged(book: Book) -> PagedListModel:
    return PagedListModel(book.fetch, lambda n: Row(f"Customer {n}"), key=lambda n: n, page=50)


def test_the_roles_are_qts_own_numbers() -> None:
    """They are compared as ints because that is twice as fast; so they must be the right ones."""
    role = Qt.ItemDataRole
    assert (role.DisplayRole, role.AccessibleTextRole, role.UserRole) == (DISPLAY, ACCESSIBLE, ROW)


def test_what_lies_far_down_is_fetched_in_few_and_ever_larger_pages(qtbot) -> None:
    book = Book(5_000)
    model = paged(book)
    model.restart()
    assert model.fetch_up_to(3_000, most=4_000)
    assert model.row_of(3_000) == 3_000 and len(book.asked) < 9
    asked = len(book.asked)
    assert model.fetch_up_to(10, most=4_000) and len(book.asked) == asked
    assert not model.fetch_up_to(4_999, most=4_000)
    assert model.rowCount() == 4_000 and model.canFetchMore(TOP)


def test_a_long_list_comes_by_keyset_pages(qtbot) -> None:
    book = Book(120)
    model = paged(book)
    model.restart()
    assert model.rowCount() == 50
    while model.canFetchMore(TOP):
        model.fetchMore(TOP)
    assert model.rowCount() == 120
    assert book.asked == [(None, 50), (49, 50), (99, 50)]
    assert model.data(model.index(119), DISPLAY) == "Customer 119"
    assert model.data(model.index(119), ITEM) == 119


def test_a_paged_list_keeps_to_qts_rules_for_models(qtbot) -> None:
    """The tester's complaints are warnings, and those fail the test."""
    book = Book(120)
    model = paged(book)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    while model.canFetchMore(TOP):
        model.fetchMore(TOP)
    book.numbers.pop(3)
    model.show(book.numbers)
    assert tester.model() is model


def test_an_exact_page_does_not_end_the_list_and_an_empty_one_does(qtbot) -> None:
    model = paged(Book(50))
    model.restart()
    assert model.canFetchMore(TOP)
    model.fetchMore(TOP)
    assert model.rowCount() == 50
    assert not model.canFetchMore(TOP)


def test_the_row_that_the_focus_chose_is_seen_to_be_chosen(qtbot, shown) -> None:
    model = RowModel(lambda n: Row(f"Customer {n}"))
    rows = RowList(model, "Customers")
    qtbot.addWidget(rows)
    model.show([1, 2, 3])
    rows.show()
    rows.activateWindow()
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    assert rows.currentIndex().row() == 0
    assert [index.row() for index in rows.selectionModel().selectedIndexes()] == [0]


def test_reloading_keeps_the_place_and_the_chosen_row(qtbot, shown) -> None:
    book = Book(400)
    model = paged(book)
    rows = RowList(model, "Customers")
    shown(rows)
    model.restart()
    model.fetchMore(TOP)
    rows.choose_key(70)
    book.numbers.insert(0, 1000)
    model.reload()
    assert model.rowCount() == 100
    assert rows.current_item() == 70
    assert rows.currentIndex().row() == 71


def test_reloading_the_same_rows_only_repaints(qtbot) -> None:
    model = paged(Book(10))
    model.restart()
    resets = []
    model.modelReset.connect(lambda: resets.append(1))
    with qtbot.waitSignal(model.dataChanged):
        model.reload()
    assert resets == []


def test_rows_are_made_only_when_looked_at(qtbot, shown) -> None:
    made: list[object] = []

    def to_row(item: object) -> Row:
        made.append(item)
        return Row(str(item))

    model = RowModel(to_row)
    rows = RowList(model, "Long")
    rows.setFixedSize(300, 240)
    shown(rows)
    model.show(range(100_000))
    rows.grab()
    assert 0 < len(made) < 40


def test_enter_opens_and_moving_tells(qtbot, shown) -> None:
    model = RowModel(lambda n: Row(str(n)), key=lambda n: n)
    model.show([0, 1, 2, 3])
    rows = RowList(model, "Numbers")
    shown(rows)
    rows.choose_row(0)
    told: list[object] = []
    rows.chosen.connect(told.append)
    rows.opened.connect(lambda item: told.append(("open", item)))
    rows.step(1)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    rows.step(5)
    rows.step(-9)
    assert told == [1, 2, ("open", 2), 3, 0]


def test_a_screen_reader_hears_the_whole_row(qtbot) -> None:
    row = Row(
        "Ann", "waited 40 minutes", trailing="2 days", lead="09:00", chips=(("Nut allergy", Tone.ATTENTION, "info"),)
    )
    model = RowModel(lambda _: row)
    model.show([1])
    assert model.data(model.index(0), ACCESSIBLE) == "09:00, Ann, waited 40 minutes, Nut allergy, 2 days"


@pytest.mark.parametrize("slim", [False, True])
@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK, Mode.HIGH_CONTRAST])
def test_any_row_can_be_painted(shown, dressed: Callable[[Mode], None], markup: str, slim: bool, mode: Mode) -> None:
    dressed(mode)
    items = [
        Row(markup, markup, markup, avatar=markup),
        Row("x" * 20_000, "two\nlines " * 2000, lead="09:00", icon="bell", struck=True),
        Row("", "", chips=tuple((f"chip {n} " * 9, tone, "tag") for n, tone in enumerate(Tone))),
    ]
    model = RowModel(lambda row: row)  # type: ignore[arg-type, return-value]
    rows = RowList(model, "Any", slim=slim)
    shown(rows)
    model.show(items)
    rows.choose_row(0)
    for width in (700, 120):
        rows.setFixedSize(width, 250)
        assert not rows.grab().isNull()


def test_a_list_card_says_something_while_it_is_empty(qtbot, shown) -> None:
    model = RowModel(lambda n: Row(str(n)), key=lambda n: n)
    empty = EmptyState("phone", "Nobody needs a call")
    card = ListCard("May need a call", RowList(model, "Calls"), empty=empty, fit=3)
    shown(card)
    assert empty.isVisible()
    model.show([1, 2])
    assert card.rows.isVisible()
    two = card.rows.height()
    model.show([1, 2, 3, 4, 5])
    assert card.rows.height() > two
    model.show([])
    assert empty.isVisible()


def test_a_table_shows_ragged_rows_and_huge_cells(qtbot, shown, markup: str) -> None:
    model = TableModel(["Name", "Visits"], figures=frozenset({1}))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    table = Table(model, "Preview")
    shown(table)
    model.show([(markup, "3"), ("only one",), ("x" * 1_000_000, "4", "one too many")])
    table.grab()
    assert model.data(model.index(0, 0)) == markup
    assert model.data(model.index(1, 1)) == ""
    assert len(str(model.data(model.index(2, 0)))) == 300
    assert tester.model() is model
