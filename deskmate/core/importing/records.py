"""What a file that somebody brought turns into: plain records, and words about what could not be read.

What each row of a large file is made of is a named tuple: to make one takes a quarter of what a frozen dataclass does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, NamedTuple

from deskmate.core.money import digits_after_point

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that needs a person's eye; `row` counts as a spreadsheet does, 0 is the whole file."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not say; `choices` are (answer for `read_file`, what it would look like)."""

    kind: str
    text: str
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what it was taken for; `field` is empty where nothing fits (kept under its own name)."""

    index: int
    name: str
    field: str
    label: str = ""
    slot: str = ""
    confidence: float = 0.0
    samples: tuple[str, ...] = ()


class PhoneValue(NamedTuple):
    """A phone as it was typed, in E.164 where it parses, and what it was called."""

    typed: str
    e164: str | None = None
    label: str = ""
    preferred: bool = False


class EmailValue(NamedTuple):
    """An e-mail address and what it was called; in lower case, except from files that Deskmate wrote itself."""

    address: str
    label: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in the parts of a vCard's ADR (RFC 6350, 6.3.1)."""

    street: str = ""
    extended: str = ""
    po_box: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    label: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that hold the place, without the label."""
        return (self.street, self.extended, self.po_box, self.city, self.region, self.postal_code, self.country)

    @property
    def one_line(self) -> str:
        """The address in one line, empty parts left out."""
        return ", ".join(part for part in self.parts if part)


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, with the year where it is known."""

    month: int
    day: int
    year: int | None = None

    @property
    def iso(self) -> str:
        """`1990-02-03`, or `--02-03` without a year (RFC 6350, 4.3.1)."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}" if self.year else f"--{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day to remember that is not the birthday, such as an anniversary."""

    kind: str
    day: Birthday


@dataclass(frozen=True, slots=True)
class Preference:
    """What somebody likes, needs or must not have; `marks` say in our own files what it is besides (see `minding`)."""

    category: str
    text: str
    marks: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a document that belongs to somebody; `at` is an ISO time."""

    name: str
    data: bytes
    at: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody who belongs with the record's customer: their `role`, and the `external_id` of their own record."""

    role: str
    other: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `at` is an ISO date or wall time as the file gives it, money in minor units.

    `details` is what the file says beside the words: who did it, whether they came, a receipt's number. What was
    `called_off` is a note of its day, and no visit. `minutes` is how long it takes, `staff` who
    may do it, the likeliest first, and `ref` what the file itself calls it, where it says so.
    """

    at: str
    kind: str
    text: str = ""
    amount_minor: int | None = None
    currency: str = ""
    files: tuple[File, ...] = ()
    details: str = ""
    called_off: bool = False
    minutes: int | None = None
    staff: tuple[str, ...] = ()
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A dated plan from a calendar file; wall times in ISO 8601, empty where the file has none.

    `zone` is empty for a time that is the shop's own. `rrule` (RFC 5545, several in lines), `rdates` and `exdates` say
    when it comes again and when not; `series.occurrences` unfolds them. `tz` is what the times are reckoned in.
    `staff` are names of who may do it, the likeliest first, where a list says so; `ref` is what the file itself calls
    this time: the UID of iCalendar and for one of several its RECURRENCE-ID, the number of a booking.
    """

    source_row: int
    subject: str
    start: str
    end: str = ""
    all_day: bool = False
    place: str = ""
    notes: str = ""
    people: tuple[str, ...] = ()
    zone: str = ""
    status: str = ""
    rrule: str = ""
    emails: tuple[str, ...] = ()
    rdates: tuple[str, ...] = ()
    exdates: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    ref: str = ""
    tz: tzinfo | None = field(default=None, compare=False, repr=False)


class Record(NamedTuple):
    """One customer as the file describes them; what has no place of its own is kept in `extra`.

    Records with the same `household` live together; it is told apart from others by that, and named `household_name`.
    `to_mind` is what our own files say of etiquette (see `minding`). `called_off` is what the file says does not take
    place after all; `appointments` do.
    One that is known `by_number` names nobody: its `external_id` says whose the entries are, if the book has it.
    """

    source_row: int
    name: str
    given: str = ""
    middle: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    known_as: str = ""
    reading: str = ""
    organisation: str = ""
    department: str = ""
    job_title: str = ""
    is_company: bool = False
    phones: tuple[PhoneValue, ...] = ()
    emails: tuple[EmailValue, ...] = ()
    addresses: tuple[Address, ...] = ()
    birthday: Birthday | None = None
    occasions: tuple[Occasion, ...] = ()
    notes: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    urls: tuple[str, ...] = ()
    photo: bytes | None = None
    preferences: tuple[Preference, ...] = ()
    entries: tuple[Entry, ...] = ()
    opted_out: bool | None = None
    opted_out_at: str = ""
    external_id: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    household: str = ""
    household_name: str = ""
    ties: tuple[Tie, ...] = ()
    files: tuple[File, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    called_off: tuple[Appointment, ...] = ()
    repeat_of: int | None = None
    by_number: bool = False
    to_mind: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What kind one of the shop's own fields is, as a file of our own says it; `choices` are lines."""

    name: str
    kind: str = "text"
    choices: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """A file as it was understood: nothing is written anywhere yet."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    has_header: bool = False
    header: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()
    records: tuple[Record, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    sample: tuple[tuple[str, ...], ...] = ()
    title_lines: tuple[str, ...] = ()
    fields: tuple[FieldKind, ...] = ()

    @property
    def repeats(self) -> tuple[Record, ...]:
        """The records that are the same person as an earlier record of this file."""
        return tuple(record for record in self.records if record.repeat_of is not None)


def _amount(entry: Entry) -> float | None:
    if entry.amount_minor is None:
        return None
    return float(entry.amount_minor / 10 ** digits_after_point(entry.currency))


def _address_json(address: Address) -> JsonObject:
    return {
        "street": address.street,
        "extended": address.extended,
        "po_box": address.po_box,
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
        "label": address.label,
    }


def _birthday_json(birthday: Birthday | None) -> JsonObject | None:
    return None if birthday is None else {"year": birthday.year, "month": birthday.month, "day": birthday.day}


def to_json(record: Record) -> JsonObject:
    """The record in the shape that `import --dry-run` shows under "customers"."""
    return {
        "source_row": record.source_row,
        "name": record.name,
        "given": record.given,
        "family": record.family,
        "organisation": record.organisation,
        "phones": [{"typed": p.typed, "e164": p.e164, "label": p.label} for p in record.phones],
        "emails": [email.address for email in record.emails],
        "addresses": [_address_json(address) for address in record.addresses],
        "birthday": _birthday_json(record.birthday),
        "notes": record.notes,
        "tags": list(record.tags),
        "photo_bytes": len(record.photo or b""),
        "entries": [{"at": e.at, "kind": e.kind, "text": e.text, "amount": _amount(e)} for e in record.entries],
    }
