"""A small file beside the book that remembers how far the book had come.

Every integrity check calls an older copy of a book sound, and a book whose newest changes were lost with its `-wal`
file too. The witness knows that there was more. It holds one number and nothing about anybody.
"""

import os
from contextlib import suppress
from pathlib import Path

from deskmate.core.db import Database

_WIDTH = 20


def attach(db: Database) -> None:
    """Compares the book with its witness, adds a warning to `db.warnings` if it has gone back, and goes on noting."""
    seen, here = _read(path_of(db.path)), _writes(db)
    if seen > here:
        db.warnings += (warning(seen - here),)
    if not seen:
        _write(path_of(db.path), here)
    high = max(seen, here)  # until the owner accepts the older state, it stays known that there was more

    def note(number: int) -> None:
        if number > high:
            _write(path_of(db.path), number)

    db.witness(note)


def accept(db: Database) -> None:
    """Takes the book as it is for the right one; for the owner who put the older copy there on purpose."""
    _write(path_of(db.path), _writes(db))
    db.warnings = ()


def behind(db: Database) -> int:
    """How many writes the book lacks that its witness has seen."""
    return max(0, _read(path_of(db.path)) - _writes(db))


def warning(missing: int) -> str:
    """The sentence for a book that has gone back."""
    changes = "the newest change" if missing == 1 else f"the newest {missing:,} changes"
    return (
        f"This is an older copy of the book: it lacks {changes} made on this computer. If nobody put it there on "
        "purpose, restore the newest backup."
    )


def path_of(book: Path) -> Path:
    """Where a book's witness is."""
    return book.with_name(book.name + ".witness")


def _writes(db: Database) -> int:
    with db.read() as session:
        return int(session.connection().exec_driver_sql("SELECT max(writes) FROM book_mark").scalar() or 0)


def _read(path: Path) -> int:
    try:
        return int(path.read_bytes()[:_WIDTH])
    except (OSError, ValueError):
        return 0  # a witness that is lost says nothing, and is no reason for alarm


def _write(path: Path, number: int) -> None:
    # not waited for: it comes after the save, so it can only ever lag behind, never run ahead
    with suppress(OSError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(handle, f"{number:0{_WIDTH}d}\n".encode())
        finally:
            os.close(handle)
