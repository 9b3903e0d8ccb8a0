"""Fields that the shop added to its customers' cards: text, number, date, choice, yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from sqlmodel import Session, col, select

from deskmate.core import changes, search, text
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import OwnField, OwnValue

FieldKind = Literal["text", "number", "date", "choice", "yes-no"]
KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
MOST = 60
_MOST_CHOICES = 40


@dataclass(frozen=True)
class OwnFieldRow:
    """One field of the shop's own; `choices` only where one of a list is chosen."""

    id: int
    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()


def every(db: Database) -> list[OwnFieldRow]:
    """The shop's own fields, in their order."""
    with db.read() as session:
        return listed(session)


def listed(session: Session) -> list[OwnFieldRow]:
    """As `every`, inside a use case."""
    return [_row(field) for field in _all(session)]


def add(db: Database, name: str, kind: FieldKind, *, choices: Iterable[str] = (), by: Actor, now: datetime) -> int:
    """Adds a field to every card and gives its number. Only the owner may."""
    require_owner(by, "add a field to the cards")
    name = _name(name)
    if kind not in KINDS:
        raise InvalidInput(f"“{kind}” is no kind of field; use one of {', '.join(KINDS)}.")
    listed = _choices(choices) if kind == "choice" else ""
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        there = _all(session)
        if len(there) >= MOST:
            raise InvalidInput(f"There are {MOST} fields already; remove one that nobody uses.")
        _refuse_taken(there, name)
        last = max((one.position for one in there), default=-1)
        field = OwnField(name=name, folded=text.fold(name), kind=kind, choices=listed, position=last + 1)
        session.add(field)
        changes.remember(session, f"Added the field {name}", by=by, now=now)
        assert field.id is not None
        return field.id


def change(db: Database, field_id: int, name: str, *, choices: Iterable[str] = (), by: Actor, now: datetime) -> None:
    """Gives a field another name and, where one of a list is chosen, another list; what cards say stays as it is.

    Only the owner may; can be undone.
    """
    require_owner(by, "change a field of the cards")
    name = _name(name)
    with db.write(Topic.CUSTOMERS, Topic.SEGMENTS) as session:
        changes.watch(session)
        field = _get(session, field_id)
        _refuse_taken([one for one in _all(session) if one.id != field_id], name)
        listed = _choices(choices) if field.kind == "choice" else field.choices
        field.name, field.folded, field.choices = name, text.fold(name), listed
        changes.remember(session, f"Changed the field {name}", by=by, now=now)


def move(db: Database, field_id: int, places: int, *, by: Actor, now: datetime) -> None:
    """Moves a field so many places down on every card, or up for less than none; at an end it stays there.

    Only the owner may; can be undone.
    """
    require_owner(by, "put the fields of the cards in order")
    with db.write(Topic.CUSTOMERS) as session:
        changes.watch(session)
        field = _get(session, field_id)
        order = _all(session)
        at = order.index(field)
        order.insert(max(at + places, 0), order.pop(at))
        for position, one in enumerate(order):
            if one.position != position:
                one.position = position
        changes.remember(session, f"Moved the field {field.name}", by=by, now=now)


def remove(db: Database, field_id: int, *, by: Actor, now: datetime) -> int:
    """Removes a field with what it says on every card, and gives on how many; can be undone. Only the owner may."""
    require_owner(by, "remove a field from the cards")
    with db.write(Topic.CUSTOMERS, Topic.SEGMENTS) as session:
        changes.watch(session)
        field = _get(session, field_id)
        values = session.exec(select(OwnValue).where(OwnValue.field_id == field_id)).all()
        for value in values:
            session.delete(value)
        session.flush()  # the values before the field, so that undoing brings the field back first
        session.delete(field)
        changes.remember(session, f"Removed the field {field.name}", by=by, now=now)
        for value in values if field.kind != "yes-no" else ():
            search.index_customer(session, value.customer_id)  # nobody is found by it any more
        return len(values)


def checked(field: OwnFieldRow, typed: str) -> str:
    """The value as it is kept: a plain decimal number, an ISO 8601 date, one of the choices, "yes" or "no".

    Raises `InvalidInput` with a sentence that names the field.
    """
    value = text.clean_note(typed, what=field.name) if field.kind == "text" else text.clean_line(typed, what=field.name)
    if not value:
        return ""
    if field.kind == "number":
        return _number(field.name, value)
    if field.kind == "date":
        return _date(field.name, value)
    known = ("yes", "no") if field.kind == "yes-no" else field.choices
    if field.kind != "text":
        same = [one for one in known if text.fold(one) == text.fold(value)]
        if not same:
            raise InvalidInput(f"{field.name} is one of {', '.join(known)}.")
        return same[0]
    return value


def of(session: Session, customer_id: int) -> tuple[tuple[str, str], ...]:
    """What the shop's own fields say for a customer, as (name, value), in their order."""
    rows = session.exec(
        select(OwnField.name, OwnValue.value)
        .join(OwnValue, col(OwnValue.field_id) == OwnField.id)
        .where(OwnValue.customer_id == customer_id)
        .order_by(col(OwnField.position), col(OwnField.id))
    )
    return tuple((name, value) for name, value in rows)


def replace(session: Session, customer_id: int, wanted: Iterable[tuple[str, str]]) -> None:
    """Makes these (name, value) all that the own fields say; what stands there already is not checked again."""
    fields = {field.folded: field for field in _all(session)}
    stored = {
        row.field_id: row for row in session.exec(select(OwnValue).where(OwnValue.customer_id == customer_id)).all()
    }
    for name, typed in wanted:
        field = fields.get(text.fold(text.clean_line(name)))
        if field is None:
            raise InvalidInput(f"There is no field called “{name}” (any more).")
        row = stored.pop(field.id or 0, None)
        if row is not None and row.value == typed:
            continue
        value = checked(_row(field), typed)
        if row is None:
            if value:
                session.add(OwnValue(customer_id=customer_id, field_id=field.id or 0, value=value))
        elif value:
            row.value = value
        else:
            session.delete(row)
    for row in stored.values():
        session.delete(row)


def fitting(kind: str, choices: str, typed: str) -> str:
    """The value as it is kept where it fits the field's kind, else as it came: an import loses nothing."""
    known = kind if kind in KINDS else "text"
    field = OwnFieldRow(0, "It", known, tuple(filter(None, choices.split("\n"))))
    try:
        return checked(field, typed) or typed
    except InvalidInput:
        return typed


def _name(typed: str) -> str:
    name = text.clean_line(typed, what="The name", limit=80)
    if not name:
        raise InvalidInput("Give the field a name, for example “Shoe width”.")
    return name


def _choices(typed: Iterable[str]) -> str:
    listed = tuple(dict.fromkeys(filter(None, (text.clean_line(one, what="A choice", limit=80) for one in typed))))
    if not 2 <= len(listed) <= _MOST_CHOICES:
        raise InvalidInput(f"A choice needs between 2 and {_MOST_CHOICES} values, separated by commas.")
    return "\n".join(listed)


def _refuse_taken(there: Iterable[OwnField], name: str) -> None:
    if any(field.folded == text.fold(name) for field in there):
        raise Conflict(f"There is a field called “{name}” already.")


def _get(session: Session, field_id: int) -> OwnField:
    field = session.get(OwnField, field_id)
    if field is None:
        raise NotFound("That field is no longer there.")
    return field


def _all(session: Session) -> list[OwnField]:
    return list(session.exec(select(OwnField).order_by(col(OwnField.position), col(OwnField.id))).all())


def _row(field: OwnField) -> OwnFieldRow:
    assert field.id is not None
    kind: FieldKind = field.kind if field.kind in KINDS else "text"  # anything else could not be asked for
    return OwnFieldRow(field.id, field.name, kind, tuple(filter(None, field.choices.split("\n"))))


def _number(name: str, value: str) -> str:
    bare = value.replace(" ", "").replace(",", ".") if value.count(",") <= 1 and "." not in value else value
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 10**15:
        raise InvalidInput(f"{name} is a number, like 12 or 12.5.")
    return f"{number:f}"


def _date(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise InvalidInput(f"{name} is a date, like 2026-03-01.") from None
