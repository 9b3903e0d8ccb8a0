"""The demo shop looks like a shop: what happened there happened by day, and nothing lies ahead."""

from datetime import UTC, datetime, time, timedelta

import pytest

from deskmate.core import demo, settings, zones
from deskmate.core.db import Database


@pytest.mark.parametrize("days", [-60, -1, 0])
def test_the_demo_shop_was_at_work_by_day_even_if_it_is_opened_at_night(db: Database, days: int) -> None:
    night = datetime(2026, 11, 23, 2, 43, tzinfo=UTC)
    zone = zones.of(settings.current(db))
    times = [demo._in_the_day(db, f"roots {tone}", night + timedelta(days=days), night) for tone in range(40)]
    assert all(at <= night for at in times)
    if days:
        clocks = {at.astimezone(zone).time() for at in times}
        assert len(clocks) > 5 and all(time(9) <= clock <= time(17, 30) for clock in clocks)
