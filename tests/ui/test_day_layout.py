"""Appointments stand where the clock on the wall says, and never hide one another."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.appointments import AppointmentRow
from deskmate.ui import day_layout

LONDON = ZoneInfo("Europe/London")
SPANS = st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=40)


def booked(start: datetime, minutes: int = 60, number: int = 1) -> AppointmentRow:
    """An appointment that starts at an instant."""
    return AppointmentRow(
        id=number,
        customer_id=1,
        customer="Ann Lee",
        service="Cut",
        staff_id=None,
        staff="",
        starts_at=start,
        ends_at=start + timedelta(minutes=minutes),
        wall_start=start.astimezone(LONDON).replace(tzinfo=None),
        minutes=minutes,
        status="booked",
        note="",
    )


@given(SPANS)
def test_what_overlaps_stands_side_by_side(found: list[tuple[int, int]]) -> None:
    spans = sorted((begin, begin + length) for begin, length in found)
    placed = list(zip(spans, day_layout.lanes(spans), strict=True))
    for (one, (lane, lanes)), (other, (other_lane, other_lanes)) in combinations(placed, 2):
        if one[0] < other[1] and other[0] < one[1]:
            assert lane != other_lane
            assert lanes == other_lanes, "blocks side by side are equally wide"
    assert all(lane < lanes for _, (lane, lanes) in placed)


@given(SPANS)
def test_what_overlaps_nothing_has_the_whole_width(found: list[tuple[int, int]]) -> None:
    spans = sorted((begin, begin + length) for begin, length in found)
    for at, (begin, end) in enumerate(spans):
        others = [one for number, one in enumerate(spans) if number != at]
        if all(end <= other[0] or other[1] <= begin for other in others):
            assert day_layout.lanes(spans)[at] == (0, 1)


@pytest.mark.parametrize(
    ("start", "minutes", "span"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), 45, (570, 615)),
        (datetime(2026, 7, 1, 9, 30, tzinfo=UTC), 45, (630, 675)),
        # 29 March: one o'clock is skipped, so an hour from 00:30 ends at 02:30 on the wall
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 60, (30, 150)),
        # 25 October: half past one comes twice; the appointment must not vanish or end before it starts
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 60, (90, 150)),
        (datetime(2026, 3, 2, 23, 0, tzinfo=UTC), 120, (1380, 1440)),
    ],
)
def test_wall_times_hold_over_changes_of_the_clocks_and_midnight(
    start: datetime, minutes: int, span: tuple[int, int]
) -> None:
    assert day_layout.wall_span(booked(start, minutes), LONDON) == span


def test_hours_reach_as_far_as_something_is_booked() -> None:
    early = booked(datetime(2026, 3, 2, 6, 45, tzinfo=UTC))
    late = booked(datetime(2026, 3, 2, 19, 30, tzinfo=UTC), 75, number=2)
    blocks = day_layout.blocks_in(0, [early, late], LONDON)
    assert day_layout.hours(time(9), time(18), []) == (9, 18)
    assert day_layout.hours(time(9), time(17, 30), blocks) == (6, 21)
    assert day_layout.hours(time(18), time(18), []) == (0, 24)


def test_a_week_begins_on_monday_and_shows_the_days_that_are_open() -> None:
    thursday = date(2026, 3, 5)
    assert day_layout.week_of(thursday, "23456") == [date(2026, 3, day) for day in (3, 4, 5, 6, 7)]
    assert len(day_layout.week_of(thursday, "")) == 7
