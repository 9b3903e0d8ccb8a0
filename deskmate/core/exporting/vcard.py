"""Customers as vCards, 4.0 (RFC 6350) or 3.0 (RFC 2426), as address books and phones read them."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from deskmate.core.importing.records import Birthday, Record
from deskmate.core.importing.vcard_lines import PRODID

_TYPES = {
    "mobile": "cell",
    "home": "home",
    "work": "work",
    "fax": "fax",
    "pager": "pager",
    "video": "video",
    "car": "car",
}
_LONGEST = 75


def to_vcard(records: Iterable[Record], *, version: str = "4.0") -> bytes:
    """One file with a card for each record, CRLF, UTF-8, folded at 75 octets; `version` is "4.0" or "3.0"."""
    lines: list[str] = []
    for record in records:
        lines += ["BEGIN:VCARD", f"VERSION:{version}", f"PRODID:{PRODID}"]
        lines += [_folded(line) for line in _properties(record, version == "4.0")]
        lines.append("END:VCARD")
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "replace")


def _properties(record: Record, four: bool) -> Iterator[str]:
    yield f"FN:{_text(record.name)}"
    parts = (record.family, record.given, record.middle, record.prefix, record.suffix)
    yield "N:" + ";".join(_text(part) for part in parts)
    if record.is_company:
        yield "KIND:org" if four else "X-ABShowAs:COMPANY"
    yield from _if("NICKNAME", record.known_as)
    if record.organisation or record.department:
        units = (record.organisation, record.department) if record.department else (record.organisation,)
        yield "ORG:" + ";".join(map(_text, units))
    yield from _if("TITLE", record.job_title)
    yield from _contacts(record, four)
    if record.birthday is not None:
        yield _day("BDAY", record.birthday, four)
    if record.tags:
        yield "CATEGORIES:" + ",".join(_text(tag) for tag in record.tags)
    yield from _if("NOTE", record.notes)
    yield from _if("LANG" if four else "X-LANGUAGE", record.language)
    for url in record.urls:
        yield f"URL:{_text(url)}"
    if record.photo:
        yield _photo(record.photo, four)
    yield from _if("UID", record.external_id)
    yield from _own(record)


def _contacts(record: Record, four: bool) -> Iterator[str]:
    group = 0
    for phone in record.phones:
        group += 1
        yield from _labelled("TEL", _text(phone.typed), phone.label, phone.preferred, four, group)
    for email in record.emails:
        group += 1
        yield from _labelled("EMAIL", _text(email.address), email.label, email.preferred, four, group)
    for address in record.addresses:
        group += 1
        parts = (
            address.po_box,
            address.extended,
            address.street,
            address.city,
            address.region,
            address.postal_code,
            address.country,
        )
        yield from _labelled("ADR", ";".join(_text(part) for part in parts), address.label, False, four, group)
    for occasion in record.occasions:
        group += 1
        if occasion.kind == "anniversary":
            yield _day("ANNIVERSARY" if four else "X-ANNIVERSARY", occasion.day, four)
        else:
            yield f"item{group}.X-ABDATE:{occasion.day.iso}"
            yield f"item{group}.X-ABLabel:{_text(occasion.kind)}"


def _labelled(name: str, value: str, label: str, preferred: bool, four: bool, group: int) -> Iterator[str]:
    """A property with its kind as a TYPE where there is one, else with a label of its own (as Apple and Google do)."""
    kind = _TYPES.get(label, "")
    params = f";TYPE={kind}" if kind else ""
    if preferred:
        params += ";PREF=1" if four else ";TYPE=pref"
    if label and not kind:
        yield f"item{group}.{name}{params}:{value}"
        yield f"item{group}.X-ABLabel:{_text(label)}"
    else:
        yield f"{name}{params}:{value}"


def _day(name: str, day: Birthday, four: bool) -> str:
    if day.year:
        return f"{name}:{day.year:04d}{day.month:02d}{day.day:02d}" if four else f"{name}:{day.iso}"
    if four:
        return f"{name}:--{day.month:02d}{day.day:02d}"
    # Apple's way to leave the year out of a 3.0 card
    return f"{name};X-APPLE-OMIT-YEAR=1604:1604-{day.month:02d}-{day.day:02d}"


def _photo(photo: bytes, four: bool) -> str:
    kind = "png" if photo.startswith(b"\x89PNG") else "gif" if photo.startswith(b"GIF8") else "jpeg"
    data = base64.b64encode(photo).decode("ascii")
    return f"PHOTO:data:image/{kind};base64,{data}" if four else f"PHOTO;ENCODING=b;TYPE={kind.upper()}:{data}"


def _own(record: Record) -> Iterator[str]:
    """What vCard has no place for; other programs leave it alone."""
    yield from _if("X-DESKMATE-READING", record.reading)
    if record.opted_out is not None:
        yield f"X-DESKMATE-OPTED-OUT:{'yes' if record.opted_out else 'no'}"
    yield from _if("X-DESKMATE-OPTED-OUT-AT", record.opted_out_at)
    for preference in record.preferences:
        parts = (preference.category, preference.text, *filter(None, (preference.marks,)))
        yield f"X-DESKMATE-PREFERENCE:{';'.join(map(_text, parts))}"
    for name, words in record.to_mind:
        yield f"X-DESKMATE-TO-MIND:{name};{_text(words)}"
    for name, text in record.extra:
        yield f"X-DESKMATE-EXTRA:{_text(name)};{_text(text)}"


def _if(name: str, text: str) -> Iterator[str]:
    if text:
        yield f"{name}:{_text(text)}"


def _text(text: str) -> str:
    """The text with the escapes of RFC 6350, 3.4."""
    escaped = text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")
    return escaped.replace("\r", "")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, no character cut apart."""
    if len(line) < _LONGEST and line.isascii():
        return line
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > _LONGEST:
            pieces.append(piece)
            piece, size = "", 1
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])
