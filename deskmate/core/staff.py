"""The people who work in the shop."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from deskmate.core import audit, setting_rules, text
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.models import Staff

_SEVERAL = re.compile(r"[&,/+;]|\b(?:and|und|et|y|e|en|or|oder)\b")
ROLES = ("owner", "staff")


@dataclass(frozen=True)
class StaffRow:
    """One person who works here."""

    id: int
    name: str
    role: str
    active: bool
    quiet_from: str = ""
    quiet_until: str = ""


def everybody(db: Database, *, active_only: bool = True) -> list[StaffRow]:
    """The staff, owners first, then by name."""
    with db.read() as session:
        return _rows(session, active_only)


def actor(db: Database, name: str) -> Actor:
    """The person of that name as an actor; raises `NotFound` for somebody who doesn't work here."""
    with db.read() as session:
        row = session.exec(select(Staff).where(Staff.folded == text.fold(name), col(Staff.active))).first()
        if row is None:
            raise NotFound(f"Nobody called “{name}” works here; add them under Settings.")
        return Actor(row.name, "owner" if row.role == "owner" else "staff", row.id)


def named(session: Session) -> Callable[[Iterable[str]], int | None]:
    """What gives the number of the first who works here of some names; a first name has to be of one of them only."""
    whole: dict[str, int] = {}
    first: dict[str, list[int]] = defaultdict(list)
    for row in _rows(session, True):
        folded = text.fold(row.name)
        whole[folded] = row.id
        first[folded.partition(" ")[0]].append(row.id)

    def number(name: str) -> int | None:
        folded = " ".join(text.fold(name).split())
        beginning, _, rest = folded.partition(" ")
        alike = first.get(beginning, [])
        if folded in whole:
            return whole[folded]
        # "Zoe Marsh" is the Zoe of the list if it has no other, "Zoe & Kim" are two
        one = len(alike) == 1 and (not rest or beginning in whole) and not _SEVERAL.search(folded)
        return alike[0] if one else None

    return lambda names: next((found for name in names if (found := number(name)) is not None), None)


def owner(db: Database) -> Actor:
    """The owner, who acts when nobody else is named."""
    people = everybody(db)
    first = next((person for person in people if person.role == "owner"), None)
    return Actor(first.name, "owner", first.id) if first else Actor("Owner", "owner")


def add(db: Database, name: str, *, role: str = "staff", by: Actor, now: datetime) -> int:
    """Adds somebody who works here."""
    require_owner(by, "add staff")
    with db.write(Topic.STAFF) as session:
        number = insert(session, name, role)
        audit.note(session, by, "staff added", f"staff:{number}", ["name", "role"], now=now)
        return number


def insert(session: Session, name: str, role: str) -> int:
    """Adds somebody inside a bigger use case; a person who left and comes back keeps their number."""
    name = _clean_name(name)
    _check_role(role)
    row = session.exec(select(Staff).where(Staff.folded == text.fold(name))).first()
    if row is not None and row.active:
        raise Conflict(f"{row.name} is already in the list.")
    row = row or Staff(name=name, folded=text.fold(name))
    row.name, row.role, row.active = name, role, True
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def change(db: Database, staff_id: int, *, name: str, role: str, by: Actor, now: datetime) -> None:
    """Corrects a name or changes a role. The last owner stays one; what was done before keeps the name it was done by.

    Raises `Conflict` for a name that somebody else has.
    """
    require_owner(by, "change staff")
    name = _clean_name(name)
    _check_role(role)
    with db.write(Topic.STAFF) as session:
        row = _get(session, staff_id)
        other = session.exec(select(Staff).where(Staff.folded == text.fold(name))).first()
        if other is not None and other.id != staff_id:
            raise Conflict(f"{other.name} is already in the list, or was once.")
        if role != "owner":
            _keep_an_owner(session, row)
        differing = [field for field, new in (("name", name), ("role", role)) if getattr(row, field) != new]
        row.name, row.folded, row.role = name, text.fold(name), role
        audit.note(session, by, "staff changed", f"staff:{staff_id}", differing, now=now)


def keep_quiet(db: Database, staff_id: int, *, begin: str, end: str, by: Actor, now: datetime) -> None:
    """Sets when nothing pops up for this person, beside the shop's quiet hours: wall times, both "" for none.

    Everybody may set their own, an owner anybody's.
    """
    if by.staff_id != staff_id:
        require_owner(by, "change staff")
    begin, end = setting_rules.checked("quiet_from", begin), setting_rules.checked("quiet_until", end)
    setting_rules.check_quiet(begin, end)
    with db.write(Topic.STAFF) as session:
        row = _get(session, staff_id)
        row.quiet_from, row.quiet_until = begin or None, end or None
        audit.note(session, by, "staff changed", f"staff:{staff_id}", ["quiet hours"], now=now)


def quiet_of(db: Database, staff_id: int | None) -> tuple[str, str]:
    """When nothing pops up for this person: wall times, or ("", "")."""
    with db.read() as session:
        row = session.get(Staff, staff_id) if staff_id is not None else None
        return (row.quiet_from or "", row.quiet_until or "") if row is not None else ("", "")


def leave(db: Database, staff_id: int, *, by: Actor, now: datetime) -> None:
    """Takes somebody off the list; what they did keeps their name. The last owner stays."""
    require_owner(by, "remove staff")
    with db.write(Topic.STAFF) as session:
        row = _get(session, staff_id)
        _keep_an_owner(session, row)
        row.active = False
        audit.note(session, by, "staff removed", f"staff:{staff_id}", now=now)


def _get(session: Session, staff_id: int) -> Staff:
    row = session.get(Staff, staff_id)
    if row is None or not row.active:
        raise NotFound("That person is no longer in the list.")
    return row


def _clean_name(name: str) -> str:
    name = text.clean_line(name, what="The name", limit=80)
    if not name:
        raise InvalidInput("Write the name of the person.")
    return name


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput(f"“{role}” is no role; use owner or staff.")


def _keep_an_owner(session: Session, row: Staff) -> None:
    owners = [person for person in _rows(session, True) if person.role == "owner"]
    if row.role == "owner" and len(owners) < 2:
        raise Conflict("The shop needs at least one owner.")


def _rows(session: Session, active_only: bool) -> list[StaffRow]:
    query = select(Staff).order_by(Staff.role, Staff.folded)
    if active_only:
        query = query.where(col(Staff.active))
    return [
        StaffRow(row.id or 0, row.name, row.role, row.active, row.quiet_from or "", row.quiet_until or "")
        for row in session.exec(query).all()
    ]
