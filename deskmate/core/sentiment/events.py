"""Idioms and events that are known in shops, each with a plain-English reason; patterns are data in events.toml."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from deskmate.core.sentiment import clauses, lists
from deskmate.core.sentiment.types import Context, Evidence

_SCAN_LIMIT = 20_000
_NEAR = 100  # characters before an event in which a negation or question can belong to it
_TAGS = re.compile(r"<(\w+)>")
_SENTENCE = re.compile(r"[.!?;\n]")


@dataclass(frozen=True)
class _Event:
    why: str
    weight: float
    patterns: tuple[re.Pattern[str], ...]
    settles: bool
    guarded: bool
    severe: bool
    theme: str


@dataclass(frozen=True)
class Found:
    """An event in a text with what the evidence alone does not say."""

    evidence: Evidence
    theme: str
    severe: bool
    settles: bool


def find(text: str, context: Context | None = None) -> tuple[Evidence, ...]:
    """The known events and idioms in `text`, in order; those that don't count say why (`counted=False`).

    Not counted: what was denied, only asked about, happened to somebody else's shop, or was put right in the same note.
    """
    return tuple(f.evidence for f in details(text, context))


def details(text: str, context: Context | None = None) -> tuple[Found, ...]:
    """As `find`, with the theme of each event and whether it is severe or settles what stands before it."""
    folded = lists.fold(text[:_SCAN_LIMIT])
    spans = clauses.split(text[:_SCAN_LIMIT])
    known = context or Context()
    found = [_judge(f, folded, spans) for f in _matches(text, folded, known)]
    return tuple(_settle(_longest(_without_trade_talk(found, folded, known))))


def _matches(text: str, folded: str, context: Context) -> list[tuple[Found, bool]]:
    out: list[tuple[Found, bool]] = []
    for event in _events():
        for pattern in event.patterns:
            for hit in pattern.finditer(folded):
                if hit.end() > hit.start():
                    out.append((_found(text, hit, event), event.guarded))
    for idiom, weight in context.idioms:
        pattern = _idiom(idiom)
        own = _Event(f'"{idiom}" (the shop\'s own phrase)', weight, (), False, True, False, "other")
        out += [(_found(text, hit, own), True) for hit in pattern.finditer(folded)]
    return sorted(out, key=lambda f: (f[0].evidence.start, -f[0].evidence.end))


def _found(text: str, hit: re.Match[str], event: _Event) -> Found:
    start, end = hit.span()
    group = next((g for g in hit.groups() if g), "")
    why = event.why.replace("{1}", group.strip()).strip()
    return Found(Evidence(text[start:end], start, end, why, event.weight), event.theme, event.severe, event.settles)


@lru_cache(maxsize=512)
def _idiom(idiom: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in lists.fold(idiom).split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)") if words else re.compile(r"(?!)")


def _judge(found: tuple[Found, bool], folded: str, spans: tuple[clauses.Span, ...]) -> Found:
    item, guarded = found
    evidence = item.evidence
    clause = clauses.around(spans, evidence.start, evidence.end)
    reason = _not_counted(evidence, folded, clause) if guarded else ""
    return replace(item, evidence=replace(evidence, counted=False, why=f"{evidence.why}: {reason}")) if reason else item


def _not_counted(evidence: Evidence, folded: str, clause: clauses.Span) -> str:
    """Why a guarded event does not count, or ""."""
    before = folded[max(clause[0], evidence.start - _NEAR) : evidence.start].split()
    guards = lists.table("events")["guards"]
    if set(before[-3:]) & _words(tuple(guards["negations"])) or any(w.endswith("n't") for w in before[-3:]):
        return "it says the opposite"
    if _phrase(tuple(guards["asked"])).search(" ".join(before)):
        return "only asked about"
    if evidence.weight < 0 and (other := _other(folded, evidence)):
        return f"about the {other}, not us"
    return ""


@lru_cache(maxsize=8)
def _words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)


@lru_cache(maxsize=32)
def _phrase(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, terms), key=len, reverse=True)) + r")(?!\w)")


def _other(folded: str, evidence: Evidence) -> str:
    """Whom else the sentence around the evidence is about, or ""."""
    others = lists.table("events")["others"]
    first, last = max(0, evidence.start - 2 * _NEAR), evidence.end + 2 * _NEAR
    starts = [m.end() for m in _SENTENCE.finditer(folded, first, evidence.start)]
    stop = _SENTENCE.search(folded, evidence.end, last)
    sentence = folded[starts[-1] if starts else first : stop.start() if stop else last]
    if _not_us(folded):
        return "others"
    hit = _phrase(tuple(others["words"])).search(sentence)
    return hit.group().removeprefix("the ") if hit else ""


@lru_cache(maxsize=64)
def _not_us(folded: str) -> bool:
    """Whether the note says somewhere that it is not about us."""
    return bool(_phrase(tuple(lists.table("events")["others"]["phrases"])).search(folded))


def _without_trade_talk(found: list[Found], folded: str, context: Context) -> list[Found]:
    """Events that are only the trade's own words ("dead ends", "broken heel") don't count."""
    talk = [m.span() for m in _phrase(context.neutral_words).finditer(folded)] if context.neutral_words else []
    return [
        replace(f, evidence=replace(f.evidence, counted=False, why=f"{f.evidence.why}: trade talk here"))
        if f.evidence.counted and any(a <= f.evidence.start and f.evidence.end <= b for a, b in talk)
        else f
        for f in found
    ]


def _longest(found: list[Found]) -> list[Found]:
    """Of overlapping events of one direction only the longest stays."""
    kept: list[Found] = []
    for item in found:
        last = kept[-1].evidence if kept else None
        evidence = item.evidence
        if last and evidence.start < last.end and (evidence.weight < 0) == (last.weight < 0):
            if (evidence.counted, evidence.end - evidence.start) > (last.counted, last.end - last.start):
                kept[-1] = item
        else:
            kept.append(item)
    return kept


def _settle(found: list[Found]) -> list[Found]:
    """Grievances before a settling event don't count any more, unless another one follows it."""
    last_bad = max((n for n, f in enumerate(found) if f.evidence.counted and f.evidence.weight < 0), default=-1)
    settled = any(f.settles and f.evidence.counted for f in found[last_bad + 1 :])
    if not settled:
        return found
    return [
        replace(f, evidence=replace(f.evidence, counted=False, why=f"{f.evidence.why}: put right since"))
        if f.evidence.counted and f.evidence.weight < 0 and not f.severe
        else f
        for f in found
    ]


@lru_cache(maxsize=1)
def _events() -> tuple[_Event, ...]:
    table = lists.table("events")
    shorthand: dict[str, str] = table["shorthand"]
    return tuple(
        _Event(
            e["why"],
            e["weight"],
            tuple(re.compile(_TAGS.sub(lambda m: shorthand.get(m[1], m[0]), p)) for p in e["patterns"]),
            e.get("settles", False),
            e.get("guarded", True),
            e.get("severe", False),
            e.get("theme", ""),
        )
        for e in table["event"]
    )
