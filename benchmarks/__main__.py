"""Prints every figure that Deskmate promises to keep, as a ratio against a reference measured in the same run.

    python -m benchmarks [--size S M L] [--seed N] [--only searching painting lists waiting …]

S has 10,000 made-up customers, M 100,000, L a million. Books are made once and kept in the temporary folder (S 80 MB,
M 0.8 GB, L 5 GB; M takes minutes to make, L an hour or so). Times of the processor are the thread's own where nothing
waits for the disk. Duplicates have a benchmark of their own: `python -m benchmarks.duplicates`.
"""

import argparse
import sys
import time
from collections.abc import Iterator

from benchmarks import books, meter, painting, reading, starting, waiting, writing
from benchmarks.meter import Line, Times

PARTS = ("searching", "painting", "lists", "waiting", "writing", "import", "starting", "index")


def measure(sizes: list[str], seed: int, parts: list[str]) -> Iterator[Line]:
    """The lines of the table, as they are found."""
    found: dict[str, Times] = {}
    for size in sizes:
        _say(f"the book {size} …")
        made = books.get(size, seed=seed)
        if "searching" in parts:
            lines, found[size] = reading.searching(made, size)
            yield from lines
        yield from _rest(made, size, parts)
    for small, large in zip(list(found)[:1] * len(found), list(found)[1:], strict=False):
        yield reading.growth(found[small], found[large], f"{small} → {large}")
    if "import" in parts:
        yield from writing.file_import(seed)


def _rest(made: books.Book, size: str, parts: list[str]) -> Iterator[Line]:
    if "painting" in parts:
        yield from painting.painting(made, size)
    if "lists" in parts:
        yield from reading.lists(made, size)
    if "waiting" in parts:
        yield from waiting.waiting(made, size)
    if "writing" in parts:
        yield from writing.note_save(made, size)
    if "starting" in parts:
        yield from starting.starting(made, size)
    if "index" in parts:
        yield reading.index_size(made, size)


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def main() -> int:
    """Measures what was asked for and prints the table; 1 when a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", nargs="+", choices=list(books.SIZES), default=["S", "M"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    chosen = parser.parse_args()
    lines = []
    for line in measure(sorted(chosen.size, key=list(books.SIZES).index), chosen.seed, chosen.only):
        _say(f"{line.what}: {line.value} {'' if line.ratio is None else f'= {line.ratio:.2f}'}")
        lines.append(line)
    print(meter.table(lines))
    return any(meter.verdict(line) == "MISSED" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
