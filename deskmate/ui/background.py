"""The one worker: long work happens there, one piece after another, and its end is told on the window's thread."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from deskmate.core.errors import Cancelled


@dataclass(frozen=True)
class Progress:
    """How far a job is; `total` is None while unknown."""

    done: int
    total: int | None = None
    text: str = ""


Report = Callable[..., None]
Work = Callable[[Report, Callable[[], bool]], Any]


class Job:
    """One piece of work on its way; `cancel()` asks it to stop and roll back."""

    def __init__(self, number: int, cancel: threading.Event) -> None:
        self.number = number
        self._cancel = cancel

    def cancel(self) -> None:
        """Ask it to stop; `on_failed` is then told `Cancelled`, unless it had just finished."""
        self._cancel.set()

    def should_stop(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancel.is_set()


@dataclass
class _Task:
    job: Job
    work: Work
    on_done: Callable[[Any], object]
    on_failed: Callable[[BaseException], object]
    on_progress: Callable[[Progress], object] | None
    owner: QObject | None
    outcome: tuple[bool, Any] = (False, None)
    _latest: Progress | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, latest: Progress) -> bool:
        """Keep `latest`; False where an earlier one still waits to be taken, so that nobody need be woken again."""
        with self._lock:  # asking and keeping in one: a take between them would leave this one and all later ones lying
            waiting, self._latest = self._latest is not None, latest
        return not waiting

    def take(self) -> Progress | None:
        """The progress nobody was told of yet."""
        with self._lock:
            latest, self._latest = self._latest, None
        return latest


class Background(QObject):
    """Exactly one worker thread, so that two long jobs can't race. It starts with the first job.

    The worker knows its jobs by number only: were it the last to hold what belongs to one, it would destroy the dialog
    that asked for it, which must be done on the window's thread.
    """

    busy_changed = Signal(bool)
    _finished = Signal(int)
    _progressed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._tasks: dict[int, _Task] = {}
        self._numbers = itertools.count(1)
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Work,
        *,
        on_done: Callable[[Any], object],
        on_failed: Callable[[BaseException], object],
        on_progress: Callable[[Progress], object] | None = None,
        cancel: threading.Event | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Run `work(progress, should_stop)` on the worker; call on the window's thread.

        `progress(done, total=None, text="")` may be called as often as one likes: only the latest is told. `work` asks
        `should_stop()` between steps and raises `Cancelled` when it is true. Results reach `on_done(result)` or
        `on_failed(error)` on the window's thread, unless `owner` (or the QObject whose method it is) is gone by then.
        """
        if self._stopping.is_set():
            raise RuntimeError("the worker has been stopped")
        job = Job(next(self._numbers), cancel or threading.Event())
        task = _Task(job, work, on_done, on_failed, on_progress, owner)
        self._tasks[job.number] = task
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="deskmate-worker")
            self._thread.start()
        if len(self._tasks) == 1:
            self.busy_changed.emit(True)
        self._queue.put(job.number)
        return job

    def is_busy(self) -> bool:
        """Whether anything runs or waits."""
        return bool(self._tasks)

    def stop(self) -> None:
        """Ask everything to stop, wait for the worker to end, and tell nobody any more. Can be called twice."""
        self._stopping.set()
        for task in self._tasks.values():
            task.job.cancel()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        self._tasks.clear()

    def _loop(self) -> None:
        while (number := self._queue.get()) is not None:
            self._carry_out(self._tasks[number])
            if not self._stopping.is_set() and shiboken6.isValid(self):
                self._finished.emit(number)

    def _carry_out(self, task: _Task) -> None:
        if task.job.should_stop():
            task.outcome = False, Cancelled("Stopped before it began. Everything is as it was.")
            return

        def progress(done: int, total: int | None = None, text: str = "") -> None:
            if task.on_progress is not None and task.put(Progress(done, total, text)) and not self._stopping.is_set():
                self._progressed.emit(task.job.number)

        try:
            task.outcome = True, task.work(progress, task.job.should_stop)
        except BaseException as error:  # the worker outlives whatever happens in one job
            task.outcome = False, error

    @Slot(int)
    def _on_progressed(self, number: int) -> None:
        task = self._tasks.get(number)
        if task is None or task.on_progress is None:
            return
        latest = task.take()
        if latest is not None and _listens(task.on_progress, task.owner):
            task.on_progress(latest)

    @Slot(int)
    def _on_finished(self, number: int) -> None:
        task = self._tasks.pop(number, None)
        if task is None:
            return
        (ok, outcome), task.outcome = task.outcome, (False, None)  # an error knows its task: no ring of the two is left
        if not self._tasks:
            self.busy_changed.emit(False)
        if ok and _listens(task.on_done, task.owner):
            task.on_done(outcome)
        elif not ok and _listens(task.on_failed, task.owner):
            assert isinstance(outcome, BaseException)
            task.on_failed(outcome)


def _listens(callback: Callable[..., object], owner: QObject | None) -> bool:
    receiver = getattr(callback, "__self__", None)
    return all(shiboken6.isValid(who) for who in (receiver, owner) if isinstance(who, QObject))
