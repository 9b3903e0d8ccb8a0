"""Fields of the shop's own and days to remember: checked on the way in, saved with the card, undone with it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import customers, importing, imports, own_fields, search, undo
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.own_fields import FieldKind, OwnFieldRow
from deskmate.core.people import Birthday, Detail, Draft, Occasion
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


def take_back(db: Database, owner: Actor, now: datetime) -> None:
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)


def test_a_field_is_renamed_with_what_it_says_and_back(db: Database, owner: Actor, now: datetime, width: int) -> None:
    by = {"by": owner, "now": now}
    ann = customers.add(db, Draft("Ann", own=(("Shoe width", "wide"),)), **by)
    other = own_fields.add(db, "Points", "number", **by)
    own_fields.change(db, width, "Last", choices=("wide", "extra wide"), **by)
    assert customers.card(db, ann).draft.own == (("Last", "wide"),)
    assert own_fields.every(db)[0].choices == ("wide", "extra wide")
    with pytest.raises(Conflict):
        own_fields.change(db, other, "LAST", **by)
    with pytest.raises(InvalidInput):
        own_fields.change(db, width, "Last", choices=("one",), **by)
    with pytest.raises(NotFound):
        own_fields.change(db, 99, "x", **by)
    own_fields.change(db, other, "points", **by)  # only its capitals
    take_back(db, owner, now)
    take_back(db, owner, now)
    assert customers.card(db, ann).draft.own == (("Shoe width", "wide"),)


def test_fields_are_put_in_another_order_and_back(db: Database, owner: Actor, now: datetime) -> None:
    one, _two, three = (own_fields.add(db, name, "text", by=owner, now=now) for name in ("One", "Two", "Three"))

    def order() -> list[str]:
        return [field.name for field in own_fields.every(db)]

    own_fields.move(db, three, -1, by=owner, now=now)
    assert order() == ["One", "Three", "Two"]
    own_fields.move(db, one, 99, by=owner, now=now)
    assert order() == ["Three", "Two", "One"]
    own_fields.move(db, one, -99, by=owner, now=now)
    assert order() == ["One", "Three", "Two"]
    take_back(db, owner, now)
    assert order() == ["Three", "Two", "One"]


def test_customers_are_found_by_what_own_fields_say(db: Database, owner: Actor, now: datetime, width: int) -> None:
    """The result names the field; whoever is called so comes first; nobody is found by a plain yes."""
    by = {"by": owner, "now": now}
    own_fields.add(db, "Dog", "text", **by)
    letter = own_fields.add(db, "Letter", "yes-no", **by)
    own = (("Shoe width", "narrow"), ("Dog", "Señor Bello, a beagle"), ("Letter", "yes"))
    ann = customers.add(db, Draft("Ann", own=own), **by)
    bello = customers.add(db, Draft("Bello Ek"), **by)

    def found(typed: str) -> list[tuple[int, str]]:
        return [(hit.customer_id, hit.matched) for hit in search.find(db, typed)]

    assert found("bello") == [(bello, "name"), (ann, "own field Dog")]
    assert found("senor beag") == [(ann, "own field Dog")]
    assert found("NARR") == [(ann, "own field Shoe width")]
    assert found("yes") == [] and found("beagle x") == [] and found("#narrow") == []
    customers.update(db, ann, Draft("Ann", own=(("Letter", "yes"),)), **by)
    assert found("beagle") == []
    take_back(db, owner, now)
    own_fields.remove(db, width, **by)
    assert found("narrow") == [] and found("beagle") == [(ann, "own field Dog")]
    take_back(db, owner, now)
    assert found("narrow") == [(ann, "own field Shoe width")]
    own_fields.remove(db, letter, **by)
    with db.write() as session:
        assert search.customers_out_of_step(session, [ann, bello]) == 0
        search.rebuild(session)
        assert search.customers_out_of_step(session, [ann, bello]) == 0
    customers.delete(db, ann, **by)
    assert found("beagle") == []


def test_a_book_from_before_is_found_through_too(db: Database, owner: Actor, now: datetime, width: int) -> None:
    ann = customers.add(db, Draft("Ann", own=(("Shoe width", "narrow"),)), by=owner, now=now)
    with db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM search_term WHERE term GLOB 'o*'")
        assert search.customers_out_of_step(session, [ann]) == 1
        search.make_anew(session.connection())
        assert search.customers_out_of_step(session, [ann]) == 0


def test_what_a_file_brings_takes_the_form_of_its_field(
    db: Database, owner: Actor, now: datetime, width: int, tmp_path: Path
) -> None:
    """A column of that name fills the field; what does not fit stays as it came, so that nothing is lost."""
    own_fields.add(db, "Newsletter wanted", "yes-no", by=owner, now=now)
    bo = customers.add(db, Draft("Bo Ek", details=(Detail("email", "bo@example.org"),)), by=owner, now=now)
    file = tmp_path / "in.csv"
    file.write_text(
        "Name,E-mail,shoe WIDTH,Newsletter wanted\n"
        "Ann Lee,ann@example.org,NARROW,YES\nBo Ek,bo@example.org,Wide,maybe\n"
    )
    plan = imports.make_plan(db, [(file.name, importing.read_file(file.name, file.read_bytes(), region="GB"))])
    imports.carry_out(db, plan, by=owner, now=now)
    (ann,) = [row.id for row in customers.page(db) if row.name == "Ann Lee"]
    assert customers.card(db, ann).draft.own == (("Shoe width", "narrow"), ("Newsletter wanted", "yes"))
    assert customers.card(db, bo).draft.own == (("Shoe width", "wide"), ("Newsletter wanted", "maybe"))
    assert [hit.customer_id for hit in search.find(db, "narrow")] == [ann]
    with db.read() as session:
        assert search.customers_out_of_step(session, [ann, bo]) == 0


def test_a_column_of_another_name_can_be_chosen_for_a_field(
    db: Database, owner: Actor, now: datetime, width: int
) -> None:
    data = b"Name,Last\nAnn Lee,WIDE\n"
    read = importing.read_file("in.csv", data, region="GB", mapping={"Last": "own:Shoe width"})
    assert [(column.name, column.field, column.label) for column in read.columns][1] == ("Last", "own", "Shoe width")
    imports.carry_out(db, imports.make_plan(db, [("in.csv", read)]), by=owner, now=now)
    (ann,) = customers.page(db)
    assert customers.card(db, ann.id).draft.own == (("Shoe width", "wide"),)
    assert [field.name for field in own_fields.every(db)] == ["Shoe width"]
    with pytest.raises(InvalidInput):
        importing.read_file("in.csv", data, region="GB", mapping={"Last": "own:"})
