"""Entries about somebody who is in the book already: one that is there counts once and is brought up to date."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select as sa_select
from sqlalchemy import update
from sqlmodel import Session

from deskmate.core import customers, search
from deskmate.core.importing import tells_visits_apart
from deskmate.core.imports import rows as make
from deskmate.core.imports.rows import Place
from deskmate.core.models import Attachment, Customer, ImportChange, Interaction
from deskmate.core.models.base import table_of

_BETWEEN = " · "
_CAME = ("import_batch_id", "edited_at", "deleted_at")
_NOTE = {"kind": "note", "amount_minor": None, "currency": ""}


def add(session: Session, customer: Customer, entries: Sequence[dict[str, Any]], place: Place) -> None:
    """Writes what the timeline lacks of these entries (see `rows.entries`)."""
    if not entries:
        return
    stored = _stored(session, customer, entries)
    for entry in entries:
        files, called_off = entry.pop("files"), entry.pop("called_off")
        if (known := _same(stored, entry)) is not None:
            _bring_up_to_date(session, known, _details(known, entry), place)
        elif called_off and (known := _counted(stored, entry)) is not None:
            _bring_up_to_date(session, known, _NOTE | _details(known, entry), place)
        elif (rest := _what_is_new(stored, entry)) is not None:
            _write(session, customer, rest, files, place)


def _stored(session: Session, customer: Customer, entries: Sequence[dict[str, Any]]) -> Mapping[Any, list[Any]]:
    """What the timeline holds at the moments of these entries, by moment."""
    table = table_of(Interaction)
    names = ("id", "at", "kind", "amount_minor", "currency", "text", "details", *_CAME)
    query = sa_select(*(table.c[name] for name in names)).where(
        table.c.customer_id == customer.id, table.c.at.in_([entry["at"] for entry in entries])
    )
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in session.connection().execute(query):
        found[row.at].append(row)
    return found


def _same(stored: Mapping[Any, list[Any]], entry: dict[str, Any]) -> Any | None:
    """The stored entry that is this one, perhaps with more told: "Cut" is in "Cut, too short"."""
    said = entry["text"]
    return next((row for row in _alike(stored, entry) if _begins_with(row.text, said)), None)


def _counted(stored: Mapping[Any, list[Any]], entry: dict[str, Any]) -> Any | None:
    """The visit or purchase that an import counted, and that did not take place after all."""
    then = (row for row in stored[entry["at"]] if row.kind in ("visit", "purchase") and _is_as_it_came(row))
    return next((row for row in then if row.text == entry["text"] and _agree(row.details, entry["details"])), None)


def _is_as_it_came(row: Any) -> bool:
    return row.import_batch_id is not None and row.edited_at is None and row.deleted_at is None


def _what_is_new(stored: Mapping[Any, list[Any]], entry: dict[str, Any]) -> dict[str, Any] | None:
    """The entry, or what was added to a stored one since, which stands beside it as a note; None if that is there."""
    before = next((row for row in _alike(stored, entry) if _begins_with(entry["text"], row.text)), None)
    if before is None:
        return entry
    rest = entry["text"].removeprefix(before.text).strip()
    notes = (row for row in stored[entry["at"]] if row.kind == "note" and row.amount_minor is None)
    return None if any(row.text == rest for row in notes) else entry | _NOTE | {"text": rest, "details": ""}


def _alike(stored: Mapping[Any, list[Any]], entry: dict[str, Any]) -> list[Any]:
    what = (entry["kind"], entry["amount_minor"])
    then = [row for row in stored[entry["at"]] if (row.kind, row.amount_minor) == what]
    return [row for row in then if _agree(row.details, entry["details"])]


def _begins_with(text: str, beginning: str) -> bool:
    return not beginning or text == beginning or text.startswith(f"{beginning}\n")


def _agree(stored: str, said: str) -> bool:
    """Whether nothing that stands beside two entries tells them apart, such as the number of a receipt."""
    ours, theirs = _pairs(stored), _pairs(said)
    return all(ours[name] == theirs[name] for name in ours.keys() & theirs.keys() if tells_visits_apart(name))


def _pairs(details: str) -> dict[str, str]:
    """ "Staff: Mia · Receipt: 17" by what stands before the colon; what has none is by itself."""
    parts = (part.partition(": ") for part in details.split(_BETWEEN) if part)
    return {name if colon else "": value if colon else name for name, colon, value in parts}


def _details(row: Any, entry: dict[str, Any]) -> dict[str, Any]:
    """What stands beside the entry now: what the file says today, and what it no longer says."""
    said = _pairs(entry["details"]) if _is_as_it_came(row) else {}
    both = _pairs(row.details) | said
    if not said or both == _pairs(row.details):
        return {}
    return {"details": _BETWEEN.join(f"{name}: {value}" if name else value for name, value in both.items())}


def _bring_up_to_date(session: Session, row: Any, new: dict[str, Any], place: Place) -> None:
    if new:
        table = table_of(Interaction)
        session.connection().execute(update(table).where(table.c.id == row.id).values(new))
        before = {name: getattr(row, name) for name in new}
        session.add(ImportChange(batch_id=place.batch_id, table=table.name, row_id=row.id, before=before, after=new))


def _write(session: Session, customer: Customer, entry: dict[str, Any], files: Sequence[Any], place: Place) -> None:
    row = Interaction(customer_id=customer.id or 0, **entry)
    session.add(row)
    if row.at <= place.now:
        customers.touch(customer, row.at)
    session.flush()
    search.index_note(session, row.id or 0, row.text)
    for file in filter(None, (make.file_row(file, place) for file in files)):
        session.add(Attachment(customer_id=customer.id or 0, interaction_id=row.id, **file))
