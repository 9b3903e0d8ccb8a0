"""What a tick does: almost always one small read.

Reminders can only change when the book was written to or when the next one falls due, so a tick looks at the book's
count of writes and at the clock, and asks for more only if one of them says so. It needs no other memory: after a
restart, after sleep, or with the clock set back, the first tick simply asks.
"""

from datetime import datetime

from deskmate.core.db import Database, count_writes
from deskmate.reminders import due
from deskmate.reminders.kinds import Due


class Watch:
    """Tells what became due since the last look; `poll` is called at every tick."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._writes = -1
        self._last: datetime | None = None
        self._next: datetime | None = None
        self.is_behind = False  # a large import left work that `due.catch_up` should do aside

    def poll(self, now: datetime) -> list[Due]:
        """The reminders nobody was told of yet; from now on they count as told."""
        if self._nothing_new(now):
            self._last = now
            return []
        fresh, self._next = due.look(self._db, now=now)
        self.is_behind = due.is_behind(self._db)
        self._writes = count_writes(self._db)
        self._last = now
        return fresh

    def _nothing_new(self, now: datetime) -> bool:
        if self._last is None or self._next is None or self.is_behind or not self._last <= now < self._next:
            return False
        return count_writes(self._db) == self._writes
