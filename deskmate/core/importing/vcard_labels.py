"""What the properties of a vCard are called by the person who wrote them: labels, types, and which is preferred."""

from __future__ import annotations

import quopri
import re

from deskmate.core.importing.vcard_property import Property

_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_EVOLUTION = re.compile("^x-evolution-", re.IGNORECASE)
_SAMSUNG = re.compile(r"(?:CHARSET=)?[\w-]*,(?:ENCODING=QUOTED-PRINTABLE,)?(.*?)\)?", re.IGNORECASE | re.DOTALL)
_DIGITS = "0123456789"
_KINDS = {"fax": "fax", "cell": "mobile", "mobile": "mobile", "iphone": "mobile", "pager": "pager", "car": "car"}
_KINDS |= {kind: kind for kind in ("video", "assistant", "work", "home", "main", "other", "radio")}
_KINDS |= {"company": "work", "callback": "other", "main-number": "main"}
_OWN_WORDS = frozenset({*_KINDS.values(), "school"})
# types of the standards that say how something reaches its person, not what they call it
_PLAIN_TYPES = frozenset({
    "pref", "voice", "msg", "text", "textphone", "modem", "bbs", "isdn", "pcs", "tlx", "telex", "ttytdd", "internet",
    "x400", "aol", "applelink", "attmail", "cis", "eworld", "ibmmail", "mcimail", "powershare", "prodigy", "smtp",
    "dom", "intl", "postal", "parcel", "uri", "phone", "tel", "email", "null", "none", "default", "undefined", "utf-8",
})  # fmt: skip


def kind_of(prop: Property, label: str) -> str:
    """What the phone or address is called: the person's own word first, else its type."""
    if plain := plain_label(label):
        if plain != label.strip():
            return _apples_word(plain)
        return plain.lower() if plain.lower() in ("home", "work", "mobile", "other", "school", "main") else plain
    types = {type_.removeprefix("x-evolution-") for type_ in prop.types}
    types |= {type_.rstrip(_DIGITS) for type_ in types}
    if any(type_.endswith("fax") for type_ in types):
        return "fax"
    if known := next((kind for type_, kind in _KINDS.items() if type_ in types), ""):
        return known
    return _own_word(prop) or _samsungs_label(prop)


def _apples_word(plain: str) -> str:
    """Our word for a label that comes with Apple's address book, such as HomeFAX; any other as it is."""
    if plain.lower().endswith("fax"):
        return "fax"
    return _KINDS.get(plain.lower(), plain.lower() if plain.lower() in _OWN_WORDS else plain)


def _own_word(prop: Property) -> str:
    """A type that no standard knows is the person's own word: `TYPE=x-Aunt`, `TYPE=Studio`, `TYPE="费"`."""
    words = [one for value in prop.params.get("TYPE", []) for one in value.split(",")]
    given = [_EVOLUTION.sub("", one.strip().strip('"')) for one in words]
    marked = [one[2:] for one in given if one[:2].lower() == "x-"]
    own = [one for one in given if not _is_plain(one.lower()) and one[:2].lower() != "x-"]
    return next((latin_text(one).strip()[:60] for one in (*marked, *own) if one.strip()), "")


def _is_plain(type_: str) -> bool:
    """Whether a type names nothing: a standard's, one with a number behind it, or what is no type at all."""
    bare = type_.rstrip(_DIGITS)
    return not bare or "=" in type_ or not _PLAIN_TYPES.isdisjoint((type_, bare))


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
