"""What has to be said where a file has changed what an earlier one brought: appointments that moved, or are off."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session

from deskmate.core import zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Problem, Record, series
from deskmate.core.imports import again
from deskmate.core.imports.agenda import at_that_time, known, standing
from deskmate.core.imports.cautions import CHANGED, MOST
from deskmate.core.imports.dated import Shop
from deskmate.core.models import Appointment, Customer, Reminder

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
            words = f"{_what(session, row)} on {at} will be cancelled in the book, too."
            yield Problem(planned.source_row, CHANGED, words)
        elif not planned.all_day and (others := at_that_time(session, planned, number, shop.zone)):
            there, at = _what(session, others[0]), _day(others[0].starts_at, shop)
            words = f"The file calls off “{planned.subject[:60]}” on {at}; {there}, booked here then, stays."
            yield Problem(planned.source_row, CHANGED, words)


def _moved(session: Session, ahead: Sequence[Whose], shop: Shop) -> Iterator[Problem]:
    before = again.Before(session, (planned for planned, _number in ahead))
    for planned, number in ahead:
        row = known(session, planned, number, before, shop.now, shop.zone)
        if row is None:
            continue
        starts = zones.instant(series.moment(planned.start), shop.zone)
        what, at, to = _what(session, row), _day(row.starts_at, shop), _day(starts, shop)
        mine = before.is_as_it_came(row)
        if row.status == "cancelled":
            words = f"{what} on {to} {'will be booked again' if mine else 'was cancelled here, and stays so'}."
        elif row.starts_at == starts:
            continue
        elif mine:
            words = f"{what} moves from {at} to {to}."
        else:
            words = f"{what} is on {to} in the file; somebody changed it here since, so it stays on {at}."
        yield Problem(planned.source_row, CHANGED, words)


def _first(found: Iterator[Problem], what: str) -> Iterator[Problem]:
    said = list(found)
    yield from said[:MOST]
    if len(said) > MOST:
        yield Problem(0, CHANGED, f"{len(said) - MOST:,} more appointments are {what}.")


def _what(session: Session, row: Appointment | Reminder) -> str:
    customer = session.get(Customer, row.customer_id)
    name = row.service_name if isinstance(row, Appointment) else row.text
    return f"“{name[:60]}” of {customer.name if customer else 'somebody'}"


def _day(instant: datetime, shop: Shop, *, clock: bool = True) -> str:
    at = instant.astimezone(shop.zone)
    return f"{at.day} {at:%B %Y at %H:%M}" if clock else f"{at.day} {at:%B %Y}"
