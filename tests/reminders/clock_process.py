"""The smallest program with a clock, a watch and a book: says what it tells of, until nobody listens any more."""

import queue
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deskmate.core.db import open_database
from deskmate.reminders.clock import Clock
from deskmate.reminders.watch import Watch


def main(path: str, key: str) -> None:
    """Ticks arrive in this thread, as they do in the window's."""
    db = open_database(Path(path), bytes.fromhex(key))
    watch, ticks = Watch(db), queue.Queue[bool]()
    clock = Clock(lambda: ticks.put(True))
    threading.Thread(target=lambda: ticks.put(bool(sys.stdin.read())), daemon=True).start()
    clock.start()
    ticks.get()
    watch.poll(datetime.now(UTC))
    print("ready", flush=True)
    while ticks.get():
        for item in watch.poll(datetime.now(UTC)):
            print(item.text, flush=True)
    clock.stop()
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
