"""Two cards of one person made into one, and parted again at any time, also after later edits.

Merging moves rows, it copies nothing: notes, appointments, phones and all else of the other card go to the kept one,
the other card lies empty in the bin of merged ones, and a record says what came from where. Parting sends back exactly
what came over; what was written on the joint card since stays with the kept one, where it was written.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, update
from sqlmodel import Session, col, select

from deskmate.core import audit, changes, customers, follow_ups, search
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import Customer, CustomerTag, FollowUp, MergeRecord, OwnValue, ReminderState, metadata
from deskmate.core.people import FLAGS, LINES

FIELDS = (*LINES, *FLAGS, "about", "bereaved_until", "birthday_year", "birthday_month", "birthday_day", "household_id")
_BIRTHDAY = ("birthday_year", "birthday_month", "birthday_day")
# tables with a column that names the customer, whose rows simply change hands
_MOVED: tuple[str, ...] = ("contact_detail", "preference", "occasion", "consent", "attachment", "interaction")
# what both have stays with the other card, so that it stands on the joint one only once
_SAME = {"contact_detail": ("kind", "normal"), "preference": ("category", "text"), "occasion": ("name", "month", "day")}
_MOVED += ("follow_up", "call_attempt", "appointment", "promise", "reminder", "draft", "wait_entry")
_AT_ONCE = 500
_KEYED = {"customer_tag": "tag_id", "own_value": "field_id"}


@dataclass(frozen=True)
class Merged:
    """A merge that was done: its number, by which it can be parted, and whose card was kept."""

    id: int
    kept_id: int
    other_id: int
    other_name: str
    at: datetime
    by: str


def merge(db: Database, kept_id: int, other_id: int, *, take: Collection[str] = (), by: Actor, now: datetime) -> int:
    """Makes the other card part of the kept one; gives the number of the merge.

    Fields that the kept card lacks come from the other; `take` names fields where the other's value replaces the kept
    one's. Etiquette is never lost: a flag set on either card (do not contact, deceased …) is set on the joint one.
    """
    if kept_id == other_id:
        raise InvalidInput("These are the same card already.")
    if unknown := set(take) - set(FIELDS):
        raise InvalidInput(f"A card has no field called {sorted(unknown)[0]}.")
    with db.write(*Topic) as session:
        kept, other = customers.get(session, kept_id), customers.get(session, other_id)
        before, gone = changes.row_values(kept), changes.row_values(other)
        _take_over(kept, other, frozenset(take))
        kept.updated_at = now
        session.flush()
        moved = _move_all(session, other_id, kept_id)
        other.deleted_at, other.merged_into_id = now, kept_id
        record = MergeRecord(
            kept_id=kept_id,
            other_id=other_id,
            at=now,
            by=by.name,
            kept_before=before,
            kept_after=changes.row_values(kept),
            other_before=gone,
            moved=moved,
        )
        session.add(record)
        session.flush()
        _bring_into_line(session, (kept_id, other_id), now)
        audit.note(session, by, "cards merged", f"customer:{kept_id}", take, now=now)
        assert record.id is not None
        return record.id


def unmerge(db: Database, merge_id: int, *, by: Actor, now: datetime) -> int:
    """Parts two merged cards again; gives the number of the customer who is back."""
    with db.write(*Topic) as session:
        record = session.get(MergeRecord, merge_id)
        if record is None:
            raise NotFound(f"There is no merge with the number {merge_id}.")
        if record.undone_at is not None:
            raise Conflict("These two were parted already.")
        _check_order(session, record)
        kept, other = session.get(Customer, record.kept_id), session.get(Customer, record.other_id)
        if kept is None or other is None:
            raise NotFound("One of the two was erased, so they can't be parted.")
        _give_back(kept, record)
        other.deleted_at = other.merged_into_id = None
        kept.updated_at = other.updated_at = now
        session.flush()
        _move_back(session, record)
        record.undone_at = now
        session.flush()
        _bring_into_line(session, (record.kept_id, record.other_id), now)
        audit.note(session, by, "cards parted", f"customer:{record.kept_id}", now=now)
        return record.other_id


def of_customer(db: Database, customer_id: int) -> list[Merged]:
    """The cards that were merged into this one and could be parted again, the newest first."""
    with db.read() as session:
        rows = session.exec(
            select(MergeRecord)
            .where(MergeRecord.kept_id == customer_id, col(MergeRecord.undone_at).is_(None))
            .order_by(col(MergeRecord.id).desc())
        ).all()
        return [
            Merged(row.id or 0, row.kept_id, row.other_id, str(row.other_before["name"]), row.at, row.by)
            for row in rows
        ]


def _take_over(kept: Customer, other: Customer, take: frozenset[str]) -> None:
    lacks_birthday = kept.birthday_month is None
    for name in FIELDS:
        theirs, ours = getattr(other, name), getattr(kept, name)
        if name in FLAGS:
            wanted = name in take or (theirs and name != "is_company")
        elif name in _BIRTHDAY:
            wanted = bool(take & set(_BIRTHDAY)) or lacks_birthday
        else:
            wanted = name in take or (not ours and bool(theirs))
        if wanted:
            setattr(kept, name, theirs)
    kept.sort_name = kept.sort_name if kept.name != other.name and "name" not in take else other.sort_name
    if other.last_seen_at is not None:
        customers.touch(kept, other.last_seen_at)


def _move_all(session: Session, source: int, target: int) -> dict[str, Any]:
    moved: dict[str, Any] = {name: _move_rows(session, metadata.tables[name], source, target) for name in _MOVED}
    moved["customer_tag"] = _move_tags(session, source, target)
    moved["own_value"] = _move_own_values(session, source, target)
    moved["relation"] = _move_relations(session, source, target)
    moved["reminder_state"] = _move_reminders(session, source, target)
    return moved


def _move_rows(session: Session, table: Table, source: int, target: int) -> list[int]:
    connection, same = session.connection(), _SAME.get(table.name, ())

    def of(customer_id: int) -> list[tuple[int, tuple[Any, ...]]]:
        columns = (table.c.id, *(table.c[name] for name in same))
        rows = connection.execute(select(*columns).where(table.c.customer_id == customer_id).order_by(table.c.id))
        return [(row[0], tuple(row[1:])) for row in rows]

    held = {values for _number, values in of(target) if all(values)} if same else set()
    ids = [number for number, values in of(source) if values not in held]
    for start in range(0, len(ids), _AT_ONCE):
        some = table.c.id.in_(ids[start : start + _AT_ONCE])
        connection.execute(update(table).where(some).values(customer_id=target))
    return ids


def _move_tags(session: Session, source: int, target: int) -> list[int]:
    worn = set(session.exec(select(CustomerTag.tag_id).where(CustomerTag.customer_id == target)).all())
    moved = []
    for row in session.exec(select(CustomerTag).where(CustomerTag.customer_id == source)).all():
        if row.tag_id not in worn:
            moved.append(row.tag_id)
            session.delete(row)
            session.add(CustomerTag(customer_id=target, tag_id=row.tag_id))
    session.flush()
    return moved


def _move_own_values(session: Session, source: int, target: int) -> list[int]:
    moved = []
    for row in session.exec(select(OwnValue).where(OwnValue.customer_id == source)).all():
        if session.get(OwnValue, (target, row.field_id)) is None:
            moved.append(row.field_id)
            session.add(OwnValue(customer_id=target, field_id=row.field_id, value=row.value))
            session.delete(row)
    session.flush()
    return moved


def _move_relations(session: Session, source: int, target: int) -> dict[str, list[int]]:
    table, connection = metadata.tables["relation"], session.connection()
    moved: dict[str, list[int]] = {}
    for column in ("customer_id", "other_id"):
        rows = connection.execute(table.select().where(table.c[column] == source)).mappings().all()
        moved[column] = []
        for row in rows:
            new = dict(row) | {column: target}
            same = [table.c[name] == new[name] for name in ("customer_id", "other_id", "kind")]
            if (
                new["customer_id"] != new["other_id"]
                and connection.execute(table.select().where(*same)).first() is None
            ):
                connection.execute(update(table).where(table.c.id == row["id"]).values({column: target}))
                moved[column].append(row["id"])
    return moved


def _move_reminders(session: Session, source: int, target: int) -> list[str]:
    """What staff said about the other's birthday this year, or about how long they stay away, holds for both."""
    added = []
    for row in session.exec(select(ReminderState).where(ReminderState.customer_id == source)).all():
        kind, _, rest = row.key.partition(":")
        number, _, which = rest.partition(":")
        if kind in ("birthday", "rhythm") and number == str(source):
            key = f"{kind}:{target}:{which}"
            if session.get(ReminderState, key) is None:
                values = {name: value for name, value in row.model_dump().items() if name not in ("key", "customer_id")}
                session.add(ReminderState(key=key, customer_id=target, **values))
                added.append(key)
    session.flush()
    return added


def _check_order(session: Session, record: MergeRecord) -> None:
    later = session.exec(
        select(MergeRecord.id).where(
            MergeRecord.kept_id == record.kept_id,
            col(MergeRecord.id) > record.id,
            col(MergeRecord.undone_at).is_(None),
        )
    ).first()
    swallowed = session.get(Customer, record.kept_id)
    if swallowed is not None and swallowed.merged_into_id is not None:
        raise Conflict("The joint card was merged into another since; part those two first.")
    if later is not None:
        raise Conflict("Another card was merged in since; part that one first.")


def _give_back(kept: Customer, record: MergeRecord) -> None:
    """Fields the merge changed are as before, unless somebody changed them since."""
    for name in (*FIELDS, "sort_name"):
        before, after = record.kept_before[name], record.kept_after[name]
        if before != after and changes.encode(getattr(kept, name)) == after:
            setattr(kept, name, changes.decode(before))


def _move_back(session: Session, record: MergeRecord) -> None:
    connection, moved = session.connection(), record.moved
    for name in _MOVED:
        table = metadata.tables[name]
        went = moved.get(name, [])  # a merge from before there was this table moved none of it
        for start in range(0, len(went), _AT_ONCE):
            ids = went[start : start + _AT_ONCE]
            mine = (table.c.id.in_(ids), table.c.customer_id == record.kept_id)
            connection.execute(update(table).where(*mine).values(customer_id=record.other_id))
    for name, column in _KEYED.items():
        table = metadata.tables[name]
        rows = (table.c[column].in_(moved[name]), table.c.customer_id == record.kept_id)
        connection.execute(update(table).where(*rows).values(customer_id=record.other_id))
    for column, ids in moved["relation"].items():
        table = metadata.tables["relation"]
        connection.execute(update(table).where(table.c.id.in_(ids)).values({column: record.other_id}))
    for key in moved["reminder_state"]:
        state = session.get(ReminderState, key)
        if state is not None:
            session.delete(state)
    session.expire_all()


def _bring_into_line(session: Session, numbers: tuple[int, int], now: datetime) -> None:
    session.expire_all()
    for number in numbers:
        search.index_customer(session, number)
        _one_follow_up(session, number)
        follow_ups.review(session, number, now)


def _one_follow_up(session: Session, customer_id: int) -> None:
    """Two open follow-ups that met on one card become one: the older stays, the newer is cleared."""
    rows = session.exec(
        select(FollowUp)
        .where(FollowUp.customer_id == customer_id, FollowUp.state == "open")
        .order_by(col(FollowUp.opened_at), col(FollowUp.id))
    ).all()
    for row in rows[1:]:
        row.state, row.outcome = "cleared", "joined with an older one of the same customer"
    session.flush()
