"""From a customer's notes to one answer: may this person need a call now, and why. Pure.

    worry = Σ ½^(age/H)·max(0, −s) − g·Σ ½^(age/H)·max(0, s)

over what is not settled; a call is due from the cut on. Beside the sum stand four plain reasons: something grave, a
promise not kept, a row of small let-downs, and signs of leaving. The rule serves customers known to be unhappy; it
is no forecast of who will leave, and nobody should take it for one.
"""

from deskmate.core.worry.answer import judge
from deskmate.core.worry.types import MOST_NOTES, Event, Judgement, Note, Reason, Rules

__all__ = [
    "MOST_NOTES",
    "Event",
    "Judgement",
    "Note",
    "Reason",
    "Rules",
    "judge",
]
