"""Notes that were never read, or by another engine, are read; what is read already is left in peace."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import col

from deskmate.core import customers, interactions, readings, rereading, sentiment
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import Interaction
from deskmate.core.people import Draft

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("version", ["", "2000-01-01.1", "2999-01-01.1", "pinned", "zzz"])
def test_what_another_engine_read_is_read_anew(db: Database, owner: Actor, version: str) -> None:
    number = _note(db, owner)
    _as_read_by(db, number, version)
    assert rereading.read_waiting(db, now=NOW) == 1
    with db.read() as session:
        assert interactions.get(session, number).engine_version == sentiment.engine_version()
    assert rereading.read_waiting(db, now=NOW) == 0


def test_what_this_engine_read_and_what_the_shop_says_itself_is_left(db: Database, owner: Actor) -> None:
    _note(db, owner)
    _as_read_by(db, _note(db, owner), readings.OWN_WORDS)
    writes = db.writes
    assert rereading.read_waiting(db, now=NOW) == 0
    assert db.writes == writes


def _note(db: Database, owner: Actor) -> int:
    customer = customers.add(db, Draft("Ann Lee"), by=owner, now=NOW)
    return interactions.add(db, customer, "left without her colour", by=owner, now=NOW).interaction_id


def _as_read_by(db: Database, number: int, version: str) -> None:
    with db.write() as session:
        session.exec(update(Interaction).where(col(Interaction.id) == number).values(engine_version=version))
