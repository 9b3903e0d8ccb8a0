"""Whether the index still says what the book says."""

from collections.abc import Iterable
from itertools import islice

from sqlmodel import Session

from deskmate.core import text
from deskmate.core.search.index import kept_rows, rows_of

_MOST_WORDS = 40  # of a note; more say no more about whether it is there


def customers_out_of_step(session: Session, customer_ids: Iterable[int]) -> int:
    """How many of these customers are not found by exactly what the book says of them; and entries of nobody."""
    connection = session.connection()
    wrong = 0
    for customer_id in customer_ids:
        wrong += kept_rows(connection, customer_id) != rows_of(connection, customer_id)
    nobody = connection.exec_driver_sql(
        "SELECT count(DISTINCT customer_id) FROM search_term WHERE customer_id NOT IN "
        "(SELECT id FROM customer WHERE deleted_at IS NULL)"
    ).scalar_one()
    return wrong + int(nobody)


def notes_out_of_step(session: Session, notes: Iterable[tuple[int, str]]) -> int:
    """How many of these notes are not found by the words that stand in them."""
    connection = session.connection()
    wrong = 0
    for note_id, body in notes:
        words = list(islice(dict.fromkeys(text.words(body)), _MOST_WORDS))
        if words:
            match = " AND ".join(f'"{word}"' for word in words)
            wrong += (
                connection.exec_driver_sql(
                    "SELECT 1 FROM note_fts WHERE note_fts MATCH ? AND rowid = ?", (match, -note_id)
                ).first()
                is None
            )
    return wrong
