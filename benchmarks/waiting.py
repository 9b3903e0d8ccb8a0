"""A day on which nobody does anything, and the morning after a month: what ticks cost, and the list of all missed."""

import gc
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from benchmarks.books import NOW, Book
from benchmarks.meter import Line, compared, spoken
from deskmate.core import settings, staff, zones
from deskmate.core.db import Database
from deskmate.reminders import due, telling
from deskmate.reminders.kinds import Due
from deskmate.reminders.watch import Watch

TICK = timedelta(seconds=30)
_HOURS = 24
_AN_HOUR = 120  # ticks
_MISSED, _AWAY_DAYS = 200, 30
_MOST_SECONDS = 2.0


def waiting(book: Book, size: str) -> Iterator[Line]:
    """Both, each on a copy of its own: what falls due gets marked as told."""
    with book.copied(durable=False) as db:
        yield from idle_day(db, size)
    with book.copied(durable=False) as db:
        yield away(db, size)


def idle_day(db: Database, size: str) -> Iterator[Line]:
    """24 hours of ticks: the last quarter against the first, in the processor's time and in what is kept in memory."""
    watch, now = Watch(db), NOW
    watch.poll(now)
    typical, kept = [], []
    begin = time.thread_time()
    for _ in range(_HOURS):
        each = []
        for _ in range(_AN_HOUR):
            now += TICK
            each.append(_timed(watch, now))
        typical.append(median(each))
        gc.collect()
        kept.append(sys.getallocatedblocks())
    whole = time.thread_time() - begin
    quarter = _HOURS // 4
    first, last = median(typical[:quarter]), median(typical[-quarter:])
    yield compared("idle day: a tick at its end", size, last, first, bar=1.5, aim=1.1, against="at its begin")
    grown = median(kept[-quarter:]) / median(kept[:quarter])
    yield Line("idle day: objects in memory", size, f"{kept[-1]:,}", f"{kept[0]:,}", grown, 1.02, 1.005)
    yield Line("idle day: 24 h of ticks", size, spoken(whole))


def away(db: Database, size: str) -> Line:
    """The first tick and the grouped list after 30 days, with 200 reminders more than the book has."""
    by, later = staff.owner(db), NOW + timedelta(days=_AWAY_DAYS)
    Watch(db).poll(NOW)
    for number in range(_MISSED):
        at = NOW + timedelta(days=_AWAY_DAYS * (number + 0.5) / _MISSED)
        due.remind(db, f"Reminder {number}", at=at, by=by, now=NOW)
    begin = time.perf_counter()
    groups = _look(db, later)
    seconds = time.perf_counter() - begin
    found = sum(len(items) for _, items in groups)
    what = f"after {_AWAY_DAYS} days: {found:,} due in one list"
    return Line(what, size, spoken(seconds), spoken(_MOST_SECONDS), seconds / _MOST_SECONDS, 1, 0.5)


def _look(db: Database, now: datetime) -> list[tuple[telling.Group, list[Due]]]:
    shop = settings.current(db)
    telling.plan(Watch(db).poll(now), recent=[], now=now, shop=shop)
    return telling.grouped(due.open_list(db, now=now), now=now, zone=zones.of(shop))


def _timed(watch: Watch, now: datetime) -> float:
    begin = time.thread_time()
    watch.poll(now)
    return time.thread_time() - begin
