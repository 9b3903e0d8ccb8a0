"""Where the files that travel with the window are: icons, fonts, style."""

from __future__ import annotations

from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "resources"
    return (inside if inside.is_dir() else package.parent / "resources").joinpath(*parts)
