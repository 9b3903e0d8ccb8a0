"""Find duplicates: looked for without holding anybody up, decided by a person, parted again from the toast or card."""

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, doubles, interactions, merging
from deskmate.core.actors import Actor
from deskmate.core.people import LINES, Birthday, Detail, Draft
from deskmate.ui import wall_clock
from deskmate.ui.customer_keys import CustomerKeys
from deskmate.ui.customers_page import CustomersPage
from deskmate.ui.desk import Desk
from deskmate.ui.duplicates_view import DuplicatesView
from deskmate.ui.side_by_side import SideBySide
from deskmate.ui.widgets import PlainLabel, QuietButton

PHONE = (Detail("phone", "020 7946 0018"),)
ANN = Draft("Ann Lee", given="Ann", family="Lee", birthday=Birthday(3, 5, 1980), details=PHONE)
ANNE = Draft("Anne Lee", given="Anne", family="Lee", birthday=Birthday(3, 5, 1980), details=PHONE, tags=("vip",))


@pytest.fixture
def two(desk: Desk, owner: Actor, now: datetime, markup: str) -> tuple[int, int]:
    """Two cards that may be one person, one with words that mean something to HTML."""
    drafts = (ANN, Draft(**{**vars(ANNE), "about": markup}))
    ann, anne = (customers.add(desk.db, draft, by=owner, now=now) for draft in drafts)
    interactions.add(desk.db, anne, "bought rye", by=owner, now=now)
    return ann, anne


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> CustomersPage:
    made: list[CustomersPage] = []
    desk.shell.add_page("customers", lambda: made.append(CustomersPage(desk)) or made[0])  # type: ignore[func-returns-value]
    desk.shell.go("customers")
    CustomerKeys(desk.shell, lambda: made[0]).bind()
    with qtbot.waitActive(desk.shell):
        desk.shell.show()
        desk.shell.activateWindow()
    return made[0]


@pytest.fixture
def view(desk: Desk, qtbot: QtBot, two: tuple[int, int], page: CustomersPage) -> DuplicatesView:
    """The view with what was found, reached by its key."""
    qtbot.keyClick(desk.shell, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    view = page.findChild(DuplicatesView)
    assert view is not None
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    return view


def test_pairs_show_what_agrees_and_both_cards(view: DuplicatesView, all_plain: Callable[[QWidget], None]) -> None:
    assert view.model.rowCount() == 1
    spoken = view.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Ann Lee" in spoken and "Anne Lee" in spoken and "birthday" in spoken and "phone" in spoken
    assert "very likely" in spoken and " %" in spoken, "the surest too say how sure"
    assert list(view.sides.choices) == ["name", "given"]
    words = {label.text() for label in view.sides.findChildren(PlainLabel)}
    assert {"#vip", "020 7946 0018"} <= words
    all_plain(view)


def test_every_line_in_which_two_cards_differ_has_its_words(
    desk: Desk, qtbot: QtBot, owner: Actor, now: datetime
) -> None:
    """If this fails after a change of `Draft`: the comparison does not know what the field is called."""
    drafts = (Draft(**{name: f"{name} {number}" for name in LINES}) for number in (1, 2))
    one, other = (customers.add(desk.db, draft, by=owner, now=now) for draft in drafts)
    sides = SideBySide()
    qtbot.addWidget(sides)
    sides.show_pair(doubles.compare(desk.db, one, other), wall_clock.read(desk))
    assert set(sides.choices) == set(LINES)


def test_by_keyboard_to_one_card_with_the_values_chosen_and_back(
    view: DuplicatesView, desk: Desk, qtbot: QtBot, two: tuple[int, int]
) -> None:
    assert view.list.hasFocus()
    qtbot.keyClick(view.list, Qt.Key.Key_Return)  # to the first choice
    qtbot.keyClick(desk.shell.focusWidget(), Qt.Key.Key_Right)
    qtbot.keyClick(desk.shell.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    draft = customers.card(desk.db, two[0]).draft
    assert (draft.name, draft.given, draft.tags) == ("Anne Lee", "Anne", ("vip",))
    assert desk.shell.toasts.text() == "One card now: Anne Lee."
    assert view.model.rowCount() == 0
    desk.shell.toasts.undo()
    assert customers.card(desk.db, two[0]).name == "Ann Lee"
    assert view.model.rowCount() == 1


def test_not_the_same_is_remembered_and_can_be_undone(view: DuplicatesView, desk: Desk, qtbot: QtBot) -> None:
    view.keep_apart()
    assert view.model.rowCount() == 0
    view.look()
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    assert view.model.rowCount() == 0
    desk.shell.toasts.dismiss()
    desk.undo_last()
    view.look()
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    assert view.model.rowCount() == 1


def test_looking_can_be_stopped_and_nothing_is_lost(view: DuplicatesView, desk: Desk, qtbot: QtBot) -> None:
    view.look()
    view.stop()
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    assert view.model.rowCount() == 1


def test_a_pair_that_somebody_dealt_with_meanwhile_goes(
    view: DuplicatesView, desk: Desk, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    customers.delete(desk.db, two[1], by=owner, now=now)
    view.reload()
    assert view.model.rowCount() == 0


def test_escape_leads_back_to_the_customers(view: DuplicatesView, qtbot: QtBot, page: CustomersPage) -> None:
    qtbot.keyClick(view.list, Qt.Key.Key_Escape)
    assert not view.isVisible()
    page.find_duplicates()
    assert view.isVisible() and view.model.rowCount() == 1  # found once, not looked for again


def test_the_card_tells_what_it_was_made_of_and_parts_it(
    page: CustomersPage, desk: Desk, owner: Actor, now: datetime, two: tuple[int, int]
) -> None:
    merging.merge(desk.db, *two, by=owner, now=now)
    page.open(two[0])
    details = page.card.details
    assert "Anne Lee" in {label.text() for label in details.findChildren(PlainLabel)}
    (button,) = (one for one in details.findChildren(QuietButton) if one.text() == "Part again")
    button.click()
    assert merging.of_customer(desk.db, two[0]) == []
    assert customers.card(desk.db, two[1]).deleted_at is None


def test_escape_leads_back_too_where_nobody_is_here_twice(desk: Desk, qtbot: QtBot, page: CustomersPage) -> None:
    page.find_duplicates()
    qtbot.waitUntil(lambda: not desk.background.is_busy())
    view = page.findChild(DuplicatesView)
    assert view is not None and view.model.rowCount() == 0
    qtbot.keyClick(page.window().focusWidget() or page.window(), Qt.Key.Key_Escape)
    assert not view.isVisible()
