"""Migrates a book over and over, killed before each statement in turn, and looks at what is left.

python migration_sweep.py FOLDER_WITH_SHOP VERSIONS
"""

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import faults
from sqlalchemy import event
from sqlalchemy.engine import Engine

from deskmate.core import connections
from deskmate.core import db as door
from deskmate.core.migrations import upgrade

KEY = bytes(32)
NEXT = door.SCHEMA_VERSION + 1


def migrate(path: Path, versions: Path, chosen: int) -> None:
    """The migration, killed before its statement number `chosen`."""
    count = 0

    def hear(*_: object) -> None:
        nonlocal count
        count += 1
        if count == chosen:
            os._exit(faults.STOPPED)

    event.listen(Engine, "before_cursor_execute", hear)
    event.listen(Engine, "commit", hear)
    upgrade.run(path, KEY, start=NEXT - 1, to=NEXT, versions=versions)


def state(path: Path) -> str:
    """The old book, the new one, or something bad."""
    with connections.raw(path, KEY) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(customer)")}
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        names = connection.execute("SELECT name FROM customer ORDER BY id").fetchall()
        terms = connection.execute("SELECT count(*) FROM search_term").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    seen = ("colour" in columns, "bell" in tables, version)
    known = {(False, False, NEXT - 1): "old", (True, True, NEXT): "new"}.get(seen, f"bad: {seen}")
    sound = names == [("Ann",), ("Bea",)] and terms == 2 and whole == "ok"
    return known if sound else f"bad: {names} {terms} {whole}"


def main() -> None:
    """One migration for each statement (or every so many), until one runs to its end."""
    folder, versions, every = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    results: Counter[str] = Counter()
    status = -1
    for chosen in range(1, 1000, every):
        work = folder.parent / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(folder, work)
        status = faults.in_child(lambda work=work, chosen=chosen: migrate(work / "shop.deskmate", versions, chosen))
        results[state(work / "shop.deskmate")] += 1
        if status != faults.STOPPED:
            break
    bad = sum(number for name, number in results.items() if name.startswith("bad"))
    print(f"trials {sum(results.values())} bad {bad}", dict(results))
    sys.exit(1 if bad or status != faults.DONE else 0)


if __name__ == "__main__":
    main()
