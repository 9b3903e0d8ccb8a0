"""JSON out of one book and into an empty one: people, who belongs with whom, pictures and documents, all of it back."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import (
    attachments,
    book,
    customers,
    exports,
    households,
    importing,
    imports,
    interactions,
    relations,
    search,
    staff,
)  # fmt: skip
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import FLAGS, LINES, Detail, Draft
from deskmate.core.preferences import PreferenceDraft

JPEG = b"\xff\xd8\xff" + b"photo" * 100
PDF = b"%PDF-1.7" + b"form" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"shoe" * 100


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    """An empty book of another shop."""
    opening = book.Opening("The Other Shop", "general", "Otto", zone="Europe/London")
    opened = book.create_unlocked(tmp_path / "other.deskmate", opening, key=bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def family(db: Database, owner: Actor, now: datetime) -> tuple[int, int, int]:
    """Ann and Ben Meyer of one household with the cat, her photo, a form and a picture at a visit."""
    phone = Detail("phone", "020 7946 0018", label="household")
    ann = customers.add(db, Draft("Ann Meyer", family="Meyer", details=(phone,)), by=owner, now=now)
    ben = customers.add(db, Draft("Ben Meyer", family="Meyer"), by=owner, now=now)
    relations.add(db, ann, ben, "child", together=True, by=owner, now=now)
    cat = relations.add_new(db, ben, "Minka", "pet", together=True, by=owner, now=now)
    attachments.set_photo(db, ann, JPEG, by=owner, now=now)
    attachments.add(db, ann, "form.pdf", PDF, by=owner, now=now)
    visit = interactions.add(db, ann, "brought her shoes", kind="visit", by=owner, now=now).interaction_id
    attachments.add(db, ann, "shoe.png", PNG, interaction_id=visit, by=owner, now=now)
    removed = attachments.add(db, ann, "removed.pdf", PDF + b"gone", by=owner, now=now)
    attachments.remove(db, removed, by=owner, now=now)
    return ann, ben, cat


@pytest.fixture
def carried(db: Database, owner: Actor, now: datetime, tmp_path: Path) -> Callable[..., imports.Batch]:
    """`carried(book)` exports the first book as JSON and brings it into another; `known`: onto cards of that name."""

    def carry(target: Database, *, known: bool = False) -> imports.Batch:
        done = exports.export(db, "json", tmp_path, by=owner, now=now)
        file = next(Path(name) for name in done.files if name.endswith("customers.json"))
        read = importing.read_file(file.name, file.read_bytes(), region="GB")
        assert not read.problems
        plan = imports.make_plan(target, [(file.name, read)])
        for index, decision in enumerate(plan.decisions if known else ()):
            plan = plan.deciding(index, "update", numbers(target)[decision.record.name])
        return imports.carry_out(target, plan, by=staff.owner(target), now=now)

    return carry


def held(db: Database, customer_id: int) -> dict[str, Any]:
    """What a card holds, by names instead of numbers."""
    home = households.of(db, customer_id)
    entries = interactions.timeline(db, customer_id)
    return {
        "home": home and (home.name, sorted(one.name for one in home.members), [one.value for one in home.borrowed]),
        "related": [(one.name, one.role) for one in relations.of(db, customer_id)],
        "photo": attachments.photo(db, customer_id),
        "files": sorted((row.name, row.media_type, row.size, row.at) for row in attachments.of(db, customer_id)),
        "contents": sorted(attachments.content(db, row.id) for row in attachments.of(db, customer_id)),
        "entries": [(entry.text, [file.name for file in entry.files]) for entry in entries],
    }


def numbers(db: Database) -> dict[str, int]:
    return {row.name: row.id for row in customers.page(db)}


@pytest.mark.usefixtures("family")
def test_everything_comes_back(db: Database, other: Database, carried: Callable[..., imports.Batch]) -> None:
    carried(other)
    before, after = numbers(db), numbers(other)
    assert before.keys() == after.keys()
    for name, number in before.items():
        assert held(other, after[name]) == held(db, number), name
    assert {hit.name for hit in search.find_people(other, "7946 0018")} == {"Ann Meyer", "Ben Meyer", "Minka"}


@pytest.mark.parametrize(
    ("fmt", "name"),
    [("json", "customers.json"), ("csv", "customers.csv"), ("xlsx", "customers.xlsx"), ("vcard", "customers.vcf")],
)
@pytest.mark.parametrize("known", [False, True])
def test_etiquette_goes_out_and_comes_back_in_every_format(
    db: Database, other: Database, owner: Actor, now: datetime, tmp_path: Path, fmt: str, name: str, known: bool
) -> None:
    """A list that went out must say who is not to be contacted, and a health matter must not come back for all eyes."""
    said = {"do_not_contact": True, "deceased": True, "no_greetings": True, "no_mood_reading": True, "seasonal": True}
    details = (Detail("phone", "020 7946 0018"), Detail("phone", "07700 900123", preferred=True))
    draft = Draft("Ann Meyer", best_time="after 4 pm", best_channel="message", details=details, **said)  # type: ignore[arg-type]
    remember = (
        PreferenceDraft("allergy", "PPD", alert=True, health=True, consent_on=date(2026, 1, 5), pinned=False),
        PreferenceDraft("patch test", "done", alert=True, expires_on=date(2026, 12, 1)),
        PreferenceDraft("size", "38"),
        PreferenceDraft("allergy", "dust", pinned=False),
    )
    new = {} if known else {"bereaved_until": date(2026, 8, 1), "greet_days_ahead": 3}
    customers.add(db, replace(draft, **new), remember=remember, by=owner, now=now)  # type: ignore[arg-type]
    done = exports.export(db, fmt, tmp_path, by=owner, now=now)
    file = next(Path(each) for each in done.files if each.endswith(name))
    plan = imports.make_plan(other, [(name, importing.read_file(name, file.read_bytes(), region="GB"))])
    if known:
        there = customers.add(other, Draft("Ann Meyer"), by=staff.owner(other), now=now)
        plan = plan.deciding(0, "update", there)
    batch = imports.carry_out(other, plan, by=staff.owner(other), now=now)
    before, after = customers.card(db, 1), customers.card(other, 1)
    assert {key: getattr(after.draft, key) for key in LINES + FLAGS} == {
        key: getattr(before.draft, key) for key in LINES + FLAGS
    }
    if not known:
        assert (after.draft.bereaved_until, after.draft.greet_days_ahead) == (date(2026, 8, 1), 3)
    assert [(one.value, one.preferred) for one in after.draft.details] == [
        (one.value, one.preferred) for one in before.draft.details
    ]

    def remembered(card: customers.Card) -> list[tuple[object, ...]]:
        return [
            (one.category, one.text, one.alert, one.pinned, one.health, one.consent_on, one.expires_on)
            for one in sorted(card.preferences, key=lambda one: one.id)
        ]

    assert remembered(after) == remembered(before)
    imports.undo(other, batch.batch, by=staff.owner(other), now=now)
    if known:
        assert not customers.card(other, 1).draft.deceased


@pytest.mark.usefixtures("family")
def test_a_second_time_nothing_is_there_twice(other: Database, carried: Callable[..., imports.Batch]) -> None:
    carried(other)
    before = {name: held(other, number) for name, number in numbers(other).items()}
    assert carried(other, known=True).updated == 3
    assert {name: held(other, number) for name, number in numbers(other).items()} == before


@pytest.mark.usefixtures("family")
def test_taking_it_back_leaves_an_empty_book_and_no_household(
    other: Database, carried: Callable[..., imports.Batch], now: datetime
) -> None:
    batch = carried(other)
    imports.undo(other, batch.batch, by=staff.owner(other), now=now)
    with other.read() as session:
        run = session.connection().exec_driver_sql
        for table in ("customer", "household", "relation", "attachment", "search_term"):
            assert run(f"SELECT count(*) FROM {table}").scalar_one() == 0, table


@pytest.mark.usefixtures("family")
def test_taking_it_back_parts_whoever_was_there_before(
    other: Database, carried: Callable[..., imports.Batch], now: datetime
) -> None:
    by = staff.owner(other)
    phone, mail = Detail("phone", "020 7946 0018"), Detail("email", "ann@example.org")
    ann = customers.add(other, Draft("Ann Meyer", family="Meyer", details=(phone, mail)), by=by, now=now)
    for name in ("Ben Meyer", "Minka"):
        customers.add(other, Draft(name), by=by, now=now)
    batch = carried(other, known=True)
    assert households.of(other, ann) is not None and attachments.photo(other, ann) == JPEG
    assert held(other, ann)["related"] == [("Ben Meyer", "child")]
    imports.undo(other, batch.batch, by=by, now=now + timedelta(hours=1))
    assert numbers(other).keys() == {"Ann Meyer", "Ben Meyer", "Minka"}
    assert households.of(other, ann) is None and relations.of(other, ann) == []
    assert attachments.photo(other, ann) is None and attachments.of(other, ann) == []


def read(*people: dict[str, Any]) -> importing.Import:
    text = json.dumps({"format": "deskmate-customers", "version": 1, "customers": list(people)})
    return importing.read_file("x.json", text.encode(), region="GB")


def test_a_file_that_can_not_be_kept_is_left_out_by_name(other: Database, now: datetime) -> None:
    bad, good = (base64.b64encode(data).decode() for data in (b"MZ", PDF))
    found = read({"name": "Ann", "files": [{"name": "run.exe", "data": bad}, {"name": "a.pdf", "data": good}]})
    (problem,) = found.problems
    assert problem.reason.startswith("run.exe is left out: Only pictures (JPEG, PNG, GIF, WebP) and PDF files")
    imports.carry_out(other, imports.make_plan(other, [("x", found)]), by=staff.owner(other), now=now)
    assert [row.name for row in attachments.of(other, numbers(other)["Ann"])] == ["a.pdf"]


def test_a_number_that_means_two_people_ties_nobody(other: Database, now: datetime) -> None:
    one = read({"name": "Ann Lee", "external_id": "1", "household": "1", "ties": [{"role": "friend", "other": "2"}]},
               {"name": "Ben Moss", "external_id": "2", "household": "1"})  # fmt: skip
    two = read({"name": "Cy Hall", "external_id": "1", "household": "1"})
    plan = imports.make_plan(other, [("one", one), ("two", two)])
    imports.carry_out(other, plan, by=staff.owner(other), now=now)
    for number in numbers(other).values():
        assert households.of(other, number) is None and relations.of(other, number) == []


def test_nonsense_in_ties_ties_nobody(other: Database, now: datetime) -> None:
    found = read({"name": "Ann Lee", "external_id": "1",
                  "ties": [{"role": "cousin", "other": "1"}, {"role": "friend", "other": "77"}]})  # fmt: skip
    imports.carry_out(other, imports.make_plan(other, [("x", found)]), by=staff.owner(other), now=now)
    assert relations.of(other, numbers(other)["Ann Lee"]) == []


def test_a_photo_in_a_vcard_lands_on_the_card_and_goes_out_again(
    db: Database, owner: Actor, now: datetime, tmp_path: Path
) -> None:
    photo = base64.b64encode(JPEG).decode()
    lines = ("BEGIN:VCARD", "VERSION:4.0", "FN:Ann Lee", "EMAIL:ann@example.org")
    text = "\n".join((*lines, f"PHOTO:data:image/jpeg;base64,{photo}", "END:VCARD", ""))
    known = customers.add(db, Draft("Ann Lee", details=(Detail("email", "ann@example.org"),)), by=owner, now=now)
    plan = imports.make_plan(db, [("a.vcf", importing.read_file("a.vcf", text.encode(), region="GB"))])
    imports.carry_out(db, plan.deciding(0, "update", known), by=owner, now=now)
    assert attachments.photo(db, known) == JPEG
    newer = PNG  # a photo that is there is never replaced by a file
    attachments.set_photo(db, known, newer, by=owner, now=now)
    plan = imports.make_plan(db, [("a.vcf", importing.read_file("a.vcf", text.encode(), region="GB"))])
    imports.carry_out(db, plan.deciding(0, "update", known), by=owner, now=now)
    assert attachments.photo(db, known) == newer
    (written,) = exports.export(db, "vcard", tmp_path, by=owner, now=now).files
    (record,) = importing.read_file("customers.vcf", Path(written).read_bytes(), region="GB").records
    assert record.photo == newer
    attachments.remove_photo(db, known, by=owner, now=now)
    (written,) = exports.export(db, "vcard", tmp_path, by=owner, now=now + timedelta(minutes=1)).files
    assert b"PHOTO" not in Path(written).read_bytes()
