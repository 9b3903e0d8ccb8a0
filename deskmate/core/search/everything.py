"""One search over all that customers are found by, best first."""

from collections.abc import Callable
from datetime import datetime

from deskmate.core.db import Database
from deskmate.core.search.booked import find_booked
from deskmate.core.search.hits import Hit
from deskmate.core.search.labels import find_labelled
from deskmate.core.search.notes import find_notes
from deskmate.core.search.own import find_own
from deskmate.core.search.query import find_people


def find(
    db: Database, query: str, *, limit: int = 20, since: datetime | None = None, first: frozenset[int] = frozenset()
) -> list[Hit]:
    """People, then tags and e-mails, the shop's own fields, appointments, notes, best first; each customer once.

    People in `first` come before others. Appointments are searched `since` a time, such as the beginning of today;
    without one they are left out.
    """
    found: dict[int, Hit] = {}
    looks: list[Callable[[], list[Hit]]] = [
        lambda: find_people(db, query, limit=limit, first=first),
        lambda: find_labelled(db, query, limit=limit),
        lambda: find_own(db, query, limit=limit),
        lambda: find_booked(db, query, since=since, limit=limit) if since is not None else [],
        lambda: find_notes(db, query, limit=limit),
    ]
    for look in looks:
        if len(found) < limit:
            for hit in look():
                found.setdefault(hit.customer_id, hit)
    return list(found.values())[:limit]
