"""Commands for reminders: what is due, what comes, and what was done about it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from deskmate.cli.answers import Lines
from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, day, later, moment, number
from deskmate.core import settings, zones
from deskmate.core.errors import NotFound
from deskmate.reminders import due, outcomes, telling
from deskmate.reminders.kinds import Due


def register(commands: Commands) -> None:
    """Adds `due`, `upcoming`, `done`, `snooze`, `remind` and `rhythm`."""
    commands.add("due", _due, help="what is due now")
    coming = commands.add("upcoming", _upcoming, help="what falls due in the next days")
    coming.add_argument("--days", type=number, default=7)
    done = commands.add("done", _done, help="say that a reminder was seen to")
    done.add_argument("reminder", help="the reminder's id, as `due` gives it")
    done.add_argument(
        "--outcome", choices=tuple(outcomes.WORDS), help="what came of it; goes on the customer's timeline"
    )
    snooze = commands.add("snooze", _snooze, help="let a reminder come back later")
    snooze.add_argument("reminder")
    snooze.add_argument("--until", type=later, required=True, help="a time, or words like “after lunch”")
    remind = commands.add("remind", _remind, help="set a reminder")
    remind.add_argument("customer", help="the customer's number, or - for nobody in particular")
    remind.add_argument("text")
    remind.add_argument("--at", type=moment, required=True)
    remind.add_argument("--repeat", default="", metavar="RRULE", help="like FREQ=WEEKLY;BYDAY=MO (RFC 5545)")
    rhythm = commands.add("rhythm", _rhythm, help="who usually comes more often; reads a CSV of visits, needs no book")
    rhythm.add_argument("--csv", type=Path, required=True, metavar="FILE")
    rhythm.add_argument("--customer", required=True, metavar="COLUMN")
    rhythm.add_argument("--date", required=True, metavar="COLUMN")
    rhythm.add_argument("--as-of", type=day, required=True, metavar="DATE")


def _due(context: Context) -> list[dict[str, Any]]:
    return [_shown(item) for item in due.open_list(context.db, now=context.now)]


def _upcoming(context: Context) -> list[dict[str, Any]]:
    return [_shown(item) for item in due.upcoming(context.db, now=context.now, days=context.options.days)]


def _done(context: Context) -> dict[str, Any]:
    key, outcome = context.options.reminder, context.options.outcome
    if outcome is None:
        due.done(context.db, key, by=context.actor, now=context.now)
        return {"id": key, "state": "done"}
    item = next((one for one in due.open_list(context.db, now=context.now) if one.key == key), None)
    if item is None:
        raise NotFound(f"The reminder “{key[:80]}” is not due.")
    back_at = outcomes.note(context.db, item, outcome, by=context.actor, now=context.now)
    return {"id": key, "state": "snoozed" if back_at else "done", "outcome": outcome, "until": back_at}


def _snooze(context: Context) -> dict[str, Any]:
    key, until = context.options.reminder, _until(context, context.options.until)
    due.snooze(context.db, key, until=until, by=context.actor, now=context.now)
    return {"id": key, "state": "snoozed", "until": until}


def _remind(context: Context) -> dict[str, Any]:
    o = context.options
    customer = None if o.customer == "-" else number(o.customer)
    reminder = due.remind(
        context.db, o.text, at=o.at, customer_id=customer, repeat=o.repeat, by=context.actor, now=context.now
    )
    return {"reminder": reminder}


def _rhythm(context: Context) -> Lines:
    from deskmate.reminders import rhythm

    o = context.options
    return Lines(rhythm.of_csv(o.csv, o.customer, o.date, as_of=o.as_of))


def _until(context: Context, said: datetime | str) -> datetime:
    shop = settings.current(context.db)
    if isinstance(said, str):
        return telling.said_time(said, context.now, shop)
    return said if said.tzinfo else zones.instant(said, zones.of(shop))


def _shown(item: Due) -> dict[str, Any]:
    return {
        "id": item.key,
        "kind": item.kind,
        "customer_id": item.customer_id,
        "customer": item.customer,
        "text": item.text,
        "due_at": item.due_at,
        "about_at": item.about_at,
        "paused": item.paused or None,
        "snoozed_until": item.snoozed_until,
    }
