"""The grid's arithmetic: what is painted at a point is what a press on that point means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint

from deskmate.ui.day_layout import Block
from deskmate.ui.grid_geometry import GUTTER, HEADER, SNAP, GridGeometry
from tests.ui.test_day_layout import booked

PLACE = GridGeometry(width=900, height=500, columns=3, hours=(9, 18))
geometries = st.builds(
    GridGeometry,
    width=st.integers(300, 2000),
    height=st.integers(240, 1400),
    columns=st.integers(1, 9),
    hours=st.tuples(st.integers(0, 12), st.integers(13, 24)),
)


def block(begin: int, end: int, *, column: int = 0, lane: int = 0, lanes: int = 1) -> Block:
    start = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=begin)
    return Block(booked(start, end - begin), column, begin, end, lane, lanes)


@given(geometries, st.data())
def test_a_press_means_what_is_painted_there(place: GridGeometry, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, place.columns - 1))
    minute = data.draw(st.integers(place.hours[0] * 60, place.hours[1] * 60 - 1))
    down, across = place.scrolled_to(column, minute, minute + 30)
    seen = replace(place, down=max(down, 0), across=max(across, 0))
    found = seen.at(seen.point_of(column, minute))
    assert found is not None and found[0] == column
    assert abs(found[1] - minute) <= 1, "a pixel is about a minute"


@given(geometries, st.integers(1, 6))
def test_appointments_side_by_side_stay_in_their_column_and_apart(place: GridGeometry, lanes: int) -> None:
    boxes = [place.rect_of(block(600, 660, lane=lane, lanes=lanes)) for lane in range(lanes)]
    left, width = place.span(0)
    assert all(left < box.left() and box.right() < left + width for box in boxes)
    assert all(one.right() < other.left() for one, other in pairwise(boxes))


@pytest.mark.parametrize(
    "point", [QPoint(GUTTER - 1, 300), QPoint(400, HEADER - 1), QPoint(5000, 300), QPoint(400, -3)]
)
def test_outside_the_sheet_there_is_nothing(point: QPoint) -> None:
    assert PLACE.at(point) is None


def test_what_is_dragged_snaps_and_stays_within_the_day() -> None:
    taken = block(17 * 60, 18 * 60)
    start = PLACE.point_of(0, 17 * 60)
    moved = PLACE.dragged(taken, start, PLACE.point_of(1, 16 * 60) + QPoint(0, 5))
    assert moved is not None and (moved.column, moved.begin % SNAP, moved.end - moved.begin) == (1, 0, 60)
    assert moved.begin == 16 * 60
    lowest = PLACE.dragged(taken, start, PLACE.point_of(0, 17 * 60 + 59))
    assert lowest is not None and lowest.end == 18 * 60
    assert PLACE.dragged(taken, start, QPoint(0, 0)) is None


def test_a_small_window_scrolls_to_what_was_chosen() -> None:
    small = replace(PLACE, width=300, height=240)
    width, height = small.sheet
    assert width > 300 and height > 240
    down, across = small.scrolled_to(2, 17 * 60, 18 * 60)
    box = replace(small, down=down, across=across).rect_of(block(17 * 60, 18 * 60, column=2))
    assert box.left() >= GUTTER and box.right() <= 300 and box.bottom() <= 240
    assert small.scrolled_to(0, 9 * 60, 10 * 60) == (0, 0), "no further than is needed"
