"""A customer while their vCard is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from deskmate.core.importing.records import (
    Address,
    Birthday,
    EmailValue,
    Occasion,
    PhoneValue,
    Preference,
    Problem,
)

# what programs write where they know no name
NO_NAMES = frozenset({"(null)", "null", "(none)", "undefined", "unknown", "unbekannt", "n/a"})

# what they write where a field is empty; somebody may be called Null, but not null
NO_VALUES = frozenset({"null", "(null)", "<null>", "undefined"})


@dataclass(slots=True)
class Draft:
    """A customer while their card is read."""

    number: int
    region: str
    full: str = ""
    parts: list[str] = field(default_factory=list)
    found: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    phones: list[PhoneValue] = field(default_factory=list)
    emails: list[EmailValue] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    labels: list[tuple[str, str]] = field(default_factory=list)
    birthday: Birthday | None = None
    occasions: list[Occasion] = field(default_factory=list)
    photo: bytes | None = None
    company: bool = False
    own: bool = False
    opted_out: bool | None = None
    preferences: list[Preference] = field(default_factory=list)
    to_mind: list[tuple[str, str]] = field(default_factory=list)
    group: str = ""
    extra: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, name: str, reason: str) -> None:
        """Note a problem with a property of this card."""
        self.problems.append(Problem(self.number, name, reason))
