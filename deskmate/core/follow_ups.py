"""Follow-ups: who may need a call, why, and what came of it.

Whether the notes call for one is decided by the pure rule in `core/worry/`; here its answer is kept in the book.
A person's decision always outranks it: a closed follow-up stays closed until something new happens, and one that a
person wants open stays open.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, bindparam, insert, update
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col, select

from deskmate.core import changes, customers, histories, own_words, settings, text, worry, zones
from deskmate.core.actors import Actor
from deskmate.core.db import Database, Topic
from deskmate.core.errors import Conflict, InvalidInput, NotFound
from deskmate.core.follow_up_list import (
    EvidenceRow,
    FollowUpRow,
    PromiseRow,
    count_open,
    list_all,
    list_open,
    of_customer,
    one,
    promises_of,
)
from deskmate.core.models import CallAttempt, Customer, CustomerState, FollowUp, Interaction, Promise
from deskmate.core.models.base import table_of
from deskmate.core.prepared import Prepared

__all__ = [
    "OUTCOMES", "OUTCOME_WORDS", "CallResult", "EvidenceRow", "FollowUpRow", "PromiseRow", "assign", "close",
    "count_open", "get", "list_all", "list_open", "log_call", "new_day", "of_customer", "one", "open_by_hand",
    "promises_of", "review", "rules_of", "settle_promise",
]  # fmt: skip

OUTCOMES = ("reached", "left-word", "not-reached", "no-call-wanted")
OUTCOME_WORDS = {
    "reached": "reached",
    "left-word": "left word",
    "not-reached": "not reached",
    "no-call-wanted": "no call wanted",
}

_CALM = "the notes no longer ask for a call"
_NOT_CALLED = "the customer has died", "the customer is not to be contacted"

# plain columns by prepared statements: somebody is reviewed whenever a note is saved
_STATE, _ROWS, _PEOPLE = table_of(CustomerState), table_of(FollowUp), table_of(Customer).c
_ONE: BindParameter[int] = bindparam("customer")
_KEPT = ("worry_key", "lapses_at", "look_again_at", "cleared_at")
_OF_ONE = _STATE.c.customer_id == _ONE
_SEEN_AT: dict[str, Any] = {"reviewed_at": bindparam("reviewed_at")}
_VALUES = {name: bindparam(name) for name in _KEPT} | _SEEN_AT
_STATE_NOW = Prepared(sqlalchemy.select(*(_STATE.c[name] for name in _KEPT)).where(_OF_ONE))
_STATE_SAME = Prepared(update(_STATE).where(_OF_ONE).values(_SEEN_AT))
_STATE_AGAIN = Prepared(update(_STATE).where(_OF_ONE).values(_VALUES))
_STATE_FIRST = Prepared(insert(_STATE).values(customer_id=_ONE, **_VALUES))
_WHOSE = Prepared(
    sqlalchemy.select(_PEOPLE.deleted_at, _PEOPLE.do_not_contact, _PEOPLE.deceased).where(_PEOPLE.id == _ONE)
)
_OPEN = Prepared(sqlalchemy.select(_ROWS).where(_ROWS.c.customer_id == _ONE, _ROWS.c.state == "open").limit(1))
_NEW = Prepared(insert(_ROWS), columns=set(FollowUp.model_fields) - {"id"})
_UNTOUCHED: dict[str, Any] = {"owner": "", "by_hand": False, "state": "open", "outcome": ""}
_UNTOUCHED |= {"closed_at": None, "closed_by": ""}


@dataclass(frozen=True)
class CallResult:
    """What logging a call led to: the follow-up's state, and the promise that will be reminded of."""

    state: str
    due_on: date
    promise_id: int | None
    interaction_id: int


def review(session: Session, customer_id: int, now: datetime) -> int | None:
    """Looks at a customer's recent entries and opens, updates or clears their follow-up; gives the open one."""
    shop = settings.load(session)
    current = _OPEN.first(session, customer=customer_id)
    customer = _WHOSE.first(session, customer=customer_id)
    if customer is None:
        return None
    judgement = _judge(session, customer_id, now, shop)
    _keep_state(session, customer_id, judgement, now)
    if customer.deleted_at is not None:
        return None
    if judgement.open and not (customer.do_not_contact or customer.deceased):
        return _opened(session, customer_id, current, judgement, shop, now)
    if current is None or current.by_hand:
        return current and int(current.id)
    why = _NOT_CALLED[0] if customer.deceased else _NOT_CALLED[1] if customer.do_not_contact else _CALM
    _put(session, current, {"state": "cleared", "closed_at": now, "outcome": why})
    return None


def open_by_hand(
    db: Database, customer_id: int, reason: str, *, due_on: date, owner: str = "", by: Actor, now: datetime
) -> int:
    """Opens a follow-up because a person wants one; it stays open until a person closes it."""
    reason = text.clean_line(reason, what="The reason")
    if not reason:
        raise InvalidInput("Say in a few words why a call is wanted.")
    with db.write(Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        customer = customers.get(session, customer_id)
        row = _open_of(session, customer_id)
        if row is None:
            row = FollowUp(customer_id=customer_id, kind="asked", reason=reason, opened_at=now, due_on=due_on)
            session.add(row)
        row.reason, row.due_on, row.owner, row.by_hand = reason, due_on, owner or row.owner, True
        changes.remember(session, f"Follow-up for {customer.name}", by=by, now=now)
        assert row.id is not None
        return row.id


def assign(
    db: Database, follow_up_id: int, *, owner: str, due_on: date | None = None, by: Actor, now: datetime
) -> None:
    """Says who will call, and by when."""
    with db.write(Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        row = _open_row(session, follow_up_id)
        row.owner = text.clean_line(owner, what="The name")
        row.due_on = due_on or row.due_on
        changes.remember(session, "Assigned a follow-up", by=by, now=now)


def log_call(
    db: Database,
    follow_up_id: int,
    outcome: str,
    *,
    put_right: bool = False,
    note: str = "",
    promise: str = "",
    promise_by: date | None = None,
    by: Actor,
    now: datetime,
) -> CallResult:
    """Records a call about a follow-up: on the timeline, the follow-up closed or moved, a promise kept, all at once.

    Once the customer was reached (or wants no call), notes from before stop counting. A promise needs its date.
    """
    note, promise = text.clean_note(note), text.clean_line(promise, what="The promise")
    _check_call(outcome, put_right, promise, promise_by)
    with db.write(Topic.FOLLOW_UPS, Topic.INTERACTIONS, Topic.PROMISES, Topic.REMINDERS, Topic.CUSTOMERS) as session:
        changes.watch(session)
        row = _open_row(session, follow_up_id)
        customer = customers.get(session, row.customer_id)
        entry = _call_entry(session, customer, outcome, put_right, note, promise, by, now)
        session.add(
            CallAttempt(
                follow_up_id=follow_up_id,
                customer_id=row.customer_id,
                at=now,
                by=by.name,
                outcome=outcome,
                put_right=put_right,
                note=note,
                interaction_id=entry.id,
            )
        )
        promised = _promise(session, row, promise, promise_by, by, now)
        _move_on(session, row, outcome, put_right, promise_by, by, now)
        session.flush()
        review(session, row.customer_id, now)
        changes.remember(session, f"Call to {customer.name}: {OUTCOME_WORDS[outcome]}", by=by, now=now)
        assert entry.id is not None
        return CallResult(row.state, row.due_on, promised.id if promised else None, entry.id)


def close(db: Database, follow_up_id: int, because: str, *, by: Actor, now: datetime) -> None:
    """Closes a follow-up without a call, with a reason; notes from before stop counting."""
    because = text.clean_line(because, what="The reason")
    if not because:
        raise InvalidInput("Say in a word or two why no call is needed.")
    with db.write(Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        row = _open_row(session, follow_up_id)
        _finish(session, row, because, by, now)
        changes.remember(session, "Closed a follow-up", by=by, now=now)


def settle_promise(db: Database, promise_id: int, *, kept: bool, by: Actor, now: datetime) -> None:
    """Says that a promise was kept, or was not; one not kept brings the follow-up back, due today, also before its day.

    Raises `Conflict` for one that was settled before.
    """
    with db.write(Topic.PROMISES, Topic.REMINDERS, Topic.FOLLOW_UPS) as session:
        changes.watch(session)
        promise = session.get(Promise, promise_id)
        if promise is None:
            raise NotFound(f"There is no promise with the number {promise_id}.")
        if promise.state != "open":
            raise Conflict("What became of this promise was said before.")
        if kept:
            keep_promise(session, promise, by=by, now=now)
        else:
            _break_promise(session, promise, now)
        changes.remember(session, "Promise kept" if kept else "Promise not kept", by=by, now=now)


def keep_promise(session: Session, promise: Promise, *, by: Actor, now: datetime) -> None:
    """Settles a promise inside a bigger use case; what was put right but for this promise is over with it."""
    promise.state, promise.settled_at = "kept", now
    row = session.get(FollowUp, promise.follow_up_id) if promise.follow_up_id is not None else None
    if row is not None and row.state == "open" and _put_right(session, row):
        _finish(session, row, "promise kept", by, now)
    session.flush()
    review(session, promise.customer_id, now)


def reopen_promise(session: Session, promise: Promise, *, now: datetime) -> None:
    """Takes back that a promise was kept, and the end of the follow-up that came of it."""
    row = session.get(FollowUp, promise.follow_up_id) if promise.follow_up_id is not None else None
    if row is not None and row.state == "closed" and row.closed_at == promise.settled_at:
        row.state, row.outcome, row.closed_at, row.closed_by = "open", OUTCOME_WORDS["reached"], None, ""
    promise.state, promise.settled_at = "open", None
    session.flush()
    review(session, promise.customer_id, now)


def _break_promise(session: Session, promise: Promise, now: datetime) -> None:
    promise.state, promise.settled_at = "broken", now
    session.flush()
    review(session, promise.customer_id, now)
    row = _open_of(session, promise.customer_id)
    if row is not None:  # it waited for the promise's day, and nothing is left to wait for
        row.due_on = min(row.due_on, now.astimezone(zones.of(settings.load(session))).date())


def _put_right(session: Session, row: FollowUp) -> bool:
    """Whether the last call about it put the matter right, a promise apart."""
    calls = select(CallAttempt.put_right).where(CallAttempt.follow_up_id == row.id).order_by(col(CallAttempt.at).desc())
    return bool(session.exec(calls.limit(1)).first())


def new_day(db: Database, *, now: datetime) -> None:
    """Lets follow-ups lapse that nothing new has fed, and reviews customers for whom time alone changed something."""
    with db.write() as session:
        today = now.astimezone(zones.of(settings.load(session))).date()
        lapsed = session.exec(
            select(FollowUp)
            .join(CustomerState, col(CustomerState.customer_id) == FollowUp.customer_id)
            .where(FollowUp.state == "open", col(FollowUp.by_hand).is_(False), col(CustomerState.lapses_at) <= now)
        ).all()
        for row in lapsed:
            row.state, row.closed_at, row.outcome = "lapsed", now, "nothing new for a long time"
        session.flush()
        late = select(Promise.customer_id).where(Promise.state == "open", Promise.due_on < today)
        waiting = select(CustomerState.customer_id).where(col(CustomerState.look_again_at) <= now)
        looked_at = sorted({*session.exec(late).all(), *session.exec(waiting).all()})
        for customer_id in looked_at:
            review(session, customer_id, now)
    if lapsed or looked_at:  # on most days nothing, and then no page need look again
        db.announce(Topic.FOLLOW_UPS)


def get(session: Session, follow_up_id: int) -> FollowUp:
    """The follow-up's row; raises `NotFound`."""
    row = session.get(FollowUp, follow_up_id)
    if row is None:
        raise NotFound(f"There is no follow-up with the number {follow_up_id}.")
    return row


def rules_of(shop: settings.Settings) -> worry.Rules:
    """The rule's parameters as the shop set them."""
    return worry.Rules(half_life_days=shop.worry_half_life_days, credit=shop.worry_credit, cut=shop.worry_cut)


def _judge(session: Session, customer_id: int, now: datetime, shop: settings.Settings) -> worry.Judgement:
    notes, events = histories.of(session, customer_id, now=now, zone=zones.of(shop))
    return worry.judge(notes, events, now=now, rules=rules_of(shop))


def _opened(
    session: Session, customer_id: int, current: Any, judgement: worry.Judgement, shop: settings.Settings, now: datetime
) -> int:
    """Opens a follow-up or brings the open one (its row) up to date; gives its number."""
    today = now.astimezone(zones.of(shop)).date()
    first = judgement.reasons[0].sentence if judgement.reasons else "Recent notes ask for a call."
    wanted: dict[str, Any] = {"kind": "severe" if judgement.severe else "mood", "reason": first}
    if current is not None and current.by_hand:
        wanted = {}
    elif current is None or (judgement.severe and current.due_on > today):
        wanted["due_on"] = today if judgement.severe else today + timedelta(days=shop.follow_up_days)
    wanted["evidence"] = [
        {"interaction_id": r.interaction_id, "at": r.at.isoformat(), "quote": r.quote, "why": r.sentence}
        for r in judgement.reasons
    ]
    if current is not None:
        _put(session, current, wanted)
        return int(current.id)
    row = _UNTOUCHED | wanted | {"customer_id": customer_id, "opened_at": now}
    number = _NEW.insert(session, **row)
    changes.added(session, "follow_up", number, row)
    return number


def _put(session: Session, row: Any, wanted: dict[str, Any]) -> None:
    """Puts into a follow-up what differs."""
    after = {name: value for name, value in wanted.items() if getattr(row, name) != value}
    if after:
        session.connection().execute(update(_ROWS).where(_ROWS.c.id == row.id).values(after))
        before = {name: getattr(row, name) for name in after}
        changes.changed(session, "follow_up", row.id, before, after, customer_id=row.customer_id)
        _look_again(session, FollowUp, row.id)


def _keep_state(session: Session, customer_id: int, judgement: worry.Judgement, now: datetime) -> None:
    wanted = {name: getattr(judgement, "key" if name == "worry_key" else name) for name in _KEPT}
    kept, both = _STATE_NOW.first(session, customer=customer_id), {"customer": customer_id, "reviewed_at": now}
    if kept is None:
        _STATE_FIRST.change(session, **wanted, **both)
    elif kept._asdict() == wanted:  # most often: the three indexes need not be touched
        _STATE_SAME.change(session, **both)
    else:
        _STATE_AGAIN.change(session, **wanted, **both)
    _look_again(session, CustomerState, customer_id)


def _look_again(session: Session, model: type[CustomerState | FollowUp], number: int) -> None:
    """Somebody may have the row at hand, from before a plain statement changed it."""
    known = session.identity_map.get(identity_key(model, number))
    if known is not None:
        session.expire(known)


def _open_of(session: Session, customer_id: int) -> FollowUp | None:
    query = select(FollowUp).where(FollowUp.customer_id == customer_id, FollowUp.state == "open")
    return session.exec(query.limit(1)).first()


def _open_row(session: Session, follow_up_id: int) -> FollowUp:
    row = get(session, follow_up_id)
    if row.state != "open":
        raise Conflict("This follow-up was already dealt with.")
    return row


def _check_call(outcome: str, put_right: bool, promise: str, promise_by: date | None) -> None:
    if outcome not in OUTCOMES:
        raise InvalidInput(f"“{outcome}” is no outcome; use one of {', '.join(OUTCOMES)}.")
    if put_right and outcome != "reached":
        raise InvalidInput("It can be put right only when the customer was reached.")
    if bool(promise) != (promise_by is not None):
        raise InvalidInput("A promise needs both its words and the day by which it is to be kept.")


def _call_entry(
    session: Session,
    customer: Customer,
    outcome: str,
    put_right: bool,
    note: str,
    promise: str,
    by: Actor,
    now: datetime,
) -> Interaction:
    said = f"Follow-up call: {OUTCOME_WORDS[outcome]}" + (", put right" if put_right else "") + "."
    body = "\n".join(filter(None, (said, note, f"Promised: {promise}" if promise else "")))
    return own_words.write(session, customer, body, kind="call", channel="phone", by=by, now=now)


def _promise(
    session: Session, row: FollowUp, promise: str, promise_by: date | None, by: Actor, now: datetime
) -> Promise | None:
    if not promise or promise_by is None:
        return None
    made = Promise(
        customer_id=row.customer_id,
        follow_up_id=row.id,
        text=promise,
        due_on=promise_by,
        created_at=now,
        created_by=by.name,
    )
    session.add(made)
    session.flush()
    return made


def _move_on(
    session: Session, row: FollowUp, outcome: str, put_right: bool, promise_by: date | None, by: Actor, now: datetime
) -> None:
    shop = settings.load(session)
    today = now.astimezone(zones.of(shop)).date()
    if outcome == "no-call-wanted" or (outcome == "reached" and put_right and promise_by is None):
        _finish(session, row, "put right" if put_right else OUTCOME_WORDS[outcome], by, now)
        return
    row.by_hand = row.by_hand or outcome == "reached"
    row.due_on = promise_by or today + timedelta(days=shop.follow_up_days if outcome == "reached" else 1)
    row.outcome = OUTCOME_WORDS[outcome]


def _finish(session: Session, row: FollowUp, outcome: str, by: Actor, now: datetime) -> None:
    row.state, row.outcome, row.closed_at, row.closed_by = "closed", outcome, now, by.name
    session.flush()
