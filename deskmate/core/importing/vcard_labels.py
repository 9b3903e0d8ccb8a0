"""What the properties of a vCard are called by the person who wrote them: labels, types, and which is preferred."""

from __future__ import annotations

import quopri
import re

from deskmate.core.importing.vcard_property import Property

_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_SAMSUNG = re.compile(r"(?:CHARSET=)?[\w-]*,(?:ENCODING=QUOTED-PRINTABLE,)?(.*?)\)?", re.IGNORECASE | re.DOTALL)
_KINDS = {"fax": "fax", "cell": "mobile", "mobile": "mobile", "iphone": "mobile", "pager": "pager", "car": "car"}
_KINDS |= {kind: kind for kind in ("video", "assistant", "work", "home", "main", "other")}
_KINDS |= {"company": "work", "callback": "other"}


def kind_of(prop: Property, label: str) -> str:
    """What the phone or address is called: the person's own word first, else its type."""
    if plain := plain_label(label):
        if plain != label.strip() and plain.lower().endswith("fax"):
            return "fax"  # Apple's HomeFAX and WorkFAX
        return plain.lower() if plain.lower() in ("home", "work", "mobile", "other", "school", "main") else plain
    types = prop.types
    for type_, kind in _KINDS.items():
        if type_ in types or any(one.startswith(type_) and one[len(type_) :].isdecimal() for one in types):
            return kind
    own = next(
        (one for value in prop.params.get("TYPE", []) for one in value.split(",") if one[:2] in ("x-", "X-")), ""
    )
    return own[2:].strip()[:60] or _samsungs_label(prop) or _foreign_label(prop)


def _foreign_label(prop: Property) -> str:
    """A type in letters that no standard's types have is the person's own word: `TEL;TYPE="费"`."""
    return next((latin_text(value)[:60] for value in prop.params.get("TYPE", []) if not value.isascii()), "")


def _samsungs_label(prop: Property) -> str:
    """A label of the person's own as Samsung's phones write it: `X-Custom(CHARSET=UTF-8,ENCODING=…,=4F=6D=61)`."""
    raw = next((values[0] for name, values in prop.params.items() if name.startswith("X-CUSTOM(") and values), "")
    found = _SAMSUNG.fullmatch(raw)
    return quopri.decodestring(found[1].encode("latin-1", "replace")).decode("utf-8", "replace")[:60] if found else ""


def plain_label(label: str) -> str:
    """A label as people read it, without the signs that Apple puts around its own."""
    found = _APPLE_LABEL.fullmatch(label.strip())
    return found[1] if found else label.strip()


def latin_text(text: str) -> str:
    """A parameter's text, which has been handled as bytes so far."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def is_preferred(prop: Property) -> bool:
    """Whether the card says that this one is to be used before others."""
    return "pref" in prop.types or "1" in prop.params.get("PREF", [])
