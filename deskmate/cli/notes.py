"""Commands to write notes, to read texts, and to overrule a reading."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deskmate.cli.answers import Lines
from deskmate.cli.context import Context
from deskmate.cli.parsing import Commands, UsageError, number
from deskmate.core import follow_ups, interactions, readings
from deskmate.core.errors import FileProblem
from deskmate.core.sentiment import Context as ReadingContext
from deskmate.core.sentiment import read_many

BATCH = 256


def register(commands: Commands) -> None:
    """Adds `note`, `score`, `replay` and `overrule`."""
    note = commands.add("note", _note, help="write a note on a customer")
    note.add_argument("customer", type=number, help="the customer's number")
    note.add_argument("text", help="what happened")
    note.add_argument("--kind", default="note", choices=interactions.KINDS)
    note.add_argument("--channel", default="", choices=interactions.CHANNELS)
    note.add_argument("--mood", default="", choices=readings.MOODS)
    score = commands.add("score", _score, help="read texts, from a CSV column or one a line from stdin")
    score.add_argument("--csv", type=Path, metavar="FILE")
    score.add_argument("--column", metavar="NAME", help="the column with the texts")
    score.add_argument("--customer-column", metavar="NAME", help="a column with customers' names, which say nothing")
    replay = commands.add("replay", _replay, help="play histories into an empty book and say who may need a call")
    replay.add_argument("file", type=Path, help="JSON lines: customer, as_of, notes with date, kind, text")
    overrule = commands.add("overrule", _overrule, help="set a reading aside, or let it count again")
    overrule.add_argument("interaction", type=number, help="the entry's number")
    how = overrule.add_mutually_exclusive_group(required=True)
    how.add_argument("--because", metavar="TEXT")
    how.add_argument("--undo", action="store_true")


def _note(context: Context) -> dict[str, Any]:
    o = context.options
    saved = interactions.add(
        context.db,
        o.customer,
        o.text,
        kind=o.kind,
        channel=o.channel,
        mood=o.mood,
        by=context.actor,
        now=context.now,
    )
    return {"interaction": saved.interaction_id, "reading": saved.reading, "follow_up": saved.follow_up_id}


def _score(context: Context) -> Lines:
    o = context.options
    if (o.csv is None) != (o.column is None):
        raise UsageError("Give both --csv FILE and --column NAME, or neither to read lines from stdin.")
    source = _csv_rows(o.csv, o.column, o.customer_column) if o.csv else ((line.rstrip("\n"), "") for line in sys.stdin)
    return Lines(_readings(source))


def _readings(source: Iterator[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    batch: list[tuple[str, str]] = []
    for row in source:
        batch.append(row)
        if len(batch) == BATCH:
            yield from _read_batch(batch)
            batch = []
    yield from _read_batch(batch)


def _read_batch(batch: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    contexts = [ReadingContext(names=(name,) if name else ()) for _text, name in batch]
    for reading in read_many([text for text, _name in batch], contexts=contexts):
        yield {
            "label": reading.label,
            "score": round(reading.score, 4),
            "confidence": round(reading.confidence, 4),
            "theme": reading.theme,
            "evidence": reading.evidence,
            "engine_version": reading.engine_version,
            "degraded": reading.degraded,
        }


def _csv_rows(path: Path, column: str, customer_column: str | None) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(50_000_000)
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as source:
            rows = csv.DictReader(source)
            for wanted in filter(None, (column, customer_column)):
                if wanted not in (rows.fieldnames or ()):
                    raise FileProblem(f"{path.name} has no column called “{wanted}”.")
            for row in rows:
                yield row[column] or "", (row[customer_column] or "") if customer_column else ""
    except OSError as error:
        raise FileProblem(f"{path.name} can't be read: {error.strerror or error}.") from error
    except csv.Error as error:
        raise FileProblem(f"{path.name} is not a CSV file that can be read: {error}.") from error


def _replay(context: Context) -> Lines:
    from deskmate.core import replay

    path: Path = context.options.file
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(f"{path.name} can't be read as text in UTF-8.") from error
    return Lines(replay.replay(lines, read=read_many))


def _overrule(context: Context) -> dict[str, Any]:
    o = context.options
    before = interactions.one(context.db, o.interaction)
    was_open = _open_number(context, before.customer_id)
    if o.undo:
        follow_up = interactions.withdraw_overrule(context.db, o.interaction, by=context.actor, now=context.now)
    else:
        follow_up = interactions.overrule(context.db, o.interaction, o.because, by=context.actor, now=context.now)
    after = interactions.one(context.db, o.interaction)
    what = "open" if follow_up else "cleared" if was_open else "none"
    return {
        "interaction": o.interaction,
        "label": after.label,
        "score": after.score,
        "reading": after.reading,
        "overruled_because": after.overruled_because,
        "follow_up": {"id": follow_up or was_open, "state": what},
    }


def _open_number(context: Context, customer_id: int) -> int | None:
    rows = follow_ups.of_customer(context.db, customer_id)
    return next((row.id for row in rows if row.state == "open"), None)
