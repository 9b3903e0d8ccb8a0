"""Who lives and belongs with whom, from a file that says so; written once everybody of the file has their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session, select

from deskmate.core import relations, search
from deskmate.core.importing import Record
from deskmate.core.imports import identity
from deskmate.core.imports.rows import Place
from deskmate.core.models import Customer, Household, ImportChange

Placed = tuple[Record, int]


def write(session: Session, placed: Sequence[Placed], place: Place) -> None:
    """Makes the households and relations of the records; `placed` says which customer each became.

    A number that two people of the file have says nothing: whoever is meant by it is left alone. Somebody who was in
    the book already stays in their own household.
    """
    if not any(record.household or record.ties for record, _number in placed):
        return
    numbers = _numbers(placed)
    homes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for record, number in placed:
        if record.household and numbers.get(record.external_id) == number:
            homes[record.household, record.household_name].append(number)
    for (_key, name), members in homes.items():
        if len(set(members)) > 1:
            _house(session, name, members, place)
    for record, number in placed:
        for tie in record.ties if numbers.get(record.external_id) == number else ():
            if (other := numbers.get(tie.other)) is not None:
                _tie(session, number, other, tie.role, place)
    session.flush()


def _numbers(placed: Iterable[Placed]) -> dict[str, int]:
    """Which customer a number of the file means, without those that mean two."""
    found: dict[str, set[int]] = defaultdict(set)
    for record, number in placed:
        found[record.external_id].add(number)
    return {key: next(iter(these)) for key, these in found.items() if key and len(these) == 1}


def _house(session: Session, name: str, members: Iterable[int], place: Place) -> None:
    rows = [row for number in dict.fromkeys(members) if (row := session.get(Customer, number)) is not None]
    household = next((row.household_id for row in rows if row.household_id is not None), None)
    if household is None:
        made = Household(name=name[:80] or "of several")
        session.add(made)
        session.flush()
        household = made.id
    assert household is not None
    for row in rows:
        if row.household_id is None:
            row.household_id = household
            if row.import_batch_id != place.batch_id:
                _note(session, "customer", row.id or 0, place, {"household_id": None}, {"household_id": household})
    session.flush()
    search.index_household(session, household)


def _tie(session: Session, number: int, other: int, role: str, place: Place) -> None:
    one, two = session.get(Customer, number), session.get(Customer, other)
    if one is None or two is None or number == other or role not in relations.ROLES:
        return
    if not relations.is_known(session, number, other, role):
        row = relations.insert(session, one, two, role)
        _note(
            session, "relation", row.id or 0, place, None, {"id": row.id, **identity.of("relation", row.model_dump())}
        )


def _note(
    session: Session,
    table: str,
    row_id: int,
    place: Place,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    session.add(ImportChange(batch_id=place.batch_id, table=table, row_id=row_id, before=before, after=after))


def homes_of(session: Session, batch_id: int) -> set[int]:
    """The households that an import founded or filled, to look at when it is taken back."""
    mine = select(Customer.household_id).where(Customer.import_batch_id == batch_id)
    changed = select(ImportChange.after).where(ImportChange.batch_id == batch_id, ImportChange.table == "customer")
    moved = {(after or {}).get("household_id") for after in session.exec(changed).all()}
    return {home for home in (*session.exec(mine).all(), *moved) if home is not None}
