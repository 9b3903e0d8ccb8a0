"""The text of iCalendar files (RFC 5545, and vCalendar 1.0) into components; of broken ones what can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from deskmate.core.importing.vcard_lines import content_line
from deskmate.core.importing.vcard_property import Property, split_unescaped, unescape

_DEEPEST = 20


@dataclass(slots=True)
class Component:
    """One BEGIN … END block: its properties, the blocks inside it, and its lines that could not be read."""

    name: str
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((item for item in self.properties if item.name == name), None)

    def every(self, name: str) -> list[Property]:
        """All properties of that name."""
        return [item for item in self.properties if item.name == name]

    def text(self, name: str) -> str:
        """The first property of that name as people read it, or an empty text."""
        found = self.first(name)
        return found.text() if found is not None else ""

    def walk(self, name: str) -> Iterator[Component]:
        """All components of that name, at whatever depth."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.walk(name)


def parse(text: str, charset: str) -> Component:
    """The whole file as one nameless component; a block that never ends does so where the one around it ends."""
    root = Component("")
    stack = [root]
    for line in _unfolded(text):
        found = content_line(line, charset)
        here = stack[-1]
        if found is None:
            here.unread.append(line.strip()[:80])
        elif found.name == "BEGIN":
            inner = Component(found.value.strip().upper())
            here.children.append(inner)
            if len(stack) < _DEEPEST:
                stack.append(inner)
        elif found.name == "END":
            _close(stack, found.value.strip().upper())
        else:
            here.properties.append(found)
    return root


def _close(stack: list[Component], name: str) -> None:
    """Ends the innermost block of that name and all within it; an END without a BEGIN is nothing."""
    if not name or all(item.name != name for item in stack):
        return
    while stack[-1].name != name:
        stack.pop()
    stack.pop()


def _unfolded(text: str) -> Iterator[str]:
    """Whole lines: those that begin with a blank continue the one before, as do soft breaks of quoted-printable."""
    pieces: list[str] = []
    soft = False
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if soft and pieces:
            pieces[-1] = pieces[-1][:-1]
            pieces.append(line)
        elif line[:1] in (" ", "\t") and pieces:
            pieces.append(line[1:])
        elif line.strip():
            if pieces:
                yield "".join(pieces)
            pieces = [line]
        else:
            continue
        soft = line.endswith("=") and "QUOTED-PRINTABLE" in pieces[0][:200].upper()
    if pieces:
        yield "".join(pieces)


def values(item: Property) -> list[str]:
    """The values of a property that holds several, such as EXDATE."""
    return [unescape(piece).strip() for piece in split_unescaped(item.raw_text(), ",") if piece.strip()]
