"""Writing everything out: into a folder of its own that appears only once it is whole."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from deskmate.core import audit, exporting, settings, zones
from deskmate.core.actors import Actor, require_owner
from deskmate.core.db import Database
from deskmate.core.errors import Cancelled, FileProblem, InvalidInput
from deskmate.core.exports import records, tables
from deskmate.core.importing.records import Record

FORMATS = ("csv", "json", "vcard", "vcard-3.0", "xlsx")
_VCARDS = {"vcard": "4.0", "vcard-3.0": "3.0"}
Progress = Callable[..., None]
ShouldStop = Callable[[], bool]


@dataclass(frozen=True)
class Exported:
    """What was written, and how much is in it."""

    files: tuple[str, ...]
    customers: int
    interactions: int


def export(
    db: Database,
    fmt: str,
    to: Path,
    *,
    by: Actor,
    now: datetime,
    progress: Progress | None = None,
    should_stop: ShouldStop | None = None,
) -> Exported:
    """Writes the whole book but the bin into a new folder inside `to`, readable for this person only.

    csv: customers, history and a file for each other table. json: the customers in a form that can be brought in
    again, and every table as it is. vcard: the customers; vcard-3.0: for programs that know no newer one. xlsx:
    customers, with the history as CSV beside it.
    Raises `NotAllowed`, `InvalidInput`, `FileProblem` or `Cancelled`; then nothing is left behind.
    """
    require_owner(by, "export the book")
    if fmt not in FORMATS:
        raise InvalidInput(f"“{fmt}” is no format; use one of {', '.join(FORMATS)}.")
    with db.read() as session:
        zone = zones.of(settings.load(session))
        final = _free(to / f"deskmate-{fmt}-{now.astimezone(zone):%Y-%m-%d-%H%M}")
        started = final.with_name(f".{final.name}.part")
        source = _Source(session, zone, progress, should_stop)
        try:
            started.mkdir(parents=True, mode=0o700)
            written = _write(fmt, source, started)
            started.rename(final)
        except OSError as error:
            reason = error.strerror or "the disk reports an error"
            raise FileProblem(f"Nothing was exported to {to}: {reason}.") from error
        finally:
            shutil.rmtree(started, ignore_errors=True)
    audit.note_alone(db, by, f"exported as {fmt}", "book", now=now)
    names = tuple(str(final / file.name) for file in written)
    return Exported(names, source.customers, 0 if fmt in _VCARDS else source.interactions)  # a vCard has no history


class _Source:
    """The customers as a stream; counts what has gone by and looks whether to stop."""

    def __init__(
        self, session: Session, zone: ZoneInfo, progress: Progress | None, should_stop: ShouldStop | None
    ) -> None:
        self.session, self._zone = session, zone
        self._progress, self._should_stop = progress, should_stop
        self._numbers = records.numbers(session)
        self.customers = self.interactions = 0

    def records(self) -> Iterator[Record]:
        """Every customer once."""
        for chunk in self.chunks():
            yield from chunk

    def chunks(self) -> Iterator[list[Record]]:
        """Every customer once, some hundred at a time."""
        for some in self._parts():
            chunk = list(records.of(self.session, some, self._zone))
            self._count(chunk)
            yield chunk

    def one_by_one(self) -> Iterator[Record]:
        """Every customer once with their files, which are let go of before the next is read."""
        for some in self._parts():
            for record in records.of(self.session, some, self._zone, files=True):
                self._count([record])
                yield record

    def _parts(self) -> Iterator[list[int]]:
        self.customers = self.interactions = 0
        for start in range(0, len(self._numbers), records.AT_ONCE):
            if self._should_stop is not None and self._should_stop():
                raise Cancelled("The export was stopped. Nothing was written.")
            yield self._numbers[start : start + records.AT_ONCE]
            self.session.expunge_all()
            if self._progress is not None:
                self._progress(self.customers, len(self._numbers), "Writing customers")

    def _count(self, done: list[Record]) -> None:
        self.customers += len(done)
        self.interactions += sum(len(record.entries) for record in done)


def _write(fmt: str, source: _Source, folder: Path) -> list[Path]:
    if fmt in _VCARDS:
        return [_vcards(source, folder / "customers.vcf", _VCARDS[fmt])]
    if fmt == "json":
        customers, book = folder / "customers.json", folder / "book.json"
        with customers.open("wb") as out:
            exporting.write_json_file(out, source.one_by_one(), records.field_kinds(source.session))
        tables.write_json(source.session, book)
        return [customers, book]
    everybody = list(source.records())
    history = folder / "history.csv"
    history.write_bytes(exporting.history_csv(everybody))
    if fmt == "xlsx":
        sheet = folder / "customers.xlsx"
        sheet.write_bytes(exporting.to_xlsx(everybody))
        return [sheet, history]
    customers = folder / "customers.csv"
    customers.write_bytes(exporting.to_csv(everybody))
    return [customers, history, *tables.write_csvs(source.session, folder)]


def _vcards(source: _Source, file: Path, version: str) -> Path:
    with file.open("wb") as out:
        for chunk in source.chunks():
            out.write(exporting.to_vcard(chunk, version=version))
    return file


def _free(folder: Path) -> Path:
    candidate, number = folder, 2
    while candidate.exists():
        candidate, number = folder.with_name(f"{folder.name}-{number}"), number + 1
    return candidate
