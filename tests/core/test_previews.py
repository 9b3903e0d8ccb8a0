"""Before it is saved one sees what it would do: other parameters, other words, no reading at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from deskmate.core import (
    customers,
    follow_ups,
    interactions,
    moods,
    previews,
    readings,
    rereading,
    reviewing,
    settings,
    shop_words,
    worry,
)
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled, DeskmateError
from deskmate.core.people import Draft
from deskmate.core.sentiment import Context, Reading, engine_version

DAY = timedelta(days=1)


def complain(db: Database, name: str, owner: Actor, at: datetime) -> int:
    number = customers.add(db, Draft(name), by=owner, now=at)
    interactions.add(db, number, "the lamp came broken", mood="unhappy", by=owner, now=at)
    return number


def listed(db: Database, now: datetime) -> set[str]:
    return {row.customer for row in follow_ups.list_open(db, now=now)}


def rules(**changed: float) -> worry.Rules:
    return worry.Rules(**changed)  # type: ignore[arg-type]


def test_the_parameters_in_force_change_nothing(db: Database, owner: Actor, now: datetime) -> None:
    complain(db, "Ann", owner, now - DAY)
    found = previews.preview_rules(db, follow_ups.rules_of(settings.current(db)), now=now)
    assert (found.appear, found.vanish, found.stay, found.looked_at) == ((), (), 1, 1)


def test_what_the_preview_says_is_what_saving_does(db: Database, owner: Actor, now: datetime) -> None:
    complain(db, "Ann", owner, now - DAY)
    complain(db, "Bo", owner, now - 100 * DAY)
    reviewing.review_recent(db, now=now)
    before = listed(db, now)
    found = previews.preview_rules(db, rules(half_life_days=5), now=now)
    assert {row.customer for row in found.vanish} | {row.customer for row in found.appear} != set()
    assert all(row.sentence for row in (*found.vanish, *found.appear))
    settings.change(db, worry_half_life_days=5.0, by=owner, now=now)
    reviewing.review_recent(db, now=now)
    gone, come = {row.customer for row in found.vanish}, {row.customer for row in found.appear}
    assert listed(db, now) == (before - gone) | come


def test_whoever_a_person_wants_on_the_list_or_who_wants_no_call_is_in_no_preview(
    db: Database, owner: Actor, now: datetime
) -> None:
    ann = complain(db, "Ann", owner, now - DAY)
    follow_ups.open_by_hand(db, ann, "she asked", due_on=now.date(), by=owner, now=now)
    bo = complain(db, "Bo", owner, now - DAY)
    card = customers.card(db, bo).draft
    customers.update(db, bo, Draft(**{**vars(card), "do_not_contact": True}), by=owner, now=now)
    assert previews.preview_rules(db, rules(cut=5.0), now=now).looked_at == 0


def test_a_preview_can_be_stopped(db: Database, owner: Actor, now: datetime) -> None:
    complain(db, "Ann", owner, now)
    with pytest.raises(Cancelled):
        previews.preview_rules(db, rules(), now=now, should_stop=lambda: True)


def test_words_are_tried_on_past_notes_and_only_where_they_stand(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann"), by=owner, now=now)
    interactions.add(db, ann, "bought a Horrible Disaster, terrible awful Horrible Disaster", by=owner, now=now)
    interactions.add(db, ann, "picked up the parcel", by=owner, now=now)
    interactions.add(db, ann, "horrible disaster, she is furious", mood="unhappy", by=owner, now=now)
    found = shop_words.preview(db, now=now, extra_goods="Horrible Disaster")
    assert found.looked_at == 1
    assert all(d.before != d.after and d.customer == "Ann" for d in found.differences)
    assert shop_words.preview(db, now=now, extra_goods="").looked_at == 0
    with pytest.raises(DeskmateError):
        shop_words.preview(db, now=now, trade="alchemy")


def test_saved_words_are_read_anew_as_the_preview_said(db: Database, owner: Actor, now: datetime) -> None:
    ann = customers.add(db, Draft("Ann"), by=owner, now=now)
    note = interactions.add(db, ann, "bought a Horrible Disaster, terrible awful thing", by=owner, now=now)
    found = shop_words.preview(db, now=now, extra_goods="Horrible Disaster\nterrible awful thing")
    assert shop_words.save(db, by=owner, now=now, extra_goods="Horrible Disaster\nterrible awful thing") == 1
    assert rereading.read_waiting(db, now=now) == 1
    label = interactions.one(db, note.interaction_id).label
    assert label == (found.differences[0].after if found.differences else label)
    with pytest.raises(NotAllowed):
        shop_words.save(db, by=Actor("Sam"), now=now, extra_goods="")


def test_a_saying_that_the_owner_listed_decides(db: Database, owner: Actor, now: datetime) -> None:
    """Only this shop knows what "took the side door" means; a denied one and one for the other side stay fair."""
    ann = customers.add(db, Draft("Ann"), by=owner, now=now)
    said = interactions.add(db, ann, "collected the frame, took the side door", by=owner, now=now).interaction_id
    bo = customers.add(db, Draft("Bo"), by=owner, now=now)
    denied = interactions.add(db, bo, "collected it, never took the side door", by=owner, now=now).interaction_id
    values = {"extra_unhappy": "took the side door"}
    found = shop_words.preview(db, now=now, **values)
    assert [d.after for d in found.differences] == ["negative"]
    assert [row.customer for row in found.flags.appear] == ["Ann"] and not found.flags.vanish
    shop_words.save(db, by=owner, now=now, **values)
    rereading.read_waiting(db, now=now)
    entry = interactions.one(db, said)
    assert (entry.label, entry.score < -0.5) == ("negative", True)
    assert entry.reading is not None
    assert any("took the side door" in e.why and e.counted for e in entry.reading.evidence)
    assert interactions.one(db, denied).label != "negative"
    assert listed(db, now) == {"Ann"}
    moved = {"extra_unhappy": "", "extra_happy": "took the side door"}
    assert [row.customer for row in shop_words.preview(db, now=now, **moved).flags.vanish] == ["Ann"]
    assert shop_words.save(db, by=owner, now=now, **moved) == 2
    rereading.read_waiting(db, now=now)
    assert interactions.one(db, said).label == "positive"


@pytest.fixture
def plain_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unhappy is what has "furious" in it: these tests are not about how well it reads."""

    def read_many(texts: Sequence[str], *, contexts: Sequence[Context]) -> list[Reading]:
        return [_reading(text) for text in texts]

    def read(text: str, *, context: Context) -> Reading:
        return _reading(text)

    monkeypatch.setattr(rereading, "read_many", read_many)
    monkeypatch.setattr(readings, "read", read)


def _reading(text: str) -> Reading:
    unhappy = "furious" in text
    return Reading("negative" if unhappy else "neutral", -1.0 if unhappy else 0.0, engine_version=engine_version())


@pytest.mark.usefixtures("plain_reader")
def test_mood_reading_off_takes_readings_away_and_on_brings_them_back(
    db: Database, owner: Actor, now: datetime
) -> None:
    ann = customers.add(db, Draft("Ann"), by=owner, now=now)
    said = "waited 40 minutes, furious, wants a refund, won't be back"
    note = interactions.add(db, ann, said, by=owner, now=now)
    complain(db, "Bo", owner, now)
    assert listed(db, now) == {"Ann", "Bo"}
    moods.set_reading(db, False, by=owner, now=now)
    reviewing.review_recent(db, now=now)
    assert listed(db, now) == {"Bo"}  # what staff said stays
    assert interactions.one(db, note.interaction_id).reading is None
    assert interactions.add(db, ann, said, by=owner, now=now).reading is None
    moods.set_reading(db, True, by=owner, now=now)
    assert rereading.read_waiting(db, now=now) == 3
    assert listed(db, now) == {"Ann", "Bo"}
    with pytest.raises(NotAllowed):
        moods.set_reading(db, False, by=Actor("Sam"), now=now)


@pytest.mark.usefixtures("plain_reader")
def test_pages_are_not_told_after_each_few_notes_that_were_read(
    db: Database, owner: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each telling lets an open page look again; after an import of a year there would be hundreds."""
    moods.set_reading(db, False, by=owner, now=now)
    ann = customers.add(db, Draft("Ann"), by=owner, now=now)
    for number in range(11):
        interactions.add(db, ann, f"note {number}", by=owner, now=now)
    moods.set_reading(db, True, by=owner, now=now)
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    monkeypatch.setattr(rereading, "TOLD_EVERY", 6)
    told: list[frozenset[str]] = []
    db.listen(lambda topics: told.append(frozenset(topics)))
    assert rereading.read_waiting(db, now=now) == 11
    assert told == [frozenset({"interactions", "follow-ups"})] * 2
