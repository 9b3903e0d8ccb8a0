"""Customers as JSON: documented, complete, read back without loss.

    {"format": "deskmate-customers", "version": 1, "customers": [one object each, the fields of importing.Record]}

Days are {"year", "month", "day"} with a null year where it is unknown, money is in minor units, pictures are base64.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from deskmate.core.importing.json_file import FORMAT
from deskmate.core.importing.records import Record


def to_json_file(records: Iterable[Record]) -> bytes:
    """All records in one JSON file, UTF-8, one customer a line."""
    lines = ",\n".join(json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":")) for record in records)
    return f'{{"format": "{FORMAT}", "version": 1, "customers": [\n{lines}\n]}}\n'.encode("utf-8", "replace")


def _plain(record: Record) -> dict[str, Any]:
    """The record's fields, empty ones left out."""
    whole = asdict(record)
    for name in ("source_row", "repeat_of"):
        del whole[name]
    if record.photo is not None:
        whole["photo"] = base64.b64encode(record.photo).decode("ascii")
    return {
        name: value
        for name, value in whole.items()
        if value not in ("", None, (), False) or (value is False and name == "opted_out")
    }
