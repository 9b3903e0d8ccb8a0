"""Pictures and documents of a customer, kept inside the encrypted book: the photo, and files at the card or an entry.

What a file is, is told by its first bytes, never by its name. Whether a picture is whole is for the window to see,
which can draw it. What is taken away lies in the bin for 30 days and can be brought back by undo until then.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, delete, func
from sqlalchemy import select as sa_select
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from deskmate.core import audit, changes, customers, files, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import FileProblem, InvalidInput, NotFound
from deskmate.core.models import Attachment, Interaction
from deskmate.core.models.base import table_of

MOST_MB = 10
MOST_BYTES = MOST_MB * 1024 * 1024
MOST_PHOTO_BYTES = 2_000_000
PDF = "application/pdf"
BIN_TIME = timedelta(days=30)
_MOST_NAME = 120
_AT_ONCE = 5_000  # SQLite takes so many values in a statement, and some more
_HEADS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_PDF_WITHIN = 1024  # readers allow that much before the mark (ISO 32000, Annex H.3)
_TABLE = table_of(Attachment)
_ROW = (
    _TABLE.c.id, _TABLE.c.customer_id, _TABLE.c.interaction_id, _TABLE.c.name, _TABLE.c.media_type,
    func.length(_TABLE.c.data), _TABLE.c.at, _TABLE.c.by,
)  # fmt: skip


@dataclass(frozen=True)
class FileRow:
    """An attached file without its content; `size` is in bytes, `interaction_id` the entry it stands at, if any."""

    id: int
    customer_id: int
    interaction_id: int | None
    name: str
    media_type: str
    size: int
    at: datetime
    by: str

    @property
    def is_picture(self) -> bool:
        """Whether the window can show it."""
        return self.media_type != PDF


def add(
    db: Database,
    customer_id: int,
    name: str,
    data: bytes,
    *,
    interaction_id: int | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Keeps a picture or a PDF at the customer's card, or at an entry of their history; gives its number.

    Raises `InvalidInput` for another kind of file, and for one larger than 10 MB.
    """
    kind, name = checked(data), _clean_name(name)
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        if interaction_id is not None:
            entry = session.get(Interaction, interaction_id)
            if entry is None or entry.deleted_at is not None or entry.customer_id != customer_id:
                raise NotFound("That entry is no longer on the history, so nothing was attached.")
        row = Attachment(
            customer_id=customer_id,
            interaction_id=interaction_id,
            name=name or ("document.pdf" if kind == PDF else "picture"),
            media_type=kind,
            data=data,
            at=now,
            by=by.name,
        )
        return _put(session, row, f"Attached a file for {customer.name}", by, now)


def set_photo(db: Database, customer_id: int, data: bytes, *, by: Actor, now: datetime) -> int:
    """Makes this the customer's picture instead of the one there was; gives its number.

    The window makes it small first; raises `InvalidInput` for what is no picture or has more than 2 MB.
    """
    kind = checked(data)
    if kind == PDF:
        raise InvalidInput("A photo needs to be a picture: JPEG, PNG, GIF or WebP.")
    if len(data) > MOST_PHOTO_BYTES:
        raise InvalidInput("This photo is too large; up to 2 MB fit.")
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        _bin_photos(session, customer_id, now)
        row = Attachment(
            customer_id=customer_id, name="photo", media_type=kind, data=data, photo=True, at=now, by=by.name
        )
        return _put(session, row, f"New photo of {customer.name}", by, now)


def remove_photo(db: Database, customer_id: int, *, by: Actor, now: datetime) -> None:
    """Takes the customer's photo away; raises `NotFound` where there is none."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        if not _bin_photos(session, customer_id, now):
            raise NotFound(f"There is no photo of {customer.name}.")
        changes.remember(session, f"Removed the photo of {customer.name}", by=by, now=now)


def remove(db: Database, attachment_id: int, *, by: Actor, now: datetime) -> None:
    """Takes a file away; it can be brought back by undo."""
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS) as session:
        changes.watch(session)
        row = _without_data(session, sa_select(Attachment).where(col(Attachment.id) == attachment_id))
        if not row:
            raise NotFound("That file is no longer there.")
        row[0].deleted_at = now
        changes.remember(session, f"Removed the file {row[0].name}", by=by, now=now)


def of(db: Database, customer_id: int) -> list[FileRow]:
    """Every file of a customer but the photo, the newest first."""
    query = sa_select(*_ROW).where(
        _TABLE.c.customer_id == customer_id, _TABLE.c.photo.is_(False), _TABLE.c.deleted_at.is_(None)
    )
    with db.read() as session:
        rows = session.connection().execute(query.order_by(_TABLE.c.at.desc(), _TABLE.c.id.desc()))
        return [FileRow(*row) for row in rows]


def at_entries(session: Session, interaction_ids: Sequence[int]) -> dict[int, tuple[FileRow, ...]]:
    """The files at these entries of a history, in the order they were added."""
    found: dict[int, list[FileRow]] = defaultdict(list)
    for start in range(0, len(interaction_ids), _AT_ONCE):
        some = _TABLE.c.interaction_id.in_(interaction_ids[start : start + _AT_ONCE])
        query = sa_select(*_ROW).where(some, _TABLE.c.deleted_at.is_(None)).order_by(_TABLE.c.id)
        for row in session.connection().execute(query):
            found[row.interaction_id].append(FileRow(*row))
    return {number: tuple(rows) for number, rows in found.items()}


def content(db: Database, attachment_id: int) -> bytes:
    """What is in the file; raises `NotFound` for one that was taken away."""
    with db.read() as session:
        query = sa_select(_TABLE.c.data).where(_TABLE.c.id == attachment_id, _TABLE.c.deleted_at.is_(None))
        data = session.connection().execute(query).scalar()
    if data is None:
        raise NotFound("That file is no longer there.")
    return bytes(data)


def save_copy(db: Database, attachment_id: int, to: Path, *, by: Actor, now: datetime) -> None:
    """Writes a copy outside the book, where nothing protects it; so it is done only when a person asks for it.

    Raises `FileProblem` where it can't be written; it goes on the audit list.
    """
    data = content(db, attachment_id)
    try:
        files.write_whole(to, data)
    except OSError as error:
        raise FileProblem(
            f"The copy can't be written there: {error.strerror or 'the disk reports an error'}."
        ) from error
    audit.note_alone(db, by, "file copied out of the book", f"attachment:{attachment_id}", now=now)


def photo(db: Database, customer_id: int) -> bytes | None:
    """The customer's picture, or nothing."""
    query = sa_select(_TABLE.c.data).where(
        _TABLE.c.customer_id == customer_id, _TABLE.c.photo.is_(True), _TABLE.c.deleted_at.is_(None)
    )
    with db.read() as session:
        # two cards that became one may have one each
        found = session.connection().execute(query.order_by(_TABLE.c.at.desc(), _TABLE.c.id.desc()).limit(1)).scalar()
        return None if found is None else bytes(found)


def bin_with_entry(session: Session, interaction_id: int, now: datetime) -> None:
    """Takes the files of an entry away with it, inside a bigger use case."""
    for row in _without_data(session, sa_select(Attachment).where(col(Attachment.interaction_id) == interaction_id)):
        row.deleted_at = now


def checked(data: bytes) -> str:
    """The media type by the first bytes; raises `InvalidInput` for what can't be kept, with the reason."""
    if len(data) > MOST_BYTES:
        size = len(data) / 1024 / 1024
        raise InvalidInput(f"This file has {size:,.1f} MB; up to {MOST_MB} MB can be kept in the book.")
    for head, kind in _HEADS:
        if data.startswith(head):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return PDF
    raise InvalidInput("Only pictures (JPEG, PNG, GIF, WebP) and PDF files can be kept here.")


def _put(session: Session, row: Attachment, label: str, by: Actor, now: datetime) -> int:
    session.add(row)
    changes.remember(session, label, by=by, now=now)
    # what was in the bin for long goes now and then, so that the book does not only grow
    session.connection().execute(delete(_TABLE).where(_TABLE.c.deleted_at < now - BIN_TIME))
    assert row.id is not None
    return row.id


def _bin_photos(session: Session, customer_id: int, now: datetime) -> bool:
    wanted = sa_select(Attachment).where(col(Attachment.customer_id) == customer_id, col(Attachment.photo).is_(True))
    rows = _without_data(session, wanted)
    for row in rows:
        row.deleted_at = now
    session.flush()
    return bool(rows)


def _without_data(session: Session, query: Select[tuple[Attachment]]) -> list[Attachment]:
    """Rows that are not in the bin; their content stays on the disk."""
    here = query.where(col(Attachment.deleted_at).is_(None)).options(defer(Attachment.data))  # type: ignore[arg-type]
    return list(session.execute(here).scalars())


def _clean_name(name: str) -> str:
    """The file's own name without folders, cut in the middle of nothing that matters: its ending stays."""
    name = text.clean_line(name.replace("\\", "/").rpartition("/")[2][-1000:], limit=1000)
    if len(name) <= _MOST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: _MOST_NAME - 12]}…{dot}{ending[:10]}" if dot else name[:_MOST_NAME]
