"""Writes `versions/0001_first_schema.py` anew from the models, as long as schema 1 has not been released.

    python -m deskmate.core.migrations.regenerate

After the release it must not be run again: a change then gets a step of its own, `versions/0002_….py`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrationScript
from sqlalchemy import Connection, Engine, event

from deskmate.core import db as database
from deskmate.core import schema
from deskmate.core.migrations.upgrade import VERSIONS
from deskmate.core.models import UtcDateTime, metadata

FILE = VERSIONS / "0001_first_schema.py"
_HEAD = '''"""The tables of the first released book. Written by `python -m deskmate.core.migrations.regenerate`."""

# ruff: noqa: E501, PLR0915
# fmt: off

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Makes all tables in an empty file."""
'''


def text() -> str:
    """The module as it should stand in the file."""
    with TemporaryDirectory() as folder:
        engine = database.whole_file_engine(Path(folder) / "book", bytes(32), create=True)
        with engine.connect() as connection:
            tables = _tables(connection)
            beside = "".join(f"    op.execute({sql!r})\n" for sql in _beside(engine, connection))
        return _HEAD + tables + beside


def _tables(connection: Connection) -> str:
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    script: MigrationScript = produce_migrations(context, metadata)
    assert script.upgrade_ops is not None
    code = render_python_code(script.upgrade_ops, render_item=_plain_types)
    lines = [line.strip() for line in code.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "".join(f"{'    ' if line.startswith(('op.', ')')) else '        '}{line}\n" for line in lines)


def _plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Our own types by what they are stored as: a step must not change when our code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def _beside(engine: Engine, connection: Connection) -> list[str]:
    """What is made beside the tables, statement by statement."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    metadata.create_all(connection)
    event.listen(engine, "before_cursor_execute", hear)
    schema.lay_beside(connection)
    return [statement for statement in said if statement.split()[0] in ("CREATE", "INSERT")]


def main(path: Path = FILE) -> None:
    """Writes the file."""
    path.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
