"""The shop's own words: what says nothing about mood here and what does, tried on past notes before it is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from deskmate.core import previews, readings, rereading, settings
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Cancelled
from deskmate.core.models import Customer, Interaction
from deskmate.core.sentiment import Context, Reading, engine_version, lists, read_many
from deskmate.core.settings import Settings

REACH = timedelta(days=180)
MOST = 2_000  # read for a preview: some seconds' worth, the newest first
AT_ONCE = 64
Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Difference:
    """A past note that would read differently."""

    interaction_id: int
    customer_id: int
    customer: str
    at: datetime
    text: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """Which notes of the last months would read differently; `looked_at` hold one of the words that changed.

    `flags` says who would come onto the list of calls for it and who would leave it.
    """

    differences: tuple[Difference, ...]
    looked_at: int
    more: int
    flags: previews.Preview


def preview(
    db: Database,
    *,
    now: datetime,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
    **values: Any,
) -> Preview:
    """Reads the notes that hold a changed word once more, as they would read with these settings; changes nothing.

    `values` are any of trade, extra_goods, extra_neutral_words, extra_unhappy, extra_happy. Notes whose mood staff
    chose or whose reading was overruled are left out, because there the reading does not count. Raises `Cancelled`
    when stopped.
    """
    with db.read() as session:
        before = settings.load(session)
        after = replace(before, **{name: settings.checked(name, value) for name, value in values.items()})
        numbers = _holding(session, _changed(session, before, after), now - REACH, counting=True)
        looked_at = numbers[:MOST]
        found: list[Difference] = []
        read_anew: dict[int, Reading] = {}
        for start in range(0, len(looked_at), AT_ONCE):
            if should_stop is not None and should_stop():
                raise Cancelled("Stopped. Nothing was changed.")
            found += _differences(session, looked_at[start : start + AT_ONCE], before, after, read_anew)
            if progress is not None:
                progress(min(start + AT_ONCE, len(looked_at)), len(looked_at), "Reading past notes")
        flags = previews.preview_readings(session, read_anew, {d.customer_id for d in found}, now=now)
    return Preview(tuple(found), len(looked_at), len(numbers) - len(looked_at), flags)


def save(db: Database, *, by: Actor, now: datetime, **values: Any) -> int:
    """Keeps the words and marks every note that holds a changed one as unread; gives how many wait now.

    `rereading` reads them on the worker, also if the program ends in between.
    """
    with db.write(Topic.SETTINGS, Topic.INTERACTIONS) as session:
        before = settings.load(session)
        after = settings.put(session, by=by, now=now, **values)
        numbers = _holding(session, _changed(session, before, after), now - rereading.REACH)
        for start in range(0, len(numbers), 500):
            chunk = col(Interaction.id).in_(numbers[start : start + 500])
            session.exec(update(Interaction).where(chunk).values(engine_version=""))
    return len(numbers)


def _changed(session: Session, before: Settings, after: Settings) -> set[str]:
    """The first word of each phrase that only one of the two knows, as it may stand in a folded text."""
    one, other = readings.shop_context(session, before), readings.shop_context(session, after)
    changed = (said if isinstance(said, str) else said[0] for said in _phrases(one) ^ _phrases(other))
    return {words[0] for phrase in changed if (words := lists.fold(phrase).split())}


def _phrases(context: Context) -> set[str | tuple[str, float]]:
    # with its weight: a saying that moves from "unhappy" to "pleased" is a change
    return {*context.goods, *context.neutral_words, *context.idioms}


def _holding(session: Session, words: set[str], since: datetime, *, counting: bool = False) -> list[int]:
    """The read notes that may hold one of the words, the newest first."""
    if not words:
        return []
    query = (
        select(Interaction.id, Interaction.text)
        .join(Customer, col(Customer.id) == Interaction.customer_id)
        .where(
            col(Interaction.at) > since,
            col(Interaction.label) != "",
            col(Interaction.deleted_at).is_(None),
            col(Customer.deleted_at).is_(None),
            col(Customer.no_mood_reading).is_(False),
        )
    )
    if counting:
        query = query.where(Interaction.mood == "", col(Interaction.overruled_at).is_(None))
    found = []
    for number, body in session.exec(query.order_by(col(Interaction.at).desc())):
        folded = lists.fold(body)
        if any(word in folded for word in words):
            found.append(number or 0)
    return found


def _differences(
    session: Session, numbers: Sequence[int], before: Settings, after: Settings, read_anew: dict[int, Reading]
) -> list[Difference]:
    """The notes among `numbers` that would read differently; every new reading goes into `read_anew`."""
    rows = session.exec(
        select(Interaction, Customer)
        .join(Customer, col(Customer.id) == Interaction.customer_id)
        .where(col(Interaction.id).in_(numbers))
        .order_by(col(Interaction.at).desc())
    ).all()
    old = _read(session, [pair for pair in rows if pair[0].engine_version != engine_version()], before)
    new = _read(session, rows, after)
    read_anew.update(new)
    return [
        Difference(number, note.customer_id, customer.name, note.at, note.text, was, new[number].label)
        for note, customer in rows
        if (number := note.id or 0) and (was := old[number].label if number in old else note.label) != new[number].label
    ]


def _read(session: Session, rows: Sequence[tuple[Interaction, Customer]], shop: Settings) -> dict[int, Reading]:
    contexts = [readings.context_for(session, customer, shop) for _note, customer in rows]
    found = read_many([note.text for note, _customer in rows], contexts=contexts) if rows else []
    return {note.id or 0: reading for (note, _customer), reading in zip(rows, found, strict=True)}
