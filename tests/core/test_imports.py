"""A file of many customers into the book: nothing of it lost, all of it or nothing, found at once, taken back whole."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from deskmate.core import customers, exports, importing, imports, own_fields, search
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled
from deskmate.core.models import Customer, Interaction
from deskmate.core.people import Detail, Draft
from deskmate.core.search.index import TABLES

HEADER = "First name,Last name,Company,Phone,Phone 2,Email,Birthday,Tags,Shoe size,Notes\n"
ROWS = (
    "Ann,Lee,,020 7946 0018,+49 30 1234567,ann@example.org,1980-02-29,vip;Łódź,38,likes it short\n"
    "Zoë,O'Brien-Ørsted,,(01632) 960 001 ext. 5,,,12/03/1975,,,\n"
    ",,Ünal & Søn Ltd,07700 900123,07700900123,OFFICE@Example.com,,trade,,\n"
    "李,小龙,,,,,,,42,\n"
)


def _plan(db: Database, data: str) -> imports.Plan:
    return imports.make_plan(db, [("in.csv", importing.read_file("in.csv", data.encode(), region="GB"))])


def _book(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the book, but for what counts writes."""
    with db.read() as session:
        ask = session.connection().exec_driver_sql
        names = [row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        kept = [name for name in names if name != "book_mark" and not name.startswith("note_fts")]
        return {name: sorted(map(tuple, ask(f'SELECT * FROM "{name}"').fetchall()), key=repr) for name in kept}


def _index(db: Database) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in _book(db).items() if name in TABLES}


def test_what_came_in_at_once_is_found_as_if_it_was_typed(db: Database, owner: Actor, now: datetime) -> None:
    """The index that an import writes in bulk is the one that is made from the book itself."""
    dated = "Name,Note date,Note\nBo Ek,2026-01-05,asked for a parting on the left\n"
    for data in (HEADER + ROWS, dated):
        imports.carry_out(db, _plan(db, data), by=owner, now=now)
    written = _index(db)
    assert (
        len(written["search_term"]) > 20
        and len(written["search_phone"]) > 40
        and written["search_card"]
        and written["search_typo"]
        and written["note_word"]
    )
    with db.write() as session:
        search.rebuild(session)
    assert _index(db) == written
    assert search.find_notes(db, "parting")


def test_an_import_that_is_stopped_leaves_the_book_as_it_was(db: Database, owner: Actor, now: datetime) -> None:
    customers.add(db, Draft("Ann Lee", details=(Detail("email", "ann@example.org"),)), by=owner, now=now)
    before = _book(db)
    many = "".join(f"Cy{number},Doe,,0770090{number:04},,,,,,\n" for number in range(2_500))
    told: list[int] = []
    with pytest.raises(Cancelled):
        imports.carry_out(
            db,
            _plan(db, HEADER + ROWS + many),
            by=owner,
            now=now,
            progress=lambda done, _total, _what: told.append(done),
            should_stop=lambda: len(told) >= 2,
        )
    assert _book(db) == before and len(told) == 2


def test_a_file_that_comes_in_again_has_the_same_people_however_common_their_names(
    db: Database, owner: Actor, now: datetime
) -> None:
    names = [f"{given} {family}" for given in ("Ann", "Bo", "Cy") for family in ("Lee", "Ek", "Day")]
    people = [f"{name},07911 12{number}" for number, name in enumerate(names * 2, start=1000)]
    data = "Name,Phone\n" + "\n".join(people) + "\n"
    assert imports.carry_out(db, _plan(db, data), by=owner, now=now).created == 18
    again = _plan(db, data)
    assert [decision.action for decision in again.decisions] == ["update"] * 18
    assert [decision.customer_id for decision in again.decisions] == list(range(1, 19))


def test_all_of_an_import_is_taken_back(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann Lee", details=(Detail("email", "ann@example.org"),)), by=owner, now=now)
    before = customers.card(db, ann)
    plan = _plan(db, HEADER + ROWS)
    assert (plan.count("create"), plan.count("update")) == (3, 1)
    batch = imports.carry_out(db, plan, by=owner, now=now)
    assert len(customers.page(db)) == 4 and customers.card(db, ann) != before
    imports.undo(db, batch.batch, by=owner, now=now + timedelta(hours=1))
    assert [row.id for row in customers.page(db)] == [ann]
    after = customers.card(db, ann)
    assert after.draft == before.draft
    assert [hit.customer_id for hit in search.find(db, "orsted")] == []


def test_two_columns_of_one_name_are_one_field_that_says_both(db: Database, owner: Actor, now: datetime) -> None:
    """Two columns that the shop can't tell apart once kept a whole file out; now nothing of either is lost."""
    data = "Name,E-mail,Colour,colour,COLOUR\nAnn Lee,ann@example.org,red,blue,red\nBo Ek,bo@example.org,,green,\n"
    bo = customers.add(db, Draft("Bo Ek", details=(Detail("email", "bo@example.org"),)), by=owner, now=now)
    imports.carry_out(db, _plan(db, data), by=owner, now=now)
    (ann,) = [row.id for row in customers.page(db) if row.name == "Ann Lee"]
    assert customers.card(db, ann).draft.own == (("Colour", "red; blue"),)
    assert customers.card(db, bo).draft.own == (("Colour", "green"),)


SALES = "Customer ID,Date,Product,Amount\nK-12,2026-01-05,Cut,35.00\nK-12,2026-01-19,Wax,9.90\nK-99,2026-01-20,Cut,30\n"


def _history(db: Database, name: str) -> list[tuple[str, int | None]]:
    with db.read() as session:
        query = select(Interaction.text, Interaction.amount_minor).join(
            Customer, col(Customer.id) == col(Interaction.customer_id)
        )
        return sorted(session.exec(query.where(Customer.name == name)))


def test_a_list_of_sales_finds_its_customers_by_their_numbers(db: Database, owner: Actor, now: datetime) -> None:
    """A till's list names nobody: what the book has the number of comes in, the rest is said to be left out."""
    imports.carry_out(db, _plan(db, "Name,Customer number\nAnn Lee,K-12\nBo Ek,K-13\n"), by=owner, now=now)
    plan = _plan(db, SALES)
    assert [(d.action, d.name) for d in plan.decisions] == [("update", "Ann Lee"), ("skip", "")]
    assert [problem.reason for problem in plan.left_out] == [
        "Left out, 1 row: no customer in the book has the number K-99."
    ]
    batch = imports.carry_out(db, plan, by=owner, now=now)
    assert _history(db, "Ann Lee") == [("Cut", 3500), ("Wax", 990)]
    imports.undo(db, batch.batch, by=owner, now=now)
    assert _history(db, "Ann Lee") == []


def test_customers_and_their_sales_come_in_together(db: Database, owner: Actor, now: datetime) -> None:
    people = importing.read_file("people.csv", b"Name,Customer number\nAnn Lee,K-12\n", region="GB")
    sales = importing.read_file("sales.csv", SALES.encode(), region="GB")
    plan = imports.make_plan(db, [("people.csv", people), ("sales.csv", sales)])
    imports.carry_out(db, plan, by=owner, now=now)
    assert _history(db, "Ann Lee") == [("Cut", 3500), ("Wax", 990)]


def test_a_number_that_two_customers_have_is_for_a_person_to_decide(db: Database, owner: Actor, now: datetime) -> None:
    imports.carry_out(db, _plan(db, "Name,Customer number\nAnn Lee,K-12\nBo Ek,K-12\n"), by=owner, now=now)
    first = _plan(db, SALES).decisions[0]
    assert (first.action, {name for _number, name in first.likely}) == ("skip", {"Ann Lee", "Bo Ek"})


def test_two_sales_of_a_day_that_cost_different_are_two(db: Database, owner: Actor, now: datetime) -> None:
    data = "Name,Order date,Amount\nAnn Lee,2026-01-05,5\nAnn Lee,2026-01-05,7\n"
    imports.carry_out(db, _plan(db, data), by=owner, now=now)
    assert _history(db, "Ann Lee") == [("", 500), ("", 700)]


def test_fields_of_ones_own_keep_their_kind_in_another_book(
    db: Database, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    """A date stays a date, a choice a choice: the file of customers says what the fields are."""
    own_fields.add(db, "Last fitting", "date", by=owner, now=now)
    own_fields.add(db, "Chair", "choice", choices=("left", "right"), by=owner, now=now)
    said = (("Last fitting", "2026-01-05"), ("Chair", "left"))
    customers.add(db, Draft("Ann Lee", own=said), by=owner, now=now)
    kinds = {(row.name, row.kind, row.choices) for row in own_fields.every(db)}
    exported = exports.export(db, "json", tmp_path, by=owner, now=now)
    read = importing.read_file("customers.json", Path(exported.files[0]).read_bytes())
    for row in own_fields.every(db):
        own_fields.remove(db, row.id, by=owner, now=now)
    imports.carry_out(db, imports.make_plan(db, [("customers.json", read)]), by=owner, now=now)
    assert {(row.name, row.kind, row.choices) for row in own_fields.every(db)} >= kinds
