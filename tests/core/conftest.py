"""A small real book: encrypted, on disk, with an owner. No keyring, no clock of its own."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deskmate.core import book, staff
from deskmate.core.actors import Actor
from deskmate.core.db import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def now() -> datetime:
    """The time it is in the tests."""
    return NOW


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty book of a general shop in London."""
    opening = book.Opening("The Corner Shop", "general", "Olga", zone="Europe/London")
    opened = book.create_unlocked(tmp_path / "shop.deskmate", opening, key=os.urandom(32))
    yield opened
    opened.close()


@pytest.fixture
def owner(db: Database) -> Actor:
    """Olga, who owns the shop."""
    return staff.owner(db)
