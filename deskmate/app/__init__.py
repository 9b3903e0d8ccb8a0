"""Builds the desktop program, starts it, stops it: the only part that knows every other."""

from deskmate.app.start import main

__all__ = ["main"]
