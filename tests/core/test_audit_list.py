"""The list to read: in plain words with today's names, narrowed, and as a file in which nothing is a formula."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import audit, audit_list, customers, erasure, interactions, services
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.audit_list import Narrowed
from deskmate.core.db import Database
from deskmate.core.errors import FileProblem
from deskmate.core.people import Detail, Draft

SECRET = "Zyxwvut"


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    number = customers.add(db, Draft("Ann Lee"), by=owner, now=now)
    draft = Draft("Ann Lee", about=SECRET, details=(Detail("phone", "020 7946 0018"),))
    customers.update(db, number, draft, by=Actor("Sam"), now=now + timedelta(hours=1))
    interactions.add(db, number, SECRET, by=Actor("Sam"), now=now + timedelta(days=1))
    return number


def test_each_line_says_who_what_and_about_whom_and_never_what_was_written(
    db: Database, owner: Actor, ann: int
) -> None:
    note, changed, added = audit_list.lines(db, Narrowed(f"customer:{ann}"), by=owner)
    assert (note.who, note.what, note.about, note.customer_id) == ("Sam", "entry added", "Ann Lee", ann)
    assert (changed.what, changed.fields) == ("customer changed", ("way to reach them added", "about"))
    assert added.who == "Olga"
    assert SECRET not in repr(audit_list.lines(db, by=owner))


def test_names_are_those_of_today_and_the_erased_have_none(db: Database, owner: Actor, ann: int, now: datetime) -> None:
    services.save(db, "Tasting", by=owner, now=now)
    customers.update(db, ann, Draft("Ann Moss"), by=owner, now=now)
    assert {line.about for line in audit_list.lines(db, by=owner)} == {"Ann Moss", "Tasting"}
    erasure.erase(db, ann, by=owner, now=now)
    assert {line.about for line in audit_list.lines(db, by=owner)} == {
        "Tasting",
        f"customer {ann}, who is no longer in the book",
    }


def test_days_are_those_of_the_shop_and_both_ends_are_in(db: Database, owner: Actor, ann: int, now: datetime) -> None:
    def days(since: date | None, until: date | None) -> int:
        return len(audit_list.lines(db, Narrowed(since=since, until=until), by=owner))

    first = now.date()
    assert days(first, first) == 2
    assert days(first + timedelta(days=1), None) == 1
    assert days(None, first - timedelta(days=1)) == 0
    assert len(audit_list.lines(db, Narrowed(who="Sam"), by=owner)) == 2


def test_the_file_holds_all_of_it_and_stands_on_the_list(
    db: Database, owner: Actor, ann: int, now: datetime, tmp_path: Path
) -> None:
    evil = replace(owner, name="=cmd|' /C calc'!A0")
    audit.note_views(db, [audit.View(evil, ann, now)] * 1_500)
    assert audit_list.export(db, tmp_path / "list.csv", by=owner, now=now) == 1_503
    text = (tmp_path / "list.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 1_504
    assert rows[0][:5] == ["Number", "When", "Who", "What", "About"]
    assert rows[1][2].startswith("'=")
    assert [int(row[0]) for row in rows[1:]] == list(range(1_503, 0, -1))
    assert audit_list.lines(db, by=owner, limit=1)[0].what == "who did what exported"


def test_a_file_that_cannot_be_written_is_said_and_staff_get_none(
    db: Database, owner: Actor, ann: int, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(FileProblem, match=r"list\.csv can't be written"):
        audit_list.export(db, tmp_path / "gone" / "list.csv", by=owner, now=now)
    with pytest.raises(NotAllowed):
        audit_list.export(db, tmp_path / "list.csv", by=Actor("Sam"), now=now)
    assert not (tmp_path / "list.csv").exists()
