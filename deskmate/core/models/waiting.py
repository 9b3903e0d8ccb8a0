"""Who waits for an appointment, and which times became free."""

from datetime import date, datetime

from sqlalchemy import Index, text

from deskmate.core.models.base import Record, key, link, moment


class WaitEntry(Record, table=True):
    """A customer who would come if a time became free.

    `days` are ISO weekdays ("135"), `after` and `before` wall times or empty; `until` is the last day that suits.
    Without a `staff_id` anybody will do. `state` is waiting, booked (it became `appointment_id`) or withdrawn.
    """

    __tablename__ = "wait_entry"
    __table_args__ = (Index("ix_wait_entry_waiting", "until", sqlite_where=text("state = 'waiting'")),)

    id: int | None = key()
    customer_id: int = link("customer.id", cascade=True)
    service_id: int | None = link("service.id", optional=True)
    service_name: str
    minutes: int
    staff_id: int | None = link("staff.id", optional=True)
    days: str = "1234567"
    after: str = ""
    before: str = ""
    until: date
    note: str = ""
    state: str = "waiting"
    created_at: datetime = moment()
    created_by: str = ""
    closed_at: datetime | None = moment(optional=True)
    appointment_id: int | None = link("appointment.id", optional=True)


class FreedTime(Record, table=True):
    """A time to come that an appointment left, cancelled or moved. Whether it is still free, the calendar says."""

    __tablename__ = "freed_time"

    id: int | None = key()
    staff_id: int | None = link("staff.id", optional=True)
    starts_at: datetime = moment(index=True)
    ends_at: datetime = moment()
    freed_at: datetime = moment()
