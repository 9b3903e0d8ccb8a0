"""Who usually comes more often: kept per customer, worked out anew only where something that counts was written.

From which day on a silence is too long follows from the visits alone, not from today; so it is kept, found along an
index, and stays true until the next contact. The database marks what a write made stale (`deskmate/core/visits.py`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, exists, select, update
from sqlmodel import Session

from deskmate.core.models import Appointment, CallAttempt, Interaction, VisitRhythm
from deskmate.core.models.base import table_of
from deskmate.core.visits import CONTACTS, COUNTED_APPOINTMENTS, KEPT_APPOINTMENTS, NOBODY_THERE, VISITS
from deskmate.reminders import rhythm

AT_ONCE = 200  # how many are worked out in one go after a large import; the others at the next ticks
_FEW = 100  # so many are worked out even for a list that is only read
_CHUNK = 500

_R, _I, _A, _C = (table_of(model).c for model in (VisitRhythm, Interaction, Appointment, CallAttempt))
_SOME: BindParameter[list[int]] = bindparam("customers", expanding=True)
_IN_VAIN = exists().where(_C.interaction_id == _I.id, _C.outcome.in_(NOBODY_THERE))
_ENTRIES = select(_I.customer_id, _I.at, _I.kind.in_(VISITS)).where(
    _I.customer_id.in_(_SOME), _I.kind.in_(CONTACTS), _I.deleted_at.is_(None), ~((_I.kind == "call") & _IN_VAIN)
)
_APPOINTMENTS = select(_A.customer_id, _A.starts_at, _A.status.in_(KEPT_APPOINTMENTS)).where(
    _A.customer_id.in_(_SOME), _A.status.in_(COUNTED_APPOINTMENTS)
)
_STALE = select(_R.customer_id).where(_R.stale)
_KEPT = ("visits", "usual_days", "last_on", "contact_on", "late_on", "overdue")
_KEEP = (
    update(table_of(VisitRhythm))
    .where(_R.customer_id == bindparam("customer"))
    .values(stale=False, **{name: bindparam(name) for name in _KEPT})
)


class Usual(NamedTuple):
    """A customer's rhythm as it is kept: `late_on` is the first day on which the silence is too long, if there is one.

    `last_on` is the last visit; `contact_on` the last contact of any kind, or an appointment still to come; `overdue`
    how many usual gaps will have gone by on the day `late_on`.
    """

    customer_id: int
    visits: int = 0
    usual_days: float | None = None
    last_on: date | None = None
    contact_on: date | None = None
    late_on: date | None = None
    overdue: float = 0.0


@dataclass
class _Seen:
    visits: set[date] = field(default_factory=set)
    contacts: set[date] = field(default_factory=set)


def settle(session: Session, zone: ZoneInfo, *, most: int) -> int:
    """Works out anew what became stale, up to `most` customers, inside a use case; gives how many that were."""
    stale = _stale(session, most)
    for some in _chunks(stale):
        kept = worked_out(session, some, zone)
        session.connection().execute(_KEEP, [_values(kept[number]) for number in some])
    return len(stale)


def is_settled(session: Session) -> bool:
    """Whether nothing is stale."""
    return not _stale(session, 1)


def stale_few(session: Session, zone: ZoneInfo) -> list[Usual]:
    """What became stale a moment ago, worked out for a list that is only read; after a large import only some of it."""
    stale = _stale(session, _FEW)
    return list(worked_out(session, stale, zone).values()) if stale else []


def worked_out(session: Session, customers: Collection[int], zone: ZoneInfo) -> dict[int, Usual]:
    """The rhythms of some customers from all that is written about them."""
    session.flush()
    seen: dict[int, _Seen] = defaultdict(_Seen)
    for query in (_ENTRIES, _APPOINTMENTS):
        for number, at, visit in session.connection().execute(query, {"customers": list(customers)}):
            day = at.astimezone(zone).date()
            seen[number].contacts.add(day)
            if visit:
                seen[number].visits.add(day)
    return {number: _usual(number, seen[number]) for number in customers}


def _usual(number: int, seen: _Seen) -> Usual:
    if not seen.visits:
        return Usual(number, contact_on=max(seen.contacts, default=None))
    days, contact = sorted(seen.visits), max(seen.contacts)
    wait, gap = rhythm.patience(days), rhythm.usual(days)
    if wait is None or gap is None or contact > date.max - timedelta(days=wait):
        return Usual(number, len(days), gap, days[-1], contact)
    late = contact + timedelta(days=wait)
    return Usual(number, len(days), gap, days[-1], contact, late, (late - days[-1]).days / gap)


def _values(usual: Usual) -> dict[str, Any]:
    return {"customer": usual.customer_id, **{name: getattr(usual, name) for name in _KEPT}}


def _stale(session: Session, most: int) -> list[int]:
    session.flush()
    return list(session.connection().execute(_STALE.limit(most)).scalars())


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), _CHUNK):
        yield numbers[start : start + _CHUNK]
