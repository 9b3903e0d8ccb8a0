"""Brings a book of a released version up to date over and over, killed before another statement each time.

python upgrade_sweep.py FOLDER VERSION EVERY
"""

import os
import shutil
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faults
from sqlalchemy import event
from sqlalchemy.engine import Engine

from deskmate.core import connections
from deskmate.core import db as door
from deskmate.core.migrations import upgrade
from tests.core import released_books

KEY = bytes(32)


def migrate(path: Path, version: int, chosen: int, counted: Path) -> None:
    """The upgrade, killed before its statement number `chosen`; commits count as statements."""
    count = 0

    def hear(*_: object) -> None:
        nonlocal count
        count += 1
        if count == chosen:
            os._exit(faults.STOPPED)

    event.listen(Engine, "before_cursor_execute", hear)
    event.listen(Engine, "commit", hear)
    upgrade.run(path, KEY, start=version, to=door.SCHEMA_VERSION)
    counted.write_text(str(count))


def state(path: Path) -> str:
    """Everything in the book: its tables, its rows and its version, as one mark."""
    with connections.raw(path, KEY) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if whole != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            return f"bad: {whole}"
        told = sha256(str(connection.execute("PRAGMA user_version").fetchone()).encode())
        made = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        told.update(repr(made).encode())
        for name, sql in made:
            if sql and sql.startswith("CREATE TABLE"):
                told.update(repr(sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))).encode())
    return told.hexdigest()


def main() -> None:
    """One upgrade for each statement, or for every so many."""
    folder, version, every = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    laid, work, counted = folder / "laid", folder / "work", folder / "counted"
    laid.mkdir()
    released_books.lay(version, laid / "shop.deskmate", KEY)
    known = {state(laid / "shop.deskmate"): "old"}

    def trial(chosen: int) -> int:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(laid, work)
        return faults.in_child(lambda: migrate(work / "shop.deskmate", version, chosen, counted))

    assert trial(0) == faults.DONE
    known[state(work / "shop.deskmate")] = "new"
    total, results = int(counted.read_text()), Counter[str]()
    for chosen in range(1, total + 1, every):
        status = trial(chosen)
        results[known.get(state(work / "shop.deskmate"), "bad") if status == faults.STOPPED else "bad"] += 1
    print(f"from {version}: statements {total} trials {sum(results.values())} bad {results['bad']}", dict(results))
    sys.exit(1 if results["bad"] or len(known) < 2 else 0)


if __name__ == "__main__":
    main()
