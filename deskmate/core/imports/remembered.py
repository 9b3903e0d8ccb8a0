"""What a person said about the columns of a file, for the next file with the same ones."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deskmate.core.db import Database, Topic
from deskmate.core.importing import Import
from deskmate.core.models import Setting

MOST = 40  # files of so many kinds; whose turn it was longest ago is forgotten first
_KEY = "import_columns"
_KEPT = ("mapping", "date_order")  # what holds for the next file too; an encoding or a name in a chat need not


def recall(db: Database, header: Sequence[str]) -> dict[str, Any]:
    """The options for reading a file with this header as the last one was read; none for a header never met."""
    if not header:
        return {}
    with db.read() as session:
        row = session.get(Setting, _KEY)
        kept = row.value.get(_sign(header)) if row is not None and isinstance(row.value, dict) else None
    return {name: kept[name] for name in _KEPT if name in kept} if isinstance(kept, dict) else {}


def keep(db: Database, read: Iterable[tuple[Import, Mapping[str, Any]]]) -> None:
    """Remembers the options with which these files were read, where they have a header and a person said something."""
    said = {
        _sign(one.header): {name: options[name] for name in _KEPT if options.get(name)}
        for one, options in read
        if one.has_header and one.header
    }
    said = {sign: options for sign, options in said.items() if options}
    if not said:
        return
    with db.write(Topic.SETTINGS) as session:
        row = session.get(Setting, _KEY)
        before = row.value if row is not None and isinstance(row.value, dict) else {}
        kept = {sign: options for sign, options in before.items() if sign not in said} | said
        session.merge(Setting(key=_KEY, value=dict(list(kept.items())[-MOST:])))


def _sign(header: Sequence[str]) -> str:
    """The header as a short name: only the columns that a person spoke of are kept by theirs."""
    return hashlib.sha256("\n".join(header).encode("utf-8", "replace")).hexdigest()[:24]
