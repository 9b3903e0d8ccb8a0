"""Who a filter holds for: how many, who, and who is left out of a list made for contacting people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session

from deskmate.core import consents, own_fields, settings
from deskmate.core.customers import CustomerRow
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Interaction
from deskmate.core.models.base import table_of
from deskmate.core.segments import queries, subjects
from deskmate.core.segments.conditions import Filter, checked
from deskmate.core.segments.queries import C, Clause, Ground
from deskmate.core.segments.subjects import Subject

# why somebody is left out, in the order in which it is asked
REASONS = {
    "deceased": "has died",
    "bereaved": "is bereaved",
    "do-not-contact": "does not want to be contacted",
    "no-greetings": "wants no greetings",
    "no-consent": "gave no consent for this",
    "unreachable": "can't be reached this way",
}
_ROW = (C.id, C.name, C.known_as, C.organisation, C.last_seen_at, C.sort_name)


@dataclass(frozen=True)
class Contacting:
    """What a list is made for; it then leaves out whom it is not fitting, or not allowed, to contact."""

    purpose: str
    channel: str


@dataclass(frozen=True)
class Reach:
    """How many the filter holds for, how many of them are on the list, and how many are left out for which reason."""

    found: int
    listed: int
    left_out: tuple[tuple[str, int], ...] = ()


def offered(db: Database) -> tuple[Subject, ...]:
    """Everything that a filter can ask about in this book."""
    with db.read() as session:
        return offered_in(session)


def offered_in(session: Session) -> tuple[Subject, ...]:
    """As `offered`, inside a use case."""
    entry = table_of(Interaction).c
    used = session.connection().execute(select(entry.currency).distinct().where(queries.came())).scalars()
    shop = settings.load(session).currency
    return subjects.every(own_fields.listed(session), dict.fromkeys((shop, *sorted(filter(None, used)))))


def count(db: Database, wanted: Filter, *, now: datetime) -> int:
    """How many customers the filter holds for. Raises `InvalidInput` where it asks about what is no longer there."""
    with db.read() as session:
        clause, _on = ready(session, wanted, now)
        return int(session.connection().execute(select(func.count()).where(clause)).scalar_one())


def page(
    db: Database,
    wanted: Filter,
    *,
    now: datetime,
    contacting: Contacting | None = None,
    after: tuple[str, int] | None = None,
    limit: int = 100,
) -> list[CustomerRow]:
    """Up to `limit` of them in order of name, beginning after the given (sort name, id)."""
    with db.read() as session:
        clause, on = ready(session, wanted, now)
        query = select(*_ROW).where(clause)
        if contacting is not None:
            query = query.where(_fitting(contacting, on))
        if after is not None:
            name, last = after
            query = query.where(C.sort_name >= name, (C.sort_name > name) | (C.id > last))
        query = query.order_by(C.sort_name, C.id).limit(limit)
        return [CustomerRow(*row) for row in session.connection().execute(query)]


def last_visits(db: Database, customer_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these (a page of them) last came, as segments count visits; whoever never came is not there."""
    with db.read() as session:
        return {row[0]: row[1] for row in session.connection().execute(queries.last_visits(customer_ids))}


def silent(db: Database, customer_ids: Sequence[int]) -> dict[int, str]:
    """Who among these (a page of them) has died ("deceased") or is not to be contacted ("do-not-contact")."""
    why = case((C.deceased, "deceased"), else_="do-not-contact")
    with db.read() as session:
        query = select(C.id, why).where(C.id.in_(customer_ids), C.deceased | C.do_not_contact)
        return {row[0]: row[1] for row in session.connection().execute(query)}


def reach(db: Database, wanted: Filter, contacting: Contacting | None, *, now: datetime) -> Reach:
    """How many there are, and how many a list for this purpose leaves out, and why."""
    if contacting is None:
        found = count(db, wanted, now=now)
        return Reach(found, found)
    check_contacting(contacting)
    with db.read() as session:
        clause, on = ready(session, wanted, now)
        why = queries.left_out_because(contacting.purpose, contacting.channel, on).label("why")
        query = select(why, func.count()).where(clause).group_by(why)
        counted: dict[str, int] = {row[0]: row[1] for row in session.connection().execute(query)}
    left_out = tuple((reason, counted[reason]) for reason in REASONS if reason in counted)
    return Reach(sum(counted.values()), counted.get("", 0), left_out)


def numbers(session: Session, wanted: Filter, contacting: Contacting | None, *, now: datetime) -> list[int]:
    """The numbers of everybody on the list, in order of name."""
    clause, on = ready(session, wanted, now)
    query = select(C.id).where(clause).order_by(C.sort_name, C.id)
    if contacting is not None:
        query = query.where(_fitting(contacting, on))
    return list(session.connection().execute(query).scalars())


def check_contacting(contacting: Contacting) -> None:
    """Raises `InvalidInput` for a purpose or a channel that is none."""
    known = ((contacting.purpose, consents.PURPOSES, "purpose"), (contacting.channel, consents.CHANNELS[1:], "channel"))
    for value, names, what in known:
        if value not in names:
            raise InvalidInput(f"“{value}” is no {what}; use one of {', '.join(names)}.")


def ready(session: Session, wanted: Filter, now: datetime) -> tuple[Clause, Ground]:
    """The filter as one condition of the book's query."""
    own = own_fields.listed(session)
    shop = settings.load(session)
    asked = [one.which for one in wanted.conditions if one.about == "spent"]
    wanted = checked(wanted, subjects.every(own, dict.fromkeys((shop.currency, *asked))))
    on = queries.ground(shop, {str(field.id): field.kind for field in own}, now=now)
    return queries.where(wanted, on), on


def _fitting(contacting: Contacting, on: Ground) -> Any:
    check_contacting(contacting)
    return queries.left_out_because(contacting.purpose, contacting.channel, on) == ""


def spoken(found: Reach) -> str:
    """How many, and who is left out: "12 of 15. Left out: 2 gave no consent for this, 1 is bereaved." """
    if not found.left_out:
        return f"{found.listed:,} customer{'' if found.listed == 1 else 's'}"
    why = ", ".join(f"{number:,} {REASONS[reason]}" for reason, number in found.left_out)
    return f"{found.listed:,} of {found.found:,} customers. Left out: {why}."
