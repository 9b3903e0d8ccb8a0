"""Customers' histories as the rule takes them: their entries, and what people did about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Row, bindparam, exists, func, select
from sqlmodel import Session

from deskmate.core import readings, worry
from deskmate.core.models import CallAttempt, FollowUp, Interaction, Promise
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared
from deskmate.core.sentiment import Evidence

_Told = tuple[list[worry.Note], list[worry.Event]]


# plain columns by prepared statements: this is read whenever a note is saved
_I, _C, _F, _P = (table_of(model).c for model in (Interaction, CallAttempt, FollowUp, Promise))
_NOTE = (_I.id, _I.customer_id, _I.at, _I.kind, _I.text, _I.label, _I.score, _I.mood, _I.overruled_at, _I.evidence)
_ONE: BindParameter[int] = bindparam("customer")
_SEVERAL: BindParameter[int] = bindparam("customers", expanding=True)
_NOTES_OF_ONE = Prepared(
    select(*_NOTE)
    .where(_I.customer_id == _ONE, _I.deleted_at.is_(None))
    .order_by(_I.at.desc(), _I.id.desc())
    .limit(worry.MOST_NOTES)
)
_PLACE = func.row_number().over(partition_by=_I.customer_id, order_by=(_I.at.desc(), _I.id.desc())).label("place")
_NEWEST = select(_I.id, _PLACE).where(_I.customer_id.in_(_SEVERAL), _I.deleted_at.is_(None)).subquery()
_NOTES_OF_SEVERAL = (
    select(*_NOTE)
    .join(_NEWEST, _NEWEST.c.id == _I.id)
    .where(_NEWEST.c.place <= worry.MOST_NOTES)
    .order_by(_I.at, _I.id)
)
_ANY = Prepared(
    select(
        exists().where(_C.customer_id == _ONE).label("calls"),
        exists().where(_F.customer_id == _ONE, _F.state == "closed").label("closed"),
        exists().where(_P.customer_id == _ONE, _P.state != "kept").label("promises"),
    )
)
_CALLS = select(_C.customer_id, _C.at, _C.outcome, _C.put_right).where(_C.customer_id.in_(_SEVERAL))
_CLOSED = select(_F.customer_id, _F.closed_at).where(
    _F.customer_id.in_(_SEVERAL), _F.state == "closed", _F.closed_at.is_not(None)
)
_PROMISES = select(_P.customer_id, _P.due_on, _P.state, _P.settled_at, _P.text).where(
    _P.customer_id.in_(_SEVERAL), _P.state != "kept"
)


def of(session: Session, customer_id: int, *, now: datetime, zone: ZoneInfo) -> _Told:
    """One customer's newest entries, the oldest of them first, and the events up to `now`."""
    session.flush()
    rows = _NOTES_OF_ONE.all(session, customer=customer_id)
    # few customers were ever called or promised anything: one look tells that there is nothing to read
    some = any(_ANY.first(session, customer=customer_id))
    events = _events(session, [customer_id], now, zone)[customer_id] if some else []
    return [_note_of(row) for row in reversed(rows)], events


def many(
    session: Session, customer_ids: Sequence[int], *, now: datetime, zone: ZoneInfo
) -> Iterator[tuple[int, _Told]]:
    """As `of` for several customers, with a few queries for all of them."""
    session.flush()
    notes, events = _notes(session, customer_ids), _events(session, customer_ids, now, zone)
    for number in customer_ids:
        yield number, (notes[number], events[number])


def with_entries_since(session: Session, since: datetime) -> list[int]:
    """Whose entries are recent enough to matter, in order of their numbers."""
    query = select(_I.customer_id).where(_I.at > since, _I.deleted_at.is_(None))
    return sorted(session.execute(query.distinct()).scalars())


def _note_of(row: Row[Any]) -> worry.Note:
    """The entry as the rule takes it; one with words that were never read counts through staff's mood alone."""
    label, score = readings.effective(cast(Interaction, row))  # it has the columns that count
    unread = not row.label and bool(row.text) and not row.mood and row.overruled_at is None
    return worry.Note(
        at=row.at,
        kind=row.kind,
        text=row.text,
        label="" if unread else label,
        score=score,
        mood=row.mood or None,
        evidence=tuple(Evidence(**item) for item in row.evidence) if row.label else (),
        interaction_id=row.id,
    )


def _notes(session: Session, customer_ids: Sequence[int]) -> dict[int, list[worry.Note]]:
    found: dict[int, list[worry.Note]] = defaultdict(list)
    for row in session.connection().execute(_NOTES_OF_SEVERAL, {"customers": list(customer_ids)}).all():
        found[row.customer_id].append(_note_of(row))
    return found


def _events(
    session: Session, customer_ids: Sequence[int], now: datetime, zone: ZoneInfo
) -> dict[int, list[worry.Event]]:
    found: dict[int, list[worry.Event]] = defaultdict(list)
    connection, wanted = session.connection(), {"customers": list(customer_ids)}
    for call in connection.execute(_CALLS, wanted).all():
        if what := _call_event(call):
            found[call.customer_id].append(worry.Event(at=call.at, what=what))
    for row in connection.execute(_CLOSED, wanted).all():
        found[row.customer_id].append(worry.Event(at=row.closed_at, what="closed"))
    for promise in connection.execute(_PROMISES, wanted).all():
        found[promise.customer_id] += _broken(promise, now, zone)
    for events in found.values():
        events.sort(key=lambda event: event.at)
    return found


def _broken(promise: Row[Any], now: datetime, zone: ZoneInfo) -> Iterable[worry.Event]:
    end = datetime(promise.due_on.year, promise.due_on.month, promise.due_on.day, tzinfo=zone) + timedelta(days=1)
    broken_at = promise.settled_at if promise.state == "broken" else end
    if broken_at is not None and broken_at <= now:
        yield worry.Event(at=broken_at, what="promise broken", text=promise.text)


def _call_event(call: Row[Any]) -> str:
    if call.outcome == "reached":
        return "put right" if call.put_right else "reached"
    # "no call wanted" is about this matter; who never wants to be called is marked so on the card
    return "closed" if call.outcome == "no-call-wanted" else ""
