"""The demo shop: a throw-away book under a key that nobody keeps, filled through the same use cases as a real one."""

import secrets
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from deskmate import paths
from deskmate.core import appointments, book, customers, follow_ups, interactions, settings, staff, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.models import Promise
from deskmate.core.people import Birthday, Detail, Draft


def make(path: Path, *, now: datetime) -> Database:
    """A new book at the path with the made-up customers, appointments and notes of the demo shop around `now`."""
    shop = tomllib.loads((paths.resources() / "demo" / "shop.toml").read_text(encoding="utf-8"))
    opening = book.Opening(shop["shop"], shop["trade"], shop["owner"], region=shop["region"], currency=shop["currency"])
    # nothing of it needs to survive a power cut, and the person looking around is waiting
    db = book.create_unlocked(path, opening, key=secrets.token_bytes(32), durable=False)
    owner = staff.owner(db)
    for name in shop["staff"]:
        staff.add(db, name, by=owner, now=now)
    numbers = {one["name"]: _add_customer(db, one, owner, now) for one in shop["customers"]}
    _add_promises(db, shop["promises"], numbers, owner, now)
    return db


def _add_customer(db: Database, one: dict[str, Any], owner: Actor, now: datetime) -> int:
    today = now.astimezone(zones.of(settings.current(db))).date()
    first = min((entry[0] for entry in one["entries"]), default=0)
    number = customers.add(db, _draft(one, today), by=owner, now=now + timedelta(days=first))
    for preference in one.get("preferences", ()):
        _add_preference(db, number, preference, owner, now, today)
    for entry in one["entries"]:
        _add_entry(db, number, entry, owner, now)
    for appointment in one.get("appointments", ()):
        _add_appointment(db, number, appointment, owner, now, today)
    return number


def _draft(one: dict[str, Any], today: date) -> Draft:
    details = [Detail("phone", phone, "mobile", preferred=True) for phone in one.get("phones", ())]
    details += [Detail("email", address) for address in one.get("emails", ())]
    bereaved = one.get("bereaved_for")
    given, _, family = one["name"].rpartition(" ")
    company = bool(one.get("company", False))
    return Draft(
        name=one["name"],
        given="" if company else given,
        family="" if company else family,
        known_as=one.get("known_as", ""),
        say_it=one.get("say_it", ""),
        is_company=company,
        language=one.get("language", ""),
        birthday=_birthday(one.get("birthday"), today),
        bereaved_until=today + timedelta(days=bereaved) if bereaved else None,
        details=tuple(details),
        tags=tuple(one.get("tags", ())),
        no_greetings=bool(one.get("no_greetings", False)),
        do_not_contact=bool(one.get("do_not_contact", False)),
    )


def _birthday(given: dict[str, int] | None, today: date) -> Birthday | None:
    if given is None:
        return None
    if "in_days" in given:
        day = today + timedelta(days=given["in_days"])
        return Birthday(day.month, day.day, given.get("year"))
    return Birthday(given["month"], given["day"], given.get("year"))


def _add_preference(db: Database, number: int, given: dict[str, Any], owner: Actor, now: datetime, today: date) -> None:
    expires = given.get("expires_in")
    customers.add_preference(
        db,
        number,
        category=given["category"],
        what=given["text"],
        alert=bool(given.get("alert", False)),
        pinned=bool(given.get("pinned", False)),
        expires_on=today + timedelta(days=expires) if expires else None,
        by=owner,
        now=now,
    )


def _add_entry(db: Database, number: int, entry: list[Any], owner: Actor, now: datetime) -> None:
    days, kind, words, more = (*entry, {})[:4]
    at = _in_the_day(db, words, now + timedelta(days=days), now)
    by = Actor(more["by"]) if "by" in more else owner
    if kind == "follow-up":
        _log_call(db, number, words, more, by, at)
        return
    interactions.add(
        db,
        number,
        words,
        kind=kind,
        channel=more.get("channel", ""),
        mood=more.get("mood", ""),
        amount_minor=more.get("amount"),
        currency="GBP" if "amount" in more else "",
        by=by,
        now=at,
    )


def _in_the_day(db: Database, words: str, at: datetime, now: datetime) -> datetime:
    """Some minute between nine and half past five, always the same one for the same words; nothing lies ahead."""
    zone = zones.of(settings.current(db))
    minutes = 9 * 60 + 5 * (sum(words.encode()) % 103)
    clock = time(minutes // 60, minutes % 60)
    return min(datetime.combine(at.astimezone(zone).date(), clock, tzinfo=zone).astimezone(UTC), now)


def _log_call(db: Database, number: int, words: str, more: dict[str, Any], by: Actor, at: datetime) -> None:
    (waiting,) = (row for row in follow_ups.of_customer(db, number) if row.state == "open")
    follow_ups.log_call(db, waiting.id, more["outcome"], put_right=more["put_right"], note=words, by=by, now=at)


def _add_appointment(db: Database, number: int, given: list[Any], owner: Actor, now: datetime, today: date) -> None:
    days, clock, service, who, status = given
    people = {person.name: person.id for person in staff.everybody(db)}
    booked = appointments.book(
        db,
        number,
        start=datetime.combine(today + timedelta(days=days), time.fromisoformat(clock)),
        service=service,
        staff_id=people[who],
        by=owner,
        now=now,
    )
    if status != "booked":
        appointments.set_status(db, booked.id, status, by=owner, now=now)


def _add_promises(
    db: Database, given: list[dict[str, Any]], numbers: dict[str, int], owner: Actor, now: datetime
) -> None:
    today = now.astimezone(zones.of(settings.current(db))).date()
    with db.write(Topic.PROMISES) as session:
        for promise in given:
            session.add(
                Promise(
                    customer_id=numbers[promise["customer"]],
                    text=promise["text"],
                    due_on=today + timedelta(days=promise["in_days"]),
                    created_at=now,
                    created_by=owner.name,
                )
            )
