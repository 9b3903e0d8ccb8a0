"""A file of vCards into the lines of each card; a missing BEGIN or END costs no other card."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GLUED = re.compile(r"(END[ \t]*:[ \t]*VCARD)[ \t]*(?=BEGIN[ \t]*:[ \t]*VCARD)", re.IGNORECASE)
_BEGIN = re.compile(r"(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_END = re.compile(r"(?:[\w-]+\.)?END[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)


def card_lines(text: str) -> Iterator[tuple[list[str], str]]:  # noqa: PLR0912
    text = _GLUED.sub("\\1\n", _unfolded_escapes(text))
    # a transfer as text doubles the first sign of a line end
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
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
