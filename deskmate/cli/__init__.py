"""The same core from a terminal: for scripts, checks and a shop's own automation."""

from deskmate.cli.main import main

__all__ = ["main"]
