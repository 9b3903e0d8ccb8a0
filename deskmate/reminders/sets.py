"""Many rows in one question: cards by their numbers, in the order in which they lie in the file.

One card at a time in the order of the calendar would be a place of the file to decrypt for each.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, TableValuedAlias, bindparam, func, select
from sqlmodel import Session

from deskmate.core.models import Customer, FollowUp
from deskmate.core.models.base import table_of

_C, _F = (table_of(model).c for model in (Customer, FollowUp))


def each(parameter: str) -> TableValuedAlias:
    """A row for each value of a list given under that name as `listed` writes it, however long it is."""
    return func.json_each(bindparam(parameter)).table_valued("value")


def among(parameter: str) -> Select[Any]:
    """The values of such a list, to look among."""
    return select(each(parameter).c.value)


_EXPECTED = select(_C.id, _C.name, _C.do_not_contact).where(
    _C.id.in_(among("customers")), _C.deleted_at.is_(None), ~_C.deceased
)
_WAITING_FOR_A_CALL = select(_F.customer_id).where(_F.state == "open")


def listed(values: Iterable[int | str]) -> str:
    """A list as one value of a query."""
    return json.dumps(list(values))


def expected(session: Session, customers: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """The names of these customers, and whether they may be called; who has died or lies in the bin is not there."""
    rows = session.connection().execute(_EXPECTED, {"customers": listed(customers)})
    return {number: (name, not silent) for number, name, silent in rows}


def waiting_for_a_call(session: Session) -> set[int]:
    """The customers who have an open follow-up."""
    return set(session.connection().execute(_WAITING_FOR_A_CALL).scalars().all())
