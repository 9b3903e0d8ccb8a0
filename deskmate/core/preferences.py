"""What the shop remembers about a customer: preferences and alerts, checked, stored, and replaced by what is known."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from deskmate.core import text
from deskmate.core.actors import Actor
from deskmate.core.errors import InvalidInput
from deskmate.core.models import Preference

ASK, DECLINED = "ask next time", "declined to say"  # answers too: so that no one asks twice, or forgets to


@dataclass(frozen=True)
class PreferenceRow:
    """One remembered preference or alert."""

    id: int
    category: str
    text: str
    alert: bool
    pinned: bool
    health: bool
    consent_on: date | None
    expires_on: date | None
    since: datetime


@dataclass(frozen=True)
class PreferenceDraft:
    """Something to remember, as a form gives it; a health matter needs the day the customer agreed."""

    category: str
    text: str
    alert: bool = False
    pinned: bool = True
    health: bool = False
    consent_on: date | None = None
    expires_on: date | None = None


def checked(draft: PreferenceDraft) -> PreferenceDraft:
    """The preference with clean text; raises `InvalidInput` with a sentence that names what to change."""
    what = text.clean_line(draft.text, what="The preference")
    category = text.clean_line(draft.category, what="The category") or "other"
    if what.casefold() in (ASK, DECLINED):
        what = what.casefold()
    if not what:
        raise InvalidInput("Write what should be remembered.")
    if draft.health and draft.consent_on is None:
        raise InvalidInput("A health matter can be kept only with the customer's consent; give the day they agreed.")
    return replace(draft, category=category, text=what)


def of(session: Session, customer_id: int) -> tuple[PreferenceRow, ...]:
    """What is remembered about a customer: alerts first, then what is pinned."""
    rows = session.exec(
        select(Preference)
        .where(Preference.customer_id == customer_id)
        .order_by(col(Preference.alert).desc(), col(Preference.pinned).desc(), col(Preference.id))
    ).all()
    return tuple(_row(row) for row in rows)


def remember(
    session: Session,
    customer_id: int,
    drafts: Iterable[PreferenceDraft],
    *,
    source: str = "",
    by: Actor,
    now: datetime,
) -> list[Preference]:
    """Stores checked preferences; they take the place of "ask next time" in their categories."""
    drafts = list(drafts)
    _answer(session, customer_id, {item.category for item in drafts})
    rows = [
        Preference(customer_id=customer_id, **asdict(item), source=source, since=now, created_by=by.name)
        for item in drafts
    ]
    session.add_all(rows)
    session.flush()
    return rows


def forget(session: Session, customer_id: int, numbers: Iterable[int]) -> None:
    """Removes these preferences, where they are this customer's."""
    for row in session.exec(
        select(Preference).where(Preference.customer_id == customer_id, col(Preference.id).in_(list(numbers)))
    ).all():
        session.delete(row)


def _answer(session: Session, customer_id: int, categories: set[str]) -> None:
    """What was to be asked, or was not told, gives way to what is known now."""
    open_ones = select(Preference).where(
        Preference.customer_id == customer_id,
        col(Preference.category).in_(categories - {"other"}),
        col(Preference.text).in_((ASK, DECLINED)),
    )
    for row in session.exec(open_ones).all():
        session.delete(row)


def _row(row: Preference) -> PreferenceRow:
    assert row.id is not None
    return PreferenceRow(
        id=row.id,
        category=row.category,
        text=row.text,
        alert=row.alert,
        pinned=row.pinned,
        health=row.health,
        consent_on=row.consent_on,
        expires_on=row.expires_on,
        since=row.since,
    )
