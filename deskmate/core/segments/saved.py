"""Saved filters: named once, kept, changed, deleted; each step can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from deskmate.core import changes, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import Segment
from deskmate.core.segments.conditions import Filter, checked, from_json, to_json
from deskmate.core.segments.members import offered_in

MOST = 200
NAME_LIMIT = 80


@dataclass(frozen=True)
class SegmentRow:
    """One saved filter. `problem` says why it can't be asked any more; its filter is then empty."""

    id: int
    name: str
    wanted: Filter
    created_by: str = ""
    problem: str = ""


def every(db: Database) -> list[SegmentRow]:
    """The saved filters in order of their names."""
    with db.read() as session:
        return [_row(one) for one in session.exec(select(Segment).order_by(Segment.folded)).all()]


def named(db: Database, name: str) -> SegmentRow:
    """The filter of that name, whatever its capitals and accents; raises `NotFound`."""
    with db.read() as session:
        found = session.exec(select(Segment).where(Segment.folded == text.fold(text.clean_line(name)))).first()
    if found is None:
        raise NotFound(f"There is no segment called “{text.clean_line(name)[:NAME_LIMIT]}”.")
    return _row(found)


def create(db: Database, name: str, wanted: Filter, *, by: Actor, now: datetime) -> int:
    """Keeps a filter under a name and gives its number; raises `Conflict` where the name is taken."""
    name = _name(name)
    with db.write(Topic.SEGMENTS) as session:
        changes.watch(session)
        if len(session.exec(select(Segment.id)).all()) >= MOST:
            raise InvalidInput(f"There are {MOST} segments already; delete one that nobody uses.")
        _refuse_taken(session, name, None)
        wanted = _checked(session, wanted)
        row = Segment(name=name, folded=text.fold(name), wanted=to_json(wanted), created_at=now, created_by=by.name)
        session.add(row)
        changes.remember(session, f"New segment {name}", by=by, now=now)
        assert row.id is not None
        return row.id


def change(db: Database, segment_id: int, name: str, wanted: Filter, *, by: Actor, now: datetime) -> None:
    """Gives a saved filter another name or other conditions."""
    name = _name(name)
    with db.write(Topic.SEGMENTS) as session:
        changes.watch(session)
        row = _get(session, segment_id)
        _refuse_taken(session, name, segment_id)
        row.name, row.folded, row.wanted = name, text.fold(name), to_json(_checked(session, wanted))
        changes.remember(session, f"Changed the segment {name}", by=by, now=now)


def delete(db: Database, segment_id: int, *, by: Actor, now: datetime) -> None:
    """Forgets a saved filter; the customers stay as they are."""
    with db.write(Topic.SEGMENTS) as session:
        changes.watch(session)
        row = _get(session, segment_id)
        session.delete(row)
        changes.remember(session, f"Deleted the segment {row.name}", by=by, now=now)


def free_name(db: Database, name: str) -> str:
    """The name, or the name with a number behind it where it is taken."""
    taken = {text.fold(row.name) for row in every(db)}
    tries: Sequence[str] = (name, *(f"{name} ({number})" for number in range(2, MOST + 3)))
    return next(one for one in tries if text.fold(one) not in taken)


def _name(typed: str) -> str:
    name = text.clean_line(typed, what="The name", limit=NAME_LIMIT)
    if not name:
        raise InvalidInput("Give the segment a name, for example “Not seen since June”.")
    return name


def _checked(session: Session, wanted: Filter) -> Filter:
    if not wanted.conditions:
        raise InvalidInput("A segment needs at least one condition; without any it would be everybody.")
    return checked(wanted, offered_in(session))


def _refuse_taken(session: Session, name: str, but: int | None) -> None:
    there = session.exec(select(Segment).where(Segment.folded == text.fold(name), col(Segment.id) != but)).first()
    if there is not None and there.id != but:
        raise Conflict(f"There is a segment called “{there.name}” already.")


def _get(session: Session, segment_id: int) -> Segment:
    row = session.get(Segment, segment_id)
    if row is None:
        raise NotFound("That segment is no longer there.")
    return row


def _row(row: Segment) -> SegmentRow:
    assert row.id is not None
    try:
        return SegmentRow(row.id, row.name, from_json(row.wanted), row.created_by)
    except InvalidInput as problem:
        return SegmentRow(row.id, row.name, Filter(), row.created_by, str(problem))
