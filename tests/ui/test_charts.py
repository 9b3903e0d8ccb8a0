"""The chart: a round scale, words for those who can't see them, and no trouble with odd figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.ui.charts import BarChart, nice_ceiling

ODD = [
    [],
    [("Jan", 0)],
    [("Jan", 5)],
    [("a" * 300, 1e12), ("b", 0.25)],
    [(f"day {n}", n % 7) for n in range(400)],
    [("x", -3)],
]


@pytest.mark.parametrize("points", ODD)
@pytest.mark.parametrize("width", [40, 900])
def test_any_figures_can_be_drawn(qtbot, points, width: int) -> None:
    chart = BarChart("Visits a month")
    qtbot.addWidget(chart)
    chart.resize(width, 180)
    chart.show_points(points)
    assert not chart.grab().isNull()


def test_a_chart_says_what_it_shows(qtbot) -> None:
    chart = BarChart("Visits a month", unit=" visits")
    qtbot.addWidget(chart)
    chart.show_points([("Jan", 3), ("Feb", 5.5)])
    assert chart.accessibleName() == "Visits a month"
    assert chart.accessibleDescription() == "Jan: 3 visits; Feb: 5.5 visits"


def test_bars_are_as_high_as_their_values(qtbot, dressed) -> None:
    chart = BarChart("Visits")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    chart.show_points([("low", 10), ("high", 40)])
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    accent = [
        sum(1 for y in range(image.height()) if image.pixelColor(round(x * ratio), y).name() == "#0d6b66")
        for x in (120, 300)
    ]
    assert accent[1] == pytest.approx(4 * accent[0], abs=4)


@given(st.floats(0, 1e15))
def test_the_scale_ends_at_a_round_number_above_the_highest(value: float) -> None:
    top = nice_ceiling(value)
    assert top >= value * 0.999
    assert top <= max(2.5 * value, 2)
