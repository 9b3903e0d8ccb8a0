"""The same person twice in one file, where the file itself leaves no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deskmate.core.importing.records import Record
from deskmate.core.text import fold


def marked(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records, each repeat with the row of the first one: same name, and a shared e-mail or phone, or all the same.

    Equal phones alone are a family, equal blank e-mails are nothing, and different birthdays are different people.
    """
    first: dict[tuple[str, str], Record] = {}
    result: list[Record] = []
    names = [_folded(record.name) for record in records]
    times = Counter(names)
    for name, record in zip(names, records, strict=True):
        if times[name] == 1:
            result.append(record)
            continue
        keys = _keys(name, record)
        earlier = None
        for key in keys:
            if (earlier := first.get(key)) is not None:
                break
        if earlier is not None and _agree(earlier, record):
            result.append(record._replace(repeat_of=earlier.source_row))
            keep = earlier
        else:
            result.append(record)
            keep = record
        for key in keys:
            first.setdefault(key, keep)
    return tuple(result)


def _keys(name: str, record: Record) -> list[tuple[str, str]]:
    keys = [(name, email.address.casefold()) for email in record.emails]
    keys += [(name, phone.e164 or phone.typed) for phone in record.phones]
    if not keys:
        rest = (record.birthday, record.addresses, record.organisation, record.notes, record.external_id, record.extra)
        keys.append((name, repr(rest)))
    return keys


def _folded(name: str) -> str:
    return " ".join((name.lower() if name.isascii() else fold(name)).split())


def _agree(one: Record, other: Record) -> bool:
    """Nothing that a person has only one of contradicts."""
    if one.birthday and other.birthday and one.birthday != other.birthday:
        return False
    return not (one.suffix and other.suffix and one.suffix.casefold() != other.suffix.casefold())
