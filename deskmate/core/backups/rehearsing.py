"""Going back to a backup for practice: into a scratch folder, opened, counted, and thrown away."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from deskmate.core import db as database
from deskmate.core.backups.container import Backup, Progress
from deskmate.core.backups.making import inspect
from deskmate.core.backups.restoring import Preview, Secret, put_in_place
from deskmate.core.errors import BackupError
from deskmate.core.files import write_whole

EVERY = timedelta(days=30)


def rehearse(backup: Backup, key: bytes, *, now: datetime, progress: Progress | None = None) -> Preview:
    """Restores a backup beside itself, opens it as a start would, compares the counts, and removes it again.

    Remembers when it went well. Raises `BackupError` if the backup would not have helped.
    """
    try:
        with TemporaryDirectory(dir=backup.path.parent, prefix=".rehearsal-") as folder:
            book = Path(folder) / "book.deskmate"
            seen, _key = put_in_place(backup.path, book, Secret(key), now=now, progress=progress)
            database.open_database(book, key).close()
            if inspect(book, key)[0].interactions != seen.contents.interactions:
                raise BackupError(f"The backup {backup.path.name} does not come back whole. Make a new one.")
        write_whole(_mark(backup.path.parent), now.isoformat().encode())
    except OSError as error:
        raise BackupError(
            f"The rehearsal could not be done: {error.strerror}. The backups are as they were."
        ) from error
    return seen


def last_rehearsal(folder: Path) -> datetime | None:
    """When a backup of this folder was last restored for practice."""
    try:
        return datetime.fromisoformat(_mark(folder).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def rehearsal_due(folder: Path, *, now: datetime) -> bool:
    """Whether the last rehearsal is more than a month ago."""
    last = last_rehearsal(folder)
    return last is None or not timedelta(0) <= now - last <= EVERY


def _mark(folder: Path) -> Path:
    return folder / "last-rehearsal"
