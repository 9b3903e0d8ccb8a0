"""One search over all that customers are found by, best first."""

from deskmate.core.db import Database
from deskmate.core.search.hits import Hit
from deskmate.core.search.notes import find_notes
from deskmate.core.search.own import find_own
from deskmate.core.search.query import find_people


def find(db: Database, query: str, *, limit: int = 20) -> list[Hit]:
    """People first, then the shop's own fields, then notes, best first; each customer once."""
    found: dict[int, Hit] = {}
    for look in (find_people, find_own, find_notes):
        if len(found) < limit:
            for hit in look(db, query, limit=limit):
                found.setdefault(hit.customer_id, hit)
    return list(found.values())[:limit]
