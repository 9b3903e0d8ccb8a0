"""How much of a file is taken in, and the words for it when a file is larger."""

from __future__ import annotations

from collections.abc import Callable

from deskmate.core.errors import Cancelled, FileProblem

MAX_BYTES = 50 * 1024 * 1024
MAX_OWN_BYTES = 500 * 1024 * 1024  # a JSON that Deskmate wrote holds pictures and documents as well
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 100_000
MAX_PHOTO = 5 * 1024 * 1024
MAX_RATIO = 100
MAX_PROBLEMS = 10_000

Progress = Callable[[int, int], None]
ShouldStop = Callable[[], bool]
STEP = 1_000


def never() -> bool:
    """Nobody asked to stop."""
    return False


def silent(_done: int, _total: int) -> None:
    """Nobody watches the progress."""


def check_size(size: int, *, own: bool = False) -> None:
    """Refuse a file of more than 50 MB, or 500 MB for one of our `own`."""
    most = MAX_OWN_BYTES if own else MAX_BYTES
    if size > most:
        raise FileProblem(
            f"This file has {size // (1024 * 1024)} MB; up to {most // (1024 * 1024)} MB can be read at once. "
            "Split it and bring the parts."
        )


def check_rows(rows: int) -> None:
    """Refuse a table of more than 200,000 rows."""
    if rows > MAX_ROWS:
        raise FileProblem("This file has more than 200,000 rows. Split it and bring the parts one after the other.")


def check_columns(columns: int) -> None:
    """Refuse a table of more than 200 columns."""
    if columns > MAX_COLUMNS:
        raise FileProblem(
            f"This file has {columns} columns; up to 200 can be read. Delete those that aren't needed and try again."
        )


def check_stop(should_stop: ShouldStop) -> None:
    """Stop a long reading when the person asked for it."""
    if should_stop():
        raise Cancelled("Reading the file was stopped; nothing was brought in.")
