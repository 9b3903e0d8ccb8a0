"""What a search gives back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deskmate.core.db import Ask


@dataclass(frozen=True)
class Hit:
    """One result: a customer, and what they were found by (name, phone, tag, own field, note …)."""

    customer_id: int
    name: str
    known_as: str
    organisation: str
    last_seen_at: datetime | None
    matched: str
    interaction_id: int | None = None


def cards(ask: Ask, numbers: Iterable[int]) -> dict[int, Any]:
    """What a result shows of these customers, by their number: (number, name, known as, organisation, last seen)."""
    rows = ask(
        "SELECT id, name, known_as, organisation, last_seen_at FROM customer "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(numbers)),),
    )
    return {row[0]: row for row in rows}


def hit(card: Any, matched: str, interaction_id: int | None = None) -> Hit:
    """The result for one of the cards."""
    customer_id, name, known_as, organisation, last_seen_at = card
    return Hit(customer_id, name, known_as, organisation, _time(last_seen_at), matched, interaction_id)


def _time(stored: Any) -> datetime | None:
    """A time as the driver gives it (text in UTC)."""
    return None if stored is None else datetime.fromisoformat(stored).replace(tzinfo=UTC)
