"""The book about itself: settings, imports and what can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field

from deskmate.core.models.base import Record, key, link, moment


class Setting(Record, table=True):
    """One setting of the shop, as JSON."""

    key: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(JSON, nullable=False))


class Segment(Record, table=True):
    """A saved filter over the customers; `wanted` is its conditions and whether all or any of them must hold."""

    id: int | None = key()
    name: str
    folded: str = Field(unique=True)
    wanted: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = moment()
    created_by: str = ""


class BookMark(Record, table=True):
    """One row: how many writes the book has seen. An older copy of the book is known by it."""

    __tablename__ = "book_mark"

    id: int | None = key()
    writes: int = 0


class ImportBatch(Record, table=True):
    """One import: what came from where, and whether it was taken back."""

    __tablename__ = "import_batch"

    id: int | None = key()
    source: str
    at: datetime = moment()
    by: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    skipped: int = 0
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = moment(optional=True)


class ImportChange(Record, table=True):
    """What an import added to or changed in a customer who was there before, so that it can be taken back."""

    __tablename__ = "import_change"

    id: int | None = key()
    batch_id: int = link("import_batch.id", cascade=True)
    table: str
    row_id: int
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class UndoEntry(Record, table=True):
    """One thing somebody did, with the rows as they were before and after, newest last."""

    __tablename__ = "undo_entry"

    id: int | None = key()
    at: datetime = moment(index=True)
    by: str = ""
    label: str
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = moment(optional=True)


class AuditEvent(Record, table=True):
    """Who did what to which fields of which row. Only grows; `seal` chains each entry to the one before it."""

    __tablename__ = "audit_event"

    id: int | None = key()
    at: datetime = moment()
    who: str
    what: str
    subject: str = Field(default="", index=True)
    fields: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    seal: str
