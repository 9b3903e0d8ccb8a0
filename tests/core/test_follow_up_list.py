"""The owner's list and its count say the same, whatever lies in the bin, lapsed, or is wanted open by a person."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlmodel import select

from deskmate.core import customers, follow_ups, interactions
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import CustomerState, FollowUp
from deskmate.core.people import Draft


def _unhappy(db: Database, name: str, owner: Actor, now: datetime) -> int:
    number = customers.add(db, Draft(name), by=owner, now=now)
    interactions.add(db, number, "waited an hour, left cross", kind="complaint", mood="unhappy", by=owner, now=now)
    return number


def test_the_count_is_the_length_of_the_list(db: Database, owner: Actor, now: datetime) -> None:
    plain, binned, lapsed, by_hand, both, closed = (
        _unhappy(db, name, owner, now) for name in ("Ann", "Ben", "Cleo", "Dora", "Eve", "Finn")
    )
    later = now + timedelta(days=1)
    with db.write() as session:
        for state in session.exec(select(CustomerState)):
            if state.customer_id in (lapsed, by_hand, both):
                state.lapses_at = later
        for row in session.exec(select(FollowUp)):
            row.by_hand = row.customer_id == by_hand
            row.state = "closed" if row.customer_id == closed else row.state
    assert follow_ups.count_open(db, now=now) == len(follow_ups.list_open(db, now=now)) == 5
    for number in (binned, both):
        customers.delete(db, number, by=owner, now=now)
    assert {row.customer_id for row in follow_ups.list_open(db, now=later)} == {plain, by_hand}
    assert follow_ups.count_open(db, now=later) == 2
    assert follow_ups.count_open(db, now=now) == len(follow_ups.list_open(db, now=now)) == 3


def test_a_line_seeks_its_own_promise_and_never_walks_those_of_others(db: Database, now: datetime) -> None:
    asked: list[tuple[str, Any]] = []

    def listen(_one: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        asked.append((statement, values))

    with db.read() as session:
        engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", listen)
    follow_ups.list_open(db, now=now)
    event.remove(engine, "before_cursor_execute", listen)
    statement, values = next(one for one in asked if "promise" in one[0])
    with db.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        steps = [row[-1] for row in plan if " promise " in f"{row[-1]} "]
    assert steps and all("ix_promise_follow_up_id (follow_up_id=?)" in step for step in steps), steps
