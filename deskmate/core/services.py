"""What can be booked, how long it takes, and how staff get ready for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core import audit, text
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import Service

LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class ServiceRow:
    """One service; `minutes` its usual length, `prepare_minutes` before it staff are reminded."""

    id: int
    name: str
    minutes: int
    price_minor: int | None
    call_day_before: bool
    prepare_minutes: int


def offered(db: Database) -> list[ServiceRow]:
    """The services that can be booked, by name."""
    with db.read() as session:
        rows = session.exec(select(Service).where(col(Service.active)).order_by(Service.folded)).all()
        return [_row(row) for row in rows]


def save(
    db: Database,
    name: str,
    *,
    minutes: int = 30,
    price_minor: int | None = None,
    call_day_before: bool = False,
    prepare_minutes: int = 0,
    service_id: int | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Adds a service, or changes the one with that number."""
    require_owner(by, "change services")
    values: dict[str, Any] = {
        "minutes": minutes,
        "price_minor": price_minor,
        "call_day_before": call_day_before,
        "prepare_minutes": prepare_minutes,
    }
    with db.write(Topic.SETTINGS, Topic.APPOINTMENTS) as session:
        if service_id is None:
            number, what = insert(session, name, **values), "service added"
        else:
            number, what = _fill(session, _get(session, service_id), name, **values), "service changed"
        audit.note(session, by, what, f"service:{number}", ["name", *values], now=now)
        return number


def insert(session: Session, name: str, **values: Any) -> int:
    """Adds a service inside a bigger use case (values as in `save`); a withdrawn one comes back under its number."""
    known = session.exec(select(Service).where(Service.folded == text.fold(name))).first()
    if known is not None and known.active:
        raise Conflict(f"There is already a service called {known.name}.")
    return _fill(session, known or Service(name="", folded=""), name, **values)


def withdraw(db: Database, service_id: int, *, by: Actor, now: datetime) -> None:
    """Stops offering a service; appointments for it stay as they are."""
    require_owner(by, "change services")
    with db.write(Topic.SETTINGS, Topic.APPOINTMENTS) as session:
        _get(session, service_id).active = False
        audit.note(session, by, "service withdrawn", f"service:{service_id}", now=now)


def _get(session: Session, service_id: int) -> Service:
    row = session.get(Service, service_id)
    if row is None:
        raise NotFound("That service is no longer there.")
    return row


def find(session: Session, name: str) -> Service | None:
    """The service of that name, however its case and accents are typed."""
    return session.exec(select(Service).where(Service.folded == text.fold(name), col(Service.active))).first()


def check_minutes(minutes: int) -> None:
    """Raises `InvalidInput` unless an appointment can take that long."""
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise InvalidInput("A length is between 1 minute and 24 hours.")


def _fill(
    session: Session,
    row: Service,
    name: str,
    *,
    minutes: int = 30,
    price_minor: int | None = None,
    call_day_before: bool = False,
    prepare_minutes: int = 0,
) -> int:
    name = text.clean_line(name, what="The name", limit=80)
    if not name:
        raise InvalidInput("Write the name of the service.")
    check_minutes(minutes)
    if not 0 <= prepare_minutes <= LONGEST_MINUTES:
        raise InvalidInput("The time to get ready is between 0 minutes and 24 hours.")
    other = session.exec(select(Service).where(Service.folded == text.fold(name))).first()
    if other is not None and other.id != row.id:
        raise Conflict(f"There is already a service called {other.name}.")
    row.name, row.folded, row.minutes, row.price_minor = name, text.fold(name), minutes, price_minor
    row.call_day_before, row.prepare_minutes, row.active = call_day_before, prepare_minutes, True
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def _row(row: Service) -> ServiceRow:
    assert row.id is not None
    return ServiceRow(row.id, row.name, row.minutes, row.price_minor, row.call_day_before, row.prepare_minutes)
