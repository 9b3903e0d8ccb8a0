"""Customers by what they are booked for: whoever asks about "the balayage on Friday" need not say a name."""

from collections.abc import Iterable
from datetime import datetime

from deskmate.core import text
from deskmate.core.db import Database
from deskmate.core.models.base import as_stored, instant
from deskmate.core.search import typed
from deskmate.core.search.hits import Hit, cards, hit

_SHORTEST = 3
_NEXT = 2_000  # appointments that are looked through
_SERVICES = """SELECT DISTINCT service_name FROM
    (SELECT service_name FROM appointment WHERE status = 'booked' AND starts_at >= ? ORDER BY starts_at LIMIT ?)"""


def services_booked(db: Database, *, since: datetime) -> list[str]:
    """What the next appointments since then are for; asked once where `find_booked` is asked after every letter."""
    with db.look() as ask:
        return [row[0] for row in ask(_SERVICES, (as_stored(since), _NEXT))]


def find_booked(
    db: Database, query: str, *, since: datetime, services: Iterable[str] | None = None, limit: int = 20
) -> list[Hit]:
    """Customers with a booked appointment since then whose service holds all these words, the next first.

    The last word may be unfinished; `booked_at` says when it is. `services` are those of `services_booked`.
    """
    words = typed.words(query)
    if not words or len(words[-1]) < _SHORTEST or query.lstrip().startswith(("#", "@")):
        return []
    booked = services_booked(db, since=since) if services is None else services
    meant = [name for name in booked if _holds(text.words(name), words)]
    if not meant:
        return []
    with db.look() as ask:
        first: dict[int, str] = {}
        for customer_id, starts in ask(
            f"""SELECT customer_id, starts_at FROM appointment
               WHERE status = 'booked' AND starts_at >= ? AND service_name IN ({", ".join("?" * len(meant))})
               AND customer_id NOT IN (SELECT id FROM customer WHERE deleted_at IS NOT NULL)
               ORDER BY starts_at LIMIT ?""",
            (as_stored(since), *meant, _NEXT),
        ):
            first.setdefault(customer_id, starts)
            if len(first) == limit:
                break
        shown = cards(ask, first)
    return [hit(shown[number], "appointment", booked_at=instant(starts)) for number, starts in first.items()]


def _holds(said: list[str], words: list[str]) -> bool:
    return {*words[:-1]} <= {*said} and any(word.startswith(words[-1]) for word in said)
