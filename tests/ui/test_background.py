"""Long work: one worker, results on the window's thread, cancel rolls back, and nothing outlives the window."""

import sys
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QDialog

from deskmate.core.errors import Cancelled, InvalidInput
from deskmate.ui.background import Background, Progress


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    made = Background()
    yield made
    made.stop()


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def on_done(self, result: object) -> None:
        self.got.append(result)

    def on_failed(self, error: BaseException) -> None:
        self.got.append(error)


def ignore(*_: object) -> None:
    pass


def test_nothing_starts_before_it_is_needed(background: Background) -> None:
    assert "deskmate-worker" not in {thread.name for thread in threading.enumerate()}
    background.stop()
    background.stop()


def test_work_is_done_elsewhere_and_told_here(qtbot, background: Background) -> None:
    got: list[object] = []
    background.run(
        lambda _progress, _stop: threading.current_thread().name,
        on_done=lambda name: got.extend([name, threading.current_thread()]),
        on_failed=ignore,
    )
    assert background.is_busy()
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["deskmate-worker", threading.main_thread()]
    assert not background.is_busy()


def test_two_jobs_never_run_at_once(qtbot, background: Background) -> None:
    running, most, done = [0], [0], []

    def work(_progress: object, _stop: object) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.005)
        running[0] -= 1

    for number in range(8):
        background.run(work, on_done=lambda _, number=number: done.append(number), on_failed=ignore)
    qtbot.waitUntil(lambda: len(done) == 8)
    assert most == [1]
    assert done == list(range(8))


@pytest.mark.parametrize("error", [InvalidInput("Please look again."), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_failure_is_told_and_the_next_job_runs(qtbot, background: Background, error: BaseException) -> None:
    got: list[object] = []

    def work(_progress: object, _stop: object) -> None:
        raise error

    background.run(work, on_done=ignore, on_failed=got.append)
    background.run(lambda _p, _s: "next", on_done=got.append, on_failed=ignore)
    qtbot.waitUntil(lambda: len(got) == 2)
    assert got == [error, "next"]


def test_progress_arrives_in_order_and_only_the_latest_where_it_is_fast(qtbot, background: Background) -> None:
    seen: list[Progress] = []
    done: list[object] = []

    def work(progress, _stop) -> None:
        for step in range(1, 5001):
            progress(step, 5000, "rows")

    background.run(work, on_done=done.append, on_failed=ignore, on_progress=seen.append)
    qtbot.waitUntil(lambda: bool(done))
    assert 1 <= len(seen) <= 5000
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert seen[-1] == Progress(5000, 5000, "rows")


def test_no_progress_is_lost_between_the_threads(qtbot, background: Background) -> None:
    """A progress told while the one before it was being taken used to lie there, and all after it, till the end."""
    seen: list[Progress] = []
    done: list[object] = []

    def work(progress, _stop) -> None:
        for step in range(1, 20001):
            progress(step, 20000, "rows")

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the threads take turns as often as they can
    try:
        background.run(work, on_done=done.append, on_failed=ignore, on_progress=seen.append)
        qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    finally:
        sys.setswitchinterval(usual)
    assert seen[-1].done == 20000


def test_cancel_reaches_the_work_and_its_rollback_is_told(qtbot, background: Background) -> None:
    began, got = threading.Event(), []

    def work(_progress, should_stop) -> None:
        began.set()
        while not should_stop():
            time.sleep(0.001)
        raise Cancelled("Stopped. Everything is as it was.")

    job = background.run(work, on_done=ignore, on_failed=got.append)
    assert began.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], Cancelled)


def test_a_job_cancelled_while_waiting_never_starts(qtbot, background: Background) -> None:
    gate, got, ran = threading.Event(), [], []
    background.run(lambda _p, _s: gate.wait(5), on_done=ignore, on_failed=ignore)
    waiting = background.run(lambda _p, _s: ran.append(1), on_done=ignore, on_failed=got.append)
    waiting.cancel()
    gate.set()
    qtbot.waitUntil(lambda: bool(got))
    assert isinstance(got[0], Cancelled)
    assert ran == []


@pytest.mark.parametrize("owned", [False, True])
def test_a_receiver_that_is_gone_is_not_told(qtbot, background: Background, owned: bool) -> None:
    gate, receiver, told = threading.Event(), Receiver(), []
    on_done = told.append if owned else receiver.on_done
    background.run(lambda _p, _s: gate.wait(5), on_done=on_done, on_failed=ignore, owner=receiver if owned else None)
    shiboken6.delete(receiver)
    gate.set()
    qtbot.waitUntil(lambda: not background.is_busy())
    assert receiver.got == []
    assert told == []


def test_stop_waits_for_the_work_and_tells_nobody(qtbot) -> None:
    background, ended, told = Background(), [], []
    began = threading.Event()

    def work(_progress, should_stop) -> None:
        began.set()
        while not should_stop():
            time.sleep(0.001)
        ended.append(1)

    background.run(work, on_done=told.append, on_failed=told.append)
    background.run(work, on_done=told.append, on_failed=told.append)
    assert began.wait(5)
    background.stop()
    assert ended == [1]
    qtbot.wait(20)
    assert told == []
    with pytest.raises(RuntimeError):
        background.run(work, on_done=ignore, on_failed=ignore)


class _Speaker(QObject):
    said = Signal(bool)
    heard = 0

    @Slot(bool)
    def on_said(self, _word: bool) -> None:
        self.heard += 1


def test_signals_drop_no_references(qapp) -> None:
    """PySide6 6.12.0 loses a reference to True with each emit, to None with each slot, and aborts in the end."""
    speaker = _Speaker()
    speaker.said.connect(speaker.on_said)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(1000):
        speaker.said.emit(True)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert speaker.heard == 1000
    assert all(abs(then - now) < 100 for then, now in zip(before, after, strict=True))


def test_what_belongs_to_a_job_is_never_ended_by_the_worker(qtbot, background: Background) -> None:
    ended_on: list[threading.Thread] = []

    def begin() -> None:
        dialog = QDialog()
        weakref.finalize(dialog, lambda: ended_on.append(threading.current_thread()))

        def work(_progress, _stop) -> None:
            raise InvalidInput(f"Something about {dialog.objectName()} is wrong.")

        background.run(work, on_done=ignore, on_failed=ignore)

    for _ in range(50):
        begin()
    qtbot.waitUntil(lambda: not background.is_busy())
    assert ended_on == [threading.main_thread()] * 50
