"""What the book tells as a whole: counts that are right, and silence where there are too few to say."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import customers, follow_ups, insights, interactions
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.insights import Group, Share
from deskmate.core.models import Interaction
from deskmate.core.people import Draft

DAY = timedelta(days=1)


def written(db: Database, customer_id: int, at: datetime, count: int = 1, **values: object) -> None:
    """Notes as if they had been read; these tests are not about reading."""
    with db.write(Topic.INTERACTIONS) as session:
        for _ in range(count):
            made = {"kind": "note", "text": "words", "label": "neutral", "by": "Olga"} | values
            session.add(Interaction(customer_id=customer_id, at=at, created_at=at, **made))


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann Lee", language="de"), by=owner, now=now)


def called(db: Database, owner: Actor, at: datetime, *, right: bool, back_after: int | None) -> None:
    """A customer with one call, and perhaps a visit so many days later."""
    number = customers.add(db, Draft("Somebody"), by=owner, now=at)
    follow_up = follow_ups.open_by_hand(db, number, "the lamp", due_on=at.date(), by=owner, now=at)
    follow_ups.log_call(db, follow_up, "reached", put_right=right, by=owner, now=at)
    if back_after is not None:
        interactions.add(db, number, "", kind="visit", amount_minor=100, by=owner, now=at + back_after * DAY)


def test_an_empty_book_has_nothing_to_tell(db: Database, now: datetime) -> None:
    told = insights.look(db, since=None, now=now)
    assert (told.notes, told.themes, told.months) == (0, (), ())
    assert not told.calls.reached.told
    assert all(not comparison.groups and not comparison.hidden for comparison in told.fairness)


def test_calls_and_whether_customers_came_back(db: Database, owner: Actor, now: datetime) -> None:
    old = now - 100 * DAY
    called(db, owner, old, right=True, back_after=59)
    called(db, owner, old, right=True, back_after=61)
    called(db, owner, old, right=True, back_after=None)
    called(db, owner, old, right=False, back_after=5)
    called(db, owner, now - 10 * DAY, right=True, back_after=None)
    called(db, owner, now - 500 * DAY, right=True, back_after=1)
    calls = insights.look(db, since=now - 365 * DAY, now=now).calls
    assert (calls.tried, calls.reached, calls.put_right) == (5, Share(5, 5), Share(4, 5))
    assert calls.back_after_right == Share(1, 3)
    assert calls.back_otherwise == Share(1, 1)
    assert calls.too_recent == 1


def test_themes_are_those_of_notes_that_count_as_unhappy(db: Database, ann: int, now: datetime) -> None:
    written(db, ann, now, 2, label="negative", theme="waiting")
    written(db, ann, now, 1, label="negative", theme="waiting", theme_confirmed=True)
    written(db, ann, now, 1, mood="unhappy", theme="price", theme_confirmed=True)
    written(db, ann, now, 1, label="negative", mood="happy", theme="manner")
    written(db, ann, now, 1, label="negative", theme="manner", overruled_at=now)
    themes = insights.look(db, since=None, now=now).themes
    assert [(theme.name, theme.confirmed, theme.proposed) for theme in themes] == [("waiting", 1, 2), ("price", 1, 0)]


def test_months_run_without_gaps(db: Database, ann: int, now: datetime) -> None:
    written(db, ann, now, overruled_at=datetime(2025, 11, 30, 12, tzinfo=now.tzinfo))
    written(db, ann, now, 2, overruled_at=datetime(2026, 2, 1, 12, tzinfo=now.tzinfo))
    months = insights.look(db, since=None, now=now).months
    assert [(m.year, m.month, m.flags, m.overruled) for m in months] == [
        (2025, 11, 0, 1),
        (2025, 12, 0, 0),
        (2026, 1, 0, 0),
        (2026, 2, 0, 2),
    ]


def test_fairness_compares_groups_and_hides_small_ones(db: Database, owner: Actor, ann: int, now: datetime) -> None:
    bo = customers.add(db, Draft("Bo"), by=owner, now=now)
    early = now - 200 * DAY
    written(db, ann, early, 8, by="Olga", channel="phone", label="negative", overruled_at=early)
    written(db, ann, now, 4, by="Olga", channel="counter")
    written(db, bo, now, 9, by="Sam", channel="counter", label="negative")
    written(db, bo, now, 50, by="Kim", label="")  # never read, so nothing can be unfair
    by, channel, language, age = insights.look(db, since=None, now=now).fairness
    assert by.groups == (Group("Olga", Share(8, 12), Share(8, 8)),)
    assert by.hidden == 1
    assert channel.groups == (Group("counter", Share(9, 13), Share(0, 9)),)
    assert {group.name for group in language.groups} == {"de"}
    assert age.groups == (Group("New", Share(17, 17), Share(8, 17)),)
    assert age.hidden == 1


def test_what_was_deleted_or_lies_outside_the_time_is_not_counted(
    db: Database, owner: Actor, ann: int, now: datetime
) -> None:
    written(db, ann, now - 40 * DAY, 20)
    written(db, ann, now, 20, deleted_at=now)
    written(db, ann, now + DAY, 20)
    assert insights.look(db, since=now - 30 * DAY, now=now).notes == 0
    assert insights.look(db, since=None, now=now).notes == 20


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_narrows_with_more(part: int, more: int) -> None:
    share, tenfold = Share(part, part + more), Share(part * 10, (part + more) * 10)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
    assert tenfold.interval[1] - tenfold.interval[0] <= high - low


def test_the_interval_is_the_one_of_the_textbook() -> None:
    """Newcombe 1998, table I: 81 of 263, and 0 of 20."""
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert Share(0, 20).interval == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert not Share(9, 9).told
