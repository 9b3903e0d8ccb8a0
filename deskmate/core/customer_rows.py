"""A customer's draft as rows of the book, and the rows as a draft again."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from deskmate.core import own_fields, phones, search, settings, tags
from deskmate.core.models import ContactDetail, Customer
from deskmate.core.models import Occasion as OccasionRow
from deskmate.core.people import PLAIN, Birthday, Detail, Draft, Occasion, sort_name


def draft_of(session: Session, customer: Customer) -> Draft:
    """The customer as a form would give them."""
    details = session.exec(
        select(ContactDetail)
        .where(ContactDetail.customer_id == customer.id)
        .order_by(col(ContactDetail.position), col(ContactDetail.id))
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
        tags=tags.of(session, customer.id or 0),
        occasions=tuple(Occasion(row.name, Birthday(row.month, row.day, row.year)) for row in occasions),
        own=own_fields.of(session, customer.id or 0),
    )


def birthday_of(customer: Customer) -> Birthday | None:
    """The birthday, if month and day are known."""
    if customer.birthday_month is None or customer.birthday_day is None:
        return None
    return Birthday(customer.birthday_month, customer.birthday_day, customer.birthday_year)


def fill(session: Session, customer: Customer, draft: Draft) -> None:
    """Makes the book say of the customer what the draft says, and nothing else."""
    region = settings.load(session).region
    _fill_columns(customer, draft)
    session.flush()
    assert customer.id is not None
    _replace_details(session, customer.id, draft.details, region)
    tags.replace(session, customer.id, draft.tags)
    _replace_occasions(session, customer.id, draft.occasions)
    own_fields.replace(session, customer.id, draft.own)
    session.flush()
    search.index_customer(session, customer.id)


def _fill_columns(customer: Customer, draft: Draft) -> None:
    for name in PLAIN:
        setattr(customer, name, getattr(draft, name))
    birthday = draft.birthday
    customer.birthday_year = birthday.year if birthday else None
    customer.birthday_month = birthday.month if birthday else None
    customer.birthday_day = birthday.day if birthday else None
    customer.sort_name = sort_name(draft)


def _replace_details(session: Session, customer_id: int, details: Iterable[Detail], region: str) -> None:
    stored = session.exec(select(ContactDetail).where(ContactDetail.customer_id == customer_id)).all()
    unused = {_detail(row): row for row in stored}
    for position, detail in enumerate(details):
        row = unused.pop(detail, None)
        if row is None:
            session.add(_detail_row(detail, customer_id, position, region))
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


def _detail_row(detail: Detail, customer_id: int, position: int, region: str) -> ContactDetail:
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
