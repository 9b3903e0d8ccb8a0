"""Reads a command line, runs the one command it names, prints the answer; never a traceback."""

import sys
from collections.abc import Sequence
from importlib import import_module

from deskmate.cli.answers import print_answer, print_error
from deskmate.cli.context import Context
from deskmate.cli.parsing import Parser, UsageError, new_parser
from deskmate.core.errors import DeskmateError

TOPICS = ("book", "vault", "customers", "segments", "notes", "follow_ups", "calendar", "files", "reminders")
REFUSED = 2
OUR_FAULT = 70  # EX_SOFTWARE of sysexits.h


def main(arguments: Sequence[str]) -> int:
    """Runs one command; 0 when it was done, 2 with one clear sentence when it could not be."""
    as_json = "--json" in arguments
    try:
        options = build().parse_args(list(arguments))
        with Context(options) as context:
            answer = options.run(context)
            print_answer(answer, as_json=as_json)
    except (DeskmateError, UsageError) as problem:
        print_error(str(problem), as_json=as_json)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; Python would complain once more at exit
        return 0
    except KeyboardInterrupt:
        print_error("Stopped.", as_json=as_json)
        return 130
    except Exception as error:
        print_error(f"Something went wrong inside Deskmate ({type(error).__name__}).", as_json=as_json)
        return OUR_FAULT
    return 0


def build() -> Parser:
    """The parser with every command."""
    return _parser_and_names()[0]


def names() -> frozenset[str]:
    """The names of all commands, as the table in the README lists them."""
    return _parser_and_names()[1]


def _parser_and_names() -> tuple[Parser, frozenset[str]]:
    parser, commands = new_parser()
    for topic in TOPICS:
        import_module(f"deskmate.cli.{topic}").register(commands)
    return parser, frozenset(commands.names)
