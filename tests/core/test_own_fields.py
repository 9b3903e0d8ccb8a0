"""Fields of the shop's own and days to remember: checked on the way in, saved with the card, undone with it."""

from datetime import datetime, timedelta

import pytest

from deskmate.core import customers, own_fields, undo
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.own_fields import FieldKind, OwnFieldRow
from deskmate.core.people import Birthday, Draft, Occasion
from deskmate.reminders import due

WEDDING = Occasion("wedding anniversary", Birthday(3, 5, 2010))


@pytest.fixture
def width(db: Database, owner: Actor, now: datetime) -> int:
    return own_fields.add(db, "Shoe width", "choice", choices=("narrow", "wide", " wide "), by=owner, now=now)


def test_what_a_field_says_stands_on_the_card_and_is_undone_with_it(
    db: Database, owner: Actor, now: datetime, width: int
) -> None:
    own_fields.add(db, "Loyalty points", "number", by=owner, now=now)
    assert [(item.name, item.choices) for item in own_fields.every(db)] == [
        ("Shoe width", ("narrow", "wide")),
        ("Loyalty points", ()),
    ]
    own = (("shoe WIDTH", "Wide"), ("Loyalty points", "12,5"))
    ann = customers.add(db, Draft("Ann", own=own), by=owner, now=now)
    before = customers.card(db, ann)
    assert before.draft.own == (("Shoe width", "wide"), ("Loyalty points", "12.5"))
    customers.update(db, ann, Draft("Ann", own=(("Shoe width", "narrow"),)), by=owner, now=now)
    assert customers.card(db, ann).draft.own == (("Shoe width", "narrow"),)
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert customers.card(db, ann) == before


def test_a_field_goes_with_its_values_and_comes_back_with_them(
    db: Database, owner: Actor, now: datetime, width: int
) -> None:
    ann = customers.add(db, Draft("Ann", own=(("Shoe width", "wide"),)), by=owner, now=now)
    assert own_fields.remove(db, width, by=owner, now=now) == 1
    assert customers.card(db, ann).draft.own == () and own_fields.every(db) == []
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert customers.card(db, ann).draft.own == (("Shoe width", "wide"),)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", " a\nb ", "a\nb"),
        ("number", "1 200", "1200"),
        ("number", "-3.50", "-3.50"),
        ("date", "2026-02-28", "2026-02-28"),
        ("yes-no", "YES", "yes"),
        ("choice", "WIDE", "wide"),
        ("number", "", ""),
    ],
)
def test_values_are_kept_in_one_form(kind: FieldKind, typed: str, kept: str) -> None:
    assert own_fields.checked(OwnFieldRow(1, "X", kind, ("wide",)), typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e99"),
        ("date", "2026-02-30"),
        ("yes-no", "maybe"),
        ("choice", "x"),
    ],
)
def test_what_does_not_fit_is_said_with_the_fields_name(kind: FieldKind, typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"^Width"):
        own_fields.checked(OwnFieldRow(1, "Width", kind, ("wide",)), typed)


def test_a_value_that_stands_there_already_never_blocks_a_save(
    db: Database, owner: Actor, now: datetime, width: int
) -> None:
    ann = customers.add(db, Draft("Ann", own=(("Shoe width", "wide"),)), by=owner, now=now)
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE own_value SET value = 'extra wide'")  # as an import leaves it
    customers.update(db, ann, customers.card(db, ann).draft, by=owner, now=now)
    assert customers.card(db, ann).draft.own == (("Shoe width", "extra wide"),)


def test_only_sensible_fields_and_only_by_the_owner(db: Database, owner: Actor, now: datetime, width: int) -> None:
    by = {"by": owner, "now": now}
    for name, kind, choices in (("", "text", ()), ("Size", "choice", ("one",)), ("Size", "colour", ())):
        with pytest.raises(InvalidInput):
            own_fields.add(db, name, kind, choices=choices, **by)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        own_fields.add(db, "SHOE width", "text", **by)
    with pytest.raises(NotAllowed):
        own_fields.add(db, "Size", "text", by=Actor("Sam", "staff"), now=now)
    with pytest.raises(NotFound):
        own_fields.remove(db, 99, **by)
    with pytest.raises(InvalidInput):
        customers.add(db, Draft("Ann", own=(("Nothing", "x"),)), **by)
    assert customers.page(db) == []


def test_an_occasion_reminds_and_stays_the_same_one_through_edits(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann", occasions=(WEDDING, WEDDING)), by=owner, now=now)
    (item,) = due.open_list(db, now=now)
    assert item.kind == "occasion" and item.text.startswith("wedding anniversary on ")
    due.done(db, item.key, by=owner, now=now)
    name_day = Occasion("name day", Birthday(9, 1))
    customers.update(db, ann, Draft("Anna", occasions=(name_day, WEDDING)), by=owner, now=now + timedelta(minutes=1))
    assert customers.card(db, ann).draft.occasions == (WEDDING, name_day)
    assert due.open_list(db, now=now) == []  # still seen to


@pytest.mark.parametrize("wrong", [Occasion(" ", Birthday(3, 5)), Occasion("x", Birthday(2, 30))])
def test_an_occasion_needs_a_name_and_a_day(db: Database, owner: Actor, now: datetime, wrong: Occasion) -> None:
    with pytest.raises(InvalidInput):
        customers.add(db, Draft("Ann", occasions=(wrong,)), by=owner, now=now)
