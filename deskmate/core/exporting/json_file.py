"""Customers as JSON: documented, complete, read back without loss.

    {"format": "deskmate-customers", "version": 1, "fields": [name, kind and choices of the shop's own
     fields], "customers": [one object each, the fields of importing.Record]}

Days are {"year", "month", "day"} with a null year where it is unknown, money is in minor units, pictures and files are
base64. Customers of the same "household" live together; "ties" name the other's "external_id".
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from typing import Any, BinaryIO

from deskmate.core.importing.json_file import FORMAT
from deskmate.core.importing.records import FieldKind, File, Record


def write_json_file(out: BinaryIO, records: Iterable[Record], fields: Iterable[FieldKind] = ()) -> None:
    """All records into one JSON file (UTF-8), one customer a line and at a time: pictures need not all be in memory.

    `fields` are the kinds of the shop's own fields, so that a date stays a date in another book.
    """
    kinds = json.dumps([asdict(field) for field in fields], ensure_ascii=False)
    out.write(f'{{"format": "{FORMAT}", "version": 1, "fields": {kinds}, "customers": [\n'.encode("utf-8", "replace"))
    for place, record in enumerate(records):
        line = json.dumps(_plain(record), ensure_ascii=False, separators=(",", ":"))
        out.write((",\n" if place else "").encode() + line.encode("utf-8", "replace"))
    out.write(b"\n]}\n")


def _plain(record: Record) -> dict[str, Any]:
    """The record's fields, empty ones left out."""
    whole: dict[str, Any] = {name: _as_json(value) for name, value in record._asdict().items()}
    for name in ("source_row", "repeat_of"):
        del whole[name]
    if record.photo is not None:
        whole["photo"] = _base64(record.photo)
    whole["files"] = _files(record.files)
    for entry, one in zip(whole["entries"], record.entries, strict=True):
        entry["files"] = _files(one.files)
        if not one.files:
            del entry["files"]
    return {
        name: value
        for name, value in whole.items()
        if value not in ("", None, (), [], False) or (value is False and name == "opted_out")
    }


def _as_json(value: Any) -> Any:
    """A field of a record in what JSON knows: what is made of parts as an object."""
    if isinstance(value, tuple):
        return value._asdict() if hasattr(value, "_asdict") else [_as_json(one) for one in value]
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _files(files: Iterable[File]) -> list[dict[str, str]]:
    return [{"name": file.name, "data": _base64(file.data), "at": file.at} for file in files]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
