"""What is due and what comes next, worked out once for all who show it at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from deskmate.core.db import Database, count_writes
from deskmate.core.errors import DeskmateError
from deskmate.reminders import due
from deskmate.reminders.kinds import CHEERFUL, Due, Kind
from deskmate.ui.background import Background, Report

DAYS = 8
AHEAD: frozenset[Kind] = frozenset({*CHEERFUL, "promise"})
_Moment = tuple[int, datetime]


@dataclass(frozen=True)
class Known:
    """What is due, and the greetings and promises of the next eight days, as of a state of the book and a minute."""

    moment: _Moment
    coming: list[Due]

    def open(self, now: datetime) -> list[Due]:
        """Of these, what is due."""
        return [one for one in self.coming if one.shown_from <= now]


def look(db: Database, now: datetime) -> Known:
    """Works it out; half a second in a book of a hundred thousand customers."""
    moment = _moment_of(db, now)  # first, so that what is written meanwhile makes it look again
    return Known(moment, due.upcoming(db, now=now, days=DAYS, ahead=AHEAD))


class Outlook(QObject):
    """Today and the panel ask it one after the other; it looks again after a write, or a minute later.

    With a worker it keeps nobody waiting: it answers with what it knows, looks aside, and says `renewed`.
    """

    renewed = Signal()

    def __init__(self, db: Database, aside: Background | None = None, *, known: Known | None = None) -> None:
        super().__init__()
        self._db, self._aside, self._known = db, aside, known
        self._looking = False

    def coming(self, now: datetime) -> list[Due]:
        """What is due, and the greetings and promises of the next eight days, the first due first."""
        if self._known is None or (self._aside is None and not self._is_current(now)):
            self._known = look(self._db, now)
        elif not self._is_current(now):
            self._look_aside(now)
        return self._known.coming

    def open(self, now: datetime) -> list[Due]:
        """Everything due and not yet done, dismissed or snoozed, the first due first; as of now in any case."""
        if self._known is None or not self._is_current(now):
            return due.open_list(self._db, now=now)
        return self._known.open(now)

    def open_lately(self, now: datetime) -> list[Due]:
        """As `open`, for whoever must not wait: as of the last look, which is renewed aside where it is out of date."""
        if self._aside is None or self._known is None:
            return self.open(now)
        if not self._is_current(now):
            self._look_aside(now)
        return self._known.open(now)

    def _is_current(self, now: datetime) -> bool:
        return self._known is not None and self._known.moment == _moment_of(self._db, now)

    def _look_aside(self, now: datetime) -> None:
        if self._looking or self._aside is None:
            return  # whoever is told that it is done asks again, should it be out of date by then

        def work(_progress: Report, _should_stop: Callable[[], bool]) -> Known:
            return look(self._db, now)

        self._looking = True
        self._aside.run(work, on_done=self._on_looked, on_failed=self._on_not_looked)

    @Slot(object)
    def _on_looked(self, known: Known) -> None:
        self._looking, self._known = False, known
        self.renewed.emit()

    @Slot(object)
    def _on_not_looked(self, error: BaseException) -> None:
        self._looking = False
        if not isinstance(error, DeskmateError):  # a book that is busy is asked again by whoever shows it next
            raise error


def _moment_of(db: Database, now: datetime) -> _Moment:
    return count_writes(db), now.replace(second=0, microsecond=0)
