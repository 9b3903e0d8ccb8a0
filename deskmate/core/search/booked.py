"""Customers by what they are booked for: whoever asks about "the balayage on Friday" need not say a name."""

from datetime import datetime

from deskmate.core import text
from deskmate.core.db import Database
from deskmate.core.models.base import as_stored, instant
from deskmate.core.search import typed
from deskmate.core.search.hits import Hit, cards, hit

_SHORTEST = 3
_NEXT = 2_000  # appointments that are looked through: somebody is typing meanwhile


def find_booked(db: Database, query: str, *, since: datetime, limit: int = 20) -> list[Hit]:
    """Customers with a booked appointment since then whose service holds all these words, the next first.

    The last word may be unfinished; `booked_at` says when it is.
    """
    words = typed.words(query)
    if not words or len(words[-1]) < _SHORTEST or query.lstrip().startswith(("#", "@")):
        return []
    with db.look() as ask:
        rows = ask(
            """SELECT customer_id, service_name, starts_at FROM appointment
               WHERE status = 'booked' AND starts_at >= ?
               AND customer_id NOT IN (SELECT id FROM customer WHERE deleted_at IS NOT NULL)
               ORDER BY starts_at LIMIT ?""",
            (as_stored(since), _NEXT),
        ).fetchall()
        meant = {name for name in {row[1] for row in rows} if _holds(text.words(name), words)}
        first: dict[int, str] = {}
        for customer_id, service, starts in rows:
            if service in meant and len(first) < limit:
                first.setdefault(customer_id, starts)
        shown = cards(ask, first)
    return [hit(shown[number], "appointment", booked_at=instant(starts)) for number, starts in first.items()]


def _holds(said: list[str], words: list[str]) -> bool:
    return {*words[:-1]} <= {*said} and any(word.startswith(words[-1]) for word in said)
