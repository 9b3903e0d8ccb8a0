"""A record as the rows of the book's tables: what goes where, and how much of it fits."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from deskmate.core import attachments, people, phones, text, zones
from deskmate.core.errors import InvalidInput
from deskmate.core.importing import Record, minding
from deskmate.core.importing.limits import MAX_PHOTO
from deskmate.core.importing.records import Address, File

# lines that complete a card that lacks them
SAME = ("prefix", "suffix", "known_as", "organisation", "language")
_ADDRESS_PARTS = ("street", "city", "region", "postcode", "country")
KINDS = {"note", "call", "visit", "purchase", "complaint", "compliment", "feedback", "message"}


@dataclass
class Rows:
    """Rows by table, as Core inserts take them."""

    by_table: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **values: Any) -> None:
        """One more row."""
        self.by_table[table].append(values)


@dataclass(frozen=True)
class Place:
    """Where and when an import happens: the shop's country and zone, who does it, and when."""

    region: str
    zone: ZoneInfo
    by: str
    now: datetime
    batch_id: int


def customer_values(records: Sequence[Record]) -> dict[str, Any]:
    """The columns of the customer table, cleaned and cut to what fits; of what a person has one, the first record's."""
    record = records[0]
    name = line(record.name) or line(record.organisation) or "(no name)"
    given = line(f"{record.given} {record.middle}" if record.middle else record.given)
    family = line(record.family)
    birthday = record.birthday
    return {
        "name": name,
        "sort_name": people.filed_under(name, given=given, family=family, is_company=record.is_company),
        "given": given,
        "family": family,
        "say_it": line(record.reading) if record.reading else "",
        "is_company": record.is_company,
        "birthday_year": birthday.year if birthday else None,
        "birthday_month": birthday.month if birthday else None,
        "birthday_day": birthday.day if birthday else None,
        "about": together([one.notes for one in records]),
        **{part: line(said) if (said := getattr(record, part)) else "" for part in SAME},
    }


def together(notes: Iterable[str]) -> str:
    """What several say about somebody, each line once, as far as it fits."""
    first, *others = [text.clean(note) for note in notes if note] or [""]
    lines = first.split("\n") if others else []
    known = set(lines)
    for said in (said for other in others for said in other.split("\n")):
        if said not in known:
            known.add(said)
            lines.append(said)
    return ("\n".join(lines) if others else first)[: text.NOTE_LIMIT]


def details(records: Iterable[Record], region: str) -> list[dict[str, Any]]:
    """Phones, e-mails and addresses of one person, each once."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for record in records:
        for row in _details_of(record, region):
            found.setdefault((row["kind"], row["normal"] or text.fold(row["value"])), row)
    preferred = set()
    for position, row in enumerate(found.values()):
        row["position"] = position
        if row["preferred"]:  # of each kind the first that a file prefers
            row["preferred"] = row["kind"] not in preferred
            preferred.add(row["kind"])
    return list(found.values())


def _details_of(record: Record, region: str) -> Iterator[dict[str, Any]]:
    for phone in record.phones:
        normal = phone.e164 or phones.parse(phone.typed, region).e164 or ""
        digits = phones.digits(phone.typed)
        yield _detail("phone", line(phone.typed), phone.label, normal, digits, preferred=phone.preferred)
    for email in record.emails:
        normal = email.address.casefold()
        yield _detail("email", line(email.address), email.label, normal, preferred=email.preferred)
    for address in record.addresses:
        if address.one_line:
            yield _detail("address", _address_text(address), address.label) | _address_parts(address)


def _detail(
    kind: str, value: str, label: str, normal: str = "", digits: str = "", *, preferred: bool = False
) -> dict[str, Any]:
    return {
        "kind": kind, "value": value, "label": line(label) if label else "", "normal": normal, "digits": digits,
        "street": "", "city": "", "region": "", "postcode": "", "country": "", "preferred": preferred, "position": 0,
    }  # fmt: skip


def _address_text(address: Address) -> str:
    town = " ".join(filter(None, (address.postal_code, address.city)))
    lines = (address.street, address.extended, address.po_box, town, address.region, address.country)
    return text.clean("\n".join(filter(None, lines)))[: text.LINE_LIMIT]


def _address_parts(address: Address) -> dict[str, str]:
    values = (address.street, address.city, address.region, address.postal_code, address.country)
    return {part: line(value) for part, value in zip(_ADDRESS_PARTS, values, strict=True)}


def own_values(records: Iterable[Record]) -> dict[str, list[str]]:
    """What has no place of its own, by the column's name: kept, so that nothing of the file is lost.

    Each value once, in the order of the records. Columns whose names are one name to the shop ("Type", "type") are one
    field that says both.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for record in records:
        for name, value in _placeless(record):
            if value and (name := line(name)[:80]) and (value := text.clean(value)[: text.NOTE_LIMIT]):
                values = found.setdefault(text.fold(name), (name, []))[1]
                values += [value] if value not in values else []
    return dict(found.values())


def is_placeless(record: Record) -> bool:
    """Whether there is anything that the book has no column for."""
    return bool(record.extra or record.urls or record.external_id or record.job_title or record.department)


def _placeless(record: Record) -> Iterator[tuple[str, str]]:
    """(name, value) of what the book has no column for."""
    yield "Job title", record.job_title
    yield "Department", record.department
    yield "Website", ", ".join(record.urls)
    yield "Customer number", record.external_id
    yield from record.extra


def tags(worn: Iterable[str]) -> list[str]:
    """The tags of one person as the book writes them, each once."""
    return list({text.fold(name): name for tag in worn if (name := line(tag.lstrip("#")))}.values())


def entries(records: Iterable[Record], place: Place) -> list[dict[str, Any]]:
    """The dated entries of one person as rows of the timeline; they are read later, on the worker.

    Each has its `files` beside its columns, and whether it was `called_off`, for whoever writes the row to take out.
    """
    found: dict[tuple[datetime, str, str, str, int | None], dict[str, Any]] = {}
    for record in records:
        for entry in record.entries:
            at = moment(entry.at, place.zone)
            body = text.clean(entry.text)[: text.NOTE_LIMIT]
            kind = entry.kind if entry.kind in KINDS else "note"
            beside = " ".join(text.clean(entry.details).split())[: text.NOTE_LIMIT] if entry.details else ""
            if at is None or (kind == "note" and not (body or beside) and entry.amount_minor is None):
                continue  # that somebody came is worth knowing without a word, that nothing was noted is not
            found.setdefault(
                (at, kind, body, beside, entry.amount_minor),
                {
                    "at": at,
                    "kind": kind,
                    "text": body,
                    "details": beside,
                    "amount_minor": entry.amount_minor,
                    "currency": entry.currency,
                    "created_at": place.now,
                    "by": place.by,
                    "import_batch_id": place.batch_id,
                    "files": entry.files,
                    "called_off": entry.called_off,
                },
            )
    return list(found.values())


def photo(records: Iterable[Record], place: Place) -> dict[str, Any] | None:
    """The row that keeps the first picture of the person that can be kept, as it came."""
    for record in records:
        if record.photo and len(record.photo) <= MAX_PHOTO:
            row = file_row(File("photo", record.photo), place)
            if row is not None and row["media_type"] != attachments.PDF:
                return row | {"photo": True}
    return None


def files(records: Iterable[Record], place: Place) -> list[dict[str, Any]]:
    """The rows that keep the files of one person's card, each once."""
    found = {(file.name, file.data): file for record in records for file in record.files}
    return [row for file in found.values() if (row := file_row(file, place)) is not None]


def file_row(file: File, place: Place) -> dict[str, Any] | None:
    """The row that keeps a file; None for one that can't be kept (who read the file said so)."""
    try:
        kind = attachments.checked(file.data)
    except InvalidInput:
        return None
    at = moment(file.at, place.zone) or place.now
    return {
        "name": line(file.name)[:120] or "file", "media_type": kind, "data": file.data, "photo": False,
        "at": at, "by": place.by,
    }  # fmt: skip


def preferences(records: Iterable[Record], place: Place) -> list[dict[str, Any]]:
    """What the records say somebody likes or needs, each once."""
    found = {(p.category, p.text): p for record in records for p in record.preferences if p.text}
    return [
        {
            "category": item.category[:80] or "other",
            "text": text.clean(item.text)[: text.LINE_LIMIT],
            **minding.marked(item.category, item.marks),
            "source": "import",
            "since": place.now,
            "created_by": place.by,
        }
        for item in found.values()
    ]


def refusal(place: Place) -> dict[str, Any]:
    """The row that keeps an opt-out which the file carries."""
    return {"purpose": "marketing", "channel": "", "given": False, "basis": "", "source": "import", "at": place.now}


def moment(written: str, zone: ZoneInfo) -> datetime | None:
    """A date or wall time as the file gives it (ISO 8601) as an instant; a bare date counts as noon."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    if len(written) <= 10:
        at = datetime.combine(date(at.year, at.month, at.day), time(12))
    return zones.instant(at, zone) if at.tzinfo is None else at


def line(value: str) -> str:
    """One line that fits, cleaned."""
    if not value:
        return ""
    if value.isascii() and value.isprintable() and "  " not in value:  # as most that comes in a large file
        return value.strip()[: text.LINE_LIMIT]
    kept = text.clean(value)
    # where all can be printed, a space is the only blank there is
    return (kept if "  " not in kept and kept.isprintable() else " ".join(kept.split()))[: text.LINE_LIMIT]
