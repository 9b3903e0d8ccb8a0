"""Statements that every save makes: put into SQL once, then handed to the driver as they are.

SQLAlchemy looks a statement up, sets its values and builds a result around it each time, which takes several times as
long as the database takes for one row. What it knows of the columns (how a time or JSON is stored) is used as ever.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Insert, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class _Ready:
    sql: str
    values: tuple[tuple[str, Any, Change | None], ...]  # name, value where none is given, how it is stored
    row: Callable[..., Any]
    columns: tuple[tuple[int, Change], ...]  # of the row: place, how it is read


class Prepared:
    """A Core statement without lists of values; `columns` are those that an insert fills.

    What the session still holds back is not in the book yet: who needs it flushes first.
    """

    def __init__(self, statement: Select[Any] | Insert | Update, *, columns: Iterable[str] = ()) -> None:
        self._statement, self._columns = statement, tuple(columns)
        self._known: _Ready | None = None

    def all(self, session: Session, **values: Any) -> list[Any]:
        """The rows, their columns by name."""
        ready = self._ready(session)
        rows = self._run(session, ready, values).fetchall()
        return [ready.row(*_read(row, ready.columns)) for row in rows]

    def first(self, session: Session, **values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.all(session, **values)), None)

    def insert(self, session: Session, **values: Any) -> int:
        """Puts the row in; gives its number."""
        return int(self._run(session, self._ready(session), values).lastrowid)

    def change(self, session: Session, **values: Any) -> int:
        """Changes rows; gives how many there were to change."""
        return int(self._run(session, self._ready(session), values).rowcount)

    def _run(self, session: Session, ready: _Ready, values: dict[str, Any]) -> Any:
        given = [
            stored(value) if stored is not None else value
            for name, usual, stored in ready.values
            for value in (values[name] if name in values or usual is _MUST else usual,)
        ]
        return plain(session)(ready.sql, given)

    def _ready(self, session: Session) -> _Ready:
        # at its first use: a program that starts should not wait for what it may never ask
        if self._known is None:
            self._known = _prepared(self._statement, self._columns, session.connection().dialect)
        return self._known


def plain(session: Session) -> Callable[..., Any]:
    """What hands a statement in SQL, with a sequence of values, to the driver, in the session's own transaction."""
    raw: Any = session.connection().connection.dbapi_connection
    return raw.execute  # type: ignore[no-any-return]


_MUST = object()


def _prepared(statement: Any, columns: tuple[str, ...], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect, column_keys=columns or None)
    assert isinstance(compiled, SQLCompiler)
    assert not compiled.post_compile_params, "a list of values is another statement each time"
    values = []
    for name in compiled.positiontup or ():
        bind = compiled.binds[name]
        usual = _MUST if bind.required else bind.value
        values.append((name, usual, bind.type.dialect_impl(dialect).bind_processor(dialect)))
    told = list(statement.selected_columns) if isinstance(statement, Select) else []
    readers = [(place, _reader(column.type, dialect)) for place, column in enumerate(told)]
    row = namedtuple("Row", [column.key for column in told], rename=True)  # type: ignore[misc]  # as it names them
    return _Ready(
        str(compiled), tuple(values), row, tuple((place, read) for place, read in readers if read is not None)
    )


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Change | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _read(row: tuple[Any, ...], columns: tuple[tuple[int, Change], ...]) -> list[Any]:
    values = list(row)
    for place, read in columns:
        values[place] = read(values[place])
    return values
