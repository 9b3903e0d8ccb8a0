"""What is due now, who was told, and what staff did about it. The database is the only truth.

`open_list` is what the panel shows; `claim` marks what a pop-up may now tell, once. A crash right after claiming loses
nothing, because the panel lists everything that is not done.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Row
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from deskmate.core import audit, changes, customers, follow_ups, settings, text, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import Promise, Reminder, ReminderState
from deskmate.core.models.base import table_of
from deskmate.reminders import derive, recurrence, sets, usual_visits
from deskmate.reminders import window as windows
from deskmate.reminders.kinds import ALL, Due, Kind

LOOK_BACK = timedelta(days=45)  # a month's holiday and some days to spare
FURTHEST_SNOOZE = timedelta(days=366)
ASK_AGAIN = timedelta(hours=1)  # at the latest, however far off the next one is

_S = table_of(ReminderState).c
_HANDLED = sql.select(_S.key, _S.told_at, _S.snoozed_until, _S.done_at, _S.dismissed_at).where(
    _S.key.in_(sets.among("keys"))
)
_NEW = sqlite.insert(table_of(ReminderState))
_TELL = _NEW.on_conflict_do_update(index_elements=["key"], set_={"told_at": _NEW.excluded.told_at})
_SNOOZED = sql.select(_S.key).where(
    _S.snoozed_until > sql.bindparam("since"),
    _S.done_at.is_(None),
    _S.dismissed_at.is_(None),
)


def open_list(db: Database, *, now: datetime) -> list[Due]:
    """Everything due and not yet done, dismissed or snoozed, the first due first."""
    with db.read() as session:
        return [due for due in _current(session, now) if due.shown_from <= now]


def claim(db: Database, *, now: datetime) -> list[Due]:
    """What became due and nobody was told of yet; from now on it counts as told. Writes only if there is something."""
    return look(db, now=now)[0]


def look(db: Database, *, now: datetime) -> tuple[list[Due], datetime]:
    """As `claim`, and when to ask again: as the next one falls due, at the latest in an hour."""
    with db.read() as session:
        current = _current(session, now, until=now + ASK_AGAIN)
        if not _untold(current, now) and _rhythms_settled(session):
            return [], _next(current, now)
    with db.write(Topic.REMINDERS) as session:
        _settle_rhythms(session)
        current = _current(session, now, until=now + ASK_AGAIN)
        fresh = _untold(current, now)
        _mark_told(session, fresh, now)
        return fresh, _next(current, now)


def upcoming(
    db: Database, *, now: datetime, days: int = 7, passed: bool = True, ahead: Collection[Kind] = ALL
) -> list[Due]:
    """What falls due in the next days, and what is due already, the first due first.

    Without `passed`, appointments and birthdays that were over before today are left out. Of what is not due yet, only
    the kinds in `ahead`.
    """
    with db.read() as session:
        return _current(session, now, until=now + timedelta(days=days), passed=passed, ahead=ahead)


def done(db: Database, key: str, *, by: Actor, now: datetime) -> None:
    """Says that a reminder was seen to; a promise counts as kept then. It does not come back."""
    _acknowledge(db, key, by=by, now=now, done=True)


def dismiss(db: Database, key: str, *, by: Actor, now: datetime) -> None:
    """Puts a reminder away without saying that it was seen to."""
    _acknowledge(db, key, by=by, now=now, done=False)


def snooze(db: Database, key: str, *, until: datetime, by: Actor, now: datetime) -> None:
    """Lets a reminder come back at a later time; then staff are told again."""
    with db.write(Topic.REMINDERS) as session:
        put_off(session, key, until=until, by=by, now=now)
        _note(session, key, "reminder snoozed", by=by, now=now)


def take_back(db: Database, key: str, *, by: Actor, now: datetime) -> None:
    """Takes back a Done, a Dismiss or a Snooze; the reminder is in the panel again."""
    with db.write(Topic.REMINDERS, Topic.PROMISES, Topic.FOLLOW_UPS) as session:
        state = session.get(ReminderState, key)
        if state is None:
            raise NotFound("This reminder was not put away.")
        if state.done_at is not None and key.startswith("promise:"):
            promise = session.get(Promise, int(key.split(":")[1]))
            if promise is not None and promise.state == "kept":
                follow_ups.reopen_promise(session, promise, now=now)
        state.done_at = state.dismissed_at = state.snoozed_until = None
        _note(session, key, "undone: reminder put away", by=by, now=now)


def remind(
    db: Database,
    what: str,
    *,
    at: datetime,
    customer_id: int | None = None,
    repeat: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Sets a reminder for a wall time (or an aware one), once or by a repetition rule (RFC 5545); gives its number."""
    what = text.clean_line(what, what="The reminder")
    if not what:
        raise InvalidInput("Write what the reminder is about.")
    if repeat:
        recurrence.check_rule(repeat)
    with db.write(Topic.REMINDERS) as session:
        changes.watch(session)
        if customer_id is not None:
            customers.get(session, customer_id)
        zone = zones.of(settings.load(session))
        instant = zones.instant(at, zone) if at.tzinfo is None else at
        row = Reminder(
            customer_id=customer_id,
            text=what,
            at=instant,
            wall_at=instant.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds"),
            zone=zone.key,
            rrule=repeat,
            created_at=now,
            created_by=by.name,
        )
        session.add(row)
        changes.remember(session, "Set a reminder", by=by, now=now)
        assert row.id is not None
        return row.id


def forget(db: Database, reminder_id: int, *, by: Actor, now: datetime) -> None:
    """Takes away a reminder that somebody set, with all its repetitions."""
    with db.write(Topic.REMINDERS) as session:
        changes.watch(session)
        row = session.get(Reminder, reminder_id)
        if row is None or row.deleted_at is not None:
            raise NotFound("This reminder is no longer there.")
        row.deleted_at = now
        changes.remember(session, "Removed a reminder", by=by, now=now)


def is_behind(db: Database) -> bool:
    """Whether a large import left more rhythms to work out than a claim does on the way; see `catch_up`."""
    with db.read() as session:
        return not _rhythms_settled(session)


def catch_up(db: Database, *, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Works out all rhythms that an import left, some hundred customers a transaction; gives how many. Takes long."""
    total, some = 0, usual_visits.AT_ONCE
    while some >= usual_visits.AT_ONCE and not should_stop():
        with db.write() as session:
            some = _settle_rhythms(session)
        total += some
    if total:
        db.announce(Topic.REMINDERS)
    return total


def _current(
    session: Session,
    now: datetime,
    *,
    until: datetime | None = None,
    passed: bool = True,
    ahead: Collection[Kind] = ALL,
) -> list[Due]:
    window = windows.of(session, since=now - LOOK_BACK, until=until or now, now=now, passed=passed)
    found = {due.key: due for due in derive.everything(session, window, ahead=ahead)}
    found |= {due.key: due for due in _put_off(session, window, found)}
    return [due for due in _with_states(session, list(found.values())) if due.kind in ahead or due.shown_from <= now]


def _put_off(session: Session, window: windows.Window, found: Collection[str]) -> Iterator[Due]:
    """What was put off and fell due outside the window, or does so by settings and cards as they are now."""
    session.flush()
    rows = session.connection().execute(_SNOOZED, {"since": window.since}).scalars()
    keys = set(rows) - set(found)
    return (due for due in (derive.named(session, window, keys) if keys else ()) if window.reaches(due.due_at))


def _rhythms_settled(session: Session) -> bool:
    return not settings.load(session).rhythm_reminders or usual_visits.is_settled(session)


def _settle_rhythms(session: Session) -> int:
    shop = settings.load(session)
    return usual_visits.settle(session, zones.of(shop), most=usual_visits.AT_ONCE) if shop.rhythm_reminders else 0


def _untold(current: list[Due], now: datetime) -> list[Due]:
    return [due for due in current if due.told_at is None and due.shown_from <= now]


def _mark_told(session: Session, fresh: list[Due], now: datetime) -> None:
    """One statement for all, because after a holiday they are hundreds."""
    rows = [
        {"key": due.key, "due_at": due.due_at, "customer_id": due.customer_id, "told_at": now, "by": ""}
        for due in fresh
    ]
    if rows:
        session.connection().execute(_TELL, rows)
        session.expire_all()


def _next(current: list[Due], now: datetime) -> datetime:
    latest = now + ASK_AGAIN
    return min(next((due.shown_from for due in current if due.shown_from > now), latest), latest)


def _with_states(session: Session, found: list[Due]) -> list[Due]:
    """The reminders with what staff did about them; those done or dismissed are left out."""
    states = {key: done for key, *done in _states(session, [due.key for due in found])}
    current = []
    for due in found:
        state = states.get(due.key)
        if state is None:
            current.append(due)
        else:
            told_at, snoozed_until, done_at, dismissed_at = state
            if done_at is None and dismissed_at is None:
                current.append(due.with_state(told_at, snoozed_until))
    return sorted(current, key=_first_shown)


def _first_shown(due: Due) -> tuple[datetime, str]:
    return due.shown_from, due.key


def _states(session: Session, keys: list[str]) -> Iterable[Row[Any]]:
    session.flush()
    return session.connection().execute(_HANDLED, {"keys": sets.listed(keys)}).all() if keys else ()


def acknowledge(session: Session, key: str, *, by: Actor, now: datetime, done: bool) -> None:
    """As `done` or `dismiss`, inside a bigger use case."""
    state = _state(session, key, _named(session, key, now), now)
    if done:
        state.done_at, state.dismissed_at = now, None
    else:
        state.dismissed_at, state.done_at = now, None
    state.snoozed_until, state.by = None, by.name
    if done and key.startswith("promise:"):
        promise = session.get(Promise, int(key.split(":")[1]))
        if promise is not None and promise.state == "open":
            follow_ups.keep_promise(session, promise, by=by, now=now)


def put_off(session: Session, key: str, *, until: datetime, by: Actor, now: datetime) -> None:
    """As `snooze`, inside a bigger use case."""
    if not now < until <= now + FURTHEST_SNOOZE:
        raise InvalidInput("A reminder can wait until some time between now and a year from now.")
    state = _state(session, key, _named(session, key, now), now)
    state.snoozed_until, state.told_at, state.by = until, None, by.name


def _acknowledge(db: Database, key: str, *, by: Actor, now: datetime, done: bool) -> None:
    with db.write(Topic.REMINDERS, Topic.PROMISES, Topic.FOLLOW_UPS) as session:
        acknowledge(session, key, by=by, now=now, done=done)
        _note(session, key, f"reminder {'done' if done else 'dismissed'}", by=by, now=now)


def _note(session: Session, key: str, what: str, *, by: Actor, now: datetime) -> None:
    state = session.get(ReminderState, key)
    customer = state.customer_id if state is not None else None
    audit.note(session, by, what, f"customer:{customer}" if customer else f"reminder:{key}", now=now)


def _named(session: Session, key: str, now: datetime) -> Due | None:
    """The reminder of that key if it is due or soon will be; one that was told or handled before is known anyway."""
    if session.get(ReminderState, key) is not None:
        return None
    window = windows.of(session, since=now - LOOK_BACK, until=now + LOOK_BACK, now=now)
    due = next(iter(derive.named(session, window, {key})), None)
    if due is None or not window.reaches(due.due_at):
        raise NotFound(f"There is no reminder “{key[:80]}”.")
    return due


def _state(session: Session, key: str, due: Due | None, now: datetime) -> ReminderState:
    state = session.get(ReminderState, key)
    if state is None:
        state = ReminderState(key=key, due_at=due.due_at if due else now, customer_id=due.customer_id if due else None)
        session.add(state)
    return state
