"""Pop-ups are few, nothing is dropped, and everything open stands under one heading."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core.settings import Settings
from deskmate.reminders import telling
from deskmate.reminders.kinds import Due

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
LONDON = ZoneInfo("Europe/London")
SHOP = Settings(zone="Europe/London", popups_an_hour=3)


def due(number: int, *, late: float = 0, about: float = 60, told: datetime | None = None) -> Due:
    """A reminder that fell due `late` minutes ago, about something in `about` minutes."""
    return Due(
        key=f"reminder:{number}",
        kind="reminder",
        customer_id=None,
        customer="",
        text="x",
        due_at=NOW - timedelta(minutes=late),
        about_at=NOW + timedelta(minutes=about),
        told_at=told,
    )


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(-100, 3000)), max_size=30),
    st.lists(st.integers(0, 120), max_size=8),
    st.integers(0, 6),
)
def test_nothing_is_dropped_and_the_hour_has_its_budget(
    items: list[tuple[int, int]], minutes_ago: list[int], budget: int
) -> None:
    claimed = [due(number, late=late, about=about) for number, (late, about) in enumerate(items)]
    recent = [NOW - timedelta(minutes=ago) for ago in minutes_ago]
    shop = replace(SHOP, popups_an_hour=budget)
    told = telling.plan(claimed, recent=recent, now=NOW, shop=shop)
    assert sorted(one.key for one in (*told.popups, *told.missed, *told.waiting)) == sorted(one.key for one in claimed)
    in_hour = sum(ago < 60 for ago in minutes_ago)
    assert told.interruptions <= max(budget - in_hour, 0)


def test_what_happens_soonest_pops_up_first_when_the_budget_is_short() -> None:
    claimed = [due(1, about=300), due(2, about=10), due(3, about=30), due(4, about=20)]
    told = telling.plan(claimed, recent=[], now=NOW, shop=SHOP)
    assert [one.key for one in told.popups] == ["reminder:2", "reminder:4", "reminder:3"]
    assert [one.key for one in told.waiting] == ["reminder:1"]


def test_a_night_of_missed_reminders_is_one_pop_up() -> None:
    told = telling.plan([due(number, late=600) for number in range(200)], recent=[], now=NOW, shop=SHOP)
    assert (len(told.popups), len(told.missed), told.interruptions) == (0, 200, 1)


@pytest.mark.parametrize(
    ("begin", "end", "hour", "quiet"),
    [
        ("12:00", "14:00", 12, True),
        ("12:00", "14:00", 14, False),
        ("18:00", "08:00", 23, True),
        ("18:00", "08:00", 7, True),
        ("18:00", "08:00", 8, False),
        ("", "08:00", 7, False),
        ("nonsense", "08:00", 7, False),
        ("09:00", "09:00", 9, False),
    ],
)
def test_quiet_hours_may_run_over_midnight(begin: str, end: str, hour: int, quiet: bool) -> None:
    shop = replace(SHOP, quiet_from=begin, quiet_until=end)
    assert telling.is_quiet(NOW.replace(hour=hour), shop) is quiet


def test_quiet_hours_follow_the_wall_clock_in_summer() -> None:
    shop = replace(SHOP, quiet_from="13:00", quiet_until="14:00")
    assert telling.is_quiet(datetime(2026, 7, 1, 12, 30, tzinfo=UTC), shop)
    assert not telling.is_quiet(datetime(2026, 7, 1, 13, 30, tzinfo=UTC), shop)


def test_the_quiet_hours_of_who_is_at_the_desk_count_beside_the_shops() -> None:
    shop, own = replace(SHOP, quiet_from="20:00", quiet_until="08:00"), ("11:00", "13:00")
    assert telling.plan([due(1)], recent=[], now=NOW, shop=shop).popups
    assert telling.plan([due(1)], recent=[], now=NOW, shop=shop, own=own).popups == ()
    assert telling.is_quiet(NOW.replace(hour=21), shop, own)


def test_in_quiet_hours_everything_waits() -> None:
    shop = replace(SHOP, quiet_from="11:00", quiet_until="13:00")
    told = telling.plan([due(1), due(2, late=500)], recent=[], now=NOW, shop=shop)
    assert told.interruptions == 0 and len(told.waiting) == 2


def test_each_reminder_stands_under_one_heading_oldest_first() -> None:
    missed = due(1, late=20 * 60)
    fresh = due(2, late=3)
    seen_yesterday = due(3, late=30 * 60)._replace(told_at=NOW - timedelta(hours=30))
    missed_days_ago = due(4, late=90 * 60)._replace(told_at=NOW - timedelta(hours=40))
    groups = telling.grouped([fresh, missed, seen_yesterday, missed_days_ago], now=NOW, zone=LONDON)
    assert [(name, [one.key for one in found]) for name, found in groups] == [
        ("away", ["reminder:1"]),
        ("now", ["reminder:2"]),
        ("earlier", ["reminder:4", "reminder:3"]),
    ]


def test_snoozing_offers_times_people_say() -> None:
    friday = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
    choices = dict(telling.snoozes(friday, replace(SHOP, opens="09:30", open_days="12345")))
    assert choices == {
        "In an hour": friday + timedelta(hours=1),
        "After lunch, 13:30": datetime(2026, 3, 6, 13, 30, tzinfo=UTC),
        "Tomorrow at opening, 09:30": datetime(2026, 3, 7, 9, 30, tzinfo=UTC),
        "Next working day, Mon 9 Mar": datetime(2026, 3, 9, 9, 30, tzinfo=UTC),
    }


def test_the_times_people_say_are_the_same_in_the_terminal() -> None:
    friday = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
    shop = replace(SHOP, opens="09:30", open_days="12345")
    assert {telling.said_time(words, friday, shop) for words in telling.SAID} == {
        at for _, at in telling.snoozes(friday, shop)
    }


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.text("1234567", max_size=7))
def test_a_snooze_never_ends_in_the_past(at: datetime, open_days: str) -> None:
    now = at.replace(tzinfo=UTC)
    assert all(until > now for _, until in telling.snoozes(now, replace(SHOP, open_days=open_days)))
