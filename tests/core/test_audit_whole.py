"""No use case is left out of who did what: each is carried out once here, and each names the person who did it."""

import inspect
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskmate.core import (
    access,
    appointments,
    attachments,
    audit,
    audit_heads,
    audit_list,
    backups,
    book,
    consents,
    customers,
    doubles,
    erasure,
    exports,
    follow_ups,
    households,
    importing,
    imports,
    interactions,
    merging,
    moods,
    objections,
    own_fields,
    pins,
    rekeying,
    relations,
    services,
    settings,
    shop_words,
    staff,
    templates,
    undo,
    undo_words,
    usual_orders,
)
from deskmate.core.actors import Actor
from deskmate.core.book import Opening
from deskmate.core.db import Database
from deskmate.core.people import Detail, Draft
from deskmate.core.preferences import PreferenceDraft
from deskmate.reminders import due
from tests.core import test_roles

pytestmark = pytest.mark.usefixtures("cheap_stretching", "trusted_keyring")
PICTURE = bytes.fromhex("89504e470d0a1a0a") + bytes(60)
# these change nothing that anybody could have done to a customer or to the shop
LOOKING = {
    "audit.entries",
    "audit.people",
    "audit_list.lines",
    "drafts.drop",
    "drafts.find",
    "drafts.keep",
    "drafts.mine",
    "drafts.saving",
    "retention.propose",
    "settings.put",  # a step of settings.change and its like
    "undo.last",
    "undo.last_undone",
}
PHONE = (Detail("phone", "020 7946 0018"),)


class Day:
    """A shop in which everything is done once; `did` is what was done, with what stands on the list about it."""

    def __init__(self, db: Database, now: datetime, folder: Path) -> None:
        self.db, self.now, self.folder = db, now, folder
        self.olga = staff.owner(db)
        self.done: dict[str, list[audit.Entry]] = {}
        self.steps: dict[str, undo.Step] = {}

    def did(self, name: str, doing: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Carries out a use case as the owner and remembers which entries it left, and which step to undo."""
        self.now += timedelta(minutes=1)
        before = audit.head(self.db).id
        result = doing(self.db, *given, **named, by=self.olga, now=self.now)
        self.done[name] = [one for one in audit.entries(self.db, by=self.olga, limit=500) if one.id > before]
        newest = undo.history(self.db, limit=1)
        if newest and newest[0].at == self.now:
            self.steps[name] = newest[0]
        return result


@pytest.fixture
def day(tmp_path: Path, now: datetime) -> Day:
    made = book.create(tmp_path / "shop.deskmate", Opening("Shop", "general", "Olga"), passphrase="four plain words")
    return Day(made.db, now, tmp_path)


def a_whole_book(day: Day) -> None:
    """Only an empty book takes one in, so this comes first."""
    files = exports.export(day.db, "json", day.folder, by=day.olga, now=day.now).files
    file = next(Path(name) for name in files if name.endswith("book.json"))
    day.did("imports.whole_book.bring", imports.whole_book.bring, file)


def people(day: Day) -> tuple[int, int]:
    ann = day.did("customers.add", customers.add, Draft("Ann Lee", details=PHONE))
    bea = customers.add(day.db, Draft("Bea Lee"), by=day.olga, now=day.now)
    day.did("customers.update", customers.update, ann, Draft("Ann Lee", about="likes rye", details=PHONE))
    thing = PreferenceDraft("bread", "rye")
    day.did("customers.add_preference", customers.add_preference, ann, category="bread", what=thing.text)
    day.did("customers.delete", customers.delete, bea)
    day.did("customers.restore", customers.restore, bea)
    day.did("consents.record", consents.record, ann, "offers", given=True, source="at the counter")
    day.did("objections.record", objections.record, ann, True)
    day.did("doubles.keep_apart", doubles.keep_apart, ann, bea)
    field = day.did("own_fields.add", own_fields.add, "Shoe width", "text")
    day.did("own_fields.remove", own_fields.remove, field)
    return ann, bea


def families(day: Day, ann: int, bea: int) -> None:
    home = day.did("households.join", households.join, ann, bea)
    day.did("households.rename", households.rename, home, "The Lees")
    day.did("households.add_member", households.add_member, Draft("Cleo Lee"), ann)
    day.did("households.leave", households.leave, bea)
    number = day.did("relations.add", relations.add, ann, bea, relations.ROLES[0])
    day.did("relations.remove", relations.remove, number)
    day.did("relations.add_new", relations.add_new, ann, "Rex", relations.ROLES[-1])


def happenings(day: Day, ann: int) -> None:
    buy = {"kind": "purchase", "amount_minor": 420}
    note = day.did("interactions.add", interactions.add, ann, "two rye loaves", **buy).interaction_id
    interactions.add(day.db, ann, "two rye loaves", kind="purchase", by=day.olga, now=day.now + timedelta(seconds=1))
    day.did("usual_orders.again", usual_orders.again, ann)
    day.did("interactions.edit", interactions.edit, note, body="waited an hour, never again", kind="note")
    day.did("interactions.set_mood", interactions.set_mood, note, "unhappy")
    interactions.set_mood(day.db, note, "", by=day.olga, now=day.now)
    day.did("interactions.overrule", interactions.overrule, note, "a joke")
    day.did("interactions.withdraw_overrule", interactions.withdraw_overrule, note)
    day.did("interactions.confirm_theme", interactions.confirm_theme, note, "waiting")
    day.did("interactions.delete", interactions.delete, note)


def pictures(day: Day, ann: int) -> None:
    number = day.did("attachments.add", attachments.add, ann, "form.pdf", b"%PDF-1.4 consent")
    day.did("attachments.save_copy", attachments.save_copy, number, day.folder / "copy.pdf")
    day.did("attachments.remove", attachments.remove, number)
    day.did("attachments.set_photo", attachments.set_photo, ann, PICTURE)
    day.did("attachments.remove_photo", attachments.remove_photo, ann)


def calls(day: Day, ann: int) -> None:
    today = day.now.date()
    number = day.did("follow_ups.open_by_hand", follow_ups.open_by_hand, ann, "ask", due_on=today)
    day.did("follow_ups.assign", follow_ups.assign, number, owner="Olga")
    more = {"promise": "a new loaf", "promise_by": today + timedelta(days=2)}
    day.did("follow_ups.log_call", follow_ups.log_call, number, "left-word", **more)
    day.did("follow_ups.settle_promise", follow_ups.settle_promise, 1, kept=True)
    number = next(row.id for row in follow_ups.of_customer(day.db, ann) if row.state == "open")
    day.did("follow_ups.close", follow_ups.close, number, "settled")
    start = datetime(2026, 3, 9, 10)
    booked = day.did("appointments.book", appointments.book, ann, start=start, service="Visit", minutes=30)
    day.did("appointments.move", appointments.move, booked.id, start=start + timedelta(hours=1))
    day.did("appointments.set_status", appointments.set_status, booked.id, "arrived")


def the_shop(day: Day) -> None:
    day.did("settings.change", settings.change, follow_up_days=5)
    day.did("moods.set_reading", moods.set_reading, False)
    day.did("shop_words.save", shop_words.save, extra_goods="sourdough")
    first = templates.listed(day.db)[0]
    day.did("templates.save", templates.save, first.name, "Good day, {name}.")
    number = day.did("services.save", services.save, "Tasting", minutes=20)
    day.did("services.withdraw", services.withdraw, number)
    sam = day.did("staff.add", staff.add, "Sam")
    day.did("pins.put", pins.put, sam, "480 273")
    day.did("pins.remove", pins.remove, sam)
    day.did("staff.change", staff.change, sam, name="Samira", role="staff")
    day.did("staff.keep_quiet", staff.keep_quiet, sam, begin="20:00", end="8")
    day.did("staff.leave", staff.leave, sam)


def files(day: Day, ann: int, bea: int) -> None:
    data = b"Name,Phone\nDora Moss,07700 900123\nAnn Lee,020 7946 0018\n"
    plan = imports.make_plan(day.db, [("people.csv", importing.read_file("people.csv", data))])
    batch = day.did("imports.writing.carry_out", imports.carry_out, plan)
    day.did("imports.taking_back.undo", imports.undo, batch.batch)
    day.did("exports.writing.export", exports.export, "csv", day.folder)
    day.did("access.report", access.report, ann)
    merge = day.did("merging.merge", merging.merge, ann, bea)
    day.did("merging.unmerge", merging.unmerge, merge)
    customers.update(day.db, ann, Draft("Ann"), by=day.olga, now=day.now)
    step = undo.last(day.db, by=day.olga, now=day.now)
    assert step is not None
    day.did("undo.undo", undo.undo, step.id)
    day.did("undo.redo", undo.redo, step.id)
    day.did("erasure.erase", erasure.erase, bea)


def the_book(day: Day) -> None:
    day.did("audit_list.export", lambda db, **who: audit_list.export(db, day.folder / "list.csv", **who))
    day.did("audit_heads.accept", audit_heads.accept)
    day.did("book.keep_key_here", book.keep_key_here, True)
    day.did("book.change_secrets", book.change_secrets, passphrase="five plain words more")
    kept, key, path = day.folder / "kept", day.db.key, day.db.path
    made = backups.make(day.db, kept, now=day.now)

    def restore(db: Database, *, by: Actor, now: datetime) -> None:
        backups.restore(made.path, path, key=key, backups=kept, db=db, by=by, now=now)
        day.db = book.open_with_secret(path, passphrase="five plain words more", now=now)

    def rekey(db: Database, *, by: Actor, now: datetime) -> None:
        rekeying.rekey(db, passphrase="six plain words to come", kept=kept, by=by, now=now)
        day.db = book.open_with_secret(path, passphrase="six plain words to come", now=now)

    day.did("backups.restoring.restore", restore)
    day.did("rekeying.rekey", rekey)


def reminders(day: Day, ann: int) -> None:
    number = day.did("reminders.remind", due.remind, "order flour", at=day.now, customer_id=ann)
    (item,) = [one for one in due.open_list(day.db, now=day.now) if one.key.startswith("reminder:")]
    day.did("reminders.snooze", due.snooze, item.key, until=day.now + timedelta(hours=2))
    day.did("reminders.done", due.done, item.key)
    day.did("reminders.take_back", due.take_back, item.key)
    day.did("reminders.dismiss", due.dismiss, item.key)
    day.did("reminders.forget", due.forget, number)


def test_every_use_case_leaves_an_entry_that_names_who_did_it(day: Day) -> None:
    a_whole_book(day)
    ann, bea = people(day)
    families(day, ann, bea)
    happenings(day, ann)
    pictures(day, ann)
    calls(day, ann)
    reminders(day, ann)
    the_shop(day)
    files(day, ann, bea)
    the_book(day)
    silent = [name for name, left in day.done.items() if not left or any(one.who != "Olga" for one in left)]
    assert silent == []
    assert audit.verify(day.db) == ""
    day.db.close()
    assert len(day.steps) > 30
    assert {name for name, step in day.steps.items() if step.owners} == day.steps.keys() & test_roles.OWNERS
    assert [name for name, step in day.steps.items() if step.kind == undo_words.OTHER] == []
    assert not {word for step in day.steps.values() for word in step.kind.split()} & {
        "Ann",
        "Bea",
        "Cleo",
        "Lee",
        "Rex",
    }
    owed = (test_roles.OWNERS | test_roles.EVERYBODYS) - day.done.keys() - LOOKING
    silent = [name for name in sorted(owed) if name in test_roles.USE_CASES and not writes_it_down(name)]
    assert silent == [], "carry these out above, or let them call changes.remember or audit.note"


def writes_it_down(name: str) -> bool:
    """Whether a use case that is not carried out here can be seen to leave an entry."""
    source = inspect.getsource(test_roles.USE_CASES[name])
    return any(f"{call}(" in source for call in ("changes.remember", "audit.note", "audit.note_alone"))


def test_an_import_into_a_card_and_its_undo_stand_with_the_customer(day: Day, now: datetime) -> None:
    ann, _bea = people(day)
    data = b"Name,Phone,Nickname,Birthday\nAnn Lee,020 7946 0018,Annie,1980-02-03\n"
    plan = imports.make_plan(day.db, [("people.csv", importing.read_file("people.csv", data))])
    imports.carry_out(day.db, plan, by=day.olga, now=now)
    seen = audit.entries(day.db, by=day.olga, subject=f"customer:{ann}")
    told = next(entry for entry in seen if entry.what == "import into card")
    assert "customer.birthday_month" in told.fields
    day.db.close()


def test_the_list_is_narrowed_to_a_customer_a_person_and_a_period(day: Day, now: datetime) -> None:
    db, sam = day.db, Actor("Sam")
    ann = customers.add(db, Draft("Ann"), by=day.olga, now=now)
    bea = customers.add(db, Draft("Bea"), by=sam, now=now + timedelta(days=1))
    audit.note_views(db, [audit.View(sam, ann, now + timedelta(days=2))])

    def seen(**narrowed: Any) -> list[tuple[str, str]]:
        return [(one.who, one.subject) for one in audit.entries(db, by=day.olga, **narrowed)]

    assert seen(subject=f"customer:{ann}") == [("Sam", f"customer:{ann}"), ("Olga", f"customer:{ann}")]
    assert seen(who="Sam", until=now + timedelta(days=2)) == [("Sam", f"customer:{bea}")]
    assert seen(since=now + timedelta(days=1)) == [("Sam", f"customer:{ann}"), ("Sam", f"customer:{bea}")]
    assert audit.people(db, by=day.olga) == ["Olga", "Sam"]
    assert date(2026, 3, 2) == now.date()
    db.close()
