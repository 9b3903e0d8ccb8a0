"""Finding notes by their words. No text is an error."""

from sqlmodel import Session

from deskmate.core import text
from deskmate.core.db import Ask, Database
from deskmate.core.search import typed
from deskmate.core.search.hits import Hit, cards, hit

COMPLETIONS = 32
_SHORTEST = 2
_OWN_LISTS = (2, 3)  # letters: the full-text index keeps a list for each such beginning


def find_notes(db: Database, query: str, *, limit: int = 20) -> list[Hit]:
    """Customers by the words of their notes, newest note first; the last word may be unfinished."""
    words = typed.words(query)
    if not words or len(words[-1]) < _SHORTEST:
        return []
    with db.look() as ask:
        rows = ask(
            """SELECT i.customer_id, i.id
               FROM (SELECT -rowid AS id FROM note_fts WHERE note_fts MATCH ? ORDER BY rowid LIMIT ?) AS n
               CROSS JOIN interaction i WHERE i.id = n.id AND i.deleted_at IS NULL
               AND i.customer_id NOT IN (SELECT id FROM customer WHERE deleted_at IS NOT NULL)""",
            (_full_text(ask, words), limit * 5),
        )
        newest: dict[int, int] = {}
        for customer_id, note_id in rows:  # read one by one: a note beyond the last that is shown is never fetched
            newest.setdefault(customer_id, note_id)
            if len(newest) == limit:
                break
        rows.close()
        shown = cards(ask, newest)
    return [hit(shown[number], "note", newest[number]) for number in newest]


def notes_of(session: Session, customer_id: int, query: str) -> list[int] | None:
    """The numbers of a customer's notes that hold all these words, the last perhaps unfinished; None for no words."""
    words = typed.words(query)
    if not words:
        return None
    # read one by one: a common word stands in more notes of others than this customer will ever have
    rows = session.connection().exec_driver_sql(
        "SELECT id, text FROM interaction WHERE customer_id = ? AND deleted_at IS NULL", (customer_id,)
    )
    return [number for number, body in rows if _holds(text.words(body), words)]


def _holds(said: list[str], words: list[str]) -> bool:
    whole = set(said)
    return all(word in whole for word in words[:-1]) and any(word.startswith(words[-1]) for word in whole)


def _full_text(ask: Ask, words: list[str]) -> str:
    return " AND ".join([*(_quoted(word) for word in words[:-1]), f"({_completed(ask, words[-1])})"])


def _completed(ask: Ask, word: str) -> str:
    """The unfinished word: every one that begins so where the index lists those, else the commonest completions."""
    if len(word) in _OWN_LISTS:
        return f"{_quoted(word)} *"
    rows = ask(
        "SELECT word FROM note_word WHERE word >= ? AND word < ? ORDER BY notes DESC LIMIT ?",
        (word, word + typed.END, COMPLETIONS),
    ).fetchall()
    return " OR ".join(_quoted(one) for one in dict.fromkeys([word, *(row[0] for row in rows)]))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
