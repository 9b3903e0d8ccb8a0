"""What other parameters of the rule would do to the list of calls, before they are saved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from deskmate.core import follow_ups, histories, replay, reviewing, settings, worry, zones
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled
from deskmate.core.models import Customer, FollowUp

AT_ONCE = 200
Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Row:
    """A customer who would come onto the list or leave it, with the first reason and its recorded words."""

    customer_id: int
    customer: str
    sentence: str
    quote: str


@dataclass(frozen=True)
class Preview:
    """Who would appear, who would vanish, how many stay, and how many customers were looked at."""

    appear: tuple[Row, ...]
    vanish: tuple[Row, ...]
    stay: int
    looked_at: int


def preview_rules(
    db: Database,
    rules: worry.Rules,
    *,
    now: datetime,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Preview:
    """Plays everybody's recent history through the rule with these parameters; nothing is changed.

    Compared with the parameters in force. Whoever a person wants on the list stays there and is in neither group.
    Raises `Cancelled` when stopped.
    """
    numbers = reviewing.concerned(db, now=now)
    with db.read() as session:
        shop = settings.load(session)
        people = _people(session)
        by_hand = set(
            session.exec(
                select(FollowUp.customer_id).where(FollowUp.state == "open", col(FollowUp.by_hand).is_(True))
            ).all()
        )
        wanted = [number for number in numbers if number in people and number not in by_hand]
        told = _histories(session, wanted, zones.of(shop), now, progress, should_stop)
        found = replay.preview(told, before=follow_ups.rules_of(shop), after=rules, now=now)
    appear = tuple(_row(int(number), people, judgement) for number, judgement in found.appear)
    vanish = tuple(_row(int(number), people, judgement) for number, judgement in found.vanish)
    return Preview(appear, vanish, found.stay, len(wanted))


def _people(session: Session) -> dict[int, str]:
    """Who may be called at all, with their names."""
    rows = session.exec(
        select(Customer.id, Customer.name).where(
            col(Customer.deleted_at).is_(None),
            col(Customer.do_not_contact).is_(False),
            col(Customer.deceased).is_(False),
        )
    ).all()
    return {number: name for number, name in rows if number is not None}


def _histories(
    session: Session,
    numbers: list[int],
    zone: ZoneInfo,
    now: datetime,
    progress: Progress | None,
    should_stop: ShouldStop | None,
) -> Iterator[replay.History]:
    for start in range(0, len(numbers), AT_ONCE):
        if should_stop is not None and should_stop():
            raise Cancelled("Stopped. Nothing was changed.")
        chunk = numbers[start : start + AT_ONCE]
        for number, (notes, events) in histories.many(session, chunk, now=now, zone=zone):
            yield replay.History(str(number), tuple(notes), tuple(events))
        session.expunge_all()
        if progress is not None:
            progress(start + len(chunk), len(numbers), "Trying it on every history")


def _row(number: int, people: dict[int, str], judgement: worry.Judgement) -> Row:
    reason = judgement.reasons[0] if judgement.reasons else None
    return Row(number, people[number], reason.sentence if reason else "", reason.quote if reason else "")
