"""The one door to the book: transactions, and who is told what changed. Ask for `db.read()` or `db.write(topics…)`."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, exc
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from deskmate.core import connections
from deskmate.core.connections import GiveWay, check_file, connect, plain_errors
from deskmate.core.errors import BookBusy, BookError
from deskmate.core.prepared import plain

APPLICATION_ID = 0x44534B4D  # "DSKM": tells our file from any other SQLite file
SCHEMA_VERSION = 2
_LONGEST_WAY, _MOST_WAYS = 0.1, 100  # seconds that long work gives way at one time, and how often in vain

_CHANGES_BEFORE = "deskmate_changes_before"

Listener = Callable[[frozenset[str]], None]
Ask = Callable[..., Any]  # a statement and its values → rows


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
        with self._sessions, plain_errors(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Ask]:
        """As `read`, for what is asked after every letter typed: statements go to the driver as they are."""
        with self._sessions, plain_errors():
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
        with self._sessions, plain_errors(), Session(self._writer, expire_on_commit=False) as session:
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
        with plain_errors(), self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def empty_log(self) -> bool:
        """Folds the write-ahead log into the file and empties it; False while that can't be done (closing does it)."""
        with plain_errors(), self.engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            try:
                busy, _pages, _moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except connections.Error:
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
    connections.check_library()
    if create:
        if path.exists():
            raise BookError(f"There is already a file called {path.name}; it was left as it is.")
    else:
        check_file(path)
    engine = connections.engine(
        lambda: connect(path, key, create=create, durable=durable),
        pool=QueuePool,
        pool_use_lifo=True,  # who comes back gets the connection that has the pages of last time still at hand
    )
    event.listen(engine, "begin", _begin)
    database = Database(engine, path, key)
    if not create:
        _check_identity(database)
    return database


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
    with plain_errors(), database.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _check_identity(database: Database) -> None:
    with plain_errors(), database.engine.connect() as connection:
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
    counted = plain(session)("UPDATE book_mark SET writes = writes + 1 WHERE id = 1 RETURNING writes").fetchall()
    return int(counted[0][0]) if counted else None


def _changes(connection: Connection) -> int:
    raw: Any = connection.connection.dbapi_connection
    return int(raw.total_changes)
