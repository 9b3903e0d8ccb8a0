"""Commands that keep the book safe: back up, go back, check."""

import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deskmate import paths
from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, UsageError, day, number
from deskmate.core import access, audit, audit_list, backups, check, erasure, files, keys, rekeying, salvage
from deskmate.core.actors import require_owner
from deskmate.core.db import Database
from deskmate.core.errors import BookError


def register(commands: Commands) -> None:
    """Adds `backup`, `restore`, `check`, `audit`, `access-report`, `erase`, `salvage` and `rekey`."""
    backup = commands.add("backup", _backup, help="write a verified backup of the book")
    backup.add_argument("--to", type=Path, metavar="DIR", help="the folder (default: beside the book)")
    restore = commands.add("restore", _restore, help="say what is in a backup, and go back to it")
    restore.add_argument("file", type=Path)
    restore.add_argument("--dry-run", action="store_true", help="only say what is in it")
    audited = commands.add("audit", _audit, help="who did what, and whether anybody tampered with the list")
    audited.add_argument("--limit", type=number, default=200, help="how many entries at most, the newest first")
    audited.add_argument("--about", default="", metavar="SUBJECT", help="only entries about this, like customer:17")
    audited.add_argument("--who", default="", metavar="NAME", help="only what this person did")
    audited.add_argument("--since", type=day, metavar="DATE", help="from this day on")
    audited.add_argument("--until", type=day, metavar="DATE", help="up to this day")
    audited.add_argument("--to", type=Path, metavar="FILE", help="all of it as a CSV file instead")
    access = commands.add("access-report", _access_report, help="all that is held about a customer")
    access.add_argument("customer", type=number, help="the customer's number")
    access.add_argument("--to", type=Path, metavar="FILE", help="write it as a page to read (.html) or as JSON (.json)")
    erase = commands.add("erase", _erase, help="erase a customer for good; it can't be undone")
    erase.add_argument("customer", type=number, help="the customer's number")
    salvage = commands.add("salvage", _salvage, help="bring what is whole in a damaged book into a new one")
    salvage.add_argument("--to", type=Path, required=True, metavar="FILE", help="the new book")
    commands.add("rekey", _rekey, help="encrypt the book anew, with DESKMATE_NEW_PASSPHRASE and a new recovery code")
    checking = commands.add("check", _check, help="check the book")
    checking.add_argument("--full", action="store_true", help="every page and every entry; takes longer")


def _backup(context: Context) -> dict[str, Any]:
    folder = (context.options.to or paths.backups(context.path)).expanduser().absolute()
    made = backups.make(context.db, folder, now=context.now)
    return _shown(backups.preview(made.path, key=context.db.key))


def _restore(context: Context) -> dict[str, Any]:
    """The owner's passphrase is what allows it: a book that is lost can't say who is the owner."""
    file: Path = context.options.file.expanduser().absolute()
    given = _secret(context)
    if context.options.dry_run:
        return {**_shown(backups.preview(file, book=context.path, **given)), "restored": False}
    present = _present(context)
    by = context.actor if present is not None else None
    folder = paths.backups(context.path)
    seen = backups.restore(file, context.path, backups=folder, db=present, by=by, now=context.now, **given)
    return {**_shown(seen), "restored": True}


def _check(context: Context) -> dict[str, Any]:
    found = check.run(context.db, full=context.options.full, backups=paths.backups(context.path), now=context.now)
    return {"ok": not any(finding.serious or finding.repairable for finding in found), "findings": found}


def _audit(context: Context) -> dict[str, Any]:
    o = context.options
    narrowed = audit_list.Narrowed(o.about, o.who, o.since, o.until)
    require_owner(context.actor, "see who did what")
    problem = audit.verify(context.db, known=check.heads(context.db, paths.backups(context.path)))
    told: dict[str, Any] = {"ok": not problem, "problem": problem}
    if o.to is not None:
        to = o.to.expanduser().absolute()
        count = audit_list.export(context.db, to, narrowed, by=context.actor, now=context.now)
        return {**told, "file": to, "count": count}
    return {**told, "entries": audit_list.lines(context.db, narrowed, by=context.actor, limit=o.limit)}


def _access_report(context: Context) -> dict[str, Any]:
    to: Path | None = context.options.to
    made = access.report(context.db, context.options.customer, by=context.actor, now=context.now)
    if to is None:
        return made.as_json()
    text = made.as_html() if to.suffix.lower() in (".html", ".htm") else json.dumps(made.as_json(), ensure_ascii=False)
    files.hand_out(to.expanduser().absolute(), text.encode())
    return {"file": to, "customer": made.name, "sections": [section.title for section in made.sections]}


def _erase(context: Context) -> dict[str, Any]:
    done = erasure.erase(context.db, context.options.customer, by=context.actor, now=context.now)
    return {
        "erased": context.options.customer,
        "customers": done.customers,
        "rows": done.rows,
        "mentioned_in": done.mentions,
        "log_cleared": done.log_cleared,
    }


def _salvage(context: Context) -> dict[str, Any]:
    to: Path = context.options.to.expanduser().absolute()
    given = _secret(context)
    key = given["key"] if "key" in given else keys.unseal(keys.load(context.path), **given)
    return {"book": to, **asdict(salvage.salvage(context.path, to, key, now=datetime.now(UTC)))}


def _rekey(context: Context) -> dict[str, Any]:
    passphrase = os.environ.get("DESKMATE_NEW_PASSPHRASE")
    if passphrase is None:
        raise UsageError("Set DESKMATE_NEW_PASSPHRASE to the passphrase that shall open the book from now on.")
    folder = paths.backups(context.path)
    code = rekeying.rekey(context.db, passphrase=passphrase, kept=folder, by=context.actor, now=context.now)
    return {"book": context.path, "recovery_code": code}


def _secret(context: Context) -> dict[str, Any]:
    passphrase = os.environ.get("DESKMATE_PASSPHRASE")
    if passphrase is not None:
        return {"passphrase": passphrase}
    code = os.environ.get("DESKMATE_RECOVERY_CODE")
    if code is not None:
        return {"recovery_code": code}
    try:
        key = keys.from_keyring(keys.load(context.path).book_id)
    except BookError:
        key = None
    if key is None:
        raise BookError("Set DESKMATE_PASSPHRASE or DESKMATE_RECOVERY_CODE to what opens the backup.")
    return {"key": key}


def _present(context: Context) -> Database | None:
    """The book that will give way, if it still opens."""
    try:
        return context.db
    except BookError:
        return None


def _shown(seen: backups.Preview) -> dict[str, Any]:
    return {
        "backup": seen.backup.path,
        "shop": seen.contents.shop,
        "made_at": seen.backup.made_at,
        "why": seen.backup.why,
        "customers": seen.contents.customers,
        "interactions": seen.contents.interactions,
        "appointments": seen.contents.appointments,
        "follow_ups": seen.contents.follow_ups,
        "schema": seen.backup.schema,
        "bytes": seen.backup.path.stat().st_size,
    }
