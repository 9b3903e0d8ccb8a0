"""A file chosen for an import: where it lies, what is in it, how it was read, what a person said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deskmate.core import importing
from deskmate.core.errors import FileProblem
from deskmate.core.importing import Import
from deskmate.core.imports import whole_book

_TAKEN_AS_SAID = ("encoding", "date_order", "own_name")  # questions whose answer is an option of the reading


@dataclass
class ChosenFile:
    """One chosen file: where it lies, its bytes once they were read, how it was read, what a person said about it."""

    path: Path
    data: bytes | None = None
    read: Import | None = None
    options: dict[str, Any] = field(default_factory=dict)
    remembered: bool = False  # its columns are taken as a person took those of such a file before

    @property
    def name(self) -> str:
        return self.path.name

    def is_whole_book(self) -> bool:
        """Whether it is a whole book of ours, which goes in table by table."""
        try:
            with self.path.open("rb") as source:
                return whole_book.is_one(source.read(200))
        except OSError:
            return False

    def take_as_before(self, options: dict[str, Any]) -> bool:
        """Take what a person said about such a file before, if they did; gives whether they did."""
        self.options, self.remembered = dict(options), bool(options)
        return self.remembered

    def take_in(self, choices: dict[str, str], answers: dict[str, str]) -> None:
        """Keep what a person said about its columns (column → field) and to its questions (kind → answer)."""
        mapping = {**self.options.get("mapping", {}), **choices}
        # what was answered before stays answered: the question is no longer there to be asked again
        self.options = {**self.options, **({"mapping": mapping} if mapping else {})}
        for kind, answer in answers.items():
            if kind in _TAKEN_AS_SAID:
                self.options[kind] = answer
            elif kind == "has_header":
                self.options["has_header"] = answer == "yes"
            elif kind == "no_people":
                self.options.setdefault("mapping", {})[self._column_named(answer)] = "name"

    def _column_named(self, number: str) -> str:
        return self.read.header[int(number) - 1] if self.read is not None and number.isdigit() else number

    def bytes(self) -> bytes:
        """What the file holds; asked for on the worker, since it may lie on a slow drive."""
        if self.data is None:
            try:
                importing.check_size(self.path.stat().st_size)
                self.data = self.path.read_bytes()
            except OSError as error:
                raise FileProblem(f"{self.name} can't be read.") from error
        return self.data
