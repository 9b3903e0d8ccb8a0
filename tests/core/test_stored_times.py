"""Times as the book keeps them: lists compare and read their texts where making each a time would take too long."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import customers
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models.base import as_stored, instant
from deskmate.core.people import Draft

ZONES = st.timezones() | st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))])
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=ZONES)


@given(TIMES, TIMES)
def test_the_texts_are_the_times_and_in_their_order(one: datetime, other: datetime) -> None:
    assert instant(as_stored(one)) == one.astimezone(UTC)
    assert (as_stored(one) < as_stored(other)) == (one.astimezone(UTC) < other.astimezone(UTC))


def test_the_database_holds_that_text(db: Database, owner: Actor, now: datetime) -> None:
    at = now + timedelta(microseconds=5)
    number = customers.add(db, Draft("Ann Lee"), by=owner, now=at)
    with db.read() as session:
        kept = session.connection().exec_driver_sql("SELECT created_at FROM customer WHERE id = ?", (number,))
        assert kept.scalar_one() == as_stored(at)
