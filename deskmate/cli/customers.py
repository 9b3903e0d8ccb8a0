"""Commands to find customers, to see all about one, and to make one card of two."""

from dataclasses import asdict
from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, number
from deskmate.core import (
    appointments,
    attachments,
    audit,
    customers,
    follow_ups,
    households,
    interactions,
    merging,
    relations,
    search,
    settings,
    zones,
)

WHOLE_TIMELINE = 10_000


def register(commands: Commands) -> None:
    """Adds `find`, `search`, `show`, `merge` and `unmerge`."""
    find = commands.add("find", _find, help="find customers by name, phone digits, e-mail, #tag or words of notes")
    find.add_argument("text", help="what to look for")
    find.add_argument("--limit", type=number, default=20, help="how many at most")
    explained = commands.add("search", _search, help="as find, and with --explain by what and why in this order")
    explained.add_argument("text", help="what to look for")
    explained.add_argument("--limit", type=number, default=20, help="how many at most")
    explained.add_argument("--explain", action="store_true", help="say of each what decided their place")
    show = commands.add("show", _show, help="everything about one customer")
    show.add_argument("customer", type=number, help="the customer's number")
    merge = commands.add("merge", _merge, help="make one card of two; it can be parted again at any time")
    merge.add_argument("kept", type=number, metavar="A", help="the customer whose card is kept")
    merge.add_argument("other", type=number, metavar="B", help="the customer whose card goes into it")
    merge.add_argument(
        "--take", nargs="+", action="extend", default=[], metavar="FIELD", help="fields where B's value replaces A's"
    )
    part = commands.add("unmerge", _unmerge, help="part two cards that were merged")
    part.add_argument("merge", type=number, metavar="ID", help="the number that merging gave")


def _find(context: Context) -> list[dict[str, Any]]:
    hits = search.find(context.db, context.options.text, limit=context.options.limit, since=context.now)
    return [{"id": hit.customer_id, "name": hit.name, "matched": hit.matched} for hit in hits]


def _search(context: Context) -> list[dict[str, Any]]:
    if not context.options.explain:
        return _find(context)
    db, now = context.db, context.now
    today = appointments.expected_on(db, now.astimezone(zones.of(settings.current(db))).date())
    hits = search.find(db, context.options.text, limit=context.options.limit, since=now, first=today)
    return [
        {
            "id": hit.customer_id, "name": hit.name, "matched": hit.matched, "whole": hit.whole,
            "expected_today": hit.customer_id in today, "last_seen_at": hit.last_seen_at,
            "interaction": hit.interaction_id, "booked_at": hit.booked_at,
        }
        for hit in hits
    ]  # fmt: skip


def _show(context: Context) -> dict[str, Any]:
    customer_id = context.options.customer
    card, home = customers.card(context.db, customer_id), households.of(context.db, customer_id)
    audit.note_views(context.db, [audit.View(context.actor, customer_id, context.now)])
    return {
        "id": customer_id,
        **asdict(card.draft),
        "last_seen_at": card.last_seen_at,
        "created_at": card.created_at,
        "deleted_at": card.deleted_at,
        "preferences": card.preferences,
        "household": None if home is None else {"id": home.id, "name": home.name, "members": home.members},
        "related": relations.of(context.db, customer_id),
        "files": attachments.of(context.db, customer_id),
        "timeline": interactions.timeline(context.db, customer_id, limit=WHOLE_TIMELINE),
        "appointments": appointments.of_customer(context.db, customer_id),
        "follow_ups": follow_ups.of_customer(context.db, customer_id),
    }


def _merge(context: Context) -> dict[str, Any]:
    o = context.options
    number = merging.merge(context.db, o.kept, o.other, take=o.take, by=context.actor, now=context.now)
    return {"merge": number, "kept": o.kept, "other": o.other}


def _unmerge(context: Context) -> dict[str, Any]:
    merge_id = context.options.merge
    return {"merge": merge_id, "parted": merging.unmerge(context.db, merge_id, by=context.actor, now=context.now)}
