"""Where the word lists for reading files lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """One of the lists in resources/import, as its TOML says."""
    package = Path(__file__).parents[2]
    inside = package / "resources"
    root = inside if inside.is_dir() else package.parent / "resources"
    return tomllib.loads((root / "import" / name).read_text(encoding="utf-8"))
