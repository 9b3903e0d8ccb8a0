"""`python -m deskmate`: no command starts the window, a command runs in the terminal."""

import sys

WINDOW_OPTIONS = frozenset({"--demo", "--self-test", "--minimised", "--book"})


def main() -> int:
    """Starts the window or runs a command; gives the exit status."""
    arguments = sys.argv[1:]
    if _wants_window(arguments):
        from deskmate import app

        return app.main(arguments)
    from deskmate import cli

    return cli.main(arguments)


def _wants_window(arguments: list[str]) -> bool:
    """Whether there are only window options; their values are skipped without importing the commands."""
    rest = iter(arguments)
    for argument in rest:
        name = argument.partition("=")[0]
        if name not in WINDOW_OPTIONS:
            return False
        if name == "--book" and "=" not in argument:
            next(rest, None)
    return True


if __name__ == "__main__":
    sys.exit(main())
