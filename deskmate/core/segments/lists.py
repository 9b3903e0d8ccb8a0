"""Lists of a segment's members for paper and for other programs; only the owner may, and each is noted down.

A list to look at carries no phones, e-mails or addresses; one made for contacting carries those of its channel only,
and leaves out whom it is not fitting, or not allowed, to contact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from deskmate.core import audit, exporting, files, settings, zones
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.exports import records
from deskmate.core.importing.records import Record
from deskmate.core.segments import members, saved
from deskmate.core.segments.conditions import Filter
from deskmate.core.segments.members import Contacting, Reach

FORMATS = ("csv", "xlsx")
MOST_PRINTED = 2_000
_CARRIED = {"phone": "phones", "message": "phones", "e-mail": "emails", "letter": "addresses"}


@dataclass(frozen=True)
class ListedCustomer:
    """One line of a printed list: how to reach them only where the list is made for that."""

    name: str
    known_as: str
    reach: str


@dataclass(frozen=True)
class PrintedList:
    """What goes on paper: the customers in order of name, and how many there are and were left out."""

    customers: tuple[ListedCustomer, ...]
    reach: Reach


def export(
    db: Database,
    name: str,
    wanted: Filter,
    to: Path,
    *,
    contacting: Contacting | None = None,
    by: Actor,
    now: datetime,
) -> Reach:
    """Writes the list to a CSV or Excel file, by the ending of its name, and says how many are on it.

    Raises `NotAllowed`, `InvalidInput` or `FileProblem`; a file that was there is then as it was.
    """
    require_owner(by, "export lists of customers")
    fmt = to.suffix.lower().lstrip(".")
    if fmt not in FORMATS:
        raise InvalidInput("The file's name must end in .csv or .xlsx.")
    found = members.reach(db, wanted, contacting, now=now)
    with db.read() as session:
        chosen = list(_records(session, members.numbers(session, wanted, contacting, now=now), contacting))
    data = exporting.to_xlsx(chosen) if fmt == "xlsx" else exporting.to_csv(chosen)
    files.hand_out(to, data)
    audit.note_alone(db, by, f"list exported as {fmt}", _subject(db, name), _fields(contacting), now=now)
    return found


def printed(
    db: Database, name: str, wanted: Filter, *, contacting: Contacting | None = None, by: Actor, now: datetime
) -> PrintedList:
    """The list for paper; raises `NotAllowed`, or `InvalidInput` for one too long for paper."""
    require_owner(by, "print lists of customers")
    found = members.reach(db, wanted, contacting, now=now)
    if found.listed > MOST_PRINTED:
        raise InvalidInput(f"{found.listed:,} customers are too many for paper; export the list, or narrow it down.")
    with db.read() as session:
        chosen = _records(session, members.numbers(session, wanted, contacting, now=now), contacting)
        lines = tuple(ListedCustomer(one.name, one.known_as, _reach(one)) for one in chosen)
    audit.note_alone(db, by, "list printed", _subject(db, name), _fields(contacting), now=now)
    return PrintedList(lines, found)


def _records(session: Session, chosen: Sequence[int], contacting: Contacting | None) -> Iterator[Record]:
    zone = zones.of(settings.load(session))
    for start in range(0, len(chosen), records.AT_ONCE):
        chunk = chosen[start : start + records.AT_ONCE]
        found = {int(record.external_id): record for record in records.of(session, chunk, zone, whole=False)}
        yield from (_narrowed(found[number], contacting) for number in chunk)


def _narrowed(record: Record, contacting: Contacting | None) -> Record:
    """Only what the list is made for: nothing that could be read to call somebody who said no."""
    kept = _CARRIED[contacting.channel] if contacting is not None else ""
    dropped: dict[str, Any] = {part: () for part in ("phones", "emails", "addresses") if part != kept}
    if contacting is not None:
        dropped |= {"occasions": (), "extra": (), "tags": ()}
    return record._replace(**dropped, preferences=(), notes="", opted_out=None)


def _reach(record: Record) -> str:
    ways = [phone.typed for phone in record.phones] + [email.address for email in record.emails]
    for place in record.addresses:
        ways.append(", ".join(filter(None, (place.street, f"{place.postal_code} {place.city}".strip(), place.country))))
    return " · ".join(ways)


def _fields(contacting: Contacting | None) -> list[str]:
    return [contacting.purpose, contacting.channel] if contacting is not None else []


def _subject(db: Database, name: str) -> str:
    return next((f"segment:{row.id}" for row in saved.every(db) if row.name == name), "segment")
