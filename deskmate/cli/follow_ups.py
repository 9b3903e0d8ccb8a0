"""Commands for the owner's list of calls."""

from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, UsageError, day, number
from deskmate.core import follow_ups

MOST = 100_000


def register(commands: Commands) -> None:
    """Adds `follow-ups` and `call`."""
    listing = commands.add("follow-ups", _list, help="who may need a call, and why")
    listing.add_argument("--state", choices=("open", "all"), default="open")
    call = commands.add("call", _call, help="log a call about a follow-up")
    call.add_argument("follow_up", type=number, help="the follow-up's number")
    call.add_argument("--outcome", required=True, choices=follow_ups.OUTCOMES)
    call.add_argument("--put-right", action="store_true", help="what went wrong was put right")
    call.add_argument("--note", default="", help="what was said")
    call.add_argument("--promise", default="", help="what the shop promised")
    call.add_argument("--by", type=day, default=None, help="the day the promise is to be kept by")


def _list(context: Context) -> list[dict[str, Any]]:
    everything = context.options.state == "all"
    rows = (
        follow_ups.list_all(context.db, limit=MOST)
        if everything
        else follow_ups.list_open(context.db, now=context.now, limit=MOST)
    )
    return [
        {
            "id": row.id,
            "customer_id": row.customer_id,
            "customer": row.customer,
            "reason": row.reason,
            "evidence": row.evidence,
            "opened": row.opened_at,
            "due": row.due_on,
            "owner": row.owner,
            "state": row.state,
            "outcome": row.outcome,
        }
        for row in rows
    ]


def _call(context: Context) -> dict[str, Any]:
    o = context.options
    if bool(o.promise) != (o.by is not None):
        raise UsageError("A promise needs both --promise TEXT and --by DATE.")
    result = follow_ups.log_call(
        context.db,
        o.follow_up,
        o.outcome,
        put_right=o.put_right,
        note=o.note,
        promise=o.promise,
        promise_by=o.by,
        by=context.actor,
        now=context.now,
    )
    reminder = f"promise:{result.promise_id}" if result.promise_id else None
    return {"state": result.state, "due": result.due_on, "reminder": reminder}
