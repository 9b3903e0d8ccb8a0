"""When the shop is open and who stands in it, as columns and hours for the grids. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, time

from deskmate.core import zones
from deskmate.core.appointments import AppointmentRow
from deskmate.core.errors import InvalidInput
from deskmate.core.settings import Settings
from deskmate.ui.day_layout import Column


def opening_hours(shop: Settings) -> tuple[time, time]:
    """When the shop opens and closes; nine to six where the settings can't be read."""
    try:
        return zones.parse_time(shop.opens), zones.parse_time(shop.closes)
    except InvalidInput:
        return time(9), time(18)


def people_columns(
    day: date, rows: Sequence[AppointmentRow], people: Iterable[tuple[int, str]], *, today: bool
) -> list[Column]:
    """A column for each of `people`, for who left but is still booked, and for what nobody was chosen for."""
    counts = Counter(row.staff_id for row in rows)
    named = dict(people)
    for row in rows:
        if row.staff_id is not None:
            named.setdefault(row.staff_id, row.staff)
    columns = [Column(name, day, number, str(counts[number] or ""), today=today) for number, name in named.items()]
    if counts[None] or not columns:
        columns.append(Column("Anybody", day, None, str(counts[None] or ""), today=today))
    return columns
