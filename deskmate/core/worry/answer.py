"""The answer from the course of things: the sum, the plain reasons beside it, until when, and the sentences."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskmate.core.sentiment.types import Evidence
from deskmate.core.worry.course import OUR_OWN, Course, Grievance, follow
from deskmate.core.worry.decay import Kept, fade, key
from deskmate.core.worry.types import Event, Judgement, Note, Reason, Rules

_MOST_REASONS = 5
_PLAIN = "the note reads unhappy"
_LONGEST_QUOTE = 160


@dataclass(frozen=True)
class _Case:
    """What speaks for a call: each part with the moment at which it lapses, or None."""

    total: float
    by_sum: datetime | None
    grave: tuple[Grievance, ...]
    by_grave: datetime | None
    row: tuple[Grievance, ...]
    by_row: datetime | None
    leaving: tuple[Note, ...]
    by_leaving: datetime | None
    broken_at: datetime | None

    def lapses_at(self) -> datetime | None:
        """When the last reason to call has faded, if nothing else comes; None without a reason."""
        return max((at for at in (self.by_sum, self.by_grave, self.by_row, self.by_leaving) if at), default=None)


def judge(notes: Iterable[Note], events: Iterable[Event], *, now: datetime, rules: Rules | None = None) -> Judgement:
    """Whether a call may be due at `now` (aware), from a customer's entries and from what people did about them.

    Entries after `now` don't count. Someone who asked not to be called about a matter is not listed for it; only a
    later grievance that would ask for a call by itself lists them again, and the first reason says so.
    """
    chosen = rules or Rules()
    course = follow(notes, events, now=now, rules=chosen)
    fresh = _since_the_wish(course, chosen)
    if course.quiet is not None:
        course = course.after(course.quiet.at)
    case = _weigh(course, now, chosen)
    lapses_at = case.lapses_at()
    is_open = lapses_at is not None and (course.quiet is None or bool(fresh))
    reasons = (*_wish(course, fresh), *_reasons(course, case)) if is_open else _why_not(course)
    reasons = _each_once(reasons)
    return Judgement(
        open=is_open,
        worry=round(case.total, 4),
        severe=bool(case.grave) and is_open,
        lapses_at=lapses_at if is_open else None,
        look_again_at=_look_again(course, now, chosen),
        reasons=reasons,
        counted=tuple(dict.fromkeys(r.interaction_id for r in reasons if r.interaction_id is not None))
        if is_open
        else (),
        key=key(Kept(case.total, now), half_life_days=chosen.half_life_days),
        cleared_at=course.cleared_at,
    )


def _since_the_wish(course: Course, rules: Rules) -> list[Grievance]:
    """What came after they asked not to be called and can't be the same matter, each enough for a call by itself."""
    if course.quiet is None:
        return []
    asked_at, grumbler = course.quiet.at, _is_grumbler(course, rules)

    def is_new(grievance: Grievance) -> bool:
        if grievance.note.at <= asked_at:
            return False
        later = grievance.note.at - asked_at > OUR_OWN  # before that it is mostly our own remark about the same thing
        enough = _weight(grievance, rules, grumbler) >= rules.cut
        return bool(grievance.grave) or (enough and (later or grievance.note.kind == "complaint"))

    return [grievance for grievance in course.grievances if is_new(grievance)]


def _weigh(course: Course, now: datetime, rules: Rules) -> _Case:
    grumbler = _is_grumbler(course, rules)
    broken_at = course.pledge.failed_at(now, rules) if course.pledge else None
    total = _total(course, now, rules, grumbler, broken_at)
    grave = tuple(g for g in course.grievances if g.grave and _within(g.note.at, now, rules.grave_days))
    row = () if grumbler else _row(course, now, rules)
    leaving = _leaving(course, now, rules, grumbler)
    return _Case(
        total=total,
        by_sum=_until(total, now, rules),
        grave=grave,
        by_grave=_after(grave[-1].note.at, rules.grave_days) if grave else None,
        row=row,
        by_row=_row_until(row, rules) if row else None,
        leaving=leaving,
        by_leaving=_after(leaving[-1].at, rules.quiet_days) if leaving else None,
        broken_at=broken_at,
    )


def _total(course: Course, now: datetime, rules: Rules, grumbler: bool, broken_at: datetime | None) -> float:
    """The sum of the rule; a broken promise weighs a full grievance that praise for something else can't outweigh."""
    half_life = rules.half_life_days
    unhappy = math.fsum(_weight(g, rules, grumbler) * fade(g.note.at, now, half_life) for g in course.grievances)
    happy = math.fsum(n.feeling * fade(n.at, now, half_life) for n in course.praise)
    total = unhappy - rules.credit * happy
    return total if broken_at is None else max(0.0, total) + fade(broken_at, now, half_life)


def _weight(grievance: Grievance, rules: Rules, grumbler: bool) -> float:
    """A grievance after habit, or after it was left unanswered."""
    if grumbler and not grievance.grave:
        return grievance.weight * rules.habit
    return grievance.weight * (rules.unanswered if grievance.unanswered() else 1.0)


def _is_grumbler(course: Course, rules: Rules) -> bool:
    """Whether they have found fault for months, mostly without naming anything we did: measured against themselves."""
    past = course.past
    if len(past) < 3 or any(g.grave for g in past):
        return False
    for_long = past[-1].note.at - past[0].note.at >= timedelta(days=rules.habit_days)
    return for_long and sum(g.named for g in past) * 2 <= len(past)


def _leaving(course: Course, now: datetime, rules: Rules, grumbler: bool) -> tuple[Note, ...]:
    """Signs of leaving after a grievance or two lapses of ours; of a grumbler only unhappy ones, beyond the habit."""
    signs = [n for n in course.leaving if _within(n.at, now, rules.quiet_days)]
    if grumbler:
        signs = [n for n in signs if n.feeling < 0]
    lapses = [n for n in course.lapses if _within(n.at, now, rules.quiet_days)]
    return tuple(signs) if course.grievances or len(lapses) > 1 else ()


def _row(course: Course, now: datetime, rules: Rules) -> tuple[Grievance, ...]:
    """The small let-downs that make a call together; none when the last one is long ago."""
    recent = [g for g in course.grievances if g.named and _within(g.note.at, now, rules.drip_days)]
    enough = len(recent) >= rules.drip and _within(recent[-1].note.at, now, rules.quiet_days)
    return tuple(recent) if enough else ()


def _row_until(row: tuple[Grievance, ...], rules: Rules) -> datetime:
    return min(_after(row[-1].note.at, rules.quiet_days), _after(row[-rules.drip].note.at, rules.drip_days))


def _until(total: float, now: datetime, rules: Rules) -> datetime | None:
    """When the sum falls below the cut: all of it fades alike, so it needs log2(worry/cut) half-lives."""
    if total < rules.cut:
        return None
    return _after(now, rules.half_life_days * math.log2(total / rules.cut))


def _look_again(course: Course, now: datetime, rules: Rules) -> datetime | None:
    pledge = course.pledge
    return pledge.due(rules) if pledge and pledge.failed_at(now, rules) is None else None


def _within(at: datetime, now: datetime, days: float) -> bool:
    return now - at <= timedelta(days=days)


def _after(at: datetime, days: float) -> datetime:
    try:
        return at + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)


def _wish(course: Course, fresh: list[Grievance]) -> list[Reason]:
    """What whoever calls must know first: what they asked for, and what is new since."""
    if course.quiet is None:
        return []
    asked = course.quiet.at
    said = f"Asked on {asked.day} {asked:%b %Y} not to be called about an earlier matter; this is new since then."
    new = [_reason(said, g.note, g.grave) for g in fresh[-1:]]
    return [*new, _reason("What they asked for then.", course.quiet)]


def _reasons(course: Course, case: _Case) -> list[Reason]:
    """The reasons, the weightiest first."""
    found: list[Reason] = []
    for grave in reversed(case.grave):
        found.append(_reason("Something serious, and nothing shows that it was put right.", grave.note, grave.grave))
    if course.pledge and case.broken_at is not None:
        found += _promise(course)
    if case.row:
        found.append(_reason(f"{len(case.row)} let-downs in a row, none of them settled.", case.row[-1].note))
    found += [_reason("Looks like leaving after a let-down.", note) for note in case.leaving[-1:]]
    if case.leaving and not course.grievances:
        found += [_reason("A lapse of ours before that.", note) for note in course.lapses[-2:]]
    found += [_reason(_grievance(g), g.note) for g in reversed(course.grievances)]
    return found


def _each_once(found: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each entry is quoted once."""
    found = tuple(found)
    once = {(r.interaction_id, r.quote): r for r in reversed(found)}
    return tuple(r for r in found if once.get((r.interaction_id, r.quote)) is r)[:_MOST_REASONS]


def _promise(course: Course) -> list[Reason]:
    pledge = course.pledge
    assert pledge is not None
    if pledge.asked:
        asked = [_reason("They had to ask about something we promised.", pledge.asked[-1])]
        return [*asked, _reason("This is what was promised.", pledge.note)]
    if pledge.broken_at is not None:
        return [_reason("A promise was not kept.", pledge.note)]
    if pledge.moved:
        return [_reason("Promised more than once, and nothing shows that it was done.", pledge.moved[-1])]
    return [_reason("Promised when we said sorry, and nothing shows that it was done.", pledge.note)]


def _grievance(grievance: Grievance) -> str:
    if grievance.note.mood == "unhappy":
        what = "staff noted that they were unhappy"
    else:
        best = _strongest(grievance.note)
        what = best.why.rstrip(".") if best and not best.why.startswith("Without") else _PLAIN
    ending = ", mended, but they have not said that it is fine" if grievance.mended else ""
    return f"{what[:1].upper()}{what[1:]}{ending}."


def _strongest(note: Note) -> Evidence | None:
    """The weightiest unhappy words; named events before those that the reader only points at."""
    unhappy = [e for e in note.evidence if e.counted and e.weight < 0]
    return min(unhappy, key=lambda e: (e.why.startswith("Without"), e.weight), default=None)


def _reason(sentence: str, note: Note, words: str = "") -> Reason:
    best = _strongest(note)
    quote = best.text if best and not words else note.text
    return Reason(sentence, _short(quote, words), note.interaction_id, note.at)


def _short(text: str, words: str = "") -> str:
    """The text, or as much of it around `words` as can be read at a glance."""
    flat = " ".join(text.split())
    if len(flat) <= _LONGEST_QUOTE:
        return flat
    start = max(0, flat.find(words) - _LONGEST_QUOTE // 2) if words else 0
    cut = flat[start : start + _LONGEST_QUOTE].strip()
    return ("… " if start else "") + cut + (" …" if start + _LONGEST_QUOTE < len(flat) else "")


def _why_not(course: Course) -> tuple[Reason, ...]:
    return (_reason("They asked not to be called.", course.quiet),) if course.quiet else ()
