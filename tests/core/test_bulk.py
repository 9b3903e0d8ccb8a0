"""Many rows at once end up as SQLAlchemy would have written them, and what was hurried is as before afterwards."""

import gc
from datetime import UTC, datetime, timedelta
from typing import Any

from deskmate.core import bulk
from deskmate.core.db import Database
from deskmate.core.models import Customer, Interaction
from deskmate.core.models.base import table_of


def _written(db: Database, model: Any, rows: list[dict[str, Any]], *, by_hand: bool) -> list[tuple[Any, ...]]:
    """The rows as the file then holds them; nothing of it is kept."""
    with db.read() as session:
        connection, table = session.connection(), table_of(model)
        if by_hand:
            connection.execute(table.insert(), rows)
        else:
            bulk.insert(connection, table, rows)
        found = connection.exec_driver_sql(f'SELECT * FROM "{table.name}" ORDER BY id').fetchall()
        session.rollback()
    return [tuple(row) for row in found]


def test_rows_inserted_in_bulk_are_the_rows_that_sqlalchemy_inserts(db: Database, now: datetime) -> None:
    people = [
        {
            "id": 900 + number,
            "name": f"Zoë {number}",
            "is_company": number % 2 == 0,
            "birthday_month": number or None,
            "last_seen_at": None if number == 1 else now + timedelta(hours=number),
            "created_at": now,
            "updated_at": datetime(2026, 3, 2, 9, 0, 0, 5, tzinfo=UTC),
        }
        for number in range(4)
    ]
    written = _written(db, Customer, people, by_hand=False)
    assert written == _written(db, Customer, people, by_hand=True)
    assert [row[0] for row in written][-4:] == [900, 901, 902, 903]


def test_defaults_and_lists_are_kept_the_same(db: Database, now: datetime) -> None:
    with db.write() as session:
        session.add(Customer(id=7, name="Ann", created_at=now, updated_at=now))
    notes = [
        {"customer_id": 7, "at": now, "kind": "note", "created_at": now, "evidence": [{"text": "cold"}] * number}
        for number in range(3)
    ]
    assert _written(db, Interaction, notes, by_hand=False) == _written(db, Interaction, notes, by_hand=True) != []


def test_the_order_of_a_rows_keys_does_not_matter(db: Database, now: datetime) -> None:
    one = {"id": 901, "name": "Ann", "created_at": now, "updated_at": now}
    other = {"updated_at": now, "created_at": now, "name": "Ben", "id": 902}
    written = _written(db, Customer, [one, other], by_hand=False)
    assert written == _written(db, Customer, [one, other], by_hand=True)


def test_hurrying_leaves_nothing_behind(db: Database) -> None:
    often = gc.get_threshold()
    with db.read() as session:
        connection = session.connection()
        cache = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
        with bulk.hurried(connection):
            assert gc.get_threshold() != often
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar_one() == cache
    assert gc.get_threshold() == often
