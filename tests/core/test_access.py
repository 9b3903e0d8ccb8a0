"""What the shop holds about somebody: all of it, readable, and as text whatever was typed."""

import json
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from deskmate.core import access, appointments, audit, customers, follow_ups, interactions, settings
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.people import Detail, Draft

NASTY = "<img src=x onerror=alert(1)> & \"quoted\" 'text'"


@pytest.fixture
def ann(db: Database, owner: Actor, now: datetime) -> int:
    draft = Draft(
        "Ann Lee", about=NASTY, details=(Detail("phone", "020 7946 0018"),), tags=("rye",), no_mood_reading=False
    )
    number = customers.add(db, draft, by=owner, now=now)
    customers.add_preference(db, number, category="food", what="no nuts", by=owner, now=now)
    saved = interactions.add(db, number, "waited an hour, third time, wants the money back", by=owner, now=now)
    interactions.overrule(db, saved.interaction_id, "she was joking", by=owner, now=now)
    binned = interactions.add(db, number, "a note in the bin", by=owner, now=now)
    interactions.delete(db, binned.interaction_id, by=owner, now=now)
    follow_ups.open_by_hand(db, number, "wants a call", due_on=date(2026, 3, 3), by=owner, now=now)
    appointments.book(db, number, start=now, service="Cut", minutes=30, by=owner, now=now)
    customers.add(db, Draft("Bea Moss", about="somebody else"), by=owner, now=now)
    return number


def test_everything_is_in_it_also_the_reading_and_who_set_it_aside(
    db: Database, ann: int, owner: Actor, now: datetime
) -> None:
    made = access.report(db, ann, by=owner, now=now)
    for text in (made.as_html(), json.dumps(made.as_json())):
        for held in (
            "Ann Lee",
            "020 7946 0018",
            "rye",
            "no nuts",
            "waited an hour",
            "she was joking",
            "Olga",
            "a note in the bin",
            "wants a call",
            "Cut",
        ):
            assert held in text, held
        assert "somebody else" not in text and "Bea" not in text


def test_the_page_says_times_as_the_clock_showed_them_amounts_as_money_and_what_things_are(
    db: Database, ann: int, owner: Actor
) -> None:
    at = datetime(2026, 7, 6, 12, 45, tzinfo=UTC)
    interactions.add(db, ann, "bought a lamp", kind="purchase", amount_minor=2600, currency="GBP", by=owner, now=at)
    zone = settings.current(db).zone
    page = access.report(db, ann, by=owner, now=at).as_html()
    wall = at.astimezone(ZoneInfo(zone))
    assert f"<dt>When</dt><dd>6 July 2026, {wall:%H:%M}</dd>" in page
    assert "<dt>Amount</dt><dd>£26.00</dd>" in page and "GBP" not in page and "2600" not in page
    assert "Made on 6 July 2026." in page and "UTC" not in page and "T12:45" not in page
    assert "<dt>Due on</dt><dd>3 March 2026</dd>" in page
    assert "2600" in json.dumps(access.report(db, ann, by=owner, now=at).as_json()), "a program gets what is stored"


def test_what_was_typed_is_text_on_the_page(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    page = access.report(db, ann, by=owner, now=now).as_html()
    seen: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append(tag)
            assert all(name in ("lang", "charset") for name, _value in attrs)

    Tags().feed(page)
    assert set(seen) == {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "dl", "dt", "dd"}
    assert "&lt;img" in page and "http" not in page


def test_making_one_is_the_owners_and_on_the_list(db: Database, ann: int, owner: Actor, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        access.report(db, ann, by=Actor("Sam"), now=now)
    with pytest.raises(NotFound):
        access.report(db, 999, by=owner, now=now)
    access.report(db, ann, by=owner, now=now)
    assert audit.entries(db, by=owner)[0].what == "access report made"
