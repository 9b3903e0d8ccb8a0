"""A new key for the book, after the old one or a secret that opened it may have come into wrong hands."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from deskmate.core import audit, backups, keys
from deskmate.core import db as database
from deskmate.core.actors import Actor, require_owner
from deskmate.core.backups import making, restoring
from deskmate.core.db import Database
from deskmate.core.errors import BackupError, BookError


def rekey(db: Database, *, passphrase: str, kept: Path, by: Actor, now: datetime) -> str:
    """Encrypts the whole book anew and gives the new recovery code; the passphrase may be the old one or a new one.

    A copy is encrypted, verified and swapped in, so that the old book or the new one is there whatever happens. Closes
    `db`; the caller opens the book anew. A backup goes into `kept` first. That one and earlier ones go on opening with
    the secrets they were made under: whoever fears those should remove them once a new backup is made.
    """
    require_owner(by, "change the book's key")
    keys.check_passphrase(passphrase)
    old, code, new_key = keys.load(db.path), keys.new_recovery_code(), keys.new_key()
    path, copy = db.path, db.path.with_name(db.path.name + ".restoring")
    backups.make(db, kept, now=now, why="before new key")
    audit.note_alone(db, by, "key changed", "book", now=now)
    try:
        copy.unlink(missing_ok=True)
        database.copy_book(path, copy, db.key)
        before = making.inspect(copy, db.key)
        database.change_key(copy, db.key, new_key)
        if making.inspect(copy, new_key) != before:
            raise BookError("The newly encrypted copy does not hold what the book holds. The book is as it was.")
        file = keys.seal(new_key, book_id=old.book_id, passphrase=passphrase, recovery_code=code)
        restoring.lay_key_file(path, file)
        restoring.swap_in(path, db, db.key)
    except OSError as error:
        raise BackupError(f"The key could not be changed: {error.strerror}. The book is as it was.") from error
    finally:
        restoring.clear(path)
    _forget_old_copies(path)
    with suppress(keys.KeyringUnavailable):
        keys.to_keyring(old.book_id, new_key)
    return code


def _forget_old_copies(path: Path) -> None:
    # they would still open with the old key
    for pattern in (f"{path.name}.before-restore*", f"{path.name}.key.before-restore*"):
        for copy in path.parent.glob(pattern):
            with suppress(OSError):
                copy.unlink()
