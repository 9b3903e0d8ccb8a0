"""The text of vCard files (2.1, RFC 2426, RFC 6350) into cards and properties, keeping what can be read of broken ones.

The file is handled as bytes seen through Latin-1, because single lines may use a character set of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from deskmate.core.importing import encodings
from deskmate.core.importing.vcard_property import Property
from deskmate.core.importing.vcard_split import card_lines

PRODID = "-//Deskmate//Customer book//EN"
_PROPERTY = re.compile(r"[ \t]*(?:([\w-]+)\.)?([A-Za-z][\w/-]*)[ \t]*([;:])", re.ASCII)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "Q", "8BIT", "7BIT", "BINARY"})
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/=\s]*")
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
_STARTS = re.compile(
    r"(?:[\w-]+\.)?(?:FN|N|TEL|EMAIL|ADR|ORG|TITLE|URL|BDAY|NOTE|REV|UID|PHOTO|NICKNAME|LABEL|ROLE|CATEGORIES|IMPP|GEO|TZ|"
    r"SOUND|KEY|LOGO|CLASS|SORT-STRING|VERSION|ANNIVERSARY|X-[A-Z-]+)(?:;[A-Z][\w=;,/-]*)?:"
)
_PART_OF_ZONE = re.compile(r"://|:\d\d\)")
_LONGEST_CARD = 40_000
_LONGEST_PARAMS = 5_000


@dataclass(slots=True)
class Card:
    """The properties of one card, and the lines that could not be read."""

    number: int
    properties: list[Property] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def as_latin(data: bytes, decoded: encodings.Decoded) -> tuple[str, str]:
    """The file as one character per byte, and the character set its plain lines use."""
    if decoded.redone or decoded.encoding.startswith(("utf-16", "utf-32", "iso2022")):
        return decoded.text.encode("utf-8", "replace").decode("latin-1"), "utf-8"
    charset = "utf-8" if decoded.encoding == "utf-8-sig" else decoded.encoding
    # files that were put together have marks in the middle, too
    return data.replace(b"\xef\xbb\xbf", b"").replace(b"\x00", b"").decode("latin-1"), charset


def declares_all(data: bytes) -> bool:
    """Whether every line beyond ASCII names its own character set."""
    return all(b"CHARSET=" in line[:200].upper() for line in data.splitlines() if not line.isascii())


def cards(text: str, charset: str) -> Iterator[Card]:
    """Every card of the file; a missing BEGIN or END ends a card where the next one begins, and is remarked."""
    for number, (lines, remark) in enumerate(card_lines(text), start=1):
        card = Card(number, remarks=[remark] if remark else [])
        _fill(card, lines, charset)
        yield card


def _fill(card: Card, lines: list[str], charset: str) -> None:
    lines = _to_the_left(lines)
    version = _version(lines)
    current: Property | None = None
    soft = False
    for line in _whole_params(lines[:_LONGEST_CARD]):
        if current is not None and soft and not _is_left_open(current, line):
            current.value = current.value.rstrip(" \t")[:-1] + line
            soft = _ends_softly(current)
        elif line[:1] in (" ", "\t") and current is not None and line.strip():
            _continue(current, line, version)
            soft = _ends_softly(current)
        elif not line.strip():
            continue
        elif (started := _property(line, charset, version)) is not None:
            card.properties.append(started)
            current = started
            soft = _ends_softly(current)
        else:
            current, soft = _stray_line(card, current, line), False
    if len(lines) > _LONGEST_CARD:
        card.remarks.append("The card is too long; only its beginning is read.")


def _to_the_left(lines: list[str]) -> list[str]:
    """The lines of a card that was indented as a whole, where the blanks in front mark no folding."""
    filled = [line for line in lines if line.strip()]
    if not filled or not all(line[0] in " \t" for line in filled):
        return lines
    indent = min(len(line) - len(line.lstrip(" \t")) for line in filled)
    return [line[indent:] for line in lines]


def _ends_softly(current: Property) -> bool:
    """Whether a quoted-printable text goes on in the next line; blanks behind the sign don't count (RFC 2045, 6.7)."""
    return current.encoding == "q" and current.value.rstrip(" \t").endswith("=")


def _is_left_open(current: Property, line: str) -> bool:
    """Whether a soft break at the end of a text is one too many, as the next line is a property of its own."""
    return not current.value.endswith(("=0A=", "=0D=")) and _STARTS.match(line) is not None


def _whole_params(lines: list[str]) -> Iterator[str]:
    """The lines, where one that is folded inside its parameters is put together before it is read."""
    pending = ""
    for line in lines:
        if pending:
            if line[:1] in (" ", "\t") and len(pending) < _LONGEST_PARAMS:
                pending += line[1:]
                if not _open_params(pending):
                    yield pending
                    pending = ""
                continue
            yield pending
            pending = ""
        if line[:1] not in (" ", "\t") and _open_params(line):
            pending = line
        else:
            yield line
    if pending:
        yield pending


def _open_params(line: str) -> bool:
    """Whether a property's parameters are not at their end yet: no colon outside of quotes."""
    start = _PROPERTY.match(line)
    return start is not None and start[3] == ";" and _colon(line, start.end())[0] is None


def _version(lines: list[str]) -> str:
    for line in lines[:500]:
        if line[:8].upper() == "VERSION:":
            return line[8:].strip()
    return ""


def _continue(current: Property, line: str, version: str) -> None:
    """A folded line: the blank that marks it goes, except in 2.1, where it belongs to the text, but to no address."""
    keep = version.startswith("2") and current.encoding != "b" and current.name not in ("EMAIL", "URL")
    current.value += " " + line.lstrip(" \t") if keep else line[1:]


def _stray_line(card: Card, current: Property | None, line: str) -> Property | None:
    """A line that is no property belongs to the text or the base64 before it, if there is any; else it is listed."""
    if current is not None and current.encoding == "b" and _BASE64_LINE.fullmatch(line):
        current.value += line.strip()
        return current
    if current is not None and current.name in ("NOTE", "ADR", "LABEL") and current.value.strip():
        current.value += "=0A" + line if current.encoding == "q" else "\\n" + line.strip()
        return current
    card.unread.append(line.strip()[:80])
    return current


def _property(line: str, charset: str, version: str) -> Property | None:
    start = _PROPERTY.match(line)
    if start is None:
        return None
    params: dict[str, list[str]] = {}
    at = start.end()
    if start[3] == ";":
        end = _end_of_params(line, at)
        if end is None:
            return None
        for param in _split_params(line[at:end]):
            _add_param(params, param)
        at = end + 1
    return Property(start[2].upper(), line[at:], params, (start[1] or "").upper(), charset, version)


def content_line(line: str, charset: str) -> Property | None:
    """One unfolded content line (RFC 5545 and RFC 6350 share them), or None for one that is no property."""
    return _property(line, charset, "")


def _end_of_params(line: str, at: int) -> int | None:
    """Where the value begins: the first colon outside of quotes; a quote that never closes doesn't count."""
    outside, inside = _colon(line, at)
    return inside if outside is None else outside


def _colon(line: str, at: int) -> tuple[int | None, int | None]:
    """The first colon outside of quotes, and the first one at all."""
    quoted = False
    first: int | None = None
    for place in range(at, min(len(line), at + _LONGEST_PARAMS)):
        sign = line[place]
        if sign == '"' and line[place - 1] != "\\":
            quoted = not quoted
        elif sign == ":":
            if _PART_OF_ZONE.match(line, place) and line.find(":", place + 1) > 0:
                continue  # TZID=tzone://Microsoft/Utc and TZID=(UTC+01:00) Berlin, which should stand in quotes
            first = place if first is None else first
            if not quoted:
                return place, first
    return None, first


def _split_params(text: str) -> list[str]:
    found, current, quoted = [], "", False
    for place, sign in enumerate(text):
        if sign == '"' and (not place or text[place - 1] != "\\"):
            quoted = not quoted
        if sign == ";" and not quoted:
            found.append(current)
            current = ""
        else:
            current += sign
    return [*found, current]


def _add_param(params: dict[str, list[str]], text: str) -> None:
    name, equals, value = text.partition("=")
    name = name.strip().upper()
    if not equals:
        if not name:
            return
        name, value = ("ENCODING", name) if name in _ENCODINGS else ("TYPE", text.strip())
    elif name == "" or (name not in ("TYPE", "ENCODING") and value.upper() in ("QUOTED-PRINTABLE", "BASE64")):
        name = "ENCODING"
    params.setdefault(name, []).append(re.sub(r"\^[n'^]", lambda match: _CARETS[match[0]], value.strip().strip('"')))
