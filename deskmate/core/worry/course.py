"""The course of things with one customer: grievances, what was put right, what was promised, in their order."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from deskmate.core.sentiment import lists, marks
from deskmate.core.sentiment.marks import Mark
from deskmate.core.worry.types import Event, Note, Rules

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    ("asked", "asking", "told", "will", "ring", "call", "called", "when", "with", "said", "back", "from", "that")
)
_NAMED: tuple[Mark, ...] = ("letdown", "leaving", "not_done", "asked_again")
_CLEARING = frozenset({"put right", "reached", "closed", "overrule"})
OUR_OWN = timedelta(days=7)  # what is written within a week is mostly our own remark about the same thing
_DOUBTFUL = -0.25  # a reading from here down was near to unhappy
_BITTER = -0.75  # from here down even an accepted apology is none
_PLEASED = 0.4  # from here up praise shows that a mended matter is over
_UNHAPPY = -0.2  # from here down an entry is not taken as peace


@dataclass
class Grievance:
    """An unhappy entry: what it weighs, the words that make it grave, and whether it names something we did."""

    note: Note
    weight: float
    grave: str
    named: bool
    mended: bool = False
    later: list[datetime] = field(default_factory=list)

    def unanswered(self) -> bool:
        """Whether nobody did anything about it, and the customer has not been seen since."""
        return not self.mended and len(self.later) <= 1 and all(at - self.note.at <= OUR_OWN for at in self.later)


@dataclass
class Pledge:
    """Something we said we would do; `asked` are the entries that show it was not done."""

    note: Note
    apology: bool
    asked: list[Note] = field(default_factory=list)
    moved: list[Note] = field(default_factory=list)
    broken_at: datetime | None = None

    def failed_at(self, now: datetime, rules: Rules) -> datetime | None:
        """When it counts as broken: they had to ask, or an apology's promise stayed open too long."""
        if self.broken_at is not None:
            return self.broken_at
        if self.asked or len(self.moved) > 1:
            return max((*self.asked, *self.moved), key=lambda note: note.at).at
        due = self.due(rules)
        return due if due is not None and due <= now else None

    def due(self, rules: Rules) -> datetime | None:
        """Until when it may stay open: a promise made with an apology, or one that was put off before."""
        last = self.moved[-1] if self.moved else self.note
        return last.at + timedelta(days=rules.patience_days) if self.apology or self.moved else None


@dataclass
class Course:
    """How things stand after the entries taken so far."""

    grievances: list[Grievance] = field(default_factory=list)
    past: list[Grievance] = field(default_factory=list)
    praise: list[Note] = field(default_factory=list)
    leaving: list[Note] = field(default_factory=list)
    lapses: list[Note] = field(default_factory=list)
    pledge: Pledge | None = None
    quiet: Note | None = None
    mended: bool = False
    cleared_at: datetime | None = None

    def clear(self, at: datetime) -> None:
        """What was before counts no longer; a promise still does."""
        self.grievances, self.praise, self.leaving, self.lapses = [], [], [], []
        self.mended, self.cleared_at = False, at

    def after(self, at: datetime) -> "Course":
        """What came after a moment; how long they have grumbled, and what they asked for, stays known."""
        return replace(
            self,
            grievances=[one for one in self.grievances if one.note.at > at],
            praise=[one for one in self.praise if one.at > at],
            leaving=[one for one in self.leaving if one.at > at],
            lapses=[one for one in self.lapses if one.at > at],
            pledge=self.pledge if self.pledge is not None and self.pledge.note.at > at else None,
        )


def follow(notes: Iterable[Note], events: Iterable[Event], *, now: datetime, rules: Rules) -> Course:
    """The course up to `now`, entries in the order of their time; an event outranks entries of the same moment."""
    course = Course()
    past: list[Note | Event] = [note for note in notes if note.at <= now]
    past += [event for event in events if event.at <= now]
    for item in sorted(past, key=lambda i: (i.at, isinstance(i, Event))):
        if isinstance(item, Event):
            _take_event(course, item)
        elif item.label or item.mood:
            _take_note(course, item, rules)
    return course


def _take_event(course: Course, event: Event) -> None:
    words = Note(event.at, "event", event.text, "neutral", 0.0)
    if event.what in _CLEARING:
        course.clear(event.at)
        course.pledge = None
    elif event.what == "no call wanted":
        course.quiet = words
    elif event.what == "promise broken":
        course.pledge = Pledge(words, apology=True, broken_at=event.at)


def _take_note(course: Course, note: Note, rules: Rules) -> None:
    found = marks.find(note.text) if note.label else {}
    if not found and not note.feeling:  # most entries: they say nothing but that the customer was here
        for grievance in course.grievances:
            grievance.later.append(note.at)
        return
    if "leave_alone" in found:
        course.quiet = note
    _take_pledge(course, note, found)
    if note.feeling > _UNHAPPY or _is_peace(note, found):
        _take_peace(course, note, found, rules)
    for grievance in course.grievances:
        grievance.later.append(note.at)
    weight = _weight(course, note, found, rules)
    if weight > 0:
        named = any(mark in found for mark in _NAMED)
        grave = found.get("severe", "") if note.feeling < 0 else ""
        course.grievances.append(Grievance(note, weight, grave, named))
        course.past.append(course.grievances[-1])
    elif note.feeling > 0:
        course.praise.append(note)
    if "letdown" in found:
        course.lapses.append(note)
    if "leaving" in found:
        course.leaving.append(note)


def _weight(course: Course, note: Note, found: dict[Mark, str], rules: Rules) -> float:
    """How much of a grievance the entry is.

    One that does not surely read unhappy counts a little where it names something we did, or shows that an open
    grievance still waits.
    """
    if note.feeling < 0:
        return 0.0 if _is_peace(note, found) else -note.feeling
    if note.mood in {"neutral", "happy"} or note.feeling > 0 or "accepted" in found:
        return 0.0
    doubtful = note.label == "unsure" or note.score <= _DOUBTFUL
    waits = bool(course.grievances) and ("not_done" in found or "asked_again" in found)
    return rules.doubt if waits or (doubtful and ("letdown" in found or "severe" in found)) else 0.0


def _is_peace(note: Note, found: dict[Mark, str]) -> bool:
    """Whether an entry that reads somewhat unhappy tells of an apology that was accepted; staff's own mood stands."""
    mild = note.mood is None and note.feeling > _BITTER
    return mild and "apologised" in found and "accepted" in found and "not_done" not in found


def _take_peace(course: Course, note: Note, found: dict[Mark, str], rules: Rules) -> None:
    """Settled: what was before is cleared. Only mended: it weighs less until the customer shows to be content."""
    if _is_settled(course, note, found):
        course.clear(note.at)
    elif "put_right" in found or "apologised" in found:
        course.mended = True
        for grievance in course.grievances:
            if not grievance.grave and not grievance.mended:
                grievance.weight *= rules.fixed
                grievance.mended = True


def _is_settled(course: Course, note: Note, found: dict[Mark, str]) -> bool:
    """They accepted what we said or did, or they are pleased after it was mended."""
    if "not_done" in found:
        return False
    tried = "apologised" in found or "put_right" in found
    if "accepted" in found and (tried or not any(g.grave for g in course.grievances)):
        return bool(course.grievances) or tried
    return note.feeling >= _PLEASED and (course.mended or "put_right" in found)


def _take_pledge(course: Course, note: Note, found: dict[Mark, str]) -> None:
    if course.pledge is not None:
        if _asks(course.pledge, note, found):
            course.pledge.asked.append(note)
        elif "kept" in found:
            course.pledge = None
        elif "promised" in found:
            course.pledge.moved.append(note)
    if "promised" in found and course.pledge is None:
        soothing = any(mark in found for mark in ("apologised", "accepted", "put_right"))
        course.pledge = Pledge(note, apology=soothing and bool(course.grievances))


def _asks(pledge: Pledge, note: Note, found: dict[Mark, str]) -> bool:
    """Whether the entry shows that they still wait for this promise, and not for something else."""
    if "asked_again" in found or "not_done" in found:
        return True
    return "asked_after" in found and (pledge.apology or bool(_subject(pledge.note.text) & _subject(note.text)))


def _subject(text: str) -> set[str]:
    """The words that tell what a note is about, without endings."""
    return {word[:5] for word in _WORD.findall(lists.fold(text)) if word not in _COMMON}
