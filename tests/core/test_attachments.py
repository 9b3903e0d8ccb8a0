"""Pictures and documents: kept whole inside the book, taken away and brought back, gone with whoever is erased."""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import access, attachments, audit, customers, erasure, interactions, merging, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import FileProblem, InvalidInput, NotFound
from deskmate.core.people import Draft

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100
PDF = b"%PDF-1.7\n" + b"zweifelsfrei " * 50


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann Lee"), by=owner, now=now)


def take_back(db: Database, owner: Actor, now: datetime) -> None:
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)


def test_a_file_is_kept_at_an_entry_and_on_the_card(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    entry = interactions.add(db, ann, "brought the receipt", by=owner, now=now).interaction_id
    at_card = attachments.add(db, ann, "C:\\Scans\\form.pdf", PDF, by=owner, now=now)
    later = now + timedelta(minutes=1)
    at_entry = attachments.add(db, ann, "receipt.png", PNG, interaction_id=entry, by=owner, now=later)
    first, second = attachments.of(db, ann)
    assert (first.id, first.name, first.size, first.interaction_id) == (at_entry, "receipt.png", len(PNG), entry)
    assert (second.id, second.name, second.is_picture, second.by) == (at_card, "form.pdf", False, "Olga")
    assert attachments.content(db, at_card) == PDF
    assert interactions.timeline(db, ann)[0].files == (first,) == interactions.one(db, entry).files


def test_adding_and_removing_are_taken_back(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    number = attachments.add(db, ann, "a.jpg", JPEG, by=owner, now=now)
    attachments.remove(db, number, by=owner, now=now)
    assert attachments.of(db, ann) == []
    with pytest.raises(NotFound):
        attachments.content(db, number)
    with pytest.raises(NotFound):
        attachments.remove(db, number, by=owner, now=now)
    take_back(db, owner, now)
    assert attachments.content(db, number) == JPEG
    take_back(db, owner, now)
    assert attachments.of(db, ann) == []


def test_a_whole_picture_is_not_written_into_the_list_of_steps(
    db: Database, ann: int, owner: Actor, now: datetime
) -> None:
    number = attachments.add(db, ann, "a.jpg", JPEG, by=owner, now=now)
    attachments.remove(db, number, by=owner, now=now)
    with db.read() as session:
        steps = session.connection().exec_driver_sql("SELECT length(changes) FROM undo_entry").fetchall()
    assert max(size for (size,) in steps) < 3_000


def test_files_go_with_their_entry_and_come_back_with_it(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    entry = interactions.add(db, ann, "brought the receipt", by=owner, now=now).interaction_id
    number = attachments.add(db, ann, "receipt.png", PNG, interaction_id=entry, by=owner, now=now)
    interactions.delete(db, entry, by=owner, now=now)
    assert attachments.of(db, ann) == []
    with pytest.raises(NotFound, match="no longer on the history"):
        attachments.add(db, ann, "b.png", PNG, interaction_id=entry, by=owner, now=now)
    take_back(db, owner, now)
    assert [row.id for row in attachments.of(db, ann)] == [number]


def test_a_new_photo_takes_the_place_of_the_old_one(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    assert attachments.photo(db, ann) is None
    attachments.set_photo(db, ann, JPEG, by=owner, now=now)
    attachments.set_photo(db, ann, PNG, by=owner, now=now)
    assert attachments.photo(db, ann) == PNG and attachments.of(db, ann) == []
    take_back(db, owner, now)
    assert attachments.photo(db, ann) == JPEG
    attachments.remove_photo(db, ann, by=owner, now=now)
    assert attachments.photo(db, ann) is None
    with pytest.raises(NotFound, match="no photo of Ann Lee"):
        attachments.remove_photo(db, ann, by=owner, now=now)
    take_back(db, owner, now)
    assert attachments.photo(db, ann) == JPEG


def test_what_was_taken_away_long_ago_is_gone(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    old, kept = (attachments.add(db, ann, name, PDF, by=owner, now=now) for name in ("old.pdf", "kept.pdf"))
    attachments.remove(db, old, by=owner, now=now)
    attachments.add(db, ann, "new.pdf", PDF, by=owner, now=now + attachments.BIN_TIME + timedelta(days=1))
    with db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT id FROM attachment ORDER BY id").fetchall()
    assert kept in [number for (number,) in rows] and old not in [number for (number,) in rows]


def test_a_copy_outside_the_book_is_whole_private_and_on_the_audit_list(
    db: Database, ann: int, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    number = attachments.add(db, ann, "form.pdf", PDF, by=owner, now=now)
    attachments.save_copy(db, number, tmp_path / "copy.pdf", by=owner, now=now)
    assert (tmp_path / "copy.pdf").read_bytes() == PDF
    assert (tmp_path / "copy.pdf").stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert audit.entries(db, by=owner)[0].what == "file copied out of the book"
    with pytest.raises(FileProblem, match="can't be written there"):
        attachments.save_copy(db, number, tmp_path / "nowhere" / "copy.pdf", by=owner, now=now)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Only pictures"),
        (b"MZ\x90\x00 a program", "Only pictures"),
        (b"<svg onload='x()'/>", "Only pictures"),
        (JPEG + b"x" * attachments.MOST_BYTES, "has 10.0 MB; up to 10 MB"),
    ],
)
def test_what_is_neither_picture_nor_pdf_or_too_large_is_refused(
    db: Database, ann: int, owner: Actor, now: datetime, data: bytes, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        attachments.add(db, ann, "x.jpg", data, by=owner, now=now)
    with pytest.raises(InvalidInput):
        attachments.set_photo(db, ann, data, by=owner, now=now)
    assert attachments.of(db, ann) == []


def test_a_photo_is_a_small_picture(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    for data, said in ((PDF, "needs to be a picture"), (JPEG + bytes(2_000_000), "too large")):
        with pytest.raises(InvalidInput, match=said):
            attachments.set_photo(db, ann, data, by=owner, now=now)


@given(st.text(max_size=2_000))
def test_any_name_becomes_a_plain_one_without_folders(name: str) -> None:
    plain = attachments._clean_name(name)
    assert len(plain) <= 120 and "/" not in plain and "\\" not in plain and "\n" not in plain


def test_an_entry_of_somebody_else_is_refused(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    ben = customers.add(db, Draft("Ben"), by=owner, now=now)
    entry = interactions.add(db, ben, "hello", by=owner, now=now).interaction_id
    with pytest.raises(NotFound):
        attachments.add(db, ann, "a.png", PNG, interaction_id=entry, by=owner, now=now)


def test_merging_and_parting_carry_files_and_photo(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    twin = customers.add(db, Draft("A. Lee"), by=owner, now=now)
    attachments.set_photo(db, twin, JPEG, by=owner, now=now)
    attachments.add(db, twin, "form.pdf", PDF, by=owner, now=now)
    merge = merging.merge(db, ann, twin, by=owner, now=now)
    assert attachments.photo(db, ann) == JPEG and [row.name for row in attachments.of(db, ann)] == ["form.pdf"]
    merging.unmerge(db, merge, by=owner, now=now)
    assert attachments.photo(db, ann) is None and attachments.of(db, ann) == []
    assert attachments.photo(db, twin) == JPEG


def test_the_access_report_lists_them_and_erasing_leaves_nothing(
    db: Database, ann: int, owner: Actor, now: datetime
) -> None:
    attachments.add(db, ann, "form.pdf", PDF, by=owner, now=now)
    removed = attachments.add(db, ann, "old.pdf", PDF, by=owner, now=now)
    attachments.remove(db, removed, by=owner, now=now)
    report = access.report(db, ann, by=owner, now=now)
    held = report.as_json()["held"]["attachment"]
    assert [row["name"] for row in held] == ["form.pdf", "old.pdf"] and json.dumps(held)
    assert "form.pdf" in report.as_html() and f"a file of {len(PDF):,} bytes" in report.as_html()
    erasure.erase(db, ann, by=owner, now=now)
    with db.read() as session:
        run = session.connection().exec_driver_sql
        assert run("SELECT count(*) FROM attachment").scalar_one() == 0
        assert "form.pdf" not in repr(run("SELECT * FROM undo_entry").fetchall())
