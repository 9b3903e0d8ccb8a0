"""Deskmate's own JSON of customers, read back without loss."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from deskmate.core import attachments
from deskmate.core.errors import FileProblem, InvalidInput
from deskmate.core.importing.limits import check_rows
from deskmate.core.importing.records import (
    Address,
    Birthday,
    EmailValue,
    Entry,
    FieldKind,
    File,
    Import,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
    Record,
    Tie,
)

FORMAT = "deskmate-customers"


def is_own(text: str) -> bool:
    """Whether a text is a JSON of customers, by its first lines."""
    return text[:200].lstrip().startswith("{") and f'"{FORMAT}"' in text[:2_000]


def read(text: str) -> Import:
    """Every customer of the file; one that is damaged is listed, the others come in.

    Raises FileProblem for text that is no JSON or of a later version.
    """
    try:
        whole = json.loads(text)
        customers = whole["customers"]
        version = whole.get("version", 1)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileProblem("This JSON file is damaged; it can't be read.") from error
    if not isinstance(customers, list):
        raise FileProblem("This JSON file is damaged; it can't be read.")
    if version != 1:
        raise FileProblem("This file was written by a later version of Deskmate; update Deskmate and try again.")
    check_rows(len(customers))
    records: list[Record] = []
    problems: list[Problem] = []
    for number, one in enumerate(customers, start=1):
        try:
            record, left_out = _with_good_files(_record(number, one))
            records.append(record)
            problems += [Problem(number, "files", f"{name} is left out: {why}") for name, why in left_out]
        except (TypeError, KeyError, ValueError, AttributeError, OverflowError, binascii.Error):
            problems.append(Problem(number, "", "Left out: this customer's part of the file is damaged."))
    fields = tuple(_fields(whole.get("fields")))
    return Import("json", rows=len(customers), records=tuple(records), problems=tuple(problems), fields=fields)


def _fields(given: Any) -> Iterator[FieldKind]:
    """The kinds of the shop's own fields; what makes no sense is left out, and such a field holds text."""
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one["name"]:
            yield FieldKind(one["name"], str(one.get("kind", "text")), str(one.get("choices", "")))


def _with_good_files(record: Record) -> tuple[Record, list[tuple[str, str]]]:
    """The record without files that can't be kept, and those with the reason."""
    left_out: list[tuple[str, str]] = []

    def good(files: tuple[File, ...]) -> tuple[File, ...]:
        kept = []
        for file in files:
            try:
                attachments.checked(file.data)
                kept.append(file)
            except InvalidInput as problem:
                left_out.append((file.name, str(problem)))
        return tuple(kept)

    entries = tuple(replace(entry, files=good(entry.files)) if entry.files else entry for entry in record.entries)
    return record._replace(files=good(record.files), entries=entries), left_out


def _record(number: int, one: dict[str, Any]) -> Record:
    texts: dict[str, Any] = {name: str(one.get(name) or "") for name in _TEXTS}
    if not texts["name"]:
        raise ValueError("a customer needs a name")
    out = one.get("opted_out")
    return Record(
        source_row=number,
        is_company=bool(one.get("is_company")),
        phones=tuple(_phone(phone) for phone in one.get("phones", [])),
        emails=tuple(_email(email) for email in one.get("emails", [])),
        addresses=tuple(Address(**{k: str(v) for k, v in address.items()}) for address in one.get("addresses", [])),
        birthday=_day(one.get("birthday")),
        occasions=tuple(_occasion(occasion) for occasion in one.get("occasions", [])),
        tags=tuple(map(str, one.get("tags", []))),
        urls=tuple(map(str, one.get("urls", []))),
        photo=base64.b64decode(one["photo"], validate=True) if one.get("photo") else None,
        preferences=tuple(
            Preference(str(p["category"]), str(p["text"]), str(p.get("marks", ""))) for p in one.get("preferences", [])
        ),
        to_mind=tuple((str(name), str(words)) for name, words in one.get("to_mind", [])),
        entries=tuple(_entry(entry) for entry in one.get("entries", [])),
        opted_out=None if out is None else bool(out),
        extra=tuple((str(name), str(value)) for name, value in one.get("extra", [])),
        ties=tuple(Tie(str(tie["role"]), str(tie["other"])) for tie in one.get("ties", [])),
        files=_files(one),
        **texts,
    )


_TEXTS = (
    "name", "given", "middle", "family", "prefix", "suffix", "known_as", "reading", "organisation", "department",
    "job_title", "notes", "language", "opted_out_at", "external_id", "household", "household_name",
)  # fmt: skip


def _phone(one: dict[str, Any]) -> PhoneValue:
    return PhoneValue(str(one["typed"]), one.get("e164"), str(one.get("label", "")), bool(one.get("preferred")))


def _email(one: dict[str, Any]) -> EmailValue:
    return EmailValue(str(one["address"]), str(one.get("label", "")), bool(one.get("preferred")))


def _day(one: dict[str, Any] | None) -> Birthday | None:
    return None if not one else Birthday(int(one["month"]), int(one["day"]), one.get("year"))


def _occasion(one: dict[str, Any]) -> Occasion:
    day = _day(one["day"])
    if day is None:
        raise ValueError("an occasion needs a day")
    return Occasion(str(one["kind"]), day)


def _entry(one: dict[str, Any]) -> Entry:
    amount = one.get("amount_minor")
    minor = None if amount is None else int(amount)
    words = (str(one["at"]), str(one["kind"]), str(one.get("text", "")))
    return Entry(*words, minor, str(one.get("currency", "")), _files(one), str(one.get("details", "")))


def _files(one: dict[str, Any]) -> tuple[File, ...]:
    return tuple(
        File(str(file["name"]), base64.b64decode(file["data"], validate=True), str(file.get("at", "")))
        for file in one.get("files", [])
    )
