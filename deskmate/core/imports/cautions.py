"""What has to be said before appointments come in: for whom, on top of what, and where a repetition is cut."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from deskmate.core import staff, text, zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Problem, series
from deskmate.core.imports import again
from deskmate.core.imports.agenda import length
from deskmate.core.imports.dated import AHEAD, BEHIND, Shop
from deskmate.core.models import Appointment, Customer, Staff

MOST = 50
# the fields of what is said about who does the appointments, their times, and what was otherwise in the book
WHO, OVERLAP, CHANGED = "staff", "overlap", "changed"
_STANDS = ("booked", "arrived")


@dataclass(frozen=True)
class _Span:
    """A time that is taken: by a row of the file, or (`row` 0) by an appointment of the book."""

    begins: datetime
    ends: datetime
    customer_id: int | None
    words: str
    row: int = 0


def of_calendar(plans: Iterable[Planned], shop: Shop) -> Iterator[Problem]:
    """The words about repetitions that are cut."""
    for plan in plans:
        yield from _cut(plan, shop)


def of_nobodys(number: int) -> Iterator[Problem]:
    """The words about so many appointments to come that nobody does yet."""
    if number:
        are = "1 appointment to come is" if number == 1 else f"{number:,} appointments to come are"
        yield Problem(0, WHO, f"{are} booked for nobody in particular; the calendar lets you choose who does them.")


def of_times(
    session: Session,
    ahead: Sequence[tuple[Planned, int | None, str]],
    shop: Shop,
    before: again.Before,
    *,
    staff_id: int | None = None,
    gone: Set[int] = frozenset(),
) -> Iterator[Problem]:
    """The words about times at which more come than can be served; where one person does them, more than one.

    `staff_id` is who does those of which the file doesn't say it; `gone` is what it calls off in the book.
    """
    called = staff.named(session)
    spans: dict[int | None, list[_Span]] = defaultdict(list)
    moving = set(gone)
    for planned, customer, name in ahead:
        spans[called(planned.staff) or staff_id].append(_span(planned, customer, name, shop))
        if (earlier := before.meant(planned, customer, shop.now)) is not None:
            moving.add(earlier.id or 0)
    overlaps: list[tuple[_Span, _Span]] = []
    for who, theirs in spans.items():
        here = theirs if who is not None else [span for some in spans.values() for span in some]
        everything = sorted([*here, *_booked(session, here, who, moving)], key=lambda span: span.begins)
        found = _overlaps(everything, _serving(session) if who is None else 1)
        of_file = {id(span) for span in theirs}
        overlaps += [pair for pair in found if not of_file.isdisjoint(map(id, pair))]
    for mine, other in overlaps[:MOST]:
        at = mine.begins.astimezone(shop.zone)
        when = f"{at.day} {at:%B %Y at %H:%M}"
        over = f"{other.words}; both come in" if other.row else f"the appointment of {other.words}"
        yield Problem(mine.row, OVERLAP, f"{mine.words} on {when} overlaps {over}.")
    if len(overlaps) > MOST:
        yield Problem(0, OVERLAP, f"{len(overlaps) - MOST:,} more appointments overlap others; both come in.")


def _cut(plan: Planned, shop: Shop) -> Iterator[Problem]:
    """Whether a repetition goes on beyond the year ahead, or began before the ten years behind."""
    if not plan.rrule or (plan.all_day and "FREQ=YEARLY" in plan.rrule.upper()):
        return
    since, until = (shop.now - BEHIND).date(), (shop.now + AHEAD).date()
    name = plan.subject[:60] or "An appointment"
    if next(series.occurrences(plan, until, until + AHEAD, 1), None) is not None:
        words = f"“{name}” goes on after {until.day} {until:%B %Y}; it comes in up to that day."
        yield Problem(plan.source_row, "RRULE", words)
    if series.moment(plan.start).date() < since:
        words = f"“{name}” began before {since.day} {since:%B %Y}; it comes in from that day on."
        yield Problem(plan.source_row, "RRULE", words)


def _span(planned: Planned, customer_id: int | None, name: str, shop: Shop) -> _Span:
    begins = zones.instant(series.moment(planned.start), shop.zone)
    ends = begins + timedelta(minutes=length(planned))
    what = planned.subject[:60] or "An appointment"
    words = f"“{what}”" if text.fold(name) in text.fold(what) else f"“{what}” of {name[:60]}"
    return _Span(begins, ends, customer_id, words, planned.source_row)


def _booked(session: Session, spans: Sequence[_Span], staff_id: int | None, moving: Set[int]) -> Iterator[_Span]:
    """What the book holds in that time already and does not move; only what this person does, where one is named."""
    first, last = min(span.begins for span in spans), max(span.ends for span in spans)
    query = (
        select(Appointment.starts_at, Appointment.ends_at, Appointment.customer_id, Customer.name)
        .join(Customer, col(Customer.id) == col(Appointment.customer_id))
        .where(col(Appointment.starts_at) < last, col(Appointment.ends_at) > first)
        .where(col(Appointment.status).in_(_STANDS), col(Appointment.id).not_in(moving))
    )
    if staff_id is not None:
        query = query.where(col(Appointment.staff_id) == staff_id)
    for begins, ends, customer_id, name in session.exec(query):
        yield _Span(begins, ends, customer_id, name)


def _serving(session: Session) -> int:
    """How many can be served at once: as many as work here, at least one."""
    return max(1, session.exec(select(func.count()).select_from(Staff).where(col(Staff.active).is_(True))).one())


def _overlaps(spans: Sequence[_Span], serving: int) -> Iterator[tuple[_Span, _Span]]:
    """Each time of the file at which more come than can be served, with another of them.

    The very same appointment in the book is no other one.
    """
    running: list[_Span] = []
    for span in spans:
        running = [one for one in running if one.ends > span.begins and not _same(one, span)]
        if len(running) >= serving and (span.row or any(one.row for one in running)):
            yield (span, running[-1]) if span.row else (next(one for one in running if one.row), span)
        running.append(span)


def _same(one: _Span, other: _Span) -> bool:
    return one.customer_id == other.customer_id is not None and one.begins == other.begins
