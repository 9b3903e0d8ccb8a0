"""Search: whoever is in the book is found, and nothing that can be typed is an error."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from deskmate.core import appointments, customers, interactions, search, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Detail, Draft
from deskmate.core.search.index import TABLES


def add(db: Database, owner: Actor, now: datetime, name: str, *details: Detail, tags: tuple[str, ...] = ()) -> int:
    return customers.add(db, Draft(name, details=details, tags=tags), by=owner, now=now)


@pytest.fixture
def people(db: Database, owner: Actor, now: datetime) -> dict[str, int]:
    """Four customers with awkward names and numbers."""
    return {
        "lukasz": add(
            db,
            owner,
            now,
            "Łukasz Ørsted-Smith",
            Detail("phone", "+49 170 123 4711"),
            Detail("email", "Luk@Example.org"),
        ),
        "obrien": add(db, owner, now, "Bernadette O'Brien", Detail("phone", "020 7946 0018"), tags=("Sourdough",)),
        "ann": add(db, owner, now, "Ann Lee"),
        "anna": add(db, owner, now, "Anna Leeming"),
    }


@pytest.mark.parametrize(
    ("typed", "who", "matched"),
    [
        ("orsted luk", "lukasz", "name"),
        ("ORSTED", "lukasz", "name"),
        ("orstedsmith", "lukasz", "name"),
        ("4711", "lukasz", "phone"),
        ("123 47", "lukasz", "phone"),
        ("+49 (0) 170", "lukasz", "phone"),
        ("0049170123", "lukasz", "phone"),
        ("luk@", "lukasz", "e-mail"),
        ("@example.org", "lukasz", "e-mail"),
        ("@luk", "lukasz", "e-mail"),
        ("luk@exa", "lukasz", "e-mail"),
        ("o'brien", "obrien", "name"),
        ("obrien", "obrien", "name"),
        ("0018", "obrien", "phone"),
        ("+44 20 7946", "obrien", "phone"),
        ("#sour", "obrien", "tag"),
        ("bernadete", "obrien", "similar name"),
        ("brein", "obrien", "similar name"),
        ("luk 4711", "lukasz", "name"),
        ("491701234711", "lukasz", "phone"),
        ("9170123471", "lukasz", "phone"),
        ("4711 #", "lukasz", "phone"),
        ("@example.org 4711", "lukasz", "e-mail"),
    ],
)
def test_found_by(db: Database, people: dict[str, int], typed: str, who: str, matched: str) -> None:
    hits = search.find_people(db, typed)
    assert [(hit.customer_id, hit.matched) for hit in hits] == [(people[who], matched)]


def test_an_exact_name_comes_before_one_that_only_begins_so(db: Database, people: dict[str, int]) -> None:
    assert [hit.customer_id for hit in search.find_people(db, "ann")] == [people["ann"], people["anna"]]


def test_who_is_expected_today_comes_first(db: Database, people: dict[str, int]) -> None:
    hits = search.find_people(db, "ann", first=frozenset({people["anna"]}))
    assert hits[0].customer_id == people["anna"]


def test_notes_are_found_by_an_unfinished_last_word_newest_first(
    db: Database, owner: Actor, now: datetime, people: dict[str, int]
) -> None:
    for days, who in enumerate(("ann", "obrien")):
        interactions.add(db, people[who], "wants the spelt loaf sliced", by=owner, now=now + timedelta(days=days))
    hits = search.find_notes(db, "spelt sli")
    assert [hit.customer_id for hit in hits] == [people["obrien"], people["ann"]]
    assert {hit.matched for hit in hits} == {"note"}


def test_words_of_a_changed_or_deleted_note_are_forgotten(
    db: Database, owner: Actor, now: datetime, people: dict[str, int]
) -> None:
    saved = interactions.add(db, people["ann"], "ordered a brioche", by=owner, now=now)
    interactions.edit(db, saved.interaction_id, body="ordered a bagel", kind="note", by=owner, now=now)
    assert not search.find_notes(db, "brioche")
    assert search.find_notes(db, "bagel")
    interactions.delete(db, saved.interaction_id, by=owner, now=now)
    assert not search.find_notes(db, "bagel")
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert search.find_notes(db, "bagel")


def test_a_customer_in_the_bin_is_not_found(db: Database, owner: Actor, now: datetime, people: dict[str, int]) -> None:
    interactions.add(db, people["ann"], "prefers oat milk", by=owner, now=now)
    customers.delete(db, people["ann"], by=owner, now=now)
    assert people["ann"] not in [hit.customer_id for hit in search.find(db, "ann")]
    assert not search.find(db, "oat")
    customers.restore(db, people["ann"], by=owner, now=now)
    assert search.find(db, "oat")


def test_a_forgotten_name_leaves_nothing_in_the_typo_table(
    db: Database, owner: Actor, now: datetime, people: dict[str, int]
) -> None:
    customers.update(db, people["obrien"], Draft("Bea"), by=owner, now=now)
    with db.read() as session:
        words = session.connection().exec_driver_sql("SELECT DISTINCT word FROM search_typo").fetchall()
    assert not {word for (word,) in words} & {"bernadette", "brien"}


def test_rebuilding_gives_the_same_index(db: Database, owner: Actor, now: datetime, people: dict[str, int]) -> None:
    interactions.add(db, people["ann"], "likes rye, dislikes caraway", by=owner, now=now)

    def contents() -> list[list[tuple[object, ...]]]:
        with db.read() as session:
            run = session.connection().exec_driver_sql
            return [sorted(tuple(row) for row in run(f"SELECT * FROM {table}")) for table in TABLES[:-1]]

    before = contents()
    with db.write() as session:
        search.rebuild(session)
    assert contents() == before
    assert search.find_notes(db, "caraway")


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_is_an_error(db: Database, typed: str) -> None:
    search.find(db, typed)


@pytest.mark.parametrize(
    "typed", ["o'brien", "C++", "50%", '"', "' OR 1=1 --", "NEAR(", "*", "a AND", "\0", "#", "@", "🎂"]
)
def test_what_breaks_naive_searches_just_searches(db: Database, people: dict[str, int], typed: str) -> None:
    search.find(db, typed)


def test_a_tag_or_an_address_is_found_without_its_sign_too(db: Database, owner: Actor, now: datetime) -> None:
    wide = add(db, owner, now, "Ann Lee", tags=("Wide fit", "VIP"))
    mail = add(db, owner, now, "Bo Ek", Detail("email", "vipond@example.org"))
    gone = add(db, owner, now, "Cy Fox", tags=("VIP",))
    customers.delete(db, gone, by=owner, now=now)

    def found(typed: str) -> list[tuple[int, str]]:
        return [(hit.customer_id, hit.matched) for hit in search.find(db, typed)]

    assert found("vip") == [(wide, "tag"), (mail, "e-mail")]
    assert found("wide fi") == found("#wide fi") == [(wide, "tag")], "a tag may be several words"
    assert found("vi") == [] and found("fit") == []


def test_an_appointment_is_found_by_what_it_is_for(db: Database, owner: Actor, now: datetime) -> None:
    ann, bo, cy = (add(db, owner, now, name) for name in ("Ann Lee", "Bo Ek", "Cy Fox"))
    for who, days, service in ((bo, 3, "Balayage and cut"), (ann, 1, "Balayage"), (cy, 2, "Cut"), (ann, 9, "Balayage")):
        day = now + timedelta(days=days)
        appointments.book(db, who, start=day, service=service, minutes=30, by=owner, now=now)

    def found(typed: str) -> list[tuple[int, int]]:
        hits = search.find_booked(db, typed, since=now)
        assert {hit.matched for hit in hits} <= {"appointment"}
        return [(hit.customer_id, (hit.booked_at - now).days) for hit in hits if hit.booked_at]

    assert found("balay") == [(ann, 1), (bo, 3)] and found("cut balay") == [(bo, 3)]
    assert found("ba") == found("#balayage") == found("perm") == []
    booked = appointments.of_customer(db, bo)[0]
    appointments.set_status(db, booked.id, "cancelled", by=owner, now=now)
    customers.delete(db, ann, by=owner, now=now)
    assert found("balay") == []
    assert [hit.matched for hit in search.find(db, "cut", since=now)] == ["appointment"] and search.find(
        db, "cut"
    ) == []


def test_the_end_of_a_phone_is_told_from_its_middle(db: Database, people: dict[str, int]) -> None:
    assert [hit.whole for hit in search.find_people(db, "4711")] == [True]
    assert [hit.whole for hit in search.find_people(db, "12347")] == [False]
