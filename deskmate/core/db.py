"""The one door to the SQLite file: encrypted connections, transactions, and who is told what changed.

Only this module knows sqlcipher3. Everybody else asks for `db.read()` or `db.write(topics…)`.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import NullPool, QueuePool
from sqlmodel import Session

from deskmate.core.errors import BookBusy, BookError, WrongKey

APPLICATION_ID = 0x44534B4D  # "DSKM": tells our file from any other SQLite file
SCHEMA_VERSION = 2
OLDEST_SAFE_SQLITE = (3, 51, 3)  # older ones can corrupt a file when the write-ahead log is reset
BUSY_SECONDS = 5.0
# by itself SQLite folds the log into the file within somebody's save, which then takes up to 0.3 s; `fold_log` does it
# between saves, and this is only the end of its patience: 80 MB
_LONGEST_LOG = 20_000
_CACHE_KIB = 20_000  # at most, of pages read before: each one read again would be decrypted again
_PAGES_AT_ONCE = 100  # of a copy, between two moments at which it gives way: a few milliseconds
_PAGES_A_FLUSH = 500  # 2 MB: a save that waits for the disk waits for no more than that
_STEPS_AT_ONCE = 20_000  # of SQLite's own machine, between two moments at which a walk through all tables gives way
_LONGEST_WAY, _MOST_WAYS = 0.1, 100  # seconds that long work gives way at one time, and how often in vain

_CHANGES_BEFORE = "deskmate_changes_before"

Listener = Callable[[frozenset[str]], None]
Ask = Callable[..., Any]  # a statement and its values → rows
GiveWay = Callable[[], None]


class Topic(StrEnum):
    """What a write can touch; each page says which of these it shows."""

    CUSTOMERS = "customers"
    INTERACTIONS = "interactions"
    FOLLOW_UPS = "follow-ups"
    APPOINTMENTS = "appointments"
    REMINDERS = "reminders"
    PROMISES = "promises"
    STAFF = "staff"
    SETTINGS = "settings"
    IMPORTS = "imports"
    BACKUPS = "backups"
    SEGMENTS = "segments"


class Database:
    """An open book: hands out sessions and tells listeners which topics a committed write touched."""

    def __init__(self, engine: Engine, path: Path, key: bytes) -> None:
        self.engine = engine
        self.path = path
        self.key = key
        self.writes = 0  # how many writes the book has seen in its life, as of this process's last one
        self.warnings: tuple[str, ...] = ()  # what opening the book found that the owner should know
        self._writer = engine.execution_options(deskmate_write=True)
        self._listeners: list[Listener] = []
        self._witnesses: list[Callable[[int], None]] = []
        self._sessions, self._thread = _Sessions(), threading.local()
        self._closed = False

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one unchanging state of the book; nothing it does is kept."""
        self._refuse_if_closed()
        with self._sessions, _plain_errors(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Ask]:
        """As `read`, for what is asked after every letter typed: statements go to the driver as they are."""
        with self._sessions, _plain_errors():
            connection = self.engine.raw_connection()
            try:
                raw: Any = connection.dbapi_connection
                raw.execute("BEGIN")
                yield raw.execute
            finally:
                connection.close()  # nothing was written; what was begun is ended

    @contextmanager
    def write(self, *topics: Topic) -> Iterator[Session]:
        """One transaction: all of it is kept on disk, or nothing. Listeners hear the topics after the commit."""
        self._refuse_if_closed()
        with self._sessions, _plain_errors(), Session(self._writer, expire_on_commit=False) as session:
            session.connection()  # takes the write lock now, so that what is read here can't change before the commit
            yield session
            for step in self._along():
                step(session)
            writes = _count_write(session)
            session.commit()
        if writes is not None:
            self.writes = writes
            for witness in self._witnesses:
                witness(writes)
        self.announce(*topics)

    @contextmanager
    def along(self, step: Callable[[Session], None]) -> Iterator[None]:
        """While it lasts, each write of this thread does this step too, in the same transaction."""
        before = self._along()
        self._thread.along = (*before, step)
        try:
            yield
        finally:
            self._thread.along = before

    def _along(self) -> tuple[Callable[[Session], None], ...]:
        return getattr(self._thread, "along", ())

    def way(self) -> GiveWay:
        """What long work calls between its small pieces, outside of any session: waits while somebody reads or writes.

        A tenth of a second at most, and after a hundred times in vain no more: it slows work down and never stops it.
        """
        left = _MOST_WAYS

        def give() -> None:
            nonlocal left
            if left and not self._sessions.none.wait(_LONGEST_WAY):
                left -= 1

        return give

    def witness(self, witness: Callable[[int], None]) -> None:
        """Calls `witness(number of the write)` after each committed write that changed something."""
        self._witnesses.append(witness)

    def listen(self, listener: Listener) -> None:
        """Calls `listener(topics)` after each committed write, in the thread that wrote."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Stops calling the listener."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def announce(self, *topics: Topic) -> None:
        """Tells listeners that something changed, also after a change made outside `write` (a restore)."""
        touched = frozenset(str(topic) for topic in topics)
        for listener in list(self._listeners) if touched else ():
            listener(touched)

    def fold_log(self) -> None:
        """Folds the write-ahead log into the file as far as nobody has to wait for it; for a worker, now and then."""
        with _plain_errors(), self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def empty_log(self) -> bool:
        """Folds the write-ahead log into the file and empties it; False while that can't be done (closing does it)."""
        with _plain_errors(), self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            try:
                busy, _pages, _moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlcipher3.Error:
                return False
        return not busy

    def close(self) -> None:
        """Folds the write-ahead log into the file and lets go of it; once more does nothing.

        From then on reads and writes are refused: another file may be about to take the place of this one, and a new
        log beside it would be taken for its own.
        """
        if self._closed:
            return
        self._closed = True
        try:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except exc.DBAPIError:
            pass  # nothing is lost: the log is read again at the next start
        self.engine.dispose()

    def open_again(self) -> None:
        """Goes on with the file after all: what was to take its place did not."""
        self._closed = False

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise BookBusy("The book is closed just now. Nothing was changed; try again in a moment.")


class _Sessions:
    """Counts the sessions that are open; `none` is set while there are none."""

    def __init__(self) -> None:
        self.none = threading.Event()
        self.none.set()
        self._count, self._lock = 0, threading.Lock()

    def __enter__(self) -> None:
        self._add(1)

    def __exit__(self, *_error: object) -> None:
        self._add(-1)

    def _add(self, number: int) -> None:
        with self._lock:
            self._count += number
            (self.none.clear if self._count else self.none.set)()


def open_database(path: Path, key: bytes, *, create: bool = False, durable: bool = True) -> Database:
    """Opens the encrypted file with its 256-bit key.

    With `create` the file must not exist yet; without it, it must exist and be ours. Only a throw-away book may be
    opened without `durable`: its commits do not wait for the disk. Raises `BookError` (missing,
    empty, damaged, not a book, newer schema) or `WrongKey`; none of them changes a byte of the file.
    """
    _check_library()
    if create:
        if path.exists():
            raise BookError(f"There is already a file called {path.name}; it was left as it is.")
    else:
        check_file(path)
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key, create=create, durable=durable),
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        pool_use_lifo=True,  # who comes back gets the connection that has the pages of last time still at hand
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    database = Database(engine, path, key)
    if not create:
        _check_identity(database)
    return database


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


def whole_file_engine(path: Path, key: bytes, *, create: bool = False) -> Engine:
    """An engine for changing the tables themselves: foreign keys are off, each transaction writes."""

    def creator() -> Any:
        connection = connect(path, key, create=create)
        connection.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would be ignored
        return connection

    engine = create_engine(
        "sqlite://", creator=creator, module=sqlcipher3.dbapi2, poolclass=NullPool, hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def settle(path: Path, key: bytes) -> None:
    """Folds the log of a closed book into its file and removes it; raises `BookBusy` while somebody has it open."""
    with raw(path, key) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise BookBusy("The book is open elsewhere. Close it there and try again. Nothing was changed.")


def stamp(connection: Connection) -> None:
    """Marks a new file as a Deskmate book of this schema version."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def count_writes(database: Database) -> int:
    """How many writes the file has seen in its life, by this process or another: a change of it means "look again"."""
    with database.read() as session:
        return int(session.connection().exec_driver_sql("SELECT writes FROM book_mark WHERE id = 1").scalar() or 0)


def schema_version(database: Database) -> int:
    """The schema version the file was written with."""
    with _plain_errors(), database.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _check_library() -> None:
    version = tuple(int(part) for part in sqlcipher3.sqlite_version.split("."))
    if version < OLDEST_SAFE_SQLITE:
        raise BookError(
            f"The installed sqlcipher3 brings SQLite {sqlcipher3.sqlite_version}, which can damage books. "
            "Install sqlcipher3 0.6.4 or newer, and neither sqlcipher3-binary nor sqlcipher3-wheels."
        )


def check_file(path: Path) -> None:
    """Raises `BookError` unless there is a file that could be a book."""
    if not path.exists():
        raise BookError(f"There is no book at {path}.")
    if not path.is_file():
        raise BookError(f"{path} is not a file, so it can't be a book.")
    if path.stat().st_size == 0:
        raise BookError(f"The book {path.name} is empty (0 bytes). Restore a backup; the file was left as it is.")


def _check_identity(database: Database) -> None:
    with _plain_errors(), database.engine.connect() as connection:
        application = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    problem = ""
    if application != APPLICATION_ID:
        problem = f"{database.path.name} is not a Deskmate book; it was left as it is."
    elif version > SCHEMA_VERSION:
        problem = (
            f"The book {database.path.name} was last used with a newer Deskmate (schema {version}, "
            f"this one knows {SCHEMA_VERSION}). Install the newer Deskmate; the book was left as it is."
        )
    if problem:
        database.engine.dispose()
        raise BookError(problem)


def _begin(connection: Connection) -> None:
    # SQLAlchemy's own transactions on SQLite start late and can lose updates between threads
    write = connection.get_execution_options().get("deskmate_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
    connection.info[_CHANGES_BEFORE] = _changes(connection)


def _count_write(session: Session) -> int | None:
    """Numbers the write inside its own transaction, so that a copy of the book tells how far it has come."""
    session.flush()
    connection = session.connection()
    if _changes(connection) == connection.info.get(_CHANGES_BEFORE):
        return None
    counted = connection.exec_driver_sql("UPDATE book_mark SET writes = writes + 1 WHERE id = 1 RETURNING writes")
    return counted.scalar()


def _changes(connection: Connection) -> int:
    raw: Any = connection.connection.dbapi_connection
    return int(raw.total_changes)


def _plain_errors() -> AbstractContextManager[None]:
    @contextmanager
    def guard() -> Iterator[None]:
        try:
            yield
        except exc.DBAPIError as error:
            if isinstance(error, exc.IntegrityError | exc.ProgrammingError):
                raise
            raise translated(error.orig or error) from error
        except sqlcipher3.ProgrammingError:
            raise  # our own mistake
        except sqlcipher3.Error as error:
            raise translated(error) from error

    return guard()


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
