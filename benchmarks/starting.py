"""The first second and an idle window, each in fresh processes that take turns with an empty Qt window."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.books import Book
from benchmarks.meter import Line, compared

_ROUNDS = 5


def starting(book: Book, size: str, *, rounds: int = _ROUNDS) -> list[Line]:
    """The lines about starting; the book is opened where it lies, in a home folder of its own."""
    with tempfile.TemporaryDirectory(prefix="deskmate-benchmark-") as folder:
        copy = Path(shutil.copy(book.path, folder))
        runs: dict[str, list[dict[str, float]]] = {"bare": [], "window": []}
        for number in range(rounds + 1):
            for what, found in runs.items():
                measured = _probe(what, copy, book.key, folder)
                if number:  # the first one fills the disk's and Python's caches
                    found.append(measured)
    bare, ours = _medians(runs["bare"]), _medians(runs["window"])
    start, mega = bare["painted"], 1e6
    return [
        compared("first window painted (CPU)", size, ours["painted"], start, bar=2, aim=1.25, against="empty window"),
        compared("Today filled (CPU)", size, ours["filled"], start, bar=8, aim=5, against="empty window"),
        compared("… and a search answered (CPU)", size, ours["answering"], start, bar=8, aim=5, against="empty window"),
        Line(
            "idle memory",
            size,
            f"{ours['memory'] / mega:.0f} MB",
            f"empty window {bare['memory'] / mega:.0f} MB",
            ours["memory"] / bare["memory"],
            2.7,
            1.5,
        ),
    ]


def _probe(what: str, book: Path, key: bytes, home: str) -> dict[str, float]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"DESKMATE_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    command = [sys.executable, "-m", "benchmarks.start_probe", what, str(book), key.hex()]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(f"the start of {what} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
