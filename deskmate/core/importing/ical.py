"""Calendar files (iCalendar, RFC 5545; vCalendar 1.0) into dated plans, and birthday calendars into people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from deskmate.core.importing import (
    birthdays,
    encodings,
    ical_lines,
    ical_zones,
    markup,
    old_rules,
    repeats,
    series,
    values,
    vcard_lines,
)
from deskmate.core.importing.ical_lines import Component
from deskmate.core.importing.limits import MAX_PROBLEMS, STEP, check_rows, check_stop
from deskmate.core.importing.options import Options
from deskmate.core.importing.records import Appointment, Import, Problem, Record
from deskmate.core.importing.vcard_property import Property

_WHEN = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2}):?(\d{2})?(?:\.\d+)?)?(Z?)(?:([+-])(\d{2}):?(\d{2})$)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_FOLD = re.compile(rb"\r?\n[ \t]")
_EARLIEST, _LATEST = 1600, 2200
_NAMELESS = "#"  # begins what an event without a UID is called here


@dataclass(frozen=True, slots=True)
class _Time:
    """A time as it stands in the file: naive for a floating one; `day` where it is a whole day."""

    at: datetime
    day: bool
    zone: tzinfo | None = None
    label: str = ""

    @property
    def iso(self) -> str:
        return self.at.date().isoformat() if self.day else self.at.replace(tzinfo=self.zone).isoformat()

    def like(self, other: _Time) -> str:
        """This time in the zone and form of another one, as exceptions and ends are compared."""
        if other.day or self.day:
            return self.at.date().isoformat()
        if self.zone is not None and other.zone is not None:
            return self.at.replace(tzinfo=self.zone).astimezone(other.zone).isoformat()
        return self.at.replace(tzinfo=other.zone).isoformat()


@dataclass(slots=True)
class _Event:
    """One VEVENT with what decides which of several versions counts."""

    plan: Appointment
    start: _Time
    uid: str
    sequence: int
    replaces: _Time | None
    person: Record | None


def read(data: bytes, decoded: encodings.Decoded, options: Options) -> Import:
    """Every event of every calendar in the file; those of birthdays become customers with a birthday."""
    text, charset = vcard_lines.as_latin(data, decoded)
    charset = "utf-8" if _is_utf8(data) else charset
    root = ical_lines.parse(text, charset)
    reader = _Reader(ical_zones.Zones(root.walk("VTIMEZONE")), options)
    calendars = [*root.walk("VCALENDAR")] or [root]
    events = [event for calendar in calendars for event in _settled(list(reader.events(calendar)))]
    people = repeats.marked([event.person for event in events if event.person is not None])
    unread = [line for calendar in (root, *root.walk("VCALENDAR")) for line in calendar.unread]
    problems = [*reader.problems, *(Problem(0, "", f"“{line}” can't be read; it is left out.") for line in unread)]
    problems += _no_events(root)
    if not reader.count:
        problems.append(Problem(0, "", "The calendar holds no events."))
    return Import(
        "ics",
        encoding=charset if charset == "utf-8" else "",
        records=people,
        appointments=tuple(event.plan for event in events if event.person is None),
        problems=tuple(problems[:MAX_PROBLEMS]),
        rows=reader.count,
    )


def _no_events(root: Component) -> list[Problem]:
    """Tasks and diary entries, each by its name: no list of appointments has a place for them."""
    found: list[Problem] = []
    for kind, words in (("VTODO", "task"), ("VJOURNAL", "diary entry")):
        for item in root.walk(kind):
            name = values.one_line(item.text("SUMMARY"))[:60]
            found.append(Problem(0, kind, f"Left out: the {words} “{name}”; only events are read."))
    return found


def _is_utf8(data: bytes) -> bool:
    """Whether the file is UTF-8 once its lines are whole: they may be folded within a letter (RFC 5545, 3.1)."""
    try:
        _FOLD.sub(b"", data).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Reader:
    """Reads the events of one file, counting them through."""

    def __init__(self, zones: ical_zones.Zones, options: Options) -> None:
        self._zones, self._options = zones, options
        self.count = 0
        self.problems: list[Problem] = []

    def events(self, calendar: Component) -> Iterator[_Event]:
        """The events of one calendar that can be read; what can't be is listed."""
        named = calendar.text("X-WR-CALNAME") or calendar.text("NAME")
        off = calendar.text("METHOD").upper() == "CANCEL"  # RFC 5546, 3.2.5
        for item in _events_of(calendar):
            self.count += 1
            if not self.count % STEP:
                check_stop(self._options.should_stop)
                check_rows(self.count)
            for line in item.unread:
                self._say("", f"“{line}” can't be read; it is left out.")
            if (event := self._event(item, named)) is not None:
                if off:
                    event.plan = replace(event.plan, status="CANCELLED")
                yield event

    def _event(self, item: Component, calendar: str) -> _Event | None:
        start = self._start(item)
        if start is None:
            said = item.text("DTSTART")[:40]
            self._say("DTSTART", f"Left out: “{said}” is no date." if said else "Left out: no date to begin at.")
            return None
        replaces = self._time(item.first("RECURRENCE-ID"))
        plan = self._plan(item, start, alone=replaces is not None)
        uid = item.text("UID") or f"{_NAMELESS}{self.count}"
        made = self._time(item.first("CREATED")) or self._time(item.first("DTSTAMP"))
        person = birthdays.person(plan, uid, calendar, made.at.year if made else None)
        return _Event(plan, start, uid, _number(item.text("SEQUENCE")), replaces, person)

    def _start(self, item: Component) -> _Time | None:
        """When it begins: in the zone of the end where it has none itself, and at the end where that is the earlier."""
        start = self._time(item.first("DTSTART"))
        end = self._time(item.first("DTEND"))
        if start is not None and item.text("X-EPOCAGENDAENTRYTYPE").upper() in ("ANNIVERSARY", "EVENT"):
            return replace(start, day=True)  # telephones with Symbian write whole days with a time
        if start is None or end is None or start.day or end.day:
            return start
        if start.zone is None and end.zone is not None:
            start = replace(start, zone=end.zone, label=end.label)
        return end if series.moment(end.like(start)) < start.at else start

    def _plan(self, item: Component, start: _Time, *, alone: bool) -> Appointment:
        people, emails = _people(item)
        return Appointment(
            source_row=self.count,
            subject=values.one_line(item.text("SUMMARY")),
            start=start.iso,
            end=self._end(item, start),
            all_day=start.day,
            place=values.one_line(item.text("LOCATION")),
            notes=_words(item.text("DESCRIPTION")),
            people=people,
            zone=start.label,
            status=item.text("STATUS").upper(),
            rrule="" if alone else self._rules(item),
            emails=emails,
            rdates=() if alone else tuple(time.like(start) for time in self._times(item, "RDATE")),
            exdates=() if alone else tuple(time.like(start) for time in self._times(item, "EXDATE")),
            tz=start.zone,
        )

    def _rules(self, item: Component) -> str:
        rules = [old_rules.translated(rule.raw_text().strip()) for rule in item.every("RRULE")]
        for rule in rules:
            if rule and not series.can_follow(rule):
                self._say("RRULE", f"“{rule[:60]}” is no repetition that can be followed; only the first date is read.")
        return "\n".join(rule for rule in rules if series.can_follow(rule))

    def _end(self, item: Component, start: _Time) -> str:
        end, begun = self._time(item.first("DTEND")), self._time(item.first("DTSTART"))
        if end is not None and begun is not None and end == start != begun:
            self._say("DTEND", "It ends before it begins; the two are swapped.")
            end = begun
        if end is None and (length := _length(item.text("DURATION"))) is not None:
            end = replace(start, at=start.at + length)
        if end is None:
            return (start.at + timedelta(days=1)).date().isoformat() if start.day else start.iso
        written = end.like(start)
        if series.moment(written) >= start.at:
            return written
        self._say("DTEND", "It ends before it begins; only its beginning is read.")
        return (start.at + timedelta(days=1)).date().isoformat() if start.day else start.iso

    def _times(self, item: Component, name: str) -> Iterator[_Time]:
        for given in item.every(name):
            for text in ical_lines.values(given):
                # a period (RFC 5545, 3.3.9) counts by its beginning
                if (time := self._parsed(text.partition("/")[0], given)) is not None:
                    yield time
                else:
                    self._say(name, f"“{text[:40]}” is no date; it is left out.")

    def _time(self, given: Property | None) -> _Time | None:
        return None if given is None else self._parsed(given.text(), given)

    def _parsed(self, text: str, given: Property) -> _Time | None:
        found = _WHEN.match(text.strip())
        if found is None or not _EARLIEST <= int(found[1]) <= _LATEST:
            return None
        try:
            day = datetime(int(found[1]), int(found[2]), int(found[3]))
            if found[4] is None or given.params.get("VALUE", [""])[0].upper() == "DATE":
                return _Time(day, day=True)
            if found[4] == "24":  # the midnight at the end of the day
                day, hour = day + timedelta(days=1), 0
            else:
                hour = int(found[4])
            at = day.replace(hour=hour, minute=int(found[5]), second=min(int(found[6] or 0), 59))
        except ValueError:
            return None
        name = _as_text(given.params.get("TZID", [""])[0], given)
        if found[8] and not name:
            return self._placed(at, f"UTC{found[8]}{found[9]}:{found[10]}")
        if found[7] and (not name or self._zones.named(name) is None):
            return _Time(at, day=False, zone=UTC, label="UTC")
        return self._placed(at, name)

    def _placed(self, at: datetime, name: str) -> _Time:
        zone = self._zones.named(name) if name else None
        if name and zone is None:
            self._say("TZID", f"The time zone “{name[:40]}” is unknown; the time is taken as the shop's own.")
        return _Time(at, day=False, zone=zone, label=ical_zones.label(zone, "" if zone is None else name))

    def _say(self, field: str, reason: str) -> None:
        problem = Problem(self.count, field, reason)
        if len(self.problems) < MAX_PROBLEMS and problem not in self.problems[-5:]:
            self.problems.append(problem)


def _events_of(calendar: Component) -> Iterator[Component]:
    """The events of this calendar itself, not those of one inside it."""
    for child in calendar.children:
        if child.name == "VEVENT":
            yield child
            yield from _events_of(child)
        elif child.name != "VCALENDAR":
            yield from _events_of(child)


def _settled(events: list[_Event]) -> list[_Event]:
    """Each event in its newest version (RFC 5545, 3.8.7.4); a moved occurrence stands instead of the one it moves."""
    newest: dict[tuple[str, str], int] = {}
    for event in events:
        key = _version(event)
        newest[key] = max(newest.get(key, 0), event.sequence)
    kept = [event for event in events if event.sequence == newest[_version(event)]]
    moved: dict[str, list[_Time]] = {}
    for event in kept:
        if event.replaces is not None:
            moved.setdefault(event.uid, []).append(event.replaces)
    begins = {event.uid: event.start for event in kept if event.replaces is None}
    for event in kept:
        if event.replaces is None and event.uid in moved:
            gone = tuple(time.like(event.start) for time in moved[event.uid])
            event.plan = replace(event.plan, exdates=(*event.plan.exdates, *gone))
        if not event.uid.startswith(_NAMELESS):
            event.plan = replace(event.plan, ref=_ref(event, begins))
    return kept


def _ref(event: _Event, begins: Mapping[str, _Time]) -> str:
    if event.replaces is None:
        return event.uid
    first = begins.get(event.uid, event.replaces)
    return series.ref_of(event.uid, event.replaces.like(first))


def _version(event: _Event) -> tuple[str, str]:
    return event.uid, "" if event.replaces is None else event.replaces.iso


def _people(item: Component) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who comes: names and e-mail addresses, without the one who invites, rooms, and those who declined."""
    host = _address(item.first("ORGANIZER"))
    names: dict[str, None] = {}
    emails: dict[str, None] = {}
    for given in item.every("ATTENDEE"):
        kind, answer = given.params.get("CUTYPE", [""])[0].upper(), given.params.get("PARTSTAT", [""])[0].upper()
        address = _address(given)
        if kind in ("ROOM", "RESOURCE") or answer == "DECLINED" or (address and address == host):
            continue
        if address:
            emails[address] = None
        if (name := given.params.get("CN", [""])[0].strip()) and name.casefold() != address:
            names[values.one_line(_as_text(name, given))] = None
    return tuple(names), tuple(emails)


def _as_text(raw: str, given: Property) -> str:
    """A parameter's bytes as text, in the character set of its line."""
    for charset in ("utf-8", given.charset):
        try:
            return raw.encode("latin-1", "replace").decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw


def _address(given: Property | None) -> str:
    text = "" if given is None else given.text()
    address = text[7:] if text[:7].lower() == "mailto:" else text
    return values.email(address).casefold() if values.is_email(address) else ""


def _words(text: str) -> str:
    """What is said of an event; Google writes it as a web page."""
    return markup.text(text.replace("\n", "<br>")) if markup.is_written(text) else text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _length(text: str) -> timedelta | None:
    """A duration (RFC 5545, 3.3.6), or None where it is none or runs backwards."""
    found = _LENGTH.fullmatch(text.strip().upper())
    if found is None or found[1] == "-" or not any(found[place] for place in range(2, 7)):
        return None
    weeks, days, hours, minutes, seconds = (int(found[place] or 0) for place in range(2, 7))
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
