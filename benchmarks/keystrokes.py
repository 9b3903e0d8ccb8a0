"""What people type into the search box, letter by letter: names, slips, phones, e-mails, tags and words of notes."""

from random import Random
from typing import Any

from sqlmodel import Session

from benchmarks.books import Book

SEARCHES = 58
_KINDS = ("name", "name", "name", "family", "family", "slip", "phone", "phone", "e-mail", "tag", "note", "note")


def typed(session: Session, book: Book, *, searches: int = SEARCHES) -> list[str]:
    """Every state of the search box while these searches are typed, one after the other."""
    chance = Random(book.seed)
    found: list[str] = []
    for number in range(searches):
        whole = _query(session, book, chance, _KINDS[number % len(_KINDS)])
        found += [whole[:end] for end in range(1, len(whole) + 1) if whole[end - 1] != " "]
    return found


def _query(session: Session, book: Book, chance: Random, kind: str) -> str:
    number = chance.randint(1, book.size)
    name: str
    given: str
    family: str
    name, given, family = _row(session, "SELECT name, given, family FROM customer WHERE id = ?", number)
    if kind == "phone":
        row = _row(session, "SELECT digits FROM contact_detail WHERE customer_id = ? AND kind = 'phone'", number)
        return str(row[0])[-chance.randint(4, 7) :] if row else name
    if kind == "e-mail":
        row = _row(session, "SELECT value FROM contact_detail WHERE customer_id = ? AND kind = 'email'", number)
        return str(row[0]) if row else name
    if kind == "tag":
        row = _row(session, "SELECT name FROM tag WHERE id = ?", chance.randint(1, 10))
        return f"#{row[0]}"
    if kind == "note":
        words = _row(session, "SELECT text FROM interaction WHERE id = ?", chance.randint(1, book.notes))[0].split()
        start = chance.randrange(max(1, len(words) - 1))
        return " ".join(words[start : start + 2])
    if kind == "slip" and len(family) > 5:
        at = chance.randrange(1, len(family) - 1)
        return family[:at] + family[at + 1 :]
    return f"{given} {family}" if kind == "name" else family


def _row(session: Session, statement: str, number: int) -> Any:
    return session.connection().exec_driver_sql(statement, (number,)).first()
