"""One property of a vCard: its parameters, and its value as text, as components or as bytes."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass

from deskmate.core.importing.vcard_charsets import decoded

_ESCAPE = re.compile(r"\\r(?=\\n)|\\(.)", re.DOTALL)  # Exchange writes both signs of a line end
_UNESCAPED = {"n": "\n", "N": "\n", ";": ";", ",": ",", ":": ":", "\\": "\\", '"': '"', "'": "'"}
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PERCENTS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# what an encoded picture begins with: JPEG, PNG, GIF, WebP
_PICTURES = ("/9j/", "iVBOR", "R0lGOD", "UklGR")
_TEXTS = frozenset({"FN", "N", "ORG", "TITLE", "NOTE", "ADR", "NICKNAME", "ROLE", "LABEL", "CATEGORIES"})
_QUOTED_SEMICOLON = re.compile(r"(?<!=5C)(?<!\\)=3B", re.IGNORECASE)
_UTF8_QUOTED = re.compile(r"=C[2-9A-F]=[89AB][0-9A-F]|=D[0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}")


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
        if "ENCODING" not in self.params and self.name != "PHOTO":
            return ""
        given = [value.upper() for value in self.params.get("ENCODING", [])]
        if any(value in ("QUOTED-PRINTABLE", "Q") for value in given):
            return "q"
        if any(value in ("BASE64", "B") for value in given):
            return "b"
        return "b" if self.name == "PHOTO" and self.value.lstrip().startswith(_PICTURES) else ""

    def raw_text(self) -> str:
        """The value as text, still with its escapes."""
        return self._read(self.value)

    def pieces(self) -> list[str]:
        """The components of a structured value, still with their escapes."""
        value = self.value
        if "=3" in value and ";" in value and self.encoding == "q":
            value = _QUOTED_SEMICOLON.sub("=5C=3B", value)  # where others part the components, it is one of the text
        return split_unescaped(self._read(value), ";")

    @property
    def is_binary(self) -> bool:
        """Whether the value is no text but a picture, a sound or the like, standing in the card itself."""
        value = self.value.strip()
        if self.encoding != "b":
            return value[:5].lower() == "data:"
        return _BASE64.fullmatch(value) is not None and self._from_base64() is None

    def _from_base64(self) -> str | None:
        """The text that a base64 value holds; None where it holds none, or is none."""
        try:
            data = base64.b64decode("".join(self.value.split()), validate=True)
            text = data.decode(self.params.get("CHARSET", ["utf-8"])[0])
        except (ValueError, LookupError):
            return None
        return None if _CONTROL.search(text) else text

    def _read(self, value: str) -> str:
        encoding = self.encoding
        if encoding == "b" and (text := self._from_base64()) is not None:
            return text
        quoted = encoding == "q" or self._quotes_unsaid()
        data = value.encode("latin-1", "replace")
        declared = self.params["CHARSET"][0].strip('"') if "CHARSET" in self.params else ""
        return decoded(quopri.decodestring(data) if quoted else data, self.charset, declared, raw=not quoted)

    def _quotes_unsaid(self) -> bool:
        """Whether the value is quoted-printable though nothing says so, as some programs of the time of 2.1 write."""
        return self.version.startswith("2") and self.name in _TEXTS and _UTF8_QUOTED.search(self.value) is not None

    def text(self) -> str:
        """The value as people read it."""
        return unescape(self.raw_text()).replace("\r\n", "\n").replace("\r", "\n").strip()

    def parts(self) -> list[str]:
        """The components of a structured value such as N or ADR, each as people read it."""
        return [unescape(piece).replace("\r\n", "\n").replace("\r", "\n").strip() for piece in self.pieces()]

    def bytes(self) -> bytes | None:
        """The value as bytes where it is base64 or a `data:` address; None where it is neither."""
        text = self.value.strip()
        if text[:5].lower() == "data:" and "," in text:
            text = without_percents(text.partition(",")[2])
        elif self.encoding != "b":
            return None
        letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
        # what is cut off in the middle of a byte is as good as the bytes before it
        return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "==")


def unescape(text: str) -> str:
    """Backslash escapes resolved; a backslash before anything else stays."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: _UNESCAPED.get(match[1], match[0]) if match[1] else "", text)


def without_percents(text: str) -> str:
    """The text of an address whose bytes are partly written as `%20` (RFC 3986, 2.1)."""
    return _PERCENTS.sub(lambda found: bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace"), text)


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
