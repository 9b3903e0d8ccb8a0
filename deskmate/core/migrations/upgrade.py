"""Runs the steps from one schema version to another on a connection of their own."""

import importlib.util
from pathlib import Path
from types import ModuleType

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, exc

from deskmate.core import audit, connections, search, visits, whole_file
from deskmate.core.errors import BookError

INDEX_SINCE = 2  # the schema from which on the search index has its present form
VERSIONS = Path(__file__).parent / "versions"


def run(path: Path, key: bytes, *, start: int, to: int, versions: Path = VERSIONS) -> None:
    """Takes the book from schema `start` to schema `to`; killed or failing anywhere, it stays as it was.

    Foreign keys are off meanwhile: with them on, SQLite empties the children of a table that is rebuilt.
    """
    steps = [_load(versions, number) for number in range(start + 1, to + 1)]
    engine = whole_file.engine(path, key)
    try:
        with engine.begin() as connection:
            for number, step in enumerate(steps, start=start + 1):
                step.upgrade(Operations(MigrationContext.configure(connection)))
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")
            audit.create(connection)  # a table that was rebuilt has lost its triggers
            visits.create(connection)
            if start < INDEX_SINCE <= to:
                search.make_anew(connection)
            elif to >= INDEX_SINCE:
                search.keep_seen(connection)
            _refuse_if_broken(connection)
    except exc.DBAPIError as error:
        raise BookError(
            f"The book could not be brought to this version: {connections.translated(error.orig or error)}"
        ) from error
    finally:
        engine.dispose()


def _refuse_if_broken(connection: Connection) -> None:
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    whole = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if loose is not None or whole != "ok":
        raise BookError("The book could not be brought to this version: its rows no longer fit. It is as it was.")


def _load(versions: Path, number: int) -> ModuleType:
    found = sorted(versions.glob(f"{number:04d}_*.py"))
    if len(found) != 1:
        raise BookError(f"This Deskmate lacks its step to schema {number}. Install it again; the book is as it was.")
    spec = importlib.util.spec_from_file_location(f"deskmate_schema_{number:04d}", found[0])
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
