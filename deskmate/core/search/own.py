"""Customers found by what one of the shop's own fields says: looked for after names and phones, before notes."""

from deskmate.core import text
from deskmate.core.db import Ask, Database
from deskmate.core.search import typed
from deskmate.core.search.hits import Hit, hit
from deskmate.core.search.terms import END_OF_LINE, OWN

_SHORTEST = 2
OWN_FIELD = "own field "  # what a hit was found by begins so, and goes on with the name of the field


def find_own(db: Database, query: str, *, limit: int = 20) -> list[Hit]:
    """Customers whose own fields hold all these words, the last perhaps unfinished; `matched` is "own field NAME"."""
    words = typed.words(query)
    if not words or len(words[-1]) < _SHORTEST or query.lstrip().startswith(("#", "@")):
        return []
    with db.look() as ask:
        rows = ask(*_statement(words, limit)).fetchall()
        return [hit(row, OWN_FIELD + _field(ask, row[0], words)) for row in rows]


def _statement(words: list[str], limit: int) -> tuple[str, tuple[str | int, ...]]:
    whole = "".join(
        " AND EXISTS (SELECT 1 FROM search_card u WHERE u.customer_id = t.customer_id AND instr(u.others, ?))"
        for _word in words[:-1]
    )
    statement = f"""SELECT c.id, c.name, c.known_as, c.organisation, c.last_seen_at
        FROM (SELECT DISTINCT t.customer_id FROM search_term t WHERE t.term >= ? AND t.term < ?{whole} LIMIT ?) AS found
        JOIN customer c ON c.id = found.customer_id AND c.deleted_at IS NULL
        ORDER BY c.last_seen_at DESC"""
    last = OWN + words[-1]
    return statement, (last, last + typed.END, *(END_OF_LINE + OWN + word + END_OF_LINE for word in words[:-1]), limit)


def _field(ask: Ask, customer_id: int, words: list[str]) -> str:
    """The name of the first field that says the last word."""
    rows = ask(
        "SELECT f.name, v.value FROM own_value v JOIN own_field f ON f.id = v.field_id AND f.kind <> 'yes-no' "
        "WHERE v.customer_id = ? ORDER BY f.position, f.id",
        (customer_id,),
    )
    said = (name for name, value in rows if any(word.startswith(words[-1]) for word in text.words(value)))
    return next(said, "")
