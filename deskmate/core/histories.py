"""Customers' histories as the rule takes them: their entries, and what people did about them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from deskmate.core import readings, worry
from deskmate.core.models import CallAttempt, FollowUp, Interaction, Promise

_Told = tuple[list[worry.Note], list[worry.Event]]


def of(session: Session, customer_id: int, *, now: datetime, zone: ZoneInfo) -> _Told:
    """One customer's newest entries, the oldest of them first, and the events up to `now`."""
    rows = session.exec(
        select(Interaction)
        .where(Interaction.customer_id == customer_id, col(Interaction.deleted_at).is_(None))
        .order_by(col(Interaction.at).desc())
        .limit(worry.MOST_NOTES)
    ).all()
    events = _events(session, [customer_id], now, zone)
    return [note_of(row) for row in reversed(rows)], events[customer_id]


def many(
    session: Session, customer_ids: Sequence[int], *, now: datetime, zone: ZoneInfo
) -> Iterator[tuple[int, _Told]]:
    """As `of` for several customers, with a few queries for all of them."""
    notes, events = _notes(session, customer_ids), _events(session, customer_ids, now, zone)
    for number in customer_ids:
        yield number, (notes[number], events[number])


def with_entries_since(session: Session, since: datetime) -> list[int]:
    """Whose entries are recent enough to matter, in order of their numbers."""
    query = select(Interaction.customer_id).where(col(Interaction.at) > since, col(Interaction.deleted_at).is_(None))
    return sorted(set(session.exec(query.distinct()).all()))


def note_of(row: Interaction) -> worry.Note:
    """The entry as the rule takes it; one with words that were never read counts through staff's mood alone."""
    label, score = readings.effective(row)
    reading = readings.stored(row)
    unread = reading is None and bool(row.text) and not row.mood and row.overruled_at is None
    return worry.Note(
        at=row.at,
        kind=row.kind,
        text=row.text,
        label="" if unread else label,
        score=score,
        mood=row.mood or None,
        evidence=reading.evidence if reading else (),
        interaction_id=row.id,
    )


def _notes(session: Session, customer_ids: Collection[int]) -> dict[int, list[worry.Note]]:
    place = func.row_number().over(partition_by=col(Interaction.customer_id), order_by=col(Interaction.at).desc())
    theirs = col(Interaction.customer_id).in_(customer_ids)
    newest = (
        select(Interaction.id, place.label("place")).where(theirs, col(Interaction.deleted_at).is_(None)).subquery()
    )
    rows = session.exec(
        select(Interaction)
        .join(newest, newest.c.id == col(Interaction.id))
        .where(newest.c.place <= worry.MOST_NOTES)
        .order_by(col(Interaction.at))
    ).all()
    found: dict[int, list[worry.Note]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(note_of(row))
    return found


def _events(
    session: Session, customer_ids: Collection[int], now: datetime, zone: ZoneInfo
) -> dict[int, list[worry.Event]]:
    found: dict[int, list[worry.Event]] = defaultdict(list)
    for call in session.exec(select(CallAttempt).where(col(CallAttempt.customer_id).in_(customer_ids))).all():
        if what := _call_event(call):
            found[call.customer_id].append(worry.Event(at=call.at, what=what))
    closed = select(FollowUp).where(col(FollowUp.customer_id).in_(customer_ids), FollowUp.state == "closed")
    for row in session.exec(closed).all():
        if row.closed_at:
            found[row.customer_id].append(worry.Event(at=row.closed_at, what="closed"))
    promises = select(Promise).where(col(Promise.customer_id).in_(customer_ids), Promise.state != "kept")
    for promise in session.exec(promises).all():
        found[promise.customer_id] += _broken(promise, now, zone)
    for events in found.values():
        events.sort(key=lambda event: event.at)
    return found


def _broken(promise: Promise, now: datetime, zone: ZoneInfo) -> Iterable[worry.Event]:
    end = datetime(promise.due_on.year, promise.due_on.month, promise.due_on.day, tzinfo=zone) + timedelta(days=1)
    broken_at = promise.settled_at if promise.state == "broken" else end
    if broken_at is not None and broken_at <= now:
        yield worry.Event(at=broken_at, what="promise broken", text=promise.text)


def _call_event(call: CallAttempt) -> str:
    if call.outcome == "reached":
        return "put right" if call.put_right else "reached"
    # "no call wanted" is about this matter; who never wants to be called is marked so on the card
    return "closed" if call.outcome == "no-call-wanted" else ""
