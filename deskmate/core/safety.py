"""How safe the book is just now, in one look: its backups here and elsewhere, and what opens it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from deskmate.core import backups, keys, settings
from deskmate.core.db import Database
from deskmate.core.errors import KeyFileError

KeyringState = Literal["opens", "no entry", "another key", "not there"]
ALONE_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Safety:
    """`last` is the newest backup beside the book, `kept` how many there are, `earlier` how many of them a key before
    this one opens. `second` is the second place, if one was
    chosen, `second_there` whether it can be reached now, `second_last` its newest backup, `second_overdue` whether it
    has had none for a week. `rehearsed`: when going back to a backup was last tried. `opens_alone`: this computer's key
    store opens the book without a passphrase; `keyring` says how that is: it "opens" the book, has "no entry" for it,
    holds "another key", or is "not there" (or does not answer, or can't be trusted).
    `can_come_back`: the key file is whole, so that passphrase and recovery code open the book and its backups.
    `throw_away`: the book was opened without waiting for the disk (the demo), so nothing of it is meant to be kept.
    """

    folder: Path
    last: datetime | None
    kept: int
    earlier: int
    second: Path | None
    second_there: bool
    second_last: datetime | None
    second_overdue: bool
    rehearsed: datetime | None
    keyring: KeyringState
    can_come_back: bool
    throw_away: bool

    @property
    def opens_alone(self) -> bool:
        """Whether no passphrase is asked for at the start."""
        return self.keyring == "opens"


def look(db: Database, folder: Path, *, now: datetime) -> Safety:
    """Looks at the backups in the folder, at the second place and at the key store; may take seconds."""
    number = backups.book_id_of(db)
    here = backups.list_backups(folder, number)
    chosen = settings.current(db).backup_folder
    second = Path(chosen) if chosen else None
    there = backups.list_backups(second, number) if second is not None else []
    return Safety(
        folder=folder,
        last=here[0].made_at if here else None,
        kept=len(here),
        earlier=sum(made.key_file is not None and not keys.fits(made.key_file, db.key) for made in here),
        second=second,
        second_there=second is not None and second.is_dir(),
        second_last=there[0].made_at if there else None,
        second_overdue=backups.elsewhere_overdue(second, number, now=now),
        rehearsed=backups.last_rehearsal(folder),
        keyring=_keyring(db, number),
        can_come_back=_key_file_fits(db),
        throw_away=_throw_away(db),
    )


def alone(db: Database, folder: Path, *, now: datetime) -> str:
    """The sentence for a book whose backups were all on one computer for a week; "" while they are not."""
    number = backups.book_id_of(db)
    chosen = settings.current(db).backup_folder
    if chosen:
        late = backups.elsewhere_overdue(Path(chosen), number, now=now)
        return f"The second place for backups has had none for a week: {chosen}." if late else ""
    first = min((backup.made_at for backup in backups.list_backups(folder, number)), default=now)
    if now - first < ALONE_FOR:
        return ""
    return "All backups are on this computer. If it is lost, they are too: choose a USB stick or a network folder."


def _keyring(db: Database, number: str) -> KeyringState:
    try:
        kept = keys.from_keyring(number) if number else None
    except keys.KeyringUnavailable:
        return "not there"
    if kept is None:
        return "no entry"
    return "opens" if kept == db.key else "another key"


def _key_file_fits(db: Database) -> bool:
    try:
        return keys.fits(keys.load(db.path), db.key)
    except KeyFileError:
        return False


def _throw_away(db: Database) -> bool:
    with db.read() as session:
        return session.connection().exec_driver_sql("PRAGMA synchronous").scalar() == 0
