"""Offers to those who wait: whom to ask first about a time that became free, and whom next.

Each gap is offered to one customer at a time, along the waiting list; once they were asked, it goes to the next.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from deskmate.core import waitlist
from deskmate.core.actors import Actor
from deskmate.core.appointments import Booked
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.models import ReminderState
from deskmate.core.models.base import table_of
from deskmate.core.waitlist import Fit
from deskmate.reminders import sets
from deskmate.reminders.kinds import Due, appointment_key
from deskmate.reminders.window import Window, spoken

UNHAPPY = "May need a call about something else: ask first how things are."

_S = table_of(ReminderState).c
_ASKED = select(_S.key, func.coalesce(_S.done_at, _S.dismissed_at)).where(
    _S.key >= "offer:", _S.key < "offer;", _S.done_at.is_not(None) | _S.dismissed_at.is_not(None)
)


def open_ones(session: Session, window: Window) -> Iterator[Due]:
    """One for each gap that is still to come and that somebody waits for."""
    fits = waitlist.fits(session, now=window.now)
    if not fits:
        return
    asked = {row[0]: row[1] for row in session.connection().execute(_ASKED)}
    first: dict[object, tuple[Fit, datetime]] = {}
    passed_on: dict[object, datetime] = {}
    for fit in fits:
        gap, key = (fit.gap.staff_id, fit.gap.starts_at), _key(fit)
        if key in asked:
            passed_on[gap] = max(asked[key], passed_on.get(gap, asked[key]))
        elif gap not in first:
            first[gap] = fit, max(fit.known_at, passed_on.get(gap, fit.known_at))
    unhappy = sets.waiting_for_a_call(session) if first else set()
    for fit, due_at in first.values():
        if window.reaches(due_at):
            yield _offer(fit, due_at, window, UNHAPPY if fit.row.customer_id in unhappy else "")


def accept(db: Database, due: Due, *, by: Actor, now: datetime) -> Booked:
    """Books the customer into the gap they were offered; raises `Conflict` where it is no longer free."""
    if due.kind != "offer":
        raise InvalidInput("This reminder offers no time.")
    return waitlist.book(db, int(due.key.split(":")[1]), start=due.about_at, by=by, now=now)


def _offer(fit: Fit, due_at: datetime, window: Window, paused: str) -> Due:
    start = fit.starts_at.astimezone(window.zone)
    whom = f" with {fit.staff}" if fit.staff else ""
    return Due(
        key=_key(fit),
        kind="offer",
        customer_id=fit.row.customer_id,
        customer=fit.row.customer,
        text=f"Offer the gap: {fit.row.service}, {spoken(start.date())} at {start:%H:%M}{whom}",
        due_at=due_at,
        about_at=fit.starts_at,
        paused=paused,
    )


def _key(fit: Fit) -> str:
    return appointment_key("offer", fit.row.id, fit.starts_at)
