"""Carrying out a plan: one transaction, many rows at a time, with progress, and nothing left behind when stopped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, func, update
from sqlmodel import Session, col, select

from deskmate.core import audit, bulk, own_fields, search, settings, text, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Cancelled
from deskmate.core.importing import FieldKind, Record, minding
from deskmate.core.imports import agenda, ties
from deskmate.core.imports import rows as make
from deskmate.core.imports.matching import Decision, Plan, Progress, ShouldStop
from deskmate.core.imports.rows import Place, Rows
from deskmate.core.imports.updating import update_customer
from deskmate.core.models import Customer, ImportBatch, Interaction, OwnField, Tag, metadata
from deskmate.core.models.base import table_of
from deskmate.core.search.terms import Terms, terms_for

AT_ONCE = 1_000
INDEXED_AT_ONCE = 20_000
MOST_OWN_FIELDS = 60


@dataclass(frozen=True)
class Batch:
    """What an import did; `batch` is the number by which it can be taken back."""

    batch: int
    rows: int
    created: int
    updated: int
    skipped: int


def carry_out(
    db: Database,
    plan: Plan,
    *,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Batch:
    """Writes what the plan says, all of it or (stopped, or on any error) nothing. Raises `Cancelled` when stopped.

    New notes are not read here, because a long history would keep everybody else from writing; `rereading` does that.
    """
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS, Topic.IMPORTS, Topic.REMINDERS, Topic.APPOINTMENTS) as session:
        batch = _new_batch(session, plan, by, now)
        assert batch.id is not None
        shop = settings.load(session)
        place = Place(shop.region, zones.of(shop), by.name, now, batch.id)
        new = [decision for decision in plan.decisions if decision.action == "create"]
        old = [decision for decision in plan.decisions if decision.action == "update"]
        writer = _Writer(session, place, plan.fields)
        total, done = len(new) + len(old), 0
        with bulk.hurried(session.connection()):
            for chunk in _chunks(new):
                writer.create(chunk)
                done += len(chunk)
                _tell(progress, should_stop, done, total)
            writer.index()
        for decision in old:
            update_customer(session, decision, place, writer.own_values)
            done += 1
            if done % 100 == 0:
                _tell(progress, should_stop, done, total)
        audit.note(session, by, "file imported", f"import:{batch.id}", now=now)
        updated = [(one, d.customer_id) for d in old if d.customer_id for one in (d.record, *d.also)]
        ties.write(session, [*writer.placed, *updated], place)
        stop = partial(_tell, None, should_stop, 0, 0)
        agenda.call_off(session, plan.called_off, place, stop=stop)
        agenda.write(session, [*writer.placed, *updated], place, staff_id=plan.staff_id, stop=stop)
        return Batch(batch.id, batch.rows, batch.created, batch.updated, batch.skipped)


_YES_NO = ("yes-no", "")


class _Writer:
    """Writes new customers in bulk; knows the next free numbers, since nobody else writes meanwhile."""

    def __init__(self, session: Session, place: Place, kinds: Sequence[FieldKind] = ()) -> None:
        self._session, self._place = session, place
        self._told = {text.fold(one.name): one for one in kinds if one.kind in own_fields.KINDS}
        self.placed: list[ties.Placed] = []
        self._connection: Connection = session.connection()
        self._next_customer = _next_id(session, col(Customer.id))
        self._next_note = _next_id(session, col(Interaction.id))
        self._tags = {tag.folded: tag.id or 0 for tag in session.exec(select(Tag))}
        self._worn: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        self._spelt: set[str] = set()  # words whose misspellings are known by now
        self._minded: list[tuple[int, dict[str, Any]]] = []
        self._unindexed: list[tuple[int, Terms]] = []
        self._fields = {field.folded: field.id for field in session.exec(select(OwnField))}
        self._kinds = {field.id or 0: (field.kind, field.choices) for field in session.exec(select(OwnField))}

    def create(self, decisions: Sequence[Decision]) -> None:
        """Writes these records as new customers, with all that belongs to them."""
        rows, notes = Rows(), []
        for decision in decisions:
            number = self._next_customer
            self._next_customer += 1
            everything = (decision.record, *decision.also)
            self.placed += [(record, number) for record in everything]
            own_terms, own_notes = self._collect(rows, number, everything)
            self._unindexed.append((number, own_terms))
            notes += own_notes
        for table in metadata.sorted_tables:  # parents before children
            if values := rows.by_table.get(table.name):
                bulk.insert(self._connection, table, values)
        self._mind()
        search.index_notes(self._connection, notes)
        if len(self._unindexed) >= INDEXED_AT_ONCE:
            self.index()

    def index(self) -> None:
        """Makes those findable who are not yet."""
        search.index_customers(self._connection, self._unindexed, spelt=self._spelt)
        self._unindexed = []

    def _mind(self) -> None:
        """Fills what only our own files say, of the few of whom there is something to mind."""
        people = table_of(Customer)
        for number, said in self._minded:
            self._connection.execute(update(people).where(people.c.id == number).values(said))
        self._minded.clear()

    def own_field(self, name: str) -> int | None:
        """The number of the shop's own field of that name, made if need be; None once there are too many."""
        folded = text.fold(name)
        if folded not in self._fields:
            if len(self._fields) >= MOST_OWN_FIELDS:
                return None
            told = self._told.get(folded, FieldKind(name))
            field = OwnField(name=name, folded=folded, kind=told.kind, choices=told.choices, position=len(self._fields))
            self._session.add(field)
            self._session.flush()
            self._kinds[field.id or 0] = (field.kind, field.choices)
            self._fields[folded] = field.id
        return self._fields[folded]

    def own_values(self, records: Iterable[Record]) -> Iterator[tuple[int, str]]:
        """What the shop's own fields will say of a customer, as (field, value), in the form each field keeps.

        A text says all that the records say; of a number, a day or a choice there is one, the first.
        """
        for name, values in make.own_values(records).items():
            if (field := self.own_field(name)) is not None:
                kind, choices = self._kinds.get(field, ("text", ""))
                said = "; ".join(values)[: text.NOTE_LIMIT] if kind == "text" else values[0]
                yield field, own_fields.fitting(kind, choices, said)

    def _collect(self, rows: Rows, number: int, records: tuple[Record, ...]) -> tuple[Terms, list[tuple[int, str]]]:
        place = self._place
        values = make.customer_values(records)
        details = make.details(records, place.region)
        tags = self._tags_of(records)
        entries = make.entries(records, place)
        values |= {
            "id": number,
            "created_at": place.now,
            "updated_at": place.now,
            "created_by": place.by,
            "last_seen_at": max((at for entry in entries if (at := entry["at"]) <= place.now), default=None),
            "import_batch_id": place.batch_id,
        }
        rows.by_table["customer"].append(values)
        for detail in details:
            detail["customer_id"] = number
        rows.by_table["contact_detail"] += details
        rows.by_table["customer_tag"] += [{"customer_id": number, "tag_id": tag_id} for tag_id, _folded in tags]
        if any(map(_has_more, records)):
            self._collect_rest(rows, number, records)
        notes = self._collect_entries(rows, number, entries)
        names = f"{values['name']} {values['known_as']} {values['organisation']} {values['given']} {values['family']}"
        reached = [(d["kind"], d["value"], d["normal"], d["digits"]) for d in details if d["kind"] != "address"]
        said = list(self.own_values(records)) if any(map(make.is_placeless, records)) else []
        for field, value in said:
            rows.add("own_value", customer_id=number, field_id=field, value=value)
        own = [value for field, value in said if self._kinds.get(field) != _YES_NO]
        return terms_for(names, reached, [folded for _tag_id, folded in tags], own), notes

    def _collect_rest(self, rows: Rows, number: int, records: tuple[Record, ...]) -> None:
        place = self._place
        for row in make.preferences(records, place):
            rows.add("preference", customer_id=number, **row)
        for record in records:
            for occasion in record.occasions:
                day = occasion.day
                rows.add(
                    "occasion", customer_id=number, name=occasion.kind, month=day.month, day=day.day, year=day.year
                )
            if said := minding.columns(record.to_mind):
                self._minded.append((number, said))
            if record.opted_out:
                rows.add("consent", customer_id=number, **make.refusal(place))
        photo = make.photo(records, place)
        for row in (*([photo] if photo else []), *make.files(records, place)):
            rows.add("attachment", customer_id=number, interaction_id=None, **row)

    def _collect_entries(self, rows: Rows, number: int, entries: list[dict[str, Any]]) -> list[tuple[int, str]]:
        notes = []
        for entry in entries:
            del entry["called_off"]
            for file in entry.pop("files"):
                if (row := make.file_row(file, self._place)) is not None:
                    rows.add("attachment", customer_id=number, interaction_id=self._next_note, **row)
            rows.add("interaction", id=self._next_note, customer_id=number, **entry_defaults(), **entry)
            notes.append((self._next_note, entry["text"]))
            self._next_note += 1
        return notes

    def _tags_of(self, records: tuple[Record, ...]) -> list[tuple[int, str]]:
        """The number and the folded name of each tag that the person wears; most wear what somebody before them did."""
        worn = tuple([tag for record in records for tag in record.tags])
        if worn not in self._worn:
            self._worn[worn] = [self._tag(tag) for tag in make.tags(worn)]
        return self._worn[worn]

    def _tag(self, name: str) -> tuple[int, str]:
        """The tag's number, made if need be, and its folded name."""
        folded = text.fold(name)
        if folded not in self._tags:
            tag = Tag(name=name, folded=folded)
            self._session.add(tag)
            self._session.flush()
            self._tags[folded] = tag.id or 0
        return self._tags[folded], folded


def _has_more(record: Record) -> bool:
    """Whether there is more than most lists hold: likes, days, what to mind, a refusal, a photo, files."""
    said = record.preferences or record.occasions or record.to_mind
    return bool(said or record.opted_out or record.photo or record.files)


@lru_cache(maxsize=1)
def entry_defaults() -> Mapping[str, Any]:
    """The columns an imported entry leaves empty."""
    unread = Interaction(customer_id=0, kind="note", at=datetime.min, created_at=datetime.min)
    names: tuple[str, ...] = ("channel", "mood", "label", "score", "confidence", "theme", "theme_confirmed", "evidence")
    names += ("engine_version", "overruled_because", "overruled_by")
    return MappingProxyType({name: getattr(unread, name) for name in names})


def _new_batch(session: Session, plan: Plan, by: Actor, now: datetime) -> ImportBatch:
    batch = ImportBatch(
        source=plan.source[: text.LINE_LIMIT],
        at=now,
        by=by.name,
        rows=plan.rows,
        created=plan.count("create"),
        updated=plan.count("update"),
        skipped=plan.count("skip"),
        problems=[asdict(problem) for problem in (*plan.problems, *plan.left_out)[:1_000]],
    )
    session.add(batch)
    session.flush()
    return batch


def _next_id(session: Session, column: Any) -> int:
    return (session.exec(select(func.max(column))).one() or 0) + 1


def _chunks(decisions: list[Decision]) -> Iterator[list[Decision]]:
    rest = iter(decisions)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk


def _tell(progress: Progress | None, should_stop: ShouldStop | None, done: int, total: int) -> None:
    if should_stop is not None and should_stop():
        raise Cancelled("The import was stopped. Nothing was changed.")
    if progress is not None:
        progress(done, total, "Writing customers")
