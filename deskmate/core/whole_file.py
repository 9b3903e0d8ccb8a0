"""Jobs on the whole file of a book: copies, another key, a log to be folded, its tables to be changed."""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import NullPool

from deskmate.core import connections
from deskmate.core.connections import GiveWay, connect, raw
from deskmate.core.errors import BookBusy

_PAGES_AT_ONCE = 100  # of a copy, between two moments at which it gives way: a few milliseconds
_PAGES_A_FLUSH = 500  # 2 MB: a save that waits for the disk waits for no more than that


def copy_book(source: Path, target: Path, key: bytes, *, give_way: GiveWay = lambda: None) -> None:
    """Copies one unchanging state of a book, open or not, into a new file of its own, under the same key.

    It is on the disk when this returns. Goes there piece by piece: a save that somebody waits for would else wait until
    the disk has the whole copy; `give_way` is called between the pieces. Raises `BookError` or OSError.
    """
    handle = os.open(target, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    def step(_status: int, left: int, _pages: int) -> None:
        give_way()
        if left // _PAGES_AT_ONCE % (_PAGES_A_FLUSH // _PAGES_AT_ONCE) == 0:
            os.fsync(handle)

    try:
        # SQLite is done with the file before the handle is closed, which would let go of its locks
        with raw(source, key) as reading, closing(connect(target, key, create=True)) as writing:
            # one file without a log beside it; before its last byte it is worth no flush of SQLite's own
            for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF"):
                writing.execute(f"PRAGMA {pragma}").fetchall()
            # while this one reads, its state stays: without it each save by others would start the copy anew
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(writing, pages=_PAGES_AT_ONCE, progress=step)
            reading.execute("COMMIT")
            writing.execute("PRAGMA journal_mode=DELETE").fetchall()
        os.fsync(handle)
    finally:
        os.close(handle)


def change_key(path: Path, key: bytes, new: bytes) -> None:
    """Encrypts a copy that nobody has open anew, page by page, under another key."""
    with raw(path, key) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()  # in the log SQLCipher can't change the key
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"").fetchall()


def engine(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """An engine for changing the tables themselves: foreign keys are off, each transaction writes."""

    def creator() -> Any:
        connection = connect(path, key, create=create)
        connection.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would be ignored
        return connection

    engine = connections.engine(creator, pool=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def settle(path: Path, key: bytes) -> None:
    """Folds the log of a closed book into its file and removes it; raises `BookBusy` while somebody has it open."""
    with raw(path, key) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise BookBusy("The book is open elsewhere. Close it there and try again. Nothing was changed.")
