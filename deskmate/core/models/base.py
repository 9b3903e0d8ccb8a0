"""What all tables share: names for constraints, times in UTC, links between rows."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, Table, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

metadata = SQLModel.metadata
# Named constraints can be found again by migrations on SQLite, which otherwise forgets them
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC; a naive one is refused, because nobody could say later what it meant."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def instant(stored: str) -> datetime:
    """The time that such a column holds, from its text: for lists of thousands, where most times are alike."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def as_stored(at: datetime) -> str:
    """The text under which a time is kept; in the order of these texts are the times."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Record(SQLModel):
    """One row of a table. Tables take their values as they are, so no validators are built for them: a quarter of the
    time that describing them takes.
    """

    model_config = {"defer_build": True}


def table_of(model: type[SQLModel]) -> Table:
    """The model's table, for statements that move plain columns."""
    return metadata.tables[str(model.__tablename__)]


def bin_index(name: str) -> Index:
    """An index of what lies in the bin only.

    One that also held all that does not (NULL) would be taken by SQLite for the best way to a few rows.
    """
    inside = text("deleted_at IS NOT NULL")
    return Index(name, "deleted_at", sqlite_where=inside)


def link_index(name: str, column: str) -> Index:
    """An index of the rows whose optional link is set: most have none, and each entry is one more page to save."""
    return Index(name, column, sqlite_where=text(f"{column} IS NOT NULL"))


def key() -> Any:
    """The row's own number."""
    return Field(default=None, primary_key=True)


def link(
    target: str, *, cascade: bool = False, optional: bool = False, index: bool = True, primary: bool = False
) -> Any:
    """A link to another row: with `cascade` this row goes with it, otherwise the link is emptied (or it must stay)."""
    rule = "CASCADE" if cascade else "SET NULL" if optional else "RESTRICT"
    extra: dict[str, Any] = {"default": None} if optional else {}
    return Field(
        sa_column_args=[ForeignKey(target, ondelete=rule)],
        nullable=optional,
        index=index and not primary,
        primary_key=primary,
        **extra,
    )


def moment(*, optional: bool = False, index: bool = False) -> Any:
    """A point in time (aware, UTC)."""
    extra: dict[str, Any] = {"default": None} if optional else {}
    return Field(sa_type=UtcDateTime, nullable=optional, index=index, **extra)
