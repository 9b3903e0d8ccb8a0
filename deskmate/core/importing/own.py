"""Tables that Deskmate itself wrote: read back word for word, without any guessing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from deskmate.core.importing import dates, formulas, minding
from deskmate.core.importing.cells import parse_phone
from deskmate.core.importing.limits import STEP, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import (
    Address,
    Birthday,
    Column,
    EmailValue,
    Import,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
    Record,
    Tie,
)

MARK = "Deskmate ID"
SEPARATOR = " ::: "
LINES = {
    "Name": "name",
    "First Name": "given",
    "Middle Name": "middle",
    "Last Name": "family",
    "Name Prefix": "prefix",
    "Name Suffix": "suffix",
    "Nickname": "known_as",
    "How to say it": "reading",
    "Organization Name": "organisation",
    "Organization Department": "department",
    "Organization Title": "job_title",
    "Language": "language",
    "Notes": "notes",
    "Opted out at": "opted_out_at",
    "Household ID": "household",
    "Household": "household_name",
}
PLACE = {
    "Street": "street",
    "Extended Address": "extended",
    "PO Box": "po_box",
    "City": "city",
    "Region": "region",
    "Postal Code": "postal_code",
    "Country": "country",
    "Label": "label",
}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|--\d{2}-\d{2}")
_NUMBERED = re.compile(r"(Phone|E-mail|Address|Website|Occasion|Preference|Relation|Extra) (\d+) - (.+)")


def is_own(header: Sequence[str], body: Sequence[tuple[int, list[str]]]) -> bool:
    """Whether a table is Deskmate's own and nobody's spreadsheet has rewritten its dates."""
    if not header or header[0] != MARK or len(set(header)) < len(header):
        return False
    days = [
        i
        for i, name in enumerate(header)
        if name == "Birthday" or (name.startswith("Occasion") and name.endswith("Day"))
    ]
    return all(
        not cells[i] or _ISO.fullmatch(cells[i].removeprefix("'"))
        for _number, cells in body
        for i in days
        if i < len(cells)
    )


def read(base: Import, header: Sequence[str], body: Sequence[tuple[int, list[str]]], options: Options) -> Import:
    """The records of an own table."""
    records: list[Record] = []
    problems: list[Problem] = []
    for count, (number, cells) in enumerate(body):
        if not count % STEP:
            check_stop(options.should_stop)
            options.progress(count, len(body))
        row = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
        if options.guarded:
            row = {name: formulas.unguard(cell, free_text=True) for name, cell in row.items()}
        if row.get("Name"):
            records.append(_record(number, row, options.region))
        else:
            problems.append(Problem(number, "Name", "Left out: the row has no name."))
    columns = tuple(Column(i, name, LINES.get(name, name), "", "", 1.0) for i, name in enumerate(header))
    return replace(base, columns=columns, records=tuple(records), problems=tuple(problems))


def _record(number: int, row: Mapping[str, str], region: str) -> Record:
    several = _several(row)
    record = Record(
        source_row=number,
        name=row["Name"],
        is_company=row.get("Company") == "yes",
        phones=tuple(_phone(one, region) for one in several("Phone")),
        emails=tuple(EmailValue(one.get("Value", ""), *_label(one)) for one in several("E-mail")),
        addresses=tuple(_address(one) for one in several("Address")),
        birthday=_day(row.get("Birthday", "")),
        occasions=tuple(_occasion(one) for one in several("Occasion")),
        tags=tuple(part for part in row.get("Labels", "").split(SEPARATOR) if part),
        urls=tuple(one.get("Value", "") for one in several("Website")),
        preferences=tuple(
            Preference(one.get("Kind", ""), one.get("Text", ""), one.get("Marks", "")) for one in several("Preference")
        ),
        opted_out={"yes": True, "no": False}.get(row.get("Opted out", "")),
        external_id=row.get(MARK, ""),
        to_mind=tuple((name, row[words]) for words, name in minding.COLUMNS.items() if words in row),
        ties=tuple(Tie(one.get("Role", ""), one.get("Customer ID", "")) for one in several("Relation")),
        extra=tuple((one.get("Name", ""), one.get("Text", "")) for one in several("Extra")),
    )
    lines: dict[str, Any] = {field: row[name] for name, field in LINES.items() if name in row}
    return record._replace(**lines)


def _several(row: Mapping[str, str]) -> Callable[[str], list[dict[str, str]]]:
    """A look-up of the numbered groups of a row, such as everything of "Phone 2"."""
    groups: dict[tuple[str, int], dict[str, str]] = {}
    for name, cell in row.items():
        if (found := _NUMBERED.fullmatch(name)) is not None:
            groups.setdefault((found[1], int(found[2])), {})[found[3]] = cell
    return lambda kind: [groups[key] for key in sorted(groups) if key[0] == kind]


def _label(one: Mapping[str, str]) -> tuple[str, bool]:
    """A label; a star before it marks the preferred one, as in Google's exports."""
    label = one.get("Label", "")
    return (label[2:], True) if label.startswith("* ") else (label.removeprefix("*"), label == "*")


def _phone(one: Mapping[str, str], region: str) -> PhoneValue:
    typed = one.get("Value", "")
    label, preferred = _label(one)
    return PhoneValue(typed, parse_phone(typed, region), label, preferred)


def _address(one: Mapping[str, str]) -> Address:
    return Address(**{field: one[name] for name, field in PLACE.items() if name in one})


def _day(text: str) -> Birthday | None:
    moment = dates.parse(text) if text else None
    return moment.day if moment else None


def _occasion(one: Mapping[str, str]) -> Occasion:
    return Occasion(one.get("Kind", ""), _day(one.get("Day", "")) or Birthday(1, 1))
