"""A draft goes with the save, not after it: no kill in between leaves the draft of what is in the book already."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from deskmate.core import customers, drafts, follow_ups, interactions
from deskmate.core.actors import Actor
from deskmate.core.people import Draft
from deskmate.ui.call_card import CallCard
from deskmate.ui.customer_editing import CustomerEditing
from deskmate.ui.desk import Desk
from deskmate.ui.draft_keeper import DraftKeeper
from deskmate.ui.note_box import NoteBox

Form = Callable[[Desk, int], tuple[DraftKeeper, Callable[[], object]]]


def a_note(desk: Desk, ann: int) -> tuple[DraftKeeper, Callable[[], object]]:
    dialog = NoteBox(desk).open(ann)
    dialog.form.text.set_text("Ready on Friday")
    return dialog.keeper, dialog.accept


def a_correction(desk: Desk, ann: int) -> tuple[DraftKeeper, Callable[[], object]]:
    dialog = NoteBox(desk).edit(interactions.timeline(desk.db, ann)[0])
    dialog.form.text.set_text("Ready on Saturday")
    return dialog.keeper, dialog.accept


def a_card(desk: Desk, ann: int) -> tuple[DraftKeeper, Callable[[], object]]:
    form = CustomerEditing(desk).edit(ann)
    assert form is not None
    form.fields.name.setText("Ann Quixbury")
    keeper = form.findChild(DraftKeeper)
    assert isinstance(keeper, DraftKeeper)
    return keeper, form.accept


def a_new_card(desk: Desk, _ann: int) -> tuple[DraftKeeper, Callable[[], object]]:
    form = CustomerEditing(desk).new()
    form.fields.name.setText("Bea Quixbury")
    keeper = form.findChild(DraftKeeper)
    assert isinstance(keeper, DraftKeeper)
    return keeper, form.accept


def a_call(desk: Desk, ann: int) -> tuple[DraftKeeper, Callable[[], object]]:
    number = follow_ups.open_by_hand(desk.db, ann, "asked", due_on=desk.today(), by=desk.actor(), now=desk.now())
    card = CallCard(desk)
    card.setParent(desk.shell)
    card.show_follow_up(number)
    card.form.note.set_text("Will come by")
    card.form.outcome.set_value("reached")
    keeper = card.findChild(DraftKeeper)
    assert isinstance(keeper, DraftKeeper)
    return keeper, card.form.submit


@pytest.mark.parametrize("form", [a_note, a_correction, a_card, a_new_card, a_call])
def test_the_draft_goes_in_the_moment_of_the_save(desk: Desk, owner: Actor, qtbot: QtBot, form: Form) -> None:
    desk.shell.show()
    ann = customers.add(desk.db, Draft("Ann"), by=owner, now=desk.now())
    interactions.add(desk.db, ann, "Ready on Thursday", by=owner, now=desk.now())
    keeper, save = form(desk, ann)
    keeper.keep()
    assert len(drafts.mine(desk.db, by=owner)) == 1
    left = list[int]()
    desk.db.witness(lambda _writes: left.append(len(drafts.mine(desk.db, by=owner))))
    save()
    assert left[0] == 0, "after the first thing that was written"
    assert drafts.mine(desk.db, by=owner) == []
