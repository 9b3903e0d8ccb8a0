"""Histories played through the rule: to check it, and to see what other rules would change before they are saved."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from deskmate.core import worry
from deskmate.core.errors import FileProblem
from deskmate.core.sentiment import packs
from deskmate.core.sentiment.types import Context, Reading


class Read(Protocol):
    """Reads many texts at once, each with its context; `sentiment.read_many` is one."""

    def __call__(self, texts: Sequence[str], *, contexts: Sequence[Context] | None = None) -> list[Reading]: ...


@dataclass(frozen=True)
class History:
    """One customer's entries and what people did about them."""

    customer: str
    notes: tuple[worry.Note, ...]
    events: tuple[worry.Event, ...] = ()


@dataclass(frozen=True)
class Preview:
    """Whose follow-ups would appear and vanish under other rules, with the judgement that says why."""

    appear: tuple[tuple[str, worry.Judgement], ...]
    vanish: tuple[tuple[str, worry.Judgement], ...]
    stay: int


def replay(
    lines: Iterable[str | Mapping[str, Any]], *, read: Read, rules: worry.Rules | None = None
) -> Iterator[dict[str, Any]]:
    """Plays each line (`customer`, `as_of`, `notes` with `date`, `kind`, `text`) and answers `customer`, `open`, `why`.

    Nothing else in a line is looked at. Skips empty lines; raises `FileProblem` naming a line that can't be read.
    """
    for number, line in enumerate(lines, start=1):
        if isinstance(line, str) and not line.strip():
            continue
        history, now = _parse(line, number, read)
        judgement = worry.judge(history.notes, history.events, now=now, rules=rules)
        yield {"customer": history.customer, "open": judgement.open, "why": [_why(r) for r in judgement.reasons]}


def preview(histories: Iterable[History], *, before: worry.Rules, after: worry.Rules, now: datetime) -> Preview:
    """What changed rules would do to today's list, before they are saved."""
    appear: list[tuple[str, worry.Judgement]] = []
    vanish: list[tuple[str, worry.Judgement]] = []
    stay = 0
    for history in histories:
        old = worry.judge(history.notes, history.events, now=now, rules=before)
        new = worry.judge(history.notes, history.events, now=now, rules=after)
        stay += old.open and new.open
        if new.open and not old.open:
            appear.append((history.customer, new))
        elif old.open and not new.open:
            vanish.append((history.customer, old))
    return Preview(tuple(appear), tuple(vanish), stay)


def _why(reason: worry.Reason) -> dict[str, str]:
    return {"sentence": reason.sentence, "quote": reason.quote, "date": reason.at.date().isoformat()}


def _parse(line: str | Mapping[str, Any], number: int, read: Read) -> tuple[History, datetime]:
    try:
        data = json.loads(line) if isinstance(line, str) else line
        customer = str(data["customer"])
        now = _moment(data["as_of"], end=True)
        entries = [(_moment(n["date"]), str(n.get("kind", "note")), str(n["text"])) for n in data["notes"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileProblem(f"Line {number} is no customer history: {_sentence(error)}.") from None
    known = packs.context(_pack(data.get("trade")), names=(customer,))
    readings = read([text for _, _, text in entries], contexts=[known] * len(entries))
    notes = tuple(
        worry.Note(at + timedelta(seconds=n), kind, text, reading.label, reading.score, None, reading.evidence, n + 1)
        for n, ((at, kind, text), reading) in enumerate(zip(entries, readings, strict=True))
    )
    return History(customer, notes), now


def _pack(trade: object) -> packs.Pack | None:
    return next((packs.load(n) for n in packs.names() if packs.load(n).title.casefold() == str(trade).casefold()), None)


def _sentence(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _moment(value: object, *, end: bool = False) -> datetime:
    """A day or an ISO moment as aware UTC; a day counts from noon, and as the end of a history to its last second."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no date")
    if len(value) <= len("2024-01-01"):
        return datetime.combine(date.fromisoformat(value), time(23, 59, 59) if end else time(12), UTC)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
