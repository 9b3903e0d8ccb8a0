"""What a customer agreed to or refused: for which purpose, over which channel, on what basis, until when.

Nothing is ever overwritten: the newest answer counts, the older ones show how it came. Sources: GDPR Articles 6 and 7;
Directive 2002/58/EC Article 13 (messages nobody asked for).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from deskmate.core import audit, customers, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Consent

PURPOSES = ("greetings", "offers", "reminders", "feedback", "photos", "health")
CHANNELS = ("", "phone", "e-mail", "message", "letter")
BASES = ("consent", "contract", "legal duty", "legitimate interest")


@dataclass(frozen=True)
class ConsentRow:
    """One answer. An empty `channel` means every channel; `expires_on` is the last day on which a yes counts."""

    id: int
    purpose: str
    channel: str
    given: bool
    basis: str
    source: str
    at: datetime
    expires_on: date | None


def record(
    db: Database,
    customer_id: int,
    purpose: str,
    *,
    given: bool,
    channel: str = "",
    basis: str = "consent",
    source: str = "",
    expires_on: date | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """Keeps an answer; `source` says how it was given ("at the counter", "form of 3 May")."""
    _check(purpose, channel, basis)
    source = text.clean_line(source, what="Where the answer came from", limit=200)
    if given and not source:
        raise InvalidInput("Say how the customer agreed, for example “at the counter”; without that it can't be shown.")
    with db.write(Topic.CUSTOMERS) as session:
        customers.get(session, customer_id)
        row = Consent(
            customer_id=customer_id,
            purpose=purpose,
            channel=channel,
            given=given,
            basis=basis,
            source=source,
            at=now,
            expires_on=expires_on,
        )
        session.add(row)
        session.flush()
        audit.note(session, by, "consent recorded", f"customer:{customer_id}", [purpose], now=now)
        assert row.id is not None
        return row.id


def history(db: Database, customer_id: int) -> list[ConsentRow]:
    """Every answer of a customer, the newest first."""
    with db.read() as session:
        return [_row(row) for row in _answers(session, customer_id)]


def refused(session: Session, customer_id: int, purpose: str, today: date) -> bool:
    """Whether the newest answer about this purpose, whatever the channel, is a no or a yes that has run out."""
    newest = next((row for row in _answers(session, customer_id) if row.purpose == purpose and not row.channel), None)
    return newest is not None and not (newest.given and (newest.expires_on is None or today <= newest.expires_on))


def _answers(session: Session, customer_id: int) -> list[Consent]:
    query = select(Consent).where(Consent.customer_id == customer_id)
    return list(session.exec(query.order_by(col(Consent.at).desc(), col(Consent.id).desc())).all())


def _check(purpose: str, channel: str, basis: str) -> None:
    for value, known, what in ((purpose, PURPOSES, "purpose"), (channel, CHANNELS, "channel"), (basis, BASES, "basis")):
        if value not in known:
            raise InvalidInput(f"“{value}” is no {what}; use one of {', '.join(filter(None, known))}.")


def _row(row: Consent) -> ConsentRow:
    assert row.id is not None
    return ConsentRow(
        id=row.id,
        purpose=row.purpose,
        channel=row.channel,
        given=row.given,
        basis=row.basis,
        source=row.source,
        at=row.at,
        expires_on=row.expires_on,
    )
