"""The word lists for reading files."""

from __future__ import annotations

import tomllib
from typing import Any

from deskmate import paths


def load(name: str) -> dict[str, Any]:
    """One of the lists in resources/import, as its TOML says."""
    return tomllib.loads((paths.resources() / "import" / name).read_text(encoding="utf-8"))
