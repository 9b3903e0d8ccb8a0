"""What the person said about a file before it is read, and how a long reading is watched and stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from deskmate.core.importing.limits import Progress, ShouldStop, never, silent


@dataclass(frozen=True, slots=True)
class Options:
    """Answers that outrank every guess; empty ones leave it to the file. `guarded`: a quote stands before formulas."""

    region: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    delimiter: str = ""
    date_order: str = ""
    has_header: bool | None = None
    own_name: str = ""
    today: date | None = None  # after which nobody was born
    guarded: bool = True
    progress: Progress = silent
    should_stop: ShouldStop = never
