"""What imports booked before: which appointment a file means by its own name for it, and whether people changed it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from deskmate.core import changes
from deskmate.core.importing import Appointment as Planned
from deskmate.core.imports.rows import line
from deskmate.core.models import Appointment, ImportBatch, ImportChange, Reminder

_LETTERS = 16
_AT_ONCE = 500


def mark(planned: Planned) -> str:
    """What is kept of the name that the file has for a plan; never the name itself, which may be an e-mail address."""
    return hashlib.sha256(planned.ref.encode()).hexdigest()[:_LETTERS] if planned.ref else ""


def service_of(planned: Planned) -> str:
    """What the appointment is called in the book."""
    return line(planned.subject) or "Appointment"


class Before:
    """What earlier imports, but those taken back, booked.

    A name that a file gives to several times of one service says nothing.
    """

    def __init__(self, session: Session, plans: Iterable[Planned] = ()) -> None:
        times: dict[tuple[str, str], set[str]] = defaultdict(set)
        for planned in plans:
            if planned.ref and not planned.all_day:
                times[mark(planned), service_of(planned)].add(planned.start)
        self._doubtful = {ref for (ref, _service), starts in times.items() if len(starts) > 1}
        wanted = {ref for ref, _service in times} - self._doubtful
        self._refs: dict[int, str] = {}
        self._brought: dict[tuple[str, int], datetime] = {}
        self._last: dict[tuple[str, int], dict[str, Any]] = {}
        tables = (Appointment.__tablename__, Reminder.__tablename__)
        query = (
            select(ImportChange, ImportBatch.at)
            .join(ImportBatch, col(ImportBatch.id) == ImportChange.batch_id)
            .where(col(ImportChange.table).in_(tables), col(ImportBatch.undone_at).is_(None))
        )
        for change, at in session.exec(query.order_by(col(ImportChange.id))):
            row, after = (change.table, change.row_id), change.after or {}
            if change.before is None:
                self._brought[row] = at
                self._last.pop(row, None)  # the number of a row that is gone may be given again
                self._refs[change.row_id] = after.get("ref", "")
            else:
                self._last[row] = {name: changes.decode(value) for name, value in after.items()}
        self._rows: dict[str, list[Appointment]] = defaultdict(list)
        numbers = [number for number, ref in self._refs.items() if ref in wanted]
        for start in range(0, len(numbers), _AT_ONCE):
            some = select(Appointment).where(col(Appointment.id).in_(numbers[start : start + _AT_ONCE]))
            for found in session.exec(some):
                self._rows[self._refs[found.id or 0]].append(found)

    def meant(self, planned: Planned, number: int | None, now: datetime) -> Appointment | None:
        """The appointment to come of the same person that the file calls so, at whatever time; or None."""
        called_so = self._rows.get(mark(planned), ())
        theirs = [row for row in called_so if row.customer_id == number and row.starts_at >= now]
        alike = [row for row in theirs if row.service_name == service_of(planned)] if len(theirs) > 1 else theirs
        return alike[0] if len(alike) == 1 else None

    def is_another(self, row: Appointment, planned: Planned) -> bool:
        """Whether the file that brought a row had another name for it than the plan has."""
        ref = self._refs.get(row.id or 0, "")
        return bool(ref and planned.ref and mark(planned) not in self._doubtful) and ref != mark(planned)

    def came(self, row: Appointment, planned: Planned) -> None:
        """Takes in what this import brings."""
        self._brought[str(Appointment.__tablename__), row.id or 0] = row.created_at
        self._refs[row.id or 0] = mark(planned)

    def is_as_it_came(self, row: Appointment | Reminder) -> bool:
        """Whether an import brought it, and nobody but imports has changed it since."""
        key = (str(row.__tablename__), row.id or 0)
        last = self._last.get(key, {})
        if self._brought.get(key) != row.created_at:
            return False
        if isinstance(row, Appointment):
            return bool(row.updated_at == last.get("updated_at", row.created_at))
        return bool(row.deleted_at == last.get("deleted_at"))
