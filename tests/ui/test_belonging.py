"""Who belongs with a customer: said in one dialog, seen on both cards, and the other card is one key away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from deskmate.core import customers, households, relations
from deskmate.core.actors import Actor
from deskmate.core.people import Detail, Draft
from deskmate.ui.belonging import Belonging
from deskmate.ui.belonging_dialog import BelongingDialog
from deskmate.ui.customer_card import CustomerCard
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.customer_words import draft_from
from deskmate.ui.desk import Desk
from deskmate.ui.reason_dialog import ReasonDialog
from deskmate.ui.widgets import IconButton

HOME_PHONE = Detail("phone", "020 7946 0018", label="household")


@pytest.fixture
def two(desk: Desk, owner: Actor, now: datetime) -> tuple[int, int]:
    ann = customers.add(desk.db, Draft("Ann Meyer", family="Meyer", details=(HOME_PHONE,)), by=owner, now=now)
    return ann, customers.add(desk.db, Draft("Ben Meyer", family="Meyer"), by=owner, now=now)


@pytest.fixture
def card(desk: Desk, qtbot: QtBot) -> CustomerCard:
    made = CustomerCard(desk)
    made.setParent(desk.shell)
    made.resize(1000, 700)
    desk.shell.show()
    made.show()
    return made


def words_on(widget: QWidget) -> str:
    QApplication.processEvents()  # what was just put into a layout is shown with the next events
    seen = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join(seen + [button.accessibleName() for button in widget.findChildren(QPushButton)])


def dialog_of(desk: Desk, kind: type[QWidget]) -> QWidget:
    return next(one for one in desk.shell.findChildren(kind) if one.isVisible())


def people(card: CustomerCard) -> Belonging:
    QApplication.processEvents()
    return next(one for one in card.findChildren(Belonging) if one.isVisibleTo(card))


def asked(desk: Desk, card: CustomerCard) -> BelongingDialog:
    """The dialog that asks who belongs with whom."""
    people(card).ask()
    dialog = dialog_of(desk, BelongingDialog)
    assert isinstance(dialog, BelongingDialog)
    return dialog


def test_by_keyboard_somebody_in_the_book_becomes_a_partner_of_one_household(
    desk: Desk, card: CustomerCard, two: tuple[int, int], qtbot: QtBot, ways: Any, ctrl_enter: Callable[[QWidget], None]
) -> None:
    ann, ben = two
    card.show_customer(ann)
    qtbot.keyClick(people(card).add_button, Qt.Key.Key_Return)
    dialog = dialog_of(desk, BelongingDialog)
    assert isinstance(dialog, BelongingDialog)
    qtbot.keyClicks(dialog.who.field, "ben")
    qtbot.keyClick(dialog.who.field, Qt.Key.Key_Return)
    ctrl_enter(dialog)
    assert [one.role for one in relations.of(desk.db, ann)] == ["partner"]
    card.show_customer(ben)
    assert "The Meyer household" in words_on(card.details) and "Ann Meyer, partner" in words_on(card.details)
    assert "020 7946 0018" in words_on(card.details)
    assert "of the Meyer household, on the card of Ann Meyer" in words_on(card.details)
    button = next(one for one in people(card).findChildren(QPushButton) if one.accessibleName().startswith("Ann"))
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert ("open_customer", (ann,)) in ways.taken


def test_what_was_written_down_leaves_the_focus_where_it_was(
    desk: Desk, card: CustomerCard, two: tuple[int, int], owner: Actor, now: datetime
) -> None:
    ann, ben = two
    card.show_customer(ann)
    people(card).add_button.setFocus()
    gone = people(card).add_button
    relations.add(desk.db, ann, ben, "partner", together=True, by=owner, now=now)
    card.reload()
    assert gone is not people(card).add_button, "the section is made anew"
    assert desk.shell.focusWidget() is people(card).add_button


def test_where_nothing_says_the_same_any_more_the_neighbour_has_the_focus(
    desk: Desk, card: CustomerCard, two: tuple[int, int], owner: Actor, now: datetime
) -> None:
    ann, ben = two
    relation = relations.add(desk.db, ann, ben, "friend", by=owner, now=now)
    card.show_customer(ann)
    part = next(one for one in people(card).findChildren(IconButton) if "friend" in one.accessibleName())
    part.setFocus()
    relations.remove(desk.db, relation, by=owner, now=now)
    card.reload()
    focused = desk.shell.focusWidget()
    assert focused is not None and card.details.isAncestorOf(focused)


def test_nobody_is_offered_to_themselves(desk: Desk, card: CustomerCard, two: tuple[int, int], qtbot: QtBot) -> None:
    ann, ben = two
    card.show_customer(ann)
    dialog = asked(desk, card)
    qtbot.keyClicks(dialog.who.field, "meyer")
    qtbot.keyClick(dialog.who.field, Qt.Key.Key_Return)
    assert dialog.who.value() == ben


def test_a_new_pet_gets_a_card(desk: Desk, card: CustomerCard, two: tuple[int, int], qtbot: QtBot) -> None:
    ann, _ben = two
    card.show_customer(ann)
    dialog = asked(desk, card)
    dialog.accept()
    assert dialog.isVisible() and "Choose somebody" in words_on(dialog)
    dialog.new.setText("Rex")
    dialog.role.set_value("pet")
    dialog.accept()
    assert not dialog.isVisible()
    (rex,) = relations.of(desk.db, ann)
    assert (rex.name, rex.role) == ("Rex", "pet")
    assert customers.card(desk.db, rex.customer_id).name == "Rex"
    desk.undo_last()
    assert relations.of(desk.db, ann) == []


def test_a_refusal_keeps_the_dialog(
    desk: Desk, card: CustomerCard, two: tuple[int, int], owner: Actor, now: datetime
) -> None:
    ann, ben = two
    relations.add(desk.db, ann, ben, "sibling", by=owner, now=now)
    card.show_customer(ann)
    dialog = asked(desk, card)
    dialog.who.set_value(ben)
    dialog.role.set_value("sibling")
    dialog.accept()
    assert dialog.isVisible() and "written down as sibling" in words_on(dialog)


def test_a_household_is_renamed_and_left(
    desk: Desk, card: CustomerCard, two: tuple[int, int], owner: Actor, now: datetime
) -> None:
    ann, ben = two
    households.join(desk.db, ben, ann, by=owner, now=now)
    card.show_customer(ann)
    assert "shared by the Meyer household" in words_on(card.details)
    people(card).ask_name()
    dialog = dialog_of(desk, ReasonDialog)
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.setText("The corner house")
    dialog.accept()
    card.reload()
    assert "The corner house" in words_on(card.details)
    people(card).leave()
    assert households.of(desk.db, ann) is None


def test_a_new_customer_with_a_known_phone_and_family_name_may_join_the_household(
    desk: Desk, two: tuple[int, int], qtbot: QtBot
) -> None:
    ann, _ben = two
    editing = CustomerEditing(desk)
    desk.shell.show()
    form = editing.new("Cleo Meyer")
    draft = draft_from("Cleo Meyer")
    form.show_draft(Draft(draft.name, given="Cleo", family="Meyer", details=(HOME_PHONE,)))
    assert form.panel is not None
    form.panel.look_now()
    (tick,) = form.panel.ticks
    assert tick.text() == "Lives with Ann Meyer"
    tick.setChecked(True)
    form.panel.look_now()
    assert form.panel.lives_with() == ann and form.panel.ticks[0].isChecked()
    form.accept()
    home = households.of(desk.db, ann)
    assert home is not None and [one.name for one in home.members] == ["Cleo Meyer"]
