"""Customers: add, change, bin, and the card that says who is standing at the counter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from deskmate.core import changes, customer_rows, preferences, search
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, NotFound
from deskmate.core.models import Customer
from deskmate.core.people import Draft, checked
from deskmate.core.preferences import PreferenceDraft, PreferenceRow


@dataclass(frozen=True)
class Card:
    """Everything about one customer but the timeline, as the card shows it."""

    id: int
    draft: Draft
    preferences: tuple[PreferenceRow, ...]
    last_seen_at: datetime | None
    created_at: datetime
    deleted_at: datetime | None
    merged_into_id: int | None

    @property
    def name(self) -> str:
        """The whole name as the customer gives it."""
        return self.draft.name

    def alerts(self, today: date) -> tuple[PreferenceRow, ...]:
        """The alerts still in force, to be seen when the card opens or something is booked."""
        return tuple(p for p in self.preferences if p.alert and (p.expires_on is None or p.expires_on >= today))


@dataclass(frozen=True)
class CustomerRow:
    """One line of the customer list: no phones and no notes, because customers can see the screen.

    `deleted_at` is given of those in the bin.
    """

    id: int
    name: str
    known_as: str
    organisation: str
    last_seen_at: datetime | None
    sort_name: str
    deleted_at: datetime | None = None


_ROW = (
    col(Customer.id), col(Customer.name), col(Customer.known_as), col(Customer.organisation),
    col(Customer.last_seen_at), col(Customer.sort_name),
)  # fmt: skip


def add(db: Database, draft: Draft, *, remember: Iterable[PreferenceDraft] = (), by: Actor, now: datetime) -> int:
    """Puts a new customer into the book, with what to `remember` about them, and gives their number."""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = insert(session, draft, remember, by=by, now=now)
        changes.remember(session, f"New customer {customer.name}", by=by, now=now)
        assert customer.id is not None
        return customer.id


def insert(
    session: Session, draft: Draft, remember: Iterable[PreferenceDraft], *, by: Actor, now: datetime
) -> Customer:
    """Puts a new customer into the book inside a bigger use case."""
    draft, wanted = checked(draft), [preferences.checked(item) for item in remember]
    customer = Customer(name=draft.name, created_at=now, updated_at=now, created_by=by.name)
    session.add(customer)
    customer_rows.fill(session, customer, draft)
    preferences.remember(session, customer.id or 0, wanted, by=by, now=now)
    return customer


def update(
    db: Database,
    customer_id: int,
    draft: Draft,
    *,
    remember: Iterable[PreferenceDraft] = (),
    forget: Iterable[int] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Replaces what the card says by the draft; what the draft leaves out is removed.

    Preferences stay as they are but for those to `remember` and those to `forget` (numbers), in the same step. Whoever
    has died, or is not to be contacted, is off the follow-up list at once.
    """
    draft, wanted = checked(draft), [preferences.checked(item) for item in remember]
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        customer = get(session, customer_id)
        objects_now = draft.no_mood_reading and not customer.no_mood_reading
        callable_before = _may_be_called(customer)
        customer.updated_at = now
        customer_rows.fill(session, customer, draft)
        if objects_now:
            from deskmate.core import objections  # which knows the follow-ups, and they know customers

            objections.take_readings_away(session, customer_id, now)
        elif _may_be_called(customer) != callable_before:
            from deskmate.core import follow_ups  # which know customers

            session.flush()
            follow_ups.review(session, customer_id, now)
        preferences.forget(session, customer_id, forget)
        preferences.remember(session, customer_id, wanted, by=by, now=now)
        changes.remember(session, f"Changed {draft.name}", by=by, now=now)


def _may_be_called(customer: Customer) -> bool:
    return not (customer.do_not_contact or customer.deceased)


def delete(db: Database, customer_id: int, *, by: Actor, now: datetime) -> None:
    """Moves a customer to the bin: out of every list, reminder and search, but not yet gone."""
    with db.write(*Topic) as session:
        changes.watch(session)
        customer = get(session, customer_id)
        customer.deleted_at = now
        session.flush()
        search.index_customer(session, customer_id)
        changes.remember(session, f"Deleted {customer.name}", by=by, now=now)


def restore(db: Database, customer_id: int, *, by: Actor, now: datetime) -> None:
    """Takes a customer out of the bin; raises `Conflict` for a card that was merged into another."""
    with db.write(*Topic) as session:
        changes.watch(session)
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise NotFound("That customer is no longer in the book.")
        if customer.merged_into_id is not None:
            raise Conflict("This card was joined with another one. Part the two again on that card's history.")
        customer.deleted_at = None
        session.flush()
        search.index_customer(session, customer_id)
        changes.remember(session, f"Brought back {customer.name}", by=by, now=now)


def binned(db: Database, *, limit: int = 200) -> list[CustomerRow]:
    """Customers in the bin, the last deleted first."""
    with db.read() as session:
        rows = session.exec(
            select(Customer)
            .where(col(Customer.deleted_at).is_not(None), col(Customer.merged_into_id).is_(None))
            .order_by(col(Customer.deleted_at).desc())
            .limit(limit)
        ).all()
        return [_row(customer) for customer in rows]


def card(db: Database, customer_id: int) -> Card:
    """The customer's card; raises `NotFound` for an unknown number."""
    with db.read() as session:
        customer = session.get(Customer, customer_id)
        if customer is None:
            raise NotFound(f"There is no customer with the number {customer_id}.")
        return Card(
            id=customer_id,
            draft=customer_rows.draft_of(session, customer),
            preferences=preferences.of(session, customer_id),
            last_seen_at=customer.last_seen_at,
            created_at=customer.created_at,
            deleted_at=customer.deleted_at,
            merged_into_id=customer.merged_into_id,
        )


def page(db: Database, *, after: tuple[str, int] | None = None, limit: int = 100) -> list[CustomerRow]:
    """Up to `limit` customers in order of name, beginning after the given (sort name, id)."""
    query = sqlalchemy.select(*_ROW).where(col(Customer.deleted_at).is_(None))
    if after is not None:
        name, last = after
        beyond = (col(Customer.sort_name) > name) | ((col(Customer.sort_name) == name) & (col(Customer.id) > last))
        query = query.where(col(Customer.sort_name) >= name, beyond)
    query = query.order_by(col(Customer.sort_name), col(Customer.id)).limit(limit)
    with db.read() as session:
        # plain columns: a whole customer costs ten times as much, and lists read hundreds
        return [CustomerRow(*row) for row in session.connection().execute(query)]


def recent(db: Database, *, limit: int = 40) -> list[CustomerRow]:
    """The customers seen or added last, for the first page before anything is typed.

    Whoever came with an import counts only once seen: thousands at once would push out everybody else.
    """
    here = sqlalchemy.select(*_ROW, col(Customer.created_at)).where(col(Customer.deleted_at).is_(None))
    unseen = select(col(Customer.id)).where(col(Customer.last_seen_at).is_(None), col(Customer.deleted_at).is_(None))
    newest = unseen.order_by(col(Customer.id).desc()).limit(10 * limit)  # numbers grow with time; this walks an index
    seen = here.where(col(Customer.last_seen_at).is_not(None)).order_by(col(Customer.last_seen_at).desc()).limit(limit)
    added = here.where(col(Customer.id).in_(newest), col(Customer.import_batch_id).is_(None))
    with db.read() as session:
        rows = [row for query in (seen, added) for row in session.connection().execute(query)]
    rows.sort(key=lambda row: row.last_seen_at or row.created_at, reverse=True)
    return [CustomerRow(*row[:-1]) for row in rows[:limit]]


def get(session: Session, customer_id: int) -> Customer:
    """The customer's row for a use case; raises `NotFound` for an unknown one or one in the bin."""
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise NotFound(f"There is no customer with the number {customer_id} (any more).")
    return customer


def add_preference(
    db: Database,
    customer_id: int,
    *,
    category: str,
    what: str,
    alert: bool = False,
    pinned: bool = True,
    health: bool = False,
    consent_on: date | None = None,
    expires_on: date | None = None,
    source: str = "",
    by: Actor,
    now: datetime,
) -> int:
    """Remembers something about a customer; a health matter needs the day the customer agreed to it being kept."""
    draft = preferences.checked(PreferenceDraft(category, what, alert, pinned, health, consent_on, expires_on))
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = get(session, customer_id)
        (row,) = preferences.remember(session, customer_id, [draft], source=source, by=by, now=now)
        changes.remember(session, f"Remembered for {customer.name}", by=by, now=now)
        assert row.id is not None
        return row.id


def touch(customer: Customer, at: datetime) -> None:
    """Moves the customer up in the ranking when something with them happened later than what is known."""
    if customer.last_seen_at is None or customer.last_seen_at < at:
        customer.last_seen_at = at


def _row(customer: Customer) -> CustomerRow:
    assert customer.id is not None
    return CustomerRow(
        id=customer.id,
        name=customer.name,
        known_as=customer.known_as,
        organisation=customer.organisation,
        last_seen_at=customer.last_seen_at,
        sort_name=customer.sort_name,
        deleted_at=customer.deleted_at,
    )
