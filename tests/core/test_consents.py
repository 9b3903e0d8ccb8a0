"""Consent: the newest answer counts, the older ones stay, and no answer is no yes."""

from datetime import date, datetime, timedelta

import pytest

from deskmate.core import consents, customers, segments
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import InvalidInput, NotFound
from deskmate.core.people import Draft
from deskmate.core.segments import Condition, Filter


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    return customers.add(db, Draft("Ann Lee"), by=owner, now=now)


def agreed(db: Database, purpose: str, channel: str, now: datetime) -> bool:
    """Whether a list for this purpose and channel would hold her: that is what an answer is for."""
    wanted = Filter((Condition("consent", "given", which=channel, value=purpose),))
    return [row.name for row in segments.page(db, wanted, now=now)] == ["Ann Lee"]


def test_no_answer_is_no_yes(db: Database, ann: int, now: datetime) -> None:
    assert not agreed(db, "offers", "phone", now)


def test_the_newest_answer_counts_and_the_older_ones_stay(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    consents.record(db, ann, "offers", given=True, source="at the counter", by=owner, now=now)
    assert agreed(db, "offers", "e-mail", now)
    assert not agreed(db, "photos", "e-mail", now)
    consents.record(db, ann, "offers", given=False, channel="e-mail", by=owner, now=now + timedelta(days=1))
    assert not agreed(db, "offers", "e-mail", now + timedelta(days=1))
    assert agreed(db, "offers", "letter", now + timedelta(days=1))
    assert [row.given for row in consents.history(db, ann)] == [False, True]


def test_a_yes_ends_with_its_last_day(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    last = date(2026, 3, 5)
    consents.record(db, ann, "health", given=True, source="form", expires_on=last, by=owner, now=now)
    assert agreed(db, "health", "phone", now + timedelta(days=3))
    assert not agreed(db, "health", "phone", now + timedelta(days=4))


@pytest.mark.parametrize(
    "wrong", [{"purpose": "dragons"}, {"channel": "pigeon"}, {"basis": "whim"}, {"source": ""}], ids=str
)
def test_an_answer_that_could_not_be_shown_later_is_refused(
    db: Database, ann: int, owner: Actor, now: datetime, wrong: dict[str, str]
) -> None:
    given = {"purpose": "offers", "source": "at the counter", **wrong}
    with pytest.raises(InvalidInput):
        consents.record(db, ann, given.pop("purpose"), given=True, by=owner, now=now, **given)  # type: ignore[arg-type]
    assert consents.history(db, ann) == []


def test_somebody_unknown_is_refused(db: Database, owner: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        consents.record(db, 99, "offers", given=False, by=owner, now=now)
