"""Whom a customer number means: a till's list of sales names nobody, but the book may know the number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import col, select

from deskmate.core import text
from deskmate.core.db import Database
from deskmate.core.importing import Record, means_number
from deskmate.core.models import Customer, OwnField, OwnValue

Known = Mapping[str, Sequence[tuple[int, str]]]


def in_book(db: Database) -> Known:
    """(number, name) of the customers by what stands in the shop's own fields for customer numbers."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with db.read() as session:
        fields = [field.id for field in session.exec(select(OwnField)) if means_number(field.name)]
        query = (
            select(OwnValue.value, Customer.id, Customer.name)
            .join(Customer, col(Customer.id) == col(OwnValue.customer_id))
            .where(col(OwnValue.field_id).in_(fields), col(Customer.deleted_at).is_(None))
        )
        for value, number, name in session.exec(query) if fields else ():
            for said in value.split("; "):
                found[folded(said)].append((number or 0, name))
    return found


def in_files(records: Iterable[Record]) -> Mapping[str, Sequence[int]]:
    """The places of the records that have each number and a name besides."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        if record.external_id and not record.by_number:
            found[folded(record.external_id)].append(place)
    return found


def grouped(lone: Iterable[tuple[Record, tuple[Record, ...]]]) -> Mapping[str, Sequence[Record]]:
    """The records that are known by number only, all of one number together."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record, also in lone:
        found[folded(record.external_id)] += [record, *also]
    return found


def folded(number: str) -> str:
    """A customer number as it is compared: "K 12" and "k12" are one."""
    return "".join(text.fold(number).split())
