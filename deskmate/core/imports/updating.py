"""A record about somebody who is in the book already: what is missing is added, what is there stays."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import Session, SQLModel, col, func, select

from deskmate.core import audit, changes, customers, search, text
from deskmate.core.actors import Actor
from deskmate.core.importing import Record, minding
from deskmate.core.imports import history, identity
from deskmate.core.imports import rows as make
from deskmate.core.imports.matching import Decision
from deskmate.core.imports.rows import Place
from deskmate.core.models import (
    Attachment,
    Consent,
    ContactDetail,
    Customer,
    CustomerTag,
    ImportChange,
    Occasion,
    OwnValue,
    Preference,
    Tag,
)
from deskmate.core.models.base import table_of

# what the own fields say of these records, as (field, value)
OwnValues = Callable[[Iterable[Record]], Iterable[tuple[int, str]]]
_FILL = ("given", "family", "say_it", *make.SAME)
_MINDED = ("do_not_contact", "deceased", "no_greetings", "no_mood_reading", "seasonal", "best_channel", "best_time")
_BIRTHDAY = ("birthday_year", "birthday_month", "birthday_day")


def update_customer(session: Session, decision: Decision, place: Place, own_values: OwnValues) -> None:
    """Adds what the record knows and the book does not, and notes each change so that it can be taken back."""
    assert decision.customer_id is not None
    customer, last = customers.get(session, decision.customer_id), _last_change(session)
    records = (decision.record, *decision.also)
    said = minding.columns(decision.record.to_mind)
    _fill_gaps(session, customer, make.customer_values(records) | said, place)
    _add_details(session, customer, make.details(records, place.region), place)
    _add_tags(session, customer, make.tags([tag for record in records for tag in record.tags]), place)
    _add_own_values(session, customer, own_values(records), place)
    history.add(session, customer, make.entries(records, place), place)
    _add_files(session, customer, records, place)
    _add_days(session, customer, records, place)
    _add_preferences(session, customer, records, place)
    session.flush()
    if fields := _fields_since(session, last):
        search.index_customer(session, decision.customer_id)
    audit.note(session, Actor(place.by), "import into card", f"customer:{customer.id}", fields, now=place.now)


def _fill_gaps(session: Session, customer: Customer, values: dict[str, Any], place: Place) -> None:
    gaps = {name: values[name] for name in (*_FILL, *_MINDED) if values.get(name) and not getattr(customer, name)}
    # what is written about somebody contradicts nothing, so it is added
    if (about := make.together([customer.about, values["about"]])) != customer.about:
        gaps["about"] = about
    if customer.birthday_month is None and values["birthday_month"] is not None:
        gaps |= {name: values[name] for name in _BIRTHDAY}
    if not gaps:
        return
    before = {name: getattr(customer, name) for name in gaps}
    for name, value in gaps.items():
        setattr(customer, name, value)
    session.add(
        ImportChange(batch_id=place.batch_id, table="customer", row_id=customer.id or 0, before=before, after=gaps)
    )


def _add_details(session: Session, customer: Customer, details: list[dict[str, Any]], place: Place) -> None:
    if not details:
        return
    table = table_of(ContactDetail)
    query = sa_select(*(table.c[name] for name in ("kind", "normal", "value", "digits", "preferred")))
    stored = session.connection().execute(query.where(table.c.customer_id == customer.id)).all()
    known = {(row.kind, row.normal or text.fold(row.value)) for row in stored}
    known |= {(row.kind, row.digits) for row in stored if row.digits}
    preferred = {row.kind for row in stored if row.preferred}
    for position, values in enumerate(details, start=len(stored)):
        same = {(values["kind"], values["normal"] or text.fold(values["value"])), (values["kind"], values["digits"])}
        if not same & known:
            values |= {"position": position, "preferred": values["preferred"] and values["kind"] not in preferred}
            row = ContactDetail(customer_id=customer.id or 0, **values)
            _add(session, row, "contact_detail", place)


def _add_tags(session: Session, customer: Customer, names: list[str], place: Place) -> None:
    if not names:
        return
    query = select(CustomerTag.tag_id).where(CustomerTag.customer_id == customer.id)
    worn = set(session.exec(query).all())
    for name in names:
        tag = session.exec(select(Tag).where(Tag.folded == text.fold(name))).first()
        if tag is None:
            tag = Tag(name=name, folded=text.fold(name))
            session.add(tag)
            session.flush()
        if tag.id not in worn:
            session.add(CustomerTag(customer_id=customer.id or 0, tag_id=tag.id or 0))
            _note_created(session, "customer_tag", tag.id or 0, place, {"customer_id": customer.id, "tag_id": tag.id})


def _add_own_values(session: Session, customer: Customer, values: Iterable[tuple[int, str]], place: Place) -> None:
    for field, value in values:
        if session.get(OwnValue, (customer.id, field)) is not None:
            continue
        session.add(OwnValue(customer_id=customer.id or 0, field_id=field, value=value))
        told = {"customer_id": customer.id, "field_id": field, **identity.of("own_value", {"value": value})}
        _note_created(session, "own_value", field, place, told)


def _add_days(session: Session, customer: Customer, records: Sequence[Record], place: Place) -> None:
    days = dict.fromkeys(occasion for record in records for occasion in record.occasions)
    if not days:
        return
    stored = session.exec(select(Occasion).where(Occasion.customer_id == customer.id)).all()
    known = {(row.name, row.month, row.day) for row in stored}
    for occasion in days:
        name, day = make.line(occasion.kind), occasion.day
        if (name, day.month, day.day) not in known:
            row = Occasion(customer_id=customer.id or 0, name=name, month=day.month, day=day.day, year=day.year)
            _add(session, row, "occasion", place)


def _add_preferences(session: Session, customer: Customer, records: Sequence[Record], place: Place) -> None:
    """Adds what they like or must not have, and that they want no advertising: a file may say so first."""
    said_of_them = make.preferences(records, place)
    stored = session.exec(select(Preference).where(Preference.customer_id == customer.id)).all() if said_of_them else ()
    known = {(row.category, text.fold(row.text)) for row in stored}
    for values in said_of_them:
        if (values["category"], text.fold(values["text"])) not in known:
            _add(session, Preference(customer_id=customer.id or 0, **values), "preference", place)
    if any(record.opted_out for record in records):
        said = session.exec(
            select(Consent).where(Consent.customer_id == customer.id, Consent.purpose == "marketing")
        ).all()
        if not said or max(said, key=lambda row: row.at).given:
            _add(session, Consent(customer_id=customer.id or 0, **make.refusal(place)), "consent", place)


def _last_change(session: Session) -> int:
    return session.exec(select(func.max(ImportChange.id))).one() or 0


def _fields_since(session: Session, last: int) -> set[str]:
    rows = session.exec(select(ImportChange).where(col(ImportChange.id) > last)).all()
    filled = {f"customer.{name}" for row in rows if row.table == "customer" for name in row.after or ()}
    return filled | {row.table for row in rows if row.table != "customer"}


def _add_files(session: Session, customer: Customer, records: Sequence[Record], place: Place) -> None:
    """Adds files that the card lacks, and a photo where there is none."""
    photo, files = make.photo(records, place), make.files(records, place)
    if not (photo or files):
        return
    table = table_of(Attachment)
    query = sa_select(table.c.photo, table.c.name, func.length(table.c.data)).where(
        table.c.customer_id == customer.id, table.c.deleted_at.is_(None)
    )
    known = {tuple(row) for row in session.connection().execute(query)}
    if photo is not None and not any(is_photo for is_photo, _name, _size in known):
        _add(session, Attachment(customer_id=customer.id or 0, **photo), "attachment", place)
    for file in files:
        if (False, file["name"], len(file["data"])) not in known:
            _add(session, Attachment(customer_id=customer.id or 0, **file), "attachment", place)


def _add(session: Session, row: SQLModel, table: str, place: Place) -> None:
    session.add(row)
    session.flush()
    number = row.id  # type: ignore[attr-defined]  # these tables have ids
    _note_created(session, table, number, place, {"id": number, **identity.of(table, row.model_dump())})


def _note_created(session: Session, table: str, row_id: int, place: Place, told: dict[str, Any]) -> None:
    named = {name: changes.encode(value) for name, value in told.items()}
    session.add(ImportChange(batch_id=place.batch_id, table=table, row_id=row_id, before=None, after=named))
