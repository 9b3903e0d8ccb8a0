"""A list of visits into the book: each on its day, read, and never a customer too many."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from deskmate.core import (
    appointments,
    customers,
    follow_up_list,
    imports,
    interactions,
    rereading,
    search,
    usual_orders,
)
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.models import Reminder
from deskmate.core.people import Draft
from tests.core.bringing import Bring, day, named


@pytest.fixture
def bring(db: Database, owner: Actor, now: datetime) -> Bring:
    return Bring(db, owner, now)


def test_a_visit_without_a_word_is_a_visit(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring(f"Name,Visit date\nAnn Lee,{day(now, -70)}\nAnn Lee,{day(now, -40)}\n")
    (ann,) = named(db, "Ann Lee")
    entries = interactions.timeline(db, ann)
    assert [(entry.kind, entry.text) for entry in entries] == [("visit", ""), ("visit", "")]
    saved = interactions.edit(db, entries[0].id, body="", kind="visit", channel="counter", by=owner, now=now)
    assert saved.interaction_id == entries[0].id


def test_an_unhappy_comment_of_a_visit_is_read(db: Database, bring: Bring, now: datetime) -> None:
    bring(
        "Date,Customer,Service,Amount,Served by,Notes\n"
        f"{day(now, -40)},Ann Lee,Cut,12.50,Mia,happy with it\n"
        f"{day(now, -4)},Ann Lee,Perm,90,Zoe,left in tears and wants her money back\n"
    )
    rereading.read_waiting(db, now=now)
    (ann,) = named(db, "Ann Lee")
    last, _first = interactions.timeline(db, ann)
    assert (last.kind, last.label, last.details) == ("purchase", "negative", "Served by: Zoe")


def test_the_same_list_again_changes_nothing(db: Database, bring: Bring, now: datetime) -> None:
    ann = f"{day(now, -9)},Ann Lee,fine\n{day(now, -5)},Ann Lee,late\n"
    data = f"Visit date,Client,Comment\n{ann}{day(now, 5)},Bo Ek,\n"
    assert (bring(data).created, bring(data).updated) == (2, 2)
    assert len(named(db, "Ann Lee")) == len(named(db, "Bo Ek")) == 1
    assert len(interactions.timeline(db, named(db, "Ann Lee")[0])) == 2


def test_the_list_of_the_next_month_counts_no_visit_twice(db: Database, bring: Bring, now: datetime) -> None:
    head = "Visit date,Client,Total,Note\n"
    first = f"{day(now, -40)},Ann Lee,90,\n"
    bring(head + first)
    bring(head + first + f"{day(now, -4)},Ann Lee,90,bad\n")
    bring(head + first.replace(",\n", ",said sorry since\n"))
    bring(head + first.replace(",\n", ",said sorry since\n"))
    (ann,) = named(db, "Ann Lee")
    told = [(entry.kind, entry.text, entry.amount_minor) for entry in interactions.timeline(db, ann)]
    assert sorted(told, key=str) == [("note", "said sorry since", None), ("visit", "", 9000), ("visit", "bad", 9000)]


def test_the_same_article_on_another_receipt_is_bought_again(db: Database, bring: Bring, now: datetime) -> None:
    rows = [f"{day(now, -4)},Ann Lee,Rye loaf,4.20,{receipt}\n" for receipt in (1, 2, 3)]
    for number in (2, 3, 3):
        bring("Purchase date,Customer,Product,Amount,Receipt\n" + "".join(rows[:number]))
    (ann,) = named(db, "Ann Lee")
    assert sorted(entry.details for entry in interactions.timeline(db, ann)) == [f"Receipt: {n}" for n in (1, 2, 3)]


_PAID = "Visit date,Client,Service,Price,{more}\n"


@pytest.mark.parametrize(
    ("first", "then", "beside"),
    [
        ("Status,Payment=Confirmed,unpaid", "Status,Payment=Completed,card", "Status: Completed · Payment: card"),
        ("Status,Payment=,unpaid", "Status,Payment=Completed,card", "Payment: card · Status: Completed"),
        ("Status,Staff=Completed,Mia", "Staff,Status=Mia,Completed", "Status: Completed · Staff: Mia"),
        ("Staff,Payment=Mia,card", "Staff,Receipt=Mia,17", "Staff: Mia · Payment: card · Receipt: 17"),
    ],
)
def test_what_a_later_list_knows_better_makes_no_second_visit(
    db: Database, bring: Bring, owner: Actor, now: datetime, first: str, then: str, beside: str
) -> None:
    def brought(table: str) -> imports.Batch:
        names, _, cells = table.partition("=")
        return bring(_PAID.format(more=names) + f"{day(now, -4)},Ann Lee,Cut,20,{cells}\n")

    brought(first)
    (ann,) = named(db, "Ann Lee")
    (before,) = interactions.timeline(db, ann)
    batch = brought(then)
    (entry,) = interactions.timeline(db, ann)
    assert (entry.kind, entry.amount_minor, entry.details) == ("visit", 2000, beside)
    imports.undo(db, batch.batch, by=owner, now=now)
    assert interactions.timeline(db, ann) == [before]


def test_who_did_not_come_after_all_made_no_visit(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    head = _PAID.format(more="Status")
    bring(f"{head}{day(now, -4)},Ann Lee,Cut,20,Confirmed\n")
    (ann,) = named(db, "Ann Lee")
    batch = bring(f"{head}{day(now, -4)},Ann Lee,Cut,20,No-show\n")
    bring(f"{head}{day(now, -4)},Ann Lee,Cut,20,No-show\n")
    told = [(entry.kind, entry.amount_minor, entry.details) for entry in interactions.timeline(db, ann)]
    assert told == [("note", None, "Status: No-show")]
    imports.undo(db, batch.batch, by=owner, now=now)
    assert [(entry.kind, entry.amount_minor) for entry in interactions.timeline(db, ann)] == [("visit", 2000)]


def test_what_somebody_corrected_stays_though_nobody_came(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    head = _PAID.format(more="Status")
    bring(f"{head}{day(now, -4)},Ann Lee,Cut,20,Confirmed\n")
    (ann,) = named(db, "Ann Lee")
    (entry,) = interactions.timeline(db, ann)
    interactions.edit(db, entry.id, body="Cut, long", kind="visit", channel="counter", by=owner, now=now)
    bring(f"{head}{day(now, -4)},Ann Lee,Cut,20,No-show\n")
    assert sorted(one.kind for one in interactions.timeline(db, ann)) == ["note", "visit"]


def test_taking_back_a_complaint_takes_its_follow_up_back(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    batch = bring(f"Date,Customer,Service,Amount,Comment\n{day(now, -2)},Ann Lee,Perm,90,left in tears, ruined\n")
    rereading.read_waiting(db, now=now)
    assert [row.customer for row in follow_up_list.list_open(db, now=now)] == ["Ann Lee"]
    imports.undo(db, batch.batch, by=owner, now=now)
    assert follow_up_list.list_open(db, now=now) == []


def test_a_namesake_of_another_company_is_somebody_else(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    customers.add(db, Draft(name="John Smith", organisation="Globex"), by=owner, now=now)
    (decision,) = bring.plan(f"Visit date,Name,Company\n{day(now, -2)},John Smith,Acme\n").decisions
    assert decision.action == "create"


def test_nobody_was_seen_tomorrow(db: Database, bring: Bring, now: datetime) -> None:
    bring(f"Appointment date,Client,Service,Status\n{day(now, 9)} 10:00,Ann Lee,Cut,Cancelled\n")
    (ann,) = named(db, "Ann Lee")
    assert customers.card(db, ann).last_seen_at is None


def test_what_lies_ahead_is_an_appointment_or_a_reminder(db: Database, bring: Bring, now: datetime) -> None:
    data = (
        "Appointment date,Client,Service\n"
        f"{day(now, -5)} 09:00,Ann Lee,Cut\n{day(now, 5)} 10:00,Ann Lee,Perm\n{day(now, 6)},Bo Ek,Bring the ring\n"
    )
    plan = bring.plan(data)
    assert any("nobody in particular" in caution.reason for caution in plan.cautions)
    assert any("Perm" in one.subject for made in plan.decisions for one in made.appointments)
    batch = bring(data)
    (ann,), (bo,) = named(db, "Ann Lee"), named(db, "Bo Ek")
    (booked,) = appointments.of_customer(db, ann)
    assert (booked.service, booked.wall_start.isoformat()[:16]) == ("Perm", f"{day(now, 5)}T10:00")
    assert [entry.text for entry in interactions.timeline(db, ann)] == ["Cut"]
    with db.read() as session:
        assert [one.customer_id for one in session.exec(select(Reminder))] == [bo]
    undone = imports.undo(db, batch.batch, by=bring.owner, now=now)
    assert (undone.removed, undone.entries, undone.appointments) == (2, 1, 1)


def test_a_visit_is_given_to_the_one_of_that_name_and_to_nobody_where_there_are_two(
    db: Database, bring: Bring, owner: Actor, now: datetime
) -> None:
    ann = customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    data = f"Visit date,Client\n{day(now, -5)},Ann Lee\n"
    (decision,) = bring.plan(data).decisions
    assert (decision.action, decision.customer_id) == ("update", ann)
    customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    (decision,) = bring.plan(data).decisions
    assert decision.action == "create" and len(decision.likely) == 2


def test_no_remark_is_lost_on_somebody_who_has_one(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    bring("Name,Email,Notes,Source\nAnn Lee,a@x.org,likes tea,fair\nAnn Lee,a@x.org,has a dog,web\n")
    (ann,) = named(db, "Ann Lee")
    assert customers.card(db, ann).draft.own == (("Source", "fair; web"),)
    about = "likes tea\nhas a dog"
    assert customers.card(db, ann).draft.about == about
    batch = bring("Name,Email,Notes\nAnn Lee,a@x.org,moved to Leeds\n")
    assert customers.card(db, ann).draft.about == f"{about}\nmoved to Leeds"
    bring("Name,Email,Notes\nAnn Lee,a@x.org,has a dog\n")
    assert customers.card(db, ann).draft.about == f"{about}\nmoved to Leeds"
    imports.undo(db, batch.batch, by=owner, now=now)
    assert customers.card(db, ann).draft.about == about


def test_what_is_taken_back_is_forgotten_whole(db: Database, bring: Bring, owner: Actor, now: datetime) -> None:
    """Also when the customer was last seen; and what somebody has put into the bin meanwhile is not forgotten twice."""
    ann = customers.add(db, Draft(name="Ann Lee"), by=owner, now=now)
    before = now - timedelta(days=20)
    interactions.add(db, ann, "asked for a parting", at=before, by=owner, now=now)
    visits = f"{day(now, -9)},Ann Lee,parting too short\n{day(now, -5)},Bo Ek,parting fine\n"
    batch = bring("Visit date,Client,Comment\n" + visits)
    assert _seen(db, ann) > before
    for name in ("Ann Lee", "Bo Ek"):
        newest = interactions.timeline(db, named(db, name)[0])[0]
        interactions.delete(db, newest.id, by=owner, now=now)
    imports.undo(db, batch.batch, by=owner, now=now)
    assert _seen(db, ann) == before and named(db, "Bo Ek") == []
    assert _words(db) == {"asked": 1, "for": 1, "a": 1, "parting": 1}
    assert [hit.customer_id for hit in search.find_notes(db, "parting")] == [ann]


def _seen(db: Database, customer_id: int) -> datetime:
    seen = customers.card(db, customer_id).last_seen_at
    assert seen is not None
    return seen


def _words(db: Database) -> dict[str, int]:
    with db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT word, notes FROM note_word").fetchall()
    return {row[0]: row[1] for row in rows}


def test_the_usual_order_is_the_first_line(db: Database, bring: Bring, now: datetime) -> None:
    bring(
        "Purchase date,Customer,Product,Amount,Receipt\n"
        f"{day(now, -9)},Ann Lee,Rye loaf,4.20,1001\n{day(now, -2)},Ann Lee,Rye loaf,4.20,1007\n"
    )
    (ann,) = named(db, "Ann Lee")
    usual = usual_orders.of(db, ann, now=now)
    assert usual is not None and (usual.text, usual.times) == ("Rye loaf", 2)
    last = interactions.timeline(db, ann)[0]
    assert (last.text, last.details) == ("Rye loaf", "Receipt: 1007")
