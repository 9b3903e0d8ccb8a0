"""What ought to be due, reckoned afresh from plain lists: the other side of the sequence test.

It knows nothing of queries, tables or windows of time in the database; it lists every reminder that the shop's plain
facts give rise to, and remembers what staff did.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from deskmate.reminders import rhythm
from deskmate.reminders.kinds import Kind, appointment_key, dated_key, yearly_key

LOOK_BACK = timedelta(days=45)
OPENS, CLOSES = time(9), time(18)
LENGTH = timedelta(minutes=30)  # of every appointment
EXPIRY_AHEAD = timedelta(days=14)


@dataclass
class Person:
    """A customer with the facts that reminders come from."""

    id: int
    name: str
    created: datetime
    birthday: tuple[int, int] | None = None
    flags: frozenset[str] = frozenset()  # no_greetings, do_not_contact, deceased, seasonal
    mourns: date | None = None
    ahead: int | None = None
    visits: list[datetime] = field(default_factory=list)
    binned: bool = False


@dataclass
class Booking:
    """An appointment, and when it was booked or last changed."""

    id: int
    whose: int
    start: datetime
    changed: datetime
    status: str = "booked"


@dataclass
class Own:
    """A reminder that somebody set; `every` is 0 (once), 1 (daily) or 7 (weekly) days."""

    id: int
    whose: int | None
    at: datetime
    zone: ZoneInfo
    every: int = 0
    forgotten: bool = False


@dataclass
class Vow:
    """A promise with its day."""

    id: int
    whose: int
    due_on: date
    kept: bool = False


@dataclass
class Feast:
    """A day to remember besides the birthday."""

    id: int
    whose: int
    name: str
    month: int
    day: int


@dataclass
class Perishable:
    """Something about a customer that expires."""

    id: int
    whose: int
    on: date


@dataclass
class Wait:
    """A customer who would come if a time became free, until a day."""

    id: int
    whose: int
    made: datetime
    until: date
    gone: bool = False  # taken off the list, or booked


@dataclass(frozen=True)
class Freed:
    """Half an hour that an appointment left."""

    start: datetime
    end: datetime
    at: datetime


@dataclass
class Handled:
    """What staff did about one reminder."""

    told: bool = False
    acknowledged: bool = False
    snoozed_until: datetime | None = None
    at: datetime | None = None  # when it was acknowledged


@dataclass
class Ledger:
    """The shop as it ought to be."""

    zone: ZoneInfo
    lead: int = 60
    ahead: int = 7
    leap_day: str = "28 Feb"
    people: dict[int, Person] = field(default_factory=dict)
    bookings: dict[int, Booking] = field(default_factory=dict)
    own: dict[int, Own] = field(default_factory=dict)
    vows: dict[int, Vow] = field(default_factory=dict)
    feasts: dict[int, Feast] = field(default_factory=dict)
    perishables: dict[int, Perishable] = field(default_factory=dict)
    waits: dict[int, Wait] = field(default_factory=dict)
    freed: list[Freed] = field(default_factory=list)
    prepare: int = 0
    call_before: bool = False
    follow_ups: list[tuple[int, int, date]] = field(default_factory=list)  # number, whose, due on: read from the book
    handled: dict[str, Handled] = field(default_factory=dict)

    def open_at(self, now: datetime) -> dict[str, datetime]:
        """Everything due and not acknowledged, with the time from which it is shown."""
        found = {}
        for key, due_at in self._all(now):
            handled = self.handled.get(key, Handled())
            shown = max(due_at, handled.snoozed_until or due_at)
            recent = now - LOOK_BACK < shown or self._decided(key)
            if recent and due_at <= now and shown <= now and not handled.acknowledged:
                found[key] = shown
        return found

    def untold_at(self, now: datetime) -> set[str]:
        """Of those, what nobody was told of since it was due or came back."""
        return {key for key in self.open_at(now) if not self.handled.get(key, Handled()).told}

    def handle(self, key: str) -> Handled:
        """What was done about that reminder, to be changed."""
        return self.handled.setdefault(key, Handled())

    def here(self) -> list[Person]:
        """Who is not in the bin."""
        return [person for person in self.people.values() if not person.binned]

    def things(self) -> Iterable[Booking | Own | Vow | Feast | Perishable | Wait]:
        """Whatever belongs to somebody."""
        for kind in (self.bookings, self.own, self.vows, self.feasts, self.perishables, self.waits):
            yield from kind.values()

    def _decided(self, key: str) -> bool:
        kind, number = key.split(":")[:2]
        once = kind == "reminder" and not self.own[int(number)].every
        return once or kind in ("promise", "follow-up", "offer")

    def leaves(self, booking: Booking, now: datetime) -> None:
        """What was booked is off, or is about to be moved away: the time may become free."""
        if booking.status == "booked" and booking.start > now:
            self.freed.append(Freed(booking.start, booking.start + LENGTH, now))

    def _all(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        there = {person.id for person in self.here()}
        for booking in self.bookings.values():
            if booking.status == "booked" and booking.whose in there:
                yield from self._before(booking, now)
        for person in self.here():
            if person.birthday is not None:
                yield from self._greetings(person, "birthday", person.id, *person.birthday, now)
            yield from self._late(person)
        for own in self.own.values():
            if not own.forgotten and (own.whose is None or own.whose in there):
                yield from self._times(own, now)
        for vow in self.vows.values():
            if not vow.kept and vow.whose in there:
                yield f"promise:{vow.id}", self._opening(vow.due_on)
        for feast in self.feasts.values():
            if feast.whose in there:
                yield from self._greetings(self.people[feast.whose], "occasion", feast.id, feast.month, feast.day, now)
        for thing in self.perishables.values():
            if thing.whose in there and "deceased" not in self.people[thing.whose].flags:
                yield dated_key("expiry", thing.id, thing.on), self._opening(thing.on - EXPIRY_AHEAD)
        yield from self._offers(now)
        for number, whose, due_on in self.follow_ups:
            if whose in there:
                yield dated_key("follow-up", number, due_on), self._opening(due_on)

    def _offers(self, now: datetime) -> Iterator[tuple[str, datetime]]:
        """Each time that is free to the longest waiting who was not asked yet, since the one before was."""
        today = now.astimezone(self.zone).date()
        waiting = [wait for wait in self.waits.values() if not wait.gone and wait.until >= today]
        waiting = [wait for wait in waiting if self._may_be_asked(self.people[wait.whose], today)]
        for (begin, end), freed in self._free(now).items():
            since = max(one.at for one in freed)
            first, last = min(one.start for one in freed), max(one.end for one in freed)
            start = min(max(begin, first), end - LENGTH)
            if start < begin or not (start < last and start + LENGTH > first):
                continue
            for wait in sorted(waiting, key=lambda one: (one.made, one.id)):
                key = appointment_key("offer", wait.id, start)
                handled = self.handled.get(key, Handled())
                if begin.astimezone(self.zone).date() > wait.until:
                    continue
                if handled.acknowledged and handled.at is not None:
                    since = max(since, handled.at)
                    continue
                yield key, max(since, wait.made)
                break

    def _may_be_asked(self, person: Person, today: date) -> bool:
        mourns = person.mourns is not None and person.mourns >= today
        return not (person.binned or mourns or person.flags & {"deceased", "do_not_contact"})

    def _free(self, now: datetime) -> dict[tuple[datetime, datetime], list[Freed]]:
        """The stretches of each opening day that nobody has booked, with what became free there."""
        found: dict[datetime, tuple[datetime, list[Freed]]] = {}
        for freed in sorted((one for one in self.freed if one.start > now), key=lambda one: one.start):
            day = freed.start.astimezone(self.zone).date()
            opens, closes = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in (OPENS, CLOSES))
            begin, end = max(min(opens, freed.start), now), max(closes, freed.end)
            for start, stop in self._between_bookings(begin, end):
                if start < freed.end and stop > freed.start:
                    found.setdefault(start, (stop, []))[1].append(freed)
        return {(start, stop): freed for start, (stop, freed) in sorted(found.items())}

    def _between_bookings(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left between the edges of what is booked; each booking covers its half hour."""
        taken = [one.start for one in self.bookings.values() if one.status == "booked" and not self._binned(one.whose)]
        taken = [start for start in taken if start < end and start + LENGTH > begin]
        edges = sorted({begin, end, *(e for s in taken for e in (s, s + LENGTH) if begin < e < end)})
        start: datetime | None = None
        for at, following in pairwise(edges):
            if any(one <= at < one + LENGTH for one in taken):
                if start is not None:
                    yield start, at
                start = None
            else:
                start = start or at
            if following == end and start is not None:
                yield start, end

    def _binned(self, whose: int) -> bool:
        return self.people[whose].binned

    def _before(self, booking: Booking, now: datetime) -> Iterator[tuple[str, datetime]]:
        ahead: dict[Kind, datetime] = {}
        flags = self.people[booking.whose].flags
        if "deceased" in flags:
            return
        if self.lead:
            ahead["appointment"] = booking.start - timedelta(minutes=self.lead)
        if self.prepare:
            ahead["prepare"] = booking.start - timedelta(minutes=self.prepare)
        if self.call_before and "do_not_contact" not in flags:
            ahead["call-before"] = self._opening(booking.start.astimezone(self.zone).date() - timedelta(days=1))
        for kind, at in ahead.items():
            known = min(booking.changed, booking.start) if booking.changed <= now else at
            yield appointment_key(kind, booking.id, booking.start), max(at, known)

    def _opening(self, day: date) -> datetime:
        return datetime.combine(day, OPENS, self.zone).astimezone(UTC)

    def _greetings(
        self, person: Person, kind: Kind, number: int, month: int, day: int, now: datetime
    ) -> Iterator[tuple[str, datetime]]:
        if person.flags & {"no_greetings", "do_not_contact", "deceased"}:
            return
        ahead = self.ahead if person.ahead is None else person.ahead
        for year in range(now.year - 2, now.year + 3):
            on = self._in_year(month, day, year)
            mourns = person.mourns is not None and person.mourns >= on
            if on >= person.created.astimezone(self.zone).date() and not mourns:
                yield yearly_key(kind, number, year), self._opening(on - timedelta(days=ahead))

    def _in_year(self, month: int, day: int, year: int) -> date:
        try:
            return date(year, month, day)
        except ValueError:
            return date(year, 3, 1) if self.leap_day == "1 Mar" else date(year, 2, 28)

    def _late(self, person: Person) -> Iterator[tuple[str, datetime]]:
        visits = sorted({at.astimezone(self.zone).date() for at in person.visits})
        wait = rhythm.patience(visits)
        silent = person.flags & {"do_not_contact", "deceased", "seasonal"}
        if wait is None or silent or any(whose == person.id for _, whose, _ in self.follow_ups):
            return
        booked = [
            booking.start.astimezone(self.zone).date()
            for booking in self.bookings.values()
            if booking.whose == person.id and booking.status == "booked"
        ]
        contact = max([*visits, *booked])
        late = contact + timedelta(days=wait)
        if person.mourns is None or person.mourns < late:
            yield dated_key("rhythm", person.id, contact), self._opening(late)

    def _times(self, own: Own, now: datetime) -> Iterable[tuple[str, datetime]]:
        wall = own.at.astimezone(own.zone).replace(tzinfo=None)
        while own.every:
            at = wall.replace(tzinfo=own.zone, fold=0).astimezone(UTC)
            if at > now:
                return
            yield f"reminder:{own.id}:{int(at.timestamp()) // 60}", at
            wall += timedelta(days=own.every)
        yield f"reminder:{own.id}:{int(own.at.timestamp()) // 60}", own.at
