"""Customers and what the shop remembers about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from deskmate.core.models.base import Record, bin_index, key, link, link_index, moment


class Household(Record, table=True):
    """People who live together and may share a phone."""

    id: int | None = key()
    name: str


class Customer(Record, table=True):
    """One customer: a person or a company, named as they name themselves.

    `name` is the whole name as shown; the parts are kept where they are known. A birthday is a month and a day, the
    year optional. `last_seen_at` is kept for ranking: the newest visit, purchase, call or note. `deleted_at` marks the
    bin, `merged_into_id` the customer this one was merged into. `greet_days_ahead`: how early to be reminded of this
    customer's days; None: as the shop does.
    """

    __table_args__ = (
        Index("ix_customer_birthday", "birthday_month", "birthday_day"),
        Index("ix_customer_greet_days_ahead", "id", sqlite_where=text("greet_days_ahead IS NOT NULL")),
        bin_index("ix_customer_deleted_at"),
        link_index("ix_customer_household", "household_id"),
        link_index("ix_customer_merged_into", "merged_into_id"),
        link_index("ix_customer_import_batch", "import_batch_id"),
    )

    id: int | None = key()
    name: str
    sort_name: str = Field(default="", index=True)
    given: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    known_as: str = ""
    say_it: str = ""
    organisation: str = ""
    is_company: bool = False
    language: str = ""
    birthday_year: int | None = None
    birthday_month: int | None = None
    birthday_day: int | None = None
    about: str = ""
    best_time: str = ""
    best_channel: str = ""
    no_greetings: bool = False
    greet_days_ahead: int | None = None
    bereaved_until: date | None = None
    deceased: bool = False
    do_not_contact: bool = False
    no_mood_reading: bool = False
    seasonal: bool = False
    household_id: int | None = link("household.id", optional=True, index=False)
    last_seen_at: datetime | None = moment(optional=True, index=True)
    created_at: datetime = moment()
    created_by: str = ""
    updated_at: datetime = moment()
    deleted_at: datetime | None = moment(optional=True)
    merged_into_id: int | None = link("customer.id", optional=True, index=False)
    import_batch_id: int | None = link("import_batch.id", optional=True, index=False)


class ContactDetail(Record, table=True):
    """A phone, an e-mail or an address: as typed, and in the form it is compared by.

    `normal` is E.164 for a phone that parses, the lower-case address for an e-mail; `digits` are a phone's digits.
    """

    __tablename__ = "contact_detail"
    __table_args__ = (Index("ix_contact_detail_kind_normal", "kind", "normal"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    kind: str
    label: str = ""
    value: str
    normal: str = ""
    digits: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    preferred: bool = False
    position: int = 0


class Preference(Record, table=True):
    """Something to know about a customer; an `alert` is shown when the card opens and when an appointment is booked.

    Health matters (`health`) stay hidden until asked for and carry the day the customer agreed to them being kept.
    """

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    category: str
    text: str
    alert: bool = False
    pinned: bool = False
    health: bool = False
    consent_on: date | None = None
    expires_on: date | None = Field(default=None, index=True)
    source: str = ""
    since: datetime = moment()
    created_by: str = ""


class Tag(Record, table=True):
    """A word that groups customers."""

    id: int | None = key()
    name: str
    folded: str = Field(unique=True)


class CustomerTag(Record, table=True):
    """Which customer carries which tag."""

    __tablename__ = "customer_tag"

    customer_id: int = link("customer.id", cascade=True, primary=True)
    tag_id: int = Field(foreign_key="tag.id", primary_key=True, ondelete="CASCADE", index=True)


class OwnField(Record, table=True):
    """A field the shop added: text, number, date, choice or yes/no."""

    __tablename__ = "own_field"

    id: int | None = key()
    name: str
    folded: str = Field(unique=True)
    kind: str = "text"
    choices: str = ""
    position: int = 0


class OwnValue(Record, table=True):
    """What an own field says for one customer."""

    __tablename__ = "own_value"

    customer_id: int = link("customer.id", cascade=True, primary=True)
    field_id: int = Field(foreign_key="own_field.id", primary_key=True, ondelete="CASCADE", index=True)
    value: str


class Occasion(Record, table=True):
    """A day to remember besides the birthday: an anniversary, a name day, an own date."""

    __table_args__ = (Index("ix_occasion_month_day", "month", "day"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    name: str
    month: int
    day: int
    year: int | None = None


class Relation(Record, table=True):
    """`customer` is the `kind` (parent, partner, carer, owner …) of `other`; read the other way round for the other."""

    __table_args__ = (UniqueConstraint("customer_id", "other_id", "kind"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    other_id: int = link("customer.id", cascade=True)
    kind: str


class Consent(Record, table=True):
    """What a customer agreed to or refused: per purpose and channel, with where the answer came from."""

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    purpose: str
    channel: str = ""
    given: bool
    basis: str = ""
    source: str = ""
    at: datetime = moment()
    expires_on: date | None = None


class MergeRecord(Record, table=True):
    """Two cards that became one: both as they were, and which rows moved, so that they can be parted again any time.

    `kept_before` and `other_before` are the two customer rows; `kept_after` is what the merge made of the kept one.
    `moved` names the rows that went over, by table: the values of their primary keys.
    """

    __tablename__ = "merge_record"

    id: int | None = key()
    kept_id: int = link("customer.id", cascade=True)
    other_id: int = link("customer.id", cascade=True)
    at: datetime = moment()
    by: str = ""
    kept_before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    kept_after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    other_before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    moved: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    undone_at: datetime | None = moment(optional=True)


class Apart(Record, table=True):
    """Two cards of which somebody said that they are two customers, so that they are not proposed for merging again.

    The lower number stands first.
    """

    __table_args__ = (UniqueConstraint("customer_id", "other_id"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    other_id: int = link("customer.id", cascade=True)
    at: datetime = moment()
    by: str = ""


class Attachment(Record, table=True):
    """A picture or a document, kept inside the book; `photo` is the customer's own picture.

    `deleted_at` marks the bin: what was taken away is gone for good only some time later.
    """

    __table_args__ = (bin_index("ix_attachment_deleted_at"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    interaction_id: int | None = link("interaction.id", cascade=True, optional=True)
    name: str
    media_type: str
    data: bytes
    photo: bool = False
    at: datetime = moment()
    by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    deleted_at: datetime | None = moment(optional=True)
