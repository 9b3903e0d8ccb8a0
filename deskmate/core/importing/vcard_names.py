"""Who a vCard is about: names, how they are spoken, and the company."""

from __future__ import annotations

from deskmate.core.importing import values
from deskmate.core.importing.vcard_draft import NO_NAMES, NO_VALUES, Draft
from deskmate.core.importing.vcard_labels import latin_text
from deskmate.core.importing.vcard_property import Property, split_unescaped, unescape


def take_full(draft: Draft, prop: Property, _label: str) -> None:
    text = values.one_line(values.tidy(prop.text()))
    if text.casefold() in NO_NAMES and not draft.own:
        return
    if not draft.own:
        text = " ".join(word for word in text.split() if word not in NO_VALUES)
    if draft.full and text.casefold() != draft.full.casefold():
        draft.extra.append(("Name", text))
    draft.full = draft.full or text


def take_name(draft: Draft, prop: Property, _label: str) -> None:
    if any(draft.parts):
        return
    pieces = prop.pieces()
    if prop.version.startswith("2"):
        draft.parts = [values.one_line(values.tidy(unescape(piece))) for piece in pieces]
    else:
        draft.parts = [
            " ".join(values.one_line(values.tidy(unescape(one))) for one in split_unescaped(piece, ",") if one.strip())
            for piece in pieces
        ]
    if not draft.own:
        draft.parts = ["" if part in NO_VALUES else part for part in draft.parts]
    if not draft.own and all(part.casefold() in NO_NAMES or values.is_email(part) for part in draft.parts if part):
        draft.parts = []  # programs put an address where they know no name
    if sort_as := prop.params.get("SORT-AS"):
        draft.found["sort_string"].append(latin_text(" ".join(part for part in sort_as[0].split(";") if part)))


def take_org(draft: Draft, prop: Property, _label: str) -> None:
    parts = [values.one_line(values.tidy(part)) for part in prop.parts()]
    if not draft.own:
        parts = ["" if part in NO_VALUES else part for part in parts]
    if not any(parts):
        return
    if any(draft.found["organisation"]):
        draft.extra.append(("Organisation", ", ".join(part for part in parts if part)))
        return
    draft.found["organisation"].append(parts[0])
    draft.found["department"].append(", ".join(part for part in parts[1:] if part))
