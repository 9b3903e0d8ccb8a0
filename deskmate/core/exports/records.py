"""Customers of the book as plain records, some at a time, in the form in which files bring them in."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, select

from deskmate.core import relations
from deskmate.core.importing import minding
from deskmate.core.importing.records import (
    Address,
    Birthday,
    EmailValue,
    Entry,
    FieldKind,
    File,
    Occasion,
    PhoneValue,
    Preference,
    Record,
    Tie,
)
from deskmate.core.models import (
    Attachment,
    Consent,
    ContactDetail,
    Customer,
    CustomerTag,
    Household,
    Interaction,
    OwnField,
    OwnValue,
    Relation,
    Tag,
)
from deskmate.core.models import Occasion as OccasionRow
from deskmate.core.models import Preference as PreferenceRow
from deskmate.core.models.base import table_of

AT_ONCE = 500
_Row = TypeVar("_Row", bound=SQLModel)
_Rows = dict[int, list[Any]]


def numbers(session: Session) -> list[int]:
    """The customers to write out, in order of their numbers: all but those in the bin."""
    query = select(Customer.id).where(col(Customer.deleted_at).is_(None)).order_by(col(Customer.id))
    return [number for number in session.exec(query).all() if number is not None]


def field_kinds(session: Session) -> list[FieldKind]:
    """What kinds the shop's own fields are, in their order."""
    rows = session.exec(select(OwnField).order_by(col(OwnField.position), col(OwnField.id)))
    return [FieldKind(row.name, row.kind, row.choices) for row in rows]


def of(
    session: Session, chunk: Sequence[int], zone: ZoneInfo, *, whole: bool = True, files: bool = False
) -> Iterator[Record]:
    """The records of these customers; times are wall times of the zone with their offset.

    Those of a list need not be `whole`: they come without their history, pictures, households and relations. Attached
    `files` come only where they are asked for, those of one customer at a time.
    """
    details = _by_customer(session, ContactDetail, chunk, col(ContactDetail.position))
    entries = _entries(session, chunk) if whole else defaultdict(list)
    preferences = _by_customer(session, PreferenceRow, chunk, col(PreferenceRow.id))
    occasions = _by_customer(session, OccasionRow, chunk, col(OccasionRow.id))
    consents = _by_customer(session, Consent, chunk, col(Consent.at))
    photos = _by_customer(session, Attachment, chunk if whole else (), col(Attachment.at), photo=True, deleted_at=None)
    tags, own = _tags(session, chunk), _own(session, chunk)
    homes, ties = (_homes(session, chunk), _ties(session, chunk)) if whole else ({}, defaultdict(list))
    with_files = _with_files(session, chunk) if files else frozenset()
    for row in session.exec(select(Customer).where(col(Customer.id).in_(chunk)).order_by(col(Customer.id))):
        assert row.id is not None
        at_card, at_entries = _files(session, row.id, zone) if row.id in with_files else ([], {})
        yield Record(
            source_row=0,
            name=row.name,
            given=row.given,
            family=row.family,
            prefix=row.prefix,
            suffix=row.suffix,
            known_as=row.known_as,
            reading=row.say_it,
            organisation=row.organisation,
            is_company=row.is_company,
            phones=tuple(_phone(d) for d in details[row.id] if d.kind == "phone"),
            emails=tuple(EmailValue(d.value, d.label, d.preferred) for d in details[row.id] if d.kind == "email"),
            addresses=tuple(_address(d) for d in details[row.id] if d.kind == "address"),
            birthday=_birthday(row),
            occasions=tuple(Occasion(o.name, Birthday(o.month, o.day, o.year)) for o in occasions[row.id]),
            notes=row.about,
            tags=tuple(tags[row.id]),
            language=row.language,
            photo=photos[row.id][-1].data if photos[row.id] else None,
            preferences=tuple(
                Preference(p.category, p.text, minding.marks(p.category, p)) for p in preferences[row.id]
            ),
            to_mind=minding.written(row),
            entries=tuple(_entry(e, zone, at_entries) for e in entries[row.id]),
            opted_out=_opted_out(consents[row.id]),
            external_id=str(row.id),
            extra=tuple(own[row.id]),
            household=str(row.household_id) if row.household_id in homes else "",
            household_name=homes.get(row.household_id or 0, ""),
            ties=tuple(ties[row.id]),
            files=tuple(at_card),
        )


def _by_customer(session: Session, model: type[_Row], chunk: Sequence[int], order: Any, **where: Any) -> _Rows:
    query = select(model).where(col(model.customer_id).in_(chunk)).filter_by(**where)  # type: ignore[attr-defined]
    found: _Rows = defaultdict(list)
    for row in session.exec(query.order_by(order)):
        found[row.customer_id].append(row)  # type: ignore[attr-defined]
    return found


def _entries(session: Session, chunk: Sequence[int]) -> _Rows:
    query = (
        sa_select(
            col(Interaction.customer_id),
            col(Interaction.at),
            col(Interaction.kind),
            col(Interaction.text),
            col(Interaction.amount_minor),
            col(Interaction.currency),
            col(Interaction.id),
            col(Interaction.details),
        )
        .where(col(Interaction.customer_id).in_(chunk), col(Interaction.deleted_at).is_(None))
        .order_by(col(Interaction.at), col(Interaction.id))
    )
    found: _Rows = defaultdict(list)
    for row in session.connection().execute(query):
        found[row[0]].append(row)
    return found


def _entry(row: Any, zone: ZoneInfo, files: dict[int, list[File]]) -> Entry:
    _customer, at, kind, text, amount, currency, number, details = row
    when = at.astimezone(zone).isoformat(timespec="seconds")
    return Entry(when, kind, text, amount, currency, tuple(files.get(number, ())), details)


def _with_files(session: Session, chunk: Sequence[int]) -> frozenset[int]:
    """Which of these customers have files."""
    table = table_of(Attachment)
    query = sa_select(table.c.customer_id).where(table.c.customer_id.in_(chunk), table.c.deleted_at.is_(None))
    return frozenset(session.connection().execute(query.distinct()).scalars())


def _files(session: Session, customer_id: int, zone: ZoneInfo) -> tuple[list[File], dict[int, list[File]]]:
    """The files of a customer's card, and those of the history by entry."""
    at_card: list[File] = []
    at_entries: dict[int, list[File]] = defaultdict(list)
    table = table_of(Attachment)
    query = sa_select(table.c.interaction_id, table.c.name, table.c.data, table.c.at).where(
        table.c.customer_id == customer_id, table.c.photo.is_(False), table.c.deleted_at.is_(None)
    )
    for entry, name, data, at in session.connection().execute(query.order_by(table.c.id)):
        file = File(name, bytes(data), at.astimezone(zone).isoformat(timespec="seconds"))
        (at_card if entry is None else at_entries[entry]).append(file)
    return at_card, at_entries


def _homes(session: Session, chunk: Sequence[int]) -> dict[int, str]:
    rows = session.exec(
        select(Household.id, Household.name)
        .join(Customer, col(Customer.household_id) == col(Household.id))
        .where(col(Customer.id).in_(chunk))
        .distinct()
    )
    return {number or 0: name for number, name in rows}


def _ties(session: Session, chunk: Sequence[int]) -> dict[int, list[Tie]]:
    """Each relation once, on the card of the one whom its kind names."""
    here = sa_select(col(Customer.id)).where(col(Customer.deleted_at).is_(None))
    rows = session.exec(
        select(Relation)
        .where(col(Relation.customer_id).in_(chunk), col(Relation.other_id).in_(here))
        .order_by(col(Relation.id))
    )
    found: dict[int, list[Tie]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(Tie(relations.role_of(row.kind, first=False), str(row.other_id)))
    return found


def _tags(session: Session, chunk: Sequence[int]) -> dict[int, list[str]]:
    rows = session.exec(
        select(CustomerTag.customer_id, Tag.name)
        .join(Tag, col(Tag.id) == CustomerTag.tag_id)
        .where(col(CustomerTag.customer_id).in_(chunk))
        .order_by(Tag.folded)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for customer_id, name in rows:
        found[customer_id].append(name)
    return found


def _own(session: Session, chunk: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    rows = session.exec(
        select(OwnValue.customer_id, OwnField.name, OwnValue.value)
        .join(OwnField, col(OwnField.id) == OwnValue.field_id)
        .where(col(OwnValue.customer_id).in_(chunk))
        .order_by(col(OwnField.position), col(OwnField.id))
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for customer_id, name, value in rows:
        found[customer_id].append((name, value))
    return found


def _phone(row: ContactDetail) -> PhoneValue:
    return PhoneValue(row.value, row.normal or None, row.label, row.preferred)


def _address(row: ContactDetail) -> Address:
    parts = (row.street, row.city, row.region, row.postcode, row.country)
    # one that was typed as a whole has no parts; its lines are kept as the street
    street = row.street if any(parts) else row.value
    return Address(street, "", "", row.city, row.region, row.postcode, row.country, row.label)


def _birthday(row: Customer) -> Birthday | None:
    if row.birthday_month is None or row.birthday_day is None:
        return None
    return Birthday(row.birthday_month, row.birthday_day, row.birthday_year)


def _opted_out(consents: Sequence[Consent]) -> bool | None:
    """What the customer said last about being written to, or nothing."""
    said = [row for row in consents if row.purpose == "marketing"]
    return not said[-1].given if said else None
