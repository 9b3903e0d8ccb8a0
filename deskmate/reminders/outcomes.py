"""What came of a reminder about a customer: on the timeline and off the list, in one transaction and one step of undo.

A call that reached nobody is written down but does not settle the reminder: it comes back. A word left on a machine
does not keep a promise either.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from deskmate.core import changes, customers, follow_ups, own_words, settings, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput
from deskmate.core.models import ReminderState
from deskmate.core.settings import Settings
from deskmate.reminders import due as reminders
from deskmate.reminders import telling
from deskmate.reminders.kinds import CHEERFUL, Due

WORDS = {
    "reached": "Reached",
    "left-word": "Left word",
    "not-reached": "Not reached",
    "message-sent": "Message sent",
    "greeted": "Greeted",
    "declined": "Declined",
}
# outcome: the entry's kind, its channel and what it says. Only where somebody was spoken to is it a call, because a
# call counts as contact and lets the customer's rhythm begin anew.
_ENTRIES = {
    "reached": ("call", "phone", "Call: reached."),
    "left-word": ("message", "phone", "Call: left word."),
    "not-reached": ("note", "phone", "Call: not reached."),
    "message-sent": ("message", "message", "Message sent."),
    "greeted": ("message", "", "Greeted."),
    "declined": ("call", "phone", "Call: the time does not suit."),
}
_SOON = timedelta(hours=1)
_TOPICS = (Topic.REMINDERS, Topic.PROMISES, Topic.INTERACTIONS, Topic.FOLLOW_UPS, Topic.CUSTOMERS)


def offered(due: Due) -> tuple[str, ...]:
    """The outcomes that make sense for a reminder; none where it is about nobody or about getting ready."""
    if due.customer_id is None or due.kind == "prepare":
        return ()
    if due.kind == "follow-up":
        return ("left-word", "not-reached")  # once reached, there is more to say than a word
    if due.kind == "offer":
        return ("declined", "message-sent", "left-word", "not-reached")  # who accepts is booked
    first = "greeted" if due.kind in CHEERFUL else "reached"
    return (first, "message-sent", "left-word", "not-reached")


def note(db: Database, due: Due, outcome: str, *, by: Actor, now: datetime) -> datetime | None:
    """Writes on the timeline what came of a reminder and settles it, or gives when it comes back.

    One step of undo takes back both. A follow-up's call is logged as such and moves its day. Raises `Conflict` where
    the reminder was settled meanwhile.
    """
    if outcome not in offered(due):
        raise InvalidInput("That can't come of this reminder.")
    if due.kind == "follow-up":
        return _opening(db, follow_ups.log_call(db, int(due.key.split(":")[1]), outcome, by=by, now=now).due_on)
    with db.write(*_TOPICS) as session:
        changes.watch(session, also=("reminder_state",))
        _refuse_if_settled(session, due.key)
        customer = customers.get(session, due.customer_id or 0)
        kind, channel, said = _ENTRIES[outcome]
        own_words.write(session, customer, f"{said}\n{due.text}", kind=kind, channel=channel, by=by, now=now)
        back_at = _back_at(due, outcome, settings.load(session), now)
        if back_at is None:
            reminders.acknowledge(session, due.key, by=by, now=now, done=True)
        else:
            reminders.put_off(session, due.key, until=back_at, by=by, now=now)
        changes.remember(session, f"{WORDS[outcome]}: {customer.name}", by=by, now=now)
        return back_at


def _back_at(due: Due, outcome: str, shop: Settings, now: datetime) -> datetime | None:
    opening = telling.snoozes(now, shop)[-1][1]  # of the next working day
    if outcome == "left-word" and due.kind == "promise":
        return opening
    if outcome != "not-reached" and not (due.kind == "offer" and outcome in ("left-word", "message-sent")):
        return None
    here, later = (at.astimezone(zones.of(shop)) for at in (now, now + _SOON))
    still_open = later.date() == here.date() and later.time() < zones.parse_time(shop.closes)
    return now + _SOON if still_open else opening


def _refuse_if_settled(session: Session, key: str) -> None:
    state = session.get(ReminderState, key)
    if state is not None and (state.done_at is not None or state.dismissed_at is not None):
        raise Conflict("This reminder was already dealt with.")


def _opening(db: Database, day: date) -> datetime:
    shop = settings.current(db)
    return zones.instant(datetime.combine(day, zones.parse_time(shop.opens)), zones.of(shop))
