"""Measuring in pairs: what is measured and its reference take turns, so that a busy machine troubles both alike."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Step = Callable[[int], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Times:
    """Seconds, one a round."""

    each: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time that this share of the rounds stayed below: .5 the median, .99 the slow ones."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Line:
    """One line of the table: a ratio (or `value` alone), with the bar it must and the aim it should stay below."""

    what: str
    size: str
    value: str
    reference: str = ""
    ratio: float | None = None
    bar: float | None = None
    aim: float | None = None


def take_turns(steps: Sequence[Step], rounds: int, *, clock: Clock = time.thread_time) -> list[Times]:
    """The times of each step, the steps one after the other in every round; a step is given the round's number.

    As in the program, nobody looks for garbage while something is done.
    """
    found: list[list[float]] = [[] for _ in steps]
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for number in range(rounds):
            for step, times in zip(steps, found, strict=True):
                start = clock()
                step(number)
                times.append(clock() - start)
    finally:
        gc.enable()
        gc.unfreeze()
    return [Times(tuple(times)) for times in found]


def compared(
    what: str,
    size: str,
    work: float,
    reference: float,
    *,
    bar: float | None = None,
    aim: float | None = None,
    against: str = "",
) -> Line:
    """A line that sets two times (seconds) against each other."""
    return Line(what, size, spoken(work), f"{against} {spoken(reference)}".strip(), work / reference, bar, aim)


def spoken(seconds: float) -> str:
    """A time as one reads it."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 1 else f"{seconds:.1f} s"


def table(lines: Iterable[Line]) -> str:
    """The lines as text."""
    rows = [("", "size", "measured", "reference", "ratio", "bar", "aim", "")]
    for line in lines:
        numbers = (_number(line.ratio), _number(line.bar), _number(line.aim))
        rows.append((line.what, line.size, line.value, line.reference, *numbers, verdict(line)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def verdict(line: Line) -> str:
    """Whether the bar is kept, in one word."""
    if line.ratio is None or line.bar is None:
        return ""
    if line.ratio > line.bar:
        return "MISSED"
    return "ok" if line.aim is None or line.ratio > line.aim else "aim reached"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 10 else f"{value:.0f}"
