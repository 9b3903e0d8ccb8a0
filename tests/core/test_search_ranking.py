"""Search takes short ways; whoever looks at everybody and everything finds the same people in the same order."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from deskmate.core import customers, interactions, merging, search, text, undo
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Detail, Draft
from deskmate.core.search import typed

GIVEN = ("Anna", "Ann", "Łukasz", "Jo-Ann", "O'Brien", "李", "2nd")
FAMILY = ("Fox", "Frost", "Ørsted", "Annas", "Ford-Lee", "007")
WORDS = sorted({word for name in (*GIVEN, *FAMILY) for word in text.words(name)} | {"obrien", "joann"})


@pytest.fixture
def crowd(db: Database, owner: Actor, now: datetime) -> Database:
    """42 customers whose names overlap in every way; some were seen, some have a phone or a tag."""
    for number, (first, last) in enumerate(product(GIVEN, FAMILY)):
        details = (Detail("phone", f"0170 12{number:02}007"),) if number % 3 == 0 else ()
        tags = ("fog",) if number % 4 == 0 else ()
        customers.add(db, Draft(f"{first} {last}", details=details, tags=tags), by=owner, now=now)
    with db.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE customer SET last_seen_at = '2026-02-0' || (1 + id % 7) || ' 09:00:00.000000' WHERE id % 5 < 3"
        )
    return db


def plainly(db: Database, query: str) -> list[int]:
    """Everybody who has a term for each part: exactly found first, then seen last, then by name."""
    with db.read() as session:
        run = session.connection().exec_driver_sql
        rows = [tuple(row) for row in run("SELECT term, customer_id FROM search_term")]
        for who, digits in run("SELECT customer_id, digits FROM contact_detail WHERE kind = 'phone'"):
            rows += [("p" + digits[start:], who) for start in range(len(digits) - 2)]
        people = {row[0]: row[1:] for row in run("SELECT id, name, last_seen_at FROM customer")}
    parts = typed.parts(query)
    found = [
        [(term, who) for term, who in rows if any(low <= term < high for low, high in part.ranges)] for part in parts
    ]
    rarest = min(found, key=len)
    all_of_them = set.intersection(*({who for _term, who in some} for some in found))
    exact = {low for part in parts for low, _high in part.ranges}
    exactly = {who for term, who in rarest if term in exact}
    order = sorted(all_of_them, key=lambda who: text.fold(people[who][0]))
    return sorted(order, key=lambda who: (who in exactly, people[who][1] or ""), reverse=True)


some_word = st.builds(lambda word, end: word[:end], st.sampled_from(WORDS), st.integers(1, 8))
some_part = some_word | st.sampled_from(["#fog", "#f", "12", "007", "1700", "x"])


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(some_part, min_size=1, max_size=3).map(" ".join))
def test_the_short_ways_lead_to_the_same_people_in_the_same_order(crowd: Database, query: str) -> None:
    expected = plainly(crowd, query)
    hits = search.find_people(crowd, query, limit=60)
    if expected:
        assert [hit.customer_id for hit in hits] == expected
        assert [hit.customer_id for hit in search.find_people(crowd, query, limit=5)] == expected[:5]
    else:
        assert all(hit.matched == "similar name" for hit in hits)


def test_whatever_moves_when_somebody_was_seen_moves_the_order(db: Database, owner: Actor, now: datetime) -> None:
    """A visit, taking it back, a merge: the index keeps step by itself."""
    one, two, three = (customers.add(db, Draft(f"Ann {name}"), by=owner, now=now) for name in ("A", "B", "C"))

    def order() -> list[int]:
        with db.read() as session:
            assert search.customers_out_of_step(session, [one, two, three]) == 0
        return [hit.customer_id for hit in search.find_people(db, "ann")]

    assert order() == [one, two, three]
    interactions.add(db, three, "came by", kind="visit", at=now, by=owner, now=now)
    assert order() == [three, one, two]
    interactions.add(db, two, "came by", kind="visit", at=now + timedelta(hours=1), by=owner, now=now)
    assert order() == [two, three, one]
    step = undo.last(db, by=owner, now=now)
    assert step is not None
    undo.undo(db, step.id, by=owner, now=now)
    assert order() == [three, one, two]
    merging.merge(db, one, three, by=owner, now=now)
    assert order() == [one, two]


def test_an_index_of_the_older_form_is_made_anew(db: Database, owner: Actor, now: datetime) -> None:
    """A book from before the index said when somebody was seen."""
    ann = customers.add(db, Draft("Ann Lee"), by=owner, now=now)
    with db.write() as session:
        connection = session.connection()
        for statement in (
            "DROP TRIGGER search_term_seen",
            "DROP TABLE search_term",
            "CREATE TABLE search_term "
            "(term TEXT NOT NULL, customer_id INTEGER NOT NULL, PRIMARY KEY (term, customer_id)) WITHOUT ROWID",
        ):
            connection.exec_driver_sql(statement)
        search.make_anew(connection)
    assert [hit.customer_id for hit in search.find_people(db, "lee a")] == [ann]
