"""What has to be said where a file has changed what an earlier one brought: appointments that moved, or are off."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from deskmate.core import zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Problem, Record, series
from deskmate.core.imports import again
from deskmate.core.imports.agenda import at_that_time, standing
from deskmate.core.imports.cautions import MOST
from deskmate.core.imports.dated import Shop
from deskmate.core.models import Appointment, Customer

Whose = tuple[Planned, int]


def stands(session: Session, record: Record, number: int, before: again.Before, shop: Shop) -> bool:
    """Whether the book holds something of what a record says does not take place."""
    return any(standing(session, one, number, before, shop.now, shop.zone) is not None for one in record.called_off)


def of_called_off(session: Session, off: Sequence[Whose], shop: Shop) -> Iterator[Problem]:
    """The words about what the book holds, and the file says does not take place."""
    return _first(_off(session, off, shop), "called off")


def of_moved(session: Session, ahead: Sequence[Whose], shop: Shop) -> Iterator[Problem]:
    """The words about what an earlier file brought, and this one has at another time."""
    return _first(_moved(session, ahead, shop), "moved")


def _off(session: Session, off: Sequence[Whose], shop: Shop) -> Iterator[Problem]:
    before = again.Before(session, (planned for planned, _number in off))
    for planned, number in off:
        row = standing(session, planned, number, before, shop.now, shop.zone)
        if row is not None:
            at = _day(row.starts_at, shop) if isinstance(row, Appointment) else _day(row.at, shop, clock=False)
            words = f"{_what(session, planned, number)} on {at} is called off in the book, too."
            yield Problem(planned.source_row, "", words)
        elif not planned.all_day and (others := at_that_time(session, planned, number, shop.zone)):
            at, there = _day(others[0].starts_at, shop), others[0].service_name
            words = f"{_what(session, planned, number)} on {at} is called off in the file; “{there}” stays booked."
            yield Problem(planned.source_row, "", words)


def _moved(session: Session, ahead: Sequence[Whose], shop: Shop) -> Iterator[Problem]:
    before = again.Before(session, (planned for planned, _number in ahead))
    for planned, number in ahead:
        row = before.moves(planned, number, shop.now)
        starts = zones.instant(series.moment(planned.start), shop.zone)
        if row is None:
            continue
        if row.starts_at != starts:
            what, at, to = _what(session, planned, number), _day(row.starts_at, shop), _day(starts, shop)
            yield Problem(planned.source_row, "", (
                f"{what} moves from {at} to {to}."
                if before.is_as_it_came(row)
                else f"{what} is on {to} in the file; somebody changed it here since, so it stays on {at}."
            ))  # fmt: skip
        elif row.status == "cancelled" and before.is_as_it_came(row):
            words = f"{_what(session, planned, number)} on {_day(starts, shop)} is booked again."
            yield Problem(planned.source_row, "", words)


def _first(found: Iterator[Problem], what: str) -> Iterator[Problem]:
    said = list(found)
    yield from said[:MOST]
    if len(said) > MOST:
        yield Problem(0, "", f"{len(said) - MOST:,} more appointments are {what}.")


def _what(session: Session, planned: Planned, number: int) -> str:
    customer = session.get(Customer, number)
    return f"“{planned.subject[:60] or 'An appointment'}” of {customer.name if customer else 'somebody'}"


def _day(instant: datetime, shop: Shop, *, clock: bool = True) -> str:
    at = instant.astimezone(shop.zone)
    return f"{at.day} {at:%B %Y at %H:%M}" if clock else f"{at.day} {at:%B %Y}"
