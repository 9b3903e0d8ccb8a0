"""Before anything is written: which record is whom. Nothing here changes the book.

A record that surely is somebody in the book updates them; one that may be somebody is left for a person to decide (new
unless they say otherwise); a record that fits two people is never decided by the machine.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from deskmate.core import bulk, duplicates, lookalikes, settings, staff, text, zones
from deskmate.core.db import Database
from deskmate.core.duplicates import Person
from deskmate.core.importing import Appointment as Planned
from deskmate.core.importing import FieldKind, Import, Problem, Record
from deskmate.core.importing.limits import never
from deskmate.core.imports import again, cautions, dated, differences, numbers
from deskmate.core.models import Appointment

Action = Literal["create", "update", "skip"]
Progress = Callable[..., None]
ShouldStop = Callable[[], bool]
_WEIGHED = (cautions.WHO, cautions.OVERLAP, cautions.CHANGED)


@dataclass(frozen=True)
class Decision:
    """What becomes of one record: `customer_id` is whom it updates; `likely` are (number, name) who may be meant.

    `also` are later records of the same file about the same person, whose details and entries are added to this one's.
    """

    record: Record
    action: Action
    customer_id: int | None = None
    name: str = ""
    likely: tuple[tuple[int, str], ...] = ()
    also: tuple[Record, ...] = ()

    @property
    def appointments(self) -> Iterator[Planned]:
        """What lies ahead of whom the record is about."""
        return (one for record in (self.record, *self.also) for one in record.appointments)


@dataclass(frozen=True)
class Plan:
    """What an import would do. `decisions` may be replaced by what a person chose before it is carried out.

    `cautions` are no problems of the file, but what to know before it comes in, such as what appointments overlap.
    `fields` are the kinds of own fields that the book may lack. `staff_id` is who does the `unstaffed` appointments to
    come, those of which the files don't say it; None: nobody in particular.
    """

    source: str
    rows: int
    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]
    cautions: tuple[Problem, ...] = ()
    fields: tuple[FieldKind, ...] = ()
    staff_id: int | None = None
    unstaffed: int = 0

    def count(self, action: Action) -> int:
        """How many customers would be created, updated or skipped."""
        return sum(decision.action == action for decision in self.decisions)

    @property
    def left_out(self) -> tuple[Problem, ...]:
        """The records that would not be brought in, so that nothing of a file is lost in silence."""
        return tuple(
            Problem(decision.record.source_row, "", _why_left_out(decision))
            for decision in self.decisions
            if decision.action == "skip"
        )

    @property
    def unsure(self) -> tuple[Decision, ...]:
        """The records that may be somebody in the book."""
        return tuple(decision for decision in self.decisions if decision.likely)

    @property
    def called_off(self) -> list[tuple[Planned, int]]:
        """What does not take place after all, with the number of whose it is; no row of any file says that it does."""
        known = [(d, d.customer_id) for d in self.decisions if d.action == "update" and d.customer_id is not None]
        stands = {(number, one.start, one.subject) for d, number in known for one in d.appointments}
        named = {(one.ref, one.subject) for d, _number in known for one in d.appointments if one.ref}
        off = ((one, number) for d, number in known for record in (d.record, *d.also) for one in record.called_off)
        return [
            (one, number)
            for one, number in off
            if (one.ref, one.subject) not in named and (number, one.start, one.subject) not in stands
        ]

    def deciding(self, index: int, action: Action, customer_id: int | None = None) -> "Plan":
        """The plan with another decision for one record."""
        decisions = list(self.decisions)
        decisions[index] = replace(decisions[index], action=action, customer_id=customer_id)
        return replace(self, decisions=tuple(decisions))


def weighed(db: Database, plan: Plan, *, now: datetime, should_stop: ShouldStop | None = None) -> Plan:
    """The plan with what there is to know of its appointments, as it was decided. Raises `Cancelled` when stopped."""
    shop = settings.current(db)
    place = dated.Shop(shop.region, zones.of(shop), now)
    coming = [d for d in plan.decisions if d.action != "skip"]
    times = [(one, d.customer_id, d.name or d.record.name) for d in coming for one in d.appointments if not one.all_day]
    known = [(one, number) for one, number, _name in times if number is not None]
    with db.read() as session:
        called = staff.named(session)
        nobodys = sum(called(one.staff) is None for one, _number, _name in times)
        off = plan.called_off
        before = again.Before(session, [*(one for one, *_whose in times), *(one for one, _number in off)])
        look = differences.Look(session, before, place, should_stop or never)
        gone = {row.id or 0 for one, number in off if isinstance(row := look.standing(one, number), Appointment)}
        said = (
            *differences.of_called_off(look, off),
            *differences.of_moved(look, known),
            *(one for one in plan.cautions if one.field not in _WEIGHED),
            *(cautions.of_nobodys(nobodys) if plan.staff_id is None else ()),
            *cautions.of_times(session, times, place, before, staff_id=plan.staff_id, gone=gone),
        )
    return replace(plan, cautions=said)


@bulk.hurried()
def make_plan(
    db: Database,
    files: Sequence[tuple[str, Import]],
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Plan:
    """What importing these files (name, as read) would do to the book as it is now.

    `now` parts what a calendar holds into behind and ahead, so that a file with appointments needs it.
    """
    shop = settings.current(db)
    place = None if now is None else dated.Shop(shop.region, zones.of(shop), now)
    everyone = [item for _name, read in files for item in _joined(_ahead(read.records, place))]
    firsts = [item for item in everyone if not item[0].by_number]
    book = lookalikes.everybody(db)
    known = {person.id: person for person in book}
    found: dict[int, list[duplicates.Pair]] = {}
    if book:
        people = [_person(str(index), record) for index, (record, _also) in enumerate(firsts)]
        for pair in duplicates.match_rows(people, book, progress=progress, should_stop=should_stop):
            found.setdefault(int(pair.a), []).append(pair)
    decisions = [
        _by_name(_decision(record, also, found.get(index, []), known), book)
        for index, (record, also) in enumerate(firsts)
    ]
    decisions = _numbered(db, decisions, [item for item in everyone if item[0].by_number])
    calendars = [read for _name, read in files if read.appointments]
    about, said = _dated(db, calendars, book, place)
    decisions += about
    with db.read() as session:
        called = staff.named(session)
    timed = (one for decision in decisions for one in decision.appointments if not one.all_day)
    plan = Plan(
        source=", ".join(name for name, _read in files),
        rows=sum(read.rows for _name, read in files),
        decisions=tuple(decisions),
        problems=tuple(problem for _name, read in files for problem in (*read.problems, *_not_to_come(read))),
        cautions=tuple(said),
        fields=tuple(field for _name, read in files for field in read.fields),
        unstaffed=sum(called(one.staff) is None for one in timed),
    )
    return plan if now is None else weighed(db, plan, now=now, should_stop=should_stop)


def _why_left_out(decision: Decision) -> str:
    record = decision.record
    if not record.by_number:
        return f"Left out: {record.name[:80]}"
    who = "several customers have" if decision.likely else "no customer in the book has"
    rows = f"{len(decision.also) + 1} rows" if decision.also else "1 row"
    return f"Left out, {rows}: {who} the number {record.external_id[:40]}."


def _numbered(
    db: Database, decisions: list[Decision], lone: Sequence[tuple[Record, tuple[Record, ...]]]
) -> list[Decision]:
    """With what is known by number only: added to the person of these files, or of the book, who has that number."""
    if not lone:
        return decisions
    book, files = numbers.in_book(db), numbers.in_files(decision.record for decision in decisions)
    for number, (record, *rest) in numbers.grouped(lone).items():
        here, there, also = files.get(number, ()), book.get(number, ()), tuple(rest)
        if len(here) == 1:
            first = decisions[here[0]]
            decisions[here[0]] = replace(first, also=(*first.also, record, *also))
        elif len(there) == 1 and not here:
            decisions.append(Decision(record, "update", *there[0], also=also))
        else:
            decisions.append(Decision(record, "skip", likely=tuple(there[:5]), also=also))
    return decisions


def _by_name(decision: Decision, book: Sequence[Person]) -> Decision:
    """A birthday or a visit of somebody whose very name one customer has, and only one, is theirs."""
    if decision.action == "create" and (same := dated.same_name(decision.record, book)) is not None:
        return replace(decision, action="update", customer_id=int(same.id), name=same.full)
    return decision


def _dated(
    db: Database, reads: Sequence[Import], book: Sequence[Person], place: dated.Shop | None
) -> tuple[list[Decision], list[Problem]]:
    """What becomes of the appointments of calendar files, and what to say of them; where nobody or several may be
    meant, a person decides.
    """
    if not reads:
        return [], []
    if place is None:
        raise ValueError("appointments are parted by the time it is")
    plans = [plan for read in reads for plan in read.appointments]
    decisions, matches = [], list(dated.matched(plans, book, place))
    with db.read() as session:
        before = again.Before(session, (one for match in matches for one in match.record.called_off))
        look = differences.Look(session, before, place)
        for match in matches:
            if len(match.who) != 1:
                decisions.append(Decision(match.record, "skip", likely=match.who))
            elif dated.brings(match.record) or differences.stands(look, match.record, match.who[0][0]):
                decisions.append(Decision(match.record, "update", *match.who[0]))
    return decisions, list(cautions.of_calendar(plans, place))


def _ahead(records: Iterable[Record], place: dated.Shop | None) -> Iterable[Record]:
    return records if place is None else (dated.ahead_of(one, place) if one.entries else one for one in records)


def _not_to_come(read: Import) -> Iterable[Problem]:
    for plan in read.appointments:
        if plan.status == dated.CALLED_OFF:
            yield Problem(plan.source_row, "", f"Left out, because it was called off: {plan.subject[:80]}")


def _joined(records: Iterable[Record]) -> list[tuple[Record, tuple[Record, ...]]]:
    """Each person of the file once, with the later records that are about them too."""
    records = list(records)
    also: dict[int, list[Record]] = {}
    for record in records:
        if record.repeat_of is not None:
            also.setdefault(record.repeat_of, []).append(record)
    known = {record.source_row for record in records if record.repeat_of is None}
    lone = [record for record in records if record.repeat_of is not None and record.repeat_of not in known]
    firsts = [record for record in records if record.repeat_of is None]
    return [(record, tuple(also.get(record.source_row, ()))) for record in firsts] + [(record, ()) for record in lone]


def _decision(
    record: Record, also: tuple[Record, ...], pairs: list[duplicates.Pair], known: Mapping[str, Person]
) -> Decision:
    same = [pair for pair in pairs if pair.verdict == "same"] or [
        pair for pair in pairs if _is_namesake_reached_alike(pair, record, known[pair.b])
    ]
    if len(same) == 1:
        number = same[0].b
        return Decision(record, "update", int(number), known[number].full, also=also)
    likely = tuple((int(pair.b), known[pair.b].full) for pair in pairs[:5])
    return Decision(record, "create", likely=likely, also=also)


def _is_namesake_reached_alike(pair: duplicates.Pair, record: Record, known: Person) -> bool:
    """Whether the name and a phone, e-mail or number are equal and nothing differs, as `repeats` has it within a file.

    Where names are common, `duplicates` is not sure by that alone; but a file that comes in again has the same people.
    """
    if pair.differ or text.fold(record.name) != text.fold(known.full):
        return False
    row = _person("", record)
    ours = {*row.phones, *row.numbers, *(email.casefold() for email in row.emails)}
    return not ours.isdisjoint({*known.phones, *known.numbers, *(email.casefold() for email in known.emails)})


def _person(number: str, record: Record) -> Person:
    birthday = record.birthday
    return Person(
        id=number,
        given=record.given,
        family=record.family,
        full=record.name,
        known_as=record.known_as,
        organisation=record.organisation,
        birth_year=birthday.year if birthday else None,
        birth_month=birthday.month if birthday else None,
        birth_day=birthday.day if birthday else None,
        phones=tuple(phone.e164 or phone.typed for phone in record.phones),
        emails=tuple(email.address for email in record.emails),
        addresses=tuple(
            duplicates.Address(a.street, a.extended, a.city, a.postal_code, a.region) for a in record.addresses
        ),
        numbers=(record.external_id,) if record.external_id else (),
    )
