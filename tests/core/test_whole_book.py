"""A whole book as JSON comes back into an empty book as it was: every table, every row, from every version."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from deskmate.core import (
    appointments,
    attachments,
    customers,
    exports,
    follow_up_list,
    follow_ups,
    interactions,
    merging,
    migrations,
    preferences,
    search,
    staff,
)  # fmt: skip
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database, open_database
from deskmate.core.errors import Cancelled, Conflict, FileProblem
from deskmate.core.exports import tables
from deskmate.core.imports import whole_book
from deskmate.core.people import Birthday, Detail, Draft, Occasion
from deskmate.reminders import due
from tests.core import released_books

KEY = bytes(32)
JPEG = b"\xff\xd8\xff" + b"photo" * 10


@pytest.fixture
def other(tmp_path: Path, empty_book: tuple[Path, bytes]) -> Iterator[Database]:
    """Another empty book."""
    template, key = empty_book
    opened = open_database(shutil.copy(template, tmp_path / "other.deskmate"), key)
    yield opened
    opened.close()


def contents(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that makes up a book."""
    with db.read() as session:
        run = session.connection().execute
        return {
            table.name: [tuple(row) for row in run(select(table).order_by(*table.primary_key))]
            for table in tables.whole()
        }


def written(db: Database, to: Path, now: datetime) -> Path:
    done = exports.export(db, "json", to, by=staff.owner(db), now=now)
    return next(Path(name) for name in done.files if name.endswith("book.json"))


def filled(db: Database, words: list[str], now: datetime) -> None:
    """A bit of everything a shop does, in these words."""
    by = staff.owner(db)
    first, second, third = words[0], words[1], words[2]
    details = (
        Detail("phone", "020 7946 0018", "mobile"),
        Detail("email", "ann@example.org"),
        Detail("address", second),
    )
    ann = customers.add(
        db,
        Draft(first, birthday=Birthday(2, 29), details=details, tags=("a", "b"), about=third,
              occasions=(Occasion("Name day", Birthday(5, 4, 1990)),)),
        remember=[preferences.PreferenceDraft("Likes", second)], by=by, now=now,
    )  # fmt: skip
    ben = customers.add(db, Draft(second, family=third), by=by, now=now)
    for number, text in enumerate(words):
        interactions.add(db, ann, text, kind="purchase", amount_minor=number, currency="GBP", by=by, now=now)
    interactions.add(db, ben, "terrible, waited an hour, never again", kind="complaint", by=by, now=now)
    appointments.book(db, ann, start=datetime(2026, 6, 5, 10), service=first, minutes=20, note=third, by=by, now=now)
    due.remind(db, first, at=datetime(2026, 6, 1, 9), customer_id=ben, by=by, now=now)
    attachments.set_photo(db, ann, JPEG, by=by, now=now)
    merging.merge(db, ann, ben, by=by, now=now)
    for row in follow_up_list.list_open(db, now=now):
        follow_ups.log_call(db, row.id, "not-reached", by=by, now=now)


some = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).map(
    lambda text: f"x{text}y"
)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=st.lists(some, min_size=3, max_size=5))
def test_out_and_into_an_empty_book_every_table_is_equal(
    words: list[str], empty_book: tuple[Path, bytes], now: datetime
) -> None:
    template, key = empty_book
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(shutil.copy(template, Path(folder) / f"{n}.deskmate")) for n in range(2)]
        one, two = (open_database(path, key) for path in paths)
        try:
            filled(one, words, now)
            file = written(one, Path(folder), now)
            held = whole_book.bring(two, file, by=staff.owner(two), now=now)
            assert contents(two) == contents(one)
            assert held.customers == 2
            assert written(two, Path(folder), now).read_bytes() == file.read_bytes()
        finally:
            one.close()
            two.close()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """The book of the first release, brought to this version."""
    path = tmp_path / "old.deskmate"
    released_books.lay(1, path, KEY)
    opened = open_database(path, KEY)
    migrations.bring_up_to_date(opened, now=datetime.fromisoformat("2026-11-20T11:00:00+00:00"), backups=tmp_path / "b")
    yield opened
    opened.close()


def test_a_busy_shop_of_an_earlier_release_comes_back(old: Database, other: Database, tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-11-20T12:00:00+00:00")
    whole_book.bring(other, written(old, tmp_path, now), by=staff.owner(other), now=now)
    before, after = contents(old), contents(other)
    for table in before.keys() - {"attachment", "merge_record"}:
        assert len(after[table]) <= len(before[table])
    with old.read() as session:
        kept = {row["id"] for row in tables._rows(session, tables.metadata.tables["customer"])}
    assert [row for row in before["customer"] if row[0] in kept] == after["customer"]
    assert search.find_people(other, after["customer"][0][1])


def _as_version_1(book_file: Path, to: Path) -> Path:
    """The file as 0.1.0 wrote it: without the tables and columns that came later, and without some bookkeeping."""
    whole = json.loads(book_file.read_text("utf-8"))
    later = {"segment", "freed_time", "wait_entry", "household", "relation", "import_batch", "import_change"}
    later |= {"customer_state", "reminder_state"}
    lines = ['{"format": "deskmate-book", "version": 1, "tables": {']
    for name, rows in whole["tables"].items():
        if name in later:
            continue
        for row in rows:
            row.pop("household_id", None)
        inner = ",\n".join(json.dumps(row) for row in rows)
        lines.append(f'"{name}": [\n{inner}],' if rows else f'"{name}": [],')
    to.write_text("\n".join(lines).rstrip(",") + "}}\n", "utf-8")
    return to


def test_a_file_of_version_1_comes_in_and_what_it_left_out_is_worked_out_again(
    db: Database, other: Database, tmp_path: Path, now: datetime
) -> None:
    filled(db, ["first", "second", "third"], now)
    file = _as_version_1(written(db, tmp_path, now), tmp_path / "v1.json")
    assert whole_book.bring(other, file, by=staff.owner(other), now=now).version == 1
    before, after = contents(db), contents(other)
    for table in ("interaction", "contact_detail", "appointment", "follow_up", "setting", "staff", "attachment"):
        assert after[table] == before[table], table
    assert [row[:2] for row in after["customer_state"]] == [row[:2] for row in before["customer_state"][:1]]


def test_a_book_that_holds_anybody_is_left_alone(
    db: Database, other: Database, owner: Actor, tmp_path: Path, now: datetime
) -> None:
    filled(db, ["first", "second", "third"], now)
    file = written(db, tmp_path, now)
    customers.add(other, Draft("Somebody"), by=staff.owner(other), now=now)
    before = contents(other)
    with pytest.raises(Conflict, match="only be brought into an empty one"):
        whole_book.bring(other, file, by=staff.owner(other), now=now)
    assert contents(other) == before


def test_only_the_owner_may_and_stopping_leaves_the_book_empty(
    db: Database, other: Database, tmp_path: Path, now: datetime
) -> None:
    filled(db, ["first", "second", "third"], now)
    file, before = written(db, tmp_path, now), contents(other)
    with pytest.raises(NotAllowed):
        whole_book.bring(other, file, by=Actor("Sam"), now=now)
    with pytest.raises(Cancelled):
        whole_book.bring(other, file, by=staff.owner(other), now=now, should_stop=lambda: True)
    assert contents(other) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-3],
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"name"', '"nmae"', 1),
        lambda text: text.replace('"customer": [', '"customers": ['),
        lambda text: text.replace('"id": 1', '"id": "one"'),
        lambda text: text.replace("2026-", "20x6-", 1),
        lambda text: text.replace('"text": "first"', '"text": null'),
        lambda text: text + "more",
        lambda text: "",
    ],
)
def test_a_damaged_file_is_one_sentence_and_the_book_stays_empty(
    damage: Any, db: Database, other: Database, tmp_path: Path, now: datetime
) -> None:
    filled(db, ["first", "second", "third"], now)
    file = written(db, tmp_path, now)
    file.write_text(damage(file.read_text("utf-8")), "utf-8")
    before = contents(other)
    with pytest.raises(FileProblem, match="damaged"):
        whole_book.bring(other, file, by=staff.owner(other), now=now)
    assert contents(other) == before


def test_a_file_of_a_later_version_is_refused(other: Database, tmp_path: Path, now: datetime) -> None:
    file = tmp_path / "book.json"
    file.write_text('{"format": "deskmate-book", "version": 99, "tables": {\n"customer": []}}\n', "utf-8")
    with pytest.raises(FileProblem, match="later version"):
        whole_book.bring(other, file, by=staff.owner(other), now=now)
