"""Undo: what somebody did last goes back whole, unless it was changed since."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import attachments, customers, interactions, own_fields, search, undo
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, NotFound
from deskmate.core.people import Birthday, Detail, Draft


def take_back(db: Database, owner: Actor, now: datetime) -> str:
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    return undo.undo(db, step.id, by=owner, now=now)


def test_a_change_of_every_field_goes_back(db: Database, owner: Actor, now: datetime) -> None:
    first = Draft(
        "Ann Lee",
        given="Ann",
        known_as="Annie",
        birthday=Birthday(2, 29, 1980),
        details=(Detail("phone", "020 7946 0018", "home"), Detail("email", "ann@example.org")),
        tags=("rye",),
        no_greetings=True,
    )
    number = customers.add(db, first, by=owner, now=now)
    customers.update(db, number, Draft("Bea", details=(Detail("phone", "4711"),), tags=("oat",)), by=owner, now=now)
    take_back(db, owner, now)
    assert customers.card(db, number).draft == first


def test_several_steps_go_back_one_after_the_other(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    for name in ("Bea", "Cleo"):
        customers.update(db, number, Draft(name), by=owner, now=now)
    take_back(db, owner, now)
    assert customers.card(db, number).name == "Bea"
    take_back(db, owner, now)
    assert customers.card(db, number).name == "Ann"
    take_back(db, owner, now)
    with pytest.raises(NotFound):
        customers.card(db, number)


def test_what_was_changed_since_is_not_overwritten(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    customers.update(db, number, Draft("Bea"), by=owner, now=now)
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    customers.update(db, number, Draft("Cleo"), by=Actor("Sam"), now=now)
    with pytest.raises(Conflict):
        undo.undo(db, step.id, by=owner, now=now)
    assert customers.card(db, number).name == "Cleo"


def test_only_what_oneself_did_lately_is_offered(db: Database, owner: Actor, now: datetime) -> None:
    customers.add(db, Draft("Ann"), by=Actor("Sam"), now=now)
    assert undo.last(db, by=owner, now=now) is None
    assert undo.last(db, by=Actor("Sam"), now=now) is not None
    assert undo.last(db, by=Actor("Sam"), now=now + timedelta(days=1)) is None


def test_an_undone_note_is_gone_from_the_timeline(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    interactions.add(db, number, "bought a rye loaf", kind="purchase", amount_minor=420, by=owner, now=now)
    take_back(db, owner, now)
    assert interactions.timeline(db, number) == []
    assert customers.card(db, number).last_seen_at is None


def test_only_the_owner_undoes_what_only_the_owner_does(db: Database, owner: Actor, now: datetime) -> None:
    field = own_fields.add(db, "Shoe width", "text", by=owner, now=now)
    step = undo.history(db)[0]
    assert step.owners
    with pytest.raises(NotAllowed, match=r"^Only the owner can undo a step that needs the owner\.$"):
        undo.undo(db, step.id, by=Actor("Sam"), now=now)
    assert [one.id for one in own_fields.every(db)] == [field]
    assert undo.history(db) == [step]
    undo.undo(db, step.id, by=owner, now=now)
    assert own_fields.every(db) == []


def test_what_staff_may_do_they_may_undo_whoever_did_it(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    (step,) = undo.history(db)
    assert (step.owners, step.kind, step.label) == (False, "A new customer", "New customer Ann")
    undo.undo(db, step.id, by=Actor("Sam"), now=now)
    with pytest.raises(NotFound):
        customers.card(db, number)


def test_steps_are_listed_by_the_clock(db: Database, owner: Actor, now: datetime) -> None:
    for hours in (3, 1, 2):
        customers.add(db, Draft(f"At {hours}"), by=owner, now=now + timedelta(hours=hours))
    assert [step.label for step in undo.history(db)] == ["New customer At 3", "New customer At 2", "New customer At 1"]
    last = undo.last(db, by=owner, now=now + timedelta(hours=4))
    assert last is not None and last.label == "New customer At 2", "what was done last, whatever the clock said"


def do_again(db: Database, owner: Actor, now: datetime) -> str:
    step = undo.last_undone(db, by=owner, now=now)
    assert step is not None
    return undo.redo(db, step.id, by=owner, now=now)


def test_what_was_undone_is_done_again_step_by_step(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann", tags=("rye",)), by=owner, now=now)
    customers.update(db, number, Draft("Bea", about="likes oats"), by=owner, now=now)
    interactions.add(db, number, "bought a rye loaf", kind="purchase", amount_minor=420, by=owner, now=now)
    whole, lines = customers.card(db, number), interactions.timeline(db, number)
    minute = timedelta(minutes=1)
    for at in range(3):
        take_back(db, owner, now + (1 + at) * minute)
    assert customers.page(db) == []
    for at in range(3):
        do_again(db, owner, now + (4 + at) * minute)
    assert (customers.card(db, number), interactions.timeline(db, number)) == (whole, lines)
    assert undo.last_undone(db, by=owner, now=now + 9 * minute) is None
    assert [hit.customer_id for hit in search.find_people(db, "bea")] == [number], "found like before"
    take_back(db, owner, now + 9 * minute)
    assert interactions.timeline(db, number) == [], "and it can be taken back again"


def test_nothing_is_done_again_after_something_new(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    customers.update(db, number, Draft("Bea"), by=owner, now=now)
    take_back(db, owner, now + timedelta(minutes=1))
    assert undo.last_undone(db, by=Actor("Sam"), now=now) is None, "it is the business of who undid it"
    assert undo.last_undone(db, by=owner, now=now + timedelta(days=1)) is None
    customers.update(db, number, Draft("Cleo"), by=owner, now=now + timedelta(minutes=2))
    assert undo.last_undone(db, by=owner, now=now + timedelta(minutes=3)) is None


def test_what_changed_meanwhile_is_not_overwritten_by_doing_it_again(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    customers.update(db, number, Draft("Bea"), by=owner, now=now)
    take_back(db, owner, now)
    customers.update(db, number, Draft("Cleo"), by=Actor("Sam"), now=now)
    with pytest.raises(Conflict):
        do_again(db, owner, now)
    assert customers.card(db, number).name == "Cleo"


def test_a_file_is_not_kept_for_doing_it_again_and_that_is_said(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    attachments.add(db, number, "card.pdf", b"%PDF-1.4 loyalty card", by=owner, now=now)
    take_back(db, owner, now)
    with pytest.raises(Conflict, match="please add it again"):
        do_again(db, owner, now)
    assert attachments.of(db, number) == []


def test_staff_do_not_do_again_what_needs_the_owner(db: Database, owner: Actor, now: datetime) -> None:
    own_fields.add(db, "Shoe width", "text", by=owner, now=now)
    take_back(db, owner, now)
    step = undo.last_undone(db, by=owner, now=now)
    assert step is not None and step.owners
    with pytest.raises(NotAllowed):
        undo.redo(db, step.id, by=Actor("Sam"), now=now)
    assert own_fields.every(db) == []
