"""Which backups there are, when the next one is due, and which old ones may go."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from deskmate.core.backups import container, making
from deskmate.core.backups.container import SUFFIX, Backup
from deskmate.core.db import Database, count_writes
from deskmate.core.errors import BackupError

EVERY = timedelta(minutes=30)
OVERDUE_ELSEWHERE = timedelta(days=7)
KEEP_ALL = timedelta(days=2)
# then the newest of each of so many days, weeks and months that have one
_RULES: tuple[tuple[str, int], ...] = (("%Y-%m-%d", 12), ("%G-%V", 10), ("%Y-%m", 9))


def list_backups(folder: Path, book_id: str | None = None) -> list[Backup]:
    """The backups in a folder, the newest first; of one book only, if it is named. Files that are none are left out."""
    found = [backup for backup in _readable(folder) if book_id is None or backup.book_id == book_id]
    return sorted(found, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)


def due(db: Database, folder: Path, *, now: datetime, every: timedelta = EVERY) -> bool:
    """Whether the book was changed since its newest backup, and that one is older than `every`."""
    newest = next(iter(list_backups(folder, making.book_id_of(db))), None)
    if newest is None:
        return True
    # a backup from the future tells of a clock that was wrong, and must not hold back new ones
    young = timedelta(0) <= now - newest.made_at < every
    return not young and newest.writes != count_writes(db)


def keep_safe(
    db: Database, folder: Path, *, now: datetime, why: str, every: timedelta = EVERY, second: Path | None = None
) -> Backup | None:
    """Makes a backup if one is due, copies it to the second place if that is there, and thins both.

    Gives nothing when none was due. At close and before big changes, `every` is zero.
    """
    backup = making.make(db, folder, now=now, why=why) if due(db, folder, now=now, every=every) else None
    if second is not None and second.is_dir():
        _keep_second(db, folder, second)
    if backup is not None:
        thin(folder, now=now, book_id=backup.book_id)
        if second is not None and second.is_dir():
            thin(second, now=now, book_id=backup.book_id)
    return backup


def elsewhere_overdue(second: Path | None, book_id: str, *, now: datetime) -> bool:
    """Whether a second place was chosen and has had no backup of this book for a week."""
    if second is None:
        return False
    newest = next(iter(list_backups(second, book_id)), None)
    return newest is None or now - newest.made_at > OVERDUE_ELSEWHERE


def thin(folder: Path, *, now: datetime, book_id: str) -> list[Path]:
    """Removes old backups of one book: all of 2 days stay, then one for each of 12 days, 10 weeks and 9 months.

    The newest one always stays, and so do those of other books and files that are no backups.
    """
    backups = list_backups(folder, book_id)
    stay = {backup.path for backup in _to_keep(backups, now)}
    gone = [backup.path for backup in backups if backup.path not in stay]
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BackupError(f"The old backup {path.name} can't be removed ({error.strerror}).") from error
    return gone


def _to_keep(backups: list[Backup], now: datetime) -> list[Backup]:
    kept = [backup for backup in backups if backup is backups[0] or now - backup.made_at <= KEEP_ALL]
    for form, number in _RULES:
        kept += _newest_of_each(form, [backup for backup in backups if now - backup.made_at > KEEP_ALL], kept)[:number]
    return kept


def _newest_of_each(form: str, backups: list[Backup], kept: list[Backup]) -> list[Backup]:
    """The newest of each period, without those that another rule keeps already (they do not use up a place)."""
    newest: dict[str, Backup] = {}
    for backup in backups:
        newest.setdefault(backup.made_at.strftime(form), backup)
    return [backup for backup in newest.values() if backup not in kept]


def _keep_second(db: Database, folder: Path, second: Path) -> None:
    number = making.book_id_of(db)
    newest = next(iter(list_backups(folder, number)), None)
    if newest is not None and not (second / newest.path.name).exists():
        making.copy(newest, second)


def _readable(folder: Path) -> Iterator[Backup]:
    try:
        paths = sorted(folder.glob(f"*{SUFFIX}"))
    except OSError:
        return
    for path in paths:
        try:
            yield container.read_tail(path)
        except BackupError:
            continue
