"""Who did what: written down with every change, without what was written, and nobody alters it unnoticed."""

import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from deskmate.core import audit, backups, check, connections, customers, interactions, staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.audit import Head
from deskmate.core.db import Database
from deskmate.core.people import Detail, Draft

SENTINEL = "Zyxwvut"


@pytest.fixture
def busy(db: Database, owner: Actor, now: datetime) -> Database:
    """A book in which a good deal was done."""
    sam = Actor("Sam")
    for number in range(4):
        draft = Draft(f"{SENTINEL} {number}", details=(Detail("phone", f"020 7946 00{number:02}"),), tags=(SENTINEL,))
        customer = customers.add(db, draft, by=owner, now=now)
        customers.update(db, customer, Draft(f"{SENTINEL} B", about=SENTINEL), by=sam, now=now)
        saved = interactions.add(db, customer, f"{SENTINEL} bought a loaf", by=sam, now=now)
        interactions.delete(db, saved.interaction_id, by=sam, now=now)
    return db


def test_each_change_says_who_what_and_which_fields(db: Database, owner: Actor, now: datetime) -> None:
    number = customers.add(db, Draft("Ann"), by=owner, now=now)
    customers.update(db, number, Draft("Ann", about="likes rye"), by=Actor("Sam"), now=now)
    interactions.add(db, number, "bought a loaf", by=Actor("Sam"), now=now)
    customers.delete(db, number, by=owner, now=now)
    seen = audit.entries(db, by=owner, subject=f"customer:{number}")
    assert [(entry.who, entry.what) for entry in reversed(seen)] == [
        ("Olga", "customer added"),
        ("Sam", "customer changed"),
        ("Sam", "interaction added"),
        ("Olga", "customer changed"),
    ]
    assert seen[2].fields == ("customer.about",) or "customer.about" in seen[2].fields
    assert "customer.deleted_at" in seen[0].fields
    assert seen[0].at == now


def test_what_failed_is_not_on_the_list(db: Database, owner: Actor, now: datetime) -> None:
    before = audit.head(db)
    with pytest.raises(Exception, match="name"):
        customers.add(db, Draft(""), by=owner, now=now)
    with pytest.raises(RuntimeError), db.write() as session:
        audit.note(session, owner, "exported", "everything", now=now)
        raise RuntimeError
    assert audit.head(db) == before


def test_looking_and_exporting_can_be_noted_too(db: Database, owner: Actor, now: datetime) -> None:
    audit.note_alone(db, Actor("Sam"), "card viewed", "customer:1", now=now)
    (entry,) = audit.entries(db, by=owner)[:1]
    assert (entry.who, entry.what, entry.subject, entry.fields) == ("Sam", "card viewed", "customer:1", ())


def test_nothing_anybody_wrote_is_on_the_list(busy: Database, owner: Actor) -> None:
    assert SENTINEL not in repr(audit.entries(busy, by=owner))


def test_the_list_is_for_the_owner(busy: Database) -> None:
    with pytest.raises(NotAllowed):
        audit.entries(busy, by=Actor("Sam"))


def test_a_list_nobody_touched_is_whole(busy: Database) -> None:
    assert audit.verify(busy) == ""
    assert audit.verify(busy, known=[audit.head(busy), Head(0, "")]) == ""


@pytest.mark.parametrize("statement", ["DELETE FROM audit_event", "UPDATE audit_event SET who = 'Sam' WHERE id = 2"])
def test_the_book_itself_refuses_changes_to_the_list(busy: Database, statement: str) -> None:
    raw = connections.connect(busy.path, busy.key)
    with pytest.raises(sqlcipher3.IntegrityError, match="only grows"):
        raw.execute(statement)
    raw.close()


def tamper(raw: Any, way: int, chance: random.Random, last: int) -> None:
    place = chance.randrange(1, last)
    if way == 0:
        field = chance.choice(["who", "what", "subject", "at", "fields"])
        raw.execute(f"UPDATE audit_event SET {field} = 'x' || {field} WHERE id = ?", (place,))
    elif way == 1:
        raw.execute("DELETE FROM audit_event WHERE id = ?", (place,))
    elif way == 2:
        raw.execute("DELETE FROM audit_event WHERE id = ?", (place,))
        raw.execute("UPDATE audit_event SET id = id - 1 WHERE id > ?", (place,))
    elif way == 3:
        raw.execute("UPDATE audit_event SET id = -id WHERE id > ?", (place,))
        raw.execute("UPDATE audit_event SET id = 1 - id WHERE id < 0")
        raw.execute(
            "INSERT INTO audit_event SELECT ?, at, who, what, subject, fields, seal FROM audit_event WHERE id = ?",
            (place + 1, place),
        )
    elif way == 4:
        raw.execute("DELETE FROM audit_event WHERE id >= ?", (place,))
    else:
        raw.execute("DELETE FROM audit_event WHERE id >= ?", (place,))
        seal = raw.execute("SELECT seal FROM audit_event WHERE id = ?", (place - 1,)).fetchone()
        for number in range(place, last + 1):  # made anew, with seals that fit
            values = (number, "2026-03-02 09:00:00.000000", "Sam", "customer added", "customer:1", "[]")
            seal = (audit._seal(seal[0] if seal else "", values),)
            raw.execute(audit._INSERT, (*values, seal[0]))


@pytest.mark.parametrize(
    ("trials", "seed"),
    [(200, 200), pytest.param(2_000, 7, marks=[pytest.mark.slow, pytest.mark.timeout(1_800)], id="many")],
)
def test_edits_cuts_and_inserts_are_noticed_every_time(busy: Database, trials: int, seed: int) -> None:
    """200 of 200: single fields, entries cut out, moved up, put in, the end cut off, the whole chain made anew."""
    known, chance, unnoticed = audit.head(busy), random.Random(seed), []
    raw = connections.connect(busy.path, busy.key)
    for name in audit._TRIGGERS:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("CREATE TABLE kept AS SELECT * FROM audit_event")
    for trial in range(trials):
        raw.execute("BEGIN")
        tamper(raw, trial % 6, chance, known.id)
        raw.execute("COMMIT")
        if audit.verify(busy, known=[known]) == "":
            unnoticed.append(trial)
        raw.execute("BEGIN")
        raw.execute("DELETE FROM audit_event")
        raw.execute("INSERT INTO audit_event SELECT * FROM kept")
        raw.execute("COMMIT")
    raw.close()
    assert unnoticed == []
    assert audit.verify(busy, known=[known]) == ""


def test_a_backup_remembers_the_head_so_that_a_new_chain_is_found_out(
    busy: Database, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    made = backups.make(busy, tmp_path / "b", now=now)
    assert backups.preview(made.path, key=busy.key).contents.audit_head == str(audit.head(busy))
    assert audit.parse_head(str(audit.head(busy))) == audit.head(busy)
    assert staff.owner(busy) == owner
    assert audit.parse_head("rubbish") is None
    assert "audit" not in [finding.code for finding in check.run(busy, backups=tmp_path / "b", now=now)]
