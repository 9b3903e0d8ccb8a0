"""What has to be said where a file has changed what an earlier one brought: appointments that moved, or are off."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from deskmate.core import zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Problem, Record, series
from deskmate.core.importing.limits import ShouldStop, check_stop, never
from deskmate.core.imports import again
from deskmate.core.imports.agenda import at_that_time, known, length, standing
from deskmate.core.imports.cautions import CHANGED, MOST
from deskmate.core.imports.dated import Shop
from deskmate.core.models import Appointment, Customer, Reminder

_FIELD = re.compile(r"\{(what|at|to|said)\}")
Whose = tuple[Planned, int]
Said = tuple[Planned, Appointment | Reminder, str]


@dataclass(frozen=True)
class Look:
    """What a file is compared with: the book, what earlier files brought, and the shop's time."""

    session: Session
    before: again.Before
    shop: Shop
    should_stop: ShouldStop = never

    def standing(self, planned: Planned, number: int) -> Appointment | Reminder | None:
        """What the book has from a file of a plan for somebody, as far as it still stands."""
        check_stop(self.should_stop)
        return standing(self.session, planned, number, self.before, self.shop.now, self.shop.zone)


def stands(look: Look, record: Record, number: int) -> bool:
    """Whether the book holds something of what a record says does not take place."""
    return any(look.standing(planned, number) is not None for planned in record.called_off)


def of_called_off(look: Look, off: Sequence[Whose]) -> Iterator[Problem]:
    """The words about what the book holds, and the file says does not take place."""
    return _worded(look, _off(look, off), "cancelled in the book, too")


def of_moved(look: Look, ahead: Sequence[Whose]) -> Iterator[Problem]:
    """The words about what an earlier file brought, and this one has otherwise."""
    return _worded(look, _moved(look, ahead), "moved or changed")


def _off(look: Look, off: Sequence[Whose]) -> Iterator[Said]:
    for planned, number in off:
        row = look.standing(planned, number)
        if row is not None:
            yield planned, row, "{what} on {at} will be cancelled in the book, too."
        elif not planned.all_day:
            meant = look.before.meant(planned, number, look.shop.now)
            there = [meant] if meant is not None else at_that_time(look.session, planned, number, look.shop.zone)
            for one in (row for row in there[:1] if row.status == "booked"):
                yield planned, one, "The file calls off “{said}”; {what}, booked here on {at}, stays."


def _moved(look: Look, ahead: Sequence[Whose]) -> Iterator[Said]:
    for planned, number in ahead:
        check_stop(look.should_stop)
        row = known(look.session, planned, number, look.before, look.shop.now, look.shop.zone)
        if row is None:
            continue
        mine = look.before.is_as_it_came(row)
        if row.status == "cancelled":
            yield (
                planned,
                row,
                "{what} on {to} " + ("will be booked again." if mine else "was cancelled here, and stays so."),
            )
        elif row.starts_at != zones.instant(series.moment(planned.start), look.shop.zone):
            moves = "{what} moves from {at} to {to}."
            yield (
                planned,
                row,
                (
                    moves
                    if mine
                    else "{what} is on {to} in the file; somebody changed it here since, so it stays on {at}."
                ),
            )
        elif mine and planned.end and row.minutes != length(planned):
            yield planned, row, "{what} on {at} will take " + f"{length(planned)} minutes, as in the file."


def _worded(look: Look, found: Iterator[Said], what: str) -> Iterator[Problem]:
    said = list(found)
    for planned, row, words in said[:MOST]:
        starts = zones.instant(series.moment(planned.start), look.shop.zone)
        at = _day(row.starts_at, look.shop) if isinstance(row, Appointment) else _day(row.at, look.shop, clock=False)
        told = {"what": _what(look.session, row), "at": at, "to": _day(starts, look.shop), "said": planned.subject[:60]}
        yield Problem(planned.source_row, CHANGED, "".join(told.get(part, part) for part in _FIELD.split(words)))
    if len(said) > MOST:
        yield Problem(0, CHANGED, f"{len(said) - MOST:,} more appointments will be {what}.")


def _what(session: Session, row: Appointment | Reminder) -> str:
    customer = session.get(Customer, row.customer_id)
    name = row.service_name if isinstance(row, Appointment) else row.text
    return f"“{name[:60]}” of {customer.name if customer else 'somebody'}"


def _day(instant: datetime, shop: Shop, *, clock: bool = True) -> str:
    at = instant.astimezone(shop.zone)
    return f"{at.day} {at:%B %Y at %H:%M}" if clock else f"{at.day} {at:%B %Y}"
