"""What tells whether a row that an import added is still that row: numbers of rows that are gone are given again."""

import hashlib
from collections.abc import Mapping
from typing import Any

_TELLING = {
    "contact_detail": ("kind", "value"),
    "occasion": ("name", "month", "day", "year"),
    "preference": ("category", "text"),
    "consent": ("purpose", "given"),
    "attachment": ("name", "photo"),
    "own_value": ("value",),
    "relation": ("kind", "other_id"),
}
_LETTERS = 16


def of(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """What to keep of a row beside its number; a digest, so that nothing about anybody is kept twice."""
    said = [repr(row[name]) for name in _TELLING.get(table, ()) if name in row]
    return {"as": hashlib.sha256("\n".join(said).encode()).hexdigest()[:_LETTERS]} if said else {}


def holds(table: str, row: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Whether a row is the one that was kept, as it came; an older book kept its number alone."""
    return "as" not in kept or of(table, row) == {"as": kept["as"]}
