"""The follow-ups as lists show them: plain columns along an index, as quick in a large book as in a small one."""

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
)

from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.models import CallAttempt, Customer, CustomerState, FollowUp, Promise
from deskmate.core.models.base import table_of


@dataclass(frozen=True)
class EvidenceRow:
    """The customer's own recorded words behind a follow-up."""

    interaction_id: int | None
    at: datetime
    quote: str
    why: str


@dataclass(frozen=True)
class FollowUpRow:
    """One line of the owner's list."""

    id: int
    customer_id: int
    customer: str
    kind: str
    reason: str
    evidence: tuple[EvidenceRow, ...]
    opened_at: datetime
    due_on: date
    owner: str
    state: str
    outcome: str
    attempts: int
    closed_at: datetime | None
    closed_by: str
    promised_by: date | None
    promised_at: datetime | None

    def waits_for_promise(self, today: date) -> bool:
        """Whether a promise comes next, not a call: it is not late, and nothing unhappy was written since."""
        if self.state != "open" or self.promised_by is None or self.promised_at is None or self.promised_by < today:
            return False
        return self.due_on >= self.promised_by and all(item.at <= self.promised_at for item in self.evidence)


@dataclass(frozen=True)
class PromiseRow:
    """Something that was promised and is not settled yet."""

    id: int
    text: str
    due_on: date


_F, _C, _S, _A, _P = (table_of(model).c for model in (FollowUp, Customer, CustomerState, CallAttempt, Promise))
_NOW: BindParameter[datetime] = bindparam("now", type_=_S.lapses_at.type)
_JOINED = table_of(FollowUp).join(table_of(Customer), _C.id == _F.customer_id)
_WAITING = (
    _F.state == "open",
    _C.deleted_at.is_(None),
    or_(_F.by_hand.is_(True), _S.lapses_at.is_(None), _S.lapses_at > _NOW),
)
_TRIES = select(func.count()).where(_A.follow_up_id == _F.id).scalar_subquery()
# the plus keeps SQLite from walking every open promise by its day, for each line anew: it seeks the follow-up's own
_OPEN_PROMISE = _P.follow_up_id == _F.id, literal_column("+promise.state", String) == "open"
_SOURCES = {
    "customer": _C.name,
    "attempts": _TRIES,
    "evidence": type_coerce(_F.evidence, String),
    "promised_by": select(_P.due_on).where(*_OPEN_PROMISE).order_by(_P.due_on, _P.id).limit(1).scalar_subquery(),
    "promised_at": select(_P.created_at).where(*_OPEN_PROMISE).order_by(_P.due_on, _P.id).limit(1).scalar_subquery(),
}
# the columns in the order of the row's fields, as they are handed on without being named once more
_COLUMNS = [_SOURCES[field.name] if field.name in _SOURCES else _F[field.name] for field in fields(FollowUpRow)]
_EVERY = select(*_COLUMNS).select_from(_JOINED)
_WITH_STATE = _JOINED.outerjoin(table_of(CustomerState), _S.customer_id == _F.customer_id)
_OPEN = _EVERY.select_from(_WITH_STATE).where(*_WAITING).order_by(_F.due_on, _F.opened_at, _F.id)
_OPEN = _OPEN.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))
# counted along indexes: all that are open, less those few whose card lies in the bin or that lapsed meanwhile; a cross
# join is walked in the order it is written in, from the few to their follow-up
_COUNT = text(
    """SELECT (SELECT count(*) FROM follow_up WHERE state = 'open')
    - (SELECT count(*) FROM customer c CROSS JOIN follow_up f
       WHERE c.deleted_at IS NOT NULL AND f.customer_id = c.id AND f.state = 'open')
    - (SELECT count(*) FROM customer_state s CROSS JOIN follow_up f CROSS JOIN customer c
       WHERE s.lapses_at <= :now AND f.customer_id = s.customer_id AND f.state = 'open' AND NOT f.by_hand
       AND c.id = s.customer_id AND c.deleted_at IS NULL)"""
).bindparams(_NOW)


def list_open(db: Database, *, now: datetime, limit: int = 50, offset: int = 0) -> list[FollowUpRow]:
    """The follow-ups to see to, the first due first. What has lapsed meanwhile is not among them."""
    return _rows(db, _OPEN, {"now": now, "limit": limit, "offset": offset})


def list_all(db: Database, *, limit: int = 200) -> list[FollowUpRow]:
    """Every follow-up, the newest first, closed ones too."""
    return _rows(db, _EVERY.order_by(_F.id.desc()).limit(limit))


def of_customer(db: Database, customer_id: int) -> list[FollowUpRow]:
    """The customer's follow-ups, the newest first."""
    return _rows(db, _EVERY.where(_F.customer_id == customer_id).order_by(_F.id.desc()))


def one(db: Database, follow_up_id: int) -> FollowUpRow:
    """A single follow-up; raises `NotFound`."""
    for row in _rows(db, _EVERY.where(_F.id == follow_up_id)):
        return row
    raise NotFound(f"There is no follow-up with the number {follow_up_id}.")


def promises_of(db: Database, follow_up_id: int) -> list[PromiseRow]:
    """What was promised about this follow-up and is still open, the first due first."""
    query = select(_P.id, _P.text, _P.due_on).where(_P.follow_up_id == follow_up_id, _P.state == "open")
    with db.read() as session:
        rows = session.connection().execute(query.order_by(_P.due_on, _P.id)).all()
        return [PromiseRow(*row) for row in rows]


def count_open(db: Database, *, now: datetime) -> int:
    """How many customers may need a call now."""
    with db.read() as session:
        return int(session.connection().execute(_COUNT, {"now": now}).scalar_one())


def _rows(db: Database, query: Select[Any], values: dict[str, Any] | None = None) -> list[FollowUpRow]:
    with db.read() as session:
        return [_row(row) for row in session.connection().execute(query, values or {}).all()]


def _row(row: Row[Any]) -> FollowUpRow:
    number, customer_id, customer, kind, reason, evidence, *rest = row
    return FollowUpRow(number, customer_id, customer, kind, reason, _evidence(evidence), *rest)


@lru_cache(maxsize=1_000)  # lists are read again after every write, and hardly any evidence has changed then
def _evidence(stored: str) -> tuple[EvidenceRow, ...]:
    return tuple(
        EvidenceRow(item.get("interaction_id"), datetime.fromisoformat(item["at"]), item["quote"], item["why"])
        for item in json.loads(stored)
    )
