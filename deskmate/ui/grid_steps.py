"""Where an arrow key goes from an appointment in the grid of a day. Pure, without Qt; minutes are of the wall clock."""

from __future__ import annotations

from collections.abc import Sequence

from deskmate.ui.day_layout import Block

SLOT = 30  # minutes an arrow key moves


def around(blocks: Sequence[Block], column: int, minute: int) -> list[Block]:
    """The appointments that touch a slot of a column."""
    return [one for one in blocks if one.column == column and one.begin < minute + SLOT and one.end > minute]


def nearest(column: Sequence[Block], minute: int) -> Block:
    """The appointment of a column, which has some, that begins nearest to a time."""
    return min(column, key=lambda one: abs(one.begin - minute))


def onward(blocks: Sequence[Block], block: Block, by: int, hours: tuple[int, int]) -> Block | int | None:
    """What follows an appointment in its column, down (1) or up (-1): the next one, or the minute of free time.

    Never back to one just left; None at the end of the day.
    """
    column = [one for one in blocks if one.column == block.column]
    at = column.index(block)
    minute = -(-block.end // SLOT) * SLOT if by > 0 else (block.begin - SLOT) // SLOT * SLOT
    beside = column[at + by] if 0 <= at + by < len(column) else None
    if beside is not None and (beside.begin < minute if by > 0 else beside.end > minute + SLOT):
        return beside
    while hours[0] * 60 <= minute < hours[1] * 60:
        here = around(column, block.column, minute)
        ahead = [one for one in here if (column.index(one) - at) * by > 0]
        if ahead:
            return ahead[0 if by > 0 else -1]
        if not here:
            return minute
        minute += by * SLOT
    return None
