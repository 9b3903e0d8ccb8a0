"""How this Deskmate is started, so that it can be started again: for the demo, and with the computer."""

from __future__ import annotations

import sys


def command(*arguments: str) -> tuple[str, list[str]]:
    """The program and its arguments that start Deskmate as it runs now."""
    return sys.executable, ["-P", "-m", "deskmate", *arguments]
