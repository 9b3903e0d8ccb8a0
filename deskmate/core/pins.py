"""PINs, so that a name at the counter is the person: six digits, few tries, each counted before it is made.

Six digits can be guessed in no time by whoever may try them all, so three things keep them from it: Argon2id (RFC 9106)
with a secret (its parameter K, here called the pepper) that the system's keyring keeps; a count of wrong tries that is
on the disk before a PIN is looked at, with waits that grow; and an end after ten, when only the owner's passphrase
helps. Without a keyring the pepper is kept in the encrypted book.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, new
from itertools import pairwise

from sqlmodel import Session, col, select

from deskmate.core import audit, backups, keys
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database, Topic
from deskmate.core.errors import DeskmateError, InvalidInput, NotFound
from deskmate.core.models import Staff, StaffPin

LENGTH = 6
STOP = 10
# seconds to wait after so many wrong tries; the first two are slips of the finger
WAITS = {3: 5, 4: 15, 5: 30, 6: 60, 7: 120, 8: 300, 9: 600}
_WARN_FROM = 7
_KEYRING_SECONDS = 3.0  # somebody stands at the counter
_DOORKEEPER = Actor("Deskmate")
# the most used of those that no rule below finds; figures walked on a keypad
_WALKED = frozenset(
    {"159753", "147258", "258369", "147852", "789456", "456123", "789123", "741852", "963852", "159357"}
)


class PinRefused(DeskmateError):
    """The PIN was not right, or may not be tried now; `wait` is how long until the next try, None for never."""

    def __init__(self, sentence: str, *, wait: timedelta | None = timedelta()) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True)
class Person:
    """Somebody who can come to the counter, and whether a PIN is asked of them; `stopped`: it opens no more."""

    id: int
    name: str
    role: str
    has_pin: bool
    stopped: bool


def everybody(db: Database) -> list[Person]:
    """Who can come to the counter: owners first, then by name."""
    with db.read() as session:
        query = (
            select(Staff, StaffPin.wrong)
            .join(StaffPin, col(StaffPin.staff_id) == col(Staff.id), isouter=True)
            .where(col(Staff.active))
            .order_by(Staff.role, Staff.folded)
        )
        return [
            Person(person.id or 0, person.name, person.role, wrong is not None, (wrong or 0) >= STOP)
            for person, wrong in session.exec(query).all()
        ]


def kept_in_book(db: Database) -> bool:
    """Whether a PIN's pepper is in the book, because this computer had no keyring that can be trusted."""
    with db.read() as session:
        return session.exec(select(StaffPin.staff_id).where(col(StaffPin.pepper).is_not(None))).first() is not None


def enter(db: Database, staff_id: int, pin: str = "", *, now: datetime) -> Actor:
    """The person as an actor, once their PIN is right; who has none just comes.

    Raises `PinRefused` for a wrong PIN and while one may not be tried, `KeyringUnavailable` where the keyring does not
    give the pepper, `InvalidInput` for what can't be a PIN; only a wrong PIN is counted. Takes about 0.3 s.
    """
    with db.read() as session:
        person, row = _find(session, staff_id)
    if row is not None:
        _prove(db, person, row, pin, now=now)
        with db.write() as session:
            _clear(session, staff_id)
            audit.note(session, _actor(person), "came by PIN", f"staff:{staff_id}", now=now)
    return _actor(person)


def enter_with_passphrase(db: Database, staff_id: int, passphrase: str, *, now: datetime) -> Actor:
    """The person as an actor, let in by the owner's passphrase; their PIN may be tried again after that.

    Raises `WrongKey` for another passphrase.
    """
    with db.read() as session:
        person, _row = _find(session, staff_id)
    keys.unseal(keys.load(db.path), passphrase=passphrase)
    with db.write() as session:
        _clear(session, staff_id)
        audit.note(session, _actor(person), "came by passphrase", f"staff:{staff_id}", now=now)
    return _actor(person)


def put(db: Database, staff_id: int, pin: str, *, proof: str = "", by: Actor, now: datetime) -> None:
    """Sets or changes a PIN. People set their own; the owner may set anybody's, and that ends a stop after ten tries.

    Who has a PIN and changes their own gives `proof`: the PIN so far, or the owner's passphrase. Raises `InvalidInput`
    for a PIN that is easily guessed, `PinRefused` or `WrongKey` for a proof that is none.
    """
    _require_right(staff_id, by)
    pin = checked(pin)
    person = _proven(db, staff_id, proof, by=by, now=now)
    pepper, kept = _pepper_for_new(db)
    salt, cost = secrets.token_bytes(16), keys.COST
    stretched = _stretch(pin, salt, pepper, **cost)
    with db.write(Topic.STAFF) as session:
        row = session.get(StaffPin, staff_id)
        if row is not None:
            session.delete(row)
            session.flush()
        row = StaffPin(
            staff_id=staff_id,
            salt=salt,
            stretched=stretched,
            iterations=cost["iterations"],
            lanes=cost["lanes"],
            memory_cost=cost["memory_cost"],
            pepper=None if kept else pepper,
            pepper_mark=_mark(pepper),
            set_at=now,
        )
        session.add(row)
        audit.note(session, by, "PIN set", f"staff:{person.id}", now=now)


def remove(db: Database, staff_id: int, *, proof: str = "", by: Actor, now: datetime) -> None:
    """Takes a PIN away, with the same rules as `put`; one that is not there is no trouble."""
    _require_right(staff_id, by)
    person = _proven(db, staff_id, proof, by=by, now=now)
    with db.write(Topic.STAFF) as session:
        row = session.get(StaffPin, staff_id)
        if row is not None:
            session.delete(row)
            audit.note(session, by, "PIN removed", f"staff:{person.id}", now=now)


def checked(pin: str) -> str:
    """The six digits; raises `InvalidInput` with a sentence for anything else and for what everybody tries first."""
    pin = _digits(pin)
    if _is_obvious(pin):
        raise InvalidInput("This PIN is one of those that everybody tries first. Choose six digits without a pattern.")
    return pin


def _digits(typed: str) -> str:
    if not _looks_like_pin(typed):
        raise InvalidInput(f"A PIN has {LENGTH} digits.")
    return "".join(typed.split())


def _looks_like_pin(typed: str) -> bool:
    # no passphrase is that short
    pin = "".join(typed.split())
    return len(pin) == LENGTH and pin.isascii() and pin.isdigit()


def _is_obvious(pin: str) -> bool:
    repeated = any(pin == pin[:length] * (LENGTH // length) for length in (1, 2, 3))
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    pairs = pin[0] == pin[1] and pin[2] == pin[3] and pin[4] == pin[5]
    triples = pin == pin[0] * 3 + pin[3] * 3
    mirrored = pin[:3] == pin[:2:-1]
    return repeated or len(steps) == 1 or pairs or triples or mirrored or {pin, pin[::-1]} & _WALKED != set()


def _require_right(staff_id: int, by: Actor) -> None:
    if by.staff_id != staff_id:
        require_owner(by, "set or remove somebody else's PIN")


def _proven(db: Database, staff_id: int, proof: str, *, by: Actor, now: datetime) -> Staff:
    with db.read() as session:
        person, row = _find(session, staff_id)
    if by.staff_id == staff_id and row is not None:
        # whoever finds the counter unattended must not make it theirs
        if _looks_like_pin(proof):
            _prove(db, person, row, proof, now=now)
        else:
            keys.unseal(keys.load(db.path), passphrase=proof)
    return person


def _prove(db: Database, person: Staff, row: StaffPin, typed: str, *, now: datetime) -> None:
    """Raises unless it is the person's PIN. The try is on the disk before the PIN is looked at."""
    pin, pepper = _digits(typed), _pepper_of(db, row)
    with db.write() as session:
        wait, wrong = _count(session, row.staff_id, now)
    if wait is None:
        raise PinRefused(_stopped(person), wait=None)
    if wait:
        raise PinRefused(f"Too many wrong PINs. Try again in {_spoken(wait)}.", wait=wait)
    cost = {"iterations": row.iterations, "lanes": row.lanes, "memory_cost": row.memory_cost}
    if compare_digest(_stretch(pin, row.salt, pepper, **cost), row.stretched):
        return
    with db.write() as session:
        audit.note(session, _DOORKEEPER, "PIN wrong", f"staff:{person.id}", now=now)
    raise _refusal(person, wrong)


def _count(session: Session, staff_id: int, now: datetime) -> tuple[timedelta | None, int]:
    """How long to wait still (None: for ever), and how many tries there were; counts one where there is no wait."""
    row = session.get(StaffPin, staff_id)
    if row is None:
        raise NotFound("This PIN was removed just now. Choose the name once more.")
    if row.wrong >= STOP:
        return None, row.wrong
    if row.tried_at is not None and row.tried_at > now:
        row.tried_at = now  # the clock was set back: the wait begins anew, and is no longer than it ever was
    due = (row.tried_at or now) + timedelta(seconds=WAITS.get(row.wrong, 0))
    if due > now:
        return due - now, row.wrong
    row.wrong, row.tried_at = row.wrong + 1, now
    return timedelta(), row.wrong


def _clear(session: Session, staff_id: int) -> None:
    row = session.get(StaffPin, staff_id)
    if row is not None:
        row.wrong, row.tried_at = 0, None


def _refusal(person: Staff, wrong: int) -> PinRefused:
    if wrong >= STOP:
        return PinRefused(_stopped(person), wait=None)
    wait = timedelta(seconds=WAITS.get(wrong, 0))
    sentence = f"That is not {person.name}’s PIN."
    if wait:
        sentence += f" The next try is possible in {_spoken(wait)}."
    if wrong >= _WARN_FROM:
        left = STOP - wrong
        sentence += f" After {left} more wrong {'tries' if left > 1 else 'try'} only the owner’s passphrase helps."
    return PinRefused(sentence, wait=wait)


def _stopped(person: Staff) -> str:
    helps = "The owner’s passphrase lets them in" if person.role == "owner" else "The owner can set a new one"
    return f"{person.name}’s PIN was wrong {STOP} times and opens no more. {helps}."


def _spoken(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds() + 0.49))
    if seconds < 100:
        return f"{seconds} second{'s' * (seconds != 1)}"
    return f"{-(-seconds // 60)} minutes"


def _find(session: Session, staff_id: int) -> tuple[Staff, StaffPin | None]:
    person = session.get(Staff, staff_id)
    if person is None or not person.active:
        raise NotFound("That person is no longer in the list.")
    return person, session.get(StaffPin, staff_id)


def _actor(person: Staff) -> Actor:
    return Actor(person.name, "owner" if person.role == "owner" else "staff", person.id)


def _stretch(pin: str, salt: bytes, pepper: bytes, *, iterations: int, lanes: int, memory_cost: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # heavy, and many shops have no PIN

    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_cost, secret=pepper)
    return kdf.derive(pin.encode())


def _pepper_for_new(db: Database) -> tuple[bytes, bool]:
    """The shop's pepper, made if need be, and whether the keyring keeps it."""
    book, made = backups.book_id_of(db), secrets.token_bytes(32)
    if not book:
        return made, False  # a throw-away book, whose key no keyring has either
    try:
        known = keys.from_keyring(_entry(book), seconds=_KEYRING_SECONDS)
        if known is None:
            keys.to_keyring(_entry(book), made, seconds=_KEYRING_SECONDS)
            known = keys.from_keyring(_entry(book), seconds=_KEYRING_SECONDS)
    except keys.KeyringUnavailable:
        return made, False
    return (known, True) if known else (made, False)


def _pepper_of(db: Database, row: StaffPin) -> bytes:
    if row.pepper is not None:
        return row.pepper
    try:
        pepper = keys.from_keyring(_entry(backups.book_id_of(db)), seconds=_KEYRING_SECONDS)
    except keys.KeyringUnavailable as error:
        raise keys.KeyringUnavailable(
            "This computer’s key store does not answer, so PINs can’t be checked now. The owner’s passphrase helps."
        ) from error
    if pepper is None or not compare_digest(_mark(pepper), row.pepper_mark):
        raise keys.KeyringUnavailable(
            "The PINs were set on another computer. The owner’s passphrase helps; then set them anew under Settings."
        )
    return pepper


def _entry(book: str) -> str:
    return f"{book}:pins"


def _mark(pepper: bytes) -> bytes:
    return new(pepper, b"deskmate pin pepper", sha256).digest()[:8]
