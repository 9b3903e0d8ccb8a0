"""Who may do what, in one table. A new use case has no place in it, and the test asks for one."""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

import deskmate.core
from deskmate.core import staff
from deskmate.core.actors import Actor, NotAllowed
from deskmate.core.db import Database
from deskmate.core.people import Draft

OWNERS = {
    "access.report",
    "audit.entries",
    "audit.people",
    "audit_heads.accept",
    "audit_list.export",
    "audit_list.lines",
    "backups.restoring.restore",
    "book.change_secrets",
    "book.keep_key_here",
    "erasure.erase",
    "exports.writing.export",
    "imports.whole_book.bring",
    "moods.set_reading",
    "own_fields.add",
    "own_fields.change",
    "own_fields.move",
    "own_fields.remove",
    "pins.put",
    "pins.remove",
    "rekeying.rekey",
    "retention.propose",
    "segments.lists.export",
    "segments.lists.printed",
    "services.save",
    "services.withdraw",
    "settings.change",
    "settings.put",
    "shop_words.save",
    "staff.add",
    "staff.change",
    "staff.keep_quiet",
    "staff.leave",
    "templates.save",
}
EVERYBODYS = {
    "appointments.book",
    "appointments.move",
    "appointments.set_status",
    "attachments.add",
    "attachments.remove",
    "attachments.remove_photo",
    "attachments.save_copy",
    "attachments.set_photo",
    "consents.record",
    "customers.add",
    "customers.add_preference",
    "customers.delete",
    "customers.restore",
    "customers.update",
    "doubles.keep_apart",
    "drafts.drop",
    "drafts.find",
    "drafts.keep",
    "drafts.mine",
    "drafts.saving",
    "follow_ups.assign",
    "follow_ups.close",
    "follow_ups.log_call",
    "follow_ups.open_by_hand",
    "follow_ups.settle_promise",
    "households.add_member",
    "households.join",
    "households.leave",
    "households.rename",
    "imports.taking_back.undo",
    "imports.writing.carry_out",
    "interactions.add",
    "interactions.confirm_theme",
    "interactions.delete",
    "interactions.edit",
    "interactions.overrule",
    "interactions.set_mood",
    "interactions.withdraw_overrule",
    "merging.merge",
    "merging.unmerge",
    "objections.record",
    "relations.add",
    "relations.add_new",
    "relations.remove",
    "segments.saved.change",
    "segments.saved.create",
    "segments.saved.delete",
    "undo.last",
    "undo.last_undone",
    "undo.redo",
    "undo.undo",
    "usual_orders.again",
    "waitlist.add",
    "waitlist.book",
    "waitlist.withdraw",
}
# a step inside a use case, or a question about the actor: no use case of its own
STEPS = {
    "actors.require_owner",
    "appointments.insert",
    "audit.note",
    "audit.note_alone",
    "audit.note_changes",
    "changes.remember",
    "customers.insert",
    "follow_ups.keep_promise",
    "own_words.write",
    "preferences.remember",
}


def use_cases() -> dict[str, Callable[..., Any]]:
    """Every public function of core that is told who does it."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(deskmate.core.__path__, "deskmate.core."):
        if "migrations" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(value) and value.__module__ == module.name and not name.startswith("_"):
                kinds = [kind for hint, kind in typing.get_type_hints(value).items() if hint != "return"]
                if any(Actor in (kind, *typing.get_args(kind)) for kind in kinds):
                    found[f"{module.name.removeprefix('deskmate.core.')}.{name}"] = value
    return found


USE_CASES = use_cases()


def test_every_use_case_stands_in_the_table() -> None:
    known = OWNERS | EVERYBODYS | STEPS
    assert sorted(known - USE_CASES.keys()) == [], "no longer there"
    new = sorted(USE_CASES.keys() - known)
    assert new == [], "say in this table whether staff may do it, or only the owner"


@pytest.mark.parametrize("name", sorted(OWNERS))
def test_staff_may_not_do_what_is_the_owners(
    db: Database, owner: Actor, now: datetime, tmp_path: Path, name: str
) -> None:
    before = counted(db)
    with pytest.raises(NotAllowed, match=r"^Only the owner can .*\.$"):
        call(USE_CASES[name], db, Actor("Sam", "staff"), now, tmp_path)
    assert counted(db) == before
    assert not refused(USE_CASES[name], db, owner, now, tmp_path)


@pytest.mark.parametrize("name", sorted(EVERYBODYS))
def test_staff_may_do_the_rest(db: Database, now: datetime, tmp_path: Path, name: str) -> None:
    assert not refused(USE_CASES[name], db, Actor("Sam", "staff"), now, tmp_path)


def refused(function: Callable[..., Any], db: Database, by: Actor, now: datetime, folder: Path) -> bool:
    """Whether the person is turned away; what else goes wrong with made-up values does not matter here."""
    try:
        call(function, db, by, now, folder)
    except NotAllowed:
        return True
    except Exception:
        return False
    return False


def call(function: Callable[..., Any], db: Database, by: Actor, now: datetime, folder: Path) -> None:
    """Calls a use case with something of the right type for everything it must be told."""
    hints = typing.get_type_hints(function)
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        kind = hints[name]
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            given["shop_name"] = "Another name"
        elif Actor in (kind, *typing.get_args(kind)):
            given[name] = by
        elif parameter.default is inspect.Parameter.empty:
            given[name] = made_up(kind, db, now, folder)
    if hints.get("session") is Session:
        with db.write() as given["session"]:
            function(**given)
    else:
        function(**given)


def made_up(kind: Any, db: Database, now: datetime, folder: Path) -> Any:
    if isinstance(kind, types.UnionType):
        kind = typing.get_args(kind)[0]
    if kind is Database:
        return db
    if kind is datetime:
        return now
    values = {int: 1, str: "x", bool: True, date: date(2026, 3, 2), Draft: Draft("Ann"), Path: folder / "x"}
    return values.get(kind)


def counted(db: Database) -> int:
    with db.read() as session:
        return int(session.connection().exec_driver_sql("SELECT writes FROM book_mark").scalar_one())


def test_the_owner_is_the_owner(db: Database) -> None:
    assert staff.owner(db).role == "owner"
