"""Dated plans of a calendar file, and whom in the book each is about: by e-mail, by phone, by a name in its words.

What lies behind becomes an entry of the timeline, what lies ahead an appointment (a whole day: a reminder), a yearly
day an occasion. A plan that may be about two people, or about nobody known, is left for a person to decide.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskmate.core import money, phones, text, zones
from deskmate.core.duplicates import Person
from deskmate.core.importing import Appointment, Birthday, EmailValue, Entry, Occasion, PhoneValue, Record, series
from deskmate.core.importing.names import split as split_name

AHEAD = timedelta(days=366)
BEHIND = timedelta(days=3653)
_PHONE = re.compile(r"(?:\+|00|\(?0)[\d ()/.-]{6,20}\d")
_LONGEST_NAME = 6
CALLED_OFF = "CANCELLED"


@dataclass(frozen=True)
class Shop:
    """What the plans are reckoned by: the shop's country and zone, and the time it is."""

    region: str
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True)
class Match:
    """The plans about one person as a record, and who in the book may be meant: (number, name)."""

    record: Record
    who: tuple[tuple[int, str], ...]


class _Known:
    """Everybody in the book by what a calendar may call them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.names: dict[str, str] = {}
        for person in people:
            self.names[person.id] = person.full
            for email in person.emails:
                self._by["@", email.casefold()].add(person.id)
            for phone in person.phones:
                self._by["+", phone].add(person.id)
            given, family = text.words(person.given), text.words(person.family)
            for words in (text.words(person.full), given + family, family + given):
                if words:
                    self._by[tuple(words)].add(person.id)

    def reached(self, emails: Iterable[str], numbers: Iterable[str]) -> set[str]:
        """Those with one of these e-mail addresses; where there are none, with one of these phones."""
        by_email = {who for email in emails for who in self._by.get(("@", email), ())}
        return by_email or {who for number in numbers for who in self._by.get(("+", number), ())}

    def called(self, words: str) -> set[str]:
        """Those whose whole name stands in these words; a name of one word has to be all of them."""
        spoken = text.words(words)[:60]
        found = set(self._by.get(tuple(spoken), ())) if spoken else set()
        for length in range(2, _LONGEST_NAME):
            for at in range(len(spoken) - length + 1):
                found |= self._by.get(tuple(spoken[at : at + length]), set())
        return found


def matched(plans: Sequence[Appointment], people: Sequence[Person], shop: Shop) -> Iterator[Match]:
    """What becomes of these plans: one match for each person, and for each wording that names nobody or several."""
    known, own = _Known(people), _shops_own(plans)
    groups: dict[tuple[str, ...], list[Appointment]] = defaultdict(list)
    for given in plans:
        plan = replace(given, emails=tuple(email for email in given.emails if email not in own))
        who = known.reached(plan.emails, _numbers(plan, shop)) or known.called(" ".join((plan.subject, *plan.people)))
        if plan.status != CALLED_OFF or len(who) == 1:
            groups[tuple(sorted(who, key=int)) or ("", *_unknown(plan))].append(plan)
    for key, group in groups.items():
        record = _record(group, shop)
        if len(key) == 1 and key[0]:
            named = record._replace(name=known.names[key[0]], given="", family="")
            yield Match(named, ((int(key[0]), known.names[key[0]]),))
        else:
            yield Match(record, tuple((int(who), known.names[who]) for who in key[:5] if key[0]))


def brings(record: Record) -> bool:
    """Whether what a calendar holds of somebody is more than what was called off."""
    return bool(record.entries or record.appointments or record.occasions)


def ahead_of(record: Record, shop: Shop) -> Record:
    """The record of a table with those of its visits that lie ahead as appointments (a whole day: a reminder).

    What was called off stays as a note, too.
    """
    today = shop.now.astimezone(shop.zone).date().isoformat()
    if not any(entry.at >= today and (entry.kind == "visit" or entry.called_off) for entry in record.entries):
        return record
    ahead = {entry: plan for entry in record.entries if (plan := _still_to_come(entry, record, shop)) is not None}
    return record._replace(
        entries=tuple(entry for entry in record.entries if entry.called_off or entry not in ahead),
        appointments=(*record.appointments, *(plan for entry, plan in ahead.items() if not entry.called_off)),
        called_off=(*record.called_off, *(plan for entry, plan in ahead.items() if entry.called_off)),
    )


def _still_to_come(entry: Entry, record: Record, shop: Shop) -> Appointment | None:
    if entry.kind != "visit" and not entry.called_off:
        return None
    all_day = len(entry.at) <= len("2026-01-31")
    today = shop.now.astimezone(shop.zone).date()
    at = series.moment(entry.at)
    if (at.date() <= today) if all_day else (zones.instant(at, shop.zone) < shop.now):
        return None
    subject, _, said = entry.text.partition("\n")
    start = _in_shop(entry.at, shop)
    end = "" if entry.minutes is None else (series.moment(start) + timedelta(minutes=entry.minutes)).isoformat()
    price = "" if entry.amount_minor is None else f"Price: {money.show(entry.amount_minor, entry.currency)}"
    notes = "\n".join(filter(None, (said, price, entry.details)))
    return Appointment(
        record.source_row, subject, start, end, all_day=all_day, notes=notes, staff=entry.staff, ref=entry.ref
    )


def same_name(record: Record, people: Sequence[Person]) -> Person | None:
    """The one customer of exactly that name, for a record that holds a name and days only.

    A birthday calendar has such, and a list of visits.
    """
    days = record.birthday or record.occasions or record.entries or record.appointments
    if record.phones or record.emails or record.addresses or record.external_id or not days:
        return None
    wanted = text.words(record.name)
    found = [person for person in people if len(wanted) > 1 and text.words(person.full) == wanted]
    return found[0] if len(found) == 1 and not _contradicts(found[0], record) else None


def _contradicts(person: Person, record: Record) -> bool:
    if record.organisation and person.organisation:
        ours, theirs = text.fold(record.organisation), text.fold(person.organisation)
        if ours != theirs:
            return True
    day = record.birthday
    if day is None or person.birth_month is None:
        return False
    return (person.birth_month, person.birth_day) != (day.month, day.day)


def _unknown(plan: Appointment) -> tuple[str, ...]:
    """What plans about the same unknown person share."""
    return plan.emails or plan.people or (text.fold(plan.subject),)


def _shops_own(plans: Sequence[Appointment]) -> set[str]:
    """The addresses that stand on most of the plans: whose calendar it is."""
    counts: dict[str, int] = defaultdict(int)
    for plan in plans:
        for email in plan.emails:
            counts[email] += 1
    return {email for email, count in counts.items() if count >= 4 and count * 2 > len(plans)}


def _numbers(plan: Appointment, shop: Shop) -> list[str]:
    words = f"{plan.subject}\n{plan.place}\n{plan.notes[:2_000]}"
    return [number for found in _PHONE.findall(words) if (number := phones.parse(found, shop.region).e164)]


def _record(group: Sequence[Appointment], shop: Shop) -> Record:
    """All plans about one person as a record: entries behind, appointments ahead, occasions."""
    first = group[0]
    name = next(iter(first.people), "") or (first.emails[0] if first.emails else first.subject) or "(no words)"
    split = split_name(name, "")
    entries: list[Entry] = []
    ahead: list[Appointment] = []
    off: list[Appointment] = []
    occasions: list[Occasion] = []
    for plan in group:
        if plan.all_day and "FREQ=YEARLY" in plan.rrule.upper():
            if plan.status == CALLED_OFF:
                continue
            day = date.fromisoformat(plan.start)
            occasions.append(Occasion(plan.subject, Birthday(day.month, day.day)))
            continue
        if plan.status != CALLED_OFF:
            off += _left_out(plan, shop)
        for one in _unfolded(plan, shop):
            if zones.instant(series.moment(one.start), shop.zone) >= shop.now:
                (off if plan.status == CALLED_OFF else ahead).append(one)
            elif plan.status != CALLED_OFF:
                words = "\n".join(filter(None, (one.subject, one.notes)))
                entries.append(Entry(one.start, "note" if one.all_day else "visit", words))
    numbers = dict.fromkeys(number for plan in group for number in _numbers(plan, shop))
    return Record(
        source_row=first.source_row,
        name=name,
        given=split.given if first.people else "",
        family=split.family if first.people else "",
        emails=tuple(EmailValue(email) for email in dict.fromkeys(e for plan in group for e in plan.emails)),
        phones=tuple(PhoneValue(number, number) for number in numbers),
        occasions=tuple(dict.fromkeys(occasions)),
        entries=tuple(entries),
        appointments=tuple(ahead),
        called_off=tuple(off),
    )


def _unfolded(plan: Appointment, shop: Shop) -> Iterator[Appointment]:
    """Each time of a plan from ten years back to a year ahead, as a plan of its own in the shop's wall time."""
    since, until = (shop.now - BEHIND).date(), (shop.now + AHEAD).date()
    if not plan.rrule and not plan.rdates:
        since = min(since, series.moment(plan.start).date())  # a single one counts however old, or far off, it is
        until = max(until, series.moment(plan.start).date() + timedelta(days=1))
    for start, end in series.occurrences(plan, since, until):
        ref = series.ref_of(plan.ref, start) if plan.ref and (plan.rrule or plan.rdates) else plan.ref
        yield replace(
            plan, start=_in_shop(start, shop), end=_in_shop(end, shop), rrule="", rdates=(), exdates=(), ref=ref
        )


def _left_out(plan: Appointment, shop: Shop) -> Iterator[Appointment]:
    """The times to come that a repetition leaves out, which an earlier file may have had."""
    for day in plan.exdates if plan.ref and plan.rrule else ():
        if (
            len(day) == len(plan.start)
            and zones.instant(series.moment(start := _in_shop(day, shop)), shop.zone) > shop.now
        ):
            yield replace(plan, start=start, end="", rrule="", rdates=(), exdates=(), ref=series.ref_of(plan.ref, day))


def _in_shop(written: str, shop: Shop) -> str:
    """A time as the shop's wall time; a whole day stays one."""
    at = datetime.fromisoformat(written) if written else None
    if at is None or len(written) <= 10 or at.tzinfo is None:
        return written
    return at.astimezone(shop.zone).replace(tzinfo=None).isoformat()
