"""What a search gives back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deskmate.core.db import Ask


@dataclass(frozen=True)
class Hit:
    """One result: a customer, and what they were found by (name, phone, tag, own field, appointment, note …).

    `whole` says that all of it was typed, of a phone the last digits; `booked_at` is when the appointment is.
    """

    customer_id: int
    name: str
    known_as: str
    organisation: str
    last_seen_at: datetime | None
    matched: str
    interaction_id: int | None = None
    booked_at: datetime | None = None
    whole: bool = False


def cards(ask: Ask, numbers: Iterable[int]) -> dict[int, Any]:
    """What a result shows of these customers, by their number: (number, name, known as, organisation, last seen)."""
    rows = ask(
        "SELECT id, name, known_as, organisation, last_seen_at FROM customer "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {row[0]: row for row in rows}


def hit(
    card: Any,
    matched: str,
    interaction_id: int | None = None,
    *,
    booked_at: datetime | None = None,
    whole: bool = False,
) -> Hit:
    """The result for one of the cards."""
    customer_id, name, known_as, organisation, seen = card
    return Hit(customer_id, name, known_as, organisation, _time(seen), matched, interaction_id, booked_at, whole)


def _time(stored: Any) -> datetime | None:
    """A time as the driver gives it (text in UTC)."""
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)
