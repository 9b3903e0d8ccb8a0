"""What other parameters of the rule, or other readings, would do to the list of calls, before they are saved."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from deskmate.core import follow_ups, histories, replay, reviewing, settings, worry, zones
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled
from deskmate.core.models import Customer, FollowUp
from deskmate.core.sentiment import Reading

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
        wanted = _by_machine(session, numbers, people)
        told = _histories(session, wanted, zones.of(shop), now, progress, should_stop)
        found = replay.preview(told, before=follow_ups.rules_of(shop), after=rules, now=now)
    appear = tuple(_row(int(number), people, judgement) for number, judgement in found.appear)
    vanish = tuple(_row(int(number), people, judgement) for number, judgement in found.vanish)
    return Preview(appear, vanish, found.stay, len(wanted))


def preview_readings(
    session: Session, readings: Mapping[int, Reading], customer_ids: Collection[int], *, now: datetime
) -> Preview:
    """Plays these customers' history through the rule in force, with other readings of their notes by note number."""
    shop = settings.load(session)
    rules, people = follow_ups.rules_of(shop), _people(session)
    wanted = _by_machine(session, sorted(customer_ids), people)
    appear: list[Row] = []
    vanish: list[Row] = []
    stay = 0
    for history in _histories(session, wanted, zones.of(shop), now, None, None):
        other = [_read_as(note, readings.get(note.interaction_id or 0)) for note in history.notes]
        old = worry.judge(history.notes, history.events, now=now, rules=rules)
        new = worry.judge(other, history.events, now=now, rules=rules)
        stay += old.open and new.open
        if old.open != new.open:
            group, judgement = (appear, new) if new.open else (vanish, old)
            group.append(_row(int(history.customer), people, judgement))
    return Preview(tuple(appear), tuple(vanish), stay, len(wanted))


def _read_as(note: worry.Note, reading: Reading | None) -> worry.Note:
    if reading is None:
        return note
    return replace(note, label=reading.label, score=reading.score, evidence=reading.evidence)


def _by_machine(session: Session, numbers: Collection[int], people: Mapping[int, str]) -> list[int]:
    """Those of the customers whom the rule, and no person, puts on the list."""
    by_hand = set(
        session.exec(
            select(FollowUp.customer_id).where(FollowUp.state == "open", col(FollowUp.by_hand).is_(True))
        ).all()
    )
    return [number for number in numbers if number in people and number not in by_hand]


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
