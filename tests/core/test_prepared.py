"""Prepared statements: what goes past SQLAlchemy's machinery is kept and read as SQLAlchemy would."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update

from deskmate.core import customers
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import FollowUp
from deskmate.core.models.base import table_of
from deskmate.core.people import Draft
from deskmate.core.prepared import Prepared, plain

AT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
_TABLE = table_of(FollowUp)
_NEW = Prepared(insert(_TABLE), columns=set(FollowUp.model_fields) - {"id"})
_OF = Prepared(select(_TABLE).where(_TABLE.c.customer_id == bindparam("whose"), _TABLE.c.state == "open"))
_CLOSE = Prepared(
    update(_TABLE).where(_TABLE.c.id == bindparam("number")).values(closed_at=bindparam("closed_at"), state="closed")
)
_ROW: dict[str, Any] = {
    "kind": "mood",
    "reason": "O'Brien said “no”; 50 % off?",
    "evidence": [{"quote": "left 🙁", "at": None, "weight": -0.5}],
    "opened_at": AT,
    "due_on": date(2026, 3, 4),
    "owner": "",
    "by_hand": True,
    "state": "open",
    "outcome": "",
    "closed_at": None,
    "closed_by": "",
}


@pytest.fixture
def whose(db: Database, owner: Actor) -> int:
    return customers.add(db, Draft("Ann Lee"), by=owner, now=AT)


def test_a_row_is_kept_as_the_models_read_it(db: Database, whose: int) -> None:
    with db.write() as session:
        number = _NEW.insert(session, customer_id=whose, **_ROW)
    with db.read() as session:
        row = session.get(FollowUp, number)
        assert row is not None and row.model_dump() == {"id": number, "customer_id": whose, **_ROW}


def test_rows_are_read_as_the_models_keep_them(db: Database, whose: int) -> None:
    with db.write() as session:
        session.add(FollowUp(customer_id=whose, **_ROW))
    with db.read() as session:
        (row,) = _OF.all(session, whose=whose)
        assert row._asdict() == {"id": row.id, "customer_id": whose, **_ROW}
        assert _OF.first(session, whose=whose) == row
        assert _OF.first(session, whose=whose + 1) is None


def test_a_change_says_how_many_rows_there_were(db: Database, whose: int) -> None:
    with db.write() as session:
        number = _NEW.insert(session, customer_id=whose, **_ROW)
        assert _CLOSE.change(session, number=number, closed_at=AT) == 1
        assert _CLOSE.change(session, number=number + 1, closed_at=AT) == 0
        row = session.get(FollowUp, number)
        assert row is not None and (row.state, row.closed_at) == ("closed", AT)


def test_it_belongs_to_the_transaction_of_its_session(db: Database, whose: int) -> None:
    with pytest.raises(ZeroDivisionError), db.write() as session:
        _NEW.insert(session, customer_id=whose, **_ROW)
        plain(session)("UPDATE follow_up SET owner = ?", ("Kim",))
        raise ZeroDivisionError
    with db.read() as session:
        assert _OF.all(session, whose=whose) == []


def test_a_value_that_was_forgotten_is_no_empty_one(db: Database, whose: int) -> None:
    with pytest.raises(KeyError), db.write() as session:
        _NEW.insert(session, customer_id=whose, **{name: value for name, value in _ROW.items() if name != "owner"})


def test_a_time_without_a_zone_is_refused(db: Database, whose: int) -> None:
    with pytest.raises(ValueError, match="zone"), db.write() as session:
        _NEW.insert(session, customer_id=whose, **_ROW | {"opened_at": datetime(2026, 3, 2)})
