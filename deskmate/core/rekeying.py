"""A new key for the book, after the old one or a secret that opened it may have come into wrong hands."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from deskmate.core import audit, backups, connections, keys, whole_file
from deskmate.core.actors import Actor, require_owner
from deskmate.core.backups import making, restoring
from deskmate.core.backups.container import Progress
from deskmate.core.db import Database
from deskmate.core.errors import BackupError, BookBusy, BookError, Cancelled


def rekey(
    db: Database,
    *,
    passphrase: str,
    recovery_code: str | None = None,
    kept: Path,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
) -> str:
    """Encrypts the whole book anew and gives the new recovery code; the passphrase may be the old one or a new one.

    `recovery_code` is one that `keys.new_recovery_code` made and that somebody has written down already. A copy is
    encrypted, verified and swapped in, so that the old book or the new one is there whatever happens, and refused if
    anything was saved meanwhile. Closes `db`; the caller opens the book anew. A backup goes into `kept` first. That one
    and earlier ones go on opening with the secrets they were made under: whoever fears those should remove them once a
    new backup is made. `progress` is called with 0…1; False from it stops (`Cancelled`), and the book is as it was.
    """
    require_owner(by, "change the book's key")
    keys.check_passphrase(passphrase)
    old, code, new_key = keys.load(db.path), recovery_code or keys.new_recovery_code(), keys.new_key()
    path, copy, tell = db.path, db.path.with_name(db.path.name + ".restoring"), _teller(progress)
    kept_here = _keyring_has_it(old.book_id)
    tell(0.0)
    backups.make(db, kept, now=now, why="before new key")
    audit.note_alone(db, by, "key changed", "book", now=now)
    try:
        tell(0.3)
        writes = _encrypt(db, copy, new_key, tell)
        file = keys.seal(new_key, book_id=old.book_id, passphrase=passphrase, recovery_code=code)
        restoring.lay_key_file(path, file)
        tell(0.95)
        restoring.swap_in(path, db, db.key, check=lambda: _refuse_if_saved(path, db.key, writes))
    except OSError as error:
        raise BackupError(f"The key could not be changed: {error.strerror}. The book is as it was.") from error
    finally:
        restoring.clear(path)
    _forget_old_copies(path)
    if kept_here:  # where the owner wants to be asked at each start, it stays so
        with suppress(keys.KeyringUnavailable):
            keys.to_keyring(old.book_id, new_key)
    return code


def _encrypt(db: Database, copy: Path, new_key: bytes, tell: Callable[[float], None]) -> int:
    """Makes a verified copy under the new key, and gives how many writes are in it."""
    copy.unlink(missing_ok=True)
    whole_file.copy_book(db.path, copy, db.key)
    before = making.inspect(copy, db.key)
    tell(0.5)
    whole_file.change_key(copy, db.key, new_key)
    tell(0.8)
    if making.inspect(copy, new_key) != before:
        raise BookError("The newly encrypted copy does not hold what the book holds. The book is as it was.")
    return before[2]


def _teller(progress: Progress | None) -> Callable[[float], None]:
    def tell(share: float) -> None:
        if progress is not None and not progress(share):
            raise Cancelled("Stopped. The book has the key it had.")

    return tell


def _keyring_has_it(book_id: str) -> bool:
    with suppress(keys.KeyringUnavailable):
        return keys.from_keyring(book_id) is not None
    return False


def _refuse_if_saved(path: Path, key: bytes, writes: int) -> None:
    """The copy must not take the place of a book that has more in it; nobody can write that one any more."""
    with connections.raw(path, key, still=True) as connection:
        (there,) = connection.execute("SELECT max(writes) FROM book_mark").fetchone()
    if there != writes:
        raise BookBusy("Something was saved meanwhile, so the book keeps the key it had. Try again.")


def _forget_old_copies(path: Path) -> None:
    # they would still open with the old key
    for pattern in (f"{path.name}.before-restore*", f"{path.name}.key.before-restore*"):
        for copy in path.parent.glob(pattern):
            with suppress(OSError):
                copy.unlink()
