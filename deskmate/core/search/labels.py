"""Customers whose tag or e-mail address begins with all that was typed, also without the # or @ in front."""

from deskmate.core import text
from deskmate.core.db import Ask, Database
from deskmate.core.search import typed
from deskmate.core.search.hits import Hit, hit
from deskmate.core.search.terms import EMAIL, TAG

_SHORTEST = 3  # fewer letters begin too many addresses that nobody meant
_KINDS = ((TAG, "tag"), (EMAIL, "e-mail"))


def find_labelled(db: Database, query: str, *, limit: int = 20) -> list[Hit]:
    """By tags ("wide fit" is one), then by e-mail addresses; those seen last first."""
    words = " ".join(text.fold(query[: typed.LONGEST_QUERY]).split()).lstrip("#@ ")
    if len(words) < _SHORTEST:
        return []
    with db.look() as ask:
        found = [one for kind, matched in _KINDS for one in _begun(ask, kind + words, matched, limit)]
    return list({one.customer_id: one for one in reversed(found)}.values())[::-1][:limit]


def _begun(ask: Ask, start: str, matched: str, limit: int) -> list[Hit]:
    rows = ask(
        """SELECT c.id, c.name, c.known_as, c.organisation, c.last_seen_at
           FROM (SELECT DISTINCT customer_id FROM search_term WHERE term >= ? AND term < ? LIMIT ?) AS found
           JOIN customer c ON c.id = found.customer_id AND c.deleted_at IS NULL ORDER BY c.last_seen_at DESC""",
        (start, start + typed.END, limit),
    )
    return [hit(row, matched) for row in rows]
