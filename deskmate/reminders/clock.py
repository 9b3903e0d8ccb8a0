"""The clock: one job that emits a tick every 30 seconds, and at once after the computer slept or its time was set.

All it does in its own threads is to call `tick`; what is due is asked of the database where the tick arrives. This
module alone knows APScheduler.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

SECONDS = 30
WAKE_SECONDS = 5.0
LATE_SECONDS = 10.0
JUMP_SECONDS = 60.0


class Clock:
    """Ticks until stopped. The constructor starts nothing."""

    def __init__(
        self,
        tick: Callable[[], object],
        *,
        seconds: float = SECONDS,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tick = tick
        self._seconds = seconds
        self._wall, self._steady = wall, steady
        self._offset = self._seen = 0.0
        self._scheduler: Any = None
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None

    def load(self) -> Any:
        """Loads what ticks, which takes 0.1 s; a worker can do it before `start`."""
        from apscheduler.schedulers.background import BackgroundScheduler

        return BackgroundScheduler

    def start(self) -> None:
        """Begins to tick; the first tick comes at once. Can be called twice."""
        if self._scheduler is not None:
            return
        self._look()
        # a late run must never be dropped: after sleep one run stands for all that were missed
        self._scheduler = self.load()(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_job(
            self._tick, "interval", seconds=self._seconds, next_run_time=datetime.now(UTC), id="tick"
        )
        self._scheduler.start()
        self._stopped.clear()
        self._watcher = threading.Thread(target=self._keep_watch, name="wake-up", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Ends the threads and waits for them. Can be called twice."""
        scheduler, self._scheduler = self._scheduler, None
        watcher, self._watcher = self._watcher, None
        self._stopped.set()
        if watcher is not None:
            watcher.join()
        if scheduler is not None:
            scheduler.shutdown(wait=True)

    def watch(self) -> None:
        """Ticks at once when the computer slept, the program was held, or the clock was set.

        Wall time then moved against steady time; where steady time runs on during sleep, this look comes late.
        """
        offset, seen = self._offset, self._seen
        self._look()
        if abs(self._offset - offset) > JUMP_SECONDS or self._seen - seen > LATE_SECONDS:
            self._tick()
            self._count_from_now()
        else:
            self._offset = offset  # small steps add up to a jump

    def _look(self) -> None:
        self._seen = self._steady()
        self._offset = self._wall() - self._seen

    def _keep_watch(self) -> None:
        # waits by steady time: a scheduler waits by the wall clock, and set back by a day it would sleep for a day
        while not self._stopped.wait(WAKE_SECONDS):
            self.watch()

    def _count_from_now(self) -> None:
        scheduler = self._scheduler
        if scheduler is not None:
            scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + timedelta(seconds=self._seconds))
