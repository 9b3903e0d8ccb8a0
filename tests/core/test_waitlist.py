"""The waiting list: who would come if a time became free, and what then fits."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskmate.core import appointments, customers, gaps, merging, services, settings, staff, undo, waitlist
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.gaps import Gap, Wish
from deskmate.core.people import Draft

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 3, 5)  # a Thursday, three days after `now`
HOUR = timedelta(hours=1)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


class Shop:
    """Eva and Max cut hair; Ann has an appointment, Ben and Cleo may wait."""

    def __init__(self, db: Database, owner: Actor, now: datetime) -> None:
        self.db, self.by, self.now = db, owner, now
        services.save(db, "Cut", minutes=30, by=owner, now=now)
        self.eva = staff.add(db, "Eva", by=owner, now=now)
        self.max = staff.add(db, "Max", by=owner, now=now)
        self.ann, self.ben, self.cleo = (customers.add(db, Draft(n), by=owner, now=now) for n in ("Ann", "Ben", "Cleo"))

    def book(self, who: int, start: datetime, minutes: int = 30, whom: int | None = None) -> int:
        return appointments.book(
            self.db,
            who,
            start=start,
            service="Cut",
            minutes=minutes,
            staff_id=whom or self.eva,
            by=self.by,
            now=self.now,
        ).id

    def cancel(self, number: int) -> None:
        appointments.set_status(self.db, number, "cancelled", by=self.by, now=self.now)

    def wait(self, who: int, **wish: object) -> int:
        wish = {"service": "Cut", "until": DAY + timedelta(days=7), **wish}
        return waitlist.add(self.db, who, by=self.by, now=self.now, **wish)  # type: ignore[arg-type]

    def fits(self, now: datetime | None = None) -> list[tuple[str, datetime, str]]:
        with self.db.read() as session:
            found = waitlist.fits(session, now=now or self.now)
        return [(fit.row.customer, fit.starts_at, fit.staff) for fit in found]


@pytest.fixture
def shop(db: Database, owner: Actor, now: datetime) -> Shop:
    return Shop(db, owner, now)


def test_a_cancelled_time_suits_all_who_wait_for_it_in_the_order_of_the_list(shop: Shop) -> None:
    number = shop.book(shop.ann, at(10))
    shop.wait(shop.cleo)
    shop.wait(shop.ben)
    assert shop.fits() == []
    shop.cancel(number)
    assert shop.fits() == [("Cleo", at(10), "Eva"), ("Ben", at(10), "Eva")]


@pytest.mark.parametrize("how", ["another time", "another person"])
def test_a_moved_appointment_leaves_its_time(shop: Shop, how: str) -> None:
    number = shop.book(shop.ann, at(10))
    shop.wait(shop.ben)
    start, whom = (at(15), shop.eva) if how == "another time" else (at(10), shop.max)
    appointments.move(shop.db, number, start=start, staff_id=whom, by=shop.by, now=shop.now)
    assert shop.fits() == [("Ben", at(10), "Eva")]
    undo.undo(shop.db, undo.history(shop.db)[0].id, by=shop.by, now=shop.now)
    assert shop.fits() == []


def test_a_time_that_is_taken_again_or_over_is_no_gap(shop: Shop) -> None:
    number = shop.book(shop.ann, at(10))
    shop.wait(shop.ben)
    shop.cancel(number)
    assert shop.fits(now=at(10, 5)) == []
    again = shop.book(shop.cleo, at(10, 15), 15)
    assert shop.fits() == [("Ben", at(9, 45), "Eva")]  # half of it is left, and the time before was free already
    shop.book(shop.cleo, at(9, 30), 30)
    assert shop.fits() == []
    shop.cancel(again)
    assert shop.fits() == [("Ben", at(10), "Eva")]


@pytest.mark.parametrize(
    ("wish", "start"),
    [
        ({}, at(10)),
        ({"days": "4"}, at(10)),
        ({"days": "1235"}, None),
        ({"after": "10:30"}, at(10, 30)),
        ({"after": "11:00"}, None),
        ({"before": "10:15"}, at(9, 45)),
        ({"before": "10:00"}, None),
        ({"until": DAY - timedelta(days=1)}, None),
        ({"minutes": 120}, at(10)),
        ({"minutes": 9 * 60}, at(9)),
        ({"minutes": 9 * 60 + 5}, None),
    ],
)
def test_only_what_suits_is_a_fit(shop: Shop, wish: dict[str, object], start: datetime | None) -> None:
    number = shop.book(shop.ann, at(10), 60)
    shop.wait(shop.ben, **wish)
    shop.cancel(number)
    assert shop.fits() == ([] if start is None else [("Ben", start, "Eva")])


def test_whoever_waits_for_one_person_is_not_offered_another(shop: Shop) -> None:
    number = shop.book(shop.ann, at(10))
    shop.wait(shop.ben, staff_id=shop.max)
    shop.cancel(number)
    assert shop.fits() == []


@pytest.mark.parametrize("flag", ["deceased", "do_not_contact", "bereaved_until"])
def test_who_is_not_to_be_called_is_not_offered_anything(shop: Shop, flag: str) -> None:
    number = shop.book(shop.ann, at(10))
    shop.wait(shop.ben)
    shop.cancel(number)
    value = date(2026, 4, 1) if flag == "bereaved_until" else True
    customers.update(shop.db, shop.ben, Draft("Ben", **{flag: value}), by=shop.by, now=shop.now)  # type: ignore[arg-type]
    assert shop.fits() == []


def test_booking_into_the_gap_closes_the_entry_and_one_undo_takes_back_both(shop: Shop) -> None:
    number = shop.book(shop.ann, at(10))
    entry = shop.wait(shop.ben, note="short at the back")
    shop.cancel(number)
    booked = waitlist.book(shop.db, entry, start=at(10), by=shop.by, now=shop.now)
    row = appointments.one(shop.db, booked.id)
    assert (row.customer, row.starts_at, row.staff, row.minutes, row.note) == (
        "Ben",
        at(10),
        "Eva",
        30,
        "short at the back",
    )
    assert booked.conflicts == ()
    assert waitlist.waiting(shop.db, now=shop.now) == [] and shop.fits() == []
    with pytest.raises(Conflict, match="no longer on the waiting list"):
        waitlist.book(shop.db, entry, start=at(10), by=shop.by, now=shop.now)
    undo.undo(shop.db, undo.history(shop.db)[0].id, by=shop.by, now=shop.now)
    assert shop.fits() == [("Ben", at(10), "Eva")]


def test_a_gap_that_was_taken_meanwhile_is_not_booked_twice(shop: Shop) -> None:
    number = shop.book(shop.ann, at(10))
    entry = shop.wait(shop.ben)
    shop.cancel(number)
    shop.book(shop.cleo, at(10))
    with pytest.raises(Conflict, match="no longer free"):
        waitlist.book(shop.db, entry, start=at(10), by=shop.by, now=shop.now)
    assert [row.customer for row in waitlist.waiting(shop.db, now=shop.now)] == ["Ben"]
    assert len(appointments.agenda(shop.db, DAY)) == 1


def test_an_entry_ends_with_its_last_day_or_when_it_is_withdrawn(shop: Shop) -> None:
    shop.wait(shop.ben, until=DAY)
    entry = shop.wait(shop.cleo)
    waitlist.withdraw(shop.db, entry, by=shop.by, now=shop.now)
    assert [row.customer for row in waitlist.waiting(shop.db, now=shop.now)] == ["Ben"]
    assert waitlist.waiting(shop.db, now=at(0, 5, DAY + timedelta(days=1))) == []
    undo.undo(shop.db, undo.history(shop.db)[0].id, by=shop.by, now=shop.now)
    assert [row.customer for row in waitlist.waiting(shop.db, now=shop.now, customer_id=shop.cleo)] == ["Cleo"]


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"days": ""}, "at least one day"),
        ({"until": date(2026, 3, 1)}, "between today and a year"),
        ({"until": date(2028, 3, 1)}, "between today and a year"),
        ({"after": "17:00", "before": "17:15"}, "no room for 30 minutes"),
        ({"after": "noon"}, "is no time"),
        ({"service": "  "}, "what the customer waits for"),
        ({"minutes": 0}, "length"),
    ],
)
def test_what_can_never_fit_is_refused_in_a_sentence(shop: Shop, wish: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        shop.wait(shop.ben, **wish)
    assert waitlist.waiting(shop.db, now=shop.now) == []


def test_nobody_waits_twice_for_the_same_or_for_somebody_who_is_not_there(shop: Shop) -> None:
    shop.wait(shop.ben)
    with pytest.raises(Conflict, match="already"):
        shop.wait(shop.ben)
    with pytest.raises(NotFound):
        shop.wait(shop.ben, service="Colour", staff_id=99)
    with pytest.raises(NotFound):
        shop.wait(99)


def test_who_waits_is_merged_and_parted_with_the_card(shop: Shop) -> None:
    shop.wait(shop.ben)
    number = merging.merge(shop.db, shop.cleo, shop.ben, by=shop.by, now=shop.now)
    assert [row.customer_id for row in waitlist.waiting(shop.db, now=shop.now)] == [shop.cleo]
    merging.unmerge(shop.db, number, by=shop.by, now=shop.now)
    assert [row.customer_id for row in waitlist.waiting(shop.db, now=shop.now)] == [shop.ben]


def test_without_named_people_the_shop_itself_is_free_or_not(db: Database, owner: Actor, now: datetime) -> None:
    ann, ben = (customers.add(db, Draft(name), by=owner, now=now) for name in ("Ann", "Ben"))
    settings.change(db, opens="09:00", closes="18:00", by=owner, now=now)
    booked = appointments.book(db, ann, start=at(17, 30), service="Fitting", minutes=30, by=owner, now=now)
    waitlist.add(db, ben, service="Fitting", minutes=45, until=DAY, by=owner, now=now)
    appointments.set_status(db, booked.id, "cancelled", by=owner, now=now)
    with db.read() as session:
        (fit,) = waitlist.fits(session, now=now)
    assert (fit.starts_at, fit.gap.staff_id, fit.gap.ends_at) == (at(17, 15), None, at(18))


@given(
    freed=st.tuples(st.integers(540, 1000), st.integers(5, 120)),
    around=st.tuples(st.integers(0, 120), st.integers(0, 120)),
    minutes=st.integers(5, 300),
    after=st.none() | st.integers(480, 1100),
    before=st.none() | st.integers(480, 1100),
)
def test_a_place_lies_in_the_gap_touches_what_became_free_and_suits(
    freed: tuple[int, int], around: tuple[int, int], minutes: int, after: int | None, before: int | None
) -> None:
    midnight = at(0)
    begin, end = (midnight + timedelta(minutes=part) for part in (freed[0], sum(freed)))
    gap = Gap(1, (begin, end), begin - timedelta(minutes=around[0]), end + timedelta(minutes=around[1]), midnight)
    clocks = [None if one is None else time(one // 60, one % 60) for one in (after, before)]
    start = gaps.place(gap, Wish(minutes, None, "1234567", clocks[0], clocks[1], DAY), LONDON)
    if start is not None:
        stop = start + timedelta(minutes=minutes)
        assert gap.starts_at <= start < end and begin < stop <= gap.ends_at
        assert clocks[0] is None or start.timetz().replace(tzinfo=None) >= clocks[0]
        assert clocks[1] is None or stop <= midnight + timedelta(minutes=before or 0)
    elif after is None and before is None:
        assert timedelta(minutes=minutes) > gap.ends_at - gap.starts_at
