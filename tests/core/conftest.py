"""A small real book: encrypted, on disk, with an owner. No keyring, no clock of its own."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import book, keys, staff
from deskmate.core.actors import Actor
from deskmate.core.db import Database, open_database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


@pytest.fixture
def now() -> datetime:
    """The time it is in the tests."""
    return NOW


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """An empty book of a general shop in London, made once and copied for each test."""
    path, key = tmp_path_factory.mktemp("template") / "shop.deskmate", os.urandom(32)
    opening = book.Opening("The Corner Shop", "general", "Olga", zone="Europe/London")
    book.create_unlocked(path, opening, key=key).close()
    return path, key


@pytest.fixture
def db(tmp_path: Path, empty_book: tuple[Path, bytes]) -> Iterator[Database]:
    """An empty book of a general shop in London, open."""
    template, key = empty_book
    opened = open_database(shutil.copy(template, tmp_path / "shop.deskmate"), key)
    yield opened
    opened.close()


@pytest.fixture
def owner(db: Database) -> Actor:
    """Olga, who owns the shop."""
    return staff.owner(db)


@pytest.fixture
def cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets stretched at next to no cost, so that tests that open many books stay fast."""
    monkeypatch.setattr(keys, "COST", {"iterations": 1, "lanes": 1, "memory_cost": 64})


@pytest.fixture
def trusted_keyring(monkeypatch: pytest.MonkeyPatch, memory_keyring: Any) -> Any:
    """The test's own keyring (see tests/conftest.py), counted among those that can be trusted."""
    monkeypatch.setattr(keys, "TRUSTED_BACKENDS", (type(memory_keyring).__module__,))
    return memory_keyring
