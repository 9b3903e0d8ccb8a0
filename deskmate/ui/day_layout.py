"""Where appointments stand in a day: minutes, lanes for those that overlap, the hours to show. Pure, without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from deskmate.core.appointments import AppointmentRow

DAY = 24 * 60
SHORTEST = 20  # minutes: a shorter appointment is drawn this long, so that its name can be read


@dataclass(frozen=True)
class Column:
    """One column of the grid: a day, a person, or a person's day. `staff_id` None stands for anybody."""

    title: str
    day: date
    staff_id: int | None = None
    subtitle: str = ""
    today: bool = False


@dataclass(frozen=True)
class Block:
    """An appointment in its column: wall minutes of the day, and its lane among those it overlaps."""

    row: AppointmentRow
    column: int
    begin: int
    end: int
    lane: int = 0
    lanes: int = 1


def blocks_in(column: int, rows: Iterable[AppointmentRow], zone: ZoneInfo) -> list[Block]:
    """The appointments of one column, side by side where they overlap."""
    spans = [(row, *wall_span(row, zone)) for row in rows]
    spans.sort(key=lambda span: (span[1], -span[2], span[0].id))
    places = lanes([(begin, max(end, begin + SHORTEST)) for _, begin, end in spans])
    return [
        Block(row, column, begin, end, lane, count)
        for (row, begin, end), (lane, count) in zip(spans, places, strict=True)
    ]


def wall_span(row: AppointmentRow, zone: ZoneInfo) -> tuple[int, int]:
    """Begin and end in minutes of the wall clock; what runs past midnight ends there.

    Over a change of the clocks the end is where the clock on the wall will stand; if that is not after the beginning
    (the hour that comes twice), the length counts.
    """
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    begin = start.hour * 60 + start.minute
    if end.date() > start.date():
        return begin, DAY
    finish = end.hour * 60 + end.minute
    return begin, finish if finish > begin else min(begin + row.minutes, DAY)


def lanes(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(lane, how many lanes its group has) for spans in order of their beginning; a group is a chain of overlaps."""
    placed: list[int] = []
    counts: list[int] = []
    free_from: list[int] = []
    group_start = 0
    for at, (begin, end) in enumerate(spans):
        if free_from and begin >= max(free_from):
            counts += [len(free_from)] * (at - group_start)
            free_from, group_start = [], at
        lane = next((number for number, until in enumerate(free_from) if until <= begin), len(free_from))
        if lane == len(free_from):
            free_from.append(end)
        else:
            free_from[lane] = end
        placed.append(lane)
    counts += [len(free_from)] * (len(spans) - group_start)
    return list(zip(placed, counts, strict=True))


def hours(opens: time, closes: time, blocks: Iterable[Block]) -> tuple[int, int]:
    """The first and the last whole hour to show: the shop's, and further where something is booked."""
    begin, end = opens.hour, closes.hour + bool(closes.minute)
    if end <= begin:
        begin, end = 0, 24
    for block in blocks:
        begin = min(begin, block.begin // 60)
        end = max(end, -(-block.end // 60))
    return begin, max(end, begin + 1)


def week_of(day: date, open_days: str) -> list[date]:
    """The days of the week (Monday first) on which the shop opens; all seven where none is said."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    return [one for one in week if str(one.isoweekday()) in open_days] or week


def clock(minute: int) -> str:
    """Minutes of the day as a clock shows them."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def as_time(minute: int) -> time:
    """Minutes of the day as a time."""
    return time(minute // 60 % 24, minute % 60)


def minute_of(at: datetime) -> int:
    """The wall time of `at` in minutes of its day."""
    return at.hour * 60 + at.minute
