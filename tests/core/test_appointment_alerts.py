"""The day list says that there is something to know, and keeps health matters for the card."""

from datetime import date, datetime, timedelta

from deskmate.core import appointments, customers, settings
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.people import Draft


def test_health_alerts_are_marked_without_their_words(db: Database, owner: Actor, now: datetime) -> None:
    def remember(customer: int, what: str, *, health: bool = False, expires: date | None = None) -> None:
        customers.add_preference(
            db,
            customer,
            category="Note",
            what=what,
            alert=True,
            health=health,
            consent_on=now.date() if health else None,
            expires_on=expires,
            by=owner,
            now=now,
        )

    numbers = [customers.add(db, Draft(name=name), by=owner, now=now) for name in ("Ann", "Bea", "Cleo")]
    remember(numbers[0], "Pays by card only")
    remember(numbers[1], "Latex", health=True)
    remember(numbers[2], "Long over", expires=now.date() - timedelta(days=1))
    for hour, number in enumerate(numbers):
        appointments.book(db, number, start=now + timedelta(hours=hour), service="Cut", minutes=30, by=owner, now=now)
    rows = appointments.agenda(db, now.date())
    assert [(row.alerts, row.private_alert) for row in rows] == [
        (("Pays by card only",), False),
        ((), True),
        ((), False),
    ]


def test_while_booking_an_alert_ends_with_the_shops_own_day(db: Database, owner: Actor, now: datetime) -> None:
    """In Auckland it is tomorrow while London still has today."""
    settings.change(db, by=owner, now=now, zone="Pacific/Auckland")
    evening = now.replace(hour=20)
    ann = customers.add(db, Draft(name="Ann"), by=owner, now=evening)
    for what, last in (("Over", evening.date()), ("Last day", evening.date() + timedelta(days=1))):
        customers.add_preference(
            db, ann, category="Note", what=what, alert=True, expires_on=last, by=owner, now=evening
        )
    start = evening + timedelta(hours=5)
    booked = appointments.book(db, ann, start=start, service="Cut", minutes=30, by=owner, now=evening)
    assert booked.alerts == ("Last day",)
    moved = appointments.move(db, booked.id, start=start + timedelta(hours=1), by=owner, now=evening)
    assert moved.alerts == ("Last day",)
