"""Making backups: copied from the open book, verified by opening them again, never half there."""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deskmate.core import connections, files, keys, ledger, whole_file
from deskmate.core.backups import container
from deskmate.core.backups.container import SUFFIX, Backup, Contents
from deskmate.core.connections import GiveWay
from deskmate.core.db import APPLICATION_ID, Database
from deskmate.core.errors import BackupError, BookError, DeskmateError, KeyFileError

_COUNTED = {
    "customers": "SELECT count(*) FROM customer WHERE deleted_at IS NULL",
    "interactions": "SELECT count(*) FROM interaction WHERE deleted_at IS NULL",
    "appointments": "SELECT count(*) FROM appointment",
    "follow_ups": "SELECT count(*) FROM follow_up WHERE state = 'open'",
}


def make(db: Database, folder: Path, *, now: datetime, why: str = "asked") -> Backup:
    """Writes a verified backup of the open book into the folder; raises `BackupError`, then nothing new is there.

    The book can be written meanwhile: the backup holds one state of it, and is made in small pieces that give way to
    whoever reads or saves.
    """
    temporary, give_way = folder / f".{os.getpid()}{SUFFIX}.part", db.way()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with files.create_private(temporary):
            pass
        with suppress(BookError):
            db.fold_log()  # else it may grow too long meanwhile, and a save has to fold it
        whole_file.copy_book(db.path, temporary, db.key, give_way=give_way)
        backup = _complete(db, temporary, give_way, now=now, why=why)
        final = _free_name(folder, db.path.stem, now)
        temporary.replace(final)
        files.flush_folder(folder)
        return replace(backup, path=final)
    except (OSError, BookError) as error:
        raise _refusal(error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def inspect(path: Path, key: bytes, *, give_way: GiveWay | None = None) -> tuple[Contents, int, int]:
    """(contents, schema version, writes) counted in a copy of a book that nobody writes.

    Every table is walked through: raises `BookError` for a copy that is damaged, `WrongKey`, or is not one of ours.
    `give_way` is called now and then meanwhile.
    """
    with connections.raw(path, key, still=True, give_way=give_way) as connection:
        if _one(connection, "PRAGMA application_id") != APPLICATION_ID:
            raise BookError(f"{path.name} holds no Deskmate book. Nothing was changed.")
        if _one(connection, "PRAGMA quick_check(1)") != "ok":
            raise BookError("The book in it is damaged. Nothing was changed.")
        counts = {name: _one(connection, query) for name, query in _COUNTED.items()}
        shop = _one(connection, "SELECT json_extract(value, '$') FROM setting WHERE key = 'shop_name'")
        head = _one(connection, "SELECT id || ':' || seal FROM audit_event ORDER BY id DESC LIMIT 1")
        schema = _one(connection, "PRAGMA user_version")
        writes = _one(connection, "SELECT max(writes) FROM book_mark")
        return Contents(shop=str(shop or ""), audit_head=str(head or ""), **counts), int(schema), int(writes or 0)


def copy(backup: Backup, folder: Path) -> Backup:
    """Copies a backup to a second place (a USB stick, a network folder) and reads it back there."""
    final, temporary = folder / backup.path.name, folder / f".{os.getpid()}{SUFFIX}.part"
    try:
        with backup.path.open("rb") as source, files.create_private(temporary) as out:
            files.copy_bytes(source, out, backup.path.stat().st_size, progress=None)
            files.flush(out)
        container.check_whole(replace(backup, path=temporary))
        temporary.replace(final)
        files.flush_folder(folder)
    except (OSError, EOFError) as error:
        raise BackupError(
            f"The backup could not be copied to {folder}. Is the stick or the network folder there?"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return replace(backup, path=final)


def book_id_of(db: Database) -> str:
    """The number in the book's key file by which its backups are known; empty for a throw-away book."""
    file = _key_file(db)
    return file.book_id if file else ""


def _complete(db: Database, temporary: Path, give_way: GiveWay, *, now: datetime, why: str) -> Backup:
    contents, schema, writes = inspect(temporary, db.key, give_way=give_way)
    contents = replace(contents, erased=tuple(str(line) for line in ledger.read(db.path)))
    file = _key_file(db)
    backup = Backup(
        path=temporary,
        book_id=file.book_id if file else "",
        made_at=now.astimezone(UTC),
        why=why,
        schema=schema,
        writes=writes,
        size=temporary.stat().st_size,
        key_file=file,
        sealed=container.seal(contents, db.key),
    )
    with temporary.open("r+b") as out:
        container.write_tail(out, backup, give_way=give_way)
        files.flush(out)

    def go_on(_share: float) -> bool:
        give_way()
        return True

    # what the disk gives back counts, not what was sent to it
    container.check_whole(container.read_tail(temporary), progress=go_on)
    return backup


def _key_file(db: Database) -> keys.KeyFile | None:
    # a lost key file must not keep the rest from being saved; the check of the book reports it
    try:
        file = keys.load(db.path)
    except KeyFileError:
        return None
    return file if keys.fits(file, db.key) else None


def _free_name(folder: Path, stem: str, now: datetime) -> Path:
    name = f"{stem}-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    path, number = folder / (name + SUFFIX), 2
    while path.exists():
        path, number = folder / f"{name}-{number}{SUFFIX}", number + 1
    return path


def _one(connection: Any, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _refusal(error: Exception) -> DeskmateError:
    if isinstance(error, OSError):
        reason = error.strerror or "the disk reports an error"
        return BackupError(f"No backup was made: {reason}. The book itself is fine.")
    return BackupError(f"No backup was made. {error}")
