"""Upgrades never half-happen: before them a backup, after them every row, and killed anywhere the book is as it was."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlcipher3

from deskmate.core import backups, book, connections, customers, interactions, migrations, search, staff, whole_file
from deskmate.core import db as door
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.errors import BackupError, BookError
from deskmate.core.migrations import regenerate, upgrade
from deskmate.core.people import Detail, Draft
from tests.core import released_books

NEXT = door.SCHEMA_VERSION + 1
# What a next version might do: rebuild a parent with children that cascade, add a table, fill a column
STEP = """
import sqlalchemy as sa

def upgrade(op):
    with op.batch_alter_table("customer") as batch:
        batch.add_column(sa.Column("colour", sa.String(), nullable=False, server_default="green"))
        batch.alter_column("name", type_=sa.Text())
    with op.batch_alter_table("audit_event") as batch:
        batch.add_column(sa.Column("place", sa.String()))
    op.create_table("bell", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE customer SET colour = 'blue' WHERE id = 1")
"""


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    folder = tmp_path / "versions"
    folder.mkdir()
    (folder / f"{NEXT:04d}_next.py").write_text(STEP)
    return folder


@pytest.fixture
def full(db: Database, now: datetime) -> Database:
    """A book with rows that hang on others."""
    owner = staff.owner(db)
    for name in ("Ann Lee", "Bea Moss"):
        draft = Draft(name, details=(Detail("phone", "020 7946 0018"),), tags=("rye",))
        number = customers.add(db, draft, by=owner, now=now)
        interactions.add(db, number, "waited an hour and left angry", by=owner, now=now)
    return db


def schema_of(path: Path, key: bytes) -> set[tuple[str, ...]]:
    with connections.raw(path, key) as connection:
        rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {(*row[:3], _parts(row[3] or "")) for row in rows}


def _parts(sql: str) -> str:
    # the two ways order the constraints of a table differently
    return " ".join(sorted(sql.replace("(", " ( ").replace(")", " ) ").replace(",", " ").split()))


def counts(path: Path, key: bytes) -> dict[str, int]:
    tables = ("customer", "contact_detail", "interaction", "customer_tag", "search_term", "audit_event", "undo_entry")
    with connections.raw(path, key) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_the_unreleased_step_is_what_the_models_say() -> None:
    """If this fails after a change of a model: python -m deskmate.core.migrations.regenerate"""
    assert regenerate.FILE.read_text(encoding="utf-8") == regenerate.text()


def test_migrating_from_nothing_makes_the_same_tables_as_a_new_book(tmp_path: Path, db: Database) -> None:
    path, key = tmp_path / "grown.deskmate", os.urandom(32)
    with whole_file.engine(path, key, create=True).connect() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {door.APPLICATION_ID}")
    upgrade.run(path, key, start=0, to=door.SCHEMA_VERSION)
    assert schema_of(path, key) == schema_of(db.path, db.key)
    with connections.raw(path, key) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (door.SCHEMA_VERSION,)


@pytest.mark.parametrize("version", released_books.versions())
def test_a_released_book_comes_up_to_date_with_every_row_and_works(tmp_path: Path, version: int, now: datetime) -> None:
    path, key = tmp_path / "old.deskmate", os.urandom(32)
    released_books.lay(version, path, key)
    columns = columns_of(path, key)
    before = rows_of(path, key, columns)
    opened = door.open_database(path, key)
    migrations.bring_up_to_date(opened, now=now, backups=tmp_path / "backups")
    assert door.schema_version(opened) == door.SCHEMA_VERSION
    assert [one.schema for one in backups.list_backups(tmp_path / "backups")] == [version]
    after = rows_of(path, key, columns)
    assert [table for table, rows in before.items() if not rows <= after[table]] == []
    name = customers.card(opened, 1).name
    assert 1 in [hit.customer_id for hit in search.find(opened, name)]
    number = customers.add(opened, Draft("Ann Lee"), by=staff.owner(opened), now=now)
    interactions.add(opened, number, "waited an hour and left angry", by=staff.owner(opened), now=now)
    opened.close()
    fresh = tmp_path / "fresh.deskmate"
    book.create_unlocked(fresh, Opening("Shop", "general", "Olga"), key=key).close()
    assert schema_of(path, key) == schema_of(fresh, key)


def columns_of(path: Path, key: bytes) -> dict[str, str]:
    """The columns of each table; derived search tables aside."""
    with connections.raw(path, key) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [table for table in tables if not table.startswith(("note_fts", "sqlite_", "search_"))]
        return {
            table: ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})"))
            for table in kept
        }


def rows_of(path: Path, key: bytes, columns: dict[str, str]) -> dict[str, set[tuple[object, ...]]]:
    with connections.raw(path, key) as connection:
        return {table: set(connection.execute(f"SELECT {names} FROM {table}")) for table, names in columns.items()}


def test_a_step_keeps_every_row_and_every_guard(full: Database, versions: Path, now: datetime) -> None:
    path, key, before = full.path, full.key, counts(full.path, full.key)
    full.close()
    upgrade.run(path, key, start=NEXT - 1, to=NEXT, versions=versions)
    assert counts(path, key) == before
    with connections.raw(path, key) as connection:
        assert connection.execute("SELECT colour FROM customer ORDER BY id").fetchall() == [("blue",), ("green",)]
        with pytest.raises(sqlcipher3.IntegrityError, match="only grows"):
            connection.execute("DELETE FROM audit_event")
    with connections.raw(path, key) as connection:
        connection.execute(f"PRAGMA user_version = {NEXT - 1}")
    opened = door.open_database(path, key)
    assert [hit.name for hit in search.find(opened, "lee")] == ["Ann Lee"]
    opened.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "def upgrade(op):\n    op.execute('DELETE FROM customer')\n    op.execute('SELECT nonsense')",
        "def upgrade(op):\n    op.execute('DELETE FROM customer')",  # leaves rows that hang on nothing
    ],
)
def test_a_step_that_fails_leaves_the_book_as_it_was(full: Database, versions: Path, wrong: str) -> None:
    path, key, before = full.path, full.key, counts(full.path, full.key)
    full.close()
    (versions / f"{NEXT:04d}_next.py").write_text(wrong)
    with pytest.raises(BookError, match="could not be brought to this version"):
        upgrade.run(path, key, start=NEXT - 1, to=NEXT, versions=versions)
    assert counts(path, key) == before
    door.open_database(path, key).close()


def test_an_older_book_is_backed_up_first_and_then_opened(
    full: Database, versions: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", NEXT)
    monkeypatch.setattr(upgrade, "VERSIONS", versions)
    monkeypatch.setattr(upgrade.run, "__kwdefaults__", {"versions": versions})
    migrations.bring_up_to_date(full, now=now, backups=tmp_path / "backups")
    assert door.schema_version(full) == NEXT
    kept = backups.list_backups(tmp_path / "backups")
    assert [(backup.why, backup.schema) for backup in kept] == [("before migration", NEXT - 1)]
    migrations.bring_up_to_date(full, now=now, backups=tmp_path / "backups")
    assert len(backups.list_backups(tmp_path / "backups")) == 1


def test_without_a_backup_nothing_is_migrated(
    full: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", NEXT)
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError):
        migrations.bring_up_to_date(full, now=now, backups=tmp_path / "file" / "backups")
    assert door.schema_version(full) == NEXT - 1


def test_a_missing_step_is_named(full: Database, tmp_path: Path) -> None:
    with pytest.raises(BookError, match=f"lacks its step to schema {NEXT}"):
        upgrade.run(full.path, full.key, start=NEXT - 1, to=NEXT, versions=tmp_path)


def test_a_start_with_an_up_to_date_book_loads_no_alembic(db: Database) -> None:
    """It would cost 0.4 s of every start."""
    code = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from deskmate.core import book, db, migrations\n"
        f"opened = db.open_database(Path({str(db.path)!r}), bytes.fromhex({db.key.hex()!r}))\n"
        "migrations.bring_up_to_date(opened, now=datetime.now(UTC), backups=None)\n"
        "opened.close(); print('alembic' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "False"


@pytest.fixture
def prepared(tmp_path: Path, versions: Path, now: datetime) -> Iterator[Path]:
    folder = tmp_path / "shop"
    folder.mkdir()
    opened = book.create_unlocked(folder / "shop.deskmate", Opening("Shop", "general", "Olga"), key=bytes(32))
    for name in ("Ann", "Bea"):
        customers.add(opened, Draft(name), by=staff.owner(opened), now=now)
    opened.close()
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="stops a forked child")
@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_an_upgrade_killed_at_any_statement_leaves_the_old_book_or_the_new(
    prepared: Path, versions: Path, every: int
) -> None:
    """One made up to hold every kind of change; the real ones are all tried at every statement (test_upgrades)."""
    driver = Path(__file__).with_name("migration_sweep.py")
    done = subprocess.run(
        [sys.executable, str(driver), str(prepared), str(versions), str(every)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bad 0" in done.stdout and "'old'" in done.stdout and "'new'" in done.stdout, done.stdout
