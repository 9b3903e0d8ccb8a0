"""The files that travel with the window: icons, fonts, style."""

from pathlib import Path

from deskmate import paths


def resource(*parts: str) -> Path:
    """The path of a shipped file."""
    return paths.resources().joinpath(*parts)
