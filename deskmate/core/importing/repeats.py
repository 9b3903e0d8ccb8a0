"""The same person twice in one file, where the file itself leaves no doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from deskmate.core.importing.records import Record
from deskmate.core.text import fold


def marked(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records, each repeat with the row of the first one: same name, and a shared e-mail or phone, or all the same.

    Equal phones alone are a family, equal blank e-mails are nothing, and different birthdays are different people. A
    row that only says when a name was there is of the one person of that name whom the file says more of.
    """
    first: dict[tuple[str, str], Record] = {}
    people: dict[str, list[Record]] = defaultdict(list)
    result: list[Record] = []
    names = [_folded(record.name) for record in records]
    times = Counter(names)
    for name, record in zip(names, records, strict=True):
        if times[name] == 1:
            result.append(record)
            continue
        keys = _keys(name, record)
        earlier = next((first[key] for key in keys if key in first), None)
        if earlier is not None and _agree(earlier, record):
            result.append(record._replace(repeat_of=earlier.source_row))
            keep = earlier
        else:
            result.append(record)
            keep = record
            people[name].append(record)
        for key in keys:
            first.setdefault(key, keep)
    return tuple(_with_bare_rows(names, result, people))


def _with_bare_rows(
    names: Sequence[str], records: Sequence[Record], people: Mapping[str, Sequence[Record]]
) -> Iterator[Record]:
    """The rows of visits that say no more than a name, given to the one person of that name who says more."""
    moved: dict[int, int] = {}
    for found in people.values():
        bare = [record for record in found if _is_bare(record)]
        known = [record for record in found if not _is_bare(record)]
        if len(known) == 1:
            moved |= {record.source_row: known[0].source_row for record in bare}
    for record in records:
        at = record.source_row if record.repeat_of is None else record.repeat_of
        yield record._replace(repeat_of=moved[at]) if at in moved else record


def _is_bare(record: Record) -> bool:
    """Whether the row says that a name was there, and nothing else of who it is."""
    known = record.emails or record.phones or record.addresses or record.birthday or record.organisation
    return bool(record.entries) and not (known or record.external_id or record.suffix)


def _keys(name: str, record: Record) -> list[tuple[str, str]]:
    keys = [(name, email.address.casefold()) for email in record.emails]
    keys += [(name, phone.e164 or phone.typed) for phone in record.phones]
    if not keys:
        beside = () if record.entries else (record.notes, record.extra)
        rest = (record.birthday, record.addresses, record.organisation, record.external_id, beside)
        keys.append((name, repr(rest)))
    return keys


def _folded(name: str) -> str:
    return " ".join((name.lower() if name.isascii() else fold(name)).split())


def _agree(one: Record, other: Record) -> bool:
    """Nothing that a person has only one of contradicts."""
    if one.birthday and other.birthday and one.birthday != other.birthday:
        return False
    return not (one.suffix and other.suffix and one.suffix.casefold() != other.suffix.casefold())
