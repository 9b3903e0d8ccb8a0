"""Suggested texts: filled from a fixed list and nothing else, in the shop's words, and never against etiquette."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import consents, customers, follow_ups, settings, templates
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.people import Draft

STAFF = Actor("Sam")


def add(db: Database, owner: Actor, now: datetime, name: str = "Ann Lee", **draft: Any) -> int:
    return customers.add(db, Draft(name, **draft), by=owner, now=now)


@pytest.mark.parametrize("name", templates.NAMES)
def test_every_text_that_comes_with_deskmate_is_whole_once_its_fields_are_known(
    db: Database, owner: Actor, now: datetime, name: str
) -> None:
    about = {"date": "Friday 6 March", "time": "14:30", "service": "Fitting", "promise": "the blue wool"}
    made = templates.suggest(db, name, add(db, owner, now, given="Ann"), about=about, now=now)
    assert made.open_fields == () and "{" not in made.text
    assert made.text.startswith("Dear Ann,") and "The Corner Shop" in made.text
    assert made.text == made.text.strip()


def test_a_field_that_nothing_is_known_for_stays_as_typed_and_is_named(
    db: Database, owner: Actor, now: datetime
) -> None:
    made = templates.suggest(db, "appointment-moved", add(db, owner, now), about={"date": "Friday"}, now=now)
    assert made.open_fields == ("{service}", "{time}")
    assert "{service}" in made.text and "on Friday at {time}" in made.text


@pytest.mark.parametrize(
    "wording",
    ["{name.__class__}", "{0}", "{}", "{name!r}", "{name:>99999999}", "{{name", "{other}", "{ name }", "%(name)s", "{"],
)
def test_nothing_but_the_listed_fields_is_replaced(wording: str) -> None:
    assert templates.fill(wording, {"name": "Ann", "other": "secret"}) == wording


def test_a_value_that_looks_like_a_field_is_not_filled_again(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now, name="{shop} {name} <b>")
    templates.save(db, "put-right", "To {name}", by=owner, now=now)
    assert templates.suggest(db, "put-right", ann, now=now).text == "To {shop} {name} <b>"


@given(
    parts=st.lists(st.sampled_from([*templates.FIELDS, None, "plain "]), max_size=8),
    value=st.text(alphabet="{}nameshop%s", max_size=12),
)
def test_filling_is_one_pass_whatever_a_value_holds(parts: list[str | None], value: str) -> None:
    wording = "".join("{x}" if part is None else part if part == "plain " else f"{{{part}}}" for part in parts)
    filled = "".join("{x}" if part is None else part if part == "plain " else value for part in parts)
    assert templates.fill(wording, dict.fromkeys(templates.FIELDS, value)) == filled


def test_the_shop_words_a_text_its_own_way_and_gets_the_original_back(
    db: Database, owner: Actor, now: datetime
) -> None:
    templates.save(db, "put-right", "  Sorry, {first_name}.\r\nPlease ring {shop}. ", by=owner, now=now)
    (mine,) = (one for one in templates.listed(db) if one.changed)
    assert (mine.name, mine.wording) == ("put-right", "Sorry, {first_name}.\nPlease ring {shop}.")
    assert settings.current(db).shop_name == "The Corner Shop"  # the settings are as they were
    templates.save(db, "put-right", "", by=owner, now=now)
    assert not any(one.changed for one in templates.listed(db))


def test_only_the_owner_changes_a_wording_and_a_senseless_one_is_refused(
    db: Database, owner: Actor, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        templates.save(db, "put-right", "Hi", by=STAFF, now=now)
    with pytest.raises(InvalidInput, match="too long"):
        templates.save(db, "put-right", "x" * (templates.LONGEST + 1), by=owner, now=now)
    with pytest.raises(NotFound):
        templates.save(db, "../../secret", "Hi", by=owner, now=now)
    assert not any(one.changed for one in templates.listed(db))


@pytest.mark.parametrize(
    ("draft", "names", "why"),
    [
        ({"deceased": True}, templates.NAMES, "has died"),
        ({"do_not_contact": True}, templates.NAMES, "asked not to be contacted"),
        ({"no_greetings": True}, tuple(templates.GREETINGS), "does not want greetings"),
        ({"bereaved_until": date(2026, 3, 2)}, tuple(templates.GREETINGS), "in mourning"),
    ],
)
def test_what_the_card_asks_for_is_respected(
    db: Database, owner: Actor, now: datetime, draft: dict[str, Any], names: tuple[str, ...], why: str
) -> None:
    ann = add(db, owner, now, **draft)
    for name in templates.NAMES:
        if name in names:
            with pytest.raises(Conflict, match=why):
                templates.suggest(db, name, ann, now=now)
        else:
            assert templates.suggest(db, name, ann, now=now).text


def test_a_greeting_waits_for_the_call_but_amends_do_not(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    number = follow_ups.open_by_hand(db, ann, "Asked", due_on=now.date(), by=owner, now=now)
    with pytest.raises(Conflict, match="until somebody has called"):
        templates.suggest(db, "birthday-greeting", ann, now=now)
    assert templates.suggest(db, "put-right", ann, now=now).text
    follow_ups.close(db, number, "sorted it", by=owner, now=now)
    assert templates.suggest(db, "birthday-greeting", ann, now=now).text


def test_the_newest_answer_counts_and_no_answer_is_no_refusal(db: Database, owner: Actor, now: datetime) -> None:
    ann = add(db, owner, now)
    assert templates.suggest(db, "not-seen-lately", ann, now=now).text
    consents.record(db, ann, "offers", given=False, by=owner, now=now)
    with pytest.raises(Conflict, match="does not want to be written to"):
        templates.suggest(db, "not-seen-lately", ann, now=now)
    assert templates.suggest(db, "birthday-greeting", ann, now=now).text
    soon = now.date() + timedelta(days=9)
    later = now + timedelta(hours=1)
    consents.record(db, ann, "offers", given=True, source="at the counter", expires_on=soon, by=owner, now=later)
    assert templates.suggest(db, "not-seen-lately", ann, now=later).text
    with pytest.raises(Conflict):
        templates.suggest(db, "not-seen-lately", ann, now=now + timedelta(days=10))
