"""Commands to find customers and to see all about one."""

from dataclasses import asdict
from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, number
from deskmate.core import appointments, customers, follow_ups, interactions, search

WHOLE_TIMELINE = 10_000


def register(commands: Commands) -> None:
    """Adds `find` and `show`."""
    find = commands.add("find", _find, help="find customers by name, phone digits, e-mail, #tag or words of notes")
    find.add_argument("text", help="what to look for")
    find.add_argument("--limit", type=number, default=20, help="how many at most")
    show = commands.add("show", _show, help="everything about one customer")
    show.add_argument("customer", type=number, help="the customer's number")


def _find(context: Context) -> list[dict[str, Any]]:
    hits = search.find(context.db, context.options.text, limit=context.options.limit)
    return [{"id": hit.customer_id, "name": hit.name, "matched": hit.matched} for hit in hits]


def _show(context: Context) -> dict[str, Any]:
    customer_id = context.options.customer
    card = customers.card(context.db, customer_id)
    return {
        "id": customer_id,
        **asdict(card.draft),
        "last_seen_at": card.last_seen_at,
        "created_at": card.created_at,
        "deleted_at": card.deleted_at,
        "preferences": card.preferences,
        "timeline": interactions.timeline(context.db, customer_id, limit=WHOLE_TIMELINE),
        "appointments": appointments.of_customer(context.db, customer_id),
        "follow_ups": follow_ups.of_customer(context.db, customer_id),
    }
