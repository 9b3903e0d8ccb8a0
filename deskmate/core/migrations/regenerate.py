"""Writes the step to the schema that is not released yet: what the models have beyond the last released schema.

    python -m deskmate.core.migrations.regenerate

With the first change of a model after a release, raise `RELEASED` to what was released and `SCHEMA_VERSION` in
`deskmate/core/db.py` by one, and give `FILE` the new step's name. Steps of released schemas are never written again.
A step that must move data is written by hand instead.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from sqlalchemy import Connection, Engine, event

from deskmate.core import schema, whole_file
from deskmate.core.migrations import upgrade
from deskmate.core.models import UtcDateTime, metadata

RELEASED = 1
FILE = upgrade.VERSIONS / "0002_second_schema.py"
_HEAD = f'''"""From schema {RELEASED} to {RELEASED + 1}. Written by `python -m deskmate.core.migrations.regenerate`."""

# ruff: noqa: E501
# fmt: off

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Makes what schema {RELEASED} lacked."""
'''


def text() -> str:
    """The module as it should stand in the file."""
    with TemporaryDirectory() as folder:
        path, key = Path(folder) / "book", bytes(32)
        whole_file.engine(path, key, create=True).connect().close()
        upgrade.run(path, key, start=0, to=RELEASED)
        with whole_file.engine(path, key).connect() as connection:
            steps = _tables(connection)
            released = _names(connection)
        fresh = whole_file.engine(Path(folder) / "fresh", key, create=True)
        beside = "".join(f"    op.execute({sql!r})\n" for sql in _beside(fresh, released))
        return _HEAD + steps + beside


def _tables(connection: Connection) -> str:
    known = {table.name for table in metadata.tables.values()}

    def ours(_item: Any, name: str | None, kind: str, *_rest: Any) -> bool:
        return kind != "table" or name in known

    settings = {"target_metadata": metadata, "include_object": ours}
    context = MigrationContext.configure(connection, opts=settings)
    script: MigrationScript = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    code = render_python_code(script.upgrade_ops, render_as_batch=True, render_item=_plain_types)
    lines = (line.rstrip() for line in code.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.lstrip().startswith("#"))


def _plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own types by what they are stored as: a step must not change when our code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def _beside(engine: Engine, released: set[str]) -> list[str]:
    """What a new book has beside its tables and the released one has not, statement by statement."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    with engine.connect() as connection:
        metadata.create_all(connection)
        before = _names(connection)
        event.listen(engine, "before_cursor_execute", hear)
        schema.lay_beside(connection)
        event.remove(engine, "before_cursor_execute", hear)
        made = _names(connection) - before - released
    return [sql for sql in said if sql.startswith("CREATE") and made & set(sql.replace("(", " ").split())]


def _names(connection: Connection) -> set[str]:
    return set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())


def main(path: Path = FILE) -> None:
    """Writes the file."""
    path.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
