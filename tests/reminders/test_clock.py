"""The clock ticks whatever the computer does: asleep, held, or with its time set forward and back."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskmate.core import book, staff
from deskmate.core.db import open_database
from deskmate.reminders import due
from deskmate.reminders.clock import JUMP_SECONDS, LATE_SECONDS, WAKE_SECONDS, Clock

PROCESS = Path(__file__).with_name("clock_process.py")


class Ticks:
    """Counts ticks, and waits for them."""

    def __init__(self) -> None:
        self.count = 0
        self._more = threading.Condition()

    def __call__(self) -> None:
        with self._more:
            self.count += 1
            self._more.notify_all()

    def wait_for(self, count: int, *, seconds: float = 10) -> None:
        with self._more:
            assert self._more.wait_for(lambda: self.count >= count, seconds), f"only {self.count} ticks"


class Times:
    """Wall time and steady time, as the test says."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.steady = 50.0

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@contextmanager
def ticking(tick: Callable[[], object], *, seconds: float = 0.05) -> Iterator[Clock]:
    clock = Clock(tick, seconds=seconds)
    clock.start()
    try:
        yield clock
    finally:
        clock.stop()


def test_it_ticks_at_once_and_goes_on() -> None:
    ticks = Ticks()
    with ticking(ticks):
        ticks.wait_for(4)


def test_starting_and_stopping_twice_is_as_once() -> None:
    ticks, before = Ticks(), threading.active_count()
    clock = Clock(ticks, seconds=3600)
    assert threading.active_count() == before, "a constructor starts nothing"
    clock.start()
    ticks.wait_for(1)
    running = threading.active_count()
    clock.start()
    assert threading.active_count() == running
    clock.stop()
    clock.stop()
    assert threading.active_count() == before
    assert ticks.count == 1


def test_it_can_be_started_again() -> None:
    ticks = Ticks()
    clock = Clock(ticks, seconds=3600)
    for count in (1, 2):
        clock.start()
        ticks.wait_for(count)
        clock.stop()


def test_stopping_waits_for_the_tick_that_runs() -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        time.sleep(0.2)
        ended.set()

    with ticking(slow, seconds=3600):
        assert begun.wait(10)
    assert ended.is_set()


def test_a_tick_that_fails_does_not_end_the_clock(caplog: pytest.LogCaptureFixture) -> None:
    ticks = Ticks()

    def failing() -> None:
        ticks()
        raise RuntimeError("something of ours")

    with ticking(failing):
        ticks.wait_for(3)
    caplog.clear()


def test_a_tick_that_takes_long_is_followed_by_one_not_by_all_it_missed() -> None:
    ticks = Ticks()

    def slow() -> None:
        ticks()
        if ticks.count == 1:
            time.sleep(0.6)  # a dozen ticks' time

    with ticking(slow):
        ticks.wait_for(2)
        assert ticks.count <= 4


def watched() -> tuple[Clock, Ticks, Times]:
    times, ticks = Times(), Ticks()
    clock = Clock(ticks, wall=lambda: times.wall, steady=lambda: times.steady)
    clock.watch()  # the first look finds out how things are
    ticks.count = 0
    return clock, ticks, times


def test_quiet_time_makes_no_tick() -> None:
    clock, ticks, times = watched()
    for _ in range(1000):
        times.pass_by(WAKE_SECONDS)
        clock.watch()
    assert ticks.count == 0


@pytest.mark.parametrize("jump", [JUMP_SECONDS + 1, 8 * 3600.0, -JUMP_SECONDS - 1, -2 * 86_400.0])
def test_sleep_and_a_clock_that_is_set_make_one_tick(jump: float) -> None:
    """Steady time stands still in sleep on Linux and macOS, so wall time has moved against it."""
    clock, ticks, times = watched()
    times.wall += jump
    for _ in range(3):
        times.pass_by(WAKE_SECONDS)
        clock.watch()
    assert ticks.count == 1


def test_sleep_is_noticed_where_steady_time_runs_on() -> None:
    """As on Windows, and for a process that was held."""
    clock, ticks, times = watched()
    times.pass_by(LATE_SECONDS + WAKE_SECONDS)
    clock.watch()
    times.pass_by(WAKE_SECONDS)
    clock.watch()
    assert ticks.count == 1


def test_small_steps_of_a_time_server_add_up() -> None:
    clock, ticks, times = watched()
    for _ in range(10):
        times.wall += 10
        times.pass_by(WAKE_SECONDS)
        clock.watch()
    assert ticks.count == 1


# -- a real process, held and with its time set ------------------------------------------------------------------------


class Shop:
    """A book, and a process that tells of what falls due in it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.path, self.key = folder / "shop.deskmate", os.urandom(32)
        book.create_unlocked(self.path, book.Opening("Shop", "general", "Olga", zone="UTC"), key=self.key).close()
        self.told: list[tuple[float, str]] = []
        self._heard = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, str(PROCESS), str(self.path), self.key.hex()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_for("ready", seconds=60)

    def remind(self, what: str, at: datetime, *, now: datetime) -> None:
        db = open_database(self.path, self.key)
        due.remind(db, what, at=at, by=staff.owner(db), now=now)
        db.close()

    def hold(self, seconds: float) -> None:
        self._process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._process.send_signal(signal.SIGCONT)

    def wait_for(self, what: str, *, seconds: float) -> None:
        with self._heard:
            assert self._heard.wait_for(lambda: what in self.said(), seconds), f"only {self.said()}"

    def said(self) -> list[str]:
        return [what for _, what in self.told]

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        assert self._process.wait(30) == 0
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._heard:
                self.told.append((time.monotonic(), line.strip()))
                self._heard.notify_all()


@contextmanager
def shop(folder: Path, **environment: str) -> Iterator[Shop]:
    opened = Shop(folder, **environment)
    try:
        yield opened
    finally:
        opened.close()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system can't hold a process")
def test_what_fell_due_while_the_process_was_held_is_told_within_ten_seconds_once(tmp_path: Path) -> None:
    with shop(tmp_path) as opened:
        now = datetime.now(UTC)
        opened.remind("while held", now + timedelta(seconds=6), now=now)
        time.sleep(1)
        assert opened.said() == ["ready"]
        opened.hold(20)
        opened.wait_for("while held", seconds=10)
        time.sleep(35)  # another tick
        assert opened.said() == ["ready", "while held"]


@pytest.mark.slow
def test_what_fell_due_in_sleep_or_with_the_clock_set_is_told_within_ten_seconds_once(tmp_path: Path) -> None:
    """Wall time is moved for the process alone, steady time is not: that is how sleep looks on Linux."""
    library = _faketime()
    if library is None:
        pytest.skip("libfaketime is not installed (package libfaketime); DESKMATE_LIBFAKETIME may name its file")
    moved = tmp_path / "moved"
    moved.write_text("+0")
    fake = {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(moved), "FAKETIME_NO_CACHE": "1"}
    with shop(tmp_path, **fake, FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1") as opened:
        now = datetime.now(UTC)
        opened.remind("in two days", now + timedelta(days=2), now=now)
        opened.remind("in a week", now + timedelta(days=7), now=now)
        time.sleep(1)
        assert opened.said() == ["ready"]
        moved.write_text("+3d")
        opened.wait_for("in two days", seconds=10)
        moved.write_text("-2d")
        time.sleep(8)
        opened.remind("while set back", now - timedelta(days=1, hours=23), now=now - timedelta(days=2))
        moved.write_text("-1d")
        opened.wait_for("while set back", seconds=10)
        opened.remind("by an ordinary tick", now - timedelta(days=1), now=now - timedelta(days=2))
        opened.wait_for("by an ordinary tick", seconds=40)
        assert opened.said() == ["ready", "in two days", "while set back", "by an ordinary tick"]


def _faketime() -> Path | None:
    named = os.environ.get("DESKMATE_LIBFAKETIME")
    places = [Path(named)] if named else [*Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]
    return next((place for place in places if place.exists()), None)
