"""What happened with a customer: write it down, correct it, overrule how it was read, page through it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BindParameter, bindparam, insert, select, update
from sqlmodel import Session

from deskmate.core import attachments, changes, follow_ups, readings, search, settings, text
from deskmate.core.actors import Actor
from deskmate.core.attachments import FileRow
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.models import Customer, Interaction
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared
from deskmate.core.sentiment import Context, Reading, themes

KINDS = ("note", "call", "visit", "purchase", "complaint", "compliment", "feedback", "message", "appointment")
CHANNELS = ("", "counter", "phone", "e-mail", "message", "letter", "online")

# plain columns by prepared statements: somebody waits at the counter while a note is saved
_PEOPLE = table_of(Customer)
_WHO: BindParameter[int] = bindparam("who")
_WHOSE = Prepared(
    select(*(_PEOPLE.c[name] for name in (*readings.NAMES, "no_mood_reading", "last_seen_at"))).where(
        _PEOPLE.c.id == _WHO, _PEOPLE.c.deleted_at.is_(None)
    )
)
_SEEN = Prepared(update(_PEOPLE).where(_PEOPLE.c.id == _WHO).values(last_seen_at=bindparam("last_seen_at")))
_ENTRIES = table_of(Interaction)
_ROW = _ENTRIES.c
_NEW = Prepared(insert(_ENTRIES), columns=set(Interaction.model_fields) - {"id"})
_UNTOUCHED: dict[str, Any] = {
    **dict.fromkeys(("details", "overruled_because", "overruled_by"), ""),
    **dict.fromkeys(("overruled_at", "appointment_id", "edited_at", "deleted_at", "import_batch_id")),
    "theme_confirmed": False,
}


@dataclass(frozen=True)
class Saved:
    """What came of saving a note: its number, how it was read, and the follow-up that is open now, if any."""

    interaction_id: int
    reading: Reading | None
    follow_up_id: int | None


@dataclass(frozen=True)
class Amount:
    """Money in the currency's smallest unit; None for an entry without an amount."""

    minor: int | None
    currency: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One entry of a customer's timeline. `label` and `score` are what counts; `reading` is the machine's own."""

    id: int
    customer_id: int
    at: datetime
    kind: str
    channel: str
    text: str
    details: str
    amount_minor: int | None
    currency: str
    mood: str
    by: str
    label: str
    score: float
    reading: Reading | None
    overruled_because: str
    overruled_by: str
    edited_at: datetime | None
    theme: str
    theme_confirmed: bool
    files: tuple[FileRow, ...] = ()


def add(
    db: Database,
    customer_id: int,
    body: str,
    *,
    kind: str = "note",
    channel: str = "",
    mood: str = "",
    amount_minor: int | None = None,
    currency: str = "",
    at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Saved:
    """Saves a note durably, reads it and reviews the customer, all in one transaction.

    `at` is when it happened (default: now); `amount_minor` is money in the currency's smallest unit.
    """
    body = text.clean_note(body)
    _check(body, kind=kind, channel=channel, mood=mood, amount_minor=amount_minor)
    reading = _read_before_writing(db, customer_id, body)
    entry = _UNTOUCHED | readings.columns(reading)
    entry |= {"customer_id": customer_id, "at": at or now, "kind": kind, "channel": channel, "text": body, "mood": mood}
    entry |= {"amount_minor": amount_minor, "currency": currency, "by": by.name, "created_at": now}
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS, Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = _customer(session, customer_id)
        number = _insert(session, entry)
        _touch(session, customer_id, customer.last_seen_at, entry["at"])
        search.index_note(session, number, body)
        follow_up_id = follow_ups.review(session, customer_id, now)
        changes.remember(session, f"{kind.capitalize()} for {customer.name}", by=by, now=now)
    return Saved(number, reading and readings.as_stored(reading), follow_up_id)


def edit(
    db: Database,
    interaction_id: int,
    *,
    body: str,
    kind: str,
    channel: str = "",
    mood: str = "",
    at: datetime | None = None,
    amount: Amount | None = None,
    by: Actor,
    now: datetime,
) -> Saved:
    """Corrects an entry; changed words are read anew, and an overrule of the old words no longer holds.

    `at` and `amount` stay as they are where nothing is given.
    """
    body = text.clean_note(body)
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS, Topic.CUSTOMERS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        if amount is not None:
            entry.amount_minor, entry.currency = amount.minor, amount.currency if amount.minor is not None else ""
        amounts = {"amount_minor": entry.amount_minor, "wordless": not entry.text}
        _check(body, kind=kind, channel=channel, mood=mood, **amounts)
        old, changed = entry.text, body != entry.text
        entry.text, entry.kind, entry.channel, entry.mood = body, kind, channel, mood
        entry.at, entry.edited_at = at or entry.at, now
        if changed:
            search.reindex_note(session, interaction_id, old, body)
            entry.overruled_at, entry.overruled_because, entry.overruled_by = None, "", ""
            session.flush()
            context = _context(session, entry.customer_id, body)
            readings.keep(entry, readings.read_with(context, body))
        session.flush()
        follow_up_id = follow_ups.review(session, entry.customer_id, now)
        changes.remember(session, "Changed an entry", by=by, now=now)
        return Saved(interaction_id, readings.stored(entry), follow_up_id)


def delete(db: Database, interaction_id: int, *, by: Actor, now: datetime) -> None:
    """Takes an entry off the timeline; it can be brought back by undo."""
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS, Topic.CUSTOMERS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        entry.deleted_at = now
        attachments.bin_with_entry(session, interaction_id, now)
        session.flush()
        search.drop_note(session, interaction_id, entry.text)
        follow_ups.review(session, entry.customer_id, now)
        changes.remember(session, "Deleted an entry", by=by, now=now)


def set_mood(db: Database, interaction_id: int, mood: str, *, by: Actor, now: datetime) -> int | None:
    """Sets the mood staff saw (or "" to leave it open); gives the follow-up that is open afterwards."""
    if mood and mood not in readings.MOODS:
        raise InvalidInput(f"The mood is one of {', '.join(readings.MOODS)}, or left open.")
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        entry.mood = mood
        session.flush()
        follow_up_id = follow_ups.review(session, entry.customer_id, now)
        changes.remember(session, "Changed a mood", by=by, now=now)
        return follow_up_id


def overrule(db: Database, interaction_id: int, because: str, *, by: Actor, now: datetime) -> int | None:
    """Sets the reading aside ("not unhappy, because …"); gives the follow-up that is still open, if any."""
    because = text.clean_line(because, what="The reason")
    if not because:
        raise InvalidInput("Say in a word or two why the reading is wrong, so that others can follow.")
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        if entry.mood:
            raise InvalidInput("Somebody chose the mood of this note, not the machine; change the mood instead.")
        entry.overruled_because, entry.overruled_by, entry.overruled_at = because, by.name, now
        session.flush()
        follow_up_id = follow_ups.review(session, entry.customer_id, now)
        changes.remember(session, "Overruled a reading", by=by, now=now)
        return follow_up_id


def withdraw_overrule(db: Database, interaction_id: int, *, by: Actor, now: datetime) -> int | None:
    """Lets the reading count again; gives the follow-up that is open afterwards."""
    with db.write(Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        if entry.overruled_at is None:
            raise InvalidInput("This reading was not overruled.")
        entry.overruled_because, entry.overruled_by, entry.overruled_at = "", "", None
        session.flush()
        follow_up_id = follow_ups.review(session, entry.customer_id, now)
        changes.remember(session, "Let a reading count again", by=by, now=now)
        return follow_up_id


def confirm_theme(db: Database, interaction_id: int, theme: str, *, by: Actor, now: datetime) -> None:
    """Keeps what a person says the note is about, one of `themes.THEMES`; the machine only proposes it."""
    if theme not in themes.THEMES:
        raise InvalidInput(f"A note is about one of these: {', '.join(themes.THEMES)}.")
    with db.write(Topic.INTERACTIONS) as session:
        changes.watch(session)
        entry = get(session, interaction_id)
        entry.theme, entry.theme_confirmed = theme, True
        changes.remember(session, "Set what a note is about", by=by, now=now)


def timeline(
    db: Database,
    customer_id: int,
    *,
    before: tuple[datetime, int] | None = None,
    kinds: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    words: str = "",
    limit: int = 30,
) -> list[TimelineEntry]:
    """The newest entries of a customer, or the next ones older than `before` = (at, id) of the last one seen.

    `since` (inclusive) and `until` (exclusive) bound the period; `words` must all stand in the text.
    """
    query = select(_ENTRIES).where(_ROW.customer_id == customer_id, _ROW.deleted_at.is_(None))
    if kinds:
        query = query.where(_ROW.kind.in_(kinds))
    if since is not None:
        query = query.where(_ROW.at >= since)
    if until is not None:
        query = query.where(_ROW.at < until)
    if before is not None:
        at, last = before
        query = query.where(_ROW.at <= at, (_ROW.at < at) | ((_ROW.at == at) & (_ROW.id < last)))
    with db.read() as session:
        found = search.notes_of(session, customer_id, words) if words else None
        if found is not None:
            query = query.where(_ROW.id.in_(found))
        newest = query.order_by(_ROW.at.desc(), _ROW.id.desc()).limit(limit)
        rows = session.connection().execute(newest).all()
        files = attachments.at_entries(session, [row.id for row in rows])
        # they have the columns of the model, and hundreds of them come at once
        return [entry_of(cast(Interaction, row), files.get(row.id, ())) for row in rows]


def one(db: Database, interaction_id: int) -> TimelineEntry:
    """A single entry."""
    with db.read() as session:
        row = get(session, interaction_id)
        return entry_of(row, attachments.at_entries(session, [interaction_id]).get(interaction_id, ()))


def get(session: Session, interaction_id: int) -> Interaction:
    """The entry's row; raises `NotFound` for an unknown or deleted one."""
    entry = session.get(Interaction, interaction_id)
    if entry is None or entry.deleted_at is not None:
        raise NotFound(f"There is no entry with the number {interaction_id} (any more).")
    return entry


def entry_of(row: Interaction, files: tuple[FileRow, ...] = ()) -> TimelineEntry:
    """The row as lists show it."""
    label, score = readings.effective(row)
    assert row.id is not None
    return TimelineEntry(
        id=row.id,
        customer_id=row.customer_id,
        at=row.at,
        kind=row.kind,
        channel=row.channel,
        text=row.text,
        details=row.details,
        amount_minor=row.amount_minor,
        currency=row.currency,
        mood=row.mood,
        by=row.by,
        label=label,
        score=score,
        reading=readings.stored(row),
        overruled_because=row.overruled_because,
        overruled_by=row.overruled_by,
        edited_at=row.edited_at,
        theme=row.theme,
        theme_confirmed=row.theme_confirmed,
        files=files,
    )


def _customer(session: Session, customer_id: int) -> Any:
    row = _WHOSE.first(session, who=customer_id)
    if row is None:
        raise NotFound(f"There is no customer with the number {customer_id} (any more).")
    return row


def _insert(session: Session, entry: dict[str, Any]) -> int:
    number = _NEW.insert(session, **entry)
    changes.added(session, "interaction", number, entry)
    return number


def _touch(session: Session, customer_id: int, known: datetime | None, at: datetime) -> None:
    """As `customers.touch`, without the whole row."""
    if known is None or known < at:
        _SEEN.change(session, who=customer_id, last_seen_at=at)
        changes.changed(session, "customer", customer_id, {"last_seen_at": known}, {"last_seen_at": at})


def _read_before_writing(db: Database, customer_id: int, body: str) -> Reading | None:
    # the reader takes milliseconds; nobody should wait for the write lock meanwhile
    with db.read() as session:
        context = _context(session, customer_id, body)
    return readings.read_with(context, body)


def _context(session: Session, customer_id: int, body: str) -> Context | None:
    """What the reader should know; nothing where the note is not to be read."""
    customer = _customer(session, customer_id)
    shop = settings.load(session)
    if not body or not shop.read_moods or customer.no_mood_reading:
        return None
    return readings.shop_context(session, shop, names=(getattr(customer, name) for name in readings.NAMES))


def _check(body: str, **values: Any) -> None:
    if values["kind"] not in KINDS:
        raise InvalidInput(f"“{values['kind']}” is no kind of entry; use one of {', '.join(KINDS)}.")
    if values["channel"] not in CHANNELS:
        raise InvalidInput(f"“{values['channel']}” is no channel; use one of {', '.join(filter(None, CHANNELS))}.")
    if values["mood"] and values["mood"] not in readings.MOODS:
        raise InvalidInput(f"“{values['mood']}” is no mood; use one of {', '.join(readings.MOODS)}, or leave it open.")
    if not body and values["amount_minor"] is None and not values.get("wordless"):
        raise InvalidInput("The note is empty; write at least a word.")
