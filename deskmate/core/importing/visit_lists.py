"""Lists of visits or purchases, where each row is one: what differs from row to row is of the visit, not of who came.

A comment then stands in the timeline on its day, where it is read, and beside it who did it, how it was paid, whether
they came at all; only what is the same in all rows is of the customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from deskmate.core.importing import values
from deskmate.core.importing.records import Column, Entry, Record

_NOTES = ""  # stands for the notes among the names of columns, which are never empty
_AT = frozenset({"at", "on", "date", "am", "datum", "le", "el"})
_COUNTED = frozenset({"visit", "purchase"})


def told(records: Sequence[Record], columns: Iterable[Column]) -> Sequence[Record]:
    """The records, each with its last entry holding what the row says of it."""
    stated = {column.name for column in columns if column.field == "status"}
    differing = _differing(records)
    return [_with_its_words(record, differing, stated) if record.entries else record for record in records]


def _differing(records: Sequence[Record]) -> frozenset[str]:
    """The columns that say different things of one person from row to row."""
    rows: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        if record.entries:
            rows[_who(record)].append(record)
    found: set[str] = set()
    for same in rows.values():
        if len(same) > 1:
            found |= {name for record in same for name, _value in _said(record) ^ _said(same[0])}
    return frozenset(found)


def _who(record: Record) -> tuple[str, str]:
    """Whose rows these are, as far as a file can tell: the name, and how they are reached or their number."""
    reached = [email.address.casefold() for email in record.emails[:1]]
    reached += [phone.e164 or phone.typed for phone in record.phones[:1]]
    return record.name.casefold(), next(iter(reached), record.external_id)


def _said(record: Record) -> set[tuple[str, str]]:
    return {*record.extra, (_NOTES, record.notes)}


def _with_its_words(record: Record, differing: frozenset[str], stated: set[str]) -> Record:
    *others, entry = record.entries
    off = [pair for pair in record.extra if _says_off(*pair, stated)] if entry.kind in _COUNTED else []
    moved = [pair for pair in record.extra if pair[0] in differing or pair in off]
    comment = record.notes if _NOTES in differing else ""
    if not moved and not comment:
        return record
    details = " · ".join(f"{name}: {values.one_line(value)}" for name, value in moved)
    said = "\n".join(filter(None, (entry.text, comment)))
    entry = replace(entry, text=said, details=" · ".join(filter(None, (entry.details, details))))
    if off:
        entry = _that_never_was(entry)
    return record._replace(
        entries=(*others, entry),
        notes="" if comment else record.notes,
        extra=tuple(pair for pair in record.extra if pair not in moved),
    )


def _says_off(name: str, value: str, stated: set[str]) -> bool:
    """Whether a cell says that the visit was called off: "Status: no-show", "Cancelled: yes", "Cancelled at: …"."""
    if name in stated:
        return values.says_called_off(value) or (values.says_called_off(name) and values.yes_or_no(value) is True)
    first, _, last = name.rpartition(" ")
    return last.casefold() in _AT and values.says_called_off(first)


def _that_never_was(entry: Entry) -> Entry:
    """What was called off, or nobody came to, as a note: no visit to count and no money that was spent."""
    return replace(entry, kind="note", amount_minor=None, currency="")
