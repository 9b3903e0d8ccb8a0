"""A record as the rows of the book's tables: what goes where, and how much of it fits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from deskmate.core import people, phones, text, zones
from deskmate.core.importing import Record
from deskmate.core.importing.records import Address

MOST_PHOTO_BYTES = 2_000_000
_ADDRESS_PARTS = ("street", "city", "region", "postcode", "country")
KINDS = {"note", "call", "visit", "purchase", "complaint", "compliment", "feedback", "message"}


@dataclass
class Rows:
    """Rows by table, as Core inserts take them."""

    by_table: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        """One more row."""
        self.by_table.setdefault(table, []).append(values)


@dataclass(frozen=True)
class Place:
    """Where and when an import happens: the shop's country and zone, who does it, and when."""

    region: str
    zone: ZoneInfo
    by: str
    now: datetime
    batch_id: int


def customer_values(record: Record) -> dict[str, Any]:
    """The columns of the customer table, cleaned and cut to what fits."""
    draft = people.Draft(
        name=_line(record.name) or _line(record.organisation) or "(no name)",
        given=_line(" ".join(filter(None, (record.given, record.middle)))),
        family=_line(record.family),
        is_company=record.is_company,
    )
    birthday = record.birthday
    return {
        "name": draft.name,
        "sort_name": people.sort_name(draft),
        "given": draft.given,
        "family": draft.family,
        "prefix": _line(record.prefix),
        "suffix": _line(record.suffix),
        "known_as": _line(record.known_as),
        "say_it": _line(record.reading),
        "organisation": _line(record.organisation),
        "is_company": record.is_company,
        "language": _line(record.language),
        "birthday_year": birthday.year if birthday else None,
        "birthday_month": birthday.month if birthday else None,
        "birthday_day": birthday.day if birthday else None,
        "about": text.clean(record.notes)[: text.NOTE_LIMIT],
    }


def details(records: Iterable[Record], region: str) -> list[dict[str, Any]]:
    """Phones, e-mails and addresses of one person, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        for row in _details_of(record, region):
            found.setdefault((row["kind"], row["normal"] or text.fold(row["value"])), row)
    return [row | {"position": position, "preferred": False} for position, row in enumerate(found.values())]


def _details_of(record: Record, region: str) -> Iterator[dict[str, Any]]:
    for phone in record.phones:
        parsed = phones.parse(phone.typed, region)
        yield _detail("phone", _line(phone.typed), phone.label, phone.e164 or parsed.e164 or "", parsed.digits)
    for email in record.emails:
        yield _detail("email", _line(email.address), email.label, email.address.casefold())
    for address in record.addresses:
        if address.one_line:
            yield _detail("address", _address_text(address), address.label) | _address_parts(address)


def _detail(kind: str, value: str, label: str, normal: str = "", digits: str = "") -> dict[str, Any]:
    parts = dict.fromkeys(_ADDRESS_PARTS, "")
    return {"kind": kind, "value": value, "label": _line(label), "normal": normal, "digits": digits, **parts}


def _address_text(address: Address) -> str:
    town = " ".join(filter(None, (address.postal_code, address.city)))
    lines = (address.street, address.extended, address.po_box, town, address.region, address.country)
    return text.clean("\n".join(filter(None, lines)))[: text.LINE_LIMIT]


def _address_parts(address: Address) -> dict[str, str]:
    values = (address.street, address.city, address.region, address.postal_code, address.country)
    return {part: _line(value) for part, value in zip(_ADDRESS_PARTS, values, strict=True)}


def own_values(records: Iterable[Record]) -> dict[str, str]:
    """What has no place of its own, by the column's name: kept, so that nothing of the file is lost."""
    found: dict[str, str] = {}
    for record in records:
        named = [("Job title", record.job_title), ("Department", record.department)]
        named += [("Website", ", ".join(record.urls)), ("Customer number", record.external_id), *record.extra]
        for name, value in named:
            if (name := _line(name)[:80]) and (value := text.clean(value)[: text.NOTE_LIMIT]):
                found.setdefault(name, value)
    return found


def tags(records: Iterable[Record]) -> list[str]:
    """The tags of one person, each once."""
    names = (_line(tag.lstrip("#")) for record in records for tag in record.tags)
    return list({text.fold(name): name for name in names if name}.values())


def entries(records: Iterable[Record], place: Place) -> list[dict[str, Any]]:
    """The dated entries of one person as rows of the timeline; they are read later, on the worker."""
    found: dict[tuple[datetime, str, str], dict[str, Any]] = {}
    for record in records:
        for entry in record.entries:
            at = moment(entry.at, place.zone)
            body = text.clean(entry.text)[: text.NOTE_LIMIT]
            if at is None or not (body or entry.amount_minor is not None):
                continue
            kind = entry.kind if entry.kind in KINDS else "note"
            found.setdefault(
                (at, kind, body),
                {
                    "at": at,
                    "kind": kind,
                    "text": body,
                    "amount_minor": entry.amount_minor,
                    "currency": entry.currency,
                    "created_at": place.now,
                    "by": place.by,
                    "import_batch_id": place.batch_id,
                },
            )
    return list(found.values())


def moment(written: str, zone: ZoneInfo) -> datetime | None:
    """A date or wall time as the file gives it (ISO 8601) as an instant; a bare date counts as noon."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    if len(written) <= 10:
        at = datetime.combine(date(at.year, at.month, at.day), time(12))
    return zones.instant(at, zone) if at.tzinfo is None else at


def _line(value: str) -> str:
    return " ".join(text.clean(value).split())[: text.LINE_LIMIT] if value else ""
