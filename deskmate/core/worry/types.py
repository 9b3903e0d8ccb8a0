"""What the rule is given and what it answers."""

from dataclasses import dataclass, fields
from datetime import datetime

from deskmate.core.errors import InvalidInput
from deskmate.core.sentiment.types import Evidence

MOST_NOTES = 200  # the newest entries of a customer that are looked at; older ones have decayed away
_MOODS = {"unhappy": -1.0, "neutral": 0.0, "happy": 1.0}


@dataclass(frozen=True)
class Note:
    """One entry on the timeline: `label` and `score` as they count (staff's mood, else an overrule, else the reading).

    A `label` of "" says that the entry was never read; then it counts only through its mood.
    """

    at: datetime
    kind: str
    text: str
    label: str
    score: float
    mood: str | None = None
    evidence: tuple[Evidence, ...] = ()
    interaction_id: int | None = None

    @property
    def feeling(self) -> float:
        """From -1 (unhappy) to 1 (happy); staff's mood outranks the reading, and "unsure" counts nothing."""
        if self.mood in _MOODS:
            return _MOODS[self.mood]
        return max(-1.0, min(1.0, self.score)) if self.label in {"negative", "positive"} else 0.0


@dataclass(frozen=True)
class Event:
    """What people did: "put right", "reached", "closed", "overrule" (each clears what was before it),
    "promise broken" (brings a call back), "no call wanted" (not listed for what was before it).
    """

    at: datetime
    what: str
    text: str = ""


@dataclass(frozen=True)
class Rules:
    """The shop's parameters; days are days of 24 hours. Raises `InvalidInput` for values that make no sense.

    `half_life_days`: after so many days an entry counts half. `credit`: what praise is worth against grievances.
    `cut`: the worry from which a call is due. `patience_days`: how long a promise made with an apology may stay open.
    `drip` let-downs within `drip_days` make a call. `grave_days`: how long something grave stays listed if nobody acts,
    `quiet_days` the same for a row of let-downs and signs of leaving. `habit`: what a grievance is worth of
    somebody who has grumbled for `habit_days`. `fixed`: what a grievance is worth once it was mended, but nothing
    shows that the customer is content. `doubt`: what an entry is worth that does not surely read unhappy, but names
    something we did. `unanswered`: how many times a grievance counts that nobody did anything about, of a customer who
    has not been back since.
    """

    half_life_days: float = 60.0
    credit: float = 0.25
    cut: float = 0.4
    patience_days: float = 14.0
    drip: int = 3
    drip_days: float = 270.0
    grave_days: float = 120.0
    quiet_days: float = 120.0
    habit: float = 0.15
    habit_days: float = 90.0
    fixed: float = 0.65
    doubt: float = 0.3
    unanswered: float = 1.5

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0 <= value < float("inf"):
                raise InvalidInput(f"{field.name.replace('_', ' ').capitalize()} must be a number from 0 up.")
        if self.half_life_days < 1 or self.cut <= 0 or self.drip < 2 or self.unanswered < 1:
            raise InvalidInput("The half-life needs a day or more, the cut more than 0, a row at least 2 let-downs.")


@dataclass(frozen=True)
class Reason:
    """One reason as a sentence, with the recorded words and the entry they stand in."""

    sentence: str
    quote: str
    interaction_id: int | None
    at: datetime


@dataclass(frozen=True)
class Judgement:
    """Whether a call may be due, how worried to be, until when, and why.

    `lapses_at`: when the answer turns to no by itself if nothing new is written. `look_again_at`: when it may turn to
    yes by itself, because a promise will have stayed open too long. `counted`: the ids of the entries behind the
    answer. `key` orders customers by worry and stays true as time passes (0 = none). `cleared_at`: the moment up to
    which nothing counts any more.
    """

    open: bool
    worry: float
    severe: bool
    lapses_at: datetime | None
    look_again_at: datetime | None
    reasons: tuple[Reason, ...]
    counted: tuple[int, ...]
    key: float
    cleared_at: datetime | None
