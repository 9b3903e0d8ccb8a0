"""Command lines: argparse with sentences instead of usage dumps, and values that people type."""

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from deskmate.core.errors import DeskmateError
from deskmate.reminders.telling import SAID


class UsageError(DeskmateError):
    """The command line is not understood."""


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of ending the program."""

    def error(self, message: str) -> NoReturn:
        """Raises the message as a sentence."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


class Commands:
    """Where the topics register their commands."""

    def __init__(self, subparsers: Any, common: argparse.ArgumentParser) -> None:
        self.names: list[str] = []
        self._subparsers = subparsers
        self._common = common

    def add(self, name: str, run: Callable[[Any], Any], *, help: str) -> argparse.ArgumentParser:
        """A command; `run(context)` gives its answer."""
        parser: argparse.ArgumentParser = self._subparsers.add_parser(
            name, help=help, description=help, parents=[self._common], allow_abbrev=False
        )
        parser.set_defaults(run=run)
        self.names.append(name)
        return parser


def new_parser() -> tuple[Parser, Commands]:
    """An empty parser and the place for its commands."""
    common = argparse.ArgumentParser(add_help=False)
    shared = common.add_argument_group("for every command")
    shared.add_argument("--json", action="store_true", help="answer in JSON", default=argparse.SUPPRESS)
    shared.add_argument("--book", type=Path, metavar="PATH", default=argparse.SUPPRESS, help="the book to use")
    shared.add_argument("--now", type=moment, metavar="ISO-8601", default=argparse.SUPPRESS, help="the time it is")
    shared.add_argument("--as", dest="staff", metavar="STAFF", default=argparse.SUPPRESS, help="who does it")
    parser = Parser(prog="deskmate", description="Deskmate, the shop's memory at the counter.", parents=[common])
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    return parser, Commands(subparsers, common)


def moment(text: str) -> datetime:
    """A time in ISO 8601; without a zone it is the shop's wall time (kept naive here)."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no time; write it like 2026-03-01T09:30") from error


def later(text: str) -> datetime | str:
    """A time in ISO 8601, or one of those that people say."""
    words = " ".join(text.casefold().split())
    if words in SAID:
        return words
    try:
        return moment(text)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{error} or “{'”, “'.join(SAID)}”") from error


def day(text: str) -> date:
    """A date in ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no date; write it like 2026-03-01") from error


def number(text: str) -> int:
    """A whole number from 1 on, as the book's numbers are."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**62:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
