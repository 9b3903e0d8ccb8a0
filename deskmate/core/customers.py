"""Customers: add, change, bin, and the card that says who is standing at the counter."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

import sqlalchemy
from sqlmodel import Session, col, select

from deskmate.core import changes, own_fields, phones, search, settings, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import ContactDetail, Customer, CustomerTag, Preference, Tag
from deskmate.core.models import Occasion as OccasionRow
from deskmate.core.people import PLAIN, Birthday, Detail, Draft, Occasion, checked, sort_name

ASK, DECLINED = "ask next time", "declined to say"  # answers too: so that no one asks twice, or forgets to


@dataclass(frozen=True)
class PreferenceRow:
    """One remembered preference or alert."""

    id: int
    category: str
    text: str
    alert: bool
    pinned: bool
    health: bool
    consent_on: date | None
    expires_on: date | None
    since: datetime


@dataclass(frozen=True)
class PreferenceDraft:
    """Something to remember, as a form gives it; a health matter needs the day the customer agreed."""

    category: str
    text: str
    alert: bool = False
    pinned: bool = True
    health: bool = False
    consent_on: date | None = None
    expires_on: date | None = None


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
    """One line of the customer list: no phones and no notes, because customers can see the screen."""

    id: int
    name: str
    known_as: str
    organisation: str
    last_seen_at: datetime | None
    sort_name: str


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
    draft, preferences = checked(draft), [checked_preference(item) for item in remember]
    customer = Customer(name=draft.name, created_at=now, updated_at=now, created_by=by.name)
    session.add(customer)
    _fill(session, customer, draft, settings.load(session).region)
    _remember(session, customer, preferences, by=by, now=now)
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

    Preferences stay as they are but for those to `remember` and those to `forget` (numbers), in the same step.
    """
    draft, preferences = checked(draft), [checked_preference(item) for item in remember]
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = get(session, customer_id)
        objects_now = draft.no_mood_reading and not customer.no_mood_reading
        customer.updated_at = now
        _fill(session, customer, draft, settings.load(session).region)
        if objects_now:
            from deskmate.core import objections  # which knows the follow-ups, and they know customers

            objections.take_readings_away(session, customer_id, now)
        _forget(session, customer_id, forget)
        _remember(session, customer, preferences, by=by, now=now)
        changes.remember(session, f"Changed {draft.name}", by=by, now=now)


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
        preferences = session.exec(
            select(Preference)
            .where(Preference.customer_id == customer_id)
            .order_by(col(Preference.alert).desc(), col(Preference.pinned).desc(), col(Preference.id))
        ).all()
        return Card(
            id=customer_id,
            draft=draft_of(session, customer),
            preferences=tuple(_preference_row(p) for p in preferences),
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


def draft_of(session: Session, customer: Customer) -> Draft:
    """The customer as a form would give them."""
    details = session.exec(
        select(ContactDetail)
        .where(ContactDetail.customer_id == customer.id)
        .order_by(col(ContactDetail.position), col(ContactDetail.id))
    ).all()
    tags = session.exec(
        select(Tag.name).join(CustomerTag).where(CustomerTag.customer_id == customer.id).order_by(Tag.name)
    ).all()
    occasions = session.exec(
        select(OccasionRow)
        .where(OccasionRow.customer_id == customer.id)
        .order_by(col(OccasionRow.month), col(OccasionRow.day), col(OccasionRow.id))
    ).all()
    same = {name: getattr(customer, name) for name in PLAIN}
    return Draft(
        **same,
        birthday=birthday_of(customer),
        details=tuple(_detail(row) for row in details),
        tags=tuple(tags),
        occasions=tuple(Occasion(row.name, Birthday(row.month, row.day, row.year)) for row in occasions),
        own=own_fields.of(session, customer.id or 0),
    )


def birthday_of(customer: Customer) -> Birthday | None:
    """The birthday, if month and day are known."""
    if customer.birthday_month is None or customer.birthday_day is None:
        return None
    return Birthday(customer.birthday_month, customer.birthday_day, customer.birthday_year)


def fill_columns(customer: Customer, draft: Draft) -> None:
    """Copies the draft's plain columns to the row (an import does this too)."""
    for name in PLAIN:
        setattr(customer, name, getattr(draft, name))
    birthday = draft.birthday
    customer.birthday_year = birthday.year if birthday else None
    customer.birthday_month = birthday.month if birthday else None
    customer.birthday_day = birthday.day if birthday else None
    customer.sort_name = sort_name(draft)


def detail_row(detail: Detail, customer_id: int, position: int, region: str) -> ContactDetail:
    """The stored form of a phone, e-mail or address, with what it is compared by."""
    normal, digits = "", ""
    if detail.kind == "phone":
        phone = phones.parse(detail.value, region)
        normal, digits = phone.e164 or "", phone.digits
    elif detail.kind == "email":
        normal = detail.value.casefold()
    return ContactDetail(
        customer_id=customer_id,
        kind=detail.kind,
        label=detail.label,
        value=detail.value,
        normal=normal,
        digits=digits,
        street=detail.street,
        city=detail.city,
        region=detail.region,
        postcode=detail.postcode,
        country=detail.country,
        preferred=detail.preferred,
        position=position,
    )


def _fill(session: Session, customer: Customer, draft: Draft, region: str) -> None:
    fill_columns(customer, draft)
    session.flush()
    assert customer.id is not None
    _replace_details(session, customer.id, draft.details, region)
    set_tags(session, customer.id, draft.tags)
    _replace_occasions(session, customer.id, draft.occasions)
    own_fields.replace(session, customer.id, draft.own)
    session.flush()
    search.index_customer(session, customer.id)


def _remember(
    session: Session,
    customer: Customer,
    preferences: Iterable[PreferenceDraft],
    *,
    source: str = "",
    by: Actor,
    now: datetime,
) -> list[Preference]:
    assert customer.id is not None
    preferences = list(preferences)
    _answer(session, customer.id, {item.category for item in preferences})
    rows = [
        Preference(customer_id=customer.id, **asdict(item), source=source, since=now, created_by=by.name)
        for item in preferences
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _answer(session: Session, customer_id: int, categories: set[str]) -> None:
    """What was to be asked, or was not told, gives way to what is known now."""
    open_ones = select(Preference).where(
        Preference.customer_id == customer_id,
        col(Preference.category).in_(categories - {"other"}),
        col(Preference.text).in_((ASK, DECLINED)),
    )
    for row in session.exec(open_ones).all():
        session.delete(row)


def _forget(session: Session, customer_id: int, numbers: Iterable[int]) -> None:
    for row in session.exec(
        select(Preference).where(Preference.customer_id == customer_id, col(Preference.id).in_(list(numbers)))
    ).all():
        session.delete(row)


def _replace_details(session: Session, customer_id: int, details: Iterable[Detail], region: str) -> None:
    stored = session.exec(select(ContactDetail).where(ContactDetail.customer_id == customer_id)).all()
    unused = {_detail(row): row for row in stored}
    for position, detail in enumerate(details):
        row = unused.pop(detail, None)
        if row is None:
            session.add(detail_row(detail, customer_id, position, region))
        else:
            row.position = position
    for row in unused.values():
        session.delete(row)


def _replace_occasions(session: Session, customer_id: int, occasions: Iterable[Occasion]) -> None:
    stored = session.exec(select(OccasionRow).where(OccasionRow.customer_id == customer_id)).all()
    unused = {(row.name, row.month, row.day, row.year): row for row in stored}
    for item in occasions:
        day = item.day
        # one that stays keeps its number, by which its reminders are known
        if unused.pop((item.name, day.month, day.day, day.year), None) is None:
            session.add(
                OccasionRow(customer_id=customer_id, name=item.name, month=day.month, day=day.day, year=day.year)
            )
    for row in stored:
        if (row.name, row.month, row.day, row.year) in unused:
            session.delete(row)


def set_tags(session: Session, customer_id: int, names: Iterable[str]) -> None:
    """Makes these the customer's tags; tags that nobody had yet are created."""
    wanted = {text.fold(name): name for name in names}
    links = session.exec(select(CustomerTag).where(CustomerTag.customer_id == customer_id)).all()
    known = {tag.folded: tag for tag in session.exec(select(Tag).where(col(Tag.folded).in_(wanted))).all()}
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = Tag(name=name, folded=folded)
            session.add(known[folded])
    session.flush()
    keep = {known[folded].id or 0 for folded in wanted}
    for link in links:
        if link.tag_id not in keep:
            session.delete(link)
    for tag_id in keep - {link.tag_id for link in links}:
        session.add(CustomerTag(customer_id=customer_id, tag_id=tag_id))


def all_tags(db: Database) -> list[str]:
    """Every tag in the book, in order."""
    with db.read() as session:
        return list(session.exec(select(Tag.name).order_by(Tag.folded)).all())


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
    draft = checked_preference(PreferenceDraft(category, what, alert, pinned, health, consent_on, expires_on))
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        customer = get(session, customer_id)
        (row,) = _remember(session, customer, [draft], source=source, by=by, now=now)
        changes.remember(session, f"Remembered for {customer.name}", by=by, now=now)
        assert row.id is not None
        return row.id


def checked_preference(draft: PreferenceDraft) -> PreferenceDraft:
    """The preference with clean text; raises `InvalidInput` with a sentence that names what to change."""
    what = text.clean_line(draft.text, what="The preference")
    category = text.clean_line(draft.category, what="The category") or "other"
    if what.casefold() in (ASK, DECLINED):
        what = what.casefold()
    if not what:
        raise InvalidInput("Write what should be remembered.")
    if draft.health and draft.consent_on is None:
        raise InvalidInput("A health matter can be kept only with the customer's consent; give the day they agreed.")
    return replace(draft, category=category, text=what)


def touch(customer: Customer, at: datetime) -> None:
    """Moves the customer up in the ranking when something with them happened later than what is known."""
    if customer.last_seen_at is None or customer.last_seen_at < at:
        customer.last_seen_at = at


def _detail(row: ContactDetail) -> Detail:
    return Detail(
        kind=row.kind,  # type: ignore[arg-type]  # the column holds only the three kinds
        value=row.value,
        label=row.label,
        preferred=row.preferred,
        street=row.street,
        city=row.city,
        region=row.region,
        postcode=row.postcode,
        country=row.country,
    )


def _preference_row(row: Preference) -> PreferenceRow:
    assert row.id is not None
    return PreferenceRow(
        id=row.id,
        category=row.category,
        text=row.text,
        alert=row.alert,
        pinned=row.pinned,
        health=row.health,
        consent_on=row.consent_on,
        expires_on=row.expires_on,
        since=row.since,
    )


def _row(customer: Customer) -> CustomerRow:
    assert customer.id is not None
    return CustomerRow(
        id=customer.id,
        name=customer.name,
        known_as=customer.known_as,
        organisation=customer.organisation,
        last_seen_at=customer.last_seen_at,
        sort_name=customer.sort_name,
    )
