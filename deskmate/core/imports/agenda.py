"""What a file holds for the days ahead, written once everybody of the file has their number."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from deskmate.core import appointments, changes, services, staff, text, zones
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import Record
from deskmate.core.imports import again
from deskmate.core.imports.rows import Place, line
from deskmate.core.models import Appointment, ImportChange, Reminder

Stop = Callable[[], None]
_TOLD_AT = time(9)
_TIMES = ("starts_at", "ends_at", "wall_start", "zone", "minutes")


def write(
    session: Session,
    placed: Sequence[tuple[Record, int]],
    place: Place,
    *,
    stop: Stop,
    staff_id: int | None = None,
) -> None:
    """Books the appointments of the records and sets a reminder for each whole day; what is there already stays.

    `staff_id` is who does those of which the file doesn't say it; None: nobody in particular. `stop` raises
    `Cancelled` when somebody wants it to end.
    """
    called = staff.named(session)
    before = again.Before(session, (planned for record, _number in placed for planned in record.appointments))
    for record, number in placed:
        for planned in record.appointments:
            stop()
            if planned.all_day:
                _remind(session, _reminder(planned, number, place), before, place)
                continue
            who = called(planned.staff)
            row = _appointment(session, planned, number, place, who or staff_id)
            if (earlier := known(session, planned, number, before, place.now, place.zone)) is None:
                _add(session, row, again.mark(planned), place)
                before.came(row, planned)
            elif before.is_as_it_came(earlier):
                if not planned.end and earlier.starts_at == row.starts_at:
                    row.minutes, row.ends_at = earlier.minutes, earlier.ends_at
                _move(session, earlier, row, who, place)


def known(
    session: Session, planned: Planned, number: int, before: again.Before, now: datetime, zone: ZoneInfo
) -> Appointment | None:
    """What the book has of a plan for somebody: what the file calls so, or what they have then.

    Another service then that came from a file is another appointment; what people booked then is the one.
    """
    if (meant := before.meant(planned, number, now)) is not None:
        return meant
    starts = zones.instant(datetime.fromisoformat(planned.start), zone)
    there = session.exec(
        select(Appointment).where(Appointment.customer_id == number, col(Appointment.starts_at) == starts)
    ).all()
    there = [row for row in there if not before.is_another(row, planned)]
    alike = [row for row in there if row.service_name == again.service_of(planned)]
    stands = [row for row in there if row.status != "cancelled"]
    theirs = [row for row in stands if not before.is_as_it_came(row)]
    return next(iter([*(row for row in alike if row in stands), *theirs, *alike]), None)


def _add(session: Session, row: Appointment | Reminder, ref: str, place: Place) -> None:
    session.add(row)
    session.flush()
    after = {"id": row.id, **({"ref": ref} if ref else {})}
    session.add(ImportChange(batch_id=place.batch_id, table=str(row.__tablename__), row_id=row.id or 0,
                             before=None, after=after))  # fmt: skip


def _move(session: Session, earlier: Appointment, row: Appointment, who: int | None, place: Place) -> None:
    """Brings an appointment to where the file has it now; who does it stays, unless the file names somebody."""
    wanted = {name: getattr(row, name) for name in (*_TIMES, "status")}
    wanted["staff_id"] = who or earlier.staff_id
    if any(getattr(earlier, name) != value for name, value in wanted.items()):
        appointments.leave_time(session, earlier, place.now)
        _change(session, earlier, place, **wanted, updated_at=place.now)


def call_off(session: Session, off: Sequence[tuple[Planned, int]], place: Place, *, stop: Stop) -> None:
    """Takes out of the calendar, and off the reminders, what the file says does not take place."""
    before = again.Before(session, (planned for planned, _number in off))
    for planned, number in off:
        stop()
        row = standing(session, planned, number, before, place.now, place.zone)
        if isinstance(row, Appointment):
            appointments.leave_time(session, row, place.now)
            _change(session, row, place, status="cancelled", updated_at=place.now)
        elif row is not None:
            _change(session, row, place, deleted_at=place.now)


def standing(
    session: Session, planned: Planned, number: int, before: again.Before, now: datetime, zone: ZoneInfo
) -> Appointment | Reminder | None:
    """What the book has from a file of a plan for somebody, as far as it still stands; what people booked is theirs."""
    if not planned.all_day:
        meant = before.meant(planned, number, now)
        rows = at_that_time(session, planned, number, zone) if meant is None else [meant]
        mine = (row for row in rows if row.status == "booked" and before.is_as_it_came(row))
        return next((row for row in mine if row is meant or row.service_name == again.service_of(planned)), None)
    at = _told_at(planned, zone)
    open_ones = select(Reminder).where(Reminder.customer_id == number, col(Reminder.deleted_at).is_(None))
    told = session.exec(open_ones.where(col(Reminder.at) == at, Reminder.text == _words(planned))).all()
    return next(filter(before.is_as_it_came, told), None)


def at_that_time(session: Session, planned: Planned, number: int, zone: ZoneInfo) -> Sequence[Appointment]:
    """What is booked for somebody at the time of a plan."""
    starts = zones.instant(datetime.fromisoformat(planned.start), zone)
    booked = select(Appointment).where(Appointment.customer_id == number, Appointment.status == "booked")
    return session.exec(booked.where(col(Appointment.starts_at) == starts)).all()


def _change(session: Session, row: Appointment | Reminder, place: Place, **new: Any) -> None:
    before = {name: changes.encode(getattr(row, name)) for name in new}
    after = {name: changes.encode(value) for name, value in new.items()}
    for name, value in new.items():
        setattr(row, name, value)
    session.add(ImportChange(batch_id=place.batch_id, table=str(row.__tablename__), row_id=row.id or 0,
                             before=before, after=after))  # fmt: skip


def length(planned: Planned) -> int:
    """How many minutes an appointment of a file takes; half an hour where the file gives it no end."""
    wall = datetime.fromisoformat(planned.start)
    end = datetime.fromisoformat(planned.end) if planned.end else wall
    return min(max(int((end - wall).total_seconds() // 60), 0) or 30, services.LONGEST_MINUTES)


def _appointment(session: Session, planned: Planned, number: int, place: Place, staff_id: int | None) -> Appointment:
    starts = zones.instant(datetime.fromisoformat(planned.start), place.zone)
    service = services.find(session, planned.subject) if planned.subject else None
    minutes = length(planned) if planned.end or service is None else service.minutes
    return Appointment(
        customer_id=number,
        service_id=service.id if service else None,
        service_name=again.service_of(planned),
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
    at = _told_at(planned, place.zone)
    return Reminder(
        customer_id=number,
        text=_words(planned),
        at=at,
        wall_at=at.astimezone(place.zone).replace(tzinfo=None).isoformat(timespec="seconds"),
        zone=place.zone.key,
        created_at=place.now,
        created_by=place.by,
    )


def _told_at(planned: Planned, zone: ZoneInfo) -> datetime:
    return zones.instant(datetime.combine(datetime.fromisoformat(planned.start).date(), _TOLD_AT), zone)


def _words(planned: Planned) -> str:
    return line(planned.subject) or "From the calendar"


def _remind(session: Session, row: Reminder, before: again.Before, place: Place) -> None:
    """Sets a reminder that is not there yet; what a file had called off stands again, what people removed does not."""
    same = select(Reminder).where(
        Reminder.customer_id == row.customer_id, col(Reminder.at) == row.at, Reminder.text == row.text
    )
    told = session.exec(same).all()
    if not told:
        _add(session, row, "", place)
    elif all(one.deleted_at is not None for one in told) and (mine := next(filter(before.is_as_it_came, told), None)):
        _change(session, mine, place, deleted_at=None)
