"""Lists of visits or purchases, where each row is one: what differs from row to row is of the visit, not of who came.

A comment then stands in the timeline on its day, where it is read, and beside it who did it, how it was paid, whether
they came at all; only what is the same in all rows is of the customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from deskmate.core.importing import dates, lengths, values
from deskmate.core.importing.records import Column, Entry, Record
from deskmate.core.importing.visit_columns import (
    LISTED,
    comments_in,
    is_about_customer,
    is_about_visit,
    says_how_far,
    says_which_visit,
    says_who_did_it,
)
from deskmate.core.importing.visit_others import hosts_in

_NOTES = ""  # stands for the notes among the names of columns, which are never empty
_AT = frozenset({"at", "on", "date", "am", "datum", "le", "el"})
_COUNTED = frozenset({"visit", "purchase"})


@dataclass(frozen=True, slots=True)
class _Named:
    """The names of columns that say of a visit: this or that, anything, how far it is, who did it, which one it is."""

    differing: frozenset[str]
    stated: frozenset[str]
    beside: frozenset[str]
    staff: tuple[str, ...]
    numbers: frozenset[str]
    listed: bool


def told(records: Sequence[Record], columns: Iterable[Column]) -> Sequence[Record]:
    """The records, each with its last entry holding what the row says of it."""
    known = list(columns)
    notes = [column for column in known if column.field == "notes"]
    differing = _differing(records)
    if any(is_about_customer(column.name) for column in notes) or comments_in(known):
        differing -= {_NOTES}  # the names of the columns say whose the notes are
    own, hosts = {column.label for column in known if column.field == "own"}, hosts_in(known)
    numbers = frozenset(column.name for column in known if says_which_visit(column))
    staff = [column.name for column in known if says_who_did_it(column.name)]
    named = _Named(
        differing - own,
        stated=frozenset(column.name for column in known if column.field == "status"),
        beside=(hosts | numbers | {column.name for column in known if is_about_visit(column.name)}) - own,
        staff=(*sorted(staff, key=says_who_did_it, reverse=True), *sorted(hosts)),
        numbers=numbers,
        listed=any(column.field in LISTED for column in known),
    )
    return [_with_its_words(record, named) if record.entries else record for record in records]


def _differing(records: Sequence[Record]) -> frozenset[str]:
    """The columns that say different things of one person from row to row; to say nothing once is no difference."""
    found: set[str] = set()
    for same in _by_person(records):
        said: dict[str, set[str]] = defaultdict(set)
        for name, value in (pair for record in same for pair in (*record.extra, (_NOTES, record.notes))):
            if value:
                said[name].add(value)
        found |= {name for name, words in said.items() if len(words) > 1}
    return frozenset(found)


def _by_person(records: Sequence[Record]) -> Iterator[list[Record]]:
    """The rows of each person, as far as a file can tell: one name and phone, e-mail or number, or a name alone."""
    named: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.entries:
            reached = [email.address.casefold() for email in record.emails[:1]]
            reached += [phone.e164 or phone.typed for phone in record.phones[:1]]
            named[record.name.casefold()][next(iter(reached), record.external_id)].append(record)
    for by_reach in named.values():
        bare = by_reach.pop("", [])
        if len(by_reach) == 1:  # the one of that name whom the file says how to reach
            next(iter(by_reach.values())).extend(bare)
        elif bare:
            yield bare
        yield from by_reach.values()


def _with_its_words(record: Record, named: _Named) -> Record:
    *others, entry = record.entries
    counted = entry.kind in _COUNTED and (named.listed or len(entry.at) > len("2026-01-31"))
    off = [pair for pair in record.extra if _says_off(*pair, named.stated)] if counted else []
    moved = [
        (name, value)
        for name, value in record.extra
        if name in named.differing
        or (name, value) in off
        or (counted and (name in named.beside or (name in named.stated and _says_how_far(value))))
    ]
    comment = record.notes if _NOTES in named.differing else ""
    if not moved and not comment:
        return record
    details = " · ".join(f"{name}: {values.one_line(value)}" for name, value in moved)
    said = "\n".join(filter(None, (entry.text, comment)))
    details = " · ".join(filter(None, (entry.details, details)))
    beside = dict(moved)
    staff = tuple(values.one_line(beside[name]) for name in named.staff if name in beside)
    ref = next((f"{name} {value}" for name, value in moved if name in named.numbers), "")
    minutes = lengths.minutes(moved, entry.at)
    entry = replace(entry, text=said, details=details, minutes=minutes, staff=staff, ref=ref)
    if off:
        entry = _that_never_was(entry)
    return record._replace(
        entries=(*others, entry),
        notes="" if comment else record.notes,
        extra=tuple(pair for pair in record.extra if pair not in moved),
    )


def _says_how_far(value: str) -> bool:
    return says_how_far(value) or values.yes_or_no(value) is not None


def _says_off(name: str, value: str, stated: frozenset[str]) -> bool:
    """Whether a cell says that the visit was called off: "Status: no-show", "Cancelled: yes", "Cancelled at: …"."""
    if name in stated and values.says_called_off(value):
        return True
    first, _, last = name.rpartition(" ")
    if last.casefold() in _AT and values.says_called_off(first):
        return dates.parse(value) is not None
    said = values.says_called_off(name) and not values.is_blank(value)
    return said and values.yes_or_no(value) is not False


def _that_never_was(entry: Entry) -> Entry:
    """What was called off, or nobody came to, as a note: no visit to count and no money that was spent."""
    return replace(entry, kind="note", amount_minor=None, currency="", called_off=True)
