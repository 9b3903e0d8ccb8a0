"""Erasing somebody: gone from every row, index, memory and byte, and gone again after an old backup was restored."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from deskmate.core import (
    appointments,
    backups,
    book,
    check,
    customers,
    erasure,
    follow_ups,
    interactions,
    ledger,
    merging,
    search,
    staff,
    tags,
    undo,
)
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.models import metadata
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.salvage import pages

pytestmark = pytest.mark.usefixtures("cheap_stretching")
PASSPHRASE = "four plain words here"
WORD = "Quixbury"  # stands in every field of the one who is erased, and nowhere else
CODE = "QUIXCODE77"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Database]:
    opened = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase=PASSPHRASE).db
    yield opened
    opened.close()


def write_down(db: Database, now: datetime, name: str = f"Ann {WORD}") -> int:
    """Somebody with something of themselves in every table that can hold it."""
    owner = staff.owner(db)
    draft = Draft(
        name,
        given=WORD,
        known_as=WORD,
        organisation=WORD,
        about=WORD,
        birthday=Birthday(2, 29, 1980),
        details=(
            Detail("phone", "020 7946 0018", WORD),
            Detail("email", f"{WORD}@example.org"),
            Detail("address", WORD),
        ),
        tags=(WORD,),
    )
    number = customers.add(db, draft, by=owner, now=now)
    customers.update(db, number, Draft(f"{name} Again", about=f"{WORD} moved", tags=(WORD,)), by=owner, now=now)
    customers.add_preference(db, number, category=WORD, what=f"{WORD} likes rye", by=owner, now=now)
    first = interactions.add(db, number, f"{WORD} bought {CODE}", by=owner, now=now)
    interactions.edit(db, first.interaction_id, body=f"{WORD} brought back {CODE}", kind="note", by=owner, now=now)
    second = interactions.add(db, number, f"{WORD} came by " + "and spoke of the weather " * 700, by=owner, now=now)
    interactions.delete(db, second.interaction_id, by=owner, now=now)
    follow_up = follow_ups.open_by_hand(db, number, f"{WORD} wants a call", due_on=now.date(), by=owner, now=now)
    follow_ups.log_call(
        db,
        follow_up,
        "reached",
        note=f"{WORD} is fine",
        promise=f"a loaf for {WORD}",
        promise_by=now.date(),
        by=owner,
        now=now,
    )
    appointments.book(db, number, start=now + timedelta(days=1), service="Cut", minutes=30, by=owner, now=now)
    fill_the_rest(db, number, now)
    return number


def fill_the_rest(db: Database, number: int, now: datetime) -> None:
    """A row full of the word in each table that hangs on customers and has none of theirs yet."""
    with db.write() as session:
        connection = session.connection()
        for table in metadata.sorted_tables:
            if "customer_id" not in table.columns or any(
                row.customer_id == number for row in connection.execute(table.select())
            ):
                continue
            values: dict[str, Any] = {"customer_id": number}
            for column in table.columns:
                if column.foreign_keys or column.name == "id" or (column.nullable and not column.primary_key):
                    continue
                values[column.name] = filling(column.type, now)
            if table.name == "own_value":
                field = {"id": 1, "name": "x", "folded": "x", "kind": "text", "choices": "", "position": 0}
                connection.execute(insert(metadata.tables["own_field"]).values(**field))
                values["field_id"] = 1
            if "other_id" in table.columns:
                values["other_id"] = number
            connection.execute(insert(table).values(**values))
        connection.execute(
            insert(metadata.tables["import_batch"]).values(
                id=1, source="x.csv", at=now, by="", rows=1, created=0, updated=0, skipped=0,
                problems=[{"row": 1, "reason": f"Ann {WORD} has no phone"}, {"row": 2, "reason": "other"}],
            )
        )  # fmt: skip
        connection.execute(
            insert(metadata.tables["import_change"]).values(
                batch_id=1, table="customer", row_id=number, before={"about": WORD}, after={"about": ""}
            )
        )


def filling(kind: Any, now: datetime) -> Any:
    by_name = {
        "AutoString": WORD,
        "LargeBinary": WORD.encode() * 3_000,
        "Integer": 1,
        "Float": 1.0,
        "Boolean": True,
        "UtcDateTime": now,
        "JSON": [WORD],
        "Date": now.date(),
    }
    return by_name[type(kind).__name__]


def bytes_of(db: Database) -> bytes:
    """Everything that stands in the decrypted file and its log, used pages and free ones."""
    raw, log = db.path.read_bytes(), db.path.with_name(db.path.name + "-wal")
    found = [page or b"" for _number, page in pages.read(db.path, db.key)]
    assert all(found), "every page must open"
    frames = log.read_bytes() if log.exists() else b""
    for at in range(32, len(frames), 24 + pages.PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        found.append(pages.open_page(frames[at + 24 : at + 24 + pages.PAGE], number, db.key, raw[:16]) or b"")
    return b"".join(found)


def hits(db: Database) -> int:
    data = bytes_of(db).lower()
    return sum(data.count(word.lower().encode()) for word in (WORD, CODE))


def test_no_byte_of_them_is_left(shop: Database, now: datetime) -> None:
    other = customers.add(shop, Draft("Bea Moss"), by=staff.owner(shop), now=now)
    number = write_down(shop, now)
    assert hits(shop) > 30
    done = erasure.erase(shop, number, by=staff.owner(shop), now=now)
    assert done.customers == 1 and done.rows > 15 and done.log_cleared
    assert hits(shop) == 0
    assert search.find(shop, WORD) == [] and search.find(shop, "0018") == []
    assert undo.history(shop, limit=200) and WORD not in repr(undo.history(shop, limit=200))
    assert customers.card(shop, other).name == "Bea Moss"
    assert check.run(shop, full=True, now=now) == []
    with pytest.raises(NotFound):
        customers.card(shop, number)


def test_whoever_was_merged_into_them_goes_too(shop: Database, now: datetime) -> None:
    numbers = [customers.add(shop, Draft(f"{WORD} {n}"), by=staff.owner(shop), now=now) for n in range(3)]
    for kept, other in ((numbers[1], numbers[2]), (numbers[0], numbers[1])):
        merging.merge(shop, kept, other, by=staff.owner(shop), now=now)
    assert erasure.erase(shop, numbers[0], by=staff.owner(shop), now=now).customers == 3
    assert hits(shop) == 0


def test_others_who_are_named_alike_and_what_they_share_stay(shop: Database, now: datetime) -> None:
    owner = staff.owner(shop)
    first = customers.add(shop, Draft("Ann Lee", tags=("rye", "alone")), by=owner, now=now)
    second = customers.add(shop, Draft("Ann Lee", tags=("rye",)), by=owner, now=now)
    note = interactions.add(shop, second, "came with her sister Ann Lee", by=owner, now=now)
    visit = interactions.add(shop, second, "cut", kind="visit", by=owner, now=now)
    with shop.write() as session:  # as a file may say it
        interactions.get(session, visit.interaction_id).details = "Paid by: Ann Lee"
    done = erasure.erase(shop, first, by=owner, now=now)
    assert set(done.mentions) == {note.interaction_id, visit.interaction_id}
    assert customers.card(shop, second).draft.tags == ("rye",)
    assert tags.every(shop) == ["rye"]
    assert [hit.customer_id for hit in search.find(shop, "ann lee")] == [second]


def test_only_the_owner_may_and_only_who_is_there_can_be(shop: Database, now: datetime) -> None:
    number = write_down(shop, now)
    with pytest.raises(NotAllowed):
        erasure.erase(shop, number, by=Actor("Sam"), now=now)
    with pytest.raises(NotFound):
        erasure.erase(shop, 999, by=staff.owner(shop), now=now)
    assert ledger.read(shop.path) == []
    assert customers.card(shop, number)


def test_an_erasure_that_fails_leaves_everybody_and_no_line(
    shop: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = write_down(shop, now)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(erasure.search, "forget_customer", fail)
    with pytest.raises(RuntimeError):
        erasure.erase(shop, number, by=staff.owner(shop), now=now)
    assert customers.card(shop, number).draft.tags == (WORD,)
    assert ledger.read(shop.path) == []
    assert search.find(shop, WORD)


def test_an_older_backup_does_not_bring_them_back(shop: Database, now: datetime, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    number = write_down(shop, now)
    made = backups.make(shop, folder, now=now)
    erasure.erase(shop, number, by=staff.owner(shop), now=now)
    customers.add(shop, Draft("Bea"), by=staff.owner(shop), now=now)  # gets the free number, and must keep it
    backups.make(shop, folder, now=now + timedelta(hours=1))
    backups.restore(made.path, shop.path, key=shop.key, db=shop, now=now)
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert customers.page(opened) == []
    assert hits(opened) == 0
    opened.close()
    elsewhere = tmp_path / "new computer" / "shop.deskmate"
    backups.restore(made.path, elsewhere, passphrase=PASSPHRASE, now=now)
    opened = book.open_with_secret(elsewhere, passphrase=PASSPHRASE, now=now)
    assert customers.page(opened) == [] and hits(opened) == 0
    opened.close()


def test_a_later_customer_of_the_same_number_is_not_taken_for_them(shop: Database, now: datetime) -> None:
    number = write_down(shop, now)
    erasure.erase(shop, number, by=staff.owner(shop), now=now)
    assert customers.add(shop, Draft("Bea"), by=staff.owner(shop), now=now + timedelta(seconds=1)) == number
    shop.close()
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert [row.name for row in customers.page(opened)] == ["Bea"]
    opened.close()


def test_a_wish_outlives_a_crash_between_ledger_and_book(shop: Database, now: datetime) -> None:
    number = write_down(shop, now)
    ledger.add(shop.path, erasure._lines(shop, number))
    shop.close()
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert customers.page(opened) == [] and hits(opened) == 0
    opened.close()


def test_the_ledger_says_nothing_about_anybody(shop: Database, now: datetime) -> None:
    number = write_down(shop, now)
    erasure.erase(shop, number, by=staff.owner(shop), now=now)
    said = ledger.path_of(shop.path).read_text()
    assert WORD not in said and len(said.split()) == 2
    ledger.path_of(shop.path).write_bytes(b"\xff rubbish\n1\n\n" + said.encode())
    assert [line.customer_id for line in ledger.read(shop.path)] == [number]


def test_a_book_as_it_was_before_a_restore_is_not_left_lying_about(shop: Database, now: datetime) -> None:
    number = write_down(shop, now)
    made = backups.make(shop, shop.path.parent / "kept", now=now)
    backups.restore(made.path, shop.path, key=shop.key, db=shop, now=now)
    opened = book.open_with_secret(shop.path, passphrase=PASSPHRASE, now=now)
    assert list(shop.path.parent.glob("*.before-restore"))
    erasure.erase(opened, number, by=staff.owner(opened), now=now)
    assert not list(shop.path.parent.glob("*.before-restore"))
    opened.close()


def test_a_page_that_was_damaged_does_not_open(shop: Database) -> None:
    shop.close()
    data = bytearray(shop.path.read_bytes())
    data[5 * pages.PAGE + 100] ^= 1
    shop.path.write_bytes(data)
    assert [number for number, page in pages.read(shop.path, shop.key) if page is None] == [6]
