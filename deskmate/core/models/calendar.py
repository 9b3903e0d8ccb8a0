"""Who works here, what is offered, what is agreed for when, and what staff did about reminders."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from deskmate.core.models.base import Record, key, link, moment

_KEPT = "status IN ('arrived', 'done')"


class Staff(Record, table=True):
    """Somebody who works here; `role` is owner or staff. Quiet hours are wall times like "20:00", both or none."""

    id: int | None = key()
    name: str
    folded: str = Field(unique=True)
    role: str = "staff"
    active: bool = True
    quiet_from: str | None = None
    quiet_until: str | None = None


class Service(Record, table=True):
    """Something that can be booked; `prepare_minutes` before it staff are reminded to get ready."""

    id: int | None = key()
    name: str
    folded: str = Field(unique=True)
    minutes: int = 30
    price_minor: int | None = None
    call_day_before: bool = False
    prepare_minutes: int = 0
    active: bool = True


class Appointment(Record, table=True):
    """A time agreed with a customer: the instant in UTC, and the wall time and zone in which it was chosen.

    `status` is booked, arrived, done, no-show or cancelled.
    """

    __table_args__ = (
        Index("ix_appointment_starts", "starts_at"),
        Index("ix_appointment_booked", "starts_at", sqlite_where=text("status = 'booked'")),
        Index("ix_appointment_customer", "customer_id", "starts_at"),
        # those that were kept, whole: segments count them as visits without looking at an appointment
        Index("ix_appointment_kept", "customer_id", "starts_at", "status", sqlite_where=text(_KEPT)),
    )

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True, index=False)
    service_id: int | None = link("service.id", optional=True)
    service_name: str = ""
    staff_id: int | None = link("staff.id", optional=True)
    starts_at: datetime = moment()
    ends_at: datetime = moment()
    wall_start: str
    zone: str
    minutes: int
    status: str = "booked"
    note: str = ""
    created_at: datetime = moment()
    created_by: str = ""
    updated_at: datetime = moment()


class Promise(Record, table=True):
    """Something the shop said it would do, and by which day; `state` is open, kept or broken."""

    __table_args__ = (Index("ix_promise_state_due", "state", "due_on"),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    follow_up_id: int | None = link("follow_up.id", optional=True)
    text: str
    due_on: date
    state: str = "open"
    created_at: datetime = moment()
    created_by: str = ""
    settled_at: datetime | None = moment(optional=True)


class Reminder(Record, table=True):
    """A reminder that somebody set, once or repeating (`rrule`, RFC 5545), for a customer or for nobody."""

    id: int | None = key()
    customer_id: int | None = link("customer.id", cascade=True, optional=True)
    text: str
    at: datetime = moment(index=True)
    wall_at: str
    zone: str
    rrule: str = ""
    created_at: datetime = moment()
    created_by: str = ""
    deleted_at: datetime | None = moment(optional=True)


class ReminderState(Record, table=True):
    """What staff did about one derived reminder; `key` names it ("birthday:17:2026"). No row: nobody was told yet."""

    __tablename__ = "reminder_state"

    key: str = Field(primary_key=True)
    customer_id: int | None = link("customer.id", cascade=True, optional=True)
    due_at: datetime = moment()
    told_at: datetime | None = moment(optional=True)
    snoozed_until: datetime | None = moment(optional=True, index=True)
    done_at: datetime | None = moment(optional=True)
    dismissed_at: datetime | None = moment(optional=True)
    by: str = ""
