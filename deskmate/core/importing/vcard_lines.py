"""The text of vCard files (2.1, RFC 2426, RFC 6350) into cards and properties, keeping what can be read of broken ones.

The file is handled as bytes seen through Latin-1, because single lines may use a character set of their own.
"""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from deskmate.core.importing import encodings

PRODID = "-//Deskmate//Customer book//EN"
_GLUED = re.compile(r"(END[ \t]*:[ \t]*VCARD)[ \t]*(?=BEGIN[ \t]*:[ \t]*VCARD)", re.IGNORECASE)
_BEGIN = re.compile(r"(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_END = re.compile(r"(?:[\w-]+\.)?END[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_PROPERTY = re.compile(r"[ \t]*(?:([\w-]+)\.)?([A-Za-z][\w/-]*)[ \t]*([;:])", re.ASCII)
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "Q", "8BIT", "7BIT", "BINARY"})
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/=\s]*")
_ESCAPE = re.compile(r"\\r(?=\\n)|\\(.)", re.DOTALL)  # Exchange writes both signs of a line end
_UNESCAPED = {"n": "\n", "N": "\n", ";": ";", ",": ",", ":": ":", "\\": "\\", '"': '"', "'": "'"}
_CARETS = {"^n": "\n", "^'": '"', "^^": "^"}
# what an encoded picture begins with: JPEG, PNG, GIF, WebP
_PICTURES = ("/9j/", "iVBOR", "R0lGOD", "UklGR")
_TEXTS = frozenset({"FN", "N", "ORG", "TITLE", "NOTE", "ADR", "NICKNAME", "ROLE", "LABEL", "CATEGORIES"})
_UTF8_QUOTED = re.compile(r"=C[2-9A-F]=[89AB][0-9A-F]|=D[0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}")
_STARTS = re.compile(r"(?:FN|N|TEL|EMAIL|ADR|ORG|TITLE|URL|BDAY|NOTE|REV|UID|PHOTO|X-[A-Z-]+)(?:;[A-Z][\w=;,/-]*)?:")
_PART_OF_ZONE = re.compile(r"://|:\d\d\)")
_LONGEST_CARD = 40_000
_LONGEST_PARAMS = 5_000


@dataclass(slots=True)
class Property:
    """One property of a card: its group, name and parameters in upper case, and the value as raw as it stood."""

    name: str
    value: str
    params: dict[str, list[str]]
    group: str = ""
    charset: str = "utf-8"
    version: str = ""

    @property
    def types(self) -> frozenset[str]:
        """The TYPE parameters in lower case, comma lists taken apart."""
        return frozenset(
            part.strip().strip('"').lower()
            for value in self.params.get("TYPE", [])
            for part in value.split(",")
            if part.strip()
        )

    @property
    def encoding(self) -> str:
        """ "q" for quoted-printable, "b" for base64, otherwise empty."""
        given = [value.upper() for value in self.params.get("ENCODING", [])]
        if any(value in ("QUOTED-PRINTABLE", "Q") for value in given):
            return "q"
        if any(value in ("BASE64", "B") for value in given):
            return "b"
        return "b" if self.name == "PHOTO" and self.value.lstrip().startswith(_PICTURES) else ""

    def raw_text(self) -> str:
        """The value as text, still with its escapes."""
        data = self.value.encode("latin-1", "replace")
        if self.encoding == "q" or self._quotes_unsaid():
            data = quopri.decodestring(data)
        declared = self.params.get("CHARSET", [""])[0].strip('"')
        return _decoded(data, declared or self.charset, bool(declared))

    def _quotes_unsaid(self) -> bool:
        """Whether the value is quoted-printable though nothing says so, as some programs of the time of 2.1 write."""
        return self.version.startswith("2") and self.name in _TEXTS and _UTF8_QUOTED.search(self.value) is not None

    def text(self) -> str:
        """The value as people read it."""
        return unescape(self.raw_text()).replace("\r\n", "\n").replace("\r", "\n").strip()

    def parts(self) -> list[str]:
        """The components of a structured value such as N or ADR, each as people read it."""
        pieces = split_unescaped(self.raw_text(), ";")
        return [unescape(piece).replace("\r\n", "\n").replace("\r", "\n").strip() for piece in pieces]

    def bytes(self) -> bytes | None:
        """The value as bytes where it is base64 or a `data:` address; None where it is neither."""
        text = self.value.strip()
        if text[:5].lower() == "data:" and "," in text:
            text = text.partition(",")[2]
        elif self.encoding != "b":
            return None
        letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
        # what is cut off in the middle of a byte is as good as the bytes before it
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")


@dataclass(slots=True)
class Card:
    """The properties of one card, and the lines that could not be read."""

    number: int
    properties: list[Property] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def as_latin(data: bytes, decoded: encodings.Decoded) -> tuple[str, str]:
    """The file as one character per byte, and the character set its plain lines use."""
    if decoded.redone or decoded.encoding.startswith(("utf-16", "utf-32")):
        return decoded.text.encode("utf-8", "replace").decode("latin-1"), "utf-8"
    charset = "utf-8" if decoded.encoding == "utf-8-sig" else decoded.encoding
    # files that were put together have marks in the middle, too
    return data.replace(b"\xef\xbb\xbf", b"").replace(b"\x00", b"").decode("latin-1"), charset


def declares_all(data: bytes) -> bool:
    """Whether every line beyond ASCII names its own character set."""
    return all(b"CHARSET=" in line[:200].upper() for line in data.splitlines() if not line.isascii())


def cards(text: str, charset: str) -> Iterator[Card]:
    """Every card of the file; a missing BEGIN or END ends a card where the next one begins, and is remarked."""
    for number, (lines, remark) in enumerate(_split(text), start=1):
        card = Card(number, remarks=[remark] if remark else [])
        _fill(card, lines, charset)
        yield card


def _split(text: str) -> Iterator[tuple[list[str], str]]:  # noqa: PLR0912
    lines = _GLUED.sub("\\1\n", _unfolded_escapes(text)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    current: list[str] | None = None
    stray: list[str] = []
    nested = 0
    for line in lines:
        bare = line.strip()
        if _BEGIN.fullmatch(bare):
            if (
                current is not None
                and current
                and current[-1].strip().upper().rstrip() in ("AGENT:", "AGENT;TYPE=VCARD:")
            ) or nested:
                nested += 1
            else:
                if current is not None and any(part.strip() for part in current):
                    yield current, "The card doesn't end before the next one begins; it is read up to there."
                elif _worth(stray):
                    yield stray, "The card has no beginning."
                current, stray = [], []
        elif _END.fullmatch(bare):
            if nested:
                nested -= 1
            elif current is not None:
                yield current, ""
                current = None
            elif _worth(stray):
                yield stray, "The card has no beginning."
                stray = []
        elif nested:
            continue
        elif current is not None:
            current.append(line)
        else:
            stray.append(line)
    if current is not None:
        yield current, "The card doesn't end; what is there of it is read."
    elif _worth(stray):
        yield stray, "The card has no beginning."


def _unfolded_escapes(text: str) -> str:
    """The text with real line ends where a program wrote them as signs: `BEGIN:VCARD\\nVERSION:3.0`."""
    return re.sub(r"(?:\\r)?\\n", "\n", text) if re.match(r"\s*BEGIN:VCARD(?:\\r)?\\n", text) else text


def _worth(lines: list[str]) -> bool:
    """Whether lines outside of any card hold a person."""
    return any(re.match(r"\s*(?:\w+\.)?(?:FN|N|TEL|EMAIL)[;:]", line, re.IGNORECASE) for line in lines)


def _fill(card: Card, lines: list[str], charset: str) -> None:
    lines = _to_the_left(lines)
    version = _version(lines)
    current: Property | None = None
    soft = False
    for line in _whole_params(lines[:_LONGEST_CARD]):
        if current is not None and soft and not _is_left_open(current, line):
            current.value = current.value[:-1] + line
            soft = current.encoding == "q" and line.endswith("=")
        elif line[:1] in (" ", "\t") and current is not None and line.strip():
            _continue(current, line, version)
            soft = current.encoding == "q" and line.endswith("=")
        elif not line.strip():
            continue
        elif (started := _property(line, charset, version)) is not None:
            card.properties.append(started)
            current = started
            soft = started.encoding == "q" and started.value.endswith("=")
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
    """A folded line: the blank that marks it goes, except in 2.1, where it belongs to the text."""
    keep = version.startswith("2") and current.encoding != "b"
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


def unescape(text: str) -> str:
    """Backslash escapes resolved; a backslash before anything else stays."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _UNESCAPED.get(match[1], match[0]) if match[1] else "", text)


def split_unescaped(text: str, sign: str) -> list[str]:
    """The pieces between signs that no backslash escapes."""
    if "\\" not in text:
        return text.split(sign)
    pieces, current, escaped = [], "", False
    for character in text:
        if escaped:
            current += character
            escaped = False
        elif character == "\\":
            current += character
            escaped = True
        elif character == sign:
            pieces.append(current)
            current = ""
        else:
            current += character
    return [*pieces, current]


def _decoded(data: bytes, charset: str, declared: bool) -> str:
    """The bytes in their declared character set if that works; a file may declare one and use another."""
    tried = [charset] if declared else ["utf-8", charset]
    for name in [*tried, "utf-8"]:
        try:
            return data.decode(_python_name(name))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    if declared and charset.lower().replace("-", "_") in ("shift_jis", "sjis"):
        return data.decode("cp932", "replace")
    return encodings.decode(data).text


def _python_name(charset: str) -> str:
    return {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "iso-8859-1": "cp1252",
            "latin1": "cp1252", "us-ascii": "utf-8"}.get(charset.lower(), charset)  # fmt: skip
