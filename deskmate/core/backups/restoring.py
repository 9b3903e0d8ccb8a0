"""Going back to a backup. Killed at any moment, it leaves the old book or the new one, never something between.

Everything that can fail happens first, on a copy beside the book. Then a mark is put on the disk that says "ready", and
what is left are renames, each of which may be repeated: `finish` does them, at once or when the book is next opened.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deskmate.core import audit, audit_heads, connections, files, keys, ledger, whole_file
from deskmate.core import db as database
from deskmate.core.actors import Actor, require_owner
from deskmate.core.backups import container, making
from deskmate.core.backups.container import Backup, Contents, Progress
from deskmate.core.backups.keeping import list_backups
from deskmate.core.db import SCHEMA_VERSION, Database
from deskmate.core.errors import BackupError, BookBusy, BookError, DeskmateError, InvalidInput, WrongKey

_WITH_THE_SECRET = Actor("Somebody who knew the secret", "owner")


@dataclass(frozen=True)
class Preview:
    """What a verified backup holds."""

    backup: Backup
    contents: Contents


@dataclass(frozen=True, repr=False)
class Secret:
    """What opens a backup: its key, or the passphrase or recovery code that unseals the key."""

    key: bytes | None = None
    passphrase: str | None = None
    recovery_code: str | None = None


def preview(
    file: Path,
    *,
    key: bytes | None = None,
    passphrase: str | None = None,
    recovery_code: str | None = None,
    book: Path | None = None,
    progress: Progress | None = None,
) -> Preview:
    """What is in a backup, after checking every byte of it; nothing is changed.

    Opens with the key, the passphrase or the recovery code: those of the backup, or today's of the `book` it is from.
    Raises `BackupError` for a damaged one, `WrongKey` for a wrong secret.
    """
    backup = container.read_tail(file)
    container.check_whole(backup, progress=progress)
    found = _key(backup, Secret(key, passphrase, recovery_code), book)
    return Preview(backup, _verified(backup, file, found))


def restore(
    file: Path,
    book: Path,
    *,
    key: bytes | None = None,
    passphrase: str | None = None,
    recovery_code: str | None = None,
    backups: Path | None = None,
    db: Database | None = None,
    by: Actor | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> Preview:
    """Puts the backup in the book's place. The book as it was stays beside it as `….before-restore`.

    `db` is the book if it is open: it is backed up into `backups` first and closed, and the caller opens it anew. Where
    it is known who does it (`by`), it must be the owner; for a book that opens no more, the secret is what counts.
    Raises `BackupError` or `WrongKey`, and then the book is as it was (and still open, unless the disk itself failed).
    """
    if by is not None:
        require_owner(by, "restore a backup")
    secret = Secret(key, passphrase, recovery_code)
    seen, found = put_in_place(file, book, secret, backups=backups, db=db, now=now, progress=progress)
    audit_heads.forget(book)
    _note_it(book, found, seen.backup, by or _WITH_THE_SECRET, now)
    return seen


def put_in_place(
    file: Path,
    book: Path,
    secret: Secret,
    *,
    backups: Path | None = None,
    db: Database | None = None,
    now: datetime,
    progress: Progress | None = None,
) -> tuple[Preview, bytes]:
    """As `restore`, without asking who does it and without a trace of its own; gives the key as well."""
    backup = container.read_tail(file)
    container.check_whole(backup)
    found = _key(backup, secret, book)
    if backup.schema > SCHEMA_VERSION:
        raise BackupError(f"The backup {file.name} is from a newer Deskmate; install that one to restore it.")
    try:
        book.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        contents = _lay_ready(backup, book, found, progress)
        _save_present(book, db, found, backups, now)
        _bring_ledgers(backup, book, found)
        swap_in(book, db, found)
    except (OSError, EOFError) as error:
        end = (
            "Start Deskmate again: it will finish going back to the backup."
            if _ready(book).exists()
            else "The book is as it was."
        )
        raise BackupError(f"The backup could not be restored: {_reason(error)}. {end}") from error
    finally:
        clear(book)
    return Preview(backup, contents), found


def _note_it(book: Path, key: bytes, backup: Backup, by: Actor, now: datetime) -> None:
    # an older schema is brought up to date when the book is next opened; that leaves its own trace
    with suppress(BookError):
        opened = database.open_database(book, key)
        audit.note_alone(opened, by, audit.RESTORED, f"backup:{backup.made_at.isoformat()}", now=now)
        opened.close()


def swap_in(book: Path, db: Database | None, key: bytes, *, check: Callable[[], None] | None = None) -> None:
    """Puts what lies verified beside the book (`….restoring`, `….key.restoring`) in its place; the old one is kept.

    Closes `db`. `check` is called once nobody can write the book any more, and refuses by raising; then, as after any
    other failure up to there, `db` goes on. From the moment the mark is on the disk the new book counts, whatever
    happens to the computer.
    """
    try:
        _let_go(book, db, key)
        if check is not None:
            check()
        files.write_whole(_beside(book, ".restore-ready"), b"")
    except BaseException:
        if db is not None and not _ready(book).exists():
            db.open_again()
        raise
    finish(book)


def finish(book: Path) -> bool:
    """Completes a restore that was ready when the computer went off; whether there was one. Safe to repeat."""
    if not _ready(book).exists():
        return False
    new, new_key = _beside(book, ".restoring"), _beside(book, ".key.restoring")
    if new.exists():
        _keep(book, ".before-restore")
        for companion in connections.COMPANIONS:  # they go with the old book
            with suppress(FileNotFoundError):
                _beside(book, companion).replace(_beside(book, ".before-restore" + companion))
        files.flush_folder(book.parent)
    if new_key.exists():
        _keep(keys.key_path(book), ".before-restore")
        new_key.replace(keys.key_path(book))
    if new.exists():
        new.replace(book)
    files.flush_folder(book.parent)
    _beside(book, ".witness").unlink(missing_ok=True)
    _ready(book).unlink()
    files.flush_folder(book.parent)
    return True


def _lay_ready(backup: Backup, book: Path, key: bytes, progress: Progress | None) -> Contents:
    """The book of the backup as a file beside the present one, on the disk and verified there."""
    new = _beside(book, ".restoring")
    with backup.path.open("rb") as source, files.create_private(new) as out:
        files.copy_bytes(source, out, backup.size, progress=progress)
        files.flush(out)
    contents = _verified(backup, new, key)
    if not _key_file_fits(book, key):
        if backup.key_file is None:
            raise BackupError(f"The backup {backup.path.name} carries no key file, so it can't be moved here.")
        lay_key_file(book, backup.key_file)
    return contents


def lay_key_file(book: Path, file: keys.KeyFile) -> None:
    """Lays beside the book the key file that is to take its place together with the new book."""
    files.write_whole(_beside(book, ".key.restoring"), keys.dump(file))


def _bring_ledgers(backup: Backup, book: Path, key: bytes) -> None:
    """Takes over whom the newer backups beside this one know to be forgotten: on a new computer nothing else does."""
    lines: list[ledger.Line] = []
    for other in list_backups(backup.path.parent, backup.book_id):
        with suppress(BackupError):
            lines += ledger.parse(container.unseal(other, key).erased)
    if lines:
        ledger.add(book, lines)


def _save_present(book: Path, db: Database | None, key: bytes, backups: Path | None, now: datetime) -> None:
    if backups is None:
        return
    if db is not None:
        making.make(db, backups, now=now, why="before restore")
        return
    if book.is_file() and book.stat().st_size:
        # a book that can't be opened any more is kept as it is, under another name
        with suppress(BookError):
            opened = database.open_database(book, key)
            try:
                making.make(opened, backups, now=now, why="before restore")
            finally:
                opened.close()


def _let_go(book: Path, db: Database | None, key: bytes) -> None:
    if db is not None:
        db.close()
    if not book.is_file() or not book.stat().st_size:
        return
    try:
        whole_file.settle(book, db.key if db is not None else key)
    except BookBusy as error:
        raise BackupError(str(error)) from error
    except BookError:
        pass  # damaged, or under another key: its log is kept with it


def _key(backup: Backup, secret: Secret, book: Path | None) -> bytes:
    if secret.passphrase is None and secret.recovery_code is None:
        if secret.key is not None and backup.key_file is not None and not keys.fits(backup.key_file, secret.key):
            raise WrongKey("This backup was made under another key; its passphrase or recovery code opens it.")
        if secret.key is not None:
            return secret.key
        raise InvalidInput("Give the passphrase or the recovery code of the backup.")
    candidates = [file for file in (backup.key_file, _present_key_file(backup, book)) if file is not None]
    if not candidates:
        raise BackupError(f"The backup {backup.path.name} carries no key file, so no secret opens it.")
    for number, file in enumerate(candidates, start=1):
        try:
            return keys.unseal(file, passphrase=secret.passphrase, recovery_code=secret.recovery_code)
        except WrongKey:
            # the passphrase may have been changed since; today's opens it too where the book is still here
            if number == len(candidates):
                raise
    raise AssertionError("unreachable")


def _present_key_file(backup: Backup, book: Path | None) -> keys.KeyFile | None:
    if book is None:
        return None
    try:
        file = keys.load(book)
    except BookError:
        return None
    return file if backup.key_file is None or file.check == backup.key_file.check else None


def _verified(backup: Backup, file: Path, key: bytes) -> Contents:
    sealed = container.unseal(backup, key)
    try:
        counted, schema, writes = making.inspect(file, key)
    except BookError as error:
        raise BackupError(f"The backup {backup.path.name} can't be used. {error}") from error
    same = (sealed.customers, sealed.interactions) == (counted.customers, counted.interactions)
    if not same or (schema, writes) != (backup.schema, backup.writes):
        raise BackupError(f"The backup {backup.path.name} does not hold what it says. Choose another one.")
    return sealed


def _key_file_fits(book: Path, key: bytes) -> bool:
    try:
        return keys.fits(keys.load(book), key)
    except DeskmateError:
        return False


def _keep(path: Path, suffix: str) -> None:
    """Gives the file a second name, so that it never goes missing under its own; a copy where links are unknown."""
    if not path.exists():
        return
    kept, fresh = path.with_name(path.name + suffix), path.with_name(path.name + suffix + ".new")
    fresh.unlink(missing_ok=True)
    try:
        os.link(path, fresh)
    except OSError:
        shutil.copyfile(path, fresh)
        files.flush_file(fresh)
    fresh.replace(kept)


def clear(book: Path) -> None:
    """Removes what lies beside the book and is not going to take its place."""
    if _ready(book).exists():
        return
    for suffix in (".restoring", ".key.restoring"):
        with suppress(OSError):
            _beside(book, suffix).unlink(missing_ok=True)


def _ready(book: Path) -> Path:
    return _beside(book, ".restore-ready")


def _beside(book: Path, suffix: str) -> Path:
    return book.with_name(book.name + suffix)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or "the disk reports an error"
