"""The desk offers to undo what was just done and nothing older, and does again what was undone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deskmate.core import customers
from deskmate.core.people import Draft
from deskmate.ui.desk import Desk


@pytest.fixture
def ann(desk: Desk) -> int:
    return customers.add(desk.db, Draft("Ann"), by=desk.actor(), now=desk.now())


def test_undo_is_offered_for_what_was_just_done(desk: Desk, ann: int) -> None:
    desk.did("The new customer is in the book.")
    desk.shell.toasts.undo()
    assert customers.page(desk.db) == []
    assert desk.shell.toasts.text() == "Undone: New customer Ann."


def test_a_step_of_earlier_is_not_offered_where_nothing_was_changed(desk: Desk, ann: int) -> None:
    later = replace(desk, now=lambda: desk.now() + timedelta(minutes=1))
    later.did("Saved.")
    desk.shell.toasts.undo()
    assert [row.name for row in customers.page(desk.db)] == ["Ann"]
    later.undo_last()
    assert customers.page(desk.db) == [], "asked for by itself it is still taken back"


def test_what_was_undone_is_done_again_and_can_be_undone_anew(desk: Desk, ann: int) -> None:
    desk.redo_last()
    assert desk.shell.toasts.text() == "There is nothing to do again."
    later = replace(desk, now=lambda: desk.now() + timedelta(minutes=1))
    later.undo_last()
    later.redo_last()
    assert [row.name for row in customers.page(desk.db)] == ["Ann"]
    assert desk.shell.toasts.text() == "Done again: New customer Ann."
    desk.shell.toasts.undo()
    assert customers.page(desk.db) == []
