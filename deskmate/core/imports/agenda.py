"""What a calendar file holds for the days ahead, written once everybody of the file has their number."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, select

from deskmate.core import services, text, zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Record
from deskmate.core.imports.rows import Place, line
from deskmate.core.models import Appointment, ImportChange, Reminder

_TOLD_AT = time(9)


def write(session: Session, placed: Sequence[tuple[Record, int]], place: Place, *, staff_id: int | None = None) -> None:
    """Books the appointments of the records and sets a reminder for each whole day; what is there already stays.

    `staff_id` is who does them; None: nobody in particular.
    """
    for record, number in placed:
        for planned in record.appointments:
            row = (
                _reminder(planned, number, place)
                if planned.all_day
                else _appointment(session, planned, number, place, staff_id)
            )
            if not _there(session, row):
                session.add(row)
                session.flush()
                change = ImportChange(batch_id=place.batch_id, table=str(row.__tablename__), row_id=row.id or 0,
                                      before=None, after={"id": row.id})  # fmt: skip
                session.add(change)


def length(planned: Planned) -> int:
    """How many minutes an appointment of a file takes; half an hour where the file gives it no end."""
    wall = datetime.fromisoformat(planned.start)
    end = datetime.fromisoformat(planned.end) if planned.end else wall
    return min(max(int((end - wall).total_seconds() // 60), 0) or 30, services.LONGEST_MINUTES)


def _appointment(session: Session, planned: Planned, number: int, place: Place, staff_id: int | None) -> Appointment:
    minutes = length(planned)
    starts = zones.instant(datetime.fromisoformat(planned.start), place.zone)
    service = services.find(session, planned.subject) if planned.subject else None
    return Appointment(
        customer_id=number,
        service_id=service.id if service else None,
        service_name=line(planned.subject) or "Appointment",
        staff_id=staff_id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes),
        wall_start=starts.astimezone(place.zone).replace(tzinfo=None).isoformat(timespec="minutes"),
        zone=place.zone.key,
        minutes=minutes,
        note=text.clean("\n".join(filter(None, (planned.place, planned.notes))))[: text.NOTE_LIMIT],
        created_at=place.now,
        created_by=place.by,
        updated_at=place.now,
    )


def _reminder(planned: Planned, number: int, place: Place) -> Reminder:
    wall = datetime.combine(datetime.fromisoformat(planned.start).date(), _TOLD_AT)
    at = zones.instant(wall, place.zone)
    return Reminder(
        customer_id=number,
        text=line(planned.subject) or "From the calendar",
        at=at,
        wall_at=at.astimezone(place.zone).replace(tzinfo=None).isoformat(timespec="seconds"),
        zone=place.zone.key,
        created_at=place.now,
        created_by=place.by,
    )


def _there(session: Session, row: Appointment | Reminder) -> bool:
    """Whether the customer has this already: an appointment at that time, a reminder of these words."""
    if isinstance(row, Appointment):
        query = select(Appointment.id).where(
            Appointment.customer_id == row.customer_id, col(Appointment.starts_at) == row.starts_at
        )
        return session.exec(query).first() is not None
    same = select(Reminder.id).where(
        Reminder.customer_id == row.customer_id, col(Reminder.at) == row.at, Reminder.text == row.text
    )
    return session.exec(same).first() is not None
