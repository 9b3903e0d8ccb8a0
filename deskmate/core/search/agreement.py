"""Whether the index still says what the book says."""

import json
from collections.abc import Iterable
from itertools import islice

from sqlalchemy import Connection
from sqlmodel import Session

from deskmate.core import text
from deskmate.core.search import phone_keys
from deskmate.core.search.index import card_of, rows_of, seen_of, terms_of
from deskmate.core.search.terms import Terms, from_card

_MOST_WORDS = 40  # of a note; more say no more about whether it is there


def customers_out_of_step(session: Session, customer_ids: Iterable[int]) -> int:
    """How many of these customers are not found by exactly what the book says of them; and entries of nobody."""
    connection = session.connection()
    wrong = sum(not _in_step(connection, customer_id) for customer_id in customer_ids)
    nobody = connection.exec_driver_sql(
        "SELECT count(DISTINCT customer_id) FROM (SELECT customer_id FROM search_term UNION ALL "
        f"SELECT customer_id FROM search_card UNION ALL SELECT key & {phone_keys.OWNER} FROM search_phone) "
        "WHERE customer_id NOT IN (SELECT id FROM customer WHERE deleted_at IS NULL)"
    ).scalar_one()
    return wrong + int(nobody) or _too_many(connection)


def _in_step(connection: Connection, customer_id: int) -> bool:
    said, kept = terms_of(connection, customer_id), card_of(connection, customer_id)
    if said is None or said != kept:
        return said == kept
    wanted = rows_of(customer_id, said, seen_of(connection, [customer_id]).get(customer_id))
    keys = phone_keys.keys(said.phones, customer_id)
    rows = connection.exec_driver_sql(
        "SELECT term, customer_id, seen, begins FROM search_term "
        "WHERE customer_id = ? AND term IN (SELECT value FROM json_each(?))",
        (customer_id, json.dumps([row[0] for row in wanted])),
    )
    there = connection.exec_driver_sql(
        "SELECT count(*) FROM search_phone WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
    )
    return {tuple(row) for row in rows} == set(wanted) and there.scalar_one() == len(keys)


def _too_many(connection: Connection) -> int:
    """How many entries there are of customers whose cards say nothing of them."""
    terms = phones = 0
    for customer_id, *card in connection.exec_driver_sql("SELECT customer_id, names, phones, others FROM search_card"):
        own: Terms = from_card(*card)
        terms += len(own.names) + len(own.others)
        phones += len(phone_keys.keys(own.phones, customer_id))
    kept = "SELECT (SELECT count(*) FROM search_term), (SELECT count(*) FROM search_phone)"
    there = connection.exec_driver_sql(kept).one()
    return abs(int(there[0]) - terms) + abs(int(there[1]) - phones)


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
