"""The time grid says in the narrowest block whose time it is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPixmap

from deskmate.core.appointments import AppointmentRow
from deskmate.ui.day_layout import Block
from deskmate.ui.time_grid_painter import GridPainter
from deskmate.ui.tokens import LIGHT

START = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


class Listening(QPainter):
    """A painter that remembers the words."""

    def drawText(self, *arguments: Any) -> None:
        self.words = [*getattr(self, "words", []), str(arguments[-1])]


@pytest.fixture
def words(dressed: object, qtbot: object) -> Any:
    """`words(width, height)` gives what a block of that size says."""

    def paint(width: int, height: int) -> list[str]:
        row = AppointmentRow(
            1, 1, "Bernadette O'Brien", "Cut and blow-dry", 1, "Tom", START, START + timedelta(hours=1), START, 60,
            "booked", "",
        )  # fmt: skip
        sheet = QPixmap(400, 200)
        painter = Listening(sheet)
        grid = GridPainter()
        grid.begin(painter, LIGHT, sheet.rect(), LONDON)
        block = Block(row, 0, 630, 690)
        grid.block(
            QRect(0, 0, width, height), block, chosen=False, focused=False, lit=False, faded=False, with_staff=True
        )
        painter.end()
        return [word for word in painter.words if word]

    return paint


def test_a_wide_block_says_time_name_and_service(words: Any) -> None:
    assert words(400, 60) == ["10:30", "Bernadette O'Brien", "Cut and blow-dry · Tom"]


def test_a_block_beside_others_says_a_part_of_the_name_and_the_time_or_initials(words: Any) -> None:
    assert words(50, 60) == ["Ber…", "10:30"]
    assert words(38, 60) == ["BO"]


def test_no_block_says_nothing_but_dots(words: Any) -> None:
    for width in range(34, 400, 7):
        for height in (20, 34, 60):
            shown = words(width, height)
            assert shown and all(len(word.rstrip("…")) > 1 for word in shown), (width, height, shown)
