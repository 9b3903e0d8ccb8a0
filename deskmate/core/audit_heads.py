"""The newest seal of who did what, kept in the keyring: whoever cuts the list's end is found out.

Whoever puts an older book in place of the newer one is found out by it too, also where they took the witness away. The
keyring may be slow or locked, so everything here belongs on a worker, and none of it is needed to open the book.
"""

from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from deskmate.core import audit, keys, witness
from deskmate.core.actors import Actor, require_owner
from deskmate.core.audit import Head
from deskmate.core.db import Database
from deskmate.core.errors import KeyFileError
from deskmate.core.keys import KeyringUnavailable

SECONDS = 3.0
MISSING = (
    "Something is missing at the end of who did what: either this is an older copy of the book, or somebody cut it. "
    "If nobody put it there on purpose, restore the newest backup."
)


class Keeper:
    """Keeps one open book's newest seal up to date; stops asking once the keyring does not answer."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._name = _name(db.path)
        self._kept: Head | None = None
        self._answers = bool(self._name)

    def keep(self, *, seconds: float = SECONDS) -> bool:
        """Puts the newest seal into the keyring if it is a new one; whether it stands there now.

        What the keyring holds is never replaced by the seal of a list that it does not fit: that would hide it.
        """
        newest = audit.head(self._db)
        if not self._answers or newest == self._kept:
            return self._answers
        try:
            if self._kept is None and not audit.stands(self._db, _read(self._name, seconds) or Head(0, "")):
                return False
            keys.keep_note(self._name, str(newest), seconds=seconds)
        except KeyringUnavailable:
            self._answers = False
            return False
        self._kept = newest
        return True


def known(db: Database, *, seconds: float = SECONDS) -> Head | None:
    """The seal that this computer's keyring holds for the book at this place, if it has one and answers."""
    name = _name(db.path)
    with suppress(KeyringUnavailable):
        return _read(name, seconds) if name else None
    return None


def attach(db: Database) -> None:
    """Adds a warning to `db.warnings` where the list ends before the seal that the keyring holds."""
    head = known(db)
    if head is not None and not db.warnings and not audit.stands(db, head):
        db.warnings += (MISSING,)


def forget(book: Path, *, seconds: float = SECONDS) -> None:
    """Takes the seal out of the keyring: for a book that was replaced by its backup on purpose."""
    if name := _name(book):
        with suppress(KeyringUnavailable):
            keys.forget_note(name, seconds=seconds)


def accept(db: Database, *, by: Actor, now: datetime) -> None:
    """Takes the book as it is for the right one, and says so on the list. Only the owner may."""
    require_owner(by, "take an older copy for the right one")
    audit.note_alone(db, by, audit.ACCEPTED, "book", now=now)
    forget(db.path)
    witness.accept(db)


def _name(book: Path) -> str:
    """The entry's name: one for each place, so that a copy of the book elsewhere is not held to this one's."""
    try:
        number = keys.load(book).book_id
    except KeyFileError:
        return ""
    return f"{number}:audit:{sha256(str(book.absolute()).encode()).hexdigest()[:12]}"


def _read(name: str, seconds: float) -> Head | None:
    return audit.parse_head(keys.read_note(name, seconds=seconds) or "")
