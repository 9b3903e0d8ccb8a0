"""The write side of search. Special to SQLite, so it lives here and nowhere else.

`search_term` holds, sorted, what a customer can be found by, with a letter in front that says what it is: n a word of a
name, e an e-mail (and its domain), t a tag, o a word of what one of the shop's own fields says. `search_phone` holds
the phones, see `phone_keys`. A prefix is then one short walk along a table, at any size of the book. `search_card` has
all of it once more, in one row for each customer: what else somebody is found by, and what to forget when they change.
Words of names carry what a search asks of whoever has them, because looking it up for each would be one more page of
the file to decrypt for each: `seen`, when the customer was seen last (a trigger keeps it), and `begins`, bits for how
the other words of their names begin.
`search_typo` maps each name word with one letter left out to the word (Garbe's symmetric delete). `note_fts` is
contentless and keeps no positions; its rowid is the negative note number, so that the newest notes come first; two and
three letters have lists of their own. `note_word` counts words, to complete a longer one typed.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from deskmate.core import text
from deskmate.core.search import phone_keys
from deskmate.core.search.terms import NAME, NOTHING, Terms, card, from_card, terms_for

Row = tuple[str, int, int | None, int | None]  # of search_term

TYPO_FROM = 5  # shorter words have too many neighbours for a guess to help
_ROWS_AT_ONCE = 50
_A, _Z, _OTHER_LETTERS, _TWO_LETTERS = ord("a"), ord("z"), 26, 32  # places of bits, of 63
HOUSEHOLD_LABEL = "household"  # a phone labelled so belongs to everybody who lives with whoever has it

DDL = (
    """CREATE TABLE search_term (
        term TEXT NOT NULL, customer_id INTEGER NOT NULL, seen INTEGER, begins INTEGER,
        PRIMARY KEY (term, customer_id)) WITHOUT ROWID""",
    "CREATE TABLE search_phone (key INTEGER PRIMARY KEY)",
    """CREATE TABLE search_card (
        customer_id INTEGER PRIMARY KEY, names TEXT NOT NULL, phones TEXT NOT NULL, others TEXT NOT NULL)""",
    "CREATE TABLE search_typo (variant TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (variant, word)) WITHOUT ROWID",
    "CREATE TABLE note_word (word TEXT NOT NULL PRIMARY KEY, notes INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE note_fts USING fts5 "
    "(body, content='', detail=none, columnsize=0, tokenize='ascii', prefix='2 3')",
    "INSERT INTO note_fts (note_fts, rank) VALUES ('secure-delete', 1)",
    # a leaf fits into what encryption leaves of a page; a larger one would be two pages to decrypt
    "INSERT INTO note_fts (note_fts, rank) VALUES ('pgsz', 3900)",
)
_SEEN = """CREATE TRIGGER IF NOT EXISTS search_term_seen AFTER UPDATE OF last_seen_at ON customer
    WHEN NEW.last_seen_at IS NOT OLD.last_seen_at BEGIN
    UPDATE search_term SET seen = unixepoch(NEW.last_seen_at) WHERE customer_id = NEW.id AND term IN
    (SELECT 'n' || value FROM json_each((SELECT names FROM search_card WHERE customer_id = NEW.id))); END"""
TABLES = ("search_term", "search_phone", "search_card", "search_typo", "note_word", "note_fts")
_INTO_TERMS = "INTO search_term (term, customer_id, seen, begins)"
_PHONES = "INSERT INTO search_phone (key)"
_CARDS = "INSERT OR REPLACE INTO search_card (customer_id, names, phones, others)"

_CUSTOMERS = """
    SELECT c.id, c.name || ' ' || c.known_as || ' ' || c.organisation || ' ' || c.given || ' ' || c.family AS names
    FROM customer c WHERE c.deleted_at IS NULL"""
_DETAILS = "SELECT customer_id, kind, value, normal, digits FROM contact_detail WHERE kind IN ('phone', 'email')"
_SHARED = f"""
    SELECT m.id, d.kind, d.value, d.normal, d.digits FROM customer m
    JOIN customer o ON o.household_id = m.household_id AND o.id <> m.id AND o.deleted_at IS NULL
    JOIN contact_detail d ON d.customer_id = o.id AND d.kind = 'phone' AND lower(d.label) = '{HOUSEHOLD_LABEL}'
    WHERE m.deleted_at IS NULL AND m.household_id IS NOT NULL"""
_TAGS = "SELECT ct.customer_id, t.folded FROM customer_tag ct JOIN tag t ON t.id = ct.tag_id"
# half of everybody says yes: nobody is looked for by that
_OWN = "SELECT v.customer_id, v.value FROM own_value v JOIN own_field f ON f.id = v.field_id AND f.kind <> 'yes-no'"


def create(connection: Connection) -> None:
    """Makes the empty index in a new book."""
    for statement in DDL:
        connection.exec_driver_sql(statement)
    keep_seen(connection)


def keep_seen(connection: Connection) -> None:
    """Lets the database itself keep in the index when somebody was seen last, also after a migration."""
    connection.exec_driver_sql(_SEEN)


def index_customer(session: Session, customer_id: int) -> None:
    """Makes one customer findable by what the book now says, and by nothing else; in the bin, by nothing.

    Whoever lives with them is found by the phones of the household too, so they are looked at again as well.
    """
    connection = session.connection()
    _index(connection, customer_id)
    others = connection.exec_driver_sql(
        "SELECT o.id FROM customer c JOIN customer o ON o.household_id = c.household_id AND o.id <> c.id "
        "WHERE c.id = ?",
        (customer_id,),
    ).fetchall()
    for (other,) in others:
        _index(connection, other)


def index_household(session: Session, household_id: int) -> None:
    """Makes everybody of a household findable by its phones, and by no others, after somebody came or left."""
    connection = session.connection()
    members = connection.exec_driver_sql("SELECT id FROM customer WHERE household_id = ?", (household_id,)).fetchall()
    for (member,) in members:
        _index(connection, member)


def _index(connection: Connection, customer_id: int) -> None:
    old, new = card_of(connection, customer_id), terms_of(connection, customer_id)
    if new is None:
        _forget_whole(connection, customer_id)
    elif new != old:
        _forget(connection, customer_id, old or NOTHING, new)
        _learn(connection, customer_id, old or NOTHING, new)


def _learn(connection: Connection, customer_id: int, old: Terms, new: Terms) -> None:
    seen = seen_of(connection, [customer_id]).get(customer_id)
    # with one word more or less of the name, the others say another `begins`
    names_differ = new.names != old.names
    rows = rows_of(customer_id, new, seen)
    come = [row for row in rows if (names_differ if row[0][0] == NAME else row[0] not in old.others)]
    _in_few(connection, f"INSERT OR REPLACE {_INTO_TERMS}", come)
    _learn_typos(connection, new.names - old.names)
    known = set(phone_keys.keys(old.phones, customer_id))
    keys = [(key,) for key in phone_keys.keys(new.phones, customer_id) if key not in known]
    _in_few(connection, _PHONES, keys)
    _in_few(connection, _CARDS, [(customer_id, *card(new))])


def _forget_whole(connection: Connection, customer_id: int) -> None:
    _forget(connection, customer_id, card_of(connection, customer_id) or NOTHING, NOTHING)
    connection.exec_driver_sql("DELETE FROM search_card WHERE customer_id = ?", (customer_id,))


def _forget(connection: Connection, customer_id: int, old: Terms, still: Terms) -> None:
    names = old.names - still.names
    gone = [(term, customer_id) for term in (*(NAME + word for word in names), *(old.others - still.others))]
    _many(connection, "DELETE FROM search_term WHERE term = ? AND customer_id = ?", gone)
    kept = set(phone_keys.keys(still.phones, customer_id))
    keys = [(key,) for key in phone_keys.keys(old.phones, customer_id) if key not in kept]
    _many(connection, "DELETE FROM search_phone WHERE key = ?", keys)
    _forget_typos(connection, names)


def card_of(connection: Connection, customer_id: int) -> Terms | None:
    """What the index has of a customer; None for nobody it knows."""
    query = "SELECT names, phones, others FROM search_card WHERE customer_id = ?"
    row = connection.exec_driver_sql(query, (customer_id,)).first()
    return None if row is None else from_card(*row)


def rows_of(customer_id: int, terms: Terms, seen: int | None) -> list[Row]:
    """The rows of `search_term` for a customer with these terms who was seen last at `seen`, in seconds."""
    return [
        *((term, customer_id, None, None) for term in terms.others),
        *((NAME + word, customer_id, seen, others) for word, others in _begins(terms.names)),
    ]


def _begins(names: frozenset[str]) -> list[tuple[str, int]]:
    """Each word of somebody's names with the bits of the others."""
    if len(names) == 2:  # nearly everybody: a given name and a family's
        one, other = names
        return [(one, _beginning(other)), (other, _beginning(one))]
    return [(word, beginnings([other for other in names if other != word])) for word in names]


def seen_of(connection: Connection, customer_ids: Iterable[int]) -> dict[int, int]:
    """When those of them who were ever seen were seen last, in seconds, as the trigger counts them."""
    rows = connection.exec_driver_sql(
        "SELECT id, unixepoch(last_seen_at) FROM customer "
        "WHERE id IN (SELECT value FROM json_each(?)) AND last_seen_at IS NOT NULL",
        (json.dumps(list(customer_ids)),),
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def beginnings(words: Iterable[str]) -> int:
    """One bit for the first letter of each word, exact for a to z, and one of 31 for its first two."""
    bits = 0
    for word in words:
        bits |= _beginning(word)
    return bits


@lru_cache(maxsize=4_096)
def _beginning(word: str) -> int:
    first = ord(word[0])
    bit = 1 << (first - _A if _A <= first <= _Z else _OTHER_LETTERS + first % 6)
    return bit if len(word) < 2 else bit | 1 << (_TWO_LETTERS + (7 * first + ord(word[1])) % 31)


def forget_customer(session: Session, customer_id: int) -> None:
    """Makes a customer unfindable who is about to be removed for good."""
    _forget_whole(session.connection(), customer_id)


def index_customers(
    connection: Connection, terms: Iterable[tuple[int, Terms]], *, spelt: set[str] | None = None
) -> None:
    """Makes many new customers findable at once: (customer id, `terms_for(…)`) of customers not indexed yet.

    The more at once, the better: in their order each row goes beside the one before it, in a third of the time. Whoever
    calls it several times in one transaction hands over the same set as `spelt`: common names then have their
    misspellings worked out once.
    """
    each = list(terms)
    seen = seen_of(connection, [customer_id for customer_id, _own in each])
    plain = sorted([(term, one) for one, own in each for term in own.others])
    named = sorted([(NAME + word, one, bits) for one, own in each for word, bits in _begins(own.names)])
    # nothing is not handed over as a value, see `bulk`
    _in_few(connection, "INSERT INTO search_term (term, customer_id)", plain)
    never = [row for row in named if row[1] not in seen] if seen else named
    _in_few(connection, "INSERT INTO search_term (term, customer_id, begins)", never)
    if len(never) < len(named):
        _in_few(
            connection,
            f"INSERT {_INTO_TERMS}",
            [(term, one, seen[one], bits) for term, one, bits in named if one in seen],
        )
    keys = phone_keys.keys_of_many([(number, one) for one, own in each for number in own.phones])
    _in_few(connection, _PHONES, list(zip(keys, strict=True)))
    _in_few(connection, _CARDS, [(one, *card(own)) for one, own in each])
    words = set().union(*(own.names for _one, own in each))
    before = set() if spelt is None else spelt
    _learn_typos(connection, words - before)
    before |= words


def index_note(session: Session, note_id: int, body: str) -> None:
    """Makes a new note findable by its words."""
    index_notes(session.connection(), [(note_id, body)])


def index_notes(connection: Connection, notes: Iterable[tuple[int, str]]) -> None:
    """Makes many new notes findable at once."""
    rows, counts = _worded(notes)
    _many(connection, "INSERT INTO note_fts (rowid, body) VALUES (?, ?)", rows)
    _many(
        connection,
        "INSERT INTO note_word VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET notes = notes + excluded.notes",
        sorted(counts.items()),
    )


def drop_note(session: Session, note_id: int, body: str) -> None:
    """Makes a note unfindable; needs the words it was indexed with."""
    drop_notes(session.connection(), [(note_id, body)])


def drop_notes(connection: Connection, notes: Iterable[tuple[int, str]]) -> None:
    """Makes many notes unfindable at once; needs the words they were indexed with."""
    rows, counts = _worded(notes)
    _many(connection, "INSERT INTO note_fts (note_fts, rowid, body) VALUES ('delete', ?, ?)", rows)
    fewer = sorted((number, word) for word, number in counts.items())
    _many(connection, "UPDATE note_word SET notes = notes - ? WHERE word = ?", fewer)
    _many(connection, "DELETE FROM note_word WHERE word = ? AND notes <= 0", [(word,) for _number, word in fewer])


def reindex_note(session: Session, note_id: int, old: str, new: str) -> None:
    """Replaces the words a note is found by."""
    drop_note(session, note_id, old)
    index_note(session, note_id, new)


def rebuild(session: Session) -> None:
    """Makes the whole index anew from the book, after a repair or when a check finds it out of step."""
    make_anew(session.connection())


def make_anew(connection: Connection) -> None:
    """As `rebuild`, also for a book whose index is of an older form."""
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS search_term_seen")
    for table in TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table}")  # our own names
    create(connection)
    index_customers(connection, _all_terms(connection))
    notes = connection.exec_driver_sql("SELECT id, text FROM interaction WHERE deleted_at IS NULL ORDER BY id DESC")
    while chunk := notes.fetchmany(5_000):
        index_notes(connection, [(row[0], row[1]) for row in chunk])


def terms_of(connection: Connection, customer_id: int) -> Terms | None:
    """What the book says a customer is found by; None for nobody, and in the bin."""
    names = connection.exec_driver_sql(f"{_CUSTOMERS} AND c.id = ?", (customer_id,)).first()
    if names is None:
        return None
    details = [
        *connection.exec_driver_sql(f"{_DETAILS} AND customer_id = ?", (customer_id,)),
        *connection.exec_driver_sql(f"{_SHARED} AND m.id = ?", (customer_id,)),
    ]
    tags = connection.exec_driver_sql(f"{_TAGS} WHERE ct.customer_id = ?", (customer_id,)).fetchall()
    own = connection.exec_driver_sql(f"{_OWN} WHERE v.customer_id = ?", (customer_id,)).fetchall()
    return terms_for(names[1], [tuple(row[1:]) for row in details], [row[1] for row in tags], [row[1] for row in own])


def _all_terms(connection: Connection) -> Iterable[tuple[int, Terms]]:
    details: dict[int, list[Any]] = {}
    for row in chain(connection.exec_driver_sql(_DETAILS), connection.exec_driver_sql(_SHARED)):
        details.setdefault(row[0], []).append(tuple(row[1:]))
    tags: dict[int, list[str]] = {}
    for row in connection.exec_driver_sql(_TAGS):
        tags.setdefault(row[0], []).append(row[1])
    own: dict[int, list[str]] = {}
    for row in connection.exec_driver_sql(_OWN):
        own.setdefault(row[0], []).append(row[1])
    for number, names in connection.exec_driver_sql(_CUSTOMERS).fetchall():
        yield number, terms_for(names, details.get(number, ()), tags.get(number, ()), own.get(number, ()))


def _learn_typos(connection: Connection, words: Iterable[str]) -> None:
    rows = [(variant, word) for word in _guessable(words) for variant in deletes(word)]
    _in_few(connection, "INSERT OR IGNORE INTO search_typo", sorted(rows))


def _forget_typos(connection: Connection, words: Iterable[str]) -> None:
    for word in _guessable(words):
        used = connection.exec_driver_sql("SELECT 1 FROM search_term WHERE term = ? LIMIT 1", (NAME + word,)).first()
        if used is None:
            rows = [(variant, word) for variant in deletes(word)]
            _many(connection, "DELETE FROM search_typo WHERE variant = ? AND word = ?", rows)


def deletes(word: str) -> set[str]:
    """The word, and the word with each one letter left out."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _guessable(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) >= TYPO_FROM and word.isalpha()]


def _in_few(connection: Connection, insert: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Inserts the rows, many with each run of a statement: to begin and end one costs as much as the row itself."""
    whole = len(rows) // _ROWS_AT_ONCE * _ROWS_AT_ONCE
    one = f"({', '.join('?' * len(rows[0]))})" if rows else ""
    starts = range(0, whole, _ROWS_AT_ONCE)
    together = [tuple(chain.from_iterable(rows[start : start + _ROWS_AT_ONCE])) for start in starts]
    _many(connection, f"{insert} VALUES {', '.join([one] * _ROWS_AT_ONCE)}", together)
    _many(connection, f"{insert} VALUES {one}", rows[whole:])


def _many(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def _worded(notes: Iterable[tuple[int, str]]) -> tuple[list[tuple[int, str]], Counter[str]]:
    """The rows of the full-text index, in its order, and in how many notes each word stands."""
    rows, counts = [], Counter[str]()
    for note_id, body in notes:
        words = text.words(body)
        if words:
            rows.append((-note_id, " ".join(words)))
            counts.update(set(words))
    return sorted(rows), counts
