"""Taking an import back: what it created goes, what it changed is as before, what people did since stays."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, update
from sqlmodel import Session, col, select

from deskmate.core import audit, changes, follow_ups, households, search, visits
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, NotFound
from deskmate.core.imports import again, identity, ties
from deskmate.core.models import (
    Appointment,
    Customer,
    ImportBatch,
    ImportChange,
    Interaction,
    Promise,
    Reminder,
    metadata,
)
from deskmate.core.models.base import table_of

_AT_ONCE = 500


@dataclass(frozen=True)
class BatchRow:
    """One import of the past."""

    id: int
    source: str
    at: datetime
    by: str
    created: int
    updated: int
    skipped: int
    problems: int
    undone_at: datetime | None


@dataclass(frozen=True)
class Undone:
    """How many customers were removed, restored to what they were, and kept because people wrote about them since.

    `entries` of the history (notes, visits, purchases) and `appointments` went with it; `reinstated` appointments and
    reminders, which the file had moved or called off, are as before.
    """

    removed: int
    restored: int
    kept: int
    entries: int = 0
    appointments: int = 0
    reinstated: int = 0


def batches(db: Database, *, limit: int = 50) -> list[BatchRow]:
    """The imports of the past, the newest first."""
    with db.read() as session:
        rows = session.exec(select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(limit)).all()
        return [
            BatchRow(
                row.id or 0,
                row.source,
                row.at,
                row.by,
                row.created,
                row.updated,
                row.skipped,
                len(row.problems),
                row.undone_at,
            )
            for row in rows
        ]


def undo(db: Database, batch_id: int, *, by: Actor, now: datetime) -> Undone:
    """Takes a whole import back in one transaction.

    A customer it created goes, unless somebody wrote a note or booked an appointment for them since; a field it filled
    is emptied again, unless it was changed since.
    """
    with db.write(*Topic) as session:
        batch = session.get(ImportBatch, batch_id)
        if batch is None:
            raise NotFound(f"There is no import with the number {batch_id}.")
        if batch.undone_at is not None:
            raise Conflict("This import was already taken back.")
        homes = ties.homes_of(session, batch_id)
        before = _counted(session, batch_id)
        touched, reinstated = _restore_changed(session, batch_id, now)
        removed, kept, gone = _remove_created(session, batch_id, touched)
        entries, appointments = (was - left for was, left in zip(before, _counted(session, batch_id), strict=True))
        for home in homes:
            households.settle(session, home)
        batch.undone_at = now
        audit.note(session, by, "import taken back", f"import:{batch_id}", now=now)
        return Undone(removed, len(touched - gone), kept, entries, appointments, reinstated)


def brought(db: Database, batch_id: int) -> tuple[int, int, int]:
    """How many entries and how many appointments to come an import wrote, and how many it moved or called off."""
    change = select(func.count()).select_from(ImportChange).where(ImportChange.batch_id == batch_id)
    with db.read() as session:
        entries, _all = _counted(session, batch_id)
        change = change.where(ImportChange.table == Appointment.__tablename__)
        booked = session.exec(change.where(col(ImportChange.before).is_(None))).one()
        return entries, booked, session.exec(change).one() - booked


def _counted(session: Session, batch_id: int) -> tuple[int, int]:
    """How many entries of this import there are, and how many appointments in all."""
    entries = select(func.count()).select_from(Interaction).where(Interaction.import_batch_id == batch_id)
    return session.exec(entries).one(), session.exec(select(func.count()).select_from(Appointment)).one()


def _restore_changed(session: Session, batch_id: int, now: datetime) -> tuple[set[int], int]:
    """Which customers the import did not create are as before, and how many appointments and reminders."""
    touched, before, reinstated = set[int](), again.Before(session), 0
    rows = session.exec(
        select(ImportChange).where(ImportChange.batch_id == batch_id).order_by(col(ImportChange.id).desc())
    ).all()
    later = _later(session, batch_id, [one for one in rows if one.before is not None and one.table != "customer"])
    for change in rows:
        if change.before is not None and change.table != "customer":
            stood = _stand_again(session, change, later)
            reinstated += stood and change.table != "interaction"
        else:
            touched |= _put_back(session, change, before)
    created = select(Customer.id).where(Customer.import_batch_id == batch_id)
    added = session.exec(
        select(Interaction).where(Interaction.import_batch_id == batch_id, col(Interaction.customer_id).not_in(created))
    ).all()
    search.drop_notes(session.connection(), [(one.id or 0, one.text) for one in added if one.deleted_at is None])
    seen: dict[int, set[datetime]] = defaultdict(set)
    for entry in added:
        seen[entry.customer_id].add(entry.at)
        session.delete(entry)
    session.flush()
    for customer_id, moments in seen.items():
        _see_as_before(session, customer_id, moments)
        follow_ups.review(session, customer_id, now)
    touched |= seen.keys()
    for customer_id in touched:
        search.index_customer(session, customer_id)
    return touched - set(session.exec(created).all()), reinstated


def _see_as_before(session: Session, customer_id: int, moments: Set[datetime]) -> None:
    """When the customer was seen last, if that was in an entry of these moments, which is gone now."""
    customer = session.get(Customer, customer_id)
    if customer is None or customer.last_seen_at not in moments:
        return
    entries = select(func.max(Interaction.at)).where(
        Interaction.customer_id == customer_id, col(Interaction.deleted_at).is_(None)
    )
    kept = select(func.max(Appointment.starts_at)).where(
        Appointment.customer_id == customer_id, col(Appointment.status).in_(visits.KEPT_APPOINTMENTS)
    )
    left = [found for query in (entries, kept) if (found := session.exec(query).one()) is not None]
    customer.last_seen_at = max(left, default=None)
    session.flush()


def _put_back(session: Session, change: ImportChange, before: again.Before) -> set[int]:
    if change.table == "customer":
        customer = session.get(Customer, change.row_id)
        for name, value in (change.before or {}).items() if customer is not None else ():
            if getattr(customer, name) == (change.after or {})[name]:
                setattr(customer, name, value)
        return {change.row_id} if customer is not None else set()
    table = metadata.tables[change.table]
    where = [table.c[name] == value for name, value in (change.after or {}).items() if name in table.c]
    if change.table in ("appointment", "reminder"):  # one that somebody moved, kept or called off since stays
        kind: type[Appointment] | type[Reminder] = Appointment if change.table == "appointment" else Reminder
        row = session.get(kind, change.row_id)
        if not isinstance(row, Appointment | Reminder) or not before.is_as_it_came(row):
            return set()
        session.expunge(row)
    owner = session.connection().execute(table.select().where(*where)).mappings().first()
    if owner is None or not identity.holds(change.table, dict(owner), change.after or {}):
        return set()
    session.connection().execute(delete(table).where(*where))
    return {owner["customer_id"]} if owner["customer_id"] is not None else set()


Later = Mapping[tuple[str, int], Sequence[ImportChange]]


def _later(session: Session, batch_id: int, changed: Sequence[ImportChange]) -> Later:
    """What imports that stand did after these changes, by row, in order."""
    found: dict[tuple[str, int], list[ImportChange]] = defaultdict(list)
    if changed:
        query = (
            select(ImportChange)
            .join(ImportBatch, col(ImportBatch.id) == ImportChange.batch_id)
            .where(col(ImportChange.table).in_({one.table for one in changed}), ImportChange.batch_id != batch_id)
            .where(col(ImportChange.id) > min(one.id or 0 for one in changed), col(ImportBatch.undone_at).is_(None))
        )
        for one in session.exec(query.order_by(col(ImportChange.id))):
            found[one.table, one.row_id].append(one)
    return found


def _stand_again(session: Session, change: ImportChange, later: Later) -> bool:
    """What the file moved or called off is as before, unless somebody has changed it since; whether it is.

    Where a later import has changed the same, it is that one which is to go back to what was before this.
    """
    table, names = metadata.tables[change.table], set(change.before or {})
    for one in later.get((change.table, change.row_id), ()):
        if one.before is None:
            break  # another row, with a number that was free again
        shared = names & one.before.keys()
        one.before = one.before | {name: (change.before or {})[name] for name in shared}
        names -= shared
    before, after = ({name: changes.decode((values or {})[name]) for name in names}
                     for values in (change.before, change.after))  # fmt: skip
    if not names:
        return False
    same = (table.c[name] == value for name, value in after.items())
    put = update(table).where(table.c.id == change.row_id, *same).values(before)
    return session.connection().execute(put).rowcount > 0


def _remove_created(session: Session, batch_id: int, touched: Set[int]) -> tuple[int, int, set[int]]:
    """How many customers are gone and how many of this import stay; and the numbers of those that are gone.

    Of the `touched`, whom an earlier import brought that was taken back since, nothing may be left but that.
    """
    undone = [*session.exec(select(ImportBatch.id).where(col(ImportBatch.undone_at).is_not(None))), batch_id]
    ours = func.coalesce(col(Interaction.import_batch_id).in_(undone), False)
    used = (
        exists().where(col(Interaction.customer_id) == col(Customer.id), ~ours)
        | exists().where(col(Appointment.customer_id) == col(Customer.id))
        | exists().where(col(Promise.customer_id) == col(Customer.id))
    )
    mine = select(Customer.id).where(Customer.import_batch_id == batch_id)
    kept = len(session.exec(mine.where(used)).all())
    gone = [number or 0 for number in session.exec(mine.where(~used))]
    earlier = select(Customer.id).where(col(Customer.import_batch_id).in_(undone[:-1]), ~used)
    gone += [number for number in session.exec(earlier) if number is not None and number in touched]
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        theirs = select(Interaction.id, Interaction.text).where(
            col(Interaction.customer_id).in_(some), col(Interaction.deleted_at).is_(None)
        )
        search.drop_notes(session.connection(), [(number or 0, body) for number, body in session.exec(theirs)])
        for number in some:
            search.forget_customer(session, number)
        session.connection().execute(delete(table_of(Customer)).where(col(Customer.id).in_(some)))
    session.expire_all()
    return len(gone), kept, set(gone)
