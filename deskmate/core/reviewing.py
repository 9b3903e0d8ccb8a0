"""Looking at many customers again after the rule or its ground has changed; on the worker, some at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import col, select

from deskmate.core import follow_ups, histories
from deskmate.core.db import Database, Topic
from deskmate.core.models import FollowUp

AT_ONCE = 50
REACH = timedelta(days=400)  # what is older has faded under every half-life that makes sense

Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


def review_recent(
    db: Database, *, now: datetime, progress: Progress | None = None, should_stop: ShouldStop | None = None
) -> int:
    """Reviews everybody with entries of about the last year or an open follow-up; gives how many were looked at.

    Each batch is a transaction of its own, short enough not to keep anybody waiting; stopping between two is safe.
    Follow-ups that a person closed or wants open stay as they are.
    """
    numbers = concerned(db, now=now)
    done = 0
    for start in range(0, len(numbers), AT_ONCE):
        if should_stop is not None and should_stop():
            break
        batch = numbers[start : start + AT_ONCE]
        with db.write(Topic.FOLLOW_UPS) as session:
            for customer_id in batch:
                follow_ups.review(session, customer_id, now)
        done += len(batch)
        if progress is not None:
            progress(done, len(numbers), "Looking at customers again")
    return done


def concerned(db: Database, *, now: datetime) -> list[int]:
    """Whose follow-up may come or go when the rule changes."""
    with db.read() as session:
        waiting = session.exec(select(FollowUp.customer_id).where(col(FollowUp.state) == "open")).all()
        return sorted({*histories.with_entries_since(session, now - REACH), *waiting})
