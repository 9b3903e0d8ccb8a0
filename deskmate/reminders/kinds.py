"""What can fall due, and the name each single reminder goes by in what staff did about it.

Reminders are derived from the book by queries; only what staff did is stored, under these keys. A key holds what makes
a reminder a new one: an appointment that is moved, or a follow-up with another day, reminds again; a birthday once a
year, however the card is edited meanwhile.
"""

from datetime import date, datetime
from typing import Literal, NamedTuple, get_args

Kind = Literal[
    "appointment",
    "call-before",
    "prepare",
    "birthday",
    "occasion",
    "promise",
    "follow-up",
    "reminder",
    "expiry",
    "rhythm",
    "offer",
]

ALL: frozenset[Kind] = frozenset(get_args(Kind))
CHEERFUL: frozenset[Kind] = frozenset({"birthday", "occasion"})
TITLES: dict[Kind, str] = {
    "appointment": "Appointment",
    "call-before": "Call before an appointment",
    "prepare": "Get ready",
    "birthday": "Birthday",
    "occasion": "Occasion",
    "promise": "Promise",
    "follow-up": "May need a call",
    "reminder": "Reminder",
    "expiry": "Expires",
    "rhythm": "Usually comes more often",
    "offer": "A time became free",
}


class Due(NamedTuple):
    """One reminder: what it is about, when it fell (or falls) due, and what staff did about it so far.

    `due_at` is when staff are to be told, `about_at` the instant the thing itself happens (both UTC). `paused` says why
    a greeting should wait. A tuple, because a large shop's week has thousands: a data class takes five times as long.
    """

    key: str
    kind: Kind
    customer_id: int | None
    customer: str
    text: str
    due_at: datetime
    about_at: datetime
    paused: str = ""
    told_at: datetime | None = None
    snoozed_until: datetime | None = None

    def with_state(self, told_at: datetime | None, snoozed_until: datetime | None) -> "Due":
        """The same with what staff did about it."""
        return Due(*self[:8], told_at, snoozed_until)

    @property
    def shown_from(self) -> datetime:
        """From when on it is to be seen: its time, or the end of its snooze."""
        return max(self.due_at, self.snoozed_until) if self.snoozed_until else self.due_at


def appointment_key(kind: Kind, appointment_id: int, starts_at: datetime) -> str:
    """The key of a reminder for an appointment at its present time."""
    return f"{kind}:{appointment_id}:{int(starts_at.timestamp()) // 60}"


def yearly_key(kind: Kind, number: int, year: int) -> str:
    """The key of a birthday (the customer's number) or occasion (its own) in a year."""
    return f"{kind}:{number}:{year}"


def dated_key(kind: Kind, number: int, day: date) -> str:
    """The key of something that falls due on a day and again if the day is moved."""
    return f"{kind}:{number}:{day.isoformat()}"
