"""The read side of search: what was typed becomes short walks along the sorted terms. No text is an error."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from deskmate.core import text
from deskmate.core.db import Database
from deskmate.core.search.index import EMAIL, NAME, PHONE, SHORTEST_SUFFIX, TAG, TYPO_FROM, deletes

CANDIDATES = 150
COMPLETIONS = 32
LONGEST_QUERY = 200
MOST_WORDS = 8
_MOST_MEMBERS = 2_000  # of a word that are looked at all at once
_WALK_PER_MEMBER = 60  # terms that one walk reads in less time than it takes to ask for a single member
_END = "\U0010ffff"
_PHONE_LIKE = re.compile(r"[\s\d()+./\-–]+")

Range = tuple[str, str]


@dataclass(frozen=True)
class Hit:
    """One result: a customer, and what they were found by (name, phone, tag, own field, note …)."""

    customer_id: int
    name: str
    known_as: str
    organisation: str
    last_seen_at: datetime | None
    matched: str
    interaction_id: int | None = None


@dataclass(frozen=True)
class _Part:
    """One word of the query: where it may stand in the sorted terms, and whether it may be misspelt."""

    ranges: tuple[Range, ...]
    word: str = ""


def find_people(db: Database, query: str, *, limit: int = 20, first: frozenset[int] = frozenset()) -> list[Hit]:
    """Customers by name, phone digits, e-mail or #tag; those in `first` (expected today) come before others."""
    parts = _parts(query)
    if not parts:
        return []
    with db.read() as session:
        connection = session.connection()
        found, similar = _matching(connection, parts), False
        if not found:
            found, similar = _misspelt(connection, parts), True
        exact = {low for part in parts for low, _high in part.ranges}
        return _ranked(connection, found, similar=similar, first=first, exact=exact, limit=limit)


def find_notes(db: Database, query: str, *, limit: int = 20) -> list[Hit]:
    """Customers by the words of their notes, newest note first; the last word may be unfinished."""
    words = text.words(query[:LONGEST_QUERY])[:MOST_WORDS]
    if not words or len(words[-1]) < 2:
        return []
    with db.read() as session:
        connection = session.connection()
        match = _full_text(connection, words)
        rows = connection.exec_driver_sql(
            """SELECT i.customer_id, i.id
               FROM (SELECT -rowid AS id FROM note_fts WHERE note_fts MATCH ? ORDER BY rowid LIMIT ?) AS n
               CROSS JOIN interaction i WHERE i.id = n.id AND i.deleted_at IS NULL
               AND i.customer_id NOT IN (SELECT id FROM customer WHERE deleted_at IS NOT NULL)""",
            (match, limit * 5),
        )
        newest: dict[int, int] = {}
        for customer_id, note_id in rows:  # read one by one: a note beyond the last that is shown is never fetched
            newest.setdefault(customer_id, note_id)
            if len(newest) == limit:
                break
        rows.close()
        return [_hit(card, "note", newest[card[0]]) for card in _cards(connection, list(newest))]


def notes_of(session: Session, customer_id: int, typed: str) -> list[int] | None:
    """The numbers of a customer's notes that hold all these words, the last perhaps unfinished; None for no words."""
    words = text.words(typed[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return None
    connection = session.connection()
    rows = connection.exec_driver_sql(
        """SELECT id FROM interaction WHERE customer_id = ? AND deleted_at IS NULL
           AND -id IN (SELECT rowid FROM note_fts WHERE note_fts MATCH ?)""",
        (customer_id, _full_text(connection, words)),
    )
    return [row[0] for row in rows]


def _parts(query: str) -> list[_Part]:
    query = query[:LONGEST_QUERY].replace("(0)", "").strip()  # the trunk zero people write after +49
    digits = text.digits(query)
    if digits and _PHONE_LIKE.fullmatch(query):
        return [_Part(_phone_ranges(digits))] if len(digits) >= SHORTEST_SUFFIX else [_Part((_prefix(NAME, digits),))]
    parts: list[_Part] = []
    for token in query.split():
        folded = text.fold(token)
        if token.startswith("#") and len(token) > 1:
            parts.append(_Part((_prefix(TAG, folded[1:]),)))
        elif "@" in token:
            parts.append(_Part((_prefix(EMAIL, folded),)))
        else:
            parts += [_Part(_word_ranges(word), word) for word in text.words(token)]
    return parts[:MOST_WORDS]


def _word_ranges(word: str) -> tuple[Range, ...]:
    names = _prefix(NAME, word)
    return (names, _prefix(PHONE, word)) if word.isdigit() and len(word) >= SHORTEST_SUFFIX else (names,)


def _phone_ranges(digits: str) -> tuple[Range, ...]:
    # a number dialled with 00 or a national 0 is in the book without it
    forms = dict.fromkeys((digits, digits.lstrip("0") or digits))
    return tuple(_prefix(PHONE, form) for form in forms if len(form) >= SHORTEST_SUFFIX)


def _prefix(kind: str, start: str) -> Range:
    return kind + start, kind + start + _END


def _matching(connection: Connection, parts: list[_Part]) -> dict[int, str]:
    """Customers that match every part, with the term that the rarest part found."""
    if len(parts) > 1:
        parts = sorted(parts, key=lambda part: _count(connection, part))
    rarest, rest = parts[0], parts[1:]
    found: dict[int, str] = {}
    for span in rarest.ranges:
        for customer_id, term in _members(connection, span, rest):
            if _better(term, found.get(customer_id), span[0]):
                found[customer_id] = term
    return found


def _members(connection: Connection, span: Range, rest: list[_Part]) -> Iterable[Any]:
    """The first candidates in a range, as (customer, term), that every other part finds too.

    Asking for each member by itself opens a page for each; where the other word is only a letter or two, one walk along
    all it finds is several times cheaper.
    """
    if len(rest) != 1 or len(rest[0].ranges) != 1:
        return _asked_one_by_one(connection, span, rest)
    statement = (
        "SELECT customer_id, term FROM search_term WHERE term >= ? AND term < ? ORDER BY term, customer_id LIMIT ?"
    )
    rows = connection.exec_driver_sql(statement, (*span, _MOST_MEMBERS + 1)).fetchall()
    if len(rows) > _MOST_MEMBERS or _is_longer(connection, rest[0].ranges[0], len(rows) * _WALK_PER_MEMBER):
        return _asked_one_by_one(connection, span, rest)
    walk = (
        "SELECT customer_id FROM search_term WHERE term >= ? AND term < ? "
        "AND +customer_id IN (SELECT value FROM json_each(?))"  # the plus keeps it to the walk
    )
    numbers = json.dumps([row[0] for row in rows])
    both = {row[0] for row in connection.exec_driver_sql(walk, (*rest[0].ranges[0], numbers))}
    return [row for row in rows if row[0] in both][:CANDIDATES]


def _is_longer(connection: Connection, span: Range, most: int) -> bool:
    statement = "SELECT 1 FROM search_term WHERE term >= ? AND term < ? LIMIT 1 OFFSET ?"
    return connection.exec_driver_sql(statement, (*span, most)).first() is not None


def _asked_one_by_one(connection: Connection, span: Range, rest: list[_Part]) -> Iterable[Any]:
    conditions, values = [], []
    for part in rest:
        either = " OR ".join("(u.term >= ? AND u.term < ?)" for _ in part.ranges)
        conditions.append(f"EXISTS (SELECT 1 FROM search_term u WHERE u.customer_id = t.customer_id AND ({either}))")
        values += [bound for other in part.ranges for bound in other]
    also = "".join(f" AND {condition}" for condition in conditions)
    statement = f"SELECT t.customer_id, t.term FROM search_term t WHERE t.term >= ? AND t.term < ?{also} LIMIT ?"
    return connection.exec_driver_sql(statement, (*span, *values, CANDIDATES))


def _better(term: str, known: str | None, wanted: str) -> bool:
    return known is None or (term == wanted and known != wanted)


def _count(connection: Connection, part: _Part) -> int:
    total = 0
    for low, high in part.ranges:
        total += connection.exec_driver_sql(
            "SELECT count(*) FROM (SELECT 1 FROM search_term WHERE term >= ? AND term < ? LIMIT 400)", (low, high)
        ).scalar_one()
    return total


def _misspelt(connection: Connection, parts: list[_Part]) -> dict[int, str]:
    """As `_matching`, with one letter wrong in one of the words."""
    for index, part in enumerate(parts):
        if len(part.word) < TYPO_FROM or not part.word.isalpha():
            continue
        words = _neighbours(connection, part.word)
        if words:
            ranges = tuple((NAME + word, NAME + word + "\0") for word in words)
            found = _matching(connection, [*parts[:index], _Part(ranges), *parts[index + 1 :]])
            if found:
                return found
    return {}


def _neighbours(connection: Connection, word: str) -> list[str]:
    variants = sorted(deletes(word))
    marks = ", ".join("?" * len(variants))
    rows = connection.exec_driver_sql(
        f"SELECT DISTINCT word FROM search_typo WHERE variant IN ({marks}) LIMIT 60",
        tuple(variants),
    ).fetchall()
    return [row[0] for row in rows if _one_edit(word, row[0])][:8]


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make the one word the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and rest_a[1::-1] + rest_a[2:] == rest_b
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _ranked(
    connection: Connection, found: dict[int, str], *, similar: bool, first: frozenset[int], exact: set[str], limit: int
) -> list[Hit]:
    """The best of those found: expected today, then found exactly, then seen last, then by name."""
    if not found:
        return []
    marks = ", ".join("?" * len(found))
    rows = connection.exec_driver_sql(
        f"SELECT id, name, last_seen_at FROM customer INDEXED BY ix_customer_at_hand WHERE id IN ({marks})",
        tuple(found),
    ).fetchall()
    ranks = {row[0]: (row[0] in first, found[row[0]] in exact, row[2] or "") for row in rows}
    least = min(sorted(ranks.values(), reverse=True)[:limit], default=(True, True, ""))
    best = [row for row in rows if ranks[row[0]] >= least]  # only these are worth being put in order by name
    best.sort(key=lambda row: text.fold(row[1]))
    best.sort(key=lambda row: ranks[row[0]], reverse=True)
    cards = _cards(connection, [row[0] for row in best[:limit]])
    return [_hit(card, _matched(found[card[0]], similar)) for card in cards]


def _cards(connection: Connection, numbers: list[int]) -> list[Any]:
    """What a result shows of these customers, in this order."""
    marks = ", ".join("?" * len(numbers))
    rows = connection.exec_driver_sql(
        f"SELECT id, name, known_as, organisation, last_seen_at FROM customer WHERE id IN ({marks})", tuple(numbers)
    ).fetchall()
    by_number = {row[0]: row for row in rows}
    return [by_number[number] for number in numbers]


def _hit(row: Any, matched: str, interaction_id: int | None = None) -> Hit:
    customer_id, name, known_as, organisation, last_seen_at = row[:5]
    return Hit(customer_id, name, known_as, organisation, _time(last_seen_at), matched, interaction_id)


def _matched(term: str, similar: bool) -> str:
    kind = {NAME: "name", PHONE: "phone", EMAIL: "e-mail", TAG: "tag"}[term[0]]
    return "similar name" if similar else kind


def _full_text(connection: Connection, words: list[str]) -> str:
    low, high = words[-1], words[-1] + _END
    rows = connection.exec_driver_sql(
        "SELECT word FROM note_word WHERE word >= ? AND word < ? ORDER BY notes DESC LIMIT ?", (low, high, COMPLETIONS)
    ).fetchall()
    last = " OR ".join(_quoted(word) for word in dict.fromkeys([words[-1], *(row[0] for row in rows)]))
    return " AND ".join([*(_quoted(word) for word in words[:-1]), f"({last})"])


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _time(stored: Any) -> datetime | None:
    """A time as the driver gives it (text in UTC)."""
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)
