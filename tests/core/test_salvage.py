"""What can still be read out of a damaged book comes into a new one, and what is missing is said."""

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from deskmate.core import book, check, connections, customers, interactions, keys, salvage, search, staff
from deskmate.core import db as door
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import BookError
from deskmate.core.models import Attachment, Customer, Interaction, metadata
from deskmate.core.people import Detail, Draft
from deskmate.core.salvage import pages

KEY = bytes(range(32))


@pytest.fixture
def damaged(tmp_path: Path, grown: Path) -> Path:
    """A copy of `grown` to damage."""
    return Path(shutil.copytree(grown, tmp_path / "shop")) / "shop.deskmate"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, now: datetime) -> Path:
    """A closed book of a size at which tables have inner pages; long notes and a picture reach onto further pages."""
    folder = tmp_path_factory.mktemp("grown")
    db = book.create_unlocked(folder / "shop.deskmate", Opening("Shop", "general", "Olga"), key=KEY)
    owner = staff.owner(db)
    ann = customers.add(db, Draft("Ann Lee", details=(Detail("phone", "0207"),), tags=("rye",)), by=owner, now=now)
    interactions.add(db, ann, "bought a rye loaf " * 500, by=owner, now=now)
    with db.write() as session:
        connection = session.connection()
        people = [
            {"id": n, "name": f"Customer {n}", "sort_name": f"customer {n}", "created_at": now, "updated_at": now}
            for n in range(2, 1_500)
        ]
        blank = {c.name: _blank(c) for c in metadata.tables["customer"].columns if not c.nullable}
        connection.execute(insert(Customer), [blank | person for person in people])
        notes = [
            {"customer_id": 1 + n % 1_499, "at": now - timedelta(hours=n), "kind": "note", "text": f"note {n} " * 20}
            for n in range(4_000)
        ]
        blank = {c.name: _blank(c) for c in metadata.tables["interaction"].columns if not c.nullable and c.name != "id"}
        connection.execute(insert(Interaction), [blank | {"evidence": [], "created_at": now} | note for note in notes])
        picture = {"customer_id": 1, "name": "a.png", "media_type": "image/png", "data": b"x" * 50_000, "photo": True}
        connection.execute(insert(Attachment), [{**picture, "at": now}])
        search.rebuild(session)
    db.close()
    return folder


def _blank(column: object) -> object:
    kind = type(column.type).__name__  # type: ignore[attr-defined]
    return {"Boolean": False, "Integer": 0, "Float": 0.0}.get(kind, "")


def counts(db: Database) -> dict[str, int]:
    with db.read() as session:
        connection = session.connection()
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in metadata.tables
            if table not in ("audit_event", "customer_state")
        }


def texts(db: Database) -> dict[int, str]:
    with db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id, text FROM interaction").fetchall()
    return {row[0]: row[1] for row in rows}


Whole = tuple[dict[str, int], dict[int, str]]


def whole(path: Path) -> Whole:
    db = door.open_database(path, KEY)
    try:
        return counts(db), texts(db)
    finally:
        db.close()


def harm(path: Path, good: bytes, number: int, chance: random.Random) -> None:
    data = bytearray(good)
    # the salt at the start of the file is no page: without it no seal can be judged
    data[(number - 1) * pages.PAGE + chance.randrange(16, pages.PAGE)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def salvaged_share(damaged: Path, good: bytes, number: int, now: datetime, known: Whole) -> float:
    """The share of rows that come back with this page damaged; none of them may say something else than before."""
    before, said = known
    new = damaged.with_name("new.deskmate")
    harm(damaged, good, number, random.Random(number))
    found = salvage.salvage(damaged, new, KEY, now=now)
    assert found.damaged_pages == 1
    after, says = whole(new)
    assert all(said[row] == text for row, text in says.items())
    new.unlink()
    damaged.write_bytes(good)
    real = {table: number for table, number in after.items() if table != "customer"}
    real["customer"] = after["customer"] - len(found.nameless)
    return sum(min(real[table], before[table]) for table in before) / sum(before.values())


def test_a_whole_book_comes_through_whole(damaged: Path, now: datetime) -> None:
    before, said = whole(damaged)
    new = damaged.with_name("new.deskmate")
    found = salvage.salvage(damaged, new, KEY, now=now)
    assert (found.damaged_pages, found.lost_pages, found.nameless, found.dropped_rows) == (0, {}, (), 0)
    assert whole(new) == (before, said)
    db = door.open_database(new, KEY)
    assert [f.code for f in check.run(db, full=True, now=now) if f.code not in ("key-file", "follow-ups")] == []
    assert [hit.name for hit in search.find(db, "ann lee")] == ["Ann Lee"]
    db.close()


def test_one_lost_page_costs_next_to_nothing(damaged: Path, now: datetime) -> None:
    """Page 1 and a few others, among them the root of the notes."""
    good = damaged.read_bytes()
    with connections.raw(damaged, KEY) as connection:
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('interaction', 'customer')")
        chosen = [1, *(row[0] for row in roots.fetchall())]
    chosen += random.Random(5).sample(range(2, len(good) // pages.PAGE), 4)
    damaged.write_bytes(good)
    known = whole(damaged)
    shares = {number: salvaged_share(damaged, good, number, now, known) for number in chosen}
    assert min(shares.values()) >= 0.99, shares


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_any_one_lost_page_costs_next_to_nothing(damaged: Path, now: datetime) -> None:
    """The first pages, where the list of tables stands, every inner page, and 150 others.

    No page takes more with it than its own rows, and of customers an index still knows the names. A row of which only
    the name came back counts as saved here; the rest of those cards is lost, and named as such.
    """
    opened = dict(pages.read(damaged, KEY))
    inner = [number for number, page in opened.items() if page is not None and page[0] in (2, 5)]
    chosen = {*range(1, 40), *inner, *random.Random(7).sample(sorted(opened), 150)}
    known, good = whole(damaged), damaged.read_bytes()
    shares = {number: salvaged_share(damaged, good, number, now, known) for number in sorted(chosen)}
    worst = sorted((share, number) for number, share in shares.items())[:5]
    print(f"pages {len(shares)} of {len(opened)} worst {worst} mean {sum(shares.values()) / len(shares):.5f}")
    assert worst[0][0] >= 0.995


def test_a_lost_customer_keeps_name_and_notes(damaged: Path, now: datetime) -> None:
    good = damaged.read_bytes()
    whole_book = {number: page for number, page in pages.read(damaged, KEY) if page}
    number = next(n for n, page in whole_book.items() if b"Customer 700" in page and page[0] == 0x0D and n > 1)
    harm(damaged, good, number, random.Random(1))
    new = damaged.with_name("new.deskmate")
    found = salvage.salvage(damaged, new, KEY, now=now)
    assert 700 in found.name_only and found.nameless == () and found.lost_pages == {"customer": 1}
    db = door.open_database(new, KEY)
    assert customers.card(db, 700).name == "Customer 700", "the index by name still knew it"
    assert interactions.timeline(db, 700)
    db.close()


def test_notes_of_a_customer_whose_name_is_lost_too_are_kept_under_a_number(damaged: Path, now: datetime) -> None:
    good = damaged.read_bytes()
    whole_book = {number: page for number, page in pages.read(damaged, KEY) if page}
    row = next(n for n, page in whole_book.items() if b"Customer 700" in page and page[0] == 0x0D and n > 1)
    name = next(n for n, page in whole_book.items() if b"customer 700" in page and page[0] == 0x0A and n > 1)
    harm(damaged, good, row, random.Random(1))
    harm(damaged, damaged.read_bytes(), name, random.Random(1))
    new = damaged.with_name("new.deskmate")
    found = salvage.salvage(damaged, new, KEY, now=now)
    assert 700 in found.nameless
    db = door.open_database(new, KEY)
    assert customers.card(db, 700).name == "Name lost (700)"
    assert interactions.timeline(db, 700)
    db.close()


def test_the_damaged_book_stays_as_it_is_and_no_file_is_overwritten(damaged: Path, now: datetime) -> None:
    good = damaged.read_bytes()
    harm(damaged, good, 9, random.Random(1))
    before = damaged.read_bytes()
    new = damaged.with_name("new.deskmate")
    new.write_text("something else")
    with pytest.raises(BookError, match="already a file"):
        salvage.salvage(damaged, new, KEY, now=now)
    assert new.read_text() == "something else"
    salvage.salvage(damaged, damaged.with_name("another.deskmate"), KEY, now=now)
    assert damaged.read_bytes() == before


def test_what_is_lost_altogether_is_said(damaged: Path, now: datetime) -> None:
    size = damaged.stat().st_size
    damaged.write_bytes(random.Random(1).randbytes(size))
    with pytest.raises(BookError, match="Nothing in this book"):
        salvage.salvage(damaged, damaged.with_name("new.deskmate"), KEY, now=now)
    damaged.unlink()
    with pytest.raises(BookError):
        salvage.salvage(damaged, damaged.with_name("new.deskmate"), KEY, now=now)
    assert [file.name for file in damaged.parent.iterdir()] == []


@pytest.mark.usefixtures("cheap_stretching")
def test_a_salvaged_book_opens_with_the_same_secrets(tmp_path: Path, now: datetime) -> None:
    path, new = tmp_path / "shop.deskmate", tmp_path / "new.deskmate"
    db = book.create(path, Opening("Shop", "general", "Olga"), passphrase="four plain words").db
    customers.add(db, Draft("Ann"), by=staff.owner(db), now=now)
    key = db.key
    db.close()
    salvage.salvage(path, new, key, now=now)
    opened = book.open_with_secret(new, passphrase="four plain words", now=now)
    assert [row.name for row in customers.page(opened)] == ["Ann"]
    assert keys.fits(keys.load(new), key)
    opened.close()
