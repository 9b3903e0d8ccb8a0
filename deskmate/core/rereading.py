"""Reading notes that were never read (an import) or that an older engine read; on the worker, some at a time.

Closed follow-ups stay closed whatever a new engine says, because the calls that closed them still stand; what was
decided keeps the evidence it was decided on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core import follow_ups, readings, settings
from deskmate.core.db import Database, Topic
from deskmate.core.models import Customer, Interaction
from deskmate.core.sentiment import Context, engine_version, read_many

AT_ONCE = 64
TOLD_EVERY = 1_000  # notes: an open page looks again after being told, so once for each batch would be for ever
REACH = timedelta(days=400)  # older notes have faded to nothing in the rule

Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


def read_waiting(
    db: Database, *, now: datetime, progress: Progress | None = None, should_stop: ShouldStop | None = None
) -> int:
    """Reads what waits, the newest first, and reviews the customers concerned; gives how many were read.

    Each batch is a transaction of its own, short enough not to keep anybody waiting; stopping between two is safe.
    """
    if not settings.current(db).read_moods:
        return 0
    with db.read() as session:
        wanted = _some_wait(session)  # else all of the last year would be gone through at every start
        numbers = [number for number in session.exec(_query(now)).all() if number is not None] if wanted else []
    done = told = 0
    try:
        for start in range(0, len(numbers), AT_ONCE):
            if should_stop is not None and should_stop():
                break
            done += _read_batch(db, numbers[start : start + AT_ONCE], now)
            if done - told >= TOLD_EVERY:
                told = done
                db.announce(Topic.INTERACTIONS, Topic.FOLLOW_UPS)
            if progress is not None:
                progress(done, len(numbers), "Reading notes")
    finally:
        if done > told:
            db.announce(Topic.INTERACTIONS, Topic.FOLLOW_UPS)
    return done


def _read_batch(db: Database, numbers: Sequence[int], now: datetime) -> int:
    with db.read() as session:
        rows = session.exec(select(Interaction).where(col(Interaction.id).in_(numbers))).all()
        contexts = _contexts(session, rows)
    found = read_many([row.text for row in rows], contexts=contexts)  # outside the write: it takes a while
    by_number = {row.id: (row.text, reading) for row, reading in zip(rows, found, strict=True)}
    with db.write() as session:
        changed: set[int] = set()
        for row in session.exec(select(Interaction).where(col(Interaction.id).in_(numbers))).all():
            text, reading = by_number[row.id]
            if row.text == text:  # somebody may have changed it meanwhile
                readings.keep(row, reading)
                changed.add(row.customer_id)
        session.flush()
        for customer_id in sorted(changed):
            follow_ups.review(session, customer_id, now)
    return len(rows)


def _contexts(session: Session, rows: Sequence[Interaction]) -> list[Context]:
    shop = settings.load(session)
    people = {row.customer_id for row in rows}
    known = {c.id: c for c in session.exec(select(Customer).where(col(Customer.id).in_(people))).all()}
    made = {number: readings.context_for(session, customer, shop) for number, customer in known.items()}
    return [made[row.customer_id] for row in rows]


def _some_wait(session: Session) -> bool:
    """Whether there may be anything to read: three short looks along the index of versions."""
    version, (first, second) = col(Interaction.engine_version), sorted((engine_version(), readings.OWN_WORDS))
    others = (version < first, (version > first) & (version < second), version > second)
    return any(session.exec(select(Interaction.id).where(other).limit(1)).first() is not None for other in others)


def _query(now: datetime) -> Any:
    return (
        select(Interaction.id)
        .join(Customer, col(Customer.id) == Interaction.customer_id)
        .where(
            col(Interaction.engine_version).not_in((engine_version(), readings.OWN_WORDS)),
            col(Interaction.text) != "",
            col(Interaction.at) > now - REACH,
            col(Interaction.deleted_at).is_(None),
            col(Customer.deleted_at).is_(None),
            col(Customer.no_mood_reading).is_(False),
        )
        .order_by(col(Interaction.at).desc())
    )
