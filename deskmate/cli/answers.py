"""Answers on the screen: JSON for programs, plain lines for people."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any


class Lines:
    """An answer of many objects, one a line, written as they come."""

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = items


def print_answer(answer: Any, *, as_json: bool) -> None:
    """Prints what a command answers; `Lines` as one JSON object a line either way."""
    if isinstance(answer, Lines):
        for item in answer.items:
            print(_json(item) if as_json else " · ".join(_flat(plain(item))))
    elif as_json:
        print(_json(answer))
    else:
        print("\n".join(_plain_lines(plain(answer))) or "Nothing found.")


def print_error(sentence: str, *, as_json: bool) -> None:
    """One clear sentence on stderr, as JSON too when JSON was asked for."""
    print(json.dumps({"error": sentence}, ensure_ascii=False) if as_json else sentence, file=sys.stderr)


def plain(value: Any) -> Any:
    """The value in what JSON knows: times as ISO 8601, dataclasses as objects, bytes as their number."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return len(value)
    return str(value) if isinstance(value, Path) else value


def _json(value: Any) -> str:
    # a lone surrogate can't be printed as UTF-8; escaped it can
    text = json.dumps(plain(value), ensure_ascii=False)
    return text if text.isascii() or _printable(text) else json.dumps(plain(value))


def _printable(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _plain_lines(value: Any, indent: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield indent + (" · ".join(_flat(item)) if isinstance(item, dict) else str(item))
    elif isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, dict | list) and item:
                yield f"{indent}{name}:"
                yield from _plain_lines(item, indent + "  ")
            elif item not in (None, "", [], {}):
                yield f"{indent}{name}: {item}"
    else:
        yield f"{indent}{value}"


def _flat(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{item}" for item in value.values() if not isinstance(item, dict | list) and item not in (None, "")]
    return [str(value)]
