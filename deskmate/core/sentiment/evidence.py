"""Why a note reads as it does, measured by taking words away: what changes the reading most is the reason."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from deskmate.core.sentiment.reader import Encoded, Window
from deskmate.core.sentiment.types import Evidence

Span = tuple[int, int]
Scorer = Callable[[Sequence[Encoded]], list[Window]]

MOST_VARIANTS = 6
MOST_PIECES = 160  # in all variants of one note together: keeps a reading with its reasons under 20 ms
MOST_SPANS = 3
LEAST = 0.02  # the weight of a part that moves nothing by itself, only together with the others
_UNHAPPY = "Without these words the note does not read unhappy."
_HAPPY = "Without these words the note does not read happy."
_PART = "Part of what the reading rests on."
_LOOSE = " \t\n,;:-–—"


@dataclass(frozen=True)
class Found:
    """A span of the masked text, how much of the reader's margin goes without it, and whether the label goes too."""

    span: Span
    lost: float
    turns: bool


@dataclass(frozen=True)
class _Piece:
    index: int
    start: int
    end: int
    pull: float


def find(
    encoded: Encoded,
    window: Window,
    clauses: Sequence[Span],
    *,
    side: int,
    run: Scorer,
    holds: Callable[[Window, Sequence[Span]], bool],
) -> list[Found]:
    """The spans of the masked text that carry the reading, the weightiest first.

    `side` is -1 for unhappy and 1 for happy; `holds` says whether the label stands on what a window says of the text
    without some spans. The candidates come from the model's own marks, the answer from what their removal does. The
    model is asked at most twice.
    """
    pieces = [_Piece(i, a, b, glad if side > 0 else sad) for i, (a, b, sad, glad) in enumerate(window.pieces)]
    if not pieces:
        return []
    runs, around = _runs(pieces), _clauses(pieces, clauses)
    together = frozenset().union(*runs)
    tried = _try(encoded, _affordable([*runs, together, *around], len(pieces)), run)
    full = margin(window, side)

    def judged(members: frozenset[int]) -> Found:
        without = tried[members]
        return Found(
            _span(members, encoded), full - margin(without, side), not holds(without, _spans(members, encoded))
        )

    found = {members: judged(members) for members in tried}
    best = max((m for m in found if m != together), key=lambda m: _worth(m, found[m], len(pieces)), default=together)
    if found[best].turns:
        return [found[best]]
    if together in found and found[together].turns:
        return _parts(runs, found, turns=True)
    whole = [s for s in _sets(pieces, clauses) if s & (together | best)]
    wider = frozenset().union(*whole)
    tried |= _try(encoded, [*whole[: MOST_SPANS - 1], wider], run) if wider else {}
    found |= {members: judged(members) for members in tried if members not in found}
    if len(whole) <= MOST_SPANS and all(s in found for s in whole):
        return _parts(whole, found, turns=found[wider].turns)
    return [found[wider]]


def _parts(members: Sequence[frozenset[int]], found: Mapping[frozenset[int], Found], *, turns: bool) -> list[Found]:
    """Spans that only together turn the label, the weightiest first."""
    parts = sorted((found[m] for m in members if m in found), key=lambda f: -f.lost)
    return [replace(part, turns=turns) for part in parts]


def _try(encoded: Encoded, candidates: Sequence[frozenset[int]], run: Scorer) -> dict[frozenset[int], Window]:
    """What the model says of the text without each candidate."""
    different = list(dict.fromkeys(candidates))
    return dict(zip(different, run([_without(encoded, m) for m in different]), strict=True))


def margin(window: Window, side: int) -> float:
    """How far the reader's logit for one side is above the others."""
    sad, calm, glad = window.label
    one, other = (sad, glad) if side < 0 else (glad, sad)
    top = max(calm, other)
    return one - (top + math.log(math.exp(calm - top) + math.exp(other - top)))


def _affordable(candidates: Iterable[frozenset[int]], length: int) -> list[frozenset[int]]:
    """The first few different candidates, at least one, within the budget of pieces."""
    kept: list[frozenset[int]] = []
    budget = MOST_PIECES
    for members in candidates:
        budget -= length - len(members) + 2
        if members and members not in kept and (not kept or (budget >= 0 and len(kept) < MOST_VARIANTS)):
            kept.append(members)
    return kept


def _runs(pieces: Sequence[_Piece]) -> list[frozenset[int]]:
    """The strongest runs of pieces marked as evidence, small gaps closed; at least the strongest piece."""
    line = min(0.0, max(p.pull for p in pieces) - 0.5)
    marked = [p.index for p in pieces if p.pull >= line]
    runs: list[list[int]] = []
    for index in marked:
        if runs and index - runs[-1][-1] <= 3:
            runs[-1].extend(range(runs[-1][-1] + 1, index + 1))
        else:
            runs.append([index])
    whole = [_whole_words(run, pieces) for run in runs]
    whole.sort(key=lambda run: math.fsum(max(0.05, pieces[i].pull + 2) for i in run), reverse=True)
    return list(dict.fromkeys(whole))[:MOST_SPANS]


def _whole_words(run: Sequence[int], pieces: Sequence[_Piece]) -> frozenset[int]:
    first, last = run[0], run[-1]
    while first > 0 and pieces[first - 1].end == pieces[first].start:
        first -= 1
    while last + 1 < len(pieces) and pieces[last].end == pieces[last + 1].start:
        last += 1
    return frozenset(range(first, last + 1))


def _sets(pieces: Sequence[_Piece], clauses: Sequence[Span]) -> list[frozenset[int]]:
    """The clauses as pieces."""
    found = (frozenset(p.index for p in pieces if p.start >= a and p.end <= b) for a, b in clauses)
    return [s for s in found if s]


def _clauses(pieces: Sequence[_Piece], clauses: Sequence[Span]) -> list[frozenset[int]]:
    """The two clauses with the strongest marks; a note of one clause has none to take away."""
    sets = [s for s in _sets(pieces, clauses) if len(s) < len(pieces)]
    return sorted(sets, key=lambda s: max(pieces[i].pull for i in s), reverse=True)[:2]


def _without(encoded: Encoded, members: frozenset[int]) -> Encoded:
    kept = [i for i in range(len(encoded.ids)) if i not in members]
    return Encoded(tuple(encoded.ids[i] for i in kept), tuple(encoded.offsets[i] for i in kept))


def _worth(members: frozenset[int], found: Found, length: int) -> float:
    """Effect for its length: a short span that does nearly as much is the better reason."""
    return found.lost - 2.0 * len(members) / length


def _span(members: frozenset[int], encoded: Encoded) -> Span:
    return encoded.offsets[min(members)][0], encoded.offsets[max(members)][1]


def _spans(members: frozenset[int], encoded: Encoded) -> list[Span]:
    return [encoded.offsets[i] for i in sorted(members)]


def explain(found: Sequence[Found], place: Callable[[int, int], Span], text: str, *, side: int) -> list[Evidence]:
    """What was found, as quotes of the typed text; `place` leads from the masked text to the typed one."""
    answers = []
    for item in found:
        start, end = _trimmed(text, *place(*item.span))
        if start < end:
            weight = side * min(1.0, max(LEAST, item.lost / 6))
            why = (_UNHAPPY if side < 0 else _HAPPY) if item.turns else _PART
            answers.append(Evidence(text[start:end], start, end, why, weight))
    return answers


def merge(found: Sequence[Evidence], events: Sequence[Evidence], *, side: int) -> tuple[Evidence, ...]:
    """The quotes with the events' plainer reasons, then events elsewhere, then those that do not count."""
    answers: list[Evidence] = []
    used: set[int] = set()
    for item in found:
        named = [n for n, e in enumerate(events) if e.counted and e.weight * side > 0 and _overlap(e, item)]
        used.update(named)
        best = max(named, key=lambda n: abs(events[n].weight), default=None)
        answers.append(item if best is None else replace(item, why=events[best].why))
    rest = [e for n, e in enumerate(events) if n not in used]
    agreeing = sorted((e for e in rest if e.counted and e.weight * side > 0), key=lambda e: -abs(e.weight))
    return (*answers, *agreeing[:2], *[e for e in rest if not e.counted or e.weight * side < 0][:2])


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _LOOSE + ".!?)":
        start += 1
    while end > start and text[end - 1] in _LOOSE:
        end -= 1
    return start, end
