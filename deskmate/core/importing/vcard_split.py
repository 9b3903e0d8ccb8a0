"""A file of vCards into the lines of each card; a missing BEGIN or END costs no other card."""

from __future__ import annotations

import re
from collections.abc import Iterator

_GLUED = re.compile(r"(END[ \t]*:[ \t]*VCARD)[ \t]*(?=BEGIN[ \t]*:[ \t]*VCARD)", re.IGNORECASE)
_BEGIN = re.compile(r"(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*V(CARD|LIST)[ \t]*", re.IGNORECASE)
_END = re.compile(r"(?:[\w-]+\.)?END[ \t]*:[ \t]*V(?:CARD|LIST)[ \t]*", re.IGNORECASE)
_SAYS_AGENT = re.compile(r"AGENT[;:]", re.IGNORECASE)
_AGENT = re.compile(r"(?:[\w-]+\.)?AGENT(?:;[^:]*)?:[ \t]*(BEGIN[ \t]*:[ \t]*VCARD)?", re.IGNORECASE)


def card_lines(text: str) -> Iterator[tuple[list[str], str]]:
    """The lines of each card, with a remark where its beginning or end is missing; a list of cards is a group."""
    text = _GLUED.sub("\\1\n", _unfolded_escapes(text))
    # a transfer as text doubles the first sign of a line end
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    current: list[str] | None = None
    stray: list[str] = []
    for line in _without_agents(lines) if _SAYS_AGENT.search(text) else lines:
        bare = line.strip()
        if begin := _BEGIN.fullmatch(bare):
            if current is not None and any(part.strip() for part in current):
                yield current, "The card doesn't end before the next one begins; it is read up to there."
            elif _worth(stray):
                yield stray, "The card has no beginning."
            current, stray = ["KIND:group"] if begin[1].upper() == "LIST" else [], []
        elif _END.fullmatch(bare):
            if current is not None:
                yield current, ""
            elif _worth(stray):
                yield stray, "The card has no beginning."
            current, stray = None, []
        else:
            (stray if current is None else current).append(line)
    if current is not None:
        yield current, "The card doesn't end; what is there of it is read."
    elif _worth(stray):
        yield stray, "The card has no beginning."


def _without_agents(lines: list[str]) -> Iterator[str]:
    """The lines without the cards that stand inside of others; of such a card the line AGENT is left, to be said."""
    nested, expected = 0, False
    for line in lines:
        bare = line.strip()
        agent, begins = _AGENT.fullmatch(bare), _BEGIN.fullmatch(bare)
        if nested:
            nested += bool(begins or (agent and agent[1])) - bool(_END.fullmatch(bare))
        elif begins and expected:
            nested = 1
        elif agent and agent[1]:
            nested = 1
            yield "AGENT:"
        else:
            yield line
        expected = agent is not None or (expected and not bare)


def _unfolded_escapes(text: str) -> str:
    """The text with real line ends where a program wrote them as signs: `BEGIN:VCARD\\nVERSION:3.0`."""
    return re.sub(r"(?:\\r)?\\n", "\n", text) if re.match(r"\s*BEGIN:VCARD(?:\\r)?\\n", text) else text


def _worth(lines: list[str]) -> bool:
    """Whether lines outside of any card hold a person."""
    return any(re.match(r"\s*(?:\w+\.)?(?:FN|N|TEL|EMAIL)[;:]", line, re.IGNORECASE) for line in lines)
