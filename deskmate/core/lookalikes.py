"""Who in the book may be the person on a form: candidates by index, weighed by the search for duplicates."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from deskmate.core import duplicates, search, text
from deskmate.core.db import Database
from deskmate.core.duplicates import Address, Person
from deskmate.core.models import ContactDetail, Customer
from deskmate.core.people import Draft

MOST_CANDIDATES = 60
_PHONE_TAIL = 7  # long enough to tell people apart, short enough to pass over prefixes and country codes


@dataclass(frozen=True)
class Lookalike:
    """Somebody in the book who may be meant, and which fields agree."""

    customer_id: int
    name: str
    known_as: str
    organisation: str
    agree: tuple[str, ...]
    score: float


def find(db: Database, draft: Draft, *, besides: int | None = None, limit: int = 4) -> list[Lookalike]:
    """People already in the book who may be the one on the form, the surest first; `besides` is the one edited."""
    numbers = _candidates(db, draft) - {besides}
    if not numbers:
        return []
    with db.read() as session:
        known = {str(customer.id): customer for customer in _customers(session, numbers)}
        details = _details(session, numbers)
    people = [person_of(customer, details.get(number, [])) for number, customer in known.items()]
    pairs = duplicates.likely(_person(draft), people)
    return [
        Lookalike(int(pair.b), row.name, row.known_as, row.organisation, pair.agree, pair.score)
        for pair in pairs[:limit]
        for row in (known[pair.b],)
    ]


def everybody(db: Database) -> list[Person]:
    """The whole book as the search for duplicates compares it."""
    with db.read() as session:
        details: dict[int, list[ContactDetail]] = {}
        for detail in session.exec(select(ContactDetail)):
            details.setdefault(detail.customer_id, []).append(detail)
        rows = session.exec(select(Customer).where(col(Customer.deleted_at).is_(None)))
        return [person_of(row, details.get(row.id or 0, [])) for row in rows]


def person_of(customer: Customer, details: Iterable[ContactDetail]) -> Person:
    """A customer's row as the search for duplicates compares it."""
    details = list(details)
    return Person(
        id=str(customer.id),
        given=customer.given,
        family=customer.family,
        full=customer.name,
        known_as=customer.known_as,
        organisation=customer.organisation,
        birth_year=customer.birthday_year,
        birth_month=customer.birthday_month,
        birth_day=customer.birthday_day,
        phones=tuple(row.normal or row.value for row in details if row.kind == "phone"),
        emails=tuple(row.value for row in details if row.kind == "email"),
        addresses=tuple(
            Address(street=row.street or row.value, city=row.city, postcode=row.postcode, region=row.region)
            for row in details
            if row.kind == "address"
        ),
    )


def _candidates(db: Database, draft: Draft) -> set[int | None]:
    found: set[int | None] = set()
    for query in _queries(draft):
        found |= {hit.customer_id for hit in search.find_people(db, query, limit=MOST_CANDIDATES)}
        if len(found) > MOST_CANDIDATES:
            break
    return found


def _queries(draft: Draft) -> list[str]:
    """What to look for, the most telling first."""
    phones = [text.digits(item.value)[-_PHONE_TAIL:] for item in draft.details if item.kind == "phone"]
    emails = [item.value.strip() for item in draft.details if item.kind == "email"]
    names = [f"{draft.given} {draft.family}", draft.name, draft.known_as and f"{draft.known_as} {draft.family}"]
    words = text.words(draft.name)
    asked = [*filter(lambda tail: len(tail) == _PHONE_TAIL, phones), *filter(lambda mail: "@" in mail, emails)]
    asked += [name.strip() for name in names if name and len(name.strip()) > 2]
    if len(words) > 1:
        asked += [words[-1], words[0]]  # "Jon Smith" and "John Smith" share a word, not the whole name
    return list(dict.fromkeys(asked))


def _person(draft: Draft) -> Person:
    birthday = draft.birthday
    return Person(
        id="",
        given=draft.given,
        family=draft.family,
        full=draft.name,
        known_as=draft.known_as,
        organisation=draft.organisation,
        birth_year=birthday.year if birthday else None,
        birth_month=birthday.month if birthday else None,
        birth_day=birthday.day if birthday else None,
        phones=tuple(item.value for item in draft.details if item.kind == "phone" and text.digits(item.value)),
        emails=tuple(item.value for item in draft.details if item.kind == "email" and "@" in item.value),
        addresses=tuple(
            Address(street=item.street or item.value, city=item.city, postcode=item.postcode, region=item.region)
            for item in draft.details
            if item.kind == "address" and (item.value or item.street)
        ),
    )


def _customers(session: Session, numbers: set[int | None]) -> Iterable[Customer]:
    return session.exec(select(Customer).where(col(Customer.id).in_(numbers), col(Customer.deleted_at).is_(None))).all()


def _details(session: Session, numbers: set[int | None]) -> dict[str, list[ContactDetail]]:
    grouped: dict[str, list[ContactDetail]] = {}
    for row in session.exec(select(ContactDetail).where(col(ContactDetail.customer_id).in_(numbers))).all():
        grouped.setdefault(str(row.customer_id), []).append(row)
    return grouped
