"""Compares what the readers make of collected files with what stands beside them; run it to see the score by format."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import shared_data
from deskmate.core.errors import FileProblem
from deskmate.core.importing import Import, Record, read_file

DATA = shared_data.folder("imports")
_REPLACED = "\ufffd"


@dataclass
class Result:
    """What was compared for one file: each check by name, with what was found where it failed."""

    file: str
    checks: dict[str, str] = field(default_factory=dict)

    def check(self, name: str, right: bool, found: object = "") -> None:
        """Note a check; `found` is kept only where it failed."""
        self.checks[name] = "" if right else f"{str(found)[:300]}" or "wrong"

    @property
    def wrong(self) -> dict[str, str]:
        """The failed checks."""
        return {name: found for name, found in self.checks.items() if found}


def files(kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every collected file of a kind ("csv", "vcard") with what is expected of it."""
    for expected in sorted((DATA / kind).glob("*.expect.json")):
        yield expected.with_name(expected.name.removesuffix(".expect.json")), json.loads(expected.read_text("utf-8"))


def read(path: Path, **options: Any) -> Import:
    """The file as the reader understands it."""
    return read_file(path.name, path.read_bytes(), **options)


def norm(text: object) -> str:
    """Text without case and runs of blanks, as a comparison sees it."""
    return " ".join(str(text or "").casefold().split())


def compare(path: Path, expected: dict[str, Any], region: str = "") -> Result:
    """All that can be compared mechanically for one file."""
    result = Result(path.name)
    try:
        found = read(path, region=region)
    except FileProblem as problem:
        result.check("read", "interactions" in expected, problem)
        return result
    _table(result, expected, found)
    for number, contact in enumerate(expected.get("contacts", [])):
        _contact(result, number, contact, found)
    _lists(result, expected, found)
    if "oracle_ezvcard" in expected:
        _oracle(result, expected, found)
    if "contacts_count" in expected:
        result.check("count", str(found.rows) in str(expected["contacts_count"]), found.rows)
    return result


_ENCODINGS = {"utf-8 with bom": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


def _table(result: Result, expected: dict[str, Any], found: Import) -> None:
    if found.format not in ("csv", "tsv"):
        return
    if encoding := expected.get("encoding"):
        wanted = _ENCODINGS.get(encoding.lower(), encoding.lower())
        result.check("encoding", wanted.removesuffix("-sig") == found.encoding.removesuffix("-sig"), found.encoding)
    for name, value in (("delimiter", found.delimiter), ("has_header", found.has_header), ("data_rows", found.rows)):
        if expected.get(name) is not None:
            result.check(name, expected[name] == value, value)


def _by_hint(number: int, contact: dict[str, Any], found: Import) -> Record | None:
    """The record meant: by e-mail, by name, else by position."""
    for hint, value in (("email", lambda r: [e.address for e in r.emails]), ("name", lambda r: [r.name])):
        for record in found.records:
            if contact.get(hint) and norm(contact[hint]).split(" (")[0] in map(norm, value(record)):
                return record
    return found.records[number] if number < len(found.records) else None


_SIMPLE: dict[str, Callable[[Record], object]] = {
    "given": lambda r: r.given,
    "family": lambda r: r.family,
    "middle": lambda r: r.middle,
    "company": lambda r: r.organisation,
    "title": lambda r: r.job_title or r.prefix,
    "note": lambda r: r.notes,
    "notes": lambda r: r.notes,
    "birthday": lambda r: r.birthday.iso if r.birthday else "",
    "street": lambda r: r.addresses[0].street if r.addresses else "",
    "reading": lambda r: r.reading,
    "unsubscribed": lambda r: bool(r.opted_out),
    "marketing_ok": lambda r: r.opted_out is False,
    "last_visit": lambda r: r.entries[0].at[:10] if r.entries else "",
    "display": lambda r: r.name,
}
_ONE_OF: dict[str, Callable[[Record], list[str]]] = {
    "email": lambda r: [e.address for e in r.emails],
    "phone": lambda r: [p.typed for p in r.phones] + [p.e164 or "" for p in r.phones],
    "mobile": lambda r: [p.typed for p in r.phones if p.label == "mobile"],
    "url": lambda r: list(r.urls),
    "city": lambda r: [a.city for a in r.addresses],
    "region": lambda r: [a.region for a in r.addresses],
    "country": lambda r: [a.country for a in r.addresses],
    "postal_code": lambda r: [a.postal_code for a in r.addresses],
    "address": lambda r: [a.street for a in r.addresses] + [a.one_line for a in r.addresses],
}


def _contact(result: Result, number: int, contact: dict[str, Any], found: Import) -> None:
    record = _by_hint(number, contact, found)
    if record is None:
        result.check(f"contact {number}", False, "missing")
        return
    for key, value in contact.items():
        name = f"{number}.{key}"
        if key == "name":
            result.check(name, norm(re.sub(r" \(.*", "", value)) == norm(record.name), record.name)
        elif key in _SIMPLE:
            result.check(name, norm(_SIMPLE[key](record)) == norm(value), _SIMPLE[key](record))
        elif key in _ONE_OF:
            held = _ONE_OF[key](record)
            result.check(name, (value is None and not held) or norm(value) in map(norm, held), held)
        elif key in ("tags", "groups"):
            result.check(name, sorted(map(norm, value)) == sorted(map(norm, record.tags)), record.tags)
        elif key == "emails":
            wanted = value.values() if isinstance(value, dict) else value
            result.check(name, {norm(e.address) for e in record.emails} == set(map(norm, wanted)), record.emails)
        elif key == "phones":
            result.check(name, {norm(p.typed) for p in record.phones} == set(map(norm, value.values())), record.phones)


def _lists(result: Result, expected: dict[str, Any], found: Import) -> None:
    if "birth_dates" in expected:
        held = [record.birthday.iso if record.birthday else None for record in found.records]
        result.check("birth_dates", held == expected["birth_dates"], held)
    if "opted_out" in expected:
        held = [bool(record.opted_out) for record in found.records]
        result.check("opted_out", held == expected["opted_out"], held)
    if "phone_e164" in expected:
        held = [record.phones[0].e164 for record in found.records]
        result.check("phone_e164", held == expected["phone_e164"], held)
    if "unique_people" in expected:
        unique = len(found.records) - len(found.repeats)
        result.check("unique_people", unique == expected["unique_people"], unique)
    for wanted, appointment in zip(expected.get("appointments", []), found.appointments, strict=True):
        start = appointment.start.replace("T", " ")[:16]
        result.check("appointment", (wanted["subject"], wanted["start"]) == (appointment.subject, start), appointment)
    for wanted in expected.get("interactions", []):
        hits = [r for r in found.records if r.name == wanted["name"] and any(wanted["date"] in e.at for e in r.entries)]
        result.check("interaction", bool(hits), found.records)
    if "drafts" in expected.get("upstream", {}):
        result.check("drafts", expected["upstream"]["drafts"] == len(found.records), len(found.records))


def _oracle(result: Result, expected: dict[str, Any], found: Import) -> None:
    """Strong evidence, not law: where the oracle shows replacement characters it is left aside."""
    by_row = {record.source_row: record for record in found.records}
    for number, card in enumerate(expected["oracle_ezvcard"]["contacts"]):
        record = by_row.get(number + 1)
        if record is None:
            empty = not any(value for key, value in card.items() if key not in ("version", "photos", "photo_bytes"))
            result.check(f"o{number}", empty, "missing")
            continue
        for name, wanted, held in _pairs(card, record):
            if wanted and _REPLACED not in json.dumps(wanted, ensure_ascii=False):
                result.check(f"o{number}.{name}", wanted == held, f"{held} ≠ {wanted}")


def _pairs(card: dict[str, Any], record: Record) -> Iterator[tuple[str, Any, Any]]:
    yield "name", norm(card.get("full_name")), norm(record.name)
    yield "family", norm(card.get("family")), norm(record.family)
    yield "given", norm(card.get("given")), norm(record.given)
    yield (
        "phones",
        sorted({_digits(p["number"]) for p in card["phones"]} - {""}),
        sorted({_digits(p.typed) for p in record.phones}),
    )
    yield "emails", sorted({norm(e) for e in card["emails"]}), sorted({norm(e.address) for e in record.emails})
    yield "notes", norm(" ".join(card["notes"])), norm(record.notes)
    yield "categories", sorted(map(norm, card.get("categories", []))), sorted(map(norm, record.tags))
    wanted = sorted(
        norm(", ".join(a[k] for k in _PLACE if a[k])) for a in card["addresses"] if any(a[k] for k in _PLACE)
    )
    yield (
        "addresses",
        wanted,
        sorted(norm(", ".join(getattr(a, k) for k in _PLACE if getattr(a, k))) for a in record.addresses),
    )
    first = (card.get("birthdays") or [{}])[0]
    if date := first.get("date") or first.get("partial"):
        yield "birthday", date[:10].replace("-", ""), record.birthday.iso.replace("-", "") if record.birthday else ""
    if card.get("organization"):
        yield "organisation", norm(card["organization"][0]), norm(record.organisation)


_PLACE = ("street", "extended", "po_box", "city", "region", "postal_code", "country")


def _digits(text: str) -> str:
    return re.sub(r"[^\w+]", "", text.removeprefix("tel:").replace("ext=", "ext")).casefold()


def main() -> None:
    """Print the score by format, and each difference."""
    for kind in ("csv", "vcard"):
        results = [compare(path, expected) for path, expected in files(kind)]
        for result in results:
            for name, found in result.wrong.items():
                print(f"  {result.file}: {name}: {found}")
        checks = sum(len(result.checks) for result in results)
        wrong = sum(len(result.wrong) for result in results)
        right = sum(1 for result in results if not result.wrong)
        print(f"{kind}: {right} of {len(results)} files as expected, {checks - wrong} of {checks} checks")


if __name__ == "__main__":
    sys.exit(main())
