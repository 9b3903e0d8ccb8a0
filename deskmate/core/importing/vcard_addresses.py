"""The postal addresses of a vCard: in parts, as they are written on a letter, or both."""

from __future__ import annotations

import re
from dataclasses import replace

from deskmate.core.importing import values
from deskmate.core.importing.records import Address
from deskmate.core.importing.vcard_draft import Draft
from deskmate.core.importing.vcard_labels import kind_of, latin_text
from deskmate.core.importing.vcard_property import Property, unescape

_WORD = re.compile(r"\w+")
_PARTS = 7


def take_address(draft: Draft, prop: Property, label: str) -> None:
    """A postal address in its parts, and as a letter would have it where its LABEL says so (RFC 6350, 6.3.1)."""
    parts = [values.tidy(part) for part in prop.parts()]
    if len(parts) == 1:
        parts = ["", "", parts[0]]
    po_box, extended, street, city, region, postal_code, country = (*parts[:_PARTS], *[""] * (_PARTS - len(parts)))
    address = Address(street, extended, po_box, city, region, postal_code, country, kind_of(prop, label))
    if any(address.parts) and address not in draft.addresses:
        draft.addresses.append(address)
    more = [part for part in parts[_PARTS:] if part]
    if more and not _words(*more) <= _words(*address.parts):
        draft.extra.append(("Address", values.one_line(", ".join(more))))
    for text in prop.params.get("LABEL", []):
        draft.labels.append((address.label, values.tidy(unescape(latin_text(text)))))


def take_label(draft: Draft, prop: Property, label: str) -> None:
    """An address as it is written on a letter."""
    draft.labels.append((kind_of(prop, label), values.tidy(prop.text())))


def place_labels(draft: Draft) -> None:
    """What letters say beyond the parts: a whole address, the street of one without any, or else a text of its own."""
    if not draft.labels:
        return
    said = _words(draft.full, *draft.parts, *draft.found["organisation"], *draft.found["department"])
    said |= _words(*(part for address in draft.addresses for part in address.parts))
    for kind, text in draft.labels:
        if _words(text) <= said:
            continue
        said |= _words(text)
        _place_label(draft, kind, [line.strip(" ,") for line in text.split("\n") if line.strip(" ,")])


def _place_label(draft: Draft, kind: str, lines: list[str]) -> None:
    alike = [address for address in draft.addresses if address.label == kind]
    if any(address.street or address.po_box for address in alike):
        draft.extra.append(("Address", ", ".join(lines)))
    elif alike:
        street = ", ".join(line for line in lines if not _words(line) <= _words(*alike[0].parts))
        draft.addresses[draft.addresses.index(alike[0])] = replace(alike[0], street=street)
    else:
        draft.addresses.append(Address(street=", ".join(lines), label=kind))


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text.casefold())}
