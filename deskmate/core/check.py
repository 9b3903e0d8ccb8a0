"""Checking the book: is every page whole, is what is kept true to what it was made from, can it be brought back?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from deskmate.core import audit, audit_heads, connections, follow_ups, keys, search, witness
from deskmate.core.backups import Backup, list_backups
from deskmate.core.backups.container import unseal
from deskmate.core.db import Database, Topic
from deskmate.core.errors import BackupError, BookError, Cancelled, KeyFileError
from deskmate.core.models import Customer, CustomerState, Interaction

SAMPLE = 300
BACKUP_OVERDUE = timedelta(days=7)
Progress = Callable[[float], bool]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `serious`: data may be wrong or lost; otherwise it is advice.

    `code` is one of damaged, loose-rows, search, follow-ups, key-file, backups, older-copy, audit. `repairable` ones
    are put right by `repair`.
    """

    code: str
    sentence: str
    serious: bool = False
    repairable: bool = False


def run(
    db: Database, *, full: bool = False, backups: Path | None = None, now: datetime, progress: Progress | None = None
) -> list[Finding]:
    """What is wrong with the open book; an empty list if nothing is.

    Quick looks at the structure and at samples; full reads every page, every entry and every index word. `progress` is
    called with 0…1 and stops the check (`Cancelled`) by returning False. Changes nothing.
    """
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        lambda: _damage(db, full),
        lambda: _loose_rows(db),
        lambda: _search(db, full),
        lambda: _kept_state(db, full, now),
        lambda: _key_file(db),
        lambda: _older_copy(db),
        lambda: _audit(db, backups),
        lambda: _backups(db, backups, now),
    )
    found: list[Finding] = []
    for number, check in enumerate(checks):
        if progress is not None and not progress(number / len(checks)):
            raise Cancelled("Stopped. Nothing was changed.")
        try:
            found += check()
        except BookError as error:
            found.append(Finding("damaged", f"A part of the book can't be read. {error}", serious=True))
        if found and found[0].code == "damaged":
            break  # what is built on damaged pages says nothing
    if progress is not None:
        progress(1.0)
    return found


def repair(db: Database, findings: list[Finding], *, now: datetime) -> None:
    """Makes the search index and the kept state anew where a check found them out of step, in one transaction."""
    codes = {finding.code for finding in findings if finding.repairable}
    with db.write(Topic.CUSTOMERS, Topic.INTERACTIONS, Topic.FOLLOW_UPS) as session:
        if "search" in codes:
            search.rebuild(session)
        if "follow-ups" in codes:
            for customer_id in session.exec(select(Customer.id).where(col(Customer.deleted_at).is_(None))).all():
                assert customer_id is not None
                follow_ups.review(session, customer_id, now)


def _damage(db: Database, full: bool) -> Iterator[Finding]:
    with connections.raw(db.path, db.key) as connection:
        if full:
            # reads every page as the file has it, also those that no table uses just now
            pages = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            if pages:
                yield _damaged(f"{len(pages)} of its pages")
                return
        problems = connection.execute(f"PRAGMA {'integrity_check' if full else 'quick_check'}(20)").fetchall()
        if problems != [("ok",)]:
            yield _damaged("parts of it")


def _damaged(what: str) -> Finding:
    return Finding(
        "damaged",
        f"The book is damaged: {what} can't be trusted. Restore the newest good backup, or salvage what can be read.",
        serious=True,
    )


def _loose_rows(db: Database) -> Iterator[Finding]:
    with db.read() as session:
        loose = len(session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1_000))
    if loose:
        yield Finding("loose-rows", f"{loose} rows belong to something that is not in the book.", serious=True)


def _search(db: Database, full: bool) -> Iterator[Finding]:
    with db.read() as session:
        customers = search.customers_out_of_step(session, _customer_sample(session, full))
        notes = search.notes_out_of_step(session, _note_sample(session, full))
    if customers or notes:
        yield Finding(
            "search",
            f"The search does not find everything: {customers} customers and {notes} notes are out of step.",
            repairable=True,
        )


def _kept_state(db: Database, full: bool, now: datetime) -> Iterator[Finding]:
    wrong = 0
    with db.read() as session:  # what is reviewed here is not kept
        for customer_id in _customer_sample(session, full):
            kept = session.get(CustomerState, customer_id)
            before = kept.worry_key if kept is not None else 0.0
            follow_ups.review(session, customer_id, now)
            again = session.get(CustomerState, customer_id)
            after = again.worry_key if again is not None else 0.0
            wrong += abs(before - after) > 1e-6 * max(1.0, abs(after))
    if wrong:
        yield Finding(
            "follow-ups", f"For {wrong} customers the follow-up list is not up to date with the notes.", repairable=True
        )


def _key_file(db: Database) -> Iterator[Finding]:
    try:
        if keys.fits(keys.load(db.path), db.key):
            return
        sentence = "The key file beside the book belongs to another book; the passphrase would not open this one."
    except KeyFileError as error:
        sentence = f"{error} Until then only this computer's key store opens the book."
    yield Finding("key-file", sentence, serious=True)


def _older_copy(db: Database) -> Iterator[Finding]:
    if missing := witness.behind(db):
        yield Finding("older-copy", witness.warning(missing), serious=True)


def _audit(db: Database, backups: Path | None) -> Iterator[Finding]:
    if sentence := audit.verify(db, known=heads(db, backups)):
        yield Finding("audit", sentence, serious=True)


def heads(db: Database, backups: Path | None) -> list[audit.Head]:
    """The seals of who did what that are kept outside the book, in its backups and in the keyring; may take seconds."""
    kept = [(head, made.made_at) for made in _own(db, backups) if (head := _head_in(made, db.key)) is not None]
    in_keyring = audit_heads.known(db)
    return audit.excused(db, kept) + ([in_keyring] if in_keyring else [])


def _head_in(backup: Backup, key: bytes) -> audit.Head | None:
    try:
        return audit.parse_head(unseal(backup, key).audit_head)
    except BackupError:
        return None  # made under an earlier key


def _backups(db: Database, backups: Path | None, now: datetime) -> Iterator[Finding]:
    if backups is None:
        return
    newest = next(iter(_own(db, backups)), None)
    if newest is None:
        yield Finding("backups", "There is no backup of this book yet.")
    elif now - newest.made_at > BACKUP_OVERDUE:
        yield Finding("backups", f"The newest backup is {(now - newest.made_at).days} days old.")


def _own(db: Database, backups: Path | None) -> list[Backup]:
    if backups is None:
        return []
    try:
        return list_backups(backups, keys.load(db.path).book_id)
    except KeyFileError:
        return []


def _customer_sample(session: Session, full: bool) -> list[int]:
    query = select(Customer.id).where(col(Customer.deleted_at).is_(None))
    query = query if full else query.order_by(func.random()).limit(SAMPLE)
    return [number for number in session.exec(query).all() if number is not None]


def _note_sample(session: Session, full: bool) -> list[tuple[int, str]]:
    query = select(Interaction.id, Interaction.text).where(col(Interaction.deleted_at).is_(None))
    query = query if full else query.order_by(col(Interaction.id).desc()).limit(SAMPLE)
    return [(number, body) for number, body in session.exec(query).all() if number is not None]
