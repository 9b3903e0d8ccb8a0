"""What a customer usually buys, from their purchases, and the same once more."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskmate.core import interactions, text
from deskmate.core.actors import Actor
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.interactions import Saved, TimelineEntry

LOOKED_AT = 200
WITHIN = timedelta(days=730)
LONGEST = 120  # what is longer is a story, not an order
_OFTEN_ENOUGH = 2


@dataclass(frozen=True)
class UsualOrder:
    """What was bought most often lately, in the words and at the price of the last time."""

    text: str
    amount_minor: int | None
    currency: str
    times: int
    last_at: datetime


def of(db: Database, customer_id: int, *, now: datetime) -> UsualOrder | None:
    """The customer's usual order: bought at least twice in two years, and more often than anything else.

    What was bought is the first line of a purchase; what follows tells more of that one time.
    """
    bought: dict[str, list[TimelineEntry]] = defaultdict(list)
    since = now - WITHIN
    for entry in interactions.timeline(db, customer_id, kinds=("purchase",), since=since, limit=LOOKED_AT):
        order = _order(entry)
        words = " ".join(text.words(order))
        if words and len(order) <= LONGEST:
            bought[words].append(entry)
    most = max(bought.values(), key=lambda entries: (len(entries), entries[0].at), default=[])
    if len(most) < _OFTEN_ENOUGH:
        return None
    last = most[0]
    return UsualOrder(_order(last), last.amount_minor, last.currency, len(most), last.at)


def _order(entry: TimelineEntry) -> str:
    return entry.text.partition("\n")[0].strip()


def again(db: Database, customer_id: int, *, by: Actor, now: datetime) -> Saved:
    """Writes the usual order down as bought now; raises `NotFound` where there is none yet."""
    usual = of(db, customer_id, now=now)
    if usual is None:
        raise NotFound("Nothing was bought twice yet, so there is no usual order.")
    return interactions.add(
        db,
        customer_id,
        usual.text,
        kind="purchase",
        channel="counter",
        amount_minor=usual.amount_minor,
        currency=usual.currency,
        by=by,
        now=now,
    )
