"""The phones of a vCard: several numbers on one line, extensions and pauses, and addresses of the form `tel:`."""

from __future__ import annotations

import re

from deskmate.core.importing import cells, several_phones, values
from deskmate.core.importing.records import PhoneValue
from deskmate.core.importing.vcard_draft import Draft
from deskmate.core.importing.vcard_labels import is_preferred, kind_of
from deskmate.core.importing.vcard_property import Property, without_percents

# a number that stands for itself: with its trunk prefix or country, or written in groups, maybe behind a word
_NUMBER = re.compile(r"(?:[^\W\d_]{2,}[.:]?\s+)?(?:[+(0]|\d+[\s()./-]+\d)[^#*]*")
_EXTENSION = re.compile(r";\s*ext\s*=\s*", re.IGNORECASE)


def take_phone(draft: Draft, prop: Property, label: str) -> None:
    """One or more phones; what is none is kept as a text and said."""
    text = values.one_line(values.tidy(prop.text()))
    for typed in [text] if draft.own else _numbers(draft, text):
        _add_phone(draft, typed, kind_of(prop, label), is_preferred(prop))


def _numbers(draft: Draft, text: str) -> list[str]:
    """The numbers of one line; a pause, an extension or a PIN behind a semicolon is no number of its own."""
    if text[:4].lower() == "tel:":
        return [_of_address(draft, text)]
    text = _EXTENSION.sub(" ext. ", text)
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    if len(pieces) > 1 and not all(map(_stands_alone, pieces)):
        return [text]
    return [number for piece in pieces for number in several_phones.split(piece)]


def _stands_alone(piece: str) -> bool:
    return sum(c.isdigit() for c in piece) >= 7 and _NUMBER.fullmatch(piece) is not None and "ext" not in piece.lower()


def _of_address(draft: Draft, text: str) -> str:
    """The number of a `tel:` address with its extension (RFC 3966); anything else it says is kept beside it."""
    number, *params = without_percents(text[4:]).split(";")
    said = {name.strip().lower(): value.strip() for name, _, value in (param.partition("=") for param in params)}
    typed = number.strip()
    context = said.pop("phone-context", "")
    # what a local number belongs to can be put in front only where that makes a number (5.1.5)
    if context.startswith("+") and cells.parse_phone(f"{context} {typed}", draft.region):
        typed, context = f"{context} {typed}", ""
    if extension := said.pop("ext", ""):
        typed += f" ext. {extension}"
    if context or said:
        draft.extra.append(("Phone", text))
    return typed


def _add_phone(draft: Draft, typed: str, kind: str, preferred: bool) -> None:
    if not typed:
        return
    if not values.has_enough_digits(typed) and not any(c.isdigit() for c in typed):
        draft.say("TEL", f"“{typed[:60]}” is no phone number; it is kept as a text.")
        draft.extra.append(("Phone", typed))
        return
    draft.phones.append(PhoneValue(typed, cells.parse_phone(typed, draft.region), kind, preferred))
