"""Bringing tables into a book, for the tests of what comes of it."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from deskmate.core import importing, imports
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import Customer


class Bring:
    """Brings tables in, as the window does, each a minute after the one before."""

    def __init__(self, db: Database, owner: Actor, now: datetime) -> None:
        self.db, self.owner, self.now = db, owner, now

    def __call__(self, data: str) -> imports.Batch:
        plan = self.plan(data)
        self.now += timedelta(minutes=1)
        return imports.carry_out(self.db, plan, by=self.owner, now=self.now)

    def plan(self, data: str) -> imports.Plan:
        read = importing.read_file("in.csv", data.encode(), region="GB")
        return imports.make_plan(self.db, [("in.csv", read)], now=self.now)


def named(db: Database, name: str) -> list[int]:
    with db.read() as session:
        return [one or 0 for one in session.exec(select(Customer.id).where(col(Customer.name) == name))]


def day(now: datetime, days: int) -> str:
    return (now + timedelta(days=days)).date().isoformat()
