"""Commands for segments: which there are, who is in one, a new one, and its list as a file."""

import json
from pathlib import Path
from typing import Any

from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, UsageError, number
from deskmate.core import consents, segments, settings, zones
from deskmate.core.db import Database
from deskmate.core.errors import NotFound
from deskmate.core.segments import Contacting, Filter, SegmentRow
from deskmate.reminders import usual_visits

_AT_ONCE = 500


def register(commands: Commands) -> None:
    """Adds `segment`."""
    segment = commands.add("segment", _segment, help="the saved filters over the customers, or who is in one of them")
    segment.add_argument("name", nargs="?", help="the segment's name; without it, all of them are listed")
    segment.add_argument("--where", metavar="JSON", help="save this filter under the name, as the list shows filters")
    segment.add_argument("--limit", type=number, default=1000, help="how many customers at most")
    segment.add_argument("--for", dest="channel", choices=consents.CHANNELS[1:], help="a list made for contacting")
    segment.add_argument("--purpose", choices=consents.PURPOSES, default="offers", help="what they are contacted for")
    segment.add_argument("--to", type=Path, metavar="FILE", help="write the list to this .csv or .xlsx file")


def _segment(context: Context) -> Any:
    options = context.options
    if options.name is None:
        if options.where or options.channel or options.to:
            raise UsageError("Name the segment.")
        return [_listed(context, row) for row in segments.every(context.db)]
    if options.where:
        _save(context)
    row = segments.named(context.db, options.name)
    contacting = Contacting(options.purpose, options.channel) if options.channel else None
    _settle(context.db, row.wanted)
    found = segments.reach(context.db, row.wanted, contacting, now=context.now)
    answer = {"id": row.id, "name": row.name, "sentence": _sentence(context.db, row), "found": found.found}
    answer |= {"listed": found.listed, "left_out": dict(found.left_out)}
    if options.to:
        by, now = context.actor, context.now
        segments.export(context.db, row.name, row.wanted, options.to, contacting=contacting, by=by, now=now)
        return answer | {"file": options.to}
    limit = options.limit
    rows = segments.page(context.db, row.wanted, now=context.now, contacting=contacting, limit=limit)
    people = [{"id": one.id, "name": one.name, "last_seen_at": one.last_seen_at} for one in rows]
    return answer | {"customers": people}


def _listed(context: Context, row: SegmentRow) -> dict[str, Any]:
    """A line of the list; what can't be asked any more says why."""
    if row.problem:
        return {"id": row.id, "name": row.name, "problem": row.problem}
    _settle(context.db, row.wanted)
    customers = segments.count(context.db, row.wanted, now=context.now)
    sentence = _sentence(context.db, row)
    return {"id": row.id, "name": row.name, "sentence": sentence, "customers": customers} | segments.to_json(row.wanted)


def _save(context: Context) -> None:
    name, by, now = context.options.name, context.actor, context.now
    wanted = segments.from_json(_parsed(context.options.where))
    try:
        known = segments.named(context.db, name)
    except NotFound:
        segments.create(context.db, name, wanted, by=by, now=now)
    else:
        segments.change(context.db, known.id, known.name, wanted, by=by, now=now)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        example = '{"join": "all", "conditions": [{"about": "tag", "test": "is", "value": "vip"}]}'
        raise UsageError(f"--where is not JSON; write it like {example}.") from error


def _sentence(db: Database, row: SegmentRow) -> str:
    return segments.sentence(row.wanted, segments.offered(db))


def _settle(db: Database, wanted: Filter) -> None:
    """Rhythms that became stale are worked out first: nothing ticks here that would do it."""
    if not any(one.about == "rhythm" for one in wanted.conditions):
        return
    zone = zones.of(settings.current(db))
    done = _AT_ONCE
    while done == _AT_ONCE:
        with db.write() as session:
            done = usual_visits.settle(session, zone, most=_AT_ONCE)
