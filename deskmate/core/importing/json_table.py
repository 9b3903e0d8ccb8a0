"""Lists of people in JSON that another program wrote: one object for each, as a table of their values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from deskmate.core.errors import FileProblem
from deskmate.core.importing.limits import STEP, ShouldStop, check_columns, check_rows, check_stop

_DEEPEST = 4
_CHAT = {"from", "date", "text"}  # Telegram's


def is_json(text: str) -> bool:
    """Whether a text begins and ends as JSON does: a list, an object, or an object on each line."""
    first, last = text[:200].lstrip()[:1], text[-200:].rstrip()[-1:]
    if first + last == "{}":
        return text[:200].lstrip()[1:].lstrip()[:1] in ('"', "}", "")
    return first + last == "[]" and text[:200].lstrip()[1:].lstrip()[:1] in ("{", "]", "")


def rows(text: str, should_stop: ShouldStop) -> list[tuple[int, list[str]]]:
    """A header of all names that occur, and a row for each object, numbered from 1.

    Raises FileProblem for damaged JSON, and for JSON that holds no list of objects.
    """
    people = _objects(text)
    if not people:
        raise FileProblem("This JSON file holds no list of customers.")
    if people[0].keys() >= _CHAT:
        raise FileProblem("Of chats only those of WhatsApp can be read, not this one.")
    check_rows(len(people))
    table: list[dict[str, str]] = []
    names: dict[str, None] = {}
    for count, person in enumerate(people):
        if not count % STEP:
            check_stop(should_stop)
        table.append(dict(_cells(person, "", 0)))
        names.update(dict.fromkeys(table[-1]))
        check_columns(len(names))
    found = [(number, [one.get(name, "") for name in names]) for number, one in enumerate(table, start=1)]
    return [(0, list(names)), *found]


def _objects(text: str) -> list[dict[str, Any]]:
    try:
        return _longest(json.loads(text), 0)
    except (ValueError, RecursionError):
        pass
    try:
        return [one for line in text.splitlines() if line.strip() and isinstance(one := json.loads(line), dict)]
    except (ValueError, RecursionError) as error:
        raise FileProblem("This JSON file is damaged; it can't be read.") from error


def _longest(value: Any, depth: int) -> list[dict[str, Any]]:
    """The longest list of objects, on its own or somewhere inside of others."""
    if isinstance(value, list):
        return [one for one in value if isinstance(one, dict)]
    if not isinstance(value, dict) or depth > _DEEPEST:
        return []
    return max((_longest(inner, depth + 1) for inner in value.values()), key=len, default=[])


def _cells(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """The values of an object under their names; what lies inside another one is named after both."""
    if depth > _DEEPEST:
        yield name, json.dumps(value, ensure_ascii=False)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _cells(inner, f"{name} {key}".strip()[:200], depth + 1)
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, one in enumerate(value[:20], start=1):
            yield from _cells(one, f"{name} {number}", depth + 1)
    elif isinstance(value, list):
        yield name, "; ".join(_text(one) for one in value)
    else:
        yield name, _text(value)


def _text(value: Any) -> str:
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
