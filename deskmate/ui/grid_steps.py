"""Where an arrow key goes in the grid of a day. Pure, without Qt; minutes are of the wall clock."""

from __future__ import annotations

from collections.abc import Sequence

from deskmate.ui.day_layout import Block

SLOT = 30  # minutes an arrow key moves


def around(blocks: Sequence[Block], column: int, minute: int) -> list[Block]:
    """The appointments that touch a slot of a column."""
    return [one for one in blocks if one.column == column and one.begin < minute + SLOT and one.end > minute]


def along(
    blocks: Sequence[Block], at: tuple[int, int], chosen: Block | None, by: int, hours: tuple[int, int]
) -> Block | int | None:
    """Down (1) or up (-1) from the mark at (column, minute), by half hours: an appointment, or a minute of free time.

    None at the end of the day.
    """
    return onward(blocks, chosen, by, hours) if chosen is not None else (at[1] // SLOT + by) * SLOT


def along_blocks(blocks: Sequence[Block], at: tuple[int, int], chosen: Block | None, by: int) -> Block | int | None:
    """As `along`, from appointment to appointment; by half hours only where the column has none."""
    column = [one for one in blocks if one.column == at[0]]
    if chosen is not None:
        place = column.index(chosen) + by
        return column[place] if 0 <= place < len(column) else None
    return nearest(column, at[1]) if column else (at[1] // SLOT + by) * SLOT


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
