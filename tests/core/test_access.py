"""What the shop holds about somebody: all of it, readable, and as text whatever was typed."""

import json
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from deskmate.core import access, appointments, audit, customers, follow_ups, interactions
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
