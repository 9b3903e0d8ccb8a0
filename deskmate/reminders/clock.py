"""The clock: one job that emits a tick every 30 seconds, and at once after the computer slept or its time was set.

All it does in its own thread is to call `tick`; what is due is asked of the database where the tick arrives. This
module alone knows APScheduler.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

SECONDS = 30
WAKE_SECONDS = 5
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
        self._offset = 0.0
        self._scheduler: object | None = None

    def start(self) -> None:
        """Begins to tick; the first tick comes at once."""
        from apscheduler.schedulers.background import BackgroundScheduler

        self._offset = self._wall() - self._steady()
        # a late run must never be dropped: after sleep one run stands for all that were missed
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(self._tick, "interval", seconds=self._seconds, next_run_time=datetime.now(UTC), id="tick")
        scheduler.add_job(self.watch, "interval", seconds=WAKE_SECONDS, id="wake-up")
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Ends the thread and waits for it. Can be called twice."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=True)  # type: ignore[attr-defined]  # the library has no types

    def watch(self) -> None:
        """Ticks at once when wall time has moved against steady time: the computer slept or its clock was set."""
        offset = self._wall() - self._steady()
        if abs(offset - self._offset) > JUMP_SECONDS:
            self._offset = offset
            self._tick()
