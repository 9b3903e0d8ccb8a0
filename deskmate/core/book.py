"""A book as a whole: make one, open one, close it. Ties together the file, its key and its schema."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from deskmate.core import (
    audit,
    audit_heads,
    connections,
    erasure,
    keys,
    migrations,
    schema,
    services,
    settings,
    staff,
    text,
    witness,
)
from deskmate.core import db as database
from deskmate.core.actors import Actor, require_owner
from deskmate.core.backups import finish as finish_restore
from deskmate.core.db import Database
from deskmate.core.errors import BookError, WrongKey
from deskmate.core.models import BookMark
from deskmate.core.sentiment import packs


@dataclass(frozen=True)
class Created:
    """A new, open book, and the recovery code that is shown once and never stored in the clear."""

    db: Database
    recovery_code: str


@dataclass(frozen=True)
class Opening:
    """What the welcome asks for: the shop's name, its trade (a pack's name), the owner's name."""

    shop_name: str
    trade: str
    owner: str
    region: str = "GB"
    currency: str = "GBP"
    zone: str = ""


def create(path: Path, opening: Opening, *, passphrase: str, recovery_code: str | None = None) -> Created:
    """Makes a new encrypted book with its key file, and opens it. An existing file is never touched.

    The key goes into the system's keyring where there is a trusted one; without, the passphrase opens the book.
    """
    keys.check_passphrase(passphrase)
    code = recovery_code or keys.new_recovery_code()
    if path.exists():
        raise BookError(f"There is already a book called {path.name}; it was left as it is.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, book_id = keys.new_key(), secrets.token_hex(16)
    file = keys.seal(key, book_id=book_id, passphrase=passphrase, recovery_code=code)
    _set_aside_lone_key(path)
    keys.save(path, file)  # first, so that a crash can't leave a book that nothing opens
    try:
        db = create_unlocked(path, opening, key=key)
    except BaseException:
        keys.key_path(path).unlink(missing_ok=True)
        raise
    _remember_key(file, key)
    witness.accept(db)
    witness.attach(db)
    return Created(db, code)


def create_unlocked(path: Path, opening: Opening, *, key: bytes, durable: bool = True) -> Database:
    """Makes and opens an encrypted book under a given key, without a key file (a throw-away or a scratch book)."""
    owner = text.clean_line(opening.owner, what="The owner's name", limit=80) or "Owner"
    opening = replace(opening, trade=packs.load(opening.trade).name)
    db = database.open_database(path, key, create=True, durable=durable)
    try:
        with db.write() as session:
            _lay_out(session, opening, owner)
    except BaseException:
        db.engine.dispose()
        for suffix in ("", *connections.COMPANIONS):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        raise
    path.chmod(0o600)
    return db


def open_with_keyring(path: Path, *, now: datetime, backups: Path | None = None) -> Database:
    """Opens a book with the key from the keyring; raises `KeyringUnavailable` or `WrongKey` when a secret is needed."""
    file = _ready(path)
    key = keys.from_keyring(file.book_id)
    if key is None or not keys.fits(file, key):
        raise WrongKey("This computer does not know the book's key (any more); the passphrase opens it.")
    db = _open(path, key, now=now, backups=backups)
    audit_heads.attach(db)
    return db


def open_with_secret(
    path: Path,
    *,
    passphrase: str | None = None,
    recovery_code: str | None = None,
    now: datetime,
    backups: Path | None = None,
    remember: bool = True,
) -> Database:
    """Opens a book with the passphrase or the recovery code, and lets the keyring know the key again."""
    file = _ready(path)
    key = keys.unseal(file, passphrase=passphrase, recovery_code=recovery_code)
    db = _open(path, key, now=now, backups=backups)
    if remember and _remember_key(file, key):
        audit_heads.attach(db)
    return db


def change_secrets(
    db: Database,
    *,
    passphrase: str | None = None,
    new_code: bool = False,
    recovery_code: str | None = None,
    by: Actor,
    now: datetime,
) -> str:
    """Sets a new passphrase, or makes a new recovery code (given back), or both; the old ones stop working.

    `recovery_code` is one that `keys.new_recovery_code` made and that somebody has written down already. Backups made
    before go on opening with the secrets they were made under. Only the owner may do this.
    """
    require_owner(by, "change what opens the book")
    code = recovery_code or (keys.new_recovery_code() if new_code else None)
    if passphrase is not None:
        keys.check_passphrase(passphrase)
    keys.save(db.path, keys.rewrap(keys.load(db.path), db.key, passphrase=passphrase, recovery_code=code))
    changed = [name for name, new in (("passphrase", passphrase), ("recovery code", code)) if new is not None]
    audit.note_alone(db, by, "secrets changed", "book", changed, now=now)
    return code or ""


def keep_key_here(db: Database, keep: bool, *, by: Actor, now: datetime) -> None:
    """Lets this computer's key store open the book by itself, or makes it ask for the passphrase at each start.

    Only the owner may. Raises `KeyringUnavailable` where there is no key store to trust; takes seconds at most.
    """
    require_owner(by, "change what opens the book")
    number = keys.load(db.path).book_id
    if keep:
        keys.to_keyring(number, db.key)
    else:
        keys.forget(number)
    audit.note_alone(db, by, "key kept here" if keep else "key no longer kept here", "book", now=now)


def _ready(path: Path) -> keys.KeyFile:
    try:
        finish_restore(path)  # one that a power cut interrupted
    except OSError as error:
        raise BookError(
            f"A restore of {path.name} was interrupted and can't be completed: {error.strerror}. Nothing is lost; "
            "make room or free the folder, and start again."
        ) from error
    connections.check_file(path)
    return keys.load(path)


def _open(path: Path, key: bytes, *, now: datetime, backups: Path | None) -> Database:
    try:
        db = database.open_database(path, key)
    except WrongKey as error:
        # the key fits the key file, so it is not the key that is wrong
        raise BookError(
            f"The start of the book {path.name} is damaged, or the key file beside it belongs to another book. "
            "Restore the newest good backup; the file was left as it is."
        ) from error
    try:
        migrations.bring_up_to_date(db, now=now, backups=backups)
        erasure.replay(db, now=now)  # an older backup may have brought somebody back
        witness.attach(db)
    except BaseException:
        db.engine.dispose()
        raise
    return db


def _lay_out(session: Session, opening: Opening, owner: str) -> None:
    connection = session.connection()
    schema.create(connection)
    session.add(BookMark(id=1))
    settings.store(
        session,
        shop_name=text.clean_line(opening.shop_name, what="The shop's name", limit=120),
        trade=opening.trade,
        region=opening.region,
        currency=opening.currency,
        zone=opening.zone,
    )
    staff.insert(session, owner, "owner")
    for service in packs.load(opening.trade).services:
        services.insert(session, service.name, minutes=service.minutes)


def _set_aside_lone_key(path: Path) -> None:
    lone = keys.key_path(path)
    if lone.exists():
        # it may be all that opens a backup of a book that was lost
        lone.replace(lone.with_name(lone.name + "." + secrets.token_hex(4)))


def _remember_key(file: keys.KeyFile, key: bytes) -> bool:
    # without a trusted key store the passphrase is asked for at the next start
    with suppress(keys.KeyringUnavailable):
        keys.to_keyring(file.book_id, key)
        return True
    return False
