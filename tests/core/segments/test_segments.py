"""Segments: what is asked is what is found, lists leave out whom it is not fitting to contact, each step is undone."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlmodel import select

from deskmate.core import (
    appointments,
    audit,
    consents,
    customers,
    follow_ups,
    interactions,
    own_fields,
    segments,
    settings,
    undo,
)
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, FileProblem, InvalidInput, NotFound
from deskmate.core.models import Customer, Household, Segment, VisitRhythm
from deskmate.core.people import Birthday, Detail, Draft
from deskmate.core.segments import Condition, Contacting, Filter, days
from deskmate.core.segments.subjects import FIXED

MAIL = (Detail("email", "ann@example.org"),)
POST = (Detail("address", "1 High Street", street="1 High Street", city="Bath", postcode="BA1 1AA"),)


def at(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00+00:00")


class Shop:
    """Short words for what the tests write into the book."""

    def __init__(self, db: Database, owner: Actor, now: datetime) -> None:
        self.db, self.owner, self.now = db, owner, now

    def customer(self, name: str, **more: object) -> int:
        return customers.add(self.db, Draft(name, **more), by=self.owner, now=self.now)  # type: ignore[arg-type]

    def came(self, number: int, *moments: str, kind: str = "visit", amount: int | None = None, **more: str) -> None:
        for moment in moments:
            when = at(moment) if len(moment) == 10 else datetime.fromisoformat(moment)
            interactions.add(
                self.db, number, "rye", kind=kind, amount_minor=amount, at=when, by=self.owner, now=self.now,
                **more,  # type: ignore[arg-type]
            )  # fmt: skip

    def found(self, *conditions: Condition, join: str = "all") -> set[str]:
        wanted = Filter(conditions, join)  # type: ignore[arg-type]
        rows = segments.page(self.db, wanted, now=self.now)
        assert segments.count(self.db, wanted, now=self.now) == len(rows)
        return {row.name for row in rows}


@pytest.fixture
def shop(db: Database, owner: Actor, now: datetime) -> Shop:
    return Shop(db, owner, now)


def test_came_twice_in_spring_and_not_since_june(shop: Shop) -> None:
    """The sentence for which segments were asked; several entries of one day are one visit."""
    regular, once, back, same_day = map(shop.customer, ("Regular", "Once", "Back", "Same Day"))
    shop.came(regular, "2025-03-10", "2025-05-31")
    shop.came(once, "2025-04-10", "2025-06-05")
    shop.came(back, "2025-03-10", "2025-05-02", "2025-09-01")
    shop.came(same_day, "2025-04-10")
    shop.came(same_day, "2025-04-10", kind="purchase")
    twice = Condition("visits", "least", "2", since="2025-03-01", until="2025-05-31")
    assert shop.found(twice, Condition("last-visit", "before", "2025-06-01")) == {"Regular"}
    assert shop.found(twice) == {"Regular", "Back"}
    assert shop.found(Condition("visits", "exactly", "1", since="2025-04-01", until="2025-04-30")) == {
        "Once", "Same Day",
    }  # fmt: skip
    assert shop.found(Condition("visits", "most", "0", since="2025-04-01", until="2025-04-30")) == {"Regular", "Back"}
    assert shop.found(Condition("visits", "least", "0", since="2025-04-01")) == {"Regular", "Once", "Back", "Same Day"}


def test_last_visits_are_visits_purchases_and_appointments_kept_nothing_else(shop: Shop) -> None:
    kept, missed, noted, bought, gone = map(shop.customer, ("Kept", "Missed", "Noted", "Bought", "Gone"))
    for number, status in ((kept, "done"), (missed, "no-show")):
        booked = appointments.book(
            shop.db, number, start=datetime(2026, 2, 2, 10), service="cut", minutes=30, by=shop.owner, now=shop.now
        )
        appointments.set_status(shop.db, booked.id, status, by=shop.owner, now=shop.now)
    interactions.add(shop.db, noted, "asked for rye", at=at("2026-02-01"), by=shop.owner, now=shop.now)
    shop.came(bought, "2026-02-01", kind="purchase")
    shop.came(gone, "2026-02-01")
    interactions.delete(shop.db, interactions.timeline(shop.db, gone, limit=1)[0].id, by=shop.owner, now=shop.now)
    assert shop.found(Condition("last-visit", "since", "30 days ago")) == {"Kept", "Bought"}
    assert shop.found(Condition("last-visit", "never")) == {"Missed", "Noted", "Gone"}
    assert shop.found(Condition("last-visit", "before", "today")) == {"Kept", "Bought"}


def test_the_last_visit_is_no_call_and_no_note(shop: Shop) -> None:
    came, called, kept = map(shop.customer, ("Came", "Called", "Kept"))
    shop.came(came, "2025-03-10", "2025-04-20")
    interactions.add(shop.db, came, "asked for a price", kind="call", at=at("2025-05-20"), by=shop.owner, now=shop.now)
    interactions.add(shop.db, called, "asked for rye", kind="call", at=at("2025-05-20"), by=shop.owner, now=shop.now)
    shop.came(kept, "2025-03-10")
    booked = appointments.book(
        shop.db, kept, start=datetime(2026, 2, 2, 10), service="cut", minutes=30, by=shop.owner, now=shop.now
    )
    appointments.set_status(shop.db, booked.id, "done", by=shop.owner, now=shop.now)
    found = segments.last_visits(shop.db, [came, called, kept])
    assert {number: day.date() for number, day in found.items()} == {came: date(2025, 4, 20), kept: date(2026, 2, 2)}
    assert segments.last_visits(shop.db, []) == {}


def test_a_sentence_is_read_as_people_speak(shop: Shop) -> None:
    offered = segments.offered(shop.db)

    def said(*conditions: Condition, join: str = "all") -> str:
        return segments.sentence(Filter(conditions, join), offered)  # type: ignore[arg-type]

    twice = Condition("visits", "least", "2", since="2025-03-01", until="2025-05-31")
    gone = Condition("last-visit", "before", "2025-06-01")
    assert said(twice, gone) == (
        "Customers who came at least twice from 1 March 2025 to 31 May 2025 and whose last visit was before 1 June 2025"
    )
    assert said(Condition("marked", "is", "is_company")) == "Customers who are marked as a company"
    assert said(Condition("tag", "is", "vip"), Condition("city", "filled"), join="any") == (
        "Customers who are tagged #vip or whose town is given"
    )
    assert said(Condition("name", "has", "{}")) == "Customers whose name contains “{}”"
    for subject in offered:  # each comparison has words of its own, whatever it is about
        for test in subject.tests:
            value = {"choice": subject.choices[0][0] if subject.choices else "", "money": "100", "number": "2"}
            words = said(Condition(subject.key, test, value.get(subject.holds_for(test), "x"), subject.which or "GBP"))
            assert words.startswith(("Customers who ", "Customers whose ")), words


def test_days_are_the_shops_own(db: Database, owner: Actor, now: datetime, shop: Shop) -> None:
    """Late on 31 May in Auckland is 31 May, though it is not yet noon there in UTC, and early the 1st is June."""
    settings.change(db, zone="Pacific/Auckland", by=owner, now=now)
    may, june = map(shop.customer, ("May", "June"))
    shop.came(may, "2025-05-31T11:30:00+00:00")
    shop.came(june, "2025-05-31T12:30:00+00:00")
    assert shop.found(Condition("visits", "least", "1", until="2025-05-31")) == {"May"}
    assert shop.found(Condition("last-visit", "since", "2025-06-01")) == {"June"}
    shop.came(june, "2025-05-31T21:00:00+00:00")  # the same day there, another one in UTC's eyes only at midnight
    assert shop.found(Condition("visits", "least", "2")) == set()


def test_spending_is_summed_by_currency_and_period(shop: Shop) -> None:
    big, small, euros, bare = map(shop.customer, ("Big", "Small", "Euros", "Bare"))
    shop.came(big, "2026-01-05", "2026-02-05", kind="purchase", amount=10_000, currency="GBP")
    shop.came(small, "2026-01-05", "2025-11-05", kind="purchase", amount=10_000, currency="GBP")
    shop.came(euros, "2026-01-05", kind="purchase", amount=90_000, currency="EUR")
    shop.came(bare, "2026-01-05", kind="purchase", amount=20_000)
    this_year = {"since": "start of this year"}
    assert shop.found(Condition("spent", "least", "20000", "GBP", **this_year)) == {"Big", "Bare"}
    assert shop.found(Condition("spent", "least", "1", "EUR", **this_year)) == {"Euros"}
    assert shop.found(Condition("spent", "under", "20000", "GBP", **this_year)) == {"Small", "Euros"}
    with pytest.raises(InvalidInput, match="currency"):
        segments.create(shop.db, "x", Filter((Condition("spent", "least", "1", "XYZ"),)), by=shop.owner, now=shop.now)


def test_mood_is_what_counts_and_respects_who_objects(shop: Shop) -> None:
    """The mood staff chose, else an overrule, else the reading; of the newest note that has one."""
    said, better, overruled = map(shop.customer, ("Said", "Better", "Overruled"))
    objects = shop.customer("Objects", no_mood_reading=True)
    for number in (said, better, overruled, objects):
        interactions.add(shop.db, number, "rye", mood="unhappy", at=at("2026-02-01"), by=shop.owner, now=shop.now)
    interactions.add(shop.db, better, "rye", mood="happy", at=at("2026-02-02"), by=shop.owner, now=shop.now)
    interactions.add(shop.db, said, "no mood in it", at=at("2026-01-02"), by=shop.owner, now=shop.now)
    entry = interactions.timeline(shop.db, overruled, limit=1)[0].id
    interactions.set_mood(shop.db, entry, "neutral", by=shop.owner, now=shop.now)
    assert shop.found(Condition("mood", "unhappy")) == {"Said"}
    assert shop.found(Condition("mood", "happy")) == {"Better"}


def test_who_may_need_a_call(shop: Shop) -> None:
    shop.customer("Other")
    follow_ups.open_by_hand(
        shop.db, shop.customer("Asked"), "new insoles", due_on=date(2026, 3, 4), by=shop.owner, now=shop.now
    )
    assert "Asked" in shop.found(Condition("mood", "open"))
    assert "Other" not in shop.found(Condition("mood", "open"))


def test_regulars_who_are_late_by_their_kept_rhythm(shop: Shop) -> None:
    late, stale, soon, summer = (
        shop.customer("Late"), shop.customer("Stale"), shop.customer("Soon"), shop.customer("Summer", seasonal=True)
    )  # fmt: skip
    with shop.db.write() as session:
        for number, day, is_stale in ((late, 1, False), (stale, 1, True), (soon, 20, False), (summer, 1, False)):
            session.add(VisitRhythm(customer_id=number, stale=is_stale, visits=6, late_on=date(2026, 3, day)))
    assert shop.found(Condition("rhythm", "late")) == {"Late"}
    assert shop.found(Condition("rhythm", "regular")) == {"Late", "Soon", "Summer"}


def test_plain_facts(shop: Shop) -> None:
    shop.customer("José Ortega", language="es", birthday=Birthday(4, 1), tags=("Früh",), details=(*MAIL, *POST))
    shop.customer("Bo 100%", language="da", birthday=Birthday(3, 9, 1980), organisation="Bo & Co", is_company=True)
    shop.customer("Cy", known_as="Ann_")
    both = {"José Ortega", "Bo 100%"}
    for condition, names in (
        (Condition("name", "has", "jose"), {"José Ortega"}),
        (Condition("name", "has", "%"), {"Bo 100%"}),  # no wildcard
        (Condition("name", "has", "_"), {"Cy"}),
        (Condition("name", "is-not", "cy"), both),
        (Condition("language", "is", "ES"), {"José Ortega"}),
        (Condition("language", "filled"), both),
        (Condition("language", "empty"), {"Cy"}),
        (Condition("tag", "is", "#fruh"), {"José Ortega"}),
        (Condition("tag", "is-not", "früh"), {"Bo 100%", "Cy"}),
        (Condition("tag", "is", "nobody has it"), set()),
        (Condition("birthday", "month", "next"), {"José Ortega"}),
        (Condition("birthday", "month", "this"), {"Bo 100%"}),
        (Condition("birthday", "month", "April"), {"José Ortega"}),
        (Condition("birthday", "unknown"), {"Cy"}),
        (Condition("reach", "has", "e-mail"), {"José Ortega"}),
        (Condition("reach", "has-not", "address"), {"Bo 100%", "Cy"}),
        (Condition("city", "is", "bath"), {"José Ortega"}),
        (Condition("postcode", "starts", "ba1"), {"José Ortega"}),
        (Condition("city", "empty"), {"Bo 100%", "Cy"}),
        (Condition("marked", "is", "is_company"), {"Bo 100%"}),
        (Condition("organisation", "has", "& co"), {"Bo 100%"}),
        (Condition("entered", "since", "today"), {*both, "Cy"}),
    ):
        assert shop.found(condition) == names, condition
    assert shop.found(Condition("language", "is", "es"), Condition("language", "is", "da"), join="any") == both
    assert shop.found(Condition("language", "is", "es"), Condition("language", "is", "da")) == set()
    assert shop.found() == {*both, "Cy"}


def test_households_are_asked_by_their_size(shop: Shop) -> None:
    people = [shop.customer(name) for name in ("Ann", "Bo", "Cy", "Gone")]
    with shop.db.write() as session:
        home = Household(name="Lee")
        session.add(home)
        session.flush()
        for number in (people[0], people[1], people[3]):
            session.get_one(Customer, number).household_id = home.id
    assert shop.found(Condition("household", "exactly", "3")) == {"Ann", "Bo", "Gone"}
    customers.delete(shop.db, people[3], by=shop.owner, now=shop.now)
    assert shop.found(Condition("household", "least", "2")) == {"Ann", "Bo"}
    assert shop.found(Condition("household", "most", "1")) == {"Cy"}


def test_preferences_are_found_but_health_matters_are_on_no_list(shop: Shop) -> None:
    ann, bo = shop.customer("Ann"), shop.customer("Bo")
    for number, health in ((ann, False), (bo, True)):
        customers.add_preference(
            shop.db, number, category="other", what="no nuts", health=health,
            consent_on=date(2026, 1, 1) if health else None, by=shop.owner, now=shop.now,
        )  # fmt: skip
    assert shop.found(Condition("preference", "has", "nuts")) == {"Ann"}
    assert shop.found(Condition("preference", "has-not", "nuts")) == {"Bo"}


def test_own_fields_of_every_kind(shop: Shop) -> None:
    db, by, now = shop.db, shop.owner, shop.now
    ids = {
        kind: str(own_fields.add(db, f"My {kind}", kind, choices=("thin", "thick"), by=by, now=now))
        for kind in own_fields.KINDS
    }
    own = (("My text", "Rye"), ("My number", "12"), ("My date", "2026-01-05"), ("My choice", "thin"))
    shop.customer("Ann", own=(*own, ("My yes-no", "yes")))
    shop.customer("Bo", own=(("My number", "9"), ("My choice", "thick"), ("My yes-no", "no")))
    for kind, test, value, names in (
        ("text", "has", "RY", {"Ann"}),
        ("text", "is-not", "rye", {"Bo"}),
        ("text", "empty", "", {"Bo"}),
        ("number", "least", "10", {"Ann"}),
        ("number", "most", "9.5", {"Bo"}),
        ("date", "before", "30 days ago", {"Ann"}),
        ("date", "since", "today", set()),
        ("choice", "is", "THICK", {"Bo"}),
        ("choice", "is-not", "thick", {"Ann"}),
        ("yes-no", "is", "yes", {"Ann"}),
        ("yes-no", "filled", "", {"Ann", "Bo"}),
    ):
        assert shop.found(Condition("own", test, value, ids[kind])) == names, (kind, test)
    wanted = Filter((Condition("own", "is", "yes", ids["yes-no"]),))
    segments.create(db, "Yes", wanted, by=by, now=now)
    own_fields.remove(db, int(ids["yes-no"]), by=by, now=now)
    with pytest.raises(InvalidInput, match="no longer there"):
        segments.count(db, segments.named(db, "yes").wanted, now=now)
    assert "no longer there" in segments.sentence(wanted, segments.offered(db))


def test_consent_is_the_newest_answer_that_still_counts(shop: Shop) -> None:
    given, ran_out, refused, general = map(shop.customer, ("Given", "Ran Out", "Refused", "General"))
    shop.customer("Unasked")

    def answer(number: int, yes: bool, day: str, channel: str = "e-mail", until: date | None = None) -> None:
        consents.record(
            shop.db, number, "offers", given=yes, channel=channel, source="form", expires_on=until, by=shop.owner,
            now=at(day),
        )  # fmt: skip

    answer(given, False, "2026-01-01")
    answer(given, True, "2026-02-01")
    answer(ran_out, True, "2026-01-01", until=date(2026, 3, 1))
    answer(general, True, "2026-01-01", channel="")
    answer(refused, True, "2026-01-01", channel="")
    answer(refused, False, "2026-02-01")
    by_mail = {"which": "e-mail", "value": "offers"}
    assert shop.found(Condition("consent", "given", **by_mail)) == {"Given", "General"}
    assert shop.found(Condition("consent", "refused", **by_mail)) == {"Ran Out", "Refused"}
    assert shop.found(Condition("consent", "unasked", **by_mail)) == {"Unasked"}


@pytest.fixture
def mixed(shop: Shop) -> Shop:
    """Six with an e-mail, of whom one may be written to; each of the others has one reason against it."""
    for name, more in (
        ("Fine", {}), ("Died", {"deceased": True}), ("Mourns", {"bereaved_until": date(2026, 3, 2)}),
        ("Never", {"do_not_contact": True}), ("Unasked", {}), ("Mourned", {"bereaved_until": date(2026, 3, 1)}),
    ):  # fmt: skip
        number = shop.customer(name, details=(*MAIL, Detail("phone", "020 7946 0018")), about="secret remark", **more)
        if name != "Unasked":
            consents.record(shop.db, number, "offers", given=True, source="form", by=shop.owner, now=shop.now)
    nowhere = shop.customer("Nowhere")
    consents.record(shop.db, nowhere, "offers", given=True, source="form", by=shop.owner, now=shop.now)
    return shop


def test_a_list_for_contacting_leaves_out_and_says_whom_and_why(mixed: Shop) -> None:
    found = segments.reach(mixed.db, Filter(), Contacting("offers", "e-mail"), now=mixed.now)
    assert (found.found, found.listed) == (7, 2)
    assert dict(found.left_out) == {
        "deceased": 1, "bereaved": 1, "do-not-contact": 1, "no-consent": 1, "unreachable": 1,
    }  # fmt: skip
    assert segments.spoken(found).startswith("2 of 7 customers. Left out: 1 has died, 1 is bereaved")
    rows = segments.page(mixed.db, Filter(), contacting=Contacting("offers", "e-mail"), now=mixed.now)
    assert [row.name for row in rows] == ["Fine", "Mourned"]
    assert segments.reach(mixed.db, Filter(), None, now=mixed.now).listed == 7
    with pytest.raises(InvalidInput, match="no channel"):
        segments.reach(mixed.db, Filter(), Contacting("offers", "pigeon"), now=mixed.now)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_holds_what_the_list_is_for_and_nothing_more(mixed: Shop, tmp_path: Path, ending: str) -> None:
    def written(contacting: Contacting | None) -> str:
        file = tmp_path / f"list.{ending}"
        segments.export(mixed.db, "x", Filter(), file, contacting=contacting, by=mixed.owner, now=mixed.now)
        if ending == "csv":
            return file.read_text("utf-8-sig")
        sheet = openpyxl.load_workbook(file).active
        assert sheet is not None
        return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)

    for_mail, to_look_at = written(Contacting("offers", "e-mail")), written(None)
    assert "ann@example.org" in for_mail and "Fine" in for_mail
    assert "7946" not in for_mail and "Never" not in for_mail and "secret" not in for_mail
    assert "Never" in to_look_at and "ann@example.org" not in to_look_at and "7946" not in to_look_at
    noted = [(entry.what, entry.subject) for entry in audit.entries(mixed.db, by=mixed.owner, limit=2)]
    assert noted == [(f"list exported as {ending}", "segment")] * 2


def test_lists_are_the_owners_and_a_bad_place_leaves_the_file_as_it_was(mixed: Shop, tmp_path: Path) -> None:
    sam, there = Actor("Sam", "staff"), tmp_path / "list.csv"
    there.write_text("before")
    with pytest.raises(NotAllowed):
        segments.export(mixed.db, "x", Filter(), there, by=sam, now=mixed.now)
    with pytest.raises(NotAllowed):
        segments.printed(mixed.db, "x", Filter(), by=sam, now=mixed.now)
    with pytest.raises(FileProblem):
        segments.export(mixed.db, "x", Filter(), tmp_path / "no" / "list.csv", by=mixed.owner, now=mixed.now)
    with pytest.raises(InvalidInput, match=r"\.csv or \.xlsx"):
        segments.export(mixed.db, "x", Filter(), tmp_path / "list.docx", by=mixed.owner, now=mixed.now)
    assert there.read_text() == "before"


def test_a_printed_list_says_how_to_reach_them_only_where_it_is_for_that(mixed: Shop) -> None:
    plain = segments.printed(mixed.db, "x", Filter(), by=mixed.owner, now=mixed.now)
    assert len(plain.customers) == 7 and not any(one.reach for one in plain.customers)
    calls = segments.printed(
        mixed.db, "x", Filter(), contacting=Contacting("offers", "phone"), by=mixed.owner, now=mixed.now
    )
    assert [(one.name, one.reach) for one in calls.customers] == [
        ("Fine", "020 7946 0018"), ("Mourned", "020 7946 0018"),
    ]  # fmt: skip
    assert audit.entries(mixed.db, by=mixed.owner, limit=1)[0].what == "list printed"


LATE = Filter((Condition("rhythm", "late"),))
UNSEEN = Filter((Condition("last-visit", "before", "6 months ago"), Condition("tag", "is", "vip")), "any")


def test_saved_changed_deleted_and_each_undone(db: Database, owner: Actor, now: datetime) -> None:
    number = segments.create(db, " Not  seen ", UNSEEN, by=owner, now=now)
    assert [(row.name, row.wanted) for row in segments.every(db)] == [("Not seen", UNSEEN)]
    segments.change(db, number, "Late", LATE, by=owner, now=now)
    segments.delete(db, number, by=owner, now=now)
    assert segments.every(db) == []

    def take_back() -> str:
        step = undo.last(db, by=owner, now=now)
        assert step is not None
        return undo.undo(db, step.id, by=owner, now=now)

    assert take_back() == "Deleted the segment Late"
    assert segments.named(db, "LATE").wanted == LATE
    take_back()
    assert segments.named(db, "not seen").wanted == UNSEEN
    take_back()
    assert segments.every(db) == []


def test_names_are_told_apart(db: Database, owner: Actor, now: datetime) -> None:
    segments.create(db, "Late", LATE, by=owner, now=now)
    other = segments.create(db, "Other", LATE, by=owner, now=now)
    with pytest.raises(Conflict):
        segments.create(db, "LATE", UNSEEN, by=owner, now=now)
    with pytest.raises(Conflict):
        segments.change(db, other, "late", UNSEEN, by=owner, now=now)
    segments.change(db, other, "OTHER", UNSEEN, by=owner, now=now)
    assert segments.free_name(db, "late") == "late (2)"
    for name, wanted in (("", LATE), ("Everybody", Filter())):
        with pytest.raises(InvalidInput):
            segments.create(db, name, wanted, by=owner, now=now)
    with pytest.raises(NotFound):
        segments.named(db, "nobody")
    with pytest.raises(NotFound):
        segments.delete(db, 99, by=owner, now=now)


def test_a_filter_that_cannot_be_read_says_so_and_can_be_deleted(db: Database, owner: Actor, now: datetime) -> None:
    with db.write() as session:
        session.add(Segment(name="Odd", folded="odd", wanted={"conditions": [{"about": 3}]}, created_at=now))
    (row,) = segments.every(db)
    assert row.problem and row.wanted == Filter()
    segments.delete(db, row.id, by=owner, now=now)
    with db.read() as session:
        assert session.exec(select(Segment)).all() == []


def test_pages_go_on_where_the_last_one_ended(shop: Shop) -> None:
    for number in range(25):
        shop.customer(f"Same {number % 3}")
    seen: list[int] = []
    after: tuple[str, int] | None = None
    while rows := segments.page(shop.db, Filter(), now=shop.now, after=after, limit=7):
        seen += [row.id for row in rows]
        after = (rows[-1].sort_name, rows[-1].id)
    assert len(seen) == len(set(seen)) == 25


def test_nobody_in_the_bin_is_on_a_list(shop: Shop) -> None:
    customers.delete(shop.db, shop.customer("Gone"), by=shop.owner, now=shop.now)
    assert shop.found() == set()


def test_every_example_can_be_asked_and_said(db: Database, now: datetime) -> None:
    for example in segments.examples("GBP"):
        assert segments.count(db, example.wanted, now=now) == 0
        assert segments.sentence(example.wanted, segments.offered(db)).startswith("Customers who")


def every_question() -> Iterator[Condition]:
    values = {
        "text": "x", "number": "2", "money": "200", "day": "30 days ago", "tag": "vip", "nothing": "",
    }  # fmt: skip
    for subject in FIXED:
        for test in subject.tests:
            holds = subject.holds_for(test)
            value = subject.choices[0][0] if holds == "choice" else values[holds]
            yield Condition(subject.key, test, value, "GBP" if subject.key == "spent" else "")


@pytest.mark.parametrize("condition", list(every_question()), ids=lambda one: f"{one.about} {one.test}")
def test_every_question_that_is_offered_has_an_answer(db: Database, now: datetime, condition: Condition) -> None:
    assert segments.count(db, Filter((condition,)), now=now) == 0
    assert segments.from_json(segments.to_json(Filter((condition,)))) == Filter((condition,))


SOMETHING = st.text(max_size=30)


@given(
    conditions=st.lists(
        st.builds(
            Condition,
            about=st.sampled_from([one.key for one in FIXED] + ["own", "x"]),
            test=st.sampled_from(sorted({test for one in FIXED for test in one.tests})),
            value=st.one_of(SOMETHING, st.sampled_from(["1", "-1", "1e400", "NaN", "today", "9999 years ago"])),
            which=st.sampled_from(["", "GBP", "e-mail", "1", "x"]),
            since=st.sampled_from(["", "start of this year", "9999-12-31", "0001-01-01", "x"]),
            until=st.sampled_from(["", "today", "9999-12-31", "0001-01-01"]),
        ),
        max_size=3,
    ),
    join=st.sampled_from(["all", "any"]),
)
@hypothesis_settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_filter_is_an_error_of_ours(db: Database, now: datetime, conditions: list[Condition], join: str) -> None:
    try:
        segments.count(db, Filter(tuple(conditions), join), now=now)  # type: ignore[arg-type]
    except InvalidInput as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        ("today", "2026-05-31"), ("3 days ago", "2026-05-28"), ("1 month ago", "2026-04-30"),
        ("15 months ago", "2025-02-28"), ("2 years ago", "2024-05-31"), ("Start of this week", "2026-05-25"),
        ("start of last month", "2026-04-01"), ("start of last year", "2025-01-01"), ("9999 years ago", "0001-01-01"),
        ("9999 weeks ago", "1834-10-12"), ("2026-02-03", "2026-02-03"),
    ],
)  # fmt: skip
def test_days_move_with_the_calendar(day: str, meant: str) -> None:
    assert days.resolve(days.checked(day), date(2026, 5, 31)).isoformat() == meant


def test_what_is_no_day_is_said() -> None:
    for typed in ("", "soon", "31/02", "start of", "this year", "-1 days ago"):
        with pytest.raises(InvalidInput, match="is no day"):
            days.checked(typed)
