"""What is due and what comes next, worked out once for all who show it at the same moment."""

from __future__ import annotations

from datetime import datetime

from deskmate.core.db import Database, count_writes
from deskmate.reminders import due
from deskmate.reminders.kinds import CHEERFUL, Due, Kind

DAYS = 8
AHEAD: frozenset[Kind] = frozenset({*CHEERFUL, "promise"})


class Outlook:
    """Today and the panel ask it one after the other; the book is asked anew after a write, or a minute later."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._moment: tuple[int, datetime] | None = None
        self._coming: list[Due] = []

    def coming(self, now: datetime) -> list[Due]:
        """What is due, and the greetings and promises of the next eight days, the first due first."""
        moment = self._moment_of(now)
        if moment != self._moment:
            self._coming, self._moment = due.upcoming(self._db, now=now, days=DAYS, ahead=AHEAD), moment
        return self._coming

    def open(self, now: datetime) -> list[Due]:
        """Everything due and not yet done, dismissed or snoozed, the first due first."""
        if self._moment_of(now) != self._moment:
            return due.open_list(self._db, now=now)
        return [one for one in self._coming if one.shown_from <= now]

    def _moment_of(self, now: datetime) -> tuple[int, datetime]:
        return count_writes(self._db), now.replace(second=0, microsecond=0)
