"""Bringing an older book to this version's tables: after a verified backup, in one transaction, all or nothing."""

from datetime import datetime
from pathlib import Path

from deskmate.core.db import SCHEMA_VERSION, Database, schema_version
from deskmate.core.errors import BookError


def bring_up_to_date(db: Database, *, now: datetime, backups: Path | None) -> None:
    """Migrates the open book if it is older than this program; does nothing otherwise."""
    version = schema_version(db)
    if version < SCHEMA_VERSION:
        raise BookError(f"The book {db.path.name} has schema {version}, which no released Deskmate ever wrote.")
