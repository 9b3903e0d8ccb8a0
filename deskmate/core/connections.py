"""Encrypted connections to SQLite files, with every safety setting on, and plain sentences for what goes wrong.

Only this module knows sqlcipher3.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Engine, Pool, create_engine, exc

from deskmate.core.errors import BookBusy, BookError, WrongKey

OLDEST_SAFE_SQLITE = (3, 51, 3)  # older ones can corrupt a file when the write-ahead log is reset
BUSY_SECONDS = 5.0
# by itself SQLite folds the log into the file within somebody's save, which then takes up to 0.3 s; `fold_log` does it
# between saves, and this is only the end of its patience: 80 MB
_LONGEST_LOG = 20_000
# what SQLite lays beside a file: read into whatever lies under the file's name next, it would wreck that one
COMPANIONS = ("-wal", "-shm", "-journal")
_CACHE_KIB = 20_000  # at most, of pages read before: each one read again would be decrypted again
_STEPS_AT_ONCE = 20_000  # of SQLite's own machine, between two moments at which a walk through all tables gives way

# these go into the database as they are; without being told, the driver asks each value how, for 2 µs
for _kind, _as_it_is in ((type(None), lambda value: value), (bytes, lambda value: value), (bool, int)):
    sqlcipher3.register_adapter(_kind, _as_it_is)

GiveWay = Callable[[], None]
Error = sqlcipher3.Error


def connect(path: Path, key: bytes, *, create: bool = False, still: bool = False, durable: bool = True) -> Any:
    """A raw encrypted connection with every safety setting on.

    With `still` the file is only read, and taken as one that nobody writes: no log or lock file appears beside it.
    """
    mode = "ro&immutable=1" if still else "rwc" if create else "rw"
    try:
        raw = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
    except sqlcipher3.OperationalError as error:
        raise BookError(f"The book {path.name} can't be opened: the file or its folder refuses it.") from error
    try:
        raw.execute("PRAGMA cipher_log_level = NONE").fetchall()  # it would write to the terminal on its own
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not still:
            level = "FULL" if durable else "OFF"
            for pragma in ("journal_mode=WAL", f"synchronous={level}", "foreign_keys=ON", "secure_delete=ON"):
                raw.execute(f"PRAGMA {pragma}")
            raw.execute(f"PRAGMA wal_autocheckpoint={_LONGEST_LOG}").fetchall()
            raw.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            _read_back(raw, path, durable)
    except sqlcipher3.OperationalError as error:
        raw.close()
        raise translated(error) from error
    except sqlcipher3.DatabaseError as error:
        raw.close()
        if "malformed" in str(error):  # the key fits the first page, so it is the right one
            raise translated(error) from error
        raise WrongKey(
            "This key does not open the book. Either it is the wrong key, or the start of the file is damaged; "
            "the file was left as it is."
        ) from error
    return raw


def _read_back(raw: Any, path: Path, durable: bool) -> None:
    # SQLite goes on without a word where a setting can't be had, for example the log on some network folders
    wanted = {"journal_mode": "wal", "synchronous": 2 if durable else 0, "foreign_keys": 1, "secure_delete": 1}
    if any(raw.execute(f"PRAGMA {name}").fetchone() != (value,) for name, value in wanted.items()):
        raw.close()
        raise BookError(
            f"The folder of {path.name} can't keep a book safe, as happens with some network folders. Put the book on "
            "a disk of this computer. Nothing was changed."
        )


@contextmanager
def raw(path: Path, key: bytes, *, still: bool = False, give_way: GiveWay | None = None) -> Iterator[Any]:
    """A raw connection for jobs on the whole file, closed at the end; raises `BookError` instead of SQLite's errors.

    `give_way` is called again and again within long statements.
    """
    connection = connect(path, key, still=still)
    connection.set_progress_handler(give_way, _STEPS_AT_ONCE)
    try:
        yield connection
    except sqlcipher3.Error as error:
        raise translated(error) from error
    finally:
        connection.close()


def engine(creator: Callable[[], Any], *, pool: type[Pool], **options: Any) -> Engine:
    """SQLAlchemy's engine over such connections; what people typed stays out of its messages."""
    return create_engine(
        "sqlite://", creator=creator, module=sqlcipher3.dbapi2, poolclass=pool, hide_parameters=True, **options
    )


def check_file(path: Path) -> None:
    """Raises `BookError` unless there is a file that could be a book."""
    if not path.exists():
        raise BookError(f"There is no book at {path}.")
    if not path.is_file():
        raise BookError(f"{path} is not a file, so it can't be a book.")
    if path.stat().st_size == 0:
        raise BookError(f"The book {path.name} is empty (0 bytes). Restore a backup; the file was left as it is.")


def check_library() -> None:
    """Raises `BookError` where the installed SQLite could damage a book."""
    version = tuple(int(part) for part in sqlcipher3.sqlite_version.split("."))
    if version < OLDEST_SAFE_SQLITE:
        raise BookError(
            f"The installed sqlcipher3 brings SQLite {sqlcipher3.sqlite_version}, which can damage books. "
            "Install sqlcipher3 0.6.4 or newer, and neither sqlcipher3-binary nor sqlcipher3-wheels."
        )


@contextmanager
def plain_errors() -> Iterator[None]:
    """Within it, what SQLite reports becomes one of our sentences; mistakes of our own stay what they are."""
    try:
        yield
    except exc.DBAPIError as error:
        if isinstance(error, exc.IntegrityError | exc.ProgrammingError):
            raise
        raise translated(error.orig or error) from error
    except sqlcipher3.ProgrammingError:
        raise
    except sqlcipher3.Error as error:
        raise translated(error) from error


def translated(error: BaseException) -> BookError:
    """The sentence for what SQLite reports; the original stays as the cause."""
    said = str(error).lower()
    if "locked" in said or "busy" in said:
        return BookBusy("The book is busy with another job just now. Nothing was changed; try again in a moment.")
    if "full" in said:
        return BookError("The disk is full, so this was not saved. Make some room and try again.")
    if "readonly" in said or "read-only" in said:
        return BookError("The book can't be written: the file or its folder is read-only. Nothing was changed.")
    if any(word in said for word in ("malformed", "not a database", "corrupt", "vtable constructor failed")):
        return BookError("The book is damaged. Nothing was changed; restore the newest good backup under Settings.")
    if "i/o" in said or "unable to open" in said:
        return BookError("The disk reports an error with the book. Nothing was changed; check the disk and try again.")
    return BookError("The book could not be read or written. Nothing was changed.")
