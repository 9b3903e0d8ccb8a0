"""Bringing an older book to this version's tables: after a verified backup, in one transaction, all or nothing.

Each step is a module `versions/NNNN_what.py` with `upgrade(op)`, where `op` are Alembic's operations; NNNN is the
schema version it leads to, kept in the file as SQLite's `user_version`. While a book is up to date none is loaded.
"""

from datetime import datetime
from pathlib import Path

from deskmate.core.db import SCHEMA_VERSION, Database, schema_version
from deskmate.core.errors import BookError

OLDEST = 1


def bring_up_to_date(db: Database, *, now: datetime, backups: Path | None) -> None:
    """Migrates the open book if it is older than this program, after a backup; does nothing otherwise.

    Without a folder for backups they go beside the book. Raises `BackupError` or `BookError`, and then the book is as
    it was.
    """
    version = schema_version(db)
    if version == SCHEMA_VERSION:
        return
    if version < OLDEST:
        raise BookError(f"The book {db.path.name} has schema {version}, which no released Deskmate ever wrote.")
    from deskmate.core.backups import make
    from deskmate.core.migrations import upgrade  # Alembic takes 0.4 s to load

    make(db, backups or db.path.with_name(f"{db.path.stem}-backups"), now=now, why="before migration")
    db.engine.dispose()
    upgrade.run(db.path, db.key, start=version, to=SCHEMA_VERSION)
